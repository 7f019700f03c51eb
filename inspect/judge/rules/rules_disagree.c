/*
 * Where the trusted receiver and our own verification differ, and why: the
 * first cause that the evidence shows.  With a DNS that the receiver never had
 * (--overlay) they differ by design, and nothing is said.
 */
#include "inspect/judge/rule.h"

#include "common/net/ip.h"

/* Both decided, and only one of them found a pass. */
static bool differ(enum auth_result a, enum auth_result b)
{
	return decides(a) && decides(b) && (a == AUTH_PASS) != (b == AUTH_PASS);
}

/* When the receiver looked; TIME_UNKNOWN. */
static int64_t received_at(const struct inspection *in)
{
	return in->envelope.border != NULL ? in->envelope.border->time
					   : TIME_UNKNOWN;
}

/* The record may have been changed since: the receiver's copy of it has run
 * out. */
static bool is_older_than(const struct inspection *in, uint32_t ttl)
{
	int64_t then = received_at(in), now = in->premises->now;

	return then != TIME_UNKNOWN && now != TIME_UNKNOWN &&
	       now - then > (int64_t)ttl * 1000;
}

static struct bytes age_shown(struct judgement *j)
{
	int64_t then = received_at(j->in), now = j->in->premises->now;

	if (then == TIME_UNKNOWN || now < then)
		return ABSENT;
	int64_t minutes = (now - then) / 60000;
	if (minutes >= 2 * 24 * 60)
		return arena_printf(
		    j->arena, "%lld days", (long long)(minutes / 24 / 60));
	return minutes >= 2 * 60
		   ? arena_printf(
			 j->arena, "%lld hours", (long long)(minutes / 60))
		   : arena_printf(j->arena, "%lld minutes", (long long)minutes);
}

/* ---- DKIM ------------------------------------------------------------------
 */

static bool is_about_key(enum dkim_reason reason)
{
	return reason >= DKIM_KEY_MISSING && reason <= DKIM_KEY_SUBDOMAIN;
}

static bool receiver_saw_it_alive(
    const struct inspection *in, const struct dkim_signature *s)
{
	return s->expiration != TIME_UNKNOWN &&
	       received_at(in) != TIME_UNKNOWN &&
	       received_at(in) <= s->expiration;
}

/* The receiver let pass what we do not. */
static const char *why_laxer(
    const struct inspection *in, const struct dkim_verdict *v)
{
	uint32_t ttl = v->key != NULL ? v->key->ttl : 0;
	bool old = is_older_than(in, ttl);

	if (v->reason == DKIM_EXPIRED)
		return receiver_saw_it_alive(in, v->signature)
			   ? "it has expired since the receiver looked"
			   : "the receiver does not heed its x=";
	if (v->reason == DKIM_KEY_MISSING || v->reason == DKIM_KEY_REVOKED)
		return old ? "the key has gone since the receiver looked"
			   : "the key was there when the receiver looked, "
			     "within the lifetime (TTL) of the answer: it has "
			     "just gone, or the receiver asks another server";
	if (is_about_key(v->reason))
		return old ? "the key record has changed since the receiver "
			     "looked"
			   : "the receiver got another key record, or takes "
			     "this one more leniently";
	if (v->reason == DKIM_BODY_CHANGED)
		return "header and body of this copy differ from what the "
		       "receiver saw: it was altered behind the receiver";
	if (v->reason == DKIM_HEADER_CHANGED)
		return old && v->key_fits == MATCH_UNCHECKED
			   ? "the key was replaced since the receiver looked, "
			     "or the header of this copy was altered"
			   : "the header of this copy was altered behind the "
			     "receiver";
	return "the receiver's own rules are more lenient than RFC 6376 and "
	       "RFC 8301";
}

/* We let pass what the receiver did not. */
static const char *why_stricter(const struct inspection *in,
    const struct dkim_verdict *v, enum auth_result result)
{
	if (result == AUTH_POLICY)
		return "it verifies, but the receiver's own rules refuse it";
	if (result == AUTH_NONE)
		return "the receiver did not look at it";
	if (v->key != NULL && is_older_than(in, v->key->ttl))
		return "message and key are intact now: the key was "
		       "published or repaired since, or the receiver's DNS "
		       "did not have it";
	return "message and key are intact: the receiver's DNS served "
	       "another key, or its own rules refuse it";
}

/* The first signature on which the two differ, the author's own first. */
static const struct dkim_verdict *dkim_differs(const struct inspection *in)
{
	const struct dkim_verdict *other = NULL;

	for (const struct dkim_verdict *v = in->verified.dkim; v != NULL;
	     v = v->next) {
		const struct identifier *id =
		    reported_of_signature(&in->reported, v->signature);
		if (id == NULL || copy_altered(in, v) ||
		    !differ(id->result, dkim_result(v->reason)))
			continue;
		if (v->signature->alignment != ALIGN_NO)
			return v;
		if (other == NULL && signature_matters(in, v->signature))
			other = v;
	}
	return other;
}

static void dkim_disagrees(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dkim_verdict *v = dkim_differs(in);

	if (v == NULL || in->premises->what_if)
		return;
	const struct identifier *id =
	    reported_of_signature(&in->reported, v->signature);
	found(j,
	    "The receiver says %s for the signature of %.*s, we find %s (%s): "
	    "%s.",
	    auth_result_word(id->result), FMT(v->signature->domain),
	    auth_result_word(dkim_result(v->reason)),
	    dkim_reason_text(v->reason),
	    id->result == AUTH_PASS ? why_laxer(in, v)
				    : why_stricter(in, v, id->result));
	if (v->reason != DKIM_VERIFIED)
		follows(j, broken_about(j, "dkim"));
	shown_by(j, "s=", v->signature->selector);
	shown_by(j, "received", age_shown(j));
	shown_by(j, "detail", v->detail);
	shown_by(j, "receiver's reason", id->claim->reason);
	shown_by(j, "receiver's comment", id->claim->comment);
}

/* ---- SPF -------------------------------------------------------------------
 */

/* The first address that a comment names: "designates 192.0.2.1 as". */
static struct bytes ip_in(struct judgement *j, struct bytes comment)
{
	struct bytes word, ip;

	while (bytes_present(comment)) {
		bytes_cut(comment, ' ', &word, &comment);
		ip = word.len <= IP_TEXT_SIZE ? ip_canonical(j->arena, word)
					      : ABSENT;
		if (bytes_present(ip))
			return ip;
	}
	return ABSENT;
}

/* The client that the receiver checked, as far as its claim tells. */
static struct bytes claimed_ip(struct judgement *j, const struct claim *claim)
{
	static const char *const places[][2] = {
		{ "smtp", "remote-ip" },
		{ "smtp", "client-ip" },
		{ "policy", "iprev" },
		{ NULL, "client-ip" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct bytes ip = ip_canonical(j->arena,
		    claim_property(claim, places[i][0], places[i][1]));
		if (bytes_present(ip))
			return ip;
	}
	return ip_in(j, claim->comment);
}

static bool is_other_domain(const struct inspection *in, struct bytes domain)
{
	struct bytes ours = in->verified.spf->domain;

	return bytes_present(domain) && bytes_present(ours) &&
	       !bytes_ieq(domain, ours);
}

static bool is_other_client(const struct inspection *in, struct bytes ip)
{
	return bytes_present(ip) && !bytes_eq(ip, in->verified.spf->client_ip);
}

static struct bytes why_spf(struct judgement *j, struct bytes domain)
{
	const struct inspection *in = j->in;
	const struct spf_verdict *spf = in->verified.spf;
	struct bytes ip = claimed_ip(j, in->reported.spf_claim);
	uint32_t ttl = spf->answer != NULL ? spf->answer->ttl : 0;

	if (is_other_domain(in, domain))
		return arena_printf(j->arena,
		    "it checked another MAIL FROM domain, %.*s", FMT(domain));
	if (is_other_client(in, ip))
		return arena_printf(j->arena,
		    "it checked another client, %.*s, we %.*s", FMT(ip),
		    FMT(spf->client_ip));
	if (is_older_than(in, ttl))
		return BYTES("a record has changed since the receiver looked");
	if (in->envelope.client_ip.source == FACT_OPTION ||
	    in->envelope.mail_from.source == FACT_OPTION)
		return BYTES("the facts that were given on the command line "
			     "are not those of the receiver");
	return BYTES("the receiver's DNS served other records, or it goes by "
		     "rules of its own");
}

/* Both pass, for two senders of which one aligns. */
static bool senders_differ(const struct inspection *in, struct bytes domain)
{
	return in->reported.spf == AUTH_PASS &&
	       in->verified.spf->result == AUTH_PASS && bytes_present(domain) &&
	       !bytes_ieq(domain, in->verified.spf->domain) &&
	       in->reported.spf_aligned != in->verified.spf_aligned;
}

static void spf_disagrees(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct spf_verdict *spf = in->verified.spf;
	const struct identifier *id = reported_of_spf(&in->reported);

	struct bytes domain = id != NULL ? id->domain : ABSENT;

	if (spf == NULL || in->reported.spf_claim == NULL ||
	    in->premises->what_if ||
	    (!differ(in->reported.spf, spf->result) &&
		!senders_differ(in, domain)))
		return;
	found(j,
	    "The receiver says %s for SPF, we find %s for %.*s (%s): %.*s.",
	    auth_result_word(in->reported.spf), auth_result_word(spf->result),
	    FMT(spf->domain), spf_reason_text(spf->reason),
	    FMT(why_spf(j, domain)));
	struct bytes ip = claimed_ip(j, in->reported.spf_claim);
	if (spf->result != AUTH_PASS && !is_other_domain(in, domain) &&
	    !is_other_client(in, ip))
		follows(j, broken_about(j, "spf"));
	shown_by(j, "receiver checked", domain);
	shown_by(j, "client IP", spf->client_ip);
	shown_by(j, "received", age_shown(j));
	shown_by(j, "detail", spf->detail);
	shown_by(j, "receiver's reason", in->reported.spf_claim->reason);
	shown_by(j, "receiver's comment", in->reported.spf_claim->comment);
}

/* ---- DMARC -----------------------------------------------------------------
 */

/* The other standard leads to what the receiver says. */
static bool goes_by_suffix_list(const struct inspection *in)
{
	const struct dmarc_view *by = in->verified.dmarc->by;

	return dmarc_result(by[RFC7489].reason) == in->reported.dmarc &&
	       dmarc_result(by[RFC9989].reason) != in->reported.dmarc;
}

static uint32_t record_ttl(const struct inspection *in)
{
	const struct dmarc_walk *walk = &in->verified.dmarc->walk;

	return walk->count > 0 && walk->places[0]->answer != NULL
		   ? walk->places[0]->answer->ttl
		   : 0;
}

static const char *why_dmarc(struct judgement *j, enum auth_result ours)
{
	const struct inspection *in = j->in;

	if (goes_by_suffix_list(in))
		return "it still goes by RFC 7489, which finds the "
		       "organisational domain by the Public Suffix List";
	if (stands(j, "claim-disagrees-dkim") != NULL)
		return "that follows from what it says of DKIM";
	if (stands(j, "claim-disagrees-spf") != NULL)
		return "that follows from what it says of SPF";
	if (in->reported.dmarc == AUTH_PASS && in->reported.arc == AUTH_PASS &&
	    ours == AUTH_FAIL)
		return "its own rules believe the ARC chain";
	if (is_older_than(in, record_ttl(in)))
		return "the record has changed since the receiver looked";
	return "the receiver's DNS served another record, or its own rules "
	       "override it";
}

static const struct finding *cause_of_dmarc(
    const struct judgement *j, enum auth_result ours)
{
	static const char *const ids[] = { "dmarc-discovery-diverges",
		"claim-disagrees-dkim", "claim-disagrees-spf", NULL };

	for (const char *const *id = ids; *id != NULL; id++)
		if (stands(j, *id) != NULL)
			return stands(j, *id);
	return ours != AUTH_PASS ? broken_about(j, "dmarc") : NULL;
}

static void dmarc_disagrees(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_view *view = own_dmarc(in);
	const struct claim *claim = in->reported.dmarc_claim;

	if (view == NULL || own_copy_altered(in) || in->premises->what_if)
		return;
	enum auth_result ours = dmarc_result(view->reason);
	if (!differ(in->reported.dmarc, ours))
		return;
	found(j, "The receiver says %s for DMARC, we find %s (%s): %s.",
	    auth_result_word(in->reported.dmarc), auth_result_word(ours),
	    dmarc_reason_text(view->reason), why_dmarc(j, ours));
	follows(j, cause_of_dmarc(j, ours));
	shown_by(j, "organisational domain (RFC 9989)", view->organization);
	shown_by(j, "organisational domain (RFC 7489)",
	    in->verified.dmarc->by[RFC7489].organization);
	shown_by(j, "received", age_shown(j));
	shown_by(j, "detail", view->detail);
	if (claim != NULL) {
		shown_by(j, "receiver's reason", claim->reason);
		shown_by(j, "receiver's comment", claim->comment);
	}
}

const struct rule rules_disagree[] = {
	{ "claim-disagrees-dkim", dkim_disagrees, NULL },
	{ "claim-disagrees-spf", spf_disagrees, NULL },
	{ "claim-disagrees-dmarc", dmarc_disagrees, NULL },
	{ 0 },
};
