/*
 * json - values built and written in order; the one user of jansson
 *
 * A container owns what is put into it; only the root is freed.  Absent bytes
 * and TIME_UNKNOWN become null.  Octets that are not UTF-8 become U+FFFD, so
 * that any header can be put.  Keys keep the order they were put in.  What is
 * printed may go to a terminal: controls and invisible characters are escaped.
 */
#ifndef COMMON_BASE_JSON_H
#define COMMON_BASE_JSON_H

#include "common/base/fault.h"
#include "common/base/text.h"

struct json; /* a value; jansson's json_t */

struct json *json_object_new(void);
struct json *json_array_new(void);
struct json *json_null_new(void);
struct json *json_text(struct bytes b);
struct json *json_word(const char *text); /* NULL becomes null */
struct json *json_count(int64_t n);
struct json *json_truth(bool truth);
struct json *json_time(int64_t time);  /* "2026-11-20T10:00:00.000Z" */
struct json *json_seconds(int64_t ms); /* 1.25, at most three decimals */

/* The container takes `value` over; its count stays with nobody else. */
void json_put(struct json *object, const char *key, struct json *value);
void json_append(struct json *array, struct json *value);

enum json_form { JSON_LINE, JSON_INDENTED };
void json_print(
    const struct json *value, enum json_form form, struct text *out);

/* Exactly one value of UTF-8 text, no key twice; NULL and a fault if not.
 * Strings may hold NUL. */
struct json *json_read(struct bytes text, struct fault *fault);
struct json *json_get(const struct json *object, const char *key); /* or NULL */
size_t json_size(const struct json *array); /* 0 for anything else */
struct json *json_at(const struct json *array, size_t index);
bool json_is_list(const struct json *value);	/* NULL is none */
bool json_says_true(const struct json *value);	/* nothing else is true */
bool json_is_nothing(const struct json *value); /* null itself; NULL is none */
/* `see` each member of an object, in order, until it returns false; so does
 * json_each() then. */
bool json_each(const struct json *object, void *target,
    bool (*see)(void *target, struct bytes key, const struct json *value));
struct bytes json_bytes(const struct json *value); /* absent if no string */
bool json_integer_of(const struct json *value, int64_t *n);
bool json_number_of(const struct json *value, double *n); /* of any kind */
bool json_truth_of(const struct json *value, bool *truth);

void json_free(struct json *value); /* NULL is fine */

#endif
