/*
 * The author's own signatures: what their tags say, and what became of what
 * they cover.
 */
#include "inspect/judge/changed.h"
#include "inspect/judge/ses_said.h"

#include "common/base/crypto.h"
#include "common/mail/ses.h"
#include "common/net/domain.h"

#define CLOCK_SLACK 600000 /* ms: clocks that are off by less are normal */

/* ---- what was signed is not what is here ----------------------------------
 */

static struct bytes digest_shown(struct judgement *j, struct bytes digest)
{
	return bytes_present(digest) ? base64_write(j->arena, digest) : ABSENT;
}

static void about(struct judgement *j, const struct dkim_verdict *v)
{
	if (j->in->verified.dkim_aligned)
		weighs(j, SEVERITY_RISK);
	shown_by(j, "d=", v->signature->domain);
	shown_by(j, "s=", v->signature->selector);
	shown_by(j, "detail", v->detail);
}

static void about_body(struct judgement *j, const struct dkim_verdict *v)
{
	shown_by(j, "d=", v->signature->domain);
	shown_by(j, "c=", v->signature->canonicalization);
	shown_by(j, "body hash signed (bh=)", v->signature->body_hash);
	shown_by(j, "body hash here", digest_shown(j, v->body_digest));
}

static void local_copy_altered(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL &&
	       (!signature_matters(in, v->signature) || !copy_altered(in, v)))
		v = v->next;
	if (v == NULL)
		return;
	found(j,
	    "The body of this copy is not the one that %.*s signed, yet the "
	    "receiver saw that signature pass: the copy was altered behind "
	    "the receiver.",
	    FMT(v->signature->domain));
	about_body(j, v);
}

static void body_changed(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_BODY_CHANGED);

	if (v == NULL || copy_altered(j->in, v))
		return;
	found(j, "The body was changed after %.*s signed it%.*s%s.%.*s",
	    FMT(v->signature->domain), FMT(body_change_words(j->in)),
	    v->header_signature == MATCH_YES ? "; the header is intact" : "",
	    FMT(change_place_words(j->in, v)));
	if (j->in->verified.dkim_aligned)
		weighs(j, SEVERITY_RISK);
	about_body(j, v);
	body_change_shown(j);
}

/* ---- a header signature that does not match --------------------------------
 */

#define NAMES_MOST 100 /* of one h=, to be compared with another */

static size_t names_of(struct bytes h, struct bytes names[NAMES_MOST])
{
	size_t n = 0;

	while (bytes_present(h) && n < NAMES_MOST) {
		bytes_cut(h, ':', &names[n], &h);
		names[n] = bytes_trim(names[n]);
		n++;
	}
	return n;
}

/* Every field that `a` signs, `b` signs, too. */
static bool covers(
    const struct dkim_signature *b, const struct dkim_signature *a)
{
	struct bytes as[NAMES_MOST], bs[NAMES_MOST];
	size_t an = names_of(a->names, as), bn = names_of(b->names, bs);

	for (size_t i = 0; i < an; i++) {
		size_t k = 0;
		while (k < bn && !bytes_ieq(as[i], bs[k]))
			k++;
		if (k == bn)
			return false;
	}
	return an < NAMES_MOST;
}

/* Another signature proves that the same fields are intact: one that was made
 * before, or by the same hand, and so does not stand above. */
static const struct dkim_verdict *header_proof(
    const struct inspection *in, const struct dkim_verdict *v)
{
	const struct dkim_verdict *other = in->verified.dkim;

	while (other != NULL &&
	       (other->header_signature != MATCH_YES ||
		   other->signature->index < v->signature->index ||
		   !covers(other->signature, v->signature)))
		other = other->next;
	return other;
}

static const struct dkim_verdict *bad_header(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL && (v->header_signature != MATCH_NO ||
				!signature_matters(in, v->signature)))
		v = v->next;
	return v;
}

/* An RSA signature tells whose it is.  Of Ed25519 it is only known when the
 * header is proven to be intact. */
static void key_mismatch(struct judgement *j)
{
	const struct dkim_verdict *v = bad_header(j->in), *proof;

	if (v == NULL || v->key_fits == MATCH_YES)
		return;
	proof = header_proof(j->in, v);
	if (v->key_fits == MATCH_NO)
		found(j,
		    "The published key of %.*s does not belong to the private "
		    "key that signed%s.",
		    FMT(v->signature->domain),
		    bytes_present(v->detail) ? ", or b= was damaged on the way"
					     : "");
	else if (proof != NULL)
		found(j,
		    "The published key of %.*s does not belong to the private "
		    "key that signed: the signature of %.*s proves that the "
		    "same fields are intact.",
		    FMT(v->signature->domain), FMT(proof->signature->domain));
	else
		return;
	about(j, v);
	shown_by(j, "record", v->key_record);
}

static const char *what_changed(
    const struct inspection *in, const struct dkim_verdict *v)
{
	if (v->key_fits != MATCH_YES)
		return "A field of the header was changed after %.*s signed "
		       "it, or the published key is not that of the signer%s.";
	if (header_proof(in, v) != NULL)
		return "The DKIM-Signature field of %.*s itself was changed, "
		       "or blanks in what it signs; the key is right%s.";
	return "A field of the header was changed after %.*s signed it; the "
	       "key is right%s.";
}

static void header_changed(struct judgement *j)
{
	const struct dkim_verdict *v = bad_header(j->in);
	const struct field_change *change;
	const char *body;

	if (v == NULL || stands(j, "dkim-key-mismatch") != NULL)
		return;
	change = signed_field_changed(j->in, v);
	body = v->body_hash == MATCH_YES ? "the body is intact" : "";
	if (change != NULL)
		found(j, "%.*s%s%s.%.*s", FMT(field_change_words(j, change, v)),
		    body[0] != '\0' ? "; " : "", body,
		    FMT(change_place_words(j->in, v)));
	else
		found(j, what_changed(j->in, v), FMT(v->signature->domain),
		    body[0] != '\0' ? ", and the body is intact" : "");
	about(j, v);
	header_change_shown(j, v);
	shown_by(j, "h=", v->signature->names);
	shown_by(j, "header hash here", digest_shown(j, v->header_digest));
}

static void expired(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_EXPIRED);
	char time[TIME_TEXT_SIZE];

	if (v == NULL)
		return;
	found(j, "The signature of %.*s has expired (x=).",
	    FMT(v->signature->domain));
	about(j, v);
	if (v->signature->expiration != TIME_UNKNOWN)
		shown_by(j, "x=",
		    arena_copy(j->arena,
			bytes_of(time_write(v->signature->expiration, time))));
}

/* ---- made before SES had the message --------------------------------------
 */

/* Fields that SES replaces; the name of the first that is signed. */
static struct bytes replaced_field(struct bytes names)
{
	static const char *const replaced[] = { "message-id", "date",
		"return-path", "bounces-to" };
	struct bytes name;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &name, &names);
		name = bytes_trim(name);
		for (size_t i = 0; i < sizeof(replaced) / sizeof(replaced[0]);
		     i++)
			if (bytes_iis(name, replaced[i]))
				return name;
	}
	return ABSENT;
}

static bool passes_somewhere(
    const struct inspection *in, const struct dkim_signature *s)
{
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);
	const struct identifier *id = reported_of_signature(&in->reported, s);

	return (v != NULL && v->header_signature == MATCH_YES) ||
	       (id != NULL && id->result == AUTH_PASS);
}

/* SES signs above what it was given. */
static const struct dkim_signature *made_before_ses(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && !domain_is_ses(s->domain))
		s = s->next;
	while (s != NULL &&
	       (domain_is_ses(s->domain) || ses_dkim_token_is(s->selector) ||
		   !bytes_present(replaced_field(s->names)) ||
		   passes_somewhere(in, s)))
		s = s->next;
	return s;
}

static void foreign_signature(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dkim_signature *s =
	    came_through_ses(in) ? made_before_ses(in) : NULL;

	if (s == NULL)
		return;
	found(j,
	    "The signature of %.*s was made before SES had the message and "
	    "covers %.*s, which SES replaces: it cannot verify.",
	    FMT(s->domain), FMT(replaced_field(s->names)));
	if (s->alignment != ALIGN_NO && in->dkim == STANDING_FAIL)
		weighs(j, SEVERITY_BROKEN); /* DKIM rests on it alone */
	shown_by(j, "d=", s->domain);
	shown_by(j, "s=", s->selector);
	shown_by(j, "h=", s->names);
}

/* ---- the tags of the author's own signatures ---------------------------- */

static size_t from_count(struct bytes names)
{
	struct bytes name;
	size_t n = 0;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &name, &names);
		n += bytes_ieq(bytes_trim(name), BYTES("from"));
	}
	return n;
}

static bool leaves_from_out(
    const struct inspection *in, const struct dkim_signature *s)
{
	(void)in;
	return bytes_present(s->names) && from_count(s->names) == 0;
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
	/* While another of the author's passes, DKIM holds. */
	if (j->in->verified.dkim_aligned &&
	    j->found->severity == SEVERITY_BROKEN)
		weighs(j, SEVERITY_RISK);
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

/* Said of a signature that verifies: a second From may be put above it. */
static void oversign_missing(struct judgement *j)
{
	const struct dkim_verdict *v = j->in->verified.dkim;

	while (v != NULL && (v->reason != DKIM_VERIFIED ||
				v->signature->alignment == ALIGN_NO ||
				from_count(v->signature->names) > 1))
		v = v->next;
	if (v == NULL)
		return;
	found(j,
	    "The signature of %.*s names From once in h=: it would still "
	    "verify with a second From.",
	    FMT(v->signature->domain));
	shown_by(j, "h=", v->signature->names);
}

static void dkim_unsigned(struct judgement *j)
{
	if (j->in->signatures == NULL && !j->in->message.left_out)
		found(j, "The message has no DKIM-Signature.");
}

static const char *const made_before[] = { "dkim-foreign-signature", NULL };
/* Whoever rewrites a body touches fields, too. */
static const char *const on_the_way[] = { "dkim-foreign-signature",
	"dkim-body-changed", NULL };

const struct rule rules_signature[] = {
	{ "dkim-foreign-signature", foreign_signature, NULL },
	{ "dkim-unsigned", dkim_unsigned, ses_signs_not },
	{ "dkim-local-copy-altered", local_copy_altered, NULL },
	{ "dkim-body-changed", body_changed, NULL },
	{ "dkim-key-mismatch", key_mismatch, made_before },
	{ "dkim-header-changed", header_changed, on_the_way },
	{ "dkim-expired", expired, NULL },
	{ "dkim-from-unsigned", from_unsigned, NULL },
	{ "dkim-identity-mismatch", identity_mismatch, NULL },
	{ "dkim-sha1", sha1, NULL },
	{ "dkim-length-limit", length_limit, NULL },
	{ "dkim-future", future, NULL },
	{ "dkim-oversign-missing", oversign_missing, NULL },
	{ 0 },
};
