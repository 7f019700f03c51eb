#include "common/base/json.h"

#include "common/base/clock.h"
#include "common/base/pool.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Before main(), so that no value comes from anywhere else. */
__attribute__((constructor)) static void memory_set(void)
{
	json_set_alloc_funcs(pool_take, pool_give);
}

/* A struct json is a json_t under our own name. */
static json_t *of(const struct json *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json *from(json_t *value)
{
	if (value == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	return (struct json *)value;
}

struct json *json_object_new(void)
{
	return from(json_object());
}

struct json *json_array_new(void)
{
	return from(json_array());
}

struct json *json_null_new(void)
{
	return from(json_null());
}

static struct json *cleaned(struct bytes b)
{
	struct text text = text_new(b.len * 3 + 1);
	uint32_t code;

	while (b.len > 0) {
		size_t len = utf8_next(b, &code);
		text_add(&text,
		    len > 0 ? bytes_first(b, len) : BYTES("\xef\xbf\xbd"));
		b = bytes_skip(b, len > 0 ? len : 1);
	}
	struct bytes utf8 = text_bytes(&text);
	struct json *value = from(json_stringn(utf8.ptr, utf8.len));
	text_free(&text);
	return value;
}

struct json *json_text(struct bytes b)
{
	if (!bytes_present(b))
		return json_null_new();
	json_t *value = json_stringn(b.ptr, b.len);
	return value != NULL ? from(value) : cleaned(b);
}

struct json *json_word(const char *text)
{
	return json_text(bytes_of(text));
}

struct json *json_count(int64_t n)
{
	return from(json_integer(n));
}

struct json *json_truth(bool truth)
{
	return from(json_boolean(truth));
}

struct json *json_time(int64_t time)
{
	char text[TIME_TEXT_SIZE];

	if (time == TIME_UNKNOWN)
		return json_null_new();
	return json_word(time_write(time, text));
}

struct json *json_seconds(int64_t ms)
{
	if (ms == TIME_UNKNOWN)
		return json_null_new();
	return from(json_real((double)ms / 1000));
}

void json_put(struct json *object, const char *key, struct json *value)
{
	if (json_object_set_new_nocheck(of(object), key, of(value)) != 0)
		from(NULL);
}

void json_append(struct json *array, struct json *value)
{
	if (json_array_append_new(of(array), of(value)) != 0)
		from(NULL);
}

/* One character beyond ASCII as RFC 8259 7 escapes it. */
static void add_escaped(struct text *text, uint32_t code)
{
	if (code < 0x10000) {
		text_printf(text, "\\u%04X", (unsigned)code);
		return;
	}
	code -= 0x10000;
	text_printf(text, "\\u%04X\\u%04X", (unsigned)(0xd800 | code >> 10),
	    (unsigned)(0xdc00 | (code & 0x3ff)));
}

/* Octets at the start of `b` that stand as they are: what RFC 8259 7 lets,
 * without what terminals obey (C1, bidirectional marks). */
static size_t plain_length(struct bytes b)
{
	uint32_t code = 0;
	size_t n = 0;

	while (n < b.len) {
		unsigned char c = (unsigned char)b.ptr[n];
		if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f)
			break;
		size_t len = c < 0x80 ? 1 : utf8_next(bytes_skip(b, n), &code);
		if (len > 1 && utf8_is_invisible(code))
			break;
		n += len > 0 ? len : 1;
	}
	return n;
}

static void add_special(struct text *text, uint32_t code)
{
	static const char marks[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	const char *mark = code > 0 && code < 0x80
			       ? memchr(marks, (int)code, sizeof(marks) - 1)
			       : NULL;

	if (mark == NULL) {
		add_escaped(text, code);
		return;
	}
	text_char(text, '\\');
	text_char(text, letters[mark - marks]);
}

static void add_string(struct text *text, struct bytes rest)
{
	uint32_t code = 0;

	text_char(text, '"');
	for (;;) {
		size_t plain = plain_length(rest);
		text_add(text, bytes_first(rest, plain));
		rest = bytes_skip(rest, plain);
		if (rest.len == 0)
			break;
		rest = bytes_skip(rest, utf8_next(rest, &code));
		add_special(text, code);
	}
	text_char(text, '"');
}

static void add_integer(struct text *text, int64_t n)
{
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		digits[--at] = '-';
	text_add(text, (struct bytes){ digits + at, sizeof(digits) - at });
}

/* jansson writes it without the locale's mark. */
static void add_real(struct text *text, const json_t *value)
{
	char digits[64];
	size_t len = json_dumpb(value, digits, sizeof(digits),
	    JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));

	text_add(text, (struct bytes){ digits, len });
}

/* Where items begin and the container ends; depth -1: all on one line. */
static void add_break(struct text *text, int depth)
{
	if (depth < 0)
		return;
	text_char(text, '\n');
	text_repeat(text, ' ', 2 * (size_t)depth);
}

static void add_comma(struct text *text, int depth)
{
	text_add(text, depth < 0 ? BYTES(", ") : BYTES(","));
	add_break(text, depth);
}

static int deeper(int depth)
{
	return depth < 0 ? depth : depth + 1;
}

static void add_value(struct text *text, json_t *value, int depth);

static void add_object(struct text *text, json_t *object, int depth)
{
	void *at = json_object_iter(object);

	text_char(text, '{');
	if (at != NULL)
		add_break(text, deeper(depth));
	while (at != NULL) {
		add_string(text, bytes_of(json_object_iter_key(at)));
		text_add(text, BYTES(": "));
		add_value(text, json_object_iter_value(at), deeper(depth));
		at = json_object_iter_next(object, at);
		if (at != NULL)
			add_comma(text, deeper(depth));
		else
			add_break(text, depth);
	}
	text_char(text, '}');
}

static void add_array(struct text *text, json_t *array, int depth)
{
	size_t count = json_array_size(array);

	text_char(text, '[');
	if (count > 0)
		add_break(text, deeper(depth));
	for (size_t i = 0; i < count; i++) {
		add_value(text, json_array_get(array, i), deeper(depth));
		if (i + 1 < count)
			add_comma(text, deeper(depth));
		else
			add_break(text, depth);
	}
	text_char(text, ']');
}

/* As deep as the value, which our own reports and json_read() bound. */
static void add_value(struct text *text, json_t *value, int depth)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		add_object(text, value, depth);
		break;
	case JSON_ARRAY:
		add_array(text, value, depth);
		break;
	case JSON_STRING:
		add_string(text, json_bytes((struct json *)value));
		break;
	case JSON_INTEGER:
		add_integer(text, json_integer_value(value));
		break;
	case JSON_REAL:
		add_real(text, value);
		break;
	case JSON_TRUE:
		text_add(text, BYTES("true"));
		break;
	case JSON_FALSE:
		text_add(text, BYTES("false"));
		break;
	case JSON_NULL:
		text_add(text, BYTES("null"));
		break;
	}
}

/* Not by jansson, which calls back for every few octets: that took twice as
 * long as the whole inspection. */
void json_print(const struct json *value, enum json_form form, struct text *out)
{
	add_value(out, of(value), form == JSON_INDENTED ? 0 : -1);
}

struct json *json_read(struct bytes text, struct fault *fault)
{
	json_error_t error;
	json_t *value = json_loadb(text.ptr != NULL ? text.ptr : "", text.len,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);

	if (value == NULL)
		fault_set(fault, FAULT_INPUT, "not JSON: line %d: %s",
		    error.line, error.text);
	return (struct json *)value;
}

struct json *json_get(const struct json *object, const char *key)
{
	return (struct json *)json_object_get(of(object), key);
}

size_t json_size(const struct json *array)
{
	return json_array_size(of(array));
}

struct json *json_at(const struct json *array, size_t index)
{
	return (struct json *)json_array_get(of(array), index);
}

bool json_is_list(const struct json *value)
{
	return value != NULL && json_typeof(of(value)) == JSON_ARRAY;
}

bool json_says_true(const struct json *value)
{
	return value != NULL && json_typeof(of(value)) == JSON_TRUE;
}

bool json_is_nothing(const struct json *value)
{
	return value != NULL && json_typeof(of(value)) == JSON_NULL;
}

bool json_each(const struct json *object, void *target,
    bool (*see)(void *target, struct bytes key, const struct json *value))
{
	json_t *members = of(object);

	for (void *at = json_object_iter(members); at != NULL;
	     at = json_object_iter_next(members, at)) {
		struct bytes key = { json_object_iter_key(at),
			json_object_iter_key_len(at) };
		if (!see(
			target, key, (struct json *)json_object_iter_value(at)))
			return false;
	}
	return true;
}

struct bytes json_bytes(const struct json *value)
{
	if (!json_is_string(of(value)))
		return ABSENT;
	return (struct bytes){ json_string_value(of(value)),
		json_string_length(of(value)) };
}

bool json_integer_of(const struct json *value, int64_t *n)
{
	if (!json_is_integer(of(value)))
		return false;
	*n = json_integer_value(of(value));
	return true;
}

bool json_number_of(const struct json *value, double *n)
{
	if (!json_is_number(of(value)))
		return false;
	*n = json_number_value(of(value));
	return true;
}

bool json_truth_of(const struct json *value, bool *truth)
{
	if (!json_is_boolean(of(value)))
		return false;
	*truth = json_is_true(of(value));
	return true;
}

void json_free(struct json *value)
{
	json_decref(of(value));
}
