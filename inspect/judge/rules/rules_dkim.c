/* What DKIM amounts to for the author, by both witnesses. */
#include "inspect/judge/key_place.h"
#include "inspect/judge/ses_said.h"

#include "common/mail/ses.h"

/* With no author domain, or one that is not the user's, signatures are not
 * the question. */
static bool author_matters(const struct judgement *j)
{
	return bytes_present(j->in->author.domain) &&
	       stands(j, "dmarc-freemail-from") == NULL;
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

	while (s != NULL && domain_is_ses(s->domain))
		s = s->next;
	if (s == NULL || in->reported.dkim != AUTH_PASS)
		return s == NULL;
	while (id != NULL && (!counts(in, id) || domain_is_ses(id->domain)))
		id = id->next;
	return id == NULL;
}

/* The tokens are known, their records lead where they should, and there is a
 * key behind one at least. */
static bool tokens_are_right(struct judgement *j)
{
	size_t left = j->in->premises->expected.dkim_token_count;
	const struct key_place *p = key_places(j);

	for (; p != NULL && p->state == PLACE_EMPTY && left > 0; p = p->next)
		left--;
	return p == NULL && left > 0 && j->in->dns != NULL;
}

/* SES was set up in one region, and another sent the message. */
static bool region_differs(const struct inspection *in)
{
	struct bytes came = in->envelope.ses_region;
	struct bytes expected = in->premises->expected.region;

	return bytes_present(came) && bytes_present(expected) &&
	       !bytes_ieq(came, expected);
}

static struct bytes identity_of(struct judgement *j)
{
	struct bytes identity = j->in->premises->expected.identity;

	return bytes_present(identity) ? identity : key_domain_expected(j->in);
}

static void switch_on(struct judgement *j)
{
	struct bytes region = region_of(j->in), identity = identity_of(j);

	fixed_by(j,
	    "The records in the DNS are right: switch signing on for %.*s in "
	    "SES. If it is on, an address or a subdomain that is verified by "
	    "itself overrides the domain: turn on its DKIM, or delete it.",
	    FMT(identity));
	if (bytes_present(region) && ses_region_valid(region))
		fixed_by_command(j,
		    "aws sesv2 put-email-identity-dkim-attributes "
		    "--email-identity %.*s --signing-enabled --region %.*s",
		    FMT(identity), FMT(region));
}

/* Why SES signs for itself alone. */
static void why_unsigned(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes region = region_of(in);

	if (region_differs(in))
		fixed_by(j,
		    "The message went through %.*s, but the identity is "
		    "expected in %.*s: send through that region, or set Easy "
		    "DKIM up in %.*s, too.",
		    FMT(in->envelope.ses_region),
		    FMT(in->premises->expected.region),
		    FMT(in->envelope.ses_region));
	else if (tokens_are_right(j))
		switch_on(j);
	else if (bytes_present(region) && ses_region_valid(region))
		fixed_by_command(j,
		    "aws sesv2 get-email-identity --email-identity %.*s "
		    "--region %.*s",
		    FMT(identity_of(j)), FMT(region));
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
	why_unsigned(j);
}

static bool is_failure(enum auth_result result)
{
	return result == AUTH_FAIL || result == AUTH_NEUTRAL ||
	       result == AUTH_POLICY || result == AUTH_PERMERROR;
}

/* We can tell ourselves how it stands. */
static bool is_verified(
    const struct inspection *in, const struct dkim_signature *s)
{
	const struct dkim_verdict *v =
	    s != NULL ? verified_of_signature(&in->verified, s) : NULL;

	return v != NULL && decides(dkim_result(v->reason)) &&
	       !copy_altered(in, v);
}

/* By the receiver's word alone. */
static const struct identifier *own_failure(const struct inspection *in)
{
	const struct identifier *id = in->reported.identifiers;

	while (id != NULL &&
	       (id->kind != IDENTIFIER_DKIM || id->alignment == ALIGN_NO ||
		   !is_failure(id->result) || is_verified(in, id->signature)))
		id = id->next;
	return id;
}

/* Who carries DMARC in its place; NULL: nobody. */
static const char *carrier(const struct inspection *in, bool other_signature)
{
	if (dmarc_word(in) == AUTH_FAIL)
		return NULL;
	if (other_signature)
		return "another signature";
	return in->reported.spf_aligned || in->verified.spf_aligned ? "SPF"
								    : NULL;
}

/* Our verdict on one of the author's own signatures that fails. */
static const struct dkim_verdict *own_failure_seen(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL &&
	       (v->signature->alignment == ALIGN_NO ||
		   !is_failure(dkim_result(v->reason)) || copy_altered(in, v)))
		v = v->next;
	return v;
}

static void masked_by_claims(struct judgement *j)
{
	const struct identifier *id = own_failure(j->in);
	const char *by = carrier(j->in, j->in->reported.dkim_aligned);

	if (id == NULL || by == NULL)
		return;
	found(j,
	    "The signature of %.*s does not pass (%s); DMARC holds by %s "
	    "alone.",
	    FMT(id->domain), auth_result_word(id->result), by);
	shown_by(j, "d=", id->domain);
	shown_by(j, "s=", id->selector);
	shown_by(j, "receiver's reason", id->claim->reason);
	shown_by(j, "receiver's comment", id->claim->comment);
}

/* What the signature says of itself cannot be used. */
static bool is_about_field(enum dkim_reason reason)
{
	return reason >= DKIM_UNREADABLE && reason <= DKIM_LENGTH &&
	       reason != DKIM_EXPIRED;
}

static void aligned_broken_masked(struct judgement *j)
{
	const struct dkim_verdict *v = own_failure_seen(j->in);
	const char *by = carrier(j->in, j->in->verified.dkim_aligned);

	if (v == NULL) {
		masked_by_claims(j);
		return;
	}
	if (by == NULL)
		return;
	found(j,
	    "The signature of %.*s does not pass (%s); DMARC holds by %s "
	    "alone.",
	    FMT(v->signature->domain), dkim_reason_text(v->reason), by);
	shown_by(j, "d=", v->signature->domain);
	shown_by(j, "s=", v->signature->selector);
	shown_by(j, "detail", v->detail);
	if (is_about_field(v->reason))
		fixed_by(j,
		    "Repair the signer of %.*s: its field itself is at fault, "
		    "not the DNS.",
		    FMT(v->signature->domain));
}

/* The domain of another organisation whose signature passes. */
static struct bytes foreign_pass(const struct inspection *in)
{
	const struct dkim_verdict *v = in->verified.dkim;
	const struct identifier *id = in->reported.identifiers;

	while (v != NULL && (v->reason != DKIM_VERIFIED ||
				v->signature->alignment != ALIGN_NO))
		v = v->next;
	if (v != NULL)
		return v->signature->domain;
	while (id != NULL &&
	       (id->kind != IDENTIFIER_DKIM || id->result != AUTH_PASS ||
		   id->alignment != ALIGN_NO || !bytes_present(id->domain)))
		id = id->next;
	return id != NULL ? id->domain : ABSENT;
}

/* One of the author's own fails, by either witness: whose, and how. */
static struct bytes own_failing(const struct inspection *in, const char **how)
{
	const struct dkim_verdict *v = own_failure_seen(in);
	const struct identifier *id = own_failure(in);

	if (v != NULL) {
		*how = dkim_reason_text(v->reason);
		return v->signature->domain;
	}
	*how = id != NULL ? auth_result_word(id->result) : NULL;
	return id != NULL ? id->domain : ABSENT;
}

static void no_aligned_pass(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes foreign = foreign_pass(in);
	const char *how;

	if (!bytes_present(foreign) || in->dkim != STANDING_FAIL ||
	    in->signatures == NULL || !author_matters(j) ||
	    own_signature_passes(in) ||
	    stands(j, "dkim-only-amazonses") != NULL ||
	    stands(j, "dkim-aligned-broken-masked") != NULL)
		return;
	struct bytes own = own_failing(in, &how);
	if (bytes_present(own))
		found(j,
		    "The signature of %.*s does not pass (%s), and that of "
		    "%.*s belongs to another organisation.",
		    FMT(own), how, FMT(foreign));
	else
		found(j,
		    "The signature of %.*s passes, but belongs to another "
		    "organisation than %.*s.",
		    FMT(foreign), FMT(in->author.domain));
	shown_by(j, "d=", foreign);
	shown_by(j, "author", in->author.domain);
}

/* Why a signature does not pass. */
static const char *const failures[] = { "dkim-key-unreachable",
	KEY_PLACE_FINDINGS, "dkim-key-ambiguous", "dkim-key-truncated",
	"dkim-key-malformed", "dkim-key-revoked", "dkim-key-weak",
	"dkim-key-no-subdomain", "dkim-key-service", "dkim-foreign-signature",
	"dkim-body-changed", "dkim-key-mismatch", "dkim-header-changed",
	"dkim-expired", "dkim-from-unsigned", "dkim-identity-mismatch",
	"dkim-sha1", NULL };
const struct rule rules_dkim[] = {
	{ "dkim-only-amazonses", only_amazonses, ses_signs_not },
	{ "dkim-aligned-broken-masked", aligned_broken_masked, failures },
	{ "dkim-no-aligned-pass", no_aligned_pass, failures },
	{ 0 },
};
