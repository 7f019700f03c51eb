/*
 * catalogue - every finding mailplumb can report, one row each
 *
 * Ids are for scripts: never rename one.  The rules that find them are in
 * inspect/judge; what goes wrong in sending or in finding a message is named
 * by the commands.
 */
#ifndef INSPECT_MODEL_CATALOGUE_H
#define INSPECT_MODEL_CATALOGUE_H

#include "inspect/model/model.h"

struct catalogue_row {
	const char *id;
	enum severity severity;
	const char *subject; /* "dkim", "spf", "dmarc", "claim" ... */
	const char *title;   /* one line */
	const char *fix;     /* what to do; NULL: nothing */
	const char *basis;   /* "RFC 8601 5" */
};

const struct catalogue_row *catalogue_row(const char *id); /* NULL: none */
const struct catalogue_row *catalogue_at(size_t index);	   /* NULL: the end */

#endif
