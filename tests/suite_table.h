/*
 * suite_table - what was read of others' Authentication-Results, as a table
 *
 * MAILPLUMB_TABLE=1 prints it: a line for each sample, and in it for each
 * field its place from the top, Y trusted, F foreign or M misplaced (- where
 * nobody is named), the authserv-id, and its results as written.
 */
#ifndef TESTS_SUITE_TABLE_H
#define TESTS_SUITE_TABLE_H

#include "inspect/model/model.h"
#include <stdio.h>
#include <stdlib.h>

static inline bool table_wanted(void)
{
	return getenv("MAILPLUMB_TABLE") != NULL;
}

static inline char table_letter(const struct claim_field *field)
{
	static const char letters[] = { [TRUST_YES] = 'Y',
		[TRUST_FOREIGN] = 'F',
		[TRUST_MISPLACED] = 'M',
		[TRUST_NO_RECEIVER] = '-',
		[TRUST_NEVER] = 'N' };
	return letters[field->trust];
}

static inline void table_field(const struct claim_field *field)
{
	struct bytes id = bytes_present(field->authserv_id) ? field->authserv_id
							    : BYTES("no id");

	printf(" | %zu %c %.*s", field->position + 1, table_letter(field),
	    FMT(id));
	for (const struct claim *c = field->claims; c != NULL; c = c->next)
		printf(" %.*s=%.*s", FMT(c->method), FMT(c->word));
	if (field->mistake != NULL)
		printf(" (mistake: %s)", field->mistake);
}

static inline void table_line(
    const char *name, const struct claim_field *fields)
{
	if (!table_wanted())
		return;
	printf("%-44s", name);
	for (; fields != NULL; fields = fields->next)
		table_field(fields);
	printf("\n");
}

#endif
