/* inspect/read/dkim_signature: RFC 6376 3.5 */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/message.h"

static struct arena *arena;

static struct dkim_signature *signatures_of(struct bytes header)
{
	struct message m;

	message_read(&m, arena_printf(arena, "%.*s\r\n", FMT(header)), arena);
	return dkim_signatures_read(arena, &m);
}

#define NEEDED "v=1; a=rsa-sha256; d=example.com; s=s1; h=from:to; bh=aGFz; "

static void try_all_tags(void)
{
	struct dkim_signature *s = signatures_of(
	    BYTES("DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt;\r\n"
		  "\tc=relaxed/simple; s=S1; d=Example.COM; i=@Sub.example.com;"
		  "\r\n\th=From:To:\r\n\t Subject; l=100; t=1795168800; "
		  "x=1795168900;\r\n\tz=From:a@b|To:c; bh=aG\r\n\t FzaA==;\r\n"
		  "\tb=c2ln\r\n\tbmF0dXJl; k=ignored\r\n"));

	test_row("all tags");
	check_true("one", s != NULL && s->next == NULL);
	check_text("mistake", s->mistake, NULL);
	check_number("index", s->index, 1);
	check_bytes("v", s->version, BYTES("1"));
	check_bytes("a", s->algorithm, BYTES("rsa-sha256"));
	check_bytes("q", s->query, BYTES("dns/txt"));
	check_bytes("c", s->canonicalization, BYTES("relaxed/simple"));
	check_bytes("s", s->selector, BYTES("s1"));
	check_bytes("d", s->domain, BYTES("example.com"));
	check_bytes("i", s->identity, BYTES("@Sub.example.com"));
	check_bytes("h", s->names, BYTES("From:To:\r\n\t Subject"));
	check_bytes("z", s->copied, BYTES("From:a@b|To:c"));
	check_bytes("bh", s->body_hash, BYTES("aGFzaA=="));
	check_bytes("b", s->signature, BYTES("c2lnbmF0dXJl"));
	check_number("l", s->length, 100);
	check_number("t", s->timestamp, 1795168800000);
	check_number("x", s->expiration, 1795168900000);
}

static void try_absent(void)
{
	struct dkim_signature *s =
	    signatures_of(BYTES("DKIM-Signature: " NEEDED "b=c2ln\r\n"));

	test_row("tags that may be missing");
	check_text("mistake", s->mistake, NULL);
	check_bytes("c", s->canonicalization, ABSENT);
	check_bytes("i", s->identity, ABSENT);
	check_bytes("q", s->query, ABSENT);
	check_bytes("z", s->copied, ABSENT);
	check_number("l", s->length, -1);
	check_number("t", s->timestamp, TIME_UNKNOWN);
	check_number("x", s->expiration, TIME_UNKNOWN);
}

static void try_late(void)
{
	struct dkim_signature *s = signatures_of(
	    BYTES("DKIM-Signature: " NEEDED "b=c2ln; t=253402300800; "
		  "x=999999999999\r\n"));

	test_row("times after the year 9999");
	check_text("mistake", s->mistake, NULL);
	check_number("t", s->timestamp, INT64_C(253402300799000));
	check_number("x", s->expiration, INT64_C(253402300799000));
}

static const struct {
	const char *value, *mistake;
} mistakes[] = {
	{ "", "v=, the version" },
	{ "v=2; b=c2ln", "v=1" },
	{ NEEDED, "b=, the signature" },
	{ NEEDED "b=", "base64 in b=" },
	{ NEEDED "b=c2 =ln", "base64 in b=" },
	{ NEEDED "b=c2ln; b=c2ln", "each tag once" },
	{ NEEDED "b=c2ln; t=soon", "a time in t=" },
	{ NEEDED "b=c2ln; x=1795168800000000", "a time in x=" },
	{ NEEDED "b=c2ln; l=-1", "a number in l=" },
	{ NEEDED "b=c2ln; c=", "a canonicalization in c=" },
	{ "v=1; a=; b=c2ln", "an algorithm in a=" },
	{ "v=1; a=rsa-sha256; d=..; b=c2ln", "a domain in d=" },
	{ "v=1; a=rsa-sha256; d=com; b=c2ln", "a domain in d=" },
	{ "v=1; a=rsa-sha256; d=com.; b=c2ln", "a domain in d=" },
	{ "v=1; a=rsa-sha256; d=example.com; s=; b=c2ln", "a selector in s=" },
	{ "v=1; a=rsa-sha256; d=example.com; s=x; h=; b=c2ln",
	    "field names in h=" },
	{ "v=1; a=rsa-sha256; b=c2ln; bh=aGFz; s=x; h=from", "d=, the domain" },
	{ "v=1; a=rsa-sha256; b=c2ln; bh=aGFz; d=example.com; h=from",
	    "s=, the selector" },
	{ "v=1; a=rsa-sha256; b=c2ln; bh=aGFz; d=example.com; s=x",
	    "h=, the names of signed fields" },
	{ "v=1; a=rsa-sha256; b=c2ln; d=example.com; s=x; h=from",
	    "bh=, the hash of the body" },
	{ "v=1; b=c2ln; bh=aGFz; d=example.com; s=x; h=from",
	    "a=, the algorithm" },
};

static void try_mistakes(void)
{
	for (size_t i = 0; i < ROWS(mistakes); i++) {
		test_row(mistakes[i].value);
		struct dkim_signature *s = signatures_of(arena_printf(
		    arena, "DKIM-Signature: %s\r\n", mistakes[i].value));
		check_true("listed", s != NULL);
		check_text("mistake", s->mistake, mistakes[i].mistake);
	}
}

static void try_many(void)
{
	struct bytes header = BYTES("");
	size_t count = 0;

	for (size_t i = 0; i < LIMIT_SIGNATURES + 5; i++)
		header = arena_printf(
		    arena, "%.*sdkim-signature: x\r\nA: b\r\n", FMT(header));
	test_row("no more than the limit, in order");
	struct dkim_signature *s = signatures_of(header);
	for (; s != NULL; s = s->next)
		check_number("index", s->index, ++count);
	check_number("signatures", count, LIMIT_SIGNATURES);
	test_row("none");
	check_true("none", signatures_of(BYTES("A: b\r\n")) == NULL);
}

int main(void)
{
	arena = arena_open();
	try_all_tags();
	try_absent();
	try_late();
	try_mistakes();
	try_many();
	arena_close(arena);
	return test_end("test_dkim_signature");
}
