/* inspect/verify/dkim: RFC 6376 6.1, RFC 8301, RFC 8463 */
#include "tests/dkim_rows.h"
#include "tests/test.h"

#include "common/dns/resolver.h"
#include "common/mail/limits.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/verify/dkim.h"
#include <string.h>

#define NOW INT64_C(1795168800000)

static struct arena *arena;
static struct dkim_keys *keys;

/* ---- a message, signed, changed, verified
 * -------------------------------------- */

static const char letter[] = "From: Joe <joe@example.com>\r\n"
			     "To: Ann <ann@example.org>\r\n"
			     "Subject:  is  dinner\r\n\tready?\r\n"
			     "X-Other: none\r\n"
			     "\r\n"
			     "Hello.  We lost\tthe game. \r\n"
			     "Are you hungry?\r\n\r\n";

/* One TXT record at s1._domainkey.example.com, or a status. */
static struct resolver *world(const char *status, struct bytes data)
{
	struct fault fault = { 0 };
	struct resolver *resolver = resolver_of_text(
	    arena_printf(arena,
		"{\"schema\": \"mailplumb.dns/1\", \"answers\": [{\"name\": "
		"\"s1._domainkey.example.com\", \"type\": \"TXT\", "
		"\"status\": \"%s\", \"ttl\": 60, \"data\": [%.*s], "
		"\"server\": null}]}",
		status, FMT(data)),
	    &fault);

	if (resolver == NULL)
		printf("%s\n", fault.text);
	return resolver;
}

static struct bytes quoted(struct bytes record)
{
	return arena_printf(arena, "\"%.*s\"", FMT(record));
}

static struct dkim_verdict *verify(struct dns *dns, struct bytes raw)
{
	struct message *m = arena_new(arena, struct message);

	message_read(m, raw, arena);
	struct dkim_signature *signatures = dkim_signatures_read(arena, m);
	if (dns != NULL)
		dkim_want(dns, signatures);
	return dkim_verify(
	    arena, dns, dns != NULL ? keys : NULL, m, signatures, NOW);
}

/* The answers of the DNS go with it; everything else stays. */
static struct dkim_verdict *verify_with(
    const char *status, struct bytes data, struct bytes raw)
{
	struct resolver *resolver = world(status, data);
	struct dns *dns = dns_open(resolver);
	struct dkim_verdict *verdicts = verify(dns, raw);

	for (struct dkim_verdict *v = verdicts; v != NULL; v = v->next) {
		v->key_record = bytes_present(v->key_record)
				    ? arena_copy(arena, v->key_record)
				    : ABSENT;
		v->key = NULL;
	}
	dns_close(dns);
	resolver_close(resolver);
	return verdicts;
}

/* The first `from` in the message becomes `to`. */
static struct bytes changed(struct bytes raw, const char *from, const char *to)
{
	if (from == NULL)
		return raw;
	const char *at = bytes_find(raw, bytes_of(from));
	signer_must(at != NULL);
	return arena_printf(arena, "%.*s%s%.*s",
	    FMT(bytes_between(raw.ptr, at)), to,
	    FMT(bytes_between(at + strlen(from), raw.ptr + raw.len)));
}

static struct bytes with_lf(struct bytes raw)
{
	char *text = arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '\r')
			text[len++] = raw.ptr[i];
	return (struct bytes){ text, len };
}

/* ---- a row for each reason
 * -------------------------------------------------------- */

static void check_verdict(const struct dkim_verdict *v, const struct row *row)
{
	check_true("one verdict", v != NULL && v->next == NULL);
	check_text("reason", dkim_reason_text(v->reason),
	    dkim_reason_text(row->reason));
	check_number("body", v->body_hash, row->body);
	check_number("header", v->header_signature, row->header);
	check_bytes("detail", v->detail, bytes_of(row->detail));
	check_number(
	    "body digest", v->body_digest.len, row->body == U ? 0 : 32);
	check_true("future",
	    v->future == (strcmp(row->shows, "t= to come") == 0 ||
			     strcmp(row->shows, "x= not after t=") == 0));
}

static void try_rows(void)
{
	struct bytes record = quoted(signer_record(arena, key_2048));

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct signing how = rows[i].how;
		how.key = key_2048;
		test_row(rows[i].shows);
		struct bytes raw =
		    changed(signer_sign(arena, bytes_of(letter), &how),
			rows[i].from, rows[i].to);
		check_verdict(verify_with("found", record, raw), &rows[i]);
		check_verdict(
		    verify_with("found", record, with_lf(raw)), &rows[i]);
		struct dkim_verdict *v = verify(NULL, raw);
		check_number("without DNS", v->reason, DKIM_UNASKED);
		check_number("... the body", v->body_hash, rows[i].body);
	}
}

/* ---- a row for each kind of key
 * ----------------------------------------------------- */

static struct bytes published(const struct key_row *row)
{
	if (row->record == NULL && row->published == NULL)
		return BYTES("");
	if (row->record == NULL)
		return quoted(signer_record(arena, *row->published));
	if (row->published == NULL)
		return quoted(bytes_of(row->record));
	return quoted(arena_printf(arena, "%s%.*s", row->record,
	    FMT(base64_write(arena, signer_public(arena, *row->published)))));
}

static void try_keys(void)
{
	for (size_t i = 0; i < ROWS(key_rows); i++) {
		const struct key_row *row = &key_rows[i];
		struct signing how = { .key = *row->signer, .more = row->more };
		test_row(row->shows);
		struct bytes raw =
		    changed(signer_sign(arena, bytes_of(letter), &how),
			row->from, row->to);
		struct dkim_verdict *v =
		    verify_with(row->status, published(row), raw);
		check_text("reason", dkim_reason_text(v->reason),
		    dkim_reason_text(row->reason));
		check_number("body", v->body_hash, row->body);
		check_number("header", v->header_signature, row->header);
		check_bytes("detail", v->detail, bytes_of(row->detail));
		check_number("bits", v->key_bits, row->bits);
		check_number("header digest", v->header_digest.len, 32);
	}
	test_row("two keys");
	struct signing how = { .key = key_2048 };
	check_number("reason",
	    verify_with("found", BYTES("\"p=\", \"p=MAA=\""),
		signer_sign(arena, bytes_of(letter), &how))
		->reason,
	    DKIM_KEY_AMBIGUOUS);
	test_row("t=y");
	check_true("testing", verify_with("found", BYTES("\"t=y; p=\""),
				  signer_sign(arena, bytes_of(letter), &how))
				  ->key_testing);
}

/* ---- all forms, with what each allows
 * ------------------------------------------------- */

static const struct {
	const char *shows, *from, *to;
	int header[2], body[2]; /* by enum canon_kind */
} spaces[] = {
	{ "nothing", NULL, NULL, { Y, Y }, { Y, Y } },
	{ "blanks in a field", "is  dinner", "is dinner", { N, Y }, { Y, Y } },
	{ "folding", "dinner\r\n\tready", "dinner ready", { N, Y }, { Y, Y } },
	{ "letters of a name", "Subject", "SUBJECT", { N, Y }, { Y, Y } },
	{ "letters of a value", "dinner", "Dinner", { N, N }, { Y, Y } },
	{ "blanks in the body", "Hello.  We", "Hello. We", { Y, Y }, { N, Y } },
	{ "a tab in the body", "lost\tthe", "lost the", { Y, Y }, { N, Y } },
	{ "blanks at a line end", "game. \r\n", "game.\r\n", { Y, Y },
	    { N, Y } },
	{ "an empty line at the end", "?\r\n\r\n", "?\r\n\r\n\r\n", { Y, Y },
	    { Y, Y } },
	{ "no line end", "hungry?\r\n\r\n", "hungry?", { Y, Y }, { Y, Y } },
	{ "an empty line inside", "\r\nAre", "\r\n\r\nAre", { Y, Y },
	    { N, N } },
	{ "blanks where there were none", "hungry", "hun gry", { Y, Y },
	    { N, N } },
};

static void try_form(EVP_PKEY *key, int header, int body)
{
	struct signing how = { .key = key,
		.header = (enum canon_kind)header,
		.body = (enum canon_kind)body,
		.names = "from:to:subject" };
	struct bytes record = quoted(signer_record(arena, key));
	struct bytes raw = signer_sign(arena, bytes_of(letter), &how);

	for (size_t i = 0; i < ROWS(spaces); i++) {
		test_row(spaces[i].shows);
		struct dkim_verdict *v = verify_with("found", record,
		    changed(raw, spaces[i].from, spaces[i].to));
		check_number(
		    "header", v->header_signature, spaces[i].header[header]);
		check_number("body", v->body_hash, spaces[i].body[body]);
	}
}

static void try_forms(void)
{
	for (int form = 0; form < 4; form++) {
		try_form(key_2048, form / 2, form % 2);
		try_form(key_ed25519, form / 2, form % 2);
	}
}

static void try_bodies(void)
{
	static const char *const ends[] = { "From: a@example.com\r\n",
		"From: a@example.com\r\n\r\n", "From: a@example.com\r\n\r\n ",
		"From: a@example.com\r\n\r\n\r\n\r\n",
		"From: a@example.com\r\n\r\nx" };
	struct bytes record = quoted(signer_record(arena, key_ed25519));

	for (size_t i = 0; i < ROWS(ends); i++) {
		test_row(ends[i]);
		for (int form = 0; form < 4; form++) {
			struct signing how = { .key = key_ed25519,
				.header = (enum canon_kind)(form / 2),
				.body = (enum canon_kind)(form % 2) };
			struct bytes raw =
			    signer_sign(arena, bytes_of(ends[i]), &how);
			check_number("reason",
			    verify_with("found", record, raw)->reason,
			    DKIM_VERIFIED);
			check_number("with LF",
			    verify_with("found", record, with_lf(raw))->reason,
			    DKIM_VERIFIED);
		}
	}
}

/* ---- many
 * ------------------------------------------------------------------------------
 */

static void try_several(void)
{
	struct bytes raw = bytes_of(letter);
	struct bytes record = quoted(signer_record(arena, key_ed25519));
	struct signing how = { .key = key_ed25519 };

	test_row("each signature has its verdict, in order");
	for (uint64_t i = 0; i < LIMIT_SIGNATURES + 5; i++) {
		how.body = (enum canon_kind)(i % 2);
		how.cut = i % 3 > 0;
		how.length = 25 - i;
		how.more = how.cut
			       ? arena_printf(arena, "l=%d; ", 25 - (int)i).ptr
			       : "";
		raw = signer_sign(arena, raw, &how);
	}
	struct dkim_verdict *v = verify_with("found", record, raw);
	size_t count = 0;
	for (; v != NULL; v = v->next) {
		check_number("index", v->signature->index, ++count);
		check_number("reason", v->reason, DKIM_VERIFIED);
	}
	check_number("no more than the limit", count, LIMIT_SIGNATURES);
	test_row("none");
	check_true(
	    "none", verify_with("found", record, bytes_of(letter)) == NULL);
	check_number("result", dkim_best(NULL), AUTH_NONE);
}

/* The first signature in one list, the second, of other form and length, in
 * the other one; asked for in either order. */
static void try_two_lists(void)
{
	struct signing how = { .key = key_ed25519, .body = CANON_RELAXED };
	struct bytes raw = signer_sign(arena, bytes_of(letter), &how);
	struct message m;

	how = (struct signing){
		.key = key_ed25519, .cut = true, .length = 5, .more = "l=5; "
	};
	raw = signer_sign(arena, raw, &how);
	message_read(&m, raw, arena);
	struct dkim_signature *upper = dkim_signatures_read(arena, &m);
	struct dkim_signature *lower = upper->next;
	upper->next = NULL;
	struct resolver *resolver =
	    world("found", quoted(signer_record(arena, key_ed25519)));
	struct dns *dns = dns_open(resolver);
	test_row("two lists share the body");
	for (int turned = 0; turned < 2; turned++) {
		struct dkim_work *work =
		    dkim_begin(arena, &m, upper, lower, NOW);
		struct dkim_verdict *v =
		    dkim_finish(work, dns, keys, turned ? lower : upper);
		struct dkim_verdict *w =
		    dkim_finish(work, dns, keys, turned ? upper : lower);
		check_number("first", v->reason, DKIM_VERIFIED);
		check_number("second", w->reason, DKIM_VERIFIED);
		check_true("alone", v->next == NULL && w->next == NULL);
	}
	dns_close(dns);
	resolver_close(resolver);
}

static struct bytes repeated(const char *first, const char *text, size_t n)
{
	struct text out = text_new(1 << 22);

	text_add(&out, bytes_of(first));
	for (size_t i = 0; i < n; i++)
		text_printf(&out, "%s%zu", text, i % 10 == 0 ? 0 : i);
	struct bytes all = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return all;
}

static void try_floods(void)
{
	struct bytes record = quoted(signer_record(arena, key_ed25519));
	struct signing how = { .key = key_ed25519 };
	struct dkim_verdict *v;

	test_row("h= with as many names as are read");
	how.names = repeated("from", ":x-", LIMIT_SIGNED_NAMES - 1).ptr;
	v = verify_with(
	    "found", record, signer_sign(arena, bytes_of(letter), &how));
	check_number("reason", v->reason, DKIM_VERIFIED);
	test_row("h= with 10,000 names");
	how.names = repeated("from", ":x-", 10000).ptr;
	v = verify_with(
	    "found", record, signer_sign(arena, bytes_of(letter), &how));
	check_number("reason", v->reason, DKIM_UNREADABLE);
	check_bytes("detail", v->detail, BYTES("expected fewer names in h="));
	test_row("a signature of 200,000 octets");
	how.names = repeated("from", ":x-", 30000).ptr;
	v = verify_with(
	    "found", record, signer_sign(arena, bytes_of(letter), &how));
	check_bytes("detail", v->detail, BYTES("expected a shorter field"));
	test_row("as many fields as are read, and one more");
	how.names = "from:x-0:x-0:x-1:x-0";
	for (size_t n = LIMIT_FIELDS - 2; n <= LIMIT_FIELDS - 1; n++) {
		struct text out = text_new(1 << 20);
		text_add(&out, BYTES("From: a@example.com\r\n"));
		for (size_t i = 0; i < n; i++)
			text_printf(&out, "X-%zu: %zu\r\n", i % 7, i);
		struct bytes raw = signer_sign(arena, text_bytes(&out), &how);
		text_free(&out);
		v = verify_with("found", record, raw);
		check_number("reason", v->reason,
		    n == LIMIT_FIELDS - 2 ? DKIM_VERIFIED : DKIM_FIELDS);
	}
}

/* Twenty signatures over all of it would cost ten seconds. */
static void try_large_header(void)
{
	struct bytes record = quoted(signer_record(arena, key_ed25519));
	struct signing how = { .key = key_ed25519, .names = "from:x" };
	struct dkim_verdict *v;

	test_row("a header that is almost too large, and one that is");
	for (size_t size = LIMIT_HEADER - 1024; size <= LIMIT_HEADER;
	     size += 1024) {
		struct bytes end = BYTES("\r\nFrom: a@example.com\r\n");
		char *raw = arena_alloc(arena, size + end.len + 1);
		memset(raw, 'x', size);
		memcpy(raw, "X: ", 3);
		memcpy(raw + size, end.ptr, end.len);
		v = verify_with(
		    "found", record, signer_sign(arena, bytes_of(raw), &how));
		bool large = size == LIMIT_HEADER;
		check_number("reason", v->reason,
		    large ? DKIM_HEADER_LARGE : DKIM_VERIFIED);
		check_number("header", v->header_signature, large ? U : Y);
	}
}

static void try_best(void)
{
	struct dkim_signature own = { .alignment = ALIGN_RELAXED };
	struct dkim_signature other = { .alignment = ALIGN_NO };
	struct dkim_verdict second = { .signature = &other,
		.reason = DKIM_VERIFIED };
	struct dkim_verdict first = {
		.signature = &own, .reason = DKIM_BODY_CHANGED, .next = &second
	};

	test_row("the best of those that align, else the best of all");
	check_number("aligned", dkim_best(&first), AUTH_FAIL);
	own.alignment = ALIGN_NO;
	check_number("none aligned", dkim_best(&first), AUTH_PASS);
}

int main(void)
{
	arena = arena_open();
	keys = dkim_keys_open();
	key_2048 = signer_rsa(2048);
	key_other = signer_rsa(2048);
	key_1024 = signer_rsa(1024);
	key_768 = signer_rsa(768);
	key_ed25519 = signer_ed25519();
	try_rows();
	try_keys();
	try_forms();
	try_bodies();
	try_several();
	try_two_lists();
	try_floods();
	try_large_header();
	try_best();
	EVP_PKEY_free(key_2048);
	EVP_PKEY_free(key_other);
	EVP_PKEY_free(key_1024);
	EVP_PKEY_free(key_768);
	EVP_PKEY_free(key_ed25519);
	dkim_keys_close(keys);
	arena_close(arena);
	return test_end("test_dkim");
}
