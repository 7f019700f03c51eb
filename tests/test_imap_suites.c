/*
 * What the IMAP servers of ../shared/suites/curl-imap-smtp say, through the
 * filter: lines pass or are dropped, messages come through octet by octet.
 */
#include "common/base/json.h"
#include "inspect/fetch/imap/filter.h"
#include "tests/test.h"

#include <stdlib.h>

#define EVERYTHING (ASKED_GREETING - 1)

static struct text file_read(const char *path)
{
	struct text text = text_new((size_t)8 * 1024 * 1024);
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t n;

	while (file != NULL && (n = fread(part, 1, sizeof(part), file)) > 0)
		text_add(&text, (struct bytes){ part, n });
	if (file != NULL)
		fclose(file);
	return text;
}

static struct text filtered(struct bytes in, const char **mistake)
{
	struct filter_limits limits = { EVERYTHING, (size_t)1024 * 1024, 1,
		100 };
	struct text out = text_new((size_t)2 * 1024 * 1024);
	static struct filter filter;
	char part[1000];

	filter_open(&filter);
	filter_expect(&filter, &limits);
	for (;;) {
		size_t taken, got;
		got = filter_move(&filter, in, &taken, part, sizeof(part));
		text_add(&out, (struct bytes){ part, got });
		in = bytes_skip(in, taken);
		if (got == 0 && (taken == 0 || filter.mistake != NULL))
			break;
	}
	*mistake = filter.mistake;
	filter_close(&filter);
	return out;
}

/* Each line passes in one form, or is dropped; none is a mistake. */
static void try_lines(struct bytes lines)
{
	struct text in = text_new((size_t)1024 * 1024);
	struct bytes line;
	const char *mistake;

	while (bytes_line(&lines, &line)) {
		text_add(&in, line);
		text_add(&in, BYTES("\r\n"));
	}
	struct text out = filtered(text_bytes(&in), &mistake);
	check_text("mistake", mistake, NULL);
	check_true("as many folders",
	    (bytes_find(text_bytes(&in), BYTES("* LIST ")) != NULL) ==
		(bytes_find(text_bytes(&out), BYTES("* LIST ")) != NULL));
	text_free(&in);
	text_free(&out);
}

static void try_message(struct bytes message)
{
	struct text in = text_new((size_t)1024 * 1024);
	struct text want = text_new((size_t)1024 * 1024);
	const char *mistake;

	text_printf(
	    &in, "* 1 FETCH (FLAGS (\\Seen) BODY[] {%zu}\r\n", message.len);
	text_add(&in, message);
	text_add(&in, BYTES(" UID 7)\r\n"));
	text_printf(&want, "* 1 FETCH (BODY[] {%zu}\r\n", message.len);
	text_add(&want, message);
	text_add(&want, BYTES(" UID 7)\r\n"));
	struct text out = filtered(text_bytes(&in), &mistake);
	check_text("mistake", mistake, NULL);
	check_bytes("message", text_bytes(&out), text_bytes(&want));
	text_free(&in);
	text_free(&want);
	text_free(&out);
}

/* "REPLY COMMAND A002 NO text": the line that the server says. */
static void try_reply(struct bytes command)
{
	struct bytes word, line;

	if (!bytes_istarts(command, BYTES("REPLY ")))
		return;
	bytes_cut(bytes_skip(command, 6), ' ', &word, &line);
	if (bytes_starts(line, BYTES("* ")) || bytes_starts(line, BYTES("A0")))
		try_lines(line);
}

static void try_case(const struct json *one)
{
	const struct json *inputs = json_get(one, "inputs");
	const struct json *protocols = json_get(inputs, "protocols");
	const struct json *commands = json_get(inputs, "server_commands");
	struct bytes data = json_bytes(json_get(inputs, "server_data"));
	struct bytes protocol = json_bytes(json_at(protocols, 0));

	if (!bytes_istarts(protocol, BYTES("imap")))
		return;
	test_row(json_bytes(json_get(one, "id")).ptr);
	if (bytes_starts(data, BYTES("* ")))
		try_lines(data);
	else if (bytes_present(data))
		try_message(data);
	for (size_t i = 0; i < json_size(commands); i++)
		try_reply(json_bytes(json_at(commands, i)));
}

int main(void)
{
	const char *suites = getenv("MAILPLUMB_SUITES");
	struct text path = text_new(4096);
	struct fault fault;

	text_printf(&path, "%s/curl-imap-smtp/cases.json",
	    suites != NULL ? suites : "../shared/suites");
	text_char(&path, '\0');
	struct text text = file_read(path.ptr);
	test_row("curl-imap-smtp");
	if (text.len == 0)
		test_skip("the suite is not here");
	struct json *cases =
	    text.len > 0 ? json_read(text_bytes(&text), &fault) : NULL;
	for (size_t i = 0; i < json_size(cases); i++)
		try_case(json_at(cases, i));
	json_free(cases);
	text_free(&text);
	text_free(&path);
	return test_end("test_imap_suites");
}
