/*
 * options - the command line as a table
 *
 * Each command has a table of rows; a row names an option, says it in --help
 * and stores it.  Options may stand before and behind operands; "--" ends
 * them.  getopt_long reads, so --option=value and unique abbreviations work.
 */
#ifndef COMMON_BASE_OPTIONS_H
#define COMMON_BASE_OPTIONS_H

#include "common/base/fault.h"
#include "common/base/text.h"

struct option_row {
	const char *name;     /* without "--" */
	char letter;	      /* or 0 */
	const char *argument; /* its name in --help; NULL: takes none */
	const char *help;     /* one line */
	/* `value` is NULL when the option takes none. */
	bool (*store)(void *target, const char *value, struct fault *fault);
};

/*
 * Read argv[1...] by one or two tables (the second may be NULL: what all
 * commands share), each ended by a row without a name.  argv is permuted;
 * `*operands` becomes the index of the first operand.  A fault is
 * FAULT_USAGE and names the option.
 */
bool options_read(const struct option_row *own, const struct option_row *shared,
    void *target, int argc, char **argv, int *operands, struct fault *fault);

/* The rows as aligned lines of help. */
void options_help(const struct option_row *rows, struct text *out);

#endif
