/* send/compose: the header, what it refuses, and the envelope */
#include "tests/compose_rows.h"

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
		{ "quotation mark and backslash in a local part",
		    { .to = BYTES("\"a\\\"\\\\b\"@example.com") },
		    HOLDS("\r\nTo: \"a\\\"\\\\b\"@example.com\r\n") },
		{ "label behind the local part",
		    { .to = BYTES("A <a@example.com>"), .label = true },
		    HOLDS("\r\nTo: A <a+" TOKEN "@example.com>\r\n") },
		{ "label inside the quotation marks",
		    { .to = BYTES("\"a b\"@example.com"), .label = true },
		    HOLDS("\r\nTo: \"a b+" TOKEN "\"@example.com\r\n") },
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
		{ "UTF-8 before the at sign",
		    { .to = BYTES("m" B_UML "@example.com") },
		    HOLDS("\r\nTo: m" B_UML "@example.com\r\n") },
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
			size_t len = strlen(characters[kind]);
			memset(subject, 'a', lead);
			for (size_t i = 0; i < 60; i++)
				memcpy(subject + lead + i * len,
				    characters[kind], len);
			struct compose_request request =
			    request_of((struct compose_request){
				.subject = { subject, lead + 60 * len } });
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
	arena_close(arena);
	return test_end("test_compose");
}
