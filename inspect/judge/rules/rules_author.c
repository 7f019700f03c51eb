/* Who the author is.  Without an author domain nothing else can align. */
#include "inspect/judge/rule.h"

#include "inspect/model/receivers.h"

#define FROMS_MOST 5 /* named as evidence */

static void from_unusable(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct author *author = &in->author;

	if (bytes_present(author->domain))
		return;
	found(j, "No author domain can be told, for want of %s.",
	    author->mistake != NULL ? author->mistake : "a usable From");
	for (size_t i = 0, n = 0; i < in->message.field_count; i++)
		if (in->message.fields[i].id == FIELD_FROM && n++ < FROMS_MOST)
			shown_by(
			    j, "From", bytes_trim(in->message.fields[i].value));
}

/*
 * Who writes from a mailbox through its provider passes; who writes through
 * SES or another server cannot.
 */
static void freemail_from(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct receiver *provider =
	    bytes_present(in->author.domain)
		? receiver_of_mailbox(NULL, in->author.domain)
		: NULL;

	if (provider == NULL || in->reported.dkim_aligned ||
	    in->reported.spf_aligned || in->verified.dkim_aligned ||
	    in->verified.spf_aligned)
		return;
	if (!has_trusted_claim(in) && !came_through_ses(in))
		return;
	found(j,
	    "From is at %.*s, which belongs to %s: only its own servers can "
	    "authenticate it.",
	    FMT(in->author.domain), provider->title);
	shown_by(j, "From", in->author.address);
	fixed_by(j,
	    "Send from an address at a domain of your own, and put the mailbox "
	    "into Reply-To: %.*s.",
	    FMT(in->author.address));
}

const struct rule rules_author[] = {
	{ "dmarc-from-unusable", from_unusable, NULL },
	{ "dmarc-freemail-from", freemail_from, NULL },
	{ 0 },
};
