#include "inspect/model/served.h"

#include "common/base/text.h"

#define TEXT_MOST    2048
#define RECORDS_MOST 8
#define STILL_SERIAL 1 /* of every zone of Route 53, for ever */

bool served_is_used(const struct served_host *host)
{
	return host->delegated || host->listed;
}

bool served_sets_differ(const struct served_zone *zone)
{
	bool listed = false, differ = false;

	for (const struct served_host *h = zone->hosts; h; h = h->next) {
		listed = listed || h->listed;
		differ = differ || h->listed != h->delegated;
	}
	return zone->delegation_known && listed && differ;
}

bool served_is_positive(const struct dns_answer *answer)
{
	return answer->aliases != NULL || answer->records != NULL;
}

const struct served_data *served_by_all(const struct served_view *view)
{
	const struct served_data *said = NULL;

	for (const struct served_data *d = view->data; d; d = d->next) {
		if (d->count == 0)
			continue;
		if (said != NULL)
			return NULL;
		said = d;
	}
	return said;
}

bool served_differs(const struct served_view *view)
{
	size_t different = 0;

	for (const struct served_data *d = view->data; d; d = d->next)
		different += d->count > 0;
	return different > 1;
}

static bool contradict(
    const struct served_answer *a, const struct served_answer *b)
{
	return a->data != NULL && b->data != NULL && a->data != b->data &&
	       a->server->has_serial && b->server->has_serial &&
	       a->server->serial == b->server->serial &&
	       a->server->serial != STILL_SERIAL;
}

bool served_contradicts(const struct served_view *view)
{
	for (const struct served_answer *a = view->answers; a; a = a->next)
		for (const struct served_answer *b = a->next; b; b = b->next)
			if (contradict(a, b))
				return true;
	return false;
}

static void record_write(struct text *out, const struct dns_answer *answer,
    const struct dns_record *record)
{
	if (answer->type == DNS_MX)
		text_printf(out, "%u ", record->preference);
	text_add(out, record->data);
}

static const char *nothing_word(enum dns_status status)
{
	return status == DNS_NO_NAME   ? "no such name"
	       : status == DNS_NO_DATA ? "no such record"
				       : dns_status_word(status);
}

struct bytes served_text(struct arena *arena, const struct dns_answer *answer)
{
	struct text out = text_new(TEXT_MOST);
	size_t count = 0;

	if (answer->aliases != NULL)
		text_printf(
		    &out, "CNAME to %.*s", FMT(answer->aliases->target));
	else if (answer->records == NULL)
		text_add(&out, bytes_of(nothing_word(answer->status)));
	for (const struct dns_record *r = answer->records;
	     r != NULL && answer->aliases == NULL && count < RECORDS_MOST;
	     r = r->next) {
		text_add(&out, count++ > 0 ? BYTES(", ") : BYTES(""));
		record_write(&out, answer, r);
	}
	struct bytes written = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return written;
}
