/* inspect/judge/key_text: key records, where they are wrong, and mended */
#include "tests/test.h"

#include "inspect/judge/key_text.h"
#include "inspect/judge/mark.h"

#define KEY                                                                   \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1BWYzrHj/"               \
	"1ggOEhi4Qn6PdwumEQAVYccfLiJEWzACAv9mPl7F49C6eUbUnGFZ+"               \
	"eqivH63sPf6wjV/iFBPVukaFCx7lJQ1AEr1gDfJ5hcuJhdkSflBY6zpL2aNz2J6+"    \
	"yIDBGqMtUytHD7+Q/"                                                   \
	"qoi5SRiaSsPOARbscbJ27CL+"                                            \
	"2RDU99BNfcYZdFR6hxAFBn7IhXXw6LuZL7rJlSfiM9X2OhC2Z4gQJ1OUui9ZF0ZZIGP" \
	"S6PP13i7X5M7j2lHem+2INj4iQls984TOdRLttZI3wWj7dhDmK+"                 \
	"OVFgZmXWvDNjzkTL9YVA9qvwIdhwXJFtP3a2pTH5OvJ/"                        \
	"1NaykMNykH5ywIDAQAB"
#define FIRST	 "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1BWYzrHj/"
#define ED25519	 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define FINE	 "v=DKIM1; k=rsa; p=" KEY
#define PEM_TOP	 "-----BEGIN PUBLIC KEY-----"
#define PEM_FOOT "-----END PUBLIC KEY-----"

static struct arena *arena;

/* ---- mended ----------------------------------------------------------------
 */

static const struct mended {
	const char *shows, *text, *want; /* NULL: cannot be */
} mended[] = {
	{ "nothing wrong", FINE, FINE },
	{ "the key alone", KEY, FINE },
	{ "no version, no kind", "p=" KEY, FINE },
	{ "PEM lines", "v=DKIM1; k=rsa; p=" PEM_TOP KEY PEM_FOOT, FINE },
	{ "PEM lines and line ends",
	    "v=DKIM1; k=rsa; p=" PEM_TOP "\n" KEY "\n" PEM_FOOT "\n", FINE },
	{ "PEM alone", PEM_TOP KEY PEM_FOOT, FINE },
	{ "escaped separators", "v=DKIM1\\; k=rsa\\; p=" KEY, FINE },
	{ "a quoted record", "\"v=DKIM1; k=rsa; p=" KEY "\"", FINE },
	{ "the line of a zone file",
	    "s1._domainkey IN TXT ( \"v=DKIM1; k=rsa; \" \"p=" KEY
	    "\" )  ; ----- key s1",
	    FINE },
	{ "commas", "v=DKIM1, k=rsa, p=" KEY, FINE },
	{ "blanks alone between tags", "v=DKIM1 k=rsa p=" KEY, FINE },
	{ "v= last", "k=rsa; p=" KEY "; v=DKIM1", FINE },
	{ "another version", "v=DKIM2; k=rsa; p=" KEY, FINE },
	{ "small letters in v=", "v=dkim1; p=" KEY, FINE },
	{ "another kind", "v=DKIM1; k=ed25519; p=" KEY, FINE },
	{ "a kind that is none", "v=DKIM1; k=rsa-sha256; p=" KEY, FINE },
	{ "a tag without '='", "v=DKIM1; rsa; p=" KEY, FINE },
	{ "a tag twice", "v=DKIM1; k=rsa; k=rsa; p=" KEY, FINE },
	{ "p= twice, the second is the key", "v=DKIM1; p=x; p=" KEY, FINE },
	{ "flags stay", "k=rsa; t=s; p=" KEY "; v=DKIM1",
	    "v=DKIM1; k=rsa; t=s; p=" KEY },
	{ "what allows mail stays", "k=rsa;h=sha256;s=email;p=" KEY ";v=DKIM1",
	    "v=DKIM1; k=rsa; h=sha256; s=email; p=" KEY },
	{ "what forbids it goes", "k=rsa;h=sha1;s=tlsrpt;p=" KEY ";v=DKIM1",
	    FINE },
	{ "flags that are none go", "t=<y>; p=" KEY, FINE },
	{ "cut", "v=DKIM1; k=rsa; p=" FIRST, NULL },
	{ "a row of dashes that does not end", "p=-----BEGIN " KEY, NULL },
	{ "another octet in the key", "p=" FIRST "%" KEY, NULL },
	{ "no key", "v=spf1 -all", NULL },
	{ "an empty key", "v=DKIM1; p=", NULL },
	{ "nothing", "", NULL },
	{ "a private key", "p=-----BEGIN PRIVATE KEY-----" KEY, NULL },
	{ "Ed25519 where RSA signed", "k=ed25519; p=" ED25519, NULL },
};

static void try_mended(const struct mended *row)
{
	struct bytes text = bytes_of(row->text);

	test_row(row->shows);
	struct bytes got = key_text_mended(arena, text, PUBLIC_KEY_RSA);
	check_bytes("mended", got, bytes_of(row->want));
	if (bytes_present(got))
		check_true(
		    "usable", key_text_usable(arena, got, PUBLIC_KEY_RSA));
}

/* ---- where -----------------------------------------------------------------
 */

static const struct flaw {
	const char *shows, *text, *want;
} flaws[] = {
	{ "PEM lines", "p=" PEM_TOP "MII", "octet 3: p=-->" PEM_TOP "<--MII" },
	{ "dashes that do not end", "p=-----BEGIN",
	    "octet 3: p=-->-----BEGIN<--" },
	{ "a backslash", "v=DKIM1\\; p=M", "octet 8: v=DKIM1-->\\<--; p=M" },
	{ "a quote", "p=\"MII\"", "octet 3: p=-->\"<--MII\"" },
	{ "a no-break space", "p=\xc2\xa0M", "octet 3: p=-->\xc2<--\xa0M" },
	{ "not base64", "p=MI%I", "octet 5: p=MI-->%<--I" },
	{ "v= not first", "p=MII; v=DKIM1; k=rsa",
	    "octet 8: p=MII; -->v=DKIM1<--; k=rsa" },
	{ "another version", "v=DKIM2; p=M", "octet 3: v=-->DKIM2<--; p=M" },
	{ "a comma", "v=DKIM1, k=rsa", "octet 8: v=DKIM1-->,<-- k=rsa" },
	{ "another kind", "k=dsa; p=M", "octet 3: k=-->dsa<--; p=M" },
	{ "no tag", "v=DKIM1; rsa; p=M", "octet 10: v=DKIM1; -->rsa<--; p=M" },
	{ "an empty piece", "v=DKIM1;; p=M", "octet 9: v=DKIM1;--><--; p=M" },
	{ "p= twice", "p=M;p=N;", "octet 5: p=M;-->p=N<--;" },
	{ "cut", "p=MII; t=s", "octet 6: p=MII--><--; t=s" },
	{ "no p=", "v=DKIM1;", "octet 9: v=DKIM1;--><--" },
};

static void try_flaw(const struct flaw *row)
{
	struct bytes text = bytes_of(row->text);

	test_row(row->shows);
	check_bytes("marked", marked(arena, text, key_text_flaw(text)),
	    bytes_of(row->want));
}

/* ---- one tag of a record ---------------------------------------------------
 */

static const struct with {
	const char *shows, *text;
	char tag;
	const char *value, *want;
} withs[] = {
	{ "without, in the middle", "v=DKIM1; t=y; p=M", 't', NULL,
	    "v=DKIM1; p=M" },
	{ "without, first", "t=y; p=M", 't', NULL, "p=M" },
	{ "without, last", "p=M; t=y", 't', NULL, "p=M" },
	{ "without, before a final ';'", "p=M; t=y;", 't', NULL, "p=M;" },
	{ "without, alone", "t=y", 't', NULL, "" },
	{ "another value", "v=DKIM1;t = y:s ;p=M", 't', "s",
	    "v=DKIM1;t = s ;p=M" },
	{ "an empty one", "h=; p=M", 'h', "sha256", "h=sha256; p=M" },
	{ "no such tag", "p=M", 't', NULL, NULL },
};

static void try_with(const struct with *row)
{
	test_row(row->shows);
	check_bytes("record",
	    key_text_with(
		arena, bytes_of(row->text), row->tag, bytes_of(row->value)),
	    bytes_of(row->want));
}

static void try_nul(void)
{
	struct bytes text = BYTES("k=rsa;\0; t=y; p=M");

	test_row("a NUL in the record stays");
	check_bytes("record", key_text_with(arena, text, 't', BYTES("s")),
	    BYTES("k=rsa;\0; t=s; p=M"));
	check_bytes("marked", marked(arena, text, key_text_flaw(text)),
	    BYTES("octet 7: k=rsa;-->\0<--; t=y; p=M"));
}

static void try_lists(void)
{
	static const char *const rows[][2] = { { "y", NULL }, { "y:s", "s" },
		{ "s : y", "s" }, { "s", "s" }, { "", NULL },
		{ "y::y", NULL } };

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row("a list without an item");
		check_bytes("list",
		    key_list_without(arena, bytes_of(rows[i][0]), BYTES("y")),
		    bytes_of(rows[i][1]));
	}
}

static void try_private(void)
{
	static const struct {
		const char *text;
		bool is_private;
	} rows[] = {
		{ "p=-----BEGIN RSA PRIVATE KEY-----MII", true },
		{ "v=DKIM1; p=MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", true },
		{ "v=DKIM1; p=MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn", true },
		{ FINE, false },
		{ "p=-----BEGIN PUBLIC KEY-----MII", false },
		{ "p=MII", false },
		{ "", false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row("a private key");
		check_true(
		    "told", key_text_private(arena, bytes_of(rows[i].text)) ==
				rows[i].is_private);
	}
}

static void try_usable(void)
{
	static const struct {
		const char *text;
		enum public_key_kind kind;
		bool usable;
	} rows[] = {
		{ FINE, PUBLIC_KEY_RSA, true },
		{ FINE, PUBLIC_KEY_ED25519, false },
		{ "k=ed25519; p=" ED25519, PUBLIC_KEY_ED25519, true },
		{ "k=ed25519; p=" ED25519, PUBLIC_KEY_RSA, false },
		{ "v=DKIM2; p=" KEY, PUBLIC_KEY_RSA, false },
		{ "k=dsa; p=" KEY, PUBLIC_KEY_RSA, false },
		{ "v=DKIM1; p=" FIRST, PUBLIC_KEY_RSA, false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row("a key that can be used");
		check_true(
		    "told", key_text_usable(arena, bytes_of(rows[i].text),
				rows[i].kind) == rows[i].usable);
	}
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(mended); i++)
		try_mended(&mended[i]);
	for (size_t i = 0; i < ROWS(flaws); i++)
		try_flaw(&flaws[i]);
	for (size_t i = 0; i < ROWS(withs); i++)
		try_with(&withs[i]);
	try_lists();
	try_nul();
	try_private();
	try_usable();
	arena_close(arena);
	return test_end("test_key_text");
}
