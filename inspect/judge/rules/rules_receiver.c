/*
 * What Gmail, Yahoo and Microsoft ask of bulk senders: a row for each
 * requirement, and what a message that does not meet it is answered.
 *
 * Unsubscribing with one click is asked for, too, but costs no code: that is
 * msg-unsubscribe-missing.
 *
 * Whether somebody is a bulk sender only the receiver knows, so the rules hold
 * for every message that lies there, as a risk.  They follow from findings
 * that stand, and say what those cost at this receiver.
 *
 * Sources: support.google.com/a/answer/81126 and 3726730 (March 2026),
 * senders.yahooinc.com/best-practices (2025) and its error codes,
 * "Outlook's New Requirements for High-Volume Senders" (April 2025).
 */
#include "inspect/judge/rule.h"

#include "common/base/names.h"
#include "common/base/text.h"
#include "inspect/model/receivers.h"
#include <string.h>

enum bulk_receiver { AT_GMAIL, AT_YAHOO, AT_MICROSOFT, BULK_RECEIVERS };

/* By their names in receivers.c. */
static const char *const names[BULK_RECEIVERS] = { "gmail", "yahoo",
	"outlook" };
static const char *const titles[BULK_RECEIVERS] = { "Gmail", "Yahoo",
	"Outlook.com" };

/* ---- whose mailbox it is ---------------------------------------------------
 */

static struct bytes domain_of_address(struct bytes address)
{
	struct bytes local, domain;

	bytes_cut_last(bytes_trim(address), '@', &local, &domain);
	return bytes_present(local) ? domain : ABSENT;
}

/* As far as the receiver wrote it: "for", or Delivered-To. */
static struct bytes mailbox_domain(const struct inspection *in)
{
	const struct field *delivered =
	    message_field(&in->message, FIELD_DELIVERED_TO);
	const struct hop *border = in->envelope.border;

	if (border != NULL && bytes_present(border->recipient))
		return domain_of_address(border->recipient);
	return delivered != NULL ? domain_of_address(delivered->value) : ABSENT;
}

/* Business mailboxes of the same companies are exempt: their domains are
 * others than those of the free ones. */
static bool lies_at(const struct inspection *in, enum bulk_receiver at)
{
	struct bytes domain = mailbox_domain(in);

	if (in->receiver == NULL || strcmp(in->receiver->name, names[at]) != 0)
		return false;
	return !bytes_present(domain) ||
	       word_listed(in->receiver->domains, domain);
}

/* ---- what is not met -------------------------------------------------------
 */

static bool fails(enum auth_result result)
{
	return decides(result) && result != AUTH_PASS;
}

/* What it saw, unless it is to be seen with another DNS. */
static bool failed_there(const struct inspection *in, enum auth_result reported)
{
	return fails(reported) && !in->premises->what_if;
}

/* Either witness: what the receiver saw, or what it will see next time. */
static bool spf_fails(const struct judgement *j)
{
	const struct spf_verdict *spf = j->in->verified.spf;

	return failed_there(j->in, j->in->reported.spf) ||
	       (spf != NULL && spf->reason != SPF_NO_DOMAIN &&
		   fails(spf->result));
}

static bool dkim_fails(const struct judgement *j)
{
	const struct inspection *in = j->in;

	if (in->message.left_out)
		return false;
	return in->signatures == NULL || failed_there(in, in->reported.dkim) ||
	       (fails(in->verified.dkim_result) && !own_copy_altered(in));
}

static bool both_fail(const struct judgement *j)
{
	return spf_fails(j) && dkim_fails(j);
}

static bool spf_alone_fails(const struct judgement *j)
{
	return spf_fails(j) && !dkim_fails(j);
}

static bool dkim_alone_fails(const struct judgement *j)
{
	return dkim_fails(j) && !spf_fails(j);
}

static bool dmarc_missing(const struct judgement *j)
{
	return dmarc_word(j->in) == AUTH_NONE &&
	       bytes_present(j->in->author.domain);
}

static bool from_unaligned(const struct judgement *j)
{
	return j->in->dmarc == STANDING_FAIL && !dmarc_missing(j) &&
	       !both_fail(j) && bytes_present(j->in->author.domain);
}

static bool one_stands(const struct judgement *j, const char *const *ids)
{
	while (*ids != NULL && stands(j, *ids) == NULL)
		ids++;
	return *ids != NULL;
}

#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}
#define FORMS                                              \
	LIST("dmarc-from-unusable", "msg-duplicate-field", \
	    "msg-message-id-invalid", "msg-bare-newline")

static bool form_wrong(const struct judgement *j)
{
	return one_stands(j, FORMS);
}

static bool without_tls(const struct judgement *j)
{
	return stands(j, "msg-no-tls") != NULL;
}

static bool without_name(const struct judgement *j)
{
	return stands(j, "msg-no-fcrdns") != NULL;
}

static const struct requirement {
	bool (*is_unmet)(const struct judgement *j);
	const char *what;
	const char *answers[BULK_RECEIVERS]; /* NULL: not asked for */
	const char *const *causes; /* findings, or the subjects of some */
} requirements[] = {
	{ both_fail, "neither SPF nor DKIM passes",
	    { "550 5.7.26", "553 or 554", "550 5.7.515" },
	    LIST("dkim", "dkim-aligned-broken-masked", "spf") },
	{ spf_alone_fails, "SPF does not pass",
	    { "550 5.7.27", "553 or 554", "550 5.7.515" }, LIST("spf") },
	{ dkim_alone_fails, "DKIM does not pass",
	    { "550 5.7.30", "553 or 554", "550 5.7.515" },
	    LIST("dkim", "dkim-aligned-broken-masked") },
	{ dmarc_missing, "there is no DMARC record",
	    { "550 5.7.40", "553 or 554", "550 5.7.515" }, LIST("dmarc") },
	{ from_unaligned, "From aligns with neither SPF nor DKIM",
	    { "421 4.7.32", "553 or 554", "550 5.7.515" },
	    LIST("dmarc-freemail-from", "dkim", "spf", "dmarc",
		"dmarc-discovery-diverges") },
	{ form_wrong, "RFC 5322 is not kept", { "550 5.7.1", "554", NULL },
	    FORMS },
	{ without_tls, "there was no TLS", { "550 5.7.29", NULL, NULL },
	    LIST("msg-no-tls") },
	{ without_name, "no name of the client leads back to it",
	    { "550 5.7.25", "554", NULL }, LIST("msg-no-fcrdns") },
};

#define REQUIREMENTS (sizeof(requirements) / sizeof(requirements[0]))

/* ---- the findings ----------------------------------------------------------
 */

/* A finding that is named, or what is broken about a subject that is. */
static bool is_cause(const struct finding *f, const char *const *words)
{
	while (*words != NULL && strcmp(*words, f->row->id) != 0 &&
	       (strcmp(*words, f->row->subject) != 0 ||
		   f->row->severity != SEVERITY_BROKEN))
		words++;
	return *words != NULL;
}

/* The worst that stands of what may be the cause; the first of such. */
static const struct finding *cause_of(
    const struct judgement *j, const struct requirement *requirement)
{
	const struct finding *cause = NULL;

	for (const struct finding *f = j->findings; f != NULL; f = f->next)
		if (is_cause(f, requirement->causes) &&
		    (cause == NULL || f->severity > cause->severity))
			cause = f;
	return cause;
}

/* "SPF that passes (550 5.7.27), TLS (550 5.7.29)"; the first is noted. */
static const struct requirement *unmet_list(
    const struct judgement *j, enum bulk_receiver at, struct text *list)
{
	const struct requirement *first = NULL;

	for (size_t i = 0; i < REQUIREMENTS; i++) {
		const struct requirement *r = &requirements[i];
		if (r->answers[at] == NULL || !r->is_unmet(j))
			continue;
		text_printf(list, "%s%s (%s)", first != NULL ? ", " : "",
		    r->what, r->answers[at]);
		if (first == NULL)
			first = r;
	}
	return first;
}

/* What another server changed on the way is not the sender's. */
static void unmet(struct judgement *j, enum bulk_receiver at)
{
	if (!lies_at(j->in, at) || was_forwarded(j->in))
		return;
	struct text list = text_new(1024);
	const struct requirement *first = unmet_list(j, at, &list);
	const struct finding *cause = first != NULL ? cause_of(j, first) : NULL;
	if (first != NULL) {
		found(j, "%s may refuse bulk mail like this: %.*s.", titles[at],
		    FMT(text_bytes(&list)));
		follows(j, cause);
	}
	text_free(&list);
}

static void gmail(struct judgement *j)
{
	unmet(j, AT_GMAIL);
}

static void yahoo(struct judgement *j)
{
	unmet(j, AT_YAHOO);
}

static void microsoft(struct judgement *j)
{
	unmet(j, AT_MICROSOFT);
}

const struct rule rules_receiver[] = {
	{ "rule-gmail-bulk", gmail, NULL },
	{ "rule-yahoo-bulk", yahoo, NULL },
	{ "rule-microsoft-bulk", microsoft, NULL },
	{ 0 },
};
