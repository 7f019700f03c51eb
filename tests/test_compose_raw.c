/* send/compose: messages sent as they are */
#include "tests/compose_rows.h"

#define MARKED "X-Mailplumb-Token: " TOKEN "\r\n"

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

static void try_long_line(size_t len, bool taken)
{
	char text[1100] = "A: b\n\n";
	struct compose_file raw = { .name = BYTES("m.eml"),
		.content = { text, 6 + len } };
	struct compose_request request =
	    request_of((struct compose_request){ .raw = &raw });
	struct composed out;
	struct fault fault = { .kind = FAULT_NONE };

	test_row(taken ? "line of 998" : "line of 999");
	memset(text + 6, 'x', len);
	check_number("composed", compose(arena, &request, &out, &fault), taken);
	if (taken)
		check_number("octets", out.raw.len,
		    strlen(MARKED "A: b\r\n\r\n") + len + 2);
	else
		check_true(fault.text,
		    strstr(fault.text, "m.eml: line 3 is longer than the 998"));
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

int main(void)
{
	arena = arena_open();
	try_raw();
	try_long_line(998, true);
	try_long_line(999, false);
	try_raw_with();
	arena_close(arena);
	return test_end("test_compose_raw");
}
