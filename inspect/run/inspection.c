#include "inspect/run/inspection.h"

#include "common/net/domain.h"
#include "inspect/judge/judge.h"
#include "inspect/read/arc_set.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/remarks.h"
#include "inspect/read/software.h"
#include "inspect/read/trust.h"
#include "inspect/transit/transit.h"
#include "inspect/verify/align.h"
#include "inspect/verify/arc.h"
#include "inspect/verify/dkim.h"
#include "inspect/verify/dmarc.h"
#include "inspect/verify/reported.h"
#include "inspect/verify/spf.h"

struct inspection inspection_new(
    struct arena *arena, const struct premises *premises)
{
	return (struct inspection){ .arena = arena, .premises = premises };
}

/* Fields of which any message has one, though a broken one may lack most. */
static bool is_mail(const struct message *message)
{
	static const bool tells[FIELD_IDS] = {
		[FIELD_FROM] = true,
		[FIELD_RECEIVED] = true,
		[FIELD_SUBJECT] = true,
		[FIELD_DATE] = true,
		[FIELD_TO] = true,
		[FIELD_MESSAGE_ID] = true,
		[FIELD_RETURN_PATH] = true,
		[FIELD_SENDER] = true,
		[FIELD_MIME_VERSION] = true,
		[FIELD_CONTENT_TYPE] = true,
		[FIELD_DELIVERED_TO] = true,
		[FIELD_DKIM_SIGNATURE] = true,
		[FIELD_AUTHENTICATION_RESULTS] = true,
	};

	for (size_t i = 0; i < message->field_count; i++)
		if (tells[message->fields[i].id])
			return true;
	return false;
}

static void signatures_align(struct inspection *in)
{
	for (struct dkim_signature *s = in->signatures; s != NULL; s = s->next)
		s->alignment = alignment_of(
		    in->premises->suffixes, in->author.domain, s->domain);
}

static void read_parts(struct inspection *in)
{
	const struct premises *premises = in->premises;
	struct envelope *envelope = &in->envelope;

	author_read(&in->author, in->arena, &in->message);
	in->hops = received_read(in->arena, &in->message);
	in->receiver = receiver_find(in->hops, premises);
	envelope->border =
	    border_find(in->hops, in->receiver, premises->suffixes);
	in->claims = claims_read(in->arena, &in->message);
	claims_trust(in->claims, &in->message, in->hops, envelope->border,
	    in->receiver, premises);
	if (in->receiver == NULL)
		in->receiver = software_find(in->claims, envelope->border);
	remarks_read(in->claims, in->arena, &in->message, envelope->border,
	    in->receiver);
	envelope_read(envelope, in->arena, &in->message, envelope->border,
	    in->claims, premises);
	in->signatures = dkim_signatures_read(in->arena, &in->message);
	arc_chain_read(&in->arc, in->arena, &in->message, in->claims);
}

/* False when the sender or the client is not known: then nothing can be said
 * about SPF. */
static bool spf_query_fill(const struct inspection *in, struct spf_query *query)
{
	const struct envelope *e = &in->envelope;

	*query = (struct spf_query){
		.mail_from = e->mail_from.value,
		.helo = e->helo.value,
		.receiver = e->border != NULL ? e->border->by : ABSENT,
		.now = in->premises->now,
	};
	return e->mail_from.source != FACT_NONE &&
	       ip_read(e->client_ip.value, &query->client);
}

static struct spf_verdict *spf_verify(
    const struct inspection *in, const struct spf_query *query)
{
	struct spf_verdict *verdict = arena_new(in->arena, struct spf_verdict);

	spf_check(verdict, in->arena, in->dns, query);
	return verdict;
}

/* What was computed earlier and counts here. */
struct recalled {
	const struct inspection_recall *by; /* NULL: nothing */
	void *context;
};

/* Without DNS the hashes of the body alone. */
static void verify_dkim(struct inspection *in, struct dkim_work *work,
    const struct recalled *recalled)
{
	struct verified *verified = &in->verified;

	verified->dkim = dkim_finish(work, in->dns, in->keys, in->signatures);
	if (recalled->by != NULL)
		recalled->by->dkim(in, recalled->context);
	if (in->dns != NULL)
		verified->dkim_result = dkim_best(verified->dkim);
}

static void verify_arc(struct inspection *in, struct dkim_work *work,
    const struct recalled *recalled)
{
	struct arc_verdict *verdict;

	if (in->arc.field_count == 0)
		return;
	verdict = arena_new(in->arena, struct arc_verdict);
	arc_verify(verdict, in->arena, in->dns, in->keys, work, &in->message,
	    &in->arc, in->premises->now);
	in->verified.arc = verdict;
	if (recalled->by != NULL)
		recalled->by->arc(in, recalled->context);
}

static void verify_dmarc(struct inspection *in)
{
	struct verified *verified = &in->verified;
	struct dmarc_verdict *dmarc =
	    arena_new(in->arena, struct dmarc_verdict);

	dmarc_check(dmarc, in->arena, in->dns, in->premises->suffixes,
	    &in->author, verified->dkim, verified->spf);
	verified->dmarc = dmarc;
	dmarc_settle(verified);
}

/* SES wants one MX at its custom MAIL FROM domain, which the judge looks at. */
static void mail_from_want(const struct inspection *in)
{
	struct bytes domain = in->envelope.mail_from_domain;
	struct bytes organization = in->reported.author_organization;

	if (bytes_present(in->envelope.ses_message_id) &&
	    bytes_present(domain) && bytes_present(organization) &&
	    domain_under(domain, organization))
		dns_want(in->dns, DNS_MX, domain);
}

/* What will be asked first is on its way before anything is waited for. */
static void verify(struct inspection *in, const struct recalled *recalled)
{
	struct spf_query query;
	bool has_sender = spf_query_fill(in, &query);

	dkim_want(in->dns, in->signatures);
	if (has_sender)
		spf_want(in->dns, &query);
	dmarc_want(in->dns, &in->author, in->signatures,
	    in->envelope.mail_from_domain);
	arc_want(in->dns, &in->arc);
	mail_from_want(in);
	struct dkim_work *work = dkim_begin(in->arena, &in->message,
	    in->signatures, in->arc.signatures, in->premises->now);
	verify_dkim(in, work, recalled);
	if (has_sender)
		in->verified.spf = spf_verify(in, &query);
	verify_dmarc(in);
	verify_arc(in, work, recalled);
}

/* What became of what was sent, as far as that is known. */
static void compare(struct inspection *in)
{
	const struct sent *facts = in->sent;
	struct transit_question question = {
		.facts = facts,
		.received = &in->message,
		.hops = in->hops,
	};

	if (facts == NULL)
		return;
	question.through_ses = bytes_present(in->envelope.ses_message_id) ||
			       bytes_present(facts->ses_message_id);
	if (bytes_present(facts->raw)) {
		struct message *sent = arena_new(in->arena, struct message);
		message_read(sent, facts->raw, in->arena);
		question.sent = sent;
	}
	in->transit = transit_find(in->arena, &question);
}

bool inspection_read(
    struct inspection *in, struct bytes raw, struct fault *fault)
{
	message_read(&in->message, raw, in->arena);
	if (!is_mail(&in->message))
		return fault_set(fault, FAULT_INPUT,
		    "not a message: no header field such as From or Received");

	read_parts(in);
	signatures_align(in);
	reported_read(&in->reported, in->arena, in->claims, in->signatures,
	    &in->author, &in->envelope, in->premises->suffixes);
	return true;
}

static void finish(struct inspection *in, const struct recalled *recalled)
{
	if (in->dns != NULL)
		verify(in, recalled);
	else
		verify_dkim(in,
		    dkim_begin(in->arena, &in->message, in->signatures, NULL,
			in->premises->now),
		    recalled);
	compare(in);
	if (recalled->by != NULL)
		recalled->by->transit(in, recalled->context);
	judge(in);
}

void inspection_finish(struct inspection *in)
{
	const struct recalled nothing = { NULL, NULL };

	finish(in, &nothing);
}

void inspection_finish_by(struct inspection *in,
    const struct inspection_recall *recall, void *context)
{
	const struct recalled recalled = { recall, context };

	finish(in, &recalled);
}

void inspection_message(
    const struct inspection *in, struct bytes raw, struct message *message)
{
	message_read(message, raw, in->arena);
}

bool inspection_run(
    struct inspection *in, struct bytes raw, struct fault *fault)
{
	if (!inspection_read(in, raw, fault))
		return false;
	inspection_finish(in);
	return true;
}

int exit_code_worse(int a, int b)
{
	static const int ranks[] = { 2, 3, 5, 7, 6, 1, 4, 0 };
	size_t most = sizeof(ranks) / sizeof(ranks[0]), i = 0, k = 0;

	while (i < most && ranks[i] != a)
		i++;
	while (k < most && ranks[k] != b)
		k++;
	if (i == most || k == most)
		return i == most ? a : b;
	return i < k ? a : b;
}
