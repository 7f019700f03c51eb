/*
 * What a message can make us say (contract 2 and 3): every result word, for
 * an aligned domain and another, required and not, trusted and not; From
 * fields of those who want to be taken for somebody else; headers of which
 * only a part is read
 */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "common/net/suffix.h"
#include "inspect/model/catalogue.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <string.h>

#define BORDER                                                   \
	"Received: from out.mailer.example (out.mailer.example " \
	"[198.51.100.20]) by mx.club.example with ESMTPS id 1; " \
	"Fri, 20 Nov 2026 10:00:02 +0000\n"
#define REST                                      \
	"Date: Fri, 20 Nov 2026 10:00:00 +0000\n" \
	"Message-ID: <1@example.com>\nSubject: x\n\nbody\n"
#define SIGNED(d)                                                        \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=" d "; " \
	"s=s1; h=From:To:Subject:Date; bh=aaaa; b=bbbb\n"

static struct suffix_list *suffixes;
static struct arena *arena;

static void inspect(struct inspection *in, struct premises *premises,
    unsigned required, struct bytes raw)
{
	struct common_options options = common_options_new();
	struct fault fault = { 0 };

	*premises = common_premises(&options);
	premises->now = 1795168900000; /* 2026-11-20T10:01:40Z */
	premises->suffixes = suffixes;
	premises->require = required;
	*in = inspection_new(arena, premises);
	check_true("a message", inspection_run(in, raw, &fault));
}

/* ---- result words ---------------------------------------------------------
 */

/* How the method stands, aligned; all but "pass" stand so unaligned, too. */
static const struct {
	const char *word;
	enum standing standing;
} words[] = {
	{ "pass", STANDING_PASS }, { "none", STANDING_FAIL },
	{ "neutral", STANDING_FAIL }, { "policy", STANDING_FAIL },
	{ "fail", STANDING_FAIL }, { "hardfail", STANDING_FAIL },
	{ "softfail", STANDING_FAIL }, { "permerror", STANDING_FAIL },
	{ "permfail", STANDING_FAIL }, { "unknown", STANDING_FAIL },
	{ "PaSS", STANDING_PASS }, { "temperror", STANDING_UNKNOWN },
	{ "tempfail", STANDING_UNKNOWN }, { "timeout", STANDING_UNKNOWN },
	{ "passed", STANDING_UNKNOWN }, { "x", STANDING_UNKNOWN },
	{ NULL, STANDING_UNKNOWN }, /* not mentioned */
};

static const struct {
	const char *name, *property;
	unsigned method;
	bool aligns; /* has a domain of its own that aligns or not */
} methods[] = {
	{ "dkim", "header.d", METHOD_DKIM, true },
	{ "spf", "smtp.mailfrom", METHOD_SPF, true },
	{ "dmarc", "header.from", METHOD_DMARC, false },
};

static bool is_pass(const char *word)
{
	return word != NULL && bytes_ieq(bytes_of(word), BYTES("pass"));
}

static enum standing standing_of(const struct inspection *in, unsigned method)
{
	return method == METHOD_DKIM  ? in->dkim
	       : method == METHOD_SPF ? in->spf
				      : in->dmarc;
}

static enum standing expected(
    size_t word, size_t method, bool aligned, bool trusted)
{
	if (!trusted)
		return STANDING_UNKNOWN;
	if (is_pass(words[word].word) && !aligned)
		return methods[method].aligns
			   ? STANDING_FAIL
			   : STANDING_UNKNOWN; /* about somebody else */
	return words[word].standing;
}

static struct bytes message_with(
    size_t word, size_t method, const char *domain, bool trusted)
{
	struct bytes claim = BYTES("");

	if (words[word].word != NULL)
		claim =
		    arena_printf(arena, "; %s=%s %s=%s", methods[method].name,
			words[word].word, methods[method].property, domain);
	return arena_printf(arena,
	    BORDER "Authentication-Results: %s; x-ptr=pass%.*s\n"
		   "DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=s1; h=From; "
		   "bh=aaaa; b=bbbb\nFrom: a@example.com\n" REST,
	    trusted ? "mx.club.example" : "mx.other.example", FMT(claim),
	    domain);
}

static void try_word(size_t word, size_t method, bool aligned, bool trusted)
{
	static const enum verdict verdicts[] = {
		[STANDING_PASS] = VERDICT_PASS,
		[STANDING_FAIL] = VERDICT_FAIL,
		[STANDING_UNKNOWN] = VERDICT_UNKNOWN,
	};
	static const int exits[] = { [VERDICT_PASS] = 0,
		[VERDICT_WARN] = 0,
		[VERDICT_FAIL] = 1,
		[VERDICT_UNKNOWN] = 4 };
	const char *domain = aligned ? "b.example.com" : "mailer.example";
	enum standing want = expected(word, method, aligned, trusted);
	struct bytes raw = message_with(word, method, domain, trusted);
	struct premises premises;
	struct inspection in;

	test_row(arena_printf(arena, "%s=%s, %s, %s", methods[method].name,
	    words[word].word != NULL ? words[word].word : "(nothing)",
	    aligned ? "aligned" : "another domain",
	    trusted ? "trusted" : "not trusted")
		     .ptr);
	inspect(&in, &premises, methods[method].method, raw);
	check_number("stands", standing_of(&in, methods[method].method), want);
	check_number("dkim.aligned", in.reported.dkim_aligned,
	    want == STANDING_PASS && method == 0);
	check_number("spf.aligned", in.reported.spf_aligned,
	    want == STANDING_PASS && method == 1);
	check_number("verdict",
	    in.verdict == VERDICT_WARN ? VERDICT_PASS : in.verdict,
	    verdicts[want]);
	check_number("exit", in.exit_code, exits[in.verdict]);

	/* Where another method is required, this one decides nothing. */
	unsigned other = methods[(method + 1) % ROWS(methods)].method;
	inspect(&in, &premises, other, raw);
	check_number("nothing of the other is known", standing_of(&in, other),
	    STANDING_UNKNOWN);
	check_number("verdict of the other", in.verdict, VERDICT_UNKNOWN);
	check_number("exit of the other", in.exit_code, 4);
	arena_reset(arena);
}

static void try_words(void)
{
	for (size_t word = 0; word < ROWS(words); word++)
		for (size_t method = 0; method < ROWS(methods); method++)
			for (int how = 0; how < 4; how++)
				try_word(word, method, how & 1, how & 2);
}

/* ---- who says he is whom --------------------------------------------------
 */

static const struct {
	const char *shows, *from; /* the lines of From */
	const char *author;	  /* NULL: none can be told */
} authors[] = {
	{ "upper case", "From: a@EXAMPLE.Com\n", "example.com" },
	{ "a final dot", "From: a@example.com.\n", NULL },
	{ "below another name", "From: a@example.com.evil.example\n",
	    "example.com.evil.example" },
	{ "a longer name", "From: a@notexample.com\n", "notexample.com" },
	{ "two dots", "From: a@example..com\n", NULL },
	{ "no domain", "From: a@\n", NULL },
	{ "no address", "From:\n", NULL },
	{ "one label", "From: a@localhost\n", "localhost" },
	{ "an address literal", "From: a@[192.0.2.1]\n", NULL },
	{ "@ in a quoted local part", "From: \"x@example.com\"@evil.example\n",
	    "evil.example" },
	{ "an address for a name", "From: \"x@example.com\" <a@evil.example>\n",
	    "evil.example" },
	{ "an address for a name, not quoted",
	    "From: x@example.com <a@evil.example>\n", NULL },
	{ "an address in an encoded word",
	    "From: =?utf-8?q?x=40example=2Ecom?= <a@evil.example>\n",
	    "evil.example" },
	{ "an encoded word for an address",
	    "From: =?utf-8?q?x=40example=2Ecom?=\n", NULL },
	{ "an address in a comment", "From: a@evil.example (x@example.com)\n",
	    "evil.example" },
	{ "a comment in the domain", "From: a@evil(.x).example(@example.com)\n",
	    "evil.example" },
	{ "a route", "From: <@example.com:a@evil.example>\n", "evil.example" },
	{ "two addresses", "From: a@example.com, b@evil.example\n", NULL },
	{ "two addresses of one domain", "From: a@example.com, b@example.COM\n",
	    "example.com" },
	{ "a group", "From: x: a@example.com, b@evil.example;\n", NULL },
	{ "an empty group", "From: x:;\n", NULL },
	{ "folded", "From:\n a@\n\texample.com\n", "example.com" },
	{ "two From fields", "From: a@example.com\nfrom : b@example.com\n",
	    NULL },
	{ "text behind the address", "From: <a@example.com> evil\n", NULL },
	{ "angles twice", "From: <<a@example.com>>\n", NULL },
	{ "a U-label",
	    "From: a@b\xc3\xbc"
	    "cher.example\n",
	    "xn--bcher-kva.example" },
	{ "its A-label", "From: a@XN--bcher-KVA.example\n",
	    "xn--bcher-kva.example" },
	{ "a letter of another script that looks alike",
	    "From: a@ex\xd0\xb0mple.com\n", "xn--exmple-4nf.com" },
	{ "a full stop of another script",
	    "From: a@example\xe3\x80\x82"
	    "com\n",
	    "example.com" },
	{ "eight bits that are no UTF-8", "From: a@ex\xe4mple.com\n", NULL },
	{ "a blank that nobody sees", "From: a@exam\xe2\x80\x8bple.com\n",
	    "example.com" },
};

/* What aligns with whom, whatever From tries. */
static void try_author(size_t i)
{
	struct premises premises;
	struct inspection in;
	struct bytes author = bytes_of(authors[i].author);

	test_row(authors[i].shows);
	inspect(&in, &premises, METHOD_DKIM | METHOD_SPF,
	    arena_printf(arena,
		BORDER "Authentication-Results: mx.club.example; "
		       "dkim=pass header.d=example.com; "
		       "spf=pass smtp.mailfrom=example.com\n" SIGNED(
			   "example.com") "%s" REST,
		authors[i].from));
	bool example = bytes_eq(author, BYTES("example.com"));
	check_bytes("author", in.author.domain, author);
	check_true("dkim aligned", in.reported.dkim_aligned == example);
	check_true("spf aligned", in.reported.spf_aligned == example);
	check_number(
	    "verdict", in.verdict, example ? VERDICT_PASS : VERDICT_FAIL);
	arena_reset(arena);
}

static void try_nul(void)
{
	static const char raw[] = BORDER
	    "Authentication-Results: mx.club.example; dkim=pass "
	    "header.d=example.com\n" SIGNED(
		"example.com") "From: a@example.com\0.evil.example\n" REST;
	struct premises premises;
	struct inspection in;

	test_row("a NUL in the domain");
	inspect(&in, &premises, METHOD_DKIM,
	    (struct bytes){ raw, sizeof(raw) - 1 });
	check_bytes("author", in.author.domain, ABSENT);
	check_number("verdict", in.verdict, VERDICT_FAIL);
}

/* ---- more than is read -----------------------------------------------------
 */

#define ALL (METHOD_DKIM | METHOD_SPF | METHOD_DMARC)
#define GOOD                                                         \
	"Authentication-Results: mx.club.example; dkim=pass "        \
	"header.d=example.com; spf=pass smtp.mailfrom=example.com; " \
	"dmarc=pass header.from=example.com\n"
#define OWN  SIGNED("example.com")
#define SES  SIGNED("amazonses.com")
#define FROM "From: a@example.com\n"

static const struct finding *find(const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f;
}

/* `first`, then `second` behind more fields than are read. */
static void inspect_crowded(struct inspection *in, const char *first,
    const char *second, struct premises *premises)
{
	struct text raw = text_new(100000);

	text_add(&raw, bytes_of(first));
	for (size_t i = 0; i < LIMIT_FIELDS; i++)
		text_add(&raw, BYTES("X: y\n"));
	text_add(&raw, bytes_of(second));
	inspect(in, premises, ALL, arena_copy(arena, text_bytes(&raw)));
	text_free(&raw);
}

static void try_crowded(void)
{
	static const char *const lacking[] = { "dkim-unsigned", "claim-missing",
		"msg-message-id-invalid", "dkim-only-amazonses" };
	struct premises premises;
	struct inspection in;

	test_row("nothing follows from what a crowded header seems to lack");
	inspect_crowded(&in, FROM, BORDER GOOD OWN REST, &premises);
	for (size_t i = 0; i < ROWS(lacking); i++)
		check_true(lacking[i], find(&in, lacking[i]) == NULL);
	check_number("verdict", in.verdict, VERDICT_UNKNOWN);
	check_true("it is said", find(&in, "msg-header-malformed"));
	inspect_crowded(&in, SES FROM, BORDER GOOD OWN REST, &premises);
	check_true("own signature may follow",
	    find(&in, "dkim-only-amazonses") == NULL);
	test_row("what a crowded header shows holds");
	inspect_crowded(&in, BORDER GOOD OWN FROM REST, "", &premises);
	check_number("verdict", in.verdict, VERDICT_PASS);
	test_row("no second author hides in a crowded header");
	inspect_crowded(&in, BORDER GOOD OWN FROM, FROM REST, &premises);
	check_number("verdict", in.verdict, VERDICT_FAIL);
	check_true("found", find(&in, "dmarc-from-unusable"));
}

/* A second author behind what is read of From. */
static void try_long_from(void)
{
	struct text raw = text_new(300000);
	struct premises premises;
	struct inspection in;

	test_row("a From longer than what is read of it");
	text_add(&raw, BYTES(BORDER GOOD OWN "From: a@example.com, "));
	text_repeat(&raw, ',', LIMIT_VALUE);
	text_add(&raw, BYTES("b@evil.example\n" REST));
	inspect(&in, &premises, ALL, text_bytes(&raw));
	check_number("verdict", in.verdict, VERDICT_FAIL);
	check_true("found", find(&in, "dmarc-from-unusable"));
	text_free(&raw);
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	try_words();
	for (size_t i = 0; i < ROWS(authors); i++)
		try_author(i);
	try_nul();
	try_crowded();
	try_long_from();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_verdict");
}
