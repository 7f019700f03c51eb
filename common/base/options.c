#include "common/base/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define MOST	   64
#define FIRST_CODE 1000

struct table {
	const struct option_row *rows[MOST];
	struct option longs[MOST + 1];
	char letters[3 * MOST + 2];
	int count;
};

static void add_letter(struct table *table, const struct option_row *row)
{
	size_t len = strlen(table->letters);

	if (row->letter != 0)
		snprintf(table->letters + len, sizeof(table->letters) - len,
		    "%c%s", row->letter, row->argument != NULL ? ":" : "");
}

static void add_rows(struct table *table, const struct option_row *rows)
{
	for (; rows != NULL && rows->name != NULL; rows++) {
		if (table->count == MOST)
			return;
		table->rows[table->count] = rows;
		table->longs[table->count] = (struct option){ rows->name,
			rows->argument != NULL ? required_argument
					       : no_argument,
			NULL, FIRST_CODE + table->count };
		add_letter(table, rows);
		table->count++;
	}
}

static const struct option_row *row_of(const struct table *table, int code)
{
	if (code >= FIRST_CODE)
		return table->rows[code - FIRST_CODE];
	for (int i = 0; i < table->count; i++)
		if (table->rows[i]->letter == code)
			return table->rows[i];
	return NULL;
}

/* What getopt_long refused: optopt is a letter, a code or 0 (unknown). */
static bool refused(
    const struct table *table, int code, char **argv, struct fault *fault)
{
	const struct option_row *row =
	    optopt != 0 ? row_of(table, optopt) : NULL;

	if (code == ':' && row != NULL)
		return fault_set(fault, FAULT_USAGE, "--%s wants %s", row->name,
		    row->argument);
	if (row != NULL)
		return fault_set(
		    fault, FAULT_USAGE, "--%s takes no value", row->name);
	if (optopt != 0)
		return fault_set(
		    fault, FAULT_USAGE, "unknown option -%c", optopt);
	return fault_set(fault, FAULT_USAGE, "unknown or ambiguous option %s",
	    argv[optind - 1]);
}

bool options_read(const struct option_row *own, const struct option_row *shared,
    void *target, int argc, char **argv, int *operands, struct fault *fault)
{
	struct table table = { .letters = ":" };
	int code;

	add_rows(&table, own);
	add_rows(&table, shared);
	opterr = 0;
	optind = 0;
	while ((code = getopt_long(
		    argc, argv, table.letters, table.longs, NULL)) != -1) {
		if (code == '?' || code == ':')
			return refused(&table, code, argv, fault);
		const struct option_row *row = row_of(&table, code);
		if (!row->store(target, optarg, fault))
			return fault_at(fault, "--%s", row->name);
	}
	*operands = optind;
	return true;
}

void options_help(const struct option_row *rows, struct text *out)
{
	for (; rows->name != NULL; rows++) {
		char left[64];
		int len = snprintf(left, sizeof(left), "  %c%c%s --%s%s%s",
		    rows->letter != 0 ? '-' : ' ',
		    rows->letter != 0 ? rows->letter : ' ',
		    rows->letter != 0 ? "," : " ", rows->name,
		    rows->argument != NULL ? " " : "",
		    rows->argument != NULL ? rows->argument : "");
		if (len > 31)
			text_printf(out, "%s\n%32s%s\n", left, "", rows->help);
		else
			text_printf(out, "%-32s%s\n", left, rows->help);
	}
}
