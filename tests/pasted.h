/* pasted - which lines of a report are to be pasted, and so never broken */
#ifndef TESTS_PASTED_H
#define TESTS_PASTED_H

#include "inspect/model/finding.h"

#define PASTED_COLUMN 10 /* where it begins */

static inline bool is_value(const struct dns_record *records, struct bytes text)
{
	while (records != NULL && !bytes_eq(records->data, text))
		records = records->next;
	return records != NULL;
}

/* What is to be pasted is in one piece. */
static inline bool is_pasted(const struct fix *fix, struct bytes line)
{
	struct bytes text = bytes_skip(line, PASTED_COLUMN);

	for (const struct change *c = fix->changes; c != NULL; c = c->next)
		if (is_value(c->records, text) || is_value(c->replaces, text))
			return true;
	for (const struct fix_command *c = fix->commands; c; c = c->next)
		if (bytes_eq(c->text, text))
			return true;
	return false;
}

#endif
