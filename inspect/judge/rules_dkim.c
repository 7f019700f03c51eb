/* DKIM as the signatures themselves and the trusted claims show it. */
#include "inspect/judge/rule.h"

#include "common/net/domain.h"

#define CLOCK_SLACK 600000 /* ms: clocks that are off by less are normal */

/* With no author domain, or one that is not the user's, signatures are not
 * the question. */
static bool author_matters(const struct judgement *j)
{
	return bytes_present(j->in->author.domain) &&
	       stands(j, "dmarc-freemail-from") == NULL;
}

static void dkim_unsigned(struct judgement *j)
{
	if (j->in->signatures == NULL && !j->in->message.left_out)
		found(j, "The message has no DKIM-Signature.");
}

/* The signatures that pass, or all while nobody says which. */
static bool counts(const struct inspection *in, const struct identifier *id)
{
	return id->kind == IDENTIFIER_DKIM && bytes_present(id->domain) &&
	       (id->result == AUTH_PASS || in->reported.dkim != AUTH_PASS);
}

static bool has_own_signature(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && s->alignment == ALIGN_NO)
		s = s->next;
	return s != NULL;
}

static bool all_that_count_are_ses(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;
	const struct identifier *id = in->reported.identifiers;

	if (in->reported.dkim != AUTH_PASS) {
		while (s != NULL && domain_is_ses(s->domain))
			s = s->next;
		return s == NULL;
	}
	while (id != NULL && (!counts(in, id) || domain_is_ses(id->domain)))
		id = id->next;
	return id == NULL;
}

static void only_amazonses(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && !domain_is_ses(s->domain))
		s = s->next;
	if (s == NULL || in->message.left_out || !author_matters(j) ||
	    has_own_signature(in) || !all_that_count_are_ses(in))
		return;
	found(j,
	    "The only signature is that of amazonses.com; it can never align "
	    "with %.*s.",
	    FMT(in->author.domain));
	shown_by(j, "d=", s->domain);
	shown_by(j, "author", in->author.domain);
}

static bool is_failure(enum auth_result result)
{
	return result == AUTH_FAIL || result == AUTH_NEUTRAL ||
	       result == AUTH_POLICY || result == AUTH_PERMERROR;
}

static const struct identifier *own_failure(const struct inspection *in)
{
	const struct identifier *id = in->reported.identifiers;

	while (id != NULL &&
	       (id->kind != IDENTIFIER_DKIM || id->alignment == ALIGN_NO ||
		   !is_failure(id->result)))
		id = id->next;
	return id;
}

static void aligned_broken_masked(struct judgement *j)
{
	const struct reported *reported = &j->in->reported;
	const struct identifier *id = own_failure(j->in);

	if (id == NULL || reported->dmarc == AUTH_FAIL ||
	    (!reported->dkim_aligned && !reported->spf_aligned))
		return;
	found(j,
	    "The signature of %.*s does not pass (%s); DMARC holds by %s "
	    "alone.",
	    FMT(id->domain), auth_result_word(id->result),
	    reported->dkim_aligned ? "another signature" : "SPF");
	shown_by(j, "d=", id->domain);
	shown_by(j, "s=", id->selector);
	shown_by(j, "receiver's reason", id->claim->reason);
	shown_by(j, "receiver's comment", id->claim->comment);
}

static void no_aligned_pass(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct identifier *id = in->reported.identifiers;

	while (id != NULL &&
	       (id->kind != IDENTIFIER_DKIM || id->result != AUTH_PASS ||
		   !bytes_present(id->domain)))
		id = id->next;
	if (id == NULL || in->dkim != STANDING_FAIL || in->signatures == NULL ||
	    !author_matters(j) || stands(j, "dkim-only-amazonses") != NULL ||
	    stands(j, "dkim-aligned-broken-masked") != NULL)
		return;
	const struct identifier *own = own_failure(in);
	if (own != NULL)
		found(j,
		    "The signature of %.*s does not pass (%s), and that of "
		    "%.*s belongs to another organisation.",
		    FMT(own->domain), auth_result_word(own->result),
		    FMT(id->domain));
	else
		found(j,
		    "The signature of %.*s passes, but belongs to another "
		    "organisation than %.*s.",
		    FMT(id->domain), FMT(in->author.domain));
	shown_by(j, "d=", id->domain);
	shown_by(j, "author", in->author.domain);
}

/* ---- the tags of the author's own signatures ---------------------------- */

static bool names_from(struct bytes names)
{
	struct bytes name;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &name, &names);
		if (bytes_ieq(bytes_trim(name), BYTES("from")))
			return true;
	}
	return false;
}

static bool leaves_from_out(
    const struct inspection *in, const struct dkim_signature *s)
{
	(void)in;
	return bytes_present(s->names) && !names_from(s->names);
}

static bool identity_is_elsewhere(
    const struct inspection *in, const struct dkim_signature *s)
{
	struct bytes local, domain;

	(void)in;
	return bytes_present(s->identity) && bytes_present(s->domain) &&
	       bytes_cut_last(s->identity, '@', &local, &domain) &&
	       !domain_under(bytes_trim(domain), s->domain);
}

static bool uses_sha1(
    const struct inspection *in, const struct dkim_signature *s)
{
	(void)in;
	return bytes_ieq(s->algorithm, BYTES("rsa-sha1"));
}

static bool has_length(
    const struct inspection *in, const struct dkim_signature *s)
{
	(void)in;
	return s->length >= 0;
}

static bool is_future(
    const struct inspection *in, const struct dkim_signature *s)
{
	return s->timestamp != TIME_UNKNOWN &&
	       in->premises->now != TIME_UNKNOWN &&
	       s->timestamp > in->premises->now + CLOCK_SLACK;
}

/* Note the first signature of the author's organisation that is so. */
static void own_signature_is(struct judgement *j,
    bool (*so)(const struct inspection *in, const struct dkim_signature *s),
    const char *what)
{
	const struct dkim_signature *s = j->in->signatures;

	while (s != NULL && (s->alignment == ALIGN_NO || !so(j->in, s)))
		s = s->next;
	if (s == NULL)
		return;
	found(j, "The signature of %.*s %s.", FMT(s->domain), what);
	shown_by(j, "s=", s->selector);
}

static void from_unsigned(struct judgement *j)
{
	own_signature_is(j, leaves_from_out, "does not cover From");
}

static void identity_mismatch(struct judgement *j)
{
	own_signature_is(j, identity_is_elsewhere,
	    "names an identity (i=) outside its domain");
}

static void sha1(struct judgement *j)
{
	own_signature_is(j, uses_sha1, "uses rsa-sha1");
}

static void length_limit(struct judgement *j)
{
	own_signature_is(
	    j, has_length, "covers the beginning of the body alone (l=)");
}

static void future(struct judgement *j)
{
	own_signature_is(j, is_future, "was made in the future (t=)");
}

const struct rule rules_dkim[] = {
	{ "dkim-unsigned", dkim_unsigned, NULL },
	{ "dkim-only-amazonses", only_amazonses, NULL },
	{ "dkim-aligned-broken-masked", aligned_broken_masked, NULL },
	{ "dkim-no-aligned-pass", no_aligned_pass, NULL },
	{ "dkim-from-unsigned", from_unsigned, NULL },
	{ "dkim-identity-mismatch", identity_mismatch, NULL },
	{ "dkim-sha1", sha1, NULL },
	{ "dkim-length-limit", length_limit, NULL },
	{ "dkim-future", future, NULL },
	{ 0 },
};
