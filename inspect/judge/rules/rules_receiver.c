/*
 * What Gmail, Yahoo, Outlook.com and iCloud ask of those who send to them: a
 * row for each requirement, and what a message that does not meet it is
 * answered (common/mail/refusal_code.h).
 *
 * Some they ask of everybody, the rest of bulk senders.  Whether somebody is
 * one only the receiver knows, and the user (--bulk, bulk: true): what is asked
 * of bulk senders is a note to others; to a bulk sender it is broken where the
 * receiver says that it refuses such mail, else a risk.  The findings follow
 * from others that stand, and say what those cost at this receiver.
 *
 * A weak key is no requirement of its own: one that is too short (RFC 8301)
 * does not verify, so DKIM does not pass.
 *
 * Sources: support.google.com/a/answer/81126 and 3726730 (2026) and 14016360
 * (header limits), senders.yahooinc.com/best-practices (2025) and its error
 * codes (2026), "Outlook's New Requirements for High-Volume Senders" (April
 * 2025), which Microsoft's own pages contradict as to whether such mail is
 * refused, support.apple.com/102322 (February 2025).
 */
#include "inspect/judge/demand.h"
#include "inspect/judge/rule.h"

#include "common/base/names.h"
#include "common/base/text.h"
#include "inspect/model/receivers.h"
#include <string.h>

enum asking {
	GMAIL = 1 << 0,
	YAHOO = 1 << 1,
	OUTLOOK = 1 << 2,
	ICLOUD = 1 << 3
};

/* By their names in receivers.c. */
struct host {
	enum asking bit;
	const char *name, *title;
};

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
 * others than those of the free ones.  What is foreseen may go to any. */
static bool lies_at(const struct inspection *in, const struct host *host)
{
	struct bytes domain = mailbox_domain(in);

	if (in->foreseen)
		return sends_bulk(in);
	if (in->receiver == NULL || strcmp(in->receiver->name, host->name) != 0)
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

	/* Whoever's keys nobody told of may sign all the same. */
	if (in->message.left_out || (in->foreseen && in->signatures == NULL))
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

static bool form_wrong(const struct judgement *j)
{
	return demand_stands(j->findings, DEMAND_FORM);
}

static bool without_tls(const struct judgement *j)
{
	return demand_stands(j->findings, DEMAND_TLS);
}

static bool without_name(const struct judgement *j)
{
	return demand_stands(j->findings, DEMAND_NAME);
}

static bool without_unsubscribing(const struct judgement *j)
{
	return demand_stands(j->findings, DEMAND_UNSUBSCRIBE);
}

/* There is no such name in the DNS, so no SOA leads to it. */
static bool domain_missing(const struct judgement *j)
{
	const struct verified *v = &j->in->verified;

	return (v->dmarc != NULL && !v->dmarc->author_exists) ||
	       (v->spf != NULL && !v->spf->helo && v->spf->answer != NULL &&
		   v->spf->answer->status == DNS_NO_NAME);
}

#define HEADER_MOST ((size_t)500 * 1024)
#define FIELD_MOST  ((size_t)32 * 1024)

/* Lists of addresses and references count for the header alone. */
static bool may_be_long(const struct field *field)
{
	return field->id == FIELD_TO || field->id == FIELD_CC ||
	       field->id == FIELD_REFERENCES;
}

static bool header_too_large(const struct judgement *j)
{
	const struct message *message = &j->in->message;

	for (size_t i = 0; i < message->field_count; i++)
		if (message->fields[i].value.len > FIELD_MOST &&
		    !may_be_long(&message->fields[i]))
			return true;
	return message->header.len > HEADER_MOST;
}

static const struct requirement {
	bool (*is_unmet)(const struct judgement *j);
	const char *what;
	enum demand demand;
	unsigned asked;	    /* by these receivers: enum asking */
	unsigned everybody; /* ... of whoever sends, not of bulk alone */
	unsigned refused; /* they say that they refuse what does not meet it */
} requirements[] = {
	{ both_fail, "neither SPF nor DKIM passes", DEMAND_EITHER,
	    GMAIL | YAHOO | OUTLOOK | ICLOUD, GMAIL | YAHOO,
	    GMAIL | YAHOO | ICLOUD },
	{ spf_alone_fails, "SPF does not pass", DEMAND_SPF,
	    GMAIL | YAHOO | OUTLOOK | ICLOUD, 0, GMAIL | YAHOO | ICLOUD },
	{ dkim_alone_fails, "DKIM does not pass", DEMAND_DKIM,
	    GMAIL | YAHOO | OUTLOOK | ICLOUD, 0, GMAIL | YAHOO | ICLOUD },
	{ dmarc_missing, "there is no DMARC record", DEMAND_RECORD,
	    GMAIL | YAHOO | OUTLOOK | ICLOUD, 0, YAHOO | ICLOUD },
	{ from_unaligned, "From aligns with neither SPF nor DKIM",
	    DEMAND_ALIGNED, GMAIL | YAHOO | OUTLOOK, 0, GMAIL | YAHOO },
	{ form_wrong, "RFC 5322 is not kept", DEMAND_FORM,
	    GMAIL | YAHOO | ICLOUD, GMAIL | YAHOO, GMAIL | YAHOO | ICLOUD },
	{ header_too_large,
	    "the header is larger than 500 KB, or a field than "
	    "32 KB",
	    DEMAND_SIZE, GMAIL, GMAIL, GMAIL },
	{ without_tls, "there was no TLS", DEMAND_TLS, GMAIL, GMAIL, GMAIL },
	{ without_name, "no name of the client leads back to it", DEMAND_NAME,
	    GMAIL | YAHOO | ICLOUD, GMAIL | YAHOO, GMAIL | YAHOO | ICLOUD },
	{ domain_missing, "the domain of From or MAIL FROM does not exist",
	    DEMAND_DOMAIN, YAHOO, YAHOO, YAHOO },
	{ without_unsubscribing,
	    "one click does not unsubscribe, as RFC 8058 has it",
	    DEMAND_UNSUBSCRIBE, GMAIL | YAHOO, 0, 0 },
};

#define REQUIREMENTS (sizeof(requirements) / sizeof(requirements[0]))

/* ---- the findings ----------------------------------------------------------
 */

/* Where one answer means all of them, it means this one, too. */
static const char *answer_of(
    const struct requirement *r, const struct host *host)
{
	const char *answer = refusal_code_answer(host->name, r->demand);

	if (answer == NULL && r->demand < DEMAND_ALL)
		answer = refusal_code_answer(host->name, DEMAND_ALL);
	return answer != NULL ? answer : "no code is published";
}

static enum severity weight_of(const struct inspection *in,
    const struct requirement *r, const struct host *host)
{
	if (sends_bulk(in))
		return (r->refused & host->bit) != 0 ? SEVERITY_BROKEN
						     : SEVERITY_RISK;
	return (r->everybody & host->bit) != 0 ? SEVERITY_RISK : SEVERITY_NOTE;
}

struct unmet {
	struct text list; /* "SPF does not pass (550 5.7.27), ..." */
	const struct requirement *first;
	enum severity worst;
	bool everybody; /* one of them is asked of whoever sends */
};

static void unmet_find(
    const struct judgement *j, const struct host *host, struct unmet *unmet)
{
	for (size_t i = 0; i < REQUIREMENTS; i++) {
		const struct requirement *r = &requirements[i];
		if ((r->asked & host->bit) == 0 || !r->is_unmet(j))
			continue;
		enum severity weight = weight_of(j->in, r, host);
		text_printf(&unmet->list, "%s%s (%s)",
		    unmet->first != NULL ? ", " : "", r->what,
		    answer_of(r, host));
		if (unmet->first == NULL)
			unmet->first = r;
		if (weight > unmet->worst)
			unmet->worst = weight;
		unmet->everybody |= (r->everybody & host->bit) != 0;
	}
}

/* What another server changed on the way is not the sender's. */
static void rules_of(struct judgement *j, const struct host *host)
{
	struct unmet unmet = { .list = text_new(1024), .worst = SEVERITY_NOTE };

	if (lies_at(j->in, host) && !was_forwarded(j->in))
		unmet_find(j, host, &unmet);
	if (unmet.first != NULL) {
		/* What weighs more than its cause is told by itself. */
		const struct finding *cause =
		    demand_cause(j->findings, unmet.first->demand);
		found(j, "%s may refuse %smail like this: %.*s.", host->title,
		    unmet.everybody ? "" : "bulk ",
		    FMT(text_bytes(&unmet.list)));
		weighs(j, unmet.worst);
		if (cause != NULL && cause->severity >= unmet.worst)
			follows(j, cause);
	}
	text_free(&unmet.list);
}

static void gmail(struct judgement *j)
{
	rules_of(j, &(const struct host){ GMAIL, "gmail", "Gmail" });
}

static void yahoo(struct judgement *j)
{
	rules_of(j, &(const struct host){ YAHOO, "yahoo", "Yahoo" });
}

static void microsoft(struct judgement *j)
{
	rules_of(j, &(const struct host){ OUTLOOK, "outlook", "Outlook.com" });
}

static void apple(struct judgement *j)
{
	rules_of(j, &(const struct host){ ICLOUD, "icloud", "iCloud" });
}

/* ---- forwarders ------------------------------------------------------------
 */

/* They ask it of the server that hands mail on. */
static void forwarder_unsealed(struct judgement *j)
{
	static const char *const names[] = { "gmail", "yahoo", "icloud" };
	const struct inspection *in = j->in;

	if (!was_forwarded(in) || in->receiver == NULL ||
	    in->arc.field_count > 0 || in->message.left_out)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(in->receiver->name, names[i]) == 0)
			found(j,
			    "%.*s handed the message on without an ARC seal, "
			    "which %s asks of forwarders.",
			    FMT(in->envelope.client_ip.value),
			    in->receiver->title);
}

static const char *const forwarding[] = { "msg-forwarded", NULL };

const struct rule rules_receiver[] = {
	{ "rule-gmail-bulk", gmail, NULL },
	{ "rule-yahoo-bulk", yahoo, NULL },
	{ "rule-microsoft-bulk", microsoft, NULL },
	{ "rule-apple-bulk", apple, NULL },
	{ "rule-forwarder-arc", forwarder_unsealed, forwarding },
	{ 0 },
};
