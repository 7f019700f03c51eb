/* The keys that signatures name, as we found them in the DNS. */
#include "inspect/judge/rule.h"

/* While another of the author's signatures passes, DKIM holds. */
static void about_key(struct judgement *j, const struct dkim_verdict *v)
{
	const struct dkim_signature *s = v->signature;

	if (j->in->verified.dkim_aligned)
		weighs(j, SEVERITY_RISK);
	shown_by(j, "d=", s->domain);
	shown_by(j, "s=", s->selector);
	shown_by(j, "record", v->key_record);
	shown_by(j, "detail", v->detail);
	if (v->key == NULL)
		return;
	shown_by(j, "DNS", bytes_of(dns_status_word(v->key->status)));
	shown_by(j, "server", v->key->server);
}

static struct bytes key_name(struct judgement *j, const struct dkim_verdict *v)
{
	return arena_printf(j->arena, "%.*s._domainkey.%.*s",
	    FMT(v->signature->selector), FMT(v->signature->domain));
}

/* "The key at NAME <what>", for the first signature of this reason. */
static const struct dkim_verdict *key_is(
    struct judgement *j, enum dkim_reason reason, const char *what)
{
	const struct dkim_verdict *v = failed_for(j->in, reason);

	if (v != NULL) {
		found(j, "The key at %.*s %s.", FMT(key_name(j, v)), what);
		about_key(j, v);
	}
	return v;
}

/* ---- there is none --------------------------------------------------------
 */

static bool has_alias(const struct dkim_verdict *v)
{
	return v->key != NULL && v->key->aliases != NULL;
}

static bool is_unknown_name(const struct dkim_verdict *v)
{
	return v->key != NULL && v->key->status == DNS_NO_NAME;
}

/* Easy DKIM makes selectors of 32 letters and digits. */
static bool is_token(struct bytes selector)
{
	return selector.len == 32;
}

static void missing(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_KEY_MISSING);

	if (v == NULL || has_alias(v))
		return;
	found(j, "There is no key at %.*s: the name %s.", FMT(key_name(j, v)),
	    is_unknown_name(v) ? "does not exist" : "has no TXT record");
	about_key(j, v);
	if (came_through_ses(j->in) && is_token(v->signature->selector))
		fixed_by(j,
		    "Publish %.*s CNAME %.*s.dkim.amazonses.com (or the zone "
		    "that SES shows for the identity).",
		    FMT(key_name(j, v)), FMT(v->signature->selector));
	else
		fixed_by(j,
		    "Publish %.*s TXT \"p=...\" with the public key that "
		    "belongs to the signer's private key.",
		    FMT(key_name(j, v)));
}

static void cname_dangling(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_KEY_MISSING);

	if (v == NULL || !has_alias(v))
		return;
	found(j, "%.*s is a CNAME to %.*s, where there is no key.",
	    FMT(key_name(j, v)), FMT(v->key->owner));
	about_key(j, v);
	for (const struct dns_alias *a = v->key->aliases; a; a = a->next)
		shown_by(j, "CNAME",
		    arena_printf(j->arena, "%.*s -> %.*s", FMT(a->name),
			FMT(a->target)));
}

static void unreachable(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_KEY_UNREACHABLE);

	if (v == NULL)
		return;
	found(j,
	    "The DNS gave no answer for the key at %.*s: nothing is "
	    "proven either way.",
	    FMT(key_name(j, v)));
	about_key(j, v);
	/* A temporary failure is no failure of the message. */
	weighs(j, SEVERITY_RISK);
}

static void ambiguous(struct judgement *j)
{
	key_is(j, DKIM_KEY_AMBIGUOUS, "is not the only TXT record there");
}

/* ---- it cannot be read ----------------------------------------------------
 */

static const struct dkim_verdict *unreadable_key(const struct inspection *in)
{
	const struct dkim_verdict *v = failed_for(in, DKIM_KEY_MALFORMED);

	return v != NULL ? v : failed_for(in, DKIM_KEY_UNUSABLE);
}

static void truncated(struct judgement *j)
{
	key_is(j, DKIM_KEY_TRUNCATED, "is cut off before its end");
}

static void malformed(struct judgement *j)
{
	const struct dkim_verdict *v = unreadable_key(j->in);

	if (v == NULL)
		v = failed_for(j->in, DKIM_KEY_TYPE);
	if (v == NULL)
		return;
	if (v->reason == DKIM_KEY_TYPE)
		found(j,
		    "The key at %.*s is of another kind (k=) than the "
		    "signature's (a=%.*s).",
		    FMT(key_name(j, v)), FMT(v->signature->algorithm));
	else if (bytes_present(v->detail))
		found(j, "The key at %.*s cannot be read: %.*s.",
		    FMT(key_name(j, v)), FMT(v->detail));
	else
		found(
		    j, "The key at %.*s cannot be read.", FMT(key_name(j, v)));
	about_key(j, v);
}

/* ---- it must not be used ---------------------------------------------------
 */

static void revoked(struct judgement *j)
{
	key_is(j, DKIM_KEY_REVOKED, "is revoked (p= is empty)");
}

static void weak(struct judgement *j)
{
	const struct dkim_verdict *v = failed_for(j->in, DKIM_KEY_WEAK);

	if (v == NULL)
		return;
	found(j, "The key at %.*s has %u bits; 1024 is the least.",
	    FMT(key_name(j, v)), v->key_bits);
	about_key(j, v);
}

static void no_subdomain(struct judgement *j)
{
	const struct dkim_verdict *v = key_is(j, DKIM_KEY_SUBDOMAIN,
	    "forbids an identity (i=) below its domain (t=s)");

	if (v != NULL)
		shown_by(j, "i=", v->signature->identity);
}

static void service(struct judgement *j)
{
	if (key_is(j, DKIM_KEY_SERVICE, "is not for mail (s=)") == NULL)
		key_is(j, DKIM_KEY_HASH,
		    "does not allow the hash of the signature (h=)");
}

/* ---- it works, with a word of caution -------------------------------------
 */

#define RSA_ENOUGH 2048 /* bits, RFC 8301 3.2: signers should */

static const struct dkim_verdict *own_verified(
    const struct inspection *in, bool (*so)(const struct dkim_verdict *v))
{
	const struct dkim_verdict *v = in->verified.dkim;

	while (v != NULL && (v->reason != DKIM_VERIFIED ||
				v->signature->alignment == ALIGN_NO || !so(v)))
		v = v->next;
	return v;
}

static bool is_short_rsa(const struct dkim_verdict *v)
{
	return v->key_bits > 0 && v->key_bits < RSA_ENOUGH &&
	       bytes_istarts(v->signature->algorithm, BYTES("rsa"));
}

static void short_key(struct judgement *j)
{
	const struct dkim_verdict *v = own_verified(j->in, is_short_rsa);

	if (v == NULL)
		return;
	found(j, "The key at %.*s has %u bits; 2048 are recommended.",
	    FMT(key_name(j, v)), v->key_bits);
	shown_by(j, "record", v->key_record);
}

static bool is_testing(const struct dkim_verdict *v)
{
	return v->key_testing;
}

static void testing(struct judgement *j)
{
	const struct dkim_verdict *v = own_verified(j->in, is_testing);

	if (v == NULL)
		return;
	found(j,
	    "The key at %.*s is marked as a test (t=y): receivers may "
	    "ignore what it proves.",
	    FMT(key_name(j, v)));
	shown_by(j, "record", v->key_record);
}

static const char *const short_at_ses[] = { "ses-dkim-key-short", NULL };

const struct rule rules_key[] = {
	{ "dkim-key-unreachable", unreachable, NULL },
	{ "dkim-key-cname-dangling", cname_dangling, NULL },
	{ "dkim-key-missing", missing, NULL },
	{ "dkim-key-ambiguous", ambiguous, NULL },
	{ "dkim-key-truncated", truncated, NULL },
	{ "dkim-key-malformed", malformed, NULL },
	{ "dkim-key-revoked", revoked, NULL },
	{ "dkim-key-weak", weak, NULL },
	{ "dkim-key-no-subdomain", no_subdomain, NULL },
	{ "dkim-key-service", service, NULL },
	{ "dkim-key-short", short_key, short_at_ses },
	{ "dkim-key-testing", testing, NULL },
	{ 0 },
};
