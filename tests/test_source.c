/* inspect/fetch/source: files, standard input and mbox files, octet by octet */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/mail/limits.h"
#include "inspect/fetch/source.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATE "Fri Nov 20 10:00:00 2026"
#define MOST 6

static const struct {
	const char *shows, *file;
	enum source_kind kind;
	const char *messages[MOST];
} rows[] = {
	{ "a file is one message", "From: a@b\n\nFrom here on\n", SOURCE_FILE,
	    { "From: a@b\n\nFrom here on\n" } },
	{ "CRLF and missing last line end stay", "A: b\r\n\r\nx\r\n\r\ny",
	    SOURCE_FILE, { "A: b\r\n\r\nx\r\n\r\ny" } },
	{ "an escaped From line on top of a lone message goes",
	    ">From a@b " DATE "\nSubject: x\n\n>From stays\n", SOURCE_FILE,
	    { "Subject: x\n\n>From stays\n" } },
	{ "From with a blank before the colon is no mbox", "From : a@b\n\nx\n",
	    SOURCE_FILE, { "From : a@b\n\nx\n" } },
	{ "an mbox of one", "From a@b " DATE "\nSubject: x\n\nbody\n\n",
	    SOURCE_MBOX, { "Subject: x\n\nbody\n" } },
	{ "an mbox of two",
	    "From a@b " DATE "\nSubject: 1\n\none\n\nFrom a@b " DATE
	    "\nSubject: 2\n\ntwo\n\n",
	    SOURCE_MBOX, { "Subject: 1\n\none\n", "Subject: 2\n\ntwo\n" } },
	{ "an mbox with CRLF",
	    "From a@b " DATE "\r\nSubject: 1\r\n\r\none\r\n\r\nFrom a@b " DATE
	    "\r\nSubject: 2\r\n\r\ntwo\r\n\r\n",
	    SOURCE_MBOX,
	    { "Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n" } },
	{ "only one empty line belongs to the mbox",
	    "From a@b " DATE "\nSubject: 1\n\none\n\n\n\nFrom a@b " DATE
	    "\nSubject: 2\n\ntwo\n",
	    SOURCE_MBOX, { "Subject: 1\n\none\n\n\n", "Subject: 2\n\ntwo\n" } },
	{ "mboxrd: one > goes, as many as there are",
	    "From a@b " DATE "\nSubject: 1\n\n>From me\n>>From me\n> From me\n"
	    ">Fromage\nx >From y\n",
	    SOURCE_MBOX,
	    { "Subject: 1\n\nFrom me\n>From me\n> From me\n>Fromage\n"
	      "x >From y\n" } },
	{ "prose that begins with From is no message",
	    "From a@b " DATE "\nSubject: 1\n\none\n\nFrom the start\nit was\n",
	    SOURCE_MBOX, { "Subject: 1\n\none\n\nFrom the start\nit was\n" } },
	{ "a date makes up for the missing empty line",
	    "From a@b " DATE "\nSubject: 1\n\none\nFrom a@b " DATE
	    "\nSubject: 2\n\ntwo\n",
	    SOURCE_MBOX, { "Subject: 1\n\none\n", "Subject: 2\n\ntwo\n" } },
	{ "an empty line makes up for the missing date",
	    "From a@b\nSubject: 1\n\none\n\nFrom a@b\nSubject: 2\n\ntwo\n",
	    SOURCE_MBOX, { "Subject: 1\n\none\n", "Subject: 2\n\ntwo\n" } },
	{ "a header without a body",
	    "From a@b " DATE "\nSubject: 1\n\nFrom a@b " DATE
	    "\nSubject: 2\n\n",
	    SOURCE_MBOX, { "Subject: 1\n\n", "Subject: 2\n\n" } },
};

static const char *written(struct bytes octets)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/mailplumb-source.XXXXXX");
	int fd = mkstemp(path);
	ssize_t n = write(fd, octets.ptr, octets.len);
	close(fd);
	return n == (ssize_t)octets.len ? path : NULL;
}

static void try_row(size_t i)
{
	const char *path = written(bytes_of(rows[i].file));
	struct fault fault = { 0 };
	struct origin origin;
	struct bytes raw;
	size_t n = 0;

	test_row(rows[i].shows);
	struct source *source = source_open(path, &fault);
	while (source_next(source, &raw, &origin, &fault) == SOURCE_MESSAGE) {
		check_true("one more was expected",
		    n < MOST && rows[i].messages[n] != NULL);
		check_bytes("message", raw, bytes_of(rows[i].messages[n++]));
		check_number("kind", origin.kind, rows[i].kind);
		check_bytes("name", origin.name, bytes_of(path));
		check_number("number", (int64_t)origin.number,
		    rows[i].kind == SOURCE_MBOX ? (int64_t)n : 0);
	}
	check_true("none is left", n == MOST || rows[i].messages[n] == NULL);
	source_close(source);
	unlink(path);
}

/* Sizes around the window's and the look-ahead's. */
static void try_large(void)
{
	static const size_t sizes[] = { 4000, 4090, 4096, 4200, 262000, 262144,
		262200, 600000 };
	struct text file = text_new((size_t)4 * 1024 * 1024);
	struct fault fault = { 0 };
	struct origin origin;
	struct bytes raw;

	test_row("messages of many sizes keep every octet");
	for (size_t i = 0; i < ROWS(sizes); i++) {
		text_printf(&file, "From a@b " DATE "\nX: y\n\n");
		text_repeat(&file, 'x', sizes[i]);
		text_printf(&file, "\n>From\n\n");
	}
	const char *path = written(text_bytes(&file));
	struct source *source = source_open(path, &fault);
	for (size_t i = 0; i < ROWS(sizes); i++) {
		check_number("step", source_next(source, &raw, &origin, &fault),
		    SOURCE_MESSAGE);
		check_number("size", (int64_t)raw.len,
		    (int64_t)(sizes[i] + sizeof("X: y\n\n\n>From\n") - 1));
	}
	check_number(
	    "step", source_next(source, &raw, &origin, &fault), SOURCE_END);
	source_close(source);
	unlink(path);
	text_free(&file);
}

/* An mbox whose middle message is larger than we take. */
static void try_huge(void)
{
	struct text file = text_new(LIMIT_MESSAGE + 10000);
	struct fault fault = { 0 };
	struct origin origin;
	struct bytes raw;

	test_row("a message too large is stepped over");
	text_printf(&file, "From a@b " DATE "\nX: 1\n\n\nFrom a@b " DATE "\n");
	text_repeat(&file, 'x', LIMIT_MESSAGE + 1);
	text_printf(&file, "\n\nFrom a@b " DATE "\nX: 3\n\nthree\n");
	const char *path = written(text_bytes(&file));
	struct source *source = source_open(path, &fault);
	check_number("first", source_next(source, &raw, &origin, &fault),
	    SOURCE_MESSAGE);
	check_number(
	    "second", source_next(source, &raw, &origin, &fault), SOURCE_FAULT);
	check_number("kind", fault.kind, FAULT_INPUT);
	check_number("third", source_next(source, &raw, &origin, &fault),
	    SOURCE_MESSAGE);
	check_bytes("octets", raw, BYTES("X: 3\n\nthree\n"));
	check_number(
	    "end", source_next(source, &raw, &origin, &fault), SOURCE_END);
	source_close(source);
	unlink(path);
	text_free(&file);
}

static void try_faults(void)
{
	struct fault fault = { 0 };
	struct origin origin;
	struct bytes raw;

	test_row("no such file");
	check_true(
	    "is a fault", source_open("/nonexistent/file", &fault) == NULL);
	check_number("kind", fault.kind, FAULT_INPUT);
	check_text(
	    "text", fault.text, "/nonexistent/file: No such file or directory");

	test_row("a folder");
	check_true("is a fault", source_open("/tmp", &fault) == NULL);
	check_true("says so", strstr(fault.text, "is a folder") != NULL);

	test_row("an empty file");
	const char *path = written(BYTES(""));
	struct source *source = source_open(path, &fault);
	check_number(
	    "step", source_next(source, &raw, &origin, &fault), SOURCE_FAULT);
	check_true("says so", strstr(fault.text, "is empty") != NULL);
	check_number(
	    "then", source_next(source, &raw, &origin, &fault), SOURCE_END);
	source_close(source);
	unlink(path);
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	try_large();
	try_huge();
	try_faults();
	return test_end("test_source");
}
