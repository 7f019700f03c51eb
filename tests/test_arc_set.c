/* inspect/read/arc_set: RFC 8617 4.1, 4.2 */
#include "tests/test.h"

#include "common/base/text.h"
#include "inspect/read/arc_set.h"
#include "inspect/read/authres.h"
#include "inspect/read/message.h"

#define TAGS	"a=rsa-sha256; d=Example.org; s=S1; b=aGFz"
#define SEAL(i) "ARC-Seal: i=" i "; cv=none; " TAGS "\r\n"
#define SIGNATURE(i) \
	"ARC-Message-Signature: i=" i "; bh=aGFz; h=from; " TAGS "\r\n"
#define RESULTS(i) "ARC-Authentication-Results: i=" i "; mx.b; spf=pass\r\n"
#define SET(i)	   SEAL(i) SIGNATURE(i) RESULTS(i)

static struct arena *arena;

static struct arc_chain chain_of(struct bytes header)
{
	struct message m;
	struct arc_chain chain;

	message_read(&m, arena_printf(arena, "%.*s\r\n", FMT(header)), arena);
	arc_chain_read(&chain, arena, &m, claims_read(arena, &m));
	return chain;
}

/*
 * "1SMR": instance 1 with seal, message signature and results; a field that
 * cannot be read in lower case; '+' when one is doubled; '?' for a field
 * without a set.
 */
static struct bytes shown(const struct arc_chain *chain)
{
	struct text out = text_new(4096);

	for (struct arc_instance *a = chain->instances; a; a = a->next) {
		text_printf(&out, "%s%u", a == chain->instances ? "" : " ",
		    a->instance);
		if (a->seal != NULL)
			text_char(&out, a->seal->mistake != NULL ? 's' : 'S');
		if (a->signature != NULL)
			text_char(
			    &out, a->signature->mistake != NULL ? 'm' : 'M');
		if (a->results != NULL)
			text_char(&out, 'R');
		if (a->doubled != NULL)
			text_char(&out, '+');
	}
	if (chain->stray != NULL)
		text_char(&out, '?');
	struct bytes copy = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return copy;
}

static const struct {
	const char *shows, *header, *want;
	size_t fields;
} rows[] = {
	{ "none", "From: a@b\r\n", "", 0 },
	{ "another field of ARC", "ARC-Other: i=1\r\n", "", 0 },
	{ "a set", SET("1"), "1SMR", 3 },
	{ "the names in any case", "aRC-sEAL: i=1; cv=none; " TAGS "\r\n", "1S",
	    1 },
	{ "two sets, newest first", SET("2") SET("1"), "1SMR 2SMR", 6 },
	{ "two sets, mixed", RESULTS("1") SET("2") SEAL("1") SIGNATURE("1"),
	    "1SMR 2SMR", 6 },
	{ "a gap", SET("3") SET("1"), "1SMR 3SMR", 6 },
	{ "the largest", SET("50"), "50SMR", 3 },
	{ "no seal", SIGNATURE("1") RESULTS("1"), "1MR", 2 },
	{ "no message signature", SEAL("1") RESULTS("1"), "1SR", 2 },
	{ "no results", SEAL("1") SIGNATURE("1"), "1SM", 2 },
	{ "a seal twice", SEAL("1") SEAL("1"), "1S+", 2 },
	{ "a message signature twice", SIGNATURE("1") SIGNATURE("1"), "1M+",
	    2 },
	{ "results twice", RESULTS("1") RESULTS("1"), "1R+", 2 },
	{ "a seal of 0", SEAL("0"), "?", 1 },
	{ "a seal of 51", SEAL("51"), "?", 1 },
	{ "a seal of a word", SEAL("one"), "?", 1 },
	{ "a seal of -1", SEAL("-1"), "?", 1 },
	{ "a seal of nothing", SEAL(""), "?", 1 },
	{ "a seal without i=", "ARC-Seal: cv=none; " TAGS "\r\n", "?", 1 },
	{ "a message signature of 0", SIGNATURE("0"), "?", 1 },
	{ "a message signature of 51", SIGNATURE("51"), "?", 1 },
	{ "results of 0", RESULTS("0"), "?", 1 },
	{ "results of 51", RESULTS("51"), "?", 1 },
	{ "results of nothing", RESULTS(""), "?", 1 },
	{ "results without i=",
	    "ARC-Authentication-Results: mx.b; spf=pass\r\n", "?", 1 },
	{ "results with i= further on",
	    "ARC-Authentication-Results: mx.b; i=1; spf=pass\r\n", "?", 1 },
	{ "results without ';'",
	    "ARC-Authentication-Results: i=1 mx.b; spf=pass\r\n", "?", 1 },
	{ "blanks and a comment in results",
	    "ARC-Authentication-Results:\r\n i (x) = 1 ; mx.b; none\r\n", "1R",
	    1 },
	{ "empty fields",
	    "ARC-Seal:\r\nARC-Message-Signature:\r\nARC-Authentication-Results:"
	    "\r\n",
	    "?", 3 },

	{ "a seal with h=", "ARC-Seal: i=1; cv=none; h=from; " TAGS "\r\n",
	    "1s", 1 },
	{ "a seal without cv=", "ARC-Seal: i=1; " TAGS "\r\n", "1s", 1 },
	{ "a seal with an empty cv=", "ARC-Seal: i=1; cv=; " TAGS "\r\n", "1s",
	    1 },
	{ "a seal with other tags",
	    "ARC-Seal: i=1; cv=none; v=2; c=x; bh=y; z_1=; " TAGS "\r\n", "1S",
	    1 },
	{ "a seal with a tag twice",
	    "ARC-Seal: i=1; cv=none; cv=none; " TAGS "\r\n", "1s", 1 },
	{ "a seal without a=", "ARC-Seal: i=1; cv=none; d=a.b; s=c; b=aGFz\r\n",
	    "1s", 1 },
	{ "a seal without b=", "ARC-Seal: i=1; cv=none; a=x; d=a.b; s=c\r\n",
	    "1s", 1 },
	{ "a seal without d=", "ARC-Seal: i=1; cv=none; a=x; s=c; b=aGFz\r\n",
	    "1s", 1 },
	{ "a seal without s=", "ARC-Seal: i=1; cv=none; a=x; d=a.b; b=aGFz\r\n",
	    "1s", 1 },
	{ "a seal with t=", "ARC-Seal: i=1; cv=none; t=12345; " TAGS "\r\n",
	    "1S", 1 },
	{ "a seal with an empty t=", "ARC-Seal: i=1; cv=none; t=; " TAGS "\r\n",
	    "1s", 1 },
	{ "a message signature with v=",
	    "ARC-Message-Signature: i=1; v=2; bh=aGFz; h=from; " TAGS "\r\n",
	    "1M", 1 },
	{ "... with an empty h=",
	    "ARC-Message-Signature: i=1; bh=aGFz; h=; " TAGS "\r\n", "1M", 1 },
	{ "... without h=", "ARC-Message-Signature: i=1; bh=aGFz; " TAGS "\r\n",
	    "1m", 1 },
	{ "... without bh=", "ARC-Message-Signature: i=1; h=from; " TAGS "\r\n",
	    "1m", 1 },
	{ "... with all tags",
	    "ARC-Message-Signature: i=1; bh=aGFz; h=from; c=relaxed/simple; "
	    "l=3; q=dns/txt; t=1; x=2; z=a:b; " TAGS "\r\n",
	    "1M", 1 },
	{ "... of a seal",
	    "ARC-Message-Signature: i=1; bh=aGFz; h=from:\r\n Arc-Seal "
	    ":to; " TAGS "\r\n",
	    "1m", 1 },
	{ "... with an identity for i=",
	    "ARC-Message-Signature: i=@b; bh=aGFz; h=from; " TAGS "\r\n", "?",
	    1 },
};

static void try_row(size_t i)
{
	test_row(rows[i].shows);
	struct arc_chain chain = chain_of(bytes_of(rows[i].header));
	check_bytes("chain", shown(&chain), bytes_of(rows[i].want));
	check_number("fields", chain.field_count, rows[i].fields);
}

static void try_parts(void)
{
	struct arc_chain chain = chain_of(BYTES(
	    "ARC-Seal: i=2; cv=pass; d=New.example; s=N; a=rsa-sha256; b=aGFz"
	    "\r\n" SIGNATURE("2") RESULTS("2") "From: a@b\r\n" SET("1")));
	const struct arc_instance *one = chain.instances;
	const struct arc_instance *two = one != NULL ? one->next : NULL;

	test_row("the parts of a set");
	check_true("two", two != NULL && two->next == NULL);
	if (two == NULL)
		return;
	check_bytes("cv", one->chain_value, BYTES("none"));
	check_bytes("d", one->domain, BYTES("example.org"));
	check_bytes("cv of 2", two->chain_value, BYTES("pass"));
	check_bytes("d of 2", two->domain, BYTES("new.example"));
	check_bytes("s of 2", two->selector, BYTES("n"));
	check_number("kind", two->seal->kind, SIGNATURE_ARC_SEAL);
	check_number("kind", two->signature->kind, SIGNATURE_ARC_MESSAGE);
	check_number("i=", two->signature->instance, 2);
	check_bytes("h=", two->signature->names, BYTES("from"));
	check_true("claims", two->claims != NULL && one->claims != NULL);
	check_bytes("id", two->claims->authserv_id, BYTES("mx.b"));
	check_true("of its own", two->claims->field == two->results);
}

/* A thousand fields, all of one instance, or of as many as there are. */
static void try_flood(bool same)
{
	struct text out = text_new((size_t)1 << 20);

	test_row(same ? "a thousand of one" : "a thousand of all");
	for (unsigned i = 0; i < 333; i++)
		text_printf(&out,
		    "ARC-Seal: i=%u; cv=none; " TAGS "\r\n"
		    "ARC-Message-Signature: i=%u; bh=aGFz; h=; " TAGS "\r\n"
		    "ARC-Authentication-Results: i=%u; mx.b; none\r\n",
		    same ? 1 : i, same ? 1 : i, same ? 1 : i);
	struct arc_chain chain = chain_of(text_bytes(&out));
	size_t sets = 0;
	for (struct arc_instance *a = chain.instances; a; a = a->next)
		sets++;
	check_number("fields", chain.field_count, 999);
	check_number("sets", sets, same ? 1 : 50);
	check_number("strays", chain.stray != NULL, !same);
	text_free(&out);
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	try_parts();
	try_flood(true);
	try_flood(false);
	arena_close(arena);
	return test_end("test_arc_set");
}
