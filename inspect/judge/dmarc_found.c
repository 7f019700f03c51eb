#include "inspect/judge/dmarc_found.h"

#include "inspect/judge/mark.h"

const struct dmarc_place *dmarc_author_place(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;

	return dmarc != NULL && dmarc->walk.count > 0 ? dmarc->walk.places[0]
						      : NULL;
}

const struct dmarc_record *dmarc_record_of(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;
	const struct dmarc_record *record = NULL;

	if (dmarc == NULL)
		return NULL;
	if (dmarc->by[RFC9989].reason != DMARC_SEVERAL)
		record = dmarc->by[RFC9989].record;
	for (size_t i = 0; record == NULL && i < dmarc->walk.count; i++)
		record = dmarc->walk.places[i]->record;
	if (record == NULL)
		record = dmarc->by[RFC7489].record;
	return record != NULL && domain_is_own(in, record->domain) ? record
								   : NULL;
}

void dmarc_about(
    struct judgement *j, const struct dmarc_record *record, struct bytes place)
{
	const struct dns_answer *answer = dmarc_answer(j, record->domain);

	shown_by(j, "at",
	    arena_printf(j->arena, "_dmarc.%.*s", FMT(record->domain)));
	shown_by(j, "record", record->text);
	shown_by(j, "where", marked(j->arena, record->text, place));
	if (answer != NULL)
		shown_by(j, "server", answer->server);
}
