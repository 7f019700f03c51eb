/* How the message came: the way in, and where it was put. */
#include "inspect/judge/rule.h"

#include "common/mail/ses.h"
#include "common/net/ip.h"
#include "inspect/model/receivers.h"

/* ---- TLS ------------------------------------------------------------------
 */

/* Keywords of RFC 3848 and RFC 5321 that say: without TLS. */
static bool is_plain(struct bytes with)
{
	static const char *const words[] = { "SMTP", "ESMTP", "ESMTPA",
		"UTF8SMTP", "UTF8SMTPA", NULL };

	for (size_t i = 0; words[i] != NULL; i++)
		if (bytes_ieq(with, bytes_of(words[i])))
			return true;
	return false;
}

/* Letters, digits, '-' and '_': what SES takes, and no shell minds. */
static bool is_plain_word(struct bytes word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!is_alpha(word.ptr[i]) && !is_digit(word.ptr[i]) &&
		    word.ptr[i] != '-' && word.ptr[i] != '_')
			return false;
	return word.len > 0 && word.ptr[0] != '-';
}

static void fixed_by_tls_policy(struct judgement *j)
{
	struct bytes set = j->in->premises->expected.configuration_set;
	struct bytes region = region_of(j->in);

	if (came_through_ses(j->in) && is_plain_word(set) &&
	    ses_region_valid(region))
		fixed_by_command(j,
		    "aws sesv2 put-configuration-set-delivery-options "
		    "--configuration-set-name %.*s --tls-policy REQUIRE "
		    "--region %.*s",
		    FMT(set), FMT(region));
}

static bool has_habit(const struct inspection *in, enum habit habit)
{
	return in->receiver != NULL && (in->receiver->habits & habit) != 0;
}

static void no_tls(struct judgement *j)
{
	const struct hop *hop = j->in->envelope.border;
	struct ip ip;

	if (hop == NULL || hop->encrypted || bytes_present(hop->tls) ||
	    !is_plain(hop->with))
		return;
	if (has_habit(j->in, HABIT_TLS_UNTOLD))
		return;
	if (!ip_read(hop->ip, &ip) || ip_is_local(&ip))
		return;
	found(j, "%.*s took the message from %.*s without TLS (%.*s).",
	    FMT(hop->by), FMT(hop->ip), FMT(hop->with));
	shown_by(j, "with", hop->with);
	fixed_by_tls_policy(j);
}

/* ---- the name of the client ------------------------------------------------
 *
 * Receivers ask for the name of the address, and the name has to lead back
 * (RFC 8601 3).  What the receiver wrote of it is asked first: `iprev` and
 * `x-ptr`, or that there is no name.  The DNS is only asked to confirm that,
 * or of a message in Junk or a bulk sender where the receiver names no client;
 * then nothing is concluded from a name that is not there, unless a name server
 * itself said so, since a record of the DNS lists what verifying took.
 */

#define NAMES_MOST 5 /* of one address, that are asked for theirs */

enum fcrdns { FCRDNS_UNCLEAR, FCRDNS_LEADS_BACK, FCRDNS_FAILS };

static bool leads_to(const struct dns_answer *answer, const struct ip *ip)
{
	const struct dns_record *r = answer->records;

	while (r != NULL && !ip_eq(&r->ip, ip))
		r = r->next;
	return r != NULL;
}

/* A name server said that there is nothing, or something else. */
static bool is_proof(const struct dns_answer *answer)
{
	return answer->status == DNS_FOUND ||
	       (!dns_failed(answer) && bytes_present(answer->server));
}

static enum fcrdns fcrdns_of(
    const struct judgement *j, const struct ip *ip, struct bytes *name)
{
	enum dns_type type = ip->family == 6 ? DNS_AAAA : DNS_A;
	char reverse[IP_REVERSE_SIZE];
	const struct dns_answer *names =
	    asked(j, DNS_PTR, ip_reverse(ip, reverse));
	enum fcrdns found = FCRDNS_FAILS;
	size_t n = 0;

	*name = ABSENT;
	if (names == NULL || !is_proof(names))
		return FCRDNS_UNCLEAR;
	for (const struct dns_record *r = names->records;
	     r != NULL && n < NAMES_MOST; r = r->next, n++) {
		const struct dns_answer *back = asked(j, type, r->data);
		*name = r->data;
		if (leads_to(back, ip))
			return FCRDNS_LEADS_BACK;
		if (!is_proof(back))
			found = FCRDNS_UNCLEAR;
	}
	return found;
}

/* The first trusted claim of this method that decides; NULL: none. */
static const struct claim *claim_of(
    const struct inspection *in, struct bytes method)
{
	for (const struct claim_field *f = in->claims; f; f = f->next)
		for (const struct claim *c = f->claims; c; c = c->next)
			if (f->trust == TRUST_YES && decides(c->result) &&
			    bytes_eq(c->method, method))
				return c;
	return NULL;
}

static const struct claim *claim_about_name(const struct inspection *in)
{
	const struct claim *claim = claim_of(in, BYTES("iprev"));

	return claim != NULL ? claim : claim_of(in, BYTES("x-ptr"));
}

/* What the receiver wrote of the client's name. */
static enum fcrdns receiver_says(
    const struct inspection *in, const struct hop *hop)
{
	const struct claim *claim = claim_about_name(in);

	if (claim != NULL)
		return claim->result == AUTH_FAIL ||
			       claim->result == AUTH_PERMERROR
			   ? FCRDNS_FAILS
			   : FCRDNS_LEADS_BACK;
	if (has_habit(in, HABIT_NAMES_UNTOLD))
		return FCRDNS_UNCLEAR;
	if (hop->nameless)
		return FCRDNS_FAILS;
	return bytes_present(hop->rdns) ? FCRDNS_LEADS_BACK : FCRDNS_UNCLEAR;
}

static void about_name(struct judgement *j, const struct hop *hop,
    const struct ip *ip, struct bytes name)
{
	const struct claim *claim = claim_about_name(j->in);
	char reverse[IP_REVERSE_SIZE];

	shown_by(j, "client IP", hop->ip);
	shown_by(j, "name", name);
	if (claim != NULL)
		shown_by(j, "claim",
		    arena_printf(j->arena, "%.*s=%.*s", FMT(claim->method),
			FMT(claim->word)));
	if (came_through_ses(j->in) && !was_forwarded(j->in))
		return;
	fixed_by(j,
	    "Have the owner of the address publish a name at %.*s (PTR), and "
	    "at that name the address (%s).",
	    FMT(ip_reverse(ip, reverse)), ip->family == 6 ? "AAAA" : "A");
}

static void no_fcrdns(struct judgement *j)
{
	const struct hop *hop = j->in->envelope.border;
	struct bytes name = ABSENT;
	struct ip ip;

	if (hop == NULL || !ip_read(hop->ip, &ip) || ip_is_local(&ip))
		return;
	enum fcrdns said = receiver_says(j->in, hop);
	if (said == FCRDNS_LEADS_BACK ||
	    (said == FCRDNS_UNCLEAR && !sends_bulk(j->in) &&
		j->in->origin.placement != PLACEMENT_JUNK))
		return;
	enum fcrdns here = fcrdns_of(j, &ip, &name);
	if (here == FCRDNS_LEADS_BACK ||
	    (said != FCRDNS_FAILS && here != FCRDNS_FAILS))
		return;
	found(j, "%s no name for %.*s that leads back to it.",
	    said == FCRDNS_FAILS ? "The receiver found" : "There is",
	    FMT(hop->ip));
	about_name(j, hop, &ip, name);
}

/* ---- where it was put, and when --------------------------------------------
 */

#define REMARKS_SHOWN 5 /* in the sentence: a screen is enough */

/* "SCL 5 (spam)" */
static struct bytes remark_text(
    const struct judgement *j, const struct remark *remark)
{
	return remark->meaning != NULL
		   ? arena_printf(j->arena, "%.*s %.*s (%s)", FMT(remark->name),
			 FMT(remark->value), remark->meaning)
		   : arena_printf(j->arena, "%.*s %.*s", FMT(remark->name),
			 FMT(remark->value));
}

/* What the receiver's own filter says against the message, as a list. */
static struct bytes filter_says(const struct judgement *j)
{
	struct bytes list = BYTES("");
	size_t n = 0;

	for (const struct claim_field *f = j->in->claims; f; f = f->next)
		for (const struct remark *r = f->remarks; r; r = r->next)
			if (f->placed && r->against && n++ < REMARKS_SHOWN)
				list = arena_printf(j->arena, "%.*s%s%.*s",
				    FMT(list), n > 1 ? ", " : "",
				    FMT(remark_text(j, r)));
	return list;
}

/* All of it as evidence; what anybody can have written is called so. */
static void show_remarks(struct judgement *j)
{
	for (const struct claim_field *f = j->in->claims; f; f = f->next)
		for (const struct remark *r = f->remarks; r; r = r->next)
			if (r->against)
				shown_by(j,
				    f->placed ? "filter" : "not trusted",
				    arena_printf(j->arena, "%.*s: %.*s",
					FMT(f->field->name),
					FMT(remark_text(j, r))));
}

static void in_junk(struct judgement *j)
{
	const struct inspection *in = j->in;
	bool leg = in->dkim == STANDING_PASS || in->spf == STANDING_PASS;

	if (in->origin.placement != PLACEMENT_JUNK || !leg ||
	    in->dmarc == STANDING_FAIL)
		return;
	struct bytes says = filter_says(j);
	found(j, "The message is authenticated, yet lies in %.*s.%s%.*s%s",
	    FMT(bytes_present(in->origin.folder) ? in->origin.folder
						 : BYTES("Junk")),
	    says.len > 0 ? " The receiver's filter says why: " : "", FMT(says),
	    says.len > 0 ? "." : "");
	show_remarks(j);
}

/* The first limit that was passed; 0: none. */
static int64_t passed(const struct probe *probe, int64_t took)
{
	if (probe->warn_after > 0 && took > probe->warn_after)
		return probe->warn_after;
	return probe->deadline > 0 && took > probe->deadline ? probe->deadline
							     : 0;
}

static void late(struct judgement *j)
{
	const struct probe *probe = j->in->probe;

	if (probe == NULL || probe->timing.accepted == TIME_UNKNOWN ||
	    probe->timing.found == TIME_UNKNOWN)
		return;
	int64_t took = probe->timing.found - probe->timing.accepted;
	int64_t limit = passed(probe, took);
	if (limit > 0 || probe->given_up)
		found(j,
		    "Found %lld.%lld s after it was accepted%s; %s is %lld s.",
		    (long long)(took / 1000), (long long)(took % 1000 / 100),
		    probe->given_up ? ", when it had been given up" : "",
		    limit > 0 && limit == probe->warn_after ? "warn_after"
							    : "the deadline",
		    (long long)((limit > 0 ? limit : probe->deadline) / 1000));
}

/* ---- who handed it in -----------------------------------------------------
 */

static void forwarded(struct judgement *j)
{
	const struct envelope *envelope = &j->in->envelope;

	if (!was_forwarded(j->in))
		return;
	found(j,
	    "SES sent the message from %.*s, but %.*s handed it to the "
	    "receiver.",
	    FMT(envelope->ses_outgoing_ip), FMT(envelope->client_ip.value));
	shown_by(j, "X-SES-Outgoing", envelope->ses_outgoing_ip);
	shown_by(j, "client IP", envelope->client_ip.value);
	shown_by(j, "known from",
	    bytes_of(fact_source_word(envelope->client_ip.source)));
}

const struct rule rules_arrival[] = {
	{ "msg-no-tls", no_tls, NULL },
	{ "msg-no-fcrdns", no_fcrdns, NULL },
	{ "msg-in-junk", in_junk, NULL },
	{ "msg-forwarded", forwarded, NULL },
	{ "locate-late", late, NULL },
	{ 0 },
};
