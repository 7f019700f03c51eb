/* inspect/verify/dkim_key: RFC 6376 3.6.1, 3.6.2.2, 6.1.2; RFC 8463 */
#include "tests/signer.h"
#include "tests/test.h"

#include "inspect/verify/dkim_key.h"
#include <string.h>

static struct arena *arena;
static struct dkim_keys *keys;
static struct bytes rsa, weak, ed25519; /* base64 */

static struct bytes public_text(EVP_PKEY *key)
{
	struct bytes text = base64_write(arena, signer_public(arena, key));

	EVP_PKEY_free(key);
	return text;
}

/* "RSA" stands for the key of 2048 bits, "WEAK" and "ED" for the others. */
static struct bytes with_keys(const char *record)
{
	static const char *const marks[] = { "RSA", "WEAK", "ED" };
	struct bytes keys_of[] = { rsa, weak, ed25519 };
	struct bytes text = bytes_of(record);

	for (size_t i = 0; i < ROWS(marks); i++) {
		const char *at = bytes_find(text, bytes_of(marks[i]));
		if (at != NULL)
			return arena_printf(arena, "%.*s%.*s%s",
			    FMT(bytes_between(text.ptr, at)), FMT(keys_of[i]),
			    at + strlen(marks[i]));
	}
	return text;
}

static const struct dkim_key *read_records(
    const struct bytes *texts, size_t count)
{
	struct dns_record *records =
	    arena_new_array(arena, struct dns_record, count + 1);
	struct dns_answer answer = { .status = DNS_FOUND,
		.records = count > 0 ? records : NULL,
		.record_count = count };

	for (size_t i = 0; i < count; i++) {
		records[i].data = texts[i];
		records[i].next = i + 1 < count ? &records[i + 1] : NULL;
	}
	if (count == 0)
		answer.status = DNS_NO_DATA;
	return dkim_key_read(arena, keys, &answer);
}

static const struct dkim_key *read_one(struct bytes text)
{
	return read_records(&text, 1);
}

/* ---- tags
 * -------------------------------------------------------------------- */

static const struct {
	const char *record;
	enum dkim_reason rsa; /* for an rsa-sha256 signature */
	const char *detail;
} records[] = {
	{ "v=DKIM1; k=rsa; p=RSA", DKIM_VERIFIED, NULL },
	{ "p=RSA", DKIM_VERIFIED, NULL },
	{ "p=RSA;", DKIM_VERIFIED, NULL },
	{ "k=rsa;p=RSA", DKIM_VERIFIED, NULL },
	{ " v = DKIM1 ; p = RSA ", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; g=*; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; x=y; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; n=; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; n=a note; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; h=sha256; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; h=sha1:sha256; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; h=sha1 : sha256; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; h=sha1; p=RSA", DKIM_KEY_HASH, NULL },
	{ "v=DKIM1; h=; p=RSA", DKIM_KEY_HASH, NULL },
	{ "v=DKIM1; h=sha2567; p=RSA", DKIM_KEY_HASH, NULL },
	{ "v=DKIM1; s=*; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; s=email; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; s=tlsrpt:email; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; s=tlsrpt; p=RSA", DKIM_KEY_SERVICE, NULL },
	{ "v=DKIM1; t=y; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; t=s; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; t=q:s:y; p=RSA", DKIM_VERIFIED, NULL },
	{ "v=DKIM1; k=ed25519; p=ED", DKIM_KEY_TYPE, NULL },
	{ "v=DKIM1; k=dsa; p=RSA", DKIM_KEY_TYPE, "k= is not known" },
	{ "v=DKIM1; k=; p=RSA", DKIM_KEY_TYPE, "k= is not known" },
	{ "v=DKIM1; p=", DKIM_KEY_REVOKED, NULL },
	{ "v=DKIM1; p=;", DKIM_KEY_REVOKED, NULL },
	{ "p= ", DKIM_KEY_REVOKED, NULL },
	{ "v=DKIM1; h=sha1; p=", DKIM_KEY_REVOKED, NULL },
	{ "v=DKIM1; p=WEAK", DKIM_KEY_WEAK, NULL },
	{ "", DKIM_KEY_MISSING, "the TXT record is empty" },
	{ "  ", DKIM_KEY_MISSING, "the TXT record is empty" },
	{ "v=DKIM1; k=rsa", DKIM_KEY_MALFORMED, "expected p=, the key" },
	{ "v=spf1 -all", DKIM_KEY_MALFORMED, "expected v=DKIM1" },
	{ "v=DKIM2; p=RSA", DKIM_KEY_MALFORMED, "expected v=DKIM1" },
	{ "v=dkim1; p=RSA", DKIM_KEY_MALFORMED, "expected v=DKIM1" },
	{ "v=DKIM1 k=rsa; p=RSA", DKIM_KEY_MALFORMED, "expected v=DKIM1" },
	{ "k=rsa; v=DKIM1; p=RSA", DKIM_KEY_MALFORMED,
	    "expected v= before all other tags" },
	{ "n=x; v=DKIM1; p=RSA", DKIM_KEY_MALFORMED,
	    "expected v= before all other tags" },
	{ "v=DKIM1\\; k=rsa\\; p=RSA", DKIM_KEY_MALFORMED,
	    "expected no backslash before ';'" },
	{ "\"v=DKIM1; p=RSA\"", DKIM_KEY_MALFORMED, "expected a tag" },
	{ "v=DKIM1; p=RSA; p=RSA", DKIM_KEY_MALFORMED,
	    "expected each tag once" },
	{ "v=DKIM1; p", DKIM_KEY_MALFORMED, "expected '=' after a tag" },
	{ "hello", DKIM_KEY_MALFORMED, "expected '=' after a tag" },
	{ "v=DKIM1; p=-----BEGIN PUBLIC KEY-----RSA", DKIM_KEY_MALFORMED,
	    "PEM armour in p=" },
	{ "v=DKIM1; p=\"RSA\"", DKIM_KEY_MALFORMED, "a quotation mark in p=" },
	{ "v=DKIM1; p=RSA\\", DKIM_KEY_MALFORMED, "a backslash in p=" },
	{ "v=DKIM1; p=RSA*", DKIM_KEY_MALFORMED, "expected base64 in p=" },
	{ "v=DKIM1; p=\xc3\xa4", DKIM_KEY_MALFORMED, "expected base64 in p=" },
	{ "v=DKIM1; p=a\x01", DKIM_KEY_MALFORMED, "expected printable values" },
	{ "v=DKIM1; p=aGVsbG8=", DKIM_KEY_MALFORMED,
	    "what p= holds is no RSA key" },
	{ "v=DKIM1; p=MDA=", DKIM_KEY_TRUNCATED,
	    "p= ends before the end of the key" },
	{ "v=DKIM1; p=ED", DKIM_KEY_MALFORMED, "what p= holds is no RSA key" },
};

static void try_records(void)
{
	for (size_t i = 0; i < ROWS(records); i++) {
		test_row(records[i].record);
		struct bytes text = with_keys(records[i].record);
		for (int again = 0; again < 2; again++) {
			const struct dkim_key *key = read_one(text);
			enum dkim_reason reason =
			    dkim_key_fits(key, PUBLIC_KEY_RSA);
			check_text("reason", dkim_reason_text(reason),
			    dkim_reason_text(records[i].rsa));
			check_bytes("detail", dkim_key_detail(arena, key),
			    bytes_of(records[i].detail));
			check_bytes("record", key->record, text);
			check_true(
			    "key", reason != DKIM_VERIFIED || key->key != NULL);
		}
	}
}

static void try_ed25519(void)
{
	test_row("Ed25519");
	const struct dkim_key *key =
	    read_one(with_keys("v=DKIM1; k=ed25519; p=ED"));
	check_number(
	    "fits", dkim_key_fits(key, PUBLIC_KEY_ED25519), DKIM_VERIFIED);
	check_number(
	    "not RSA", dkim_key_fits(key, PUBLIC_KEY_RSA), DKIM_KEY_TYPE);
	check_number("bits", key->bits, 256);
	check_number("signature", key->signature_size, 64);
	test_row("Ed25519 with an RSA key");
	key = read_one(with_keys("v=DKIM1; k=ed25519; p=RSA"));
	check_number("reason", dkim_key_fits(key, PUBLIC_KEY_ED25519),
	    DKIM_KEY_MALFORMED);
	test_row("Ed25519 that is too short");
	key = read_one(BYTES("v=DKIM1; k=ed25519; p=aGVsbG8="));
	check_number("reason", dkim_key_fits(key, PUBLIC_KEY_ED25519),
	    DKIM_KEY_TRUNCATED);
}

static void try_flags(void)
{
	const struct dkim_key *key;

	test_row("flags");
	key = read_one(with_keys("v=DKIM1; t=y; p=RSA"));
	check_true("testing", key->testing && !key->no_subdomain);
	key = read_one(with_keys("v=DKIM1; t=s; p=RSA"));
	check_true("strict", !key->testing && key->no_subdomain);
	key = read_one(with_keys("v=DKIM1; t= q : s : y ; p=RSA"));
	check_true("both", key->testing && key->no_subdomain);
	key = read_one(with_keys("v=DKIM1; t=sy; p=RSA"));
	check_true("neither", !key->testing && !key->no_subdomain);
	check_number("bits", key->bits, 2048);
	check_number("signature", key->signature_size, 256);
}

/* ---- p= cut or folded
 * --------------------------------------------------------- */

/* Without its padding the key is whole; before that it is cut. */
static void try_cut(void)
{
	struct bytes text = with_keys("v=DKIM1; k=rsa; p=RSA");
	size_t start = sizeof("v=DKIM1; k=rsa; p=") - 1;
	size_t whole = text.len;

	test_row("p= cut anywhere");
	while (text.ptr[whole - 1] == '=')
		whole--;
	for (size_t len = start + 1; len < text.len; len++) {
		const struct dkim_key *key = read_one(bytes_first(text, len));
		enum dkim_reason want = len >= whole	  ? DKIM_VERIFIED
					: len < start + 2 ? DKIM_KEY_MALFORMED
							  : DKIM_KEY_TRUNCATED;
		check_number("reason", key->reason, want);
	}
}

static void try_folded(void)
{
	struct bytes text = with_keys("v=DKIM1; p=RSA");
	char *folded = arena_alloc(arena, 2 * text.len);
	size_t len = 0;

	test_row("p= with blanks");
	for (size_t i = 0; i < text.len; i++) {
		folded[len++] = text.ptr[i];
		if (i > 20 && i % 7 == 0)
			folded[len++] = " \t\r\n"[i / 7 % 4];
	}
	check_number("reason", read_one((struct bytes){ folded, len })->reason,
	    DKIM_VERIFIED);
}

/* ---- several records
 * ---------------------------------------------------------- */

static void check_several(const char *shows, const char *a, const char *b,
    const char *c, enum dkim_reason reason, int which)
{
	struct bytes texts[] = { with_keys(a), with_keys(b),
		c != NULL ? with_keys(c) : ABSENT };
	const struct dkim_key *key;

	test_row(shows);
	key = read_records(texts, c != NULL ? 3 : 2);
	check_text(
	    "reason", dkim_reason_text(key->reason), dkim_reason_text(reason));
	check_bytes("record", key->record, texts[which]);
}

static void try_several(void)
{
	check_several(
	    "two keys", "p=RSA", "v=DKIM1; p=RSA", NULL, DKIM_KEY_AMBIGUOUS, 0);
	check_several("a key and a revoked one", "p=RSA", "p=", NULL,
	    DKIM_KEY_AMBIGUOUS, 0);
	check_several(
	    "a key after SPF", "v=spf1 -all", "p=RSA", NULL, DKIM_VERIFIED, 1);
	check_several(
	    "a key before SPF", "p=RSA", "v=spf1 -all", NULL, DKIM_VERIFIED, 0);
	check_several(
	    "a key between others", "", "p=RSA", "hello", DKIM_VERIFIED, 1);
	check_several("a key and one of another version", "v=DKIM9; p=RSA",
	    "p=RSA", NULL, DKIM_VERIFIED, 1);
	check_several("two keys after SPF", "v=spf1 -all", "p=RSA", "p=WEAK",
	    DKIM_KEY_AMBIGUOUS, 1);
	check_several(
	    "no key", "v=spf1 -all", "hello", NULL, DKIM_KEY_MALFORMED, 0);
}

/* ---- answers without a record
 * ------------------------------------------------- */

static const struct {
	enum dns_status status;
	bool alias;
	enum dkim_reason reason;
	const char *detail;
} answers[] = {
	{ DNS_NO_NAME, false, DKIM_KEY_MISSING, "the name does not exist" },
	{ DNS_NO_NAME, true, DKIM_KEY_MISSING,
	    "the name its CNAME leads to does not exist" },
	{ DNS_NO_DATA, false, DKIM_KEY_MISSING, "the name has no TXT record" },
	{ DNS_NO_DATA, true, DKIM_KEY_MISSING,
	    "the name its CNAME leads to has no TXT record" },
	{ DNS_SERVFAIL, false, DKIM_KEY_UNREACHABLE, "servfail" },
	{ DNS_REFUSED, false, DKIM_KEY_UNREACHABLE, "refused" },
	{ DNS_TIMEOUT, false, DKIM_KEY_UNREACHABLE, "timeout" },
	{ DNS_MALFORMED, false, DKIM_KEY_UNREACHABLE, "malformed" },
};

static void try_answers(void)
{
	for (size_t i = 0; i < ROWS(answers); i++) {
		struct dns_alias alias = { .ttl = 0 };
		struct dns_answer answer = { .status = answers[i].status,
			.aliases = answers[i].alias ? &alias : NULL };
		test_row(answers[i].detail);
		const struct dkim_key *key =
		    dkim_key_read(arena, keys, &answer);
		check_number("reason", dkim_key_fits(key, PUBLIC_KEY_RSA),
		    answers[i].reason);
		check_bytes("detail", dkim_key_detail(arena, key),
		    bytes_of(answers[i].detail));
		check_bytes("record", key->record, ABSENT);
	}
}

/* ---- the store
 * ------------------------------------------------------------------ */

/* More records than there are places, and some too long to be kept. */
static void try_many(void)
{
	test_row("more records than are kept");
	for (size_t i = 0; i < 5000; i++) {
		struct bytes text =
		    arena_printf(arena, "v=DKIM1; n=%zu%*s; p=%.*s", i % 2500,
			i % 100 == 0 ? 5000 : 1, "", FMT(ed25519));
		check_number("malformed, as RSA", read_one(text)->reason,
		    DKIM_KEY_MALFORMED);
	}
	check_number(
	    "and still", read_one(with_keys("p=RSA"))->reason, DKIM_VERIFIED);
	test_row("a record of 64 KB");
	struct bytes text =
	    arena_printf(arena, "v=DKIM1; n=%65000s; p=%.*s", "x", FMT(rsa));
	for (int again = 0; again < 3; again++)
		check_number("reason", read_one(text)->reason, DKIM_VERIFIED);
}

int main(void)
{
	arena = arena_open();
	keys = dkim_keys_open();
	rsa = public_text(signer_rsa(2048));
	weak = public_text(signer_rsa(1023));
	ed25519 = public_text(signer_ed25519());
	try_records();
	try_ed25519();
	try_flags();
	try_cut();
	try_folded();
	try_several();
	try_answers();
	try_many();
	dkim_keys_close(keys);
	dkim_keys_close(NULL);
	arena_close(arena);
	return test_end("test_dkim_key");
}
