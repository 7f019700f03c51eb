/*
 * What passes the filter, whatever comes in: the same however it is cut, and
 * only lines of the few forms the library is given.  The first two octets
 * choose what was asked for.
 */
#include "common/base/scan.h"
#include "inspect/fetch/imap/filter.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define LITERAL_MAX 200

static void run(
    struct bytes in, unsigned asked, size_t step, size_t room, struct text *out)
{
	struct filter_limits limits = { asked, LITERAL_MAX, 20, 100 };
	static struct filter filter;
	char part[4096];

	filter_open(&filter);
	filter_expect(&filter, &limits);
	for (;;) {
		size_t taken;
		size_t got = filter_move(&filter, bytes_first(in, step), &taken,
		    part, room < sizeof(part) ? room : sizeof(part));
		text_add(out, (struct bytes){ part, got });
		in = bytes_skip(in, taken);
		if (got == 0 && (taken == 0 || filter.mistake != NULL))
			break;
	}
	if (filter.out.size > 4 * FILTER_RESPONSE)
		abort();
	filter_close(&filter);
}

static bool is_form(struct bytes line)
{
	static const char *const begins[] = { "* OK x", "* OK [UIDNEXT ",
		"* OK [UIDVALIDITY ", "* BYE x", "* PREAUTH x",
		"* CAPABILITY IMAP4rev1", "* LIST (", "* STATUS x (", "+ x" };
	struct bytes number, tag, word;

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (bytes_starts(line, bytes_of(begins[i])))
			return true;
	if (bytes_starts(line, BYTES("* "))) {
		uint64_t n;
		bytes_cut(bytes_skip(line, 2), ' ', &number, &line);
		return bytes_number(number, UINT32_MAX, &n) &&
		       (bytes_eq(line, BYTES("EXISTS")) ||
			   bytes_starts(line, BYTES("FETCH (")));
	}
	bytes_cut(line, ' ', &tag, &word);
	return tag.len > 0 && tag.len <= 14 &&
	       (bytes_eq(word, BYTES("OK x")) ||
		   bytes_eq(word, BYTES("NO x")) ||
		   bytes_eq(word, BYTES("BAD x")));
}

/* Lines and literals one after the other; the last may be cut short. */
static void check_forms(struct bytes out)
{
	bool begin = true;
	struct bytes line, before, digits;
	uint64_t n;

	while (bytes_find(out, BYTES("\r\n")) != NULL) {
		bytes_line(&out, &line);
		if (begin && !is_form(line))
			abort();
		for (size_t i = 0; i < line.len; i++)
			if (is_control(line.ptr[i]) && line.ptr[i] != '\t')
				abort();
		begin = line.len == 0 || line.ptr[line.len - 1] != '}' ||
			!bytes_cut_last(bytes_first(line, line.len - 1), '{',
			    &before, &digits) ||
			!bytes_number(digits, UINT64_MAX, &n);
		if (begin)
			continue;
		if (n > FILTER_LINE)
			abort();
		out = bytes_skip(out, (size_t)n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	unsigned asked = (unsigned)data[0] << 8 | data[1];
	struct bytes in = { (const char *)data + 2, size - 2 };
	struct text whole = text_new(16 * 1024 * 1024);
	struct text cut = text_new(16 * 1024 * 1024);

	run(in, asked, SIZE_MAX, SIZE_MAX, &whole);
	run(in, asked, 3, 5, &cut);
	if (!bytes_eq(text_bytes(&whole), text_bytes(&cut)))
		abort();
	check_forms(text_bytes(&whole));
	text_free(&whole);
	text_free(&cut);
	return 0;
}
