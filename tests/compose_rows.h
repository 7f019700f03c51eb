/*
 * compose_rows - rows of requests: what the message holds, or why not
 *
 * The plainest sender, recipient, token and time are filled in.
 */
#ifndef TESTS_COMPOSE_ROWS_H
#define TESTS_COMPOSE_ROWS_H

#include "tests/test.h"
#include "tests/valid_message.h"

#include "send/compose.h"
#include <string.h>

#define TOKEN "MFRGGZDFMZTWQ2LKNNWG23TPOB"
#define NOW   INT64_C(1795168800000) /* 2026-11-20T10:00:00Z */

#define B_UML "\xc3\xbc"
#define URL   "https://example.com/u?t=1"

static struct arena *arena;

static inline struct compose_request request_of(struct compose_request r)
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

static inline void try_row(const struct row *row)
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
		    "wrong", valid_message(out.raw, !out.smtputf8), NULL);
	} else if (!done) {
		check_true(
		    "says why", row->fault != NULL &&
				    strstr(fault.text, row->fault) != NULL);
		if (row->fault == NULL || !strstr(fault.text, row->fault))
			printf("%s\n", fault.text);
		check_number("kind", fault.kind, row->kind);
	}
}

static inline void try_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		try_row(&rows[i]);
}

#define FILE_OF(file, text) \
	(&(struct compose_file){ .name = BYTES(file), .content = BYTES(text) })
#define ITEM(line) (&(struct compose_item){ .text = BYTES(line) })
#define ITEMS(line, second) \
	(&(struct compose_item){ .text = BYTES(line), .next = ITEM(second) })

#endif
