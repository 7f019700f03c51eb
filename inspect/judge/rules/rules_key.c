/* The keys that signatures name, as we found them in the DNS. */
#include "inspect/judge/key_place.h"
#include "inspect/judge/key_repair.h"
#include "inspect/judge/key_text.h"
#include "inspect/judge/mark.h"

#include "common/mail/ses.h"

/* The record stands at SES: no change of one's own DNS touches it. */
static bool is_amazons(const struct dkim_verdict *v)
{
	return v->key != NULL && v->key->aliases != NULL &&
	       domain_is_ses(v->key->owner);
}

static struct bytes name_of(struct judgement *j, const struct dkim_verdict *v)
{
	return key_name(j->arena, v->signature->selector, v->signature->domain);
}

/* The first signature that fails for this reason by its key alone: neither for
 * where that is looked for, nor one that nobody made while another passes. */
static const struct dkim_verdict *key_failed(
    struct judgement *j, enum dkim_reason reason)
{
	const struct dkim_verdict *v = failed_for(j->in, reason);

	while (v != NULL && (v->reason != reason ||
				!signature_matters(j->in, v->signature) ||
				key_place_of(j, v->signature) != NULL ||
				(signature_is_foreseen(v->signature) &&
				    own_signature_passes(j->in))))
		v = v->next;
	return v;
}

/* ---- what shows it --------------------------------------------------------
 */

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
	for (const struct dns_alias *a = v->key->aliases; a; a = a->next)
		shown_by(j, "CNAME",
		    arena_printf(j->arena, "%.*s -> %.*s", FMT(a->name),
			FMT(a->target)));
	shown_by(j, "DNS", bytes_of(dns_status_word(v->key->status)));
	shown_by(j, "server", v->key->server);
	if (is_amazons(v))
		fixed_by(j,
		    "The record at %.*s is Amazon's. Compare the token with "
		    "what SES shows for %.*s, and set its Easy DKIM up anew "
		    "when SES no longer shows it.",
		    FMT(v->key->owner), FMT(s->domain));
}

static void shown_marked(
    struct judgement *j, const struct dkim_verdict *v, struct bytes place)
{
	shown_by(j, "where", marked(j->arena, v->key_record, place));
}

/* "The key at NAME <what>", for the first signature of this reason. */
static const struct dkim_verdict *key_is(
    struct judgement *j, enum dkim_reason reason, const char *what)
{
	const struct dkim_verdict *v = key_failed(j, reason);

	if (v != NULL) {
		found(j, "The key at %.*s %s.", FMT(name_of(j, v)), what);
		about_key(j, v);
	}
	return v;
}

/* ---- there is none, or more than one --------------------------------------
 */

static void unreachable(struct judgement *j)
{
	const struct dkim_verdict *v = key_failed(j, DKIM_KEY_UNREACHABLE);

	if (v == NULL)
		return;
	found(j,
	    "The DNS gave no answer for the key at %.*s: nothing is "
	    "proven either way.",
	    FMT(name_of(j, v)));
	about_key(j, v);
	if (is_amazons(v))
		fixed_by(j,
		    "Try again: the CNAME is there, but the servers of "
		    "Amazon gave no answer for %.*s.",
		    FMT(v->key->owner));
	/* A temporary failure is no failure of the message. */
	weighs(j, SEVERITY_RISK);
}

static void ambiguous(struct judgement *j)
{
	const struct dkim_verdict *v =
	    key_is(j, DKIM_KEY_AMBIGUOUS, "is not the only TXT record there");

	if (v == NULL)
		return;
	if (v->key != NULL)
		for (const struct dns_record *r = v->key->records; r != NULL;
		     r = r->next)
			if (bytes_present(key_text_tag(r->data, 'p')) &&
			    !bytes_eq(r->data, v->key_record))
				shown_by(j, "another", r->data);
	if (!repair_by_cname(j, v))
		repair_by_keeping_one(j, v);
}

/* ---- it cannot be read ----------------------------------------------------
 */

static void truncated(struct judgement *j)
{
	const struct dkim_verdict *v =
	    key_is(j, DKIM_KEY_TRUNCATED, "is cut off before its end");

	if (v == NULL)
		return;
	shown_by(j, "length",
	    arena_printf(j->arena, "%zu octets", v->key_record.len));
	shown_marked(j, v, key_text_flaw(v->key_record));
	if (!repair_by_joining(j, v))
		repair_by_cname(j, v);
}

static const struct dkim_verdict *unreadable_key(struct judgement *j)
{
	const struct dkim_verdict *v = key_failed(j, DKIM_KEY_MALFORMED);

	if (v == NULL)
		v = key_failed(j, DKIM_KEY_UNUSABLE);
	return v != NULL ? v : key_failed(j, DKIM_KEY_TYPE);
}

/* ", at octet 19"; empty: it cannot be told. */
static struct bytes octet_of(struct judgement *j, const struct dkim_verdict *v)
{
	struct bytes flaw = key_text_flaw(v->key_record);

	return flaw.len > 0 ? arena_printf(j->arena, ", at octet %zu",
				  (size_t)(flaw.ptr - v->key_record.ptr) + 1)
			    : BYTES("");
}

static void say_unreadable(struct judgement *j, const struct dkim_verdict *v)
{
	struct bytes name = name_of(j, v);

	if (key_text_private(j->arena, v->key_record))
		found(j,
		    "A private key is published at %.*s: whoever reads it can "
		    "sign as %.*s.",
		    FMT(name), FMT(v->signature->domain));
	else if (v->reason == DKIM_KEY_TYPE)
		found(j,
		    "The key at %.*s is of another kind (k=) than the "
		    "signature's (a=%.*s).",
		    FMT(name), FMT(v->signature->algorithm));
	else if (bytes_present(v->detail))
		found(j, "The key at %.*s cannot be read: %.*s%.*s.", FMT(name),
		    FMT(v->detail), FMT(octet_of(j, v)));
	else
		found(j, "The key at %.*s cannot be read.", FMT(name));
}

/* Mended it would not help. */
static bool is_of_another(struct judgement *j, const struct dkim_verdict *v)
{
	return key_text_proof(j->arena,
		   key_text_mended(j->arena, v->key_record, PUBLIC_KEY_RSA),
		   v) == KEY_DID_NOT_SIGN;
}

static void malformed(struct judgement *j)
{
	const struct dkim_verdict *v = unreadable_key(j);

	if (v == NULL)
		return;
	say_unreadable(j, v);
	about_key(j, v);
	shown_marked(j, v, key_text_flaw(v->key_record));
	if (key_text_private(j->arena, v->key_record))
		fixed_by(j,
		    "Make a new pair of keys under another selector, publish "
		    "its public key, and never use this one again.");
	else if (!repair_by_mending(j, v) && !repair_by_cname(j, v) &&
		 is_of_another(j, v))
		fixed_by(j,
		    "Publish the public key of the signer anew: the one in "
		    "this record did not sign.");
}

/* ---- it must not be used ---------------------------------------------------
 */

static void revoked(struct judgement *j)
{
	const struct dkim_verdict *v =
	    key_is(j, DKIM_KEY_REVOKED, "is revoked (p= is empty)");

	if (v == NULL)
		return;
	shown_marked(j, v, key_text_flaw(v->key_record));
	if (!repair_by_cname(j, v) && is_amazons(v))
		fixed_by(j,
		    "SES has withdrawn this key: it signs with another token "
		    "now, or no longer for %.*s. Send a new message; if that "
		    "one fails too, set Easy DKIM up anew.",
		    FMT(v->signature->domain));
}

static void weak(struct judgement *j)
{
	const struct dkim_verdict *v = key_failed(j, DKIM_KEY_WEAK);

	if (v == NULL)
		return;
	found(j, "The key at %.*s has %u bits; 1024 is the least.",
	    FMT(name_of(j, v)), v->key_bits);
	about_key(j, v);
}

static struct bytes tag_of(const struct dkim_verdict *v, char tag)
{
	return key_text_tag(v->key_record, tag);
}

/* A flag of t= taken away. */
static void remove_flag(
    struct judgement *j, const struct dkim_verdict *v, struct bytes flag)
{
	repair_tag(j, v, 't', key_list_without(j->arena, tag_of(v, 't'), flag));
}

static void no_subdomain(struct judgement *j)
{
	const struct dkim_verdict *v = key_is(j, DKIM_KEY_SUBDOMAIN,
	    "forbids an identity (i=) below its domain (t=s)");

	if (v == NULL)
		return;
	shown_by(j, "i=", v->signature->identity);
	shown_marked(j, v, tag_of(v, 't'));
	remove_flag(j, v, BYTES("s"));
}

/* A list that allows what it did, and this. */
static void allow(struct judgement *j, const struct dkim_verdict *v, char tag,
    struct bytes item)
{
	struct bytes list = bytes_trim(tag_of(v, tag));

	shown_marked(j, v, list);
	repair_tag(j, v, tag,
	    list.len > 0 ? arena_join(j->arena, list, BYTES(":"), item) : item);
}

static void service(struct judgement *j)
{
	const struct dkim_verdict *v =
	    key_is(j, DKIM_KEY_SERVICE, "is not for mail (s=)");

	if (v != NULL) {
		allow(j, v, 's', BYTES("email"));
		return;
	}
	v = key_is(
	    j, DKIM_KEY_HASH, "does not allow the hash of the signature (h=)");
	if (v != NULL)
		allow(j, v, 'h', BYTES("sha256"));
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
	struct bytes region = region_of(j->in);

	if (v == NULL)
		return;
	found(j, "The key at %.*s has %u bits; 2048 are recommended.",
	    FMT(name_of(j, v)), v->key_bits);
	shown_by(j, "record", v->key_record);
	if (!selector_is_easy(j->in, v->signature->selector)) {
		fixed_by(j,
		    "Make a pair of keys of 2048 bits under another selector, "
		    "publish its public key, then let the signer change "
		    "over.");
		return;
	}
	fixed_by(j,
	    "Have SES make a key of 2048 bits (NextSigningKeyLength); it signs "
	    "with it after its next change of keys.");
	if (bytes_present(region) && ses_region_valid(region))
		fixed_by_command(j,
		    "aws sesv2 put-email-identity-dkim-signing-attributes "
		    "--email-identity %.*s --signing-attributes-origin AWS_SES "
		    "--signing-attributes NextSigningKeyLength=RSA_2048_BIT "
		    "--region %.*s",
		    FMT(v->signature->domain), FMT(region));
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
	    FMT(name_of(j, v)));
	shown_by(j, "record", v->key_record);
	shown_marked(j, v, tag_of(v, 't'));
	remove_flag(j, v, BYTES("y"));
}

static const char *const short_at_ses[] = { "ses-dkim-key-short", NULL };

static const char *const dnssec[] = { "dns-dnssec-broken", NULL };

/* Where the keys are looked for comes before: rules_token.c. */
const struct rule rules_key[] = {
	{ "dkim-key-unreachable", unreachable, dnssec },
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
