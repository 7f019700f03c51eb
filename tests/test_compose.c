/* send/compose: features, refusals, and what holds for every message */
#include "tests/test.h"
#include "tests/valid_message.h"

#include "send/compose.h"
#include "send/plain.h"
#include <string.h>

#define TOKEN "MFRGGZDFMZTWQ2LKNNWG23TPOB"
#define NOW   INT64_C(1795168800000) /* 2026-11-20T10:00:00Z */

static struct arena *arena;

static struct compose_request request_of(struct compose_request r)
{
	r.token = BYTES(TOKEN);
	r.now = NOW;
	if (!bytes_present(r.from))
		r.from = BYTES("Example <hello@example.com>");
	if (!bytes_present(r.to))
		r.to = BYTES("probe@example.net");
	return r;
}

struct row {
	const char *shows;
	struct compose_request request;
	const char *holds; /* the message; NULL: a fault is wanted */
	const char *fault; /* its text holds this */
	enum fault_kind kind;
	const char *lacks;
};

#define HOLDS(text)	   .holds = (text)
#define REFUSED(text, why) .fault = (text), .kind = (why)

static void try_row(const struct row *row)
{
	struct compose_request request = request_of(row->request);
	struct fault fault = { .kind = FAULT_NONE };
	struct composed out;

	test_row(row->shows);
	bool done = compose(arena, &request, &out, &fault);
	check_number("composed", done, row->holds != NULL);
	if (done && row->holds != NULL) {
		bool holds = bytes_find(out.raw, bytes_of(row->holds)) != NULL;
		check_true("holds what it should", holds);
		if (!holds)
			printf("%.*s\n", FMT(bytes_first(out.raw, 2000)));
		if (row->lacks != NULL)
			check_true("lacks what it should",
			    bytes_find(out.raw, bytes_of(row->lacks)) == NULL);
		check_text(
		    "wrong", valid_message(out.raw, !request.smtputf8), NULL);
	} else if (!done) {
		check_true(
		    "says why", row->fault != NULL &&
				    strstr(fault.text, row->fault) != NULL);
		if (row->fault == NULL || !strstr(fault.text, row->fault))
			printf("%s\n", fault.text);
		check_number("kind", fault.kind, row->kind);
	}
}

static void try_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		try_row(&rows[i]);
}

#define FILE_OF(file, text) \
	(&(struct compose_file){ .name = BYTES(file), .content = BYTES(text) })
#define ITEM(line) (&(struct compose_item){ .text = BYTES(line) })
#define ITEMS(line, second) \
	(&(struct compose_item){ .text = BYTES(line), .next = ITEM(second) })

static void try_plainest(void)
{
	struct compose_request request = request_of(
	    (struct compose_request){ .text = FILE_OF("t", "Hello\n") });
	struct composed out;
	struct fault fault;

	test_row("the plainest message, octet by octet");
	check_true("composed", compose(arena, &request, &out, &fault));
	check_text("raw", arena_cstr(arena, out.raw),
	    "X-Mailplumb-Token: " TOKEN "\r\n"
	    "From: Example <hello@example.com>\r\n"
	    "To: probe@example.net\r\n"
	    "Subject: Test message [" TOKEN "]\r\n"
	    "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
	    "Message-ID: <" TOKEN "@example.com>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "X-Auto-Response-Suppress: All\r\n"
	    "Precedence: bulk\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n"
	    "\r\n"
	    "Hello\r\n");
	check_bytes("envelope", out.envelope_from, BYTES("hello@example.com"));
	check_number("recipients", out.recipient_count, 1);
	check_bytes("recipient", out.recipients[0], BYTES("probe@example.net"));
	check_bytes("domain", out.from_domain, BYTES("example.com"));
	check_bytes("subject", out.subject, BYTES("Test message [" TOKEN "]"));
	check_bytes("id", out.message_id, BYTES("<" TOKEN "@example.com>"));

	struct composed again;
	test_row("the same request gives the same octets");
	compose(arena, &request, &again, &fault);
	check_bytes("raw", again.raw, out.raw);
}

#define B_UML "\xc3\xbc"

static void try_addresses(void)
{
	const struct row rows[] = {
		{ "display name of atoms",
		    { .from = BYTES("Ann Example <a@example.com>") },
		    HOLDS("\r\nFrom: Ann Example <a@example.com>\r\n") },
		{ "display name that needs quotes",
		    { .from =
			    BYTES("\"Example, Ann \\\"X\\\"\" <a@b.example>") },
		    HOLDS("\r\nFrom: \"Example, Ann \\\"X\\\"\" "
			  "<a@b.example>\r\n") },
		{ "dot in a display name",
		    { .from = BYTES("Ann E. <a@b.example>") },
		    HOLDS("\r\nFrom: \"Ann E.\" <a@b.example>\r\n") },
		{ "empty display name", { .from = BYTES("\"\" <a@b.example>") },
		    HOLDS("\r\nFrom: a@b.example\r\n") },
		{ "display name of UTF-8",
		    { .from = BYTES("M" B_UML "ller <a@b.example>") },
		    HOLDS("\r\nFrom: =?UTF-8?Q?M=C3=BCller?= "
			  "<a@b.example>\r\n") },
		{ "display name that looks encoded",
		    { .from = BYTES("\"=?x?q?y?=\" <a@b.example>") },
		    HOLDS("=?UTF-8?B?PT94P3E/eT89?= <a@b.example>\r\n") },
		{ "IDN domain as A-labels",
		    { .from = BYTES("a@b" B_UML "cher.EXAMPLE") },
		    HOLDS("\r\nFrom: a@xn--bcher-kva.example\r\n") },
		{ "IDN domain in the Message-ID",
		    { .from = BYTES("a@b" B_UML "cher.example") },
		    HOLDS("\r\nMessage-ID: <" TOKEN
			  "@xn--bcher-kva.example>\r\n") },
		{ "local part that needs quotes",
		    { .to = BYTES("\"a b\"@example.com") },
		    HOLDS("\r\nTo: \"a b\"@example.com\r\n") },
		{ "address literal", { .to = BYTES("a@[127.0.0.1]") },
		    HOLDS("\r\nTo: a@[127.0.0.1]\r\n") },
		{ "two recipients",
		    { .to = BYTES("A <a@example.com>,b@example.com") },
		    HOLDS("\r\nTo: A <a@example.com>, b@example.com\r\n") },
		{ "many recipients are folded",
		    { .to = BYTES("aaaaaaaaaaaaaaaaaaaa@example.com,"
				  "bbbbbbbbbbbbbbbbbbbb@example.com,"
				  "cccccccccccccccccccc@example.com") },
		    HOLDS("To: aaaaaaaaaaaaaaaaaaaa@example.com, "
			  "bbbbbbbbbbbbbbbbbbbb@example.com,\r\n"
			  " cccccccccccccccccccc@example.com\r\n") },
		{ "UTF-8 before the at sign with SMTPUTF8",
		    { .to = BYTES("m" B_UML "@example.com"), .smtputf8 = true },
		    HOLDS("\r\nTo: m" B_UML "@example.com\r\n") },
		{ "UTF-8 before the at sign, no SMTPUTF8",
		    { .to = BYTES("m" B_UML "@example.com") },
		    REFUSED("is not ASCII; the server does not take",
			FAULT_USAGE) },
		{ "UTF-8 before the at sign, SES",
		    { .to = BYTES("m" B_UML "@example.com"),
			.ses = &(struct compose_ses){ .tags = NULL } },
		    REFUSED("SES does not take such addresses", FAULT_USAGE) },
		{ "no at sign", { .to = BYTES("probe") },
		    REFUSED("to: '@' or '<' expected at octet 6 of 'probe'",
			FAULT_USAGE) },
		{ "no recipient", { .to = BYTES("") },
		    REFUSED("to: an address expected", FAULT_USAGE) },
		{ "empty group", { .to = BYTES("nobody:;") },
		    REFUSED("to: no address in 'nobody:;'", FAULT_USAGE) },
		{ "two senders", { .from = BYTES("a@b.example,c@d.example") },
		    REFUSED("from: exactly one address is needed, here are 2",
			FAULT_USAGE) },
		{ "no domain", { .to = BYTES("a@b..example") },
		    REFUSED("to: a domain expected", FAULT_USAGE) },
		{ "a domain that is none", { .to = BYTES("a@b!.example") },
		    REFUSED("to: 'b!.example' is not a domain", FAULT_USAGE) },
		{ "a literal that is none", { .to = BYTES("a@[1.2.3]") },
		    REFUSED("to: '[1.2.3]' is not a domain", FAULT_USAGE) },
		{ "65 octets before the at sign",
		    { .to = BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				  "aaaaaaaaaaaaaaaaaaaaaa@example.com") },
		    REFUSED(
			"is too long: 64 octets before the @", FAULT_USAGE) },
		{ "TAB before the at sign",
		    { .to = BYTES("\"a\tb\"@example.com") },
		    REFUSED(
			"a control character in the local part", FAULT_USAGE) },
		{ "CR LF in the sender",
		    { .from = BYTES("A\r\nBcc: x@y.example <a@b.example>") },
		    REFUSED("from: a line break at octet 2", FAULT_USAGE) },
		{ "folding in the sender",
		    { .from = BYTES("A\r\n <a@b.example>") },
		    REFUSED("from: a line break", FAULT_USAGE) },
		{ "LF in a recipient", { .to = BYTES("\"a\nb\"@example.com") },
		    REFUSED("to: a line break at octet 3", FAULT_USAGE) },
		{ "CR in a recipient", { .to = BYTES("a@example.com\r") },
		    REFUSED("to: a line break", FAULT_USAGE) },
		{ "NUL in a recipient", { .to = BYTES("a@example.com\0x") },
		    REFUSED("to: NUL at octet 14", FAULT_USAGE) },
		{ "escape in a display name",
		    { .from = BYTES("\"A\x1b[31m\" <a@b.example>") },
		    REFUSED(
			"from: a control character at octet 3", FAULT_USAGE) },
		{ "Latin-1 in a display name",
		    { .from = BYTES("M\xfcller <a@b.example>") },
		    REFUSED("from: not UTF-8", FAULT_USAGE) },
		{ "CR LF in the envelope sender",
		    { .envelope_from = BYTES("a@b.example\r\nRCPT TO:<x@y>") },
		    REFUSED("envelope sender: a line break", FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

static void try_envelope(void)
{
	static const struct {
		const char *shows, *wanted, *sent;
	} rows[] = {
		{ "the author's address", NULL, "hello@example.com" },
		{ "another address", "bounce@B" B_UML "cher.example",
		    "bounce@xn--bcher-kva.example" },
		{ "name and address", "B <b@example.com>", "b@example.com" },
		{ "null sender", "", "" },
		{ "null sender in marks", "<>", "" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct compose_request request =
		    request_of((struct compose_request){
			.envelope_from = bytes_of(rows[i].wanted) });
		struct composed out;
		struct fault fault;
		test_row(rows[i].shows);
		check_true("composed", compose(arena, &request, &out, &fault));
		check_bytes(
		    "sender", out.envelope_from, bytes_of(rows[i].sent));
	}
}

static void try_subjects(void)
{
	const struct row rows[] = {
		{ "plain", { .subject = BYTES("Hello you") },
		    HOLDS("\r\nSubject: Hello you [" TOKEN "]\r\n") },
		{ "blanks around it", { .subject = BYTES("  Hello\t ") },
		    HOLDS("\r\nSubject: Hello [" TOKEN "]\r\n") },
		{ "empty", { .subject = BYTES("") },
		    HOLDS("\r\nSubject: [" TOKEN "]\r\n") },
		{ "only the words that need it are encoded",
		    { .subject = BYTES("Two gr" B_UML "n words") },
		    HOLDS("\r\nSubject: Two =?UTF-8?B?Z3LDvG4=?= words [" TOKEN
			  "]\r\n") },
		{ "blanks between encoded words are in them",
		    { .subject = BYTES("a" B_UML "bcde f ghij" B_UML) },
		    HOLDS("\r\nSubject: =?UTF-8?Q?a=C3=BCbcde_f_ghij=C3=BC?= "
			  "[" TOKEN "]\r\n") },
		{ "base64 where it is shorter",
		    { .subject = BYTES("\xe6\x97\xa5\xe6\x9c\xac") },
		    HOLDS(
			"\r\nSubject: =?UTF-8?B?5pel5pys?= [" TOKEN "]\r\n") },
		{ "two blanks are kept", { .subject = BYTES("a  b") },
		    HOLDS("\r\nSubject: =?UTF-8?Q?a__b?= [" TOKEN "]\r\n") },
		{ "what looks encoded stays as written",
		    { .subject = BYTES("=?utf-8?q?x?=") },
		    HOLDS(
			"\r\nSubject: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?= [" TOKEN
			"]\r\n") },
		{ "long plain text is folded at blanks",
		    { .subject =
			    BYTES("one two three four five six seven eight "
				  "nine ten eleven twelve thirteen") },
		    HOLDS("\r\nSubject: one two three four five six seven "
			  "eight nine "
			  "ten eleven twelve\r\n thirteen [" TOKEN "]\r\n") },
		{ "CR LF", { .subject = BYTES("a\r\nBcc: x@y.example") },
		    REFUSED("subject: a line break at octet 2", FAULT_USAGE) },
		{ "LF alone", { .subject = BYTES("a\nb") },
		    REFUSED("subject: a line break", FAULT_USAGE) },
		{ "CR alone", { .subject = BYTES("a\rb") },
		    REFUSED("subject: a line break", FAULT_USAGE) },
		{ "line break at the end", { .subject = BYTES("a\n") },
		    REFUSED("subject: a line break", FAULT_USAGE) },
		{ "NUL", { .subject = BYTES("a\0b") },
		    REFUSED("subject: NUL", FAULT_USAGE) },
		{ "not UTF-8", { .subject = BYTES("gr\xfcn") },
		    REFUSED("subject: not UTF-8", FAULT_USAGE) },
		{ "cut UTF-8", { .subject = BYTES("gr\xc3") },
		    REFUSED("subject: not UTF-8", FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

/* A character at each column in turn meets the place where a line is folded. */
static void try_folds(void)
{
	static const char *const characters[] = { "\xc3\xa9", "\xe6\xbc\xa2",
		"\xf0\x9f\x98\x80" };
	char subject[600];

	for (size_t kind = 0; kind < ROWS(characters); kind++) {
		test_row(characters[kind]);
		for (size_t lead = 0; lead < 150; lead++) {
			memset(subject, 'a', lead);
			subject[lead] = '\0';
			for (int i = 0; i < 60; i++)
				strcat(subject, characters[kind]);
			struct compose_request request =
			    request_of((struct compose_request){
				.subject = bytes_of(subject) });
			struct composed out;
			struct fault fault;
			check_true(
			    "composed", compose(arena, &request, &out, &fault));
			check_text("wrong", valid_message(out.raw, true), NULL);
		}
	}
}

static void try_fields(void)
{
	char wide[1200], narrow[1200];
	memset(wide, 'w', sizeof(wide));
	memcpy(wide, "X-Wide: ", 8);
	memset(narrow, 'n', sizeof(narrow));
	memcpy(narrow, "X-Near: ", 8);
	struct compose_item wide_item = { .text = { wide, sizeof(wide) } };
	struct compose_item narrow_item = { .text = { narrow, 8 + 997 } };
	const struct row rows[] = {
		{ "added as it is", { .fields = ITEM("X-Test: a  b") },
		    HOLDS("\r\nX-Test: a  b\r\n") },
		{ "no blank behind the colon", { .fields = ITEM("X-Test:a") },
		    HOLDS("\r\nX-Test: a\r\n") },
		{ "empty value", { .fields = ITEM("X-Test:") },
		    HOLDS("\r\nX-Test:\r\n") },
		{ "colon in the value", { .fields = ITEM("X-Test: a:b") },
		    HOLDS("\r\nX-Test: a:b\r\n") },
		{ "two of one name", { .fields = ITEMS("X-A: 1", "X-A: 2") },
		    HOLDS("\r\nX-A: 1\r\nX-A: 2\r\n") },
		{ "UTF-8 in a value", { .fields = ITEM("X-Test: a " B_UML) },
		    HOLDS("\r\nX-Test: a =?UTF-8?B?w7w=?=\r\n") },
		{ "what is encoded already stays",
		    { .fields = ITEM("X-Test: =?utf-8?q?x?=") },
		    HOLDS("\r\nX-Test: =?utf-8?q?x?=\r\n") },
		{ "Reply-To is an address",
		    { .fields = ITEM("Reply-To: M" B_UML ", \"J.\" <a@b.de>") },
		    REFUSED("Reply-To: '@' or '<' expected", FAULT_USAGE) },
		{ "Reply-To with UTF-8",
		    { .fields = ITEM("Reply-To: \"M" B_UML ", J.\" <a@b.de>") },
		    HOLDS("\r\nReply-To: =?UTF-8?B?TcO8LCBKLg==?= "
			  "<a@b.de>\r\n") },
		{ "Reply-To with an IDN domain",
		    { .fields = ITEM("reply-to: a@b" B_UML "cher.example") },
		    HOLDS("\r\nreply-to: a@xn--bcher-kva.example\r\n") },
		{ "own choice of a mark replaces ours",
		    { .fields = ITEM("auto-submitted: no") },
		    HOLDS("\r\nauto-submitted: no\r\n"),
		    .lacks = "auto-generated" },
		{ "997 octets without a blank", { .fields = &narrow_item },
		    HOLDS("\r\nX-Near:\r\n nnn") },
		{ "more octets without a blank than a line holds",
		    { .fields = &wide_item },
		    REFUSED("header field 'X-Wide': a line holds 998 octets",
			FAULT_USAGE) },
		{ "CR LF in a value",
		    { .fields = ITEM("X-A: b\r\nBcc: x@y.example") },
		    REFUSED(
			"header field: a line break at octet 7", FAULT_USAGE) },
		{ "folding in a value", { .fields = ITEM("X-A: b\r\n c") },
		    REFUSED("header field: a line break", FAULT_USAGE) },
		{ "LF in a name", { .fields = ITEM("X-A\nBcc: b") },
		    REFUSED("header field: a line break", FAULT_USAGE) },
		{ "CR at the end", { .fields = ITEM("X-A: b\r") },
		    REFUSED("header field: a line break", FAULT_USAGE) },
		{ "NUL in a value", { .fields = ITEM("X-A: b\0c") },
		    REFUSED("header field: NUL at octet 7", FAULT_USAGE) },
		{ "no colon", { .fields = ITEM("X-A b") },
		    REFUSED("header field 'X-A b': write it as 'Name: value'",
			FAULT_USAGE) },
		{ "no name", { .fields = ITEM(": b") },
		    REFUSED("must have 1 to 76 letters", FAULT_USAGE) },
		{ "blank in a name", { .fields = ITEM("X A: b") },
		    REFUSED("its name may hold printable ASCII only",
			FAULT_USAGE) },
		{ "blank before the colon", { .fields = ITEM("X-A : b") },
		    REFUSED("its name may hold printable ASCII only",
			FAULT_USAGE) },
		{ "blank before the name", { .fields = ITEM(" X-A: b") },
		    REFUSED("its name may hold printable ASCII only",
			FAULT_USAGE) },
		{ "UTF-8 in a name", { .fields = ITEM("X-" B_UML ": b") },
		    REFUSED("its name may hold printable ASCII only",
			FAULT_USAGE) },
		{ "References twice",
		    { .fields =
			    ITEMS("References: <a@b>", "references: <c@d>") },
		    REFUSED("'references' may stand only once", FAULT_USAGE) },
		{ "a bad one behind a good one",
		    { .fields = ITEMS("X-A: b", "To: c@d.example") },
		    REFUSED("'To' cannot be added: it names the recipients",
			FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

static void try_owned_fields(void)
{
	static const char *const names[] = { "From", "to", "Bcc", "SUBJECT",
		"Date", "Message-ID", "message-id", "MIME-Version",
		"Content-Type", "Content-Transfer-Encoding",
		"Content-Disposition", "X-Mailplumb-Token", "Return-Path",
		"X-SES-CONFIGURATION-SET", "X-SES-MESSAGE-TAGS",
		"X-SES-SOURCE-ARN", "X-SES-FROM-ARN", "X-SES-RETURN-PATH-ARN",
		"X-SES-TENANT" };

	for (size_t i = 0; i < ROWS(names); i++) {
		struct compose_item item = { .text = arena_printf(arena,
						 "%s: a@b.example", names[i]) };
		try_row(&(struct row){ names[i], { .fields = &item },
		    REFUSED("cannot be added", FAULT_USAGE) });
	}
}

#define URL "https://example.com/u?t=1"

static void try_unsubscribe(void)
{
	const struct row rows[] = {
		{ "one click", { .list_unsubscribe = BYTES(URL) },
		    HOLDS("\r\nList-Unsubscribe: <" URL ">\r\n"
			  "List-Unsubscribe-Post: "
			  "List-Unsubscribe=One-Click\r\n") },
		{ "upper-case scheme",
		    { .list_unsubscribe = BYTES("HTTPS://example.com/") },
		    HOLDS("<HTTPS://example.com/>") },
		{ "http", { .list_unsubscribe = BYTES("http://example.com/") },
		    REFUSED("list-unsubscribe: 'http://example.com/' is not",
			FAULT_USAGE) },
		{ "mailto", { .list_unsubscribe = BYTES("mailto:a@b.example") },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "scheme alone", { .list_unsubscribe = BYTES("https://") },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "blank", { .list_unsubscribe = BYTES(URL " x") },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "CR LF", { .list_unsubscribe = BYTES(URL "\r\nX: y") },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "end mark", { .list_unsubscribe = BYTES(URL ">,<x") },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "UTF-8", { .list_unsubscribe = BYTES(URL B_UML) },
		    REFUSED("list-unsubscribe:", FAULT_USAGE) },
		{ "the field beside the URL",
		    { .list_unsubscribe = BYTES(URL),
			.fields = ITEM("List-Unsubscribe: <" URL ">") },
		    REFUSED("is written for the URL", FAULT_USAGE) },
		{ "the field alone",
		    { .fields = ITEM("List-Unsubscribe: <mailto:a@b.de>") },
		    HOLDS("\r\nList-Unsubscribe: <mailto:a@b.de>\r\n") },
	};

	try_rows(rows, ROWS(rows));
}

#define SES(...)                             \
	{                                    \
		.ses = &(struct compose_ses) \
		{                            \
			__VA_ARGS__          \
		}                            \
	}
#define ARN "arn:aws:ses:us-east-1:123456789012:identity/example.com"

static void try_ses(void)
{
	const struct row rows[] = {
		{ "nothing set", SES(.tags = NULL), HOLDS("MIME-Version"),
		    .lacks = "X-SES" },
		{ "configuration set", SES(.configuration_set = BYTES("a-B_1")),
		    HOLDS("\r\nX-SES-CONFIGURATION-SET: a-B_1\r\n") },
		{ "tenant", SES(.tenant = BYTES("shop")),
		    HOLDS("\r\nX-SES-TENANT: shop\r\n") },
		{ "source ARN", SES(.source_arn = BYTES(ARN)),
		    HOLDS("\r\nX-SES-SOURCE-ARN: " ARN "\r\n") },
		{ "from ARN", SES(.from_arn = BYTES(ARN)),
		    HOLDS("\r\nX-SES-FROM-ARN: " ARN "\r\n") },
		{ "return-path ARN", SES(.return_path_arn = BYTES(ARN)),
		    HOLDS("\r\nX-SES-RETURN-PATH-ARN: " ARN "\r\n") },
		{ "tags", SES(.tags = ITEMS("a=b", "c-1=d_2")),
		    HOLDS("\r\nX-SES-MESSAGE-TAGS: a=b, c-1=d_2\r\n") },
		{ "CR LF in a configuration set",
		    SES(.configuration_set = BYTES("a\r\nX: y")),
		    REFUSED("configuration set: 'a??X: y' must be 1 to 64",
			FAULT_USAGE) },
		{ "empty configuration set",
		    SES(.configuration_set = BYTES("")),
		    REFUSED("configuration set: ''", FAULT_USAGE) },
		{ "blank in a tenant", SES(.tenant = BYTES("a b")),
		    REFUSED("tenant: 'a b' must be", FAULT_USAGE) },
		{ "not an ARN", SES(.from_arn = BYTES("example.com")),
		    REFUSED(
			"from ARN: 'example.com' is not an ARN", FAULT_USAGE) },
		{ "line break in an ARN",
		    SES(.source_arn = BYTES(ARN "\nX: y")),
		    REFUSED("is not an ARN", FAULT_USAGE) },
		{ "tag without a value", SES(.tags = ITEM("a")),
		    REFUSED(
			"message tag 'a' must be name=value", FAULT_USAGE) },
		{ "tag with an empty value", SES(.tags = ITEM("a=")),
		    REFUSED("message tag 'a='", FAULT_USAGE) },
		{ "tag with a comma", SES(.tags = ITEM("a=b,c=d")),
		    REFUSED("message tag 'a=b,c=d'", FAULT_USAGE) },
		{ "tag with UTF-8", SES(.tags = ITEM("a=" B_UML)),
		    REFUSED("message tag", FAULT_USAGE) },
		{ "tag with a line break", SES(.tags = ITEM("a=b\r\n")),
		    REFUSED("message tag", FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

#define LONG_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HTML	  "<p>Hi <b>you</b></p>"

static void try_bodies(void)
{
	const struct row rows[] = {
		{ "our own words", { .subject = BYTES("x") },
		    HOLDS("\r\n    example.com\r\n") },
		{ "our own words carry the token", { .subject = BYTES("x") },
		    HOLDS("\r\nMark of this message: " TOKEN "\r\n") },
		{ "LF becomes CRLF", { .text = FILE_OF("t", "a\nb\n") },
		    HOLDS("\r\n\r\na\r\nb\r\n") },
		{ "CR becomes CRLF", { .text = FILE_OF("t", "a\rb\r") },
		    HOLDS("\r\n\r\na\r\nb\r\n") },
		{ "the last line gets its end", { .text = FILE_OF("t", "a") },
		    HOLDS("\r\n\r\na\r\n") },
		{ "empty", { .text = FILE_OF("t", "") },
		    HOLDS("7bit\r\n\r\n") },
		{ "dots are left to the transport",
		    { .text = FILE_OF("t", ".\n..\n") },
		    HOLDS("7bit\r\n\r\n.\r\n..\r\n") },
		{ "UTF-8 becomes quoted-printable",
		    { .text = FILE_OF("t", "Gr" B_UML "n wie Gras\n") },
		    HOLDS("quoted-printable\r\n\r\nGr=C3=BCn wie Gras\r\n") },
		{ "much UTF-8 becomes base64",
		    { .text = FILE_OF("t", "\xe6\x97\xa5\xe6\x9c\xac\n") },
		    HOLDS("base64\r\n\r\n5pel5pysDQo=\r\n") },
		{ "equals sign in ASCII stays",
		    { .text = FILE_OF("t", "a=b\n") },
		    HOLDS("7bit\r\n\r\na=b\r\n") },
		{ "blank at the end of a line",
		    { .text = FILE_OF("t", "-- \nMe\n") },
		    HOLDS("quoted-printable\r\n\r\n--=20\r\nMe\r\n") },
		{ "From at the start of a line",
		    { .text = FILE_OF("t", "From here\n") },
		    HOLDS("quoted-printable\r\n\r\n=46rom here\r\n") },
		{ "a control character", { .text = FILE_OF("t", "a\x1b[1m\n") },
		    HOLDS("quoted-printable\r\n\r\na=1B[1m\r\n") },
		{ "a long line",
		    { .text = FILE_OF("t",
			  "0123456789012345678901234567890123456789"
			  "01234567890123456789012345678901234567890\n") },
		    HOLDS("quoted-"
			  "printable\r\n\r\n0123456789012345678901234567890123"
			  "45678901234567890123456789012345678901234=\r\n"
			  "567890\r\n") },
		{ "NUL in a text", { .text = FILE_OF("t.txt", "a\0b") },
		    REFUSED(
			"t.txt: holds NUL, so it is not text", FAULT_INPUT) },
		{ "Latin-1 in a text",
		    { .text = FILE_OF("t.txt", "a\ngr\xfcn\n") },
		    REFUSED("t.txt: line 2 is not UTF-8", FAULT_INPUT) },
		{ "Latin-1 in HTML", { .html = FILE_OF("t.html", "gr\xfcn") },
		    REFUSED("t.html: line 1 is not UTF-8", FAULT_INPUT) },
		{ "HTML comes last of the alternatives",
		    { .html = FILE_OF("h", HTML), .text = FILE_OF("t", "T") },
		    HOLDS("\r\n\r\nT\r\n\r\n--=_alternative_" TOKEN
			  "\r\nContent-Type: text/html; charset=utf-8\r\n"
			  "Content-Transfer-Encoding: 7bit\r\n\r\n" HTML
			  "\r\n") },
		{ "HTML alone gets its own text",
		    { .html = FILE_OF("h", HTML) },
		    HOLDS(
			"text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: 7bit\r\n\r\nHi you\r\n") },
		{ "HTML that shows nothing",
		    { .html = FILE_OF("h", "<img src=x>") },
		    HOLDS("\r\nMark of this message: ") },
		{ "attachment",
		    { .text = FILE_OF("t", "T"),
			.attachments = FILE_OF("dir/a.PDF", "x") },
		    HOLDS(
			"\r\n--=_mixed_" TOKEN
			"\r\nContent-Type: application/pdf\r\n"
			"Content-Disposition: attachment;\r\n"
			"\tfilename=\"a.PDF\"\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\neA==\r\n\r\n"
			"--=_mixed_" TOKEN "--\r\n") },
		{ "empty attachment", { .attachments = FILE_OF("a", "") },
		    HOLDS("Content-Type: application/octet-stream\r\n") },
		{ "text attachment of UTF-8",
		    { .attachments = FILE_OF("a.txt", B_UML) },
		    HOLDS("Content-Type: text/plain; charset=utf-8\r\n") },
		{ "text attachment of Latin-1",
		    { .attachments = FILE_OF("a.txt", "\xfc") },
		    HOLDS("Content-Type: text/plain\r\n") },
		{ "a boundary in the text is no boundary",
		    { .text = FILE_OF("t", "--=_mixed_" TOKEN "--\n"),
			.attachments = FILE_OF("a", "x") },
		    HOLDS("\r\n\r\n--=3D_mixed_" TOKEN "--\r\n") },
		{ "file name of UTF-8",
		    { .attachments = FILE_OF("gr" B_UML "n.txt", "x") },
		    HOLDS("\tfilename*=UTF-8''gr%C3%BCn.txt\r\n") },
		{ "quotation mark in a file name",
		    { .attachments = FILE_OF("a\"; x=\"b", "x") },
		    HOLDS("\tfilename*=UTF-8''a%22%3B%20x%3D%22b\r\n") },
		{ "long file name",
		    { .attachments = FILE_OF(LONG_NAME "aaaaaaaaaa", "x") },
		    HOLDS("\tfilename*0*=UTF-8''" LONG_NAME
			  ";\r\n\tfilename*1*=aaaaaaaaaa\r\n") },
		{ "CR LF in a file name",
		    { .attachments = FILE_OF("a\r\nX: y", "x") },
		    REFUSED(
			"name of an attachment: a line break", FAULT_USAGE) },
		{ "LF in a file name", { .attachments = FILE_OF("a\nb", "x") },
		    REFUSED(
			"name of an attachment: a line break", FAULT_USAGE) },
		{ "NUL in a file name", { .attachments = FILE_OF("a\0b", "x") },
		    REFUSED("name of an attachment: NUL", FAULT_USAGE) },
		{ "no file name", { .attachments = FILE_OF("dir/", "x") },
		    REFUSED(
			"attachment 'dir/' has no file name", FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

static void try_html(void)
{
	static const struct {
		const char *shows, *html, *text;
	} rows[] = {
		{ "blanks", " a \n\t b ", "a b" },
		{ "paragraphs", "<p>a</p><p>b</p>", "a\r\n\r\nb" },
		{ "line break", "a<br>b<br/>c", "a\r\nb\r\nc" },
		{ "list", "<ul><li>a</li><li>b</li></ul>c",
		    "* a\r\n* b\r\n\r\nc" },
		{ "cells", "<tr><td>a</td><td>b</td></tr><tr><td>c",
		    "a b\r\nc" },
		{ "inline marks", "a<b>b</b>c <i>d</i>", "abc d" },
		{ "link", "<a href=\"https://e.example/\">here</a>.",
		    "here <https://e.example/>." },
		{ "link that shows itself",
		    "<a href='https://e.example/'>https://e.example/</a>",
		    "https://e.example/" },
		{ "link to a place of the page", "<a href=\"#x\">here</a>",
		    "here" },
		{ "named entities", "&lt;&amp;&gt;&quot;&euro;&szlig;",
		    "<&>\"\xe2\x82\xac\xc3\x9f" },
		{ "numbered entities", "&#65;&#x42;&#x1F600;",
		    "AB\xf0\x9f\x98\x80" },
		{ "blank entity", "a&nbsp;b&#32;c", "a b c" },
		{ "entities that are none", "&; &x &#0; &#13; &#xD800; &#x;",
		    "&; &x &#0; &#13; &#xD800; &#x;" },
		{ "entity beyond Unicode", "&#x110000;&#1114112;",
		    "&#x110000;&#1114112;" },
		{ "hidden elements",
		    "<style>a>b{}</style>x<script>if (a<b) \"</p>\"</script>y",
		    "xy" },
		{ "title is no text", "<head><title>T</title></head>x", "x" },
		{ "comment", "a<!-- <p> -- > -->b", "ab" },
		{ "document type", "<!DOCTYPE html><p>a", "a" },
		{ "mark within quotation marks", "<img alt=\"a>b\">c", "c" },
		{ "less-than sign", "a < b", "a < b" },
		{ "open tag", "a<b", "a" },
		{ "open comment", "a<!-- b", "a" },
		{ "open script", "a<script>b", "a" },
		{ "nothing shown", "<img src=x> &nbsp; <p></p>", "" },
		{ "empty", "", "" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct compose_file html = { .name = BYTES("h"),
			.content = bytes_of(rows[i].html) };
		struct bytes text =
		    plain_of_html(arena, bytes_of(rows[i].html));
		struct compose_request request =
		    request_of((struct compose_request){ .html = &html });
		struct composed out;
		struct fault fault;
		test_row(rows[i].shows);
		check_text("text", arena_cstr(arena, text),
		    rows[i].text[0] == '\0'
			? ""
			: arena_printf(arena, "%s\r\n", rows[i].text).ptr);
		check_true("composed", compose(arena, &request, &out, &fault));
		check_text("wrong", valid_message(out.raw, true), NULL);
	}
}

#define RAW(text)                             \
	{                                     \
		.raw = FILE_OF("m.eml", text) \
	}
#define MARKED	"X-Mailplumb-Token: " TOKEN "\r\n"
#define LONG(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c)
#define TEN(c)	c c c c c c c c c c
#define HUNDRED(c) \
	TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c)
#define LINE_998                                                         \
	HUNDRED("x")                                                     \
	HUNDRED("x")                                                     \
	HUNDRED("x")                                                     \
	HUNDRED("x") HUNDRED("x") HUNDRED("x") HUNDRED("x") HUNDRED("x") \
	    HUNDRED("x") LONG("x") TEN("x") "xxxxxxxx"

static void try_raw(void)
{
	const struct {
		const char *shows;
		struct bytes in;
		const char *out, *fault;
		size_t changed;
	} rows[] = {
		{ "sent as it is", BYTES("A: b\r\n\r\nc\r\n"),
		    MARKED "A: b\r\n\r\nc\r\n", NULL, 0 },
		{ "LF alone", BYTES("A: b\n\nc\n"), MARKED "A: b\r\n\r\nc\r\n",
		    NULL, 3 },
		{ "mixed line ends", BYTES("A: b\r\n\nc\rd\r\n"),
		    MARKED "A: b\r\n\r\nc\r\nd\r\n", NULL, 2 },
		{ "no end of the last line", BYTES("A: b\r\n\r\nc"),
		    MARKED "A: b\r\n\r\nc\r\n", NULL, 0 },
		{ "header only", BYTES("A: b\r\n"), MARKED "A: b\r\n", NULL,
		    0 },
		{ "folded field", BYTES("A: b\r\n c\r\nD: e\r\n\r\n"),
		    MARKED "A: b\r\n c\r\nD: e\r\n\r\n", NULL, 0 },
		{ "8-bit octets", BYTES("A: \xfc\r\n\r\n\xff\r\n"),
		    MARKED "A: \xfc\r\n\r\n\xff\r\n", NULL, 0 },
		{ "another token is left out",
		    BYTES(
			"A: b\r\nx-mailplumb-token : x\r\n y\r\nC: d\r\n\r\n"),
		    MARKED "A: b\r\nC: d\r\n\r\n", NULL, 0 },
		{ "a token in the body stays",
		    BYTES("A: b\r\n\r\nX-Mailplumb-Token: x\r\n"),
		    MARKED "A: b\r\n\r\nX-Mailplumb-Token: x\r\n", NULL, 0 },
		{ "line of 998", BYTES("A: b\n\n" LINE_998 "\n"),
		    MARKED "A: b\r\n\r\n" LINE_998 "\r\n", NULL, 3 },
		{ "line of 999", BYTES("A: b\n\n" LINE_998 "x\n"), NULL,
		    "m.eml: line 3 is longer than the 998", 0 },
		{ "empty", BYTES(""), NULL,
		    "m.eml: line 1 should be a header field", 0 },
		{ "body only", BYTES("\r\nbody\r\n"), NULL,
		    "m.eml: line 1 should be a header field", 0 },
		{ "no message", BYTES("hello\n"), NULL,
		    "m.eml: line 1 is neither a header field", 0 },
		{ "text in the header", BYTES("A: b\nhello\n\n"), NULL,
		    "m.eml: line 2 is neither a header field", 0 },
		{ "folding first", BYTES(" A: b\n\n"), NULL,
		    "m.eml: line 1 is neither a header field", 0 },
		{ "mbox", BYTES("From a@b Fri\nA: b\n\n"), NULL,
		    "m.eml: line 1 is the separator of an mbox", 0 },
		{ "NUL", BYTES("A: b\n\nc\0d\n"), NULL,
		    "m.eml: line 3 holds NUL", 0 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct compose_file raw = { .name = BYTES("d/m.eml"),
			.content = rows[i].in };
		struct compose_request request =
		    request_of((struct compose_request){ .raw = &raw });
		struct composed out;
		struct fault fault = { .kind = FAULT_NONE };
		test_row(rows[i].shows);
		bool done = compose(arena, &request, &out, &fault);
		check_number("composed", done, rows[i].out != NULL);
		if (!done) {
			check_true(fault.text,
			    rows[i].fault != NULL &&
				strstr(fault.text, rows[i].fault) != NULL);
			check_number("kind", fault.kind, FAULT_INPUT);
			continue;
		}
		check_bytes("raw", out.raw, bytes_of(rows[i].out));
		check_number("changed", out.line_ends_changed, rows[i].changed);
		check_bytes(
		    "recipient", out.recipients[0], BYTES("probe@example.net"));
	}
}

static void try_raw_with(void)
{
	static const char both[] = "m.eml is sent as it is";
	const struct row rows[] = {
		{ "raw and subject",
		    { .raw = FILE_OF("m.eml", "A: b\n"), .subject = BYTES("") },
		    REFUSED(both, FAULT_USAGE) },
		{ "raw and body",
		    { .raw = FILE_OF("m.eml", "A: b\n"),
			.text = FILE_OF("t", "") },
		    REFUSED(both, FAULT_USAGE) },
		{ "raw and HTML",
		    { .raw = FILE_OF("m.eml", "A: b\n"),
			.html = FILE_OF("t", "") },
		    REFUSED(both, FAULT_USAGE) },
		{ "raw and attachment",
		    { .raw = FILE_OF("m.eml", "A: b\n"),
			.attachments = FILE_OF("t", "") },
		    REFUSED(both, FAULT_USAGE) },
		{ "raw and field",
		    { .raw = FILE_OF("m.eml", "A: b\n"),
			.fields = ITEM("C: d") },
		    REFUSED(both, FAULT_USAGE) },
		{ "raw and list-unsubscribe",
		    { .raw = FILE_OF("m.eml", "A: b\n"),
			.list_unsubscribe = BYTES(URL) },
		    REFUSED(both, FAULT_USAGE) },
	};
	struct compose_ses ses = { .configuration_set = BYTES("ours"),
		.tenant = BYTES("t"),
		.tags = ITEM("a=b") };
	struct compose_request request =
	    request_of((struct compose_request){ .ses = &ses,
		.raw = FILE_OF("m.eml",
		    "x-ses-configuration-set: own\nSubject: a\n\tb \n"
		    "Message-ID: <x@y>\n\nbody\n") });
	struct composed out;
	struct fault fault;

	try_rows(rows, ROWS(rows));
	test_row("raw with SES's fields");
	check_true("composed", compose(arena, &request, &out, &fault));
	check_bytes("raw", out.raw,
	    BYTES(
		MARKED "X-SES-TENANT: t\r\nX-SES-MESSAGE-TAGS: a=b\r\n"
		       "x-ses-configuration-set: own\r\nSubject: a\r\n\tb \r\n"
		       "Message-ID: <x@y>\r\n\r\nbody\r\n"));
	check_bytes("subject", out.subject, BYTES("a\tb"));
	check_bytes("message id", out.message_id, BYTES("<x@y>"));
}

static void try_sizes(void)
{
	size_t ten = 10 * 1024 * 1024;
	char *octets = arena_alloc(arena, ten);
	struct compose_file file = { .name = BYTES("a"),
		.content = { octets, ten } };
	struct compose_request request = request_of((struct compose_request){
	    .attachments = &file, .most = (size_t)40 * 1024 * 1024 });
	struct compose_file five[4] = { file, file, file, file };
	struct composed out;
	struct fault fault;

	test_row("10 MB attached");
	check_true("composed", compose(arena, &request, &out, &fault));
	check_text("wrong", valid_message(out.raw, true), NULL);

	test_row("more than the server takes");
	for (size_t i = 0; i < 3; i++)
		five[i].next = &five[i + 1];
	request.attachments = five;
	check_true("refused", !compose(arena, &request, &out, &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	check_true(fault.text, strstr(fault.text, "41943040 octets") != NULL);
	check_bytes("raw", out.raw, ABSENT);

	test_row("a subject that no header holds");
	request.attachments = NULL;
	request.subject = (struct bytes){ octets, 2 * 1024 * 1024 };
	memset(octets, 'a', ten);
	check_true("refused", !compose(arena, &request, &out, &fault));
	check_true(fault.text, strstr(fault.text, "the header has") != NULL);

	test_row("10 MB of text in one line");
	request.subject = ABSENT;
	request.text = &file;
	check_true("composed", compose(arena, &request, &out, &fault));
	check_text("wrong", valid_message(out.raw, true), NULL);
}

int main(void)
{
	arena = arena_open();
	try_plainest();
	try_addresses();
	try_envelope();
	try_subjects();
	try_folds();
	try_fields();
	try_owned_fields();
	try_unsubscribe();
	try_ses();
	try_bodies();
	try_html();
	try_raw();
	try_raw_with();
	try_sizes();
	arena_close(arena);
	return test_end("test_compose");
}
