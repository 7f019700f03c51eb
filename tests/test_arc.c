/*
 * inspect/verify/arc: RFC 8617 5.2
 *
 * Chains are sealed here, with one Ed25519 key under a domain per hop, and
 * then damaged.  That the canonical forms are the right ones is for
 * test_canon and the suites to say.
 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/dns/resolver.h"
#include "inspect/read/arc_set.h"
#include "inspect/read/authres.h"
#include "inspect/read/message.h"
#include "inspect/verify/arc.h"
#include "inspect/verify/canon.h"
#include <openssl/evp.h>
#include <string.h>

#define NOW INT64_C(1795168800000)

static struct arena *arena;
static EVP_PKEY *key;

static void key_make(void)
{
	static const unsigned char seed[32] = { 1, 2, 3 };

	key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
}

static struct bytes public_text(void)
{
	unsigned char raw[32] = { 0 };
	size_t len = sizeof(raw);

	EVP_PKEY_get_raw_public_key(key, raw, &len);
	return base64_write(arena, (struct bytes){ (const char *)raw, len });
}

static struct bytes signed_text(const unsigned char digest[SHA256_SIZE])
{
	unsigned char raw[64] = { 0 };
	size_t len = sizeof(raw);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	EVP_DigestSignInit(context, NULL, NULL, NULL, key);
	EVP_DigestSign(context, raw, &len, digest, SHA256_SIZE);
	EVP_MD_CTX_free(context);
	return base64_write(arena, (struct bytes){ (const char *)raw, len });
}

/* ---- sealing ------------------------------------------------------------- */

static struct message parsed(struct bytes raw)
{
	struct message m;

	message_read(&m, raw, arena);
	return m;
}

static struct bytes body_hash(struct bytes raw)
{
	struct message m = parsed(raw);
	struct canon_cut cut = { .length = CANON_WHOLE };

	canon_body(CANON_RELAXED, m.body, &cut, 1, NULL);
	return base64_write(
	    arena, (struct bytes){ (const char *)cut.digest, SHA256_SIZE });
}

/* The message with its topmost field, which ends in "b=", signed. */
static struct bytes completed(struct bytes raw, struct bytes signature)
{
	struct message m = parsed(raw);
	size_t end = m.fields[0].raw.len - 2;

	return arena_printf(arena, "%.*s%.*s%.*s", FMT(bytes_first(raw, end)),
	    FMT(signature), FMT(bytes_skip(raw, end)));
}

static void add_named(
    struct canon *canon, const struct message *m, enum field_id id)
{
	canon_field(canon, CANON_RELAXED, message_field(m, id));
}

static struct bytes with_signature(struct bytes raw, unsigned i)
{
	unsigned char digest[SHA256_SIZE];
	struct canon canon;
	struct bytes text = arena_printf(arena,
	    "ARC-Message-Signature: i=%u; a=ed25519-sha256; "
	    "c=relaxed/relaxed;\r\n d=h%u.example; s=s; h=from:subject; "
	    "bh=%.*s; b=\r\n%.*s",
	    i, i, FMT(body_hash(raw)), FMT(raw));
	struct message m = parsed(text);

	canon_begin(&canon, NULL);
	add_named(&canon, &m, FIELD_FROM);
	add_named(&canon, &m, FIELD_SUBJECT);
	canon_last(&canon, CANON_RELAXED, &m.fields[0], ABSENT);
	canon_end(&canon, digest);
	return completed(text, signed_text(digest));
}

/* The fields of sets lie three by three at the top, the newest first: seal,
 * message signature, results.  cv=fail seals its own set alone. */
static struct bytes with_seal(struct bytes raw, unsigned i, const char *cv)
{
	unsigned char digest[SHA256_SIZE];
	struct canon canon;
	struct bytes text = arena_printf(arena,
	    "ARC-Seal: i=%u; a=ed25519-sha256; cv=%s; d=h%u.example; s=s;\r\n"
	    " t=1795168000; b=\r\n%.*s",
	    i, cv, i, FMT(raw));
	struct message m = parsed(text);

	canon_begin(&canon, NULL);
	for (unsigned k = strcmp(cv, "fail") == 0 ? i : 1; k <= i; k++) {
		const struct field *set = &m.fields[(size_t)(i - k) * 3];
		canon_field(&canon, CANON_RELAXED, set + 2);
		canon_field(&canon, CANON_RELAXED, set + 1);
		if (k < i)
			canon_field(&canon, CANON_RELAXED, set);
	}
	canon_last(&canon, CANON_RELAXED, &m.fields[0], ABSENT);
	canon_end(&canon, digest);
	return completed(text, signed_text(digest));
}

static struct bytes with_set(struct bytes raw, unsigned i, const char *cv)
{
	raw = arena_printf(arena,
	    "ARC-Authentication-Results: i=%u; h%u.example; spf=pass\r\n%.*s",
	    i, i, FMT(raw));
	return with_seal(with_signature(raw, i), i, cv);
}

static struct bytes replaced(struct bytes raw, const char *from, const char *to)
{
	const char *at = bytes_find(raw, bytes_of(from));

	check_true("there is something to replace", at != NULL);
	if (at == NULL)
		return raw;
	return arena_printf(arena, "%.*s%s%.*s",
	    FMT(bytes_between(raw.ptr, at)), to,
	    FMT(bytes_skip(raw, (size_t)(at - raw.ptr) + strlen(from))));
}

/* ---- the DNS ------------------------------------------------------------- */

/* A letter per hop: k its key, r revoked, o another key, - none, S SERVFAIL,
 * T time-out. */
static struct resolver *resolver_of(const char *keys)
{
	struct text out = text_new(64 * 1024);
	struct fault fault = { 0 };
	struct bytes p = public_text();

	text_printf(&out, "{\"schema\": \"mailplumb.dns/1\", \"answers\": [");
	for (unsigned i = 1; keys[i - 1] != '\0'; i++) {
		char c = keys[i - 1];
		const char *status = c == '-'	? "no-name"
				     : c == 'S' ? "servfail"
				     : c == 'T' ? "timeout"
						: "found";
		text_printf(&out,
		    "%s{\"name\": \"s._domainkey.h%u.example\", \"type\": "
		    "\"TXT\", \"status\": \"%s\", \"ttl\": 5, \"data\": [",
		    i > 1 ? "," : "", i, status);
		if (strcmp(status, "found") == 0)
			text_printf(&out, "\"v=DKIM1; k=ed25519; p=%s%.*s\"",
			    c == 'o' ? "A" : "",
			    FMT(c == 'r'   ? BYTES("")
				: c == 'o' ? bytes_skip(p, 1)
					   : p));
		text_printf(&out, "], \"server\": null}");
	}
	text_printf(&out, "]}");
	struct resolver *resolver = resolver_of_text(text_bytes(&out), &fault);
	check_text("fault", fault.text, "");
	text_free(&out);
	return resolver;
}

static struct arc_verdict verdict_of(
    struct bytes raw, struct dns *dns, struct dkim_keys *keys)
{
	struct message m = parsed(raw);
	struct arc_verdict verdict = { .result = AUTH_NONE };
	struct arc_chain *chain = arena_new(arena, struct arc_chain);

	arc_chain_read(chain, arena, &m, claims_read(arena, &m));
	if (chain->field_count > 0 && dns != NULL)
		arc_want(dns, chain);
	if (chain->field_count > 0)
		arc_verify(&verdict, arena, dns, keys,
		    dkim_begin(arena, &m, NULL, chain->signatures, NOW), &m,
		    chain, NOW);
	return verdict;
}

static struct arc_verdict verdict_by(struct bytes raw, const char *hop_keys)
{
	struct resolver *resolver = resolver_of(hop_keys);
	struct dns *dns = dns_open(resolver);
	struct dkim_keys *keys = dkim_keys_open();

	dns_begin(dns);
	struct arc_verdict verdict = verdict_of(raw, dns, keys);
	dkim_keys_close(keys);
	dns_close(dns);
	resolver_close(resolver);
	return verdict;
}

/* ---- rows ---------------------------------------------------------------- */

#define MESSAGE                                     \
	"From: a@example.com\r\nSubject: plumb\r\n" \
	"To: b@example.net\r\n\r\nStraight.\r\n"

static const struct row {
	const char *shows;
	unsigned hops;
	unsigned changed;      /* the body gets a line before this hop seals */
	const char *from, *to; /* replaced when all is sealed */
	const char *keys;      /* of each hop */
	enum arc_reason reason;
	const char *detail;
	unsigned oldest;
} rows[] = {
	{ "one hop", 1, 0, NULL, NULL, "k", ARC_VALID, NULL, 0 },
	{ "two hops", 2, 0, NULL, NULL, "kk", ARC_VALID, NULL, 0 },
	{ "fifty hops", 50, 0, NULL, NULL,
	    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", ARC_VALID,
	    NULL, 0 },
	{ "the second hop changed the body", 3, 2, NULL, NULL, "kkk", ARC_VALID,
	    NULL, 2 },
	{ "the last hop changed the body", 3, 3, NULL, NULL, "kkk", ARC_VALID,
	    NULL, 3 },
	{ "a field that nobody signs changed", 1, 0, "To: b", "To: c", "k",
	    ARC_VALID, NULL, 0 },
	{ "blanks where they do not matter", 1, 0, "Subject: plumb",
	    "SUBJECT :  plumb ", "k", ARC_VALID, NULL, 0 },

	{ "the body changed after all", 2, 0, "Straight.", "Crooked.", "kk",
	    ARC_MESSAGE_CHANGED, "i=2: the body hash does not match", 3 },
	{ "a signed field changed after all", 2, 0, "Subject: plumb",
	    "Subject: pulmb", "kk", ARC_MESSAGE_CHANGED,
	    "i=2: the signed fields do not match", 3 },
	{ "the newest results changed", 2, 0, "i=2; h2.example; spf=pass",
	    "i=2; h2.example; spf=fail", "kk", ARC_SEAL_BROKEN,
	    "i=2: the signed fields do not match", 0 },
	{ "the oldest results changed", 2, 0, "i=1; h1.example; spf=pass",
	    "i=1; h1.example; spf=fail", "kk", ARC_SEAL_BROKEN,
	    "i=2: the signed fields do not match", 0 },
	{ "a seal changed", 2, 0, "t=1795168000", "t=1795168001", "kk",
	    ARC_SEAL_BROKEN, "i=2: the signed fields do not match", 0 },

	{ "the newest seal is missing", 2, 0, "ARC-Seal: i=2", "X-Seal: i=2",
	    "kk", ARC_STRUCTURE, "i=2 has no ARC-Seal", 0 },
	{ "the oldest message signature is missing", 2, 0,
	    "ARC-Message-Signature: i=1", "X: i=1", "kk", ARC_STRUCTURE,
	    "i=1 has no ARC-Message-Signature", 0 },
	{ "the oldest results are missing", 2, 0,
	    "ARC-Authentication-Results: i=1", "X: i=1", "kk", ARC_STRUCTURE,
	    "i=1 has no ARC-Authentication-Results", 0 },
	{ "results of another instance", 1, 0,
	    "ARC-Authentication-Results: i=1",
	    "ARC-Authentication-Results: i=2", "k", ARC_STRUCTURE,
	    "i=1 has no ARC-Authentication-Results", 0 },
	{ "a gap", 2, 0, "To: b@example.net\r\n",
	    "ARC-Seal: i=4; cv=pass; a=x; d=h1.example; s=s; b=aGFz\r\n", "kk",
	    ARC_STRUCTURE, "i=3 is missing", 0 },
	{ "a seal twice", 1, 0, "To: b@example.net\r\n",
	    "ARC-Seal: i=1; cv=none; a=x; d=h1.example; s=s; b=aGFz\r\n", "k",
	    ARC_STRUCTURE, "i=1 has ARC-Seal twice", 0 },
	{ "results twice", 1, 0, "To: b@example.net\r\n",
	    "ARC-Authentication-Results: i=1; b; none\r\n", "k", ARC_STRUCTURE,
	    "i=1 has ARC-Authentication-Results twice", 0 },
	{ "instance 0", 1, 0, "To: b@example.net\r\n",
	    "ARC-Seal: i=0; cv=none; a=x; d=h1.example; s=s; b=aGFz\r\n", "k",
	    ARC_STRUCTURE,
	    "ARC-Seal: expected an instance from 1 to 50 in i=", 0 },
	{ "instance 51", 1, 0, "To: b@example.net\r\n",
	    "ARC-Seal: i=51; cv=none; a=x; d=h1.example; s=s; b=aGFz\r\n", "k",
	    ARC_STRUCTURE,
	    "ARC-Seal: expected an instance from 1 to 50 in i=", 0 },
	{ "results without instance", 1, 0, "ARC-Authentication-Results: i=1;",
	    "ARC-Authentication-Results:", "k", ARC_STRUCTURE,
	    "ARC-Authentication-Results: expected an instance from 1 to 50 in "
	    "front, and ';' behind it",
	    0 },

	{ "a seal with h=", 1, 0, " t=1795168000;", " h=from;", "k",
	    ARC_UNREADABLE, "i=1: ARC-Seal: expected no h= in a seal", 0 },
	{ "a message signature without bh=", 1, 0, "bh=", "bx=", "k",
	    ARC_UNREADABLE,
	    "i=1: ARC-Message-Signature: expected bh=, the hash of the body",
	    0 },
	{ "cv=pass on the first", 1, 0, "cv=none", "cv=pass", "k",
	    ARC_CHAIN_VALUE, "i=1 has cv=pass in place of none", 0 },
	{ "cv=none on the second", 2, 0, "cv=pass", "cv=none", "kk",
	    ARC_CHAIN_VALUE, "i=2 has cv=none in place of pass", 0 },
	{ "cv=fail on the first", 2, 0, "cv=none", "cv=fail", "kk",
	    ARC_CHAIN_VALUE, "i=1 has cv=fail in place of none", 0 },
	{ "cv= of nonsense", 1, 0, "cv=none", "cv=nono", "k", ARC_CHAIN_VALUE,
	    "i=1 has cv=nono in place of none", 0 },
	{ "cv=fail on the newest", 2, 0, "cv=pass", "cv=fail", "kk",
	    ARC_CLAIMED_BROKEN, "i=2, h2.example", 0 },

	{ "the newest key is missing", 2, 0, NULL, NULL, "k-", ARC_KEY,
	    "i=2: there is no key at the selector", 3 },
	{ "the oldest key is missing", 2, 0, NULL, NULL, "-k", ARC_KEY,
	    "i=1: there is no key at the selector", 2 },
	{ "the oldest key is revoked", 2, 0, NULL, NULL, "rk", ARC_KEY,
	    "i=1: the key is revoked", 2 },
	{ "another key", 1, 0, NULL, NULL, "o", ARC_MESSAGE_CHANGED,
	    "i=1: the signed fields do not match", 2 },
	{ "the newest key cannot be looked up", 2, 0, NULL, NULL, "kS",
	    ARC_UNREACHABLE, "i=2: the key could not be looked up", 3 },
	{ "the oldest key cannot be looked up", 2, 0, NULL, NULL, "Tk",
	    ARC_UNREACHABLE, "i=1: the key could not be looked up", 2 },
	{ "no key can be looked up", 2, 0, NULL, NULL, "SS", ARC_UNREACHABLE,
	    "i=2: the key could not be looked up", 3 },
	{ "one cannot, another is missing", 2, 0, NULL, NULL, "-S", ARC_KEY,
	    "i=1: there is no key at the selector", 3 },
	{ "one cannot, and the body changed", 2, 0, "Straight.", "Crooked.",
	    "Sk", ARC_MESSAGE_CHANGED, "i=2: the body hash does not match", 3 },
};

static struct bytes sealed_of(const struct row *row)
{
	struct bytes raw = BYTES(MESSAGE);

	for (unsigned i = 1; i <= row->hops; i++) {
		if (row->changed == i)
			raw =
			    arena_printf(arena, "%.*s-- a list\r\n", FMT(raw));
		raw = with_set(raw, i, i > 1 ? "pass" : "none");
	}
	return row->from != NULL ? replaced(raw, row->from, row->to) : raw;
}

static void try_row(const struct row *row)
{
	test_row(row->shows);
	struct arc_verdict verdict = verdict_by(sealed_of(row), row->keys);
	check_text("reason", arc_reason_text(verdict.reason),
	    arc_reason_text(row->reason));
	check_number("result", verdict.result, arc_result(row->reason));
	check_bytes("detail", verdict.detail, bytes_of(row->detail));
	check_number("oldest", verdict.oldest_pass, row->oldest);
}

static void try_sets(void)
{
	struct bytes raw = sealed_of(&(struct row){ .hops = 3, .changed = 3 });
	struct arc_verdict verdict = verdict_by(raw, "krk");
	const struct arc_instance *set = verdict.instances;

	test_row("each set is judged");
	check_number("reason", verdict.reason, ARC_KEY);
	check_number("seal 1", set->sealed, AUTH_PASS);
	check_number("message 1", set->message->reason, DKIM_BODY_CHANGED);
	set = set->next;
	check_number("seal 2", set->sealed, AUTH_PERMERROR);
	check_bytes("detail 2", set->detail, BYTES("the key is revoked"));
	set = set->next;
	check_number("seal 3", set->sealed, AUTH_PASS);
	check_number("message 3", set->message->reason, DKIM_VERIFIED);
}

static void try_claimed(void)
{
	struct bytes raw =
	    with_set(sealed_of(&(struct row){ .hops = 1 }), 2, "fail");
	struct arc_verdict verdict = verdict_by(raw, "kk");

	test_row("a genuine cv=fail");
	check_number("reason", verdict.reason, ARC_CLAIMED_BROKEN);
	check_number("sealed", verdict.instances->next->sealed, AUTH_PASS);
	check_number(
	    "nobody asks for the rest", verdict.instances->sealed, AUTH_ABSENT);
}

static void try_no_dns(void)
{
	struct arc_verdict verdict =
	    verdict_of(sealed_of(&(struct row){ .hops = 2 }), NULL, NULL);

	test_row("nobody asks the DNS");
	check_number("reason", verdict.reason, ARC_UNASKED);
	check_number("result", verdict.result, AUTH_ABSENT);
	check_true("the sets are known", verdict.instances != NULL);
}

/* As many sets as there may be, each with a key of its own that is missing. */
static void try_flood(void)
{
	struct bytes raw = sealed_of(&(struct row){ .hops = 50 });

	test_row("fifty hops without keys");
	struct arc_verdict verdict = verdict_by(raw, "");
	check_number("reason", verdict.reason, ARC_KEY);
	check_bytes("detail", verdict.detail,
	    BYTES("i=50: there is no key at the selector"));
}

/* A thousand fields: more sets than there may be. */
static void try_many(void)
{
	struct text out = text_new((size_t)1 << 20);
	struct bytes raw;

	for (unsigned i = 333; i > 0; i--)
		text_printf(&out,
		    "ARC-Seal: i=%u; a=ed25519-sha256; cv=%s; d=h1.example; "
		    "s=s; b=aGFz\r\n"
		    "ARC-Message-Signature: i=%u; a=ed25519-sha256; h=from; "
		    "d=h1.example; s=s; bh=aGFz; b=aGFz\r\n"
		    "ARC-Authentication-Results: i=%u; b; none\r\n",
		    i, i > 1 ? "pass" : "none", i, i);
	text_add(&out, BYTES(MESSAGE));
	raw = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	test_row("a thousand fields");
	struct arc_verdict verdict = verdict_by(raw, "k");
	check_number("reason", verdict.reason, ARC_STRUCTURE);
	check_bytes("detail", verdict.detail,
	    BYTES("ARC-Seal: expected an instance from 1 to 50 in i="));
}

int main(void)
{
	arena = arena_open();
	key_make();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_sets();
	try_claimed();
	try_no_dns();
	try_flood();
	try_many();
	EVP_PKEY_free(key);
	arena_close(arena);
	return test_end("test_arc");
}
