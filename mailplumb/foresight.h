/*
 * foresight - what is published for a sender, looked up and judged
 *
 *	struct inspection in = inspection_new(arena, &premises);
 *	in.dns = dns, in.keys = keys;	... after dns_begin()
 *	foresight_run(&in);
 *	report_dns_text(&in, style, &out);
 *
 * The premises' `expected` says whom it is about.  What other witnesses say
 * (`ses`, `served`) is put into the inspection before, and is judged with it.
 */
#ifndef MAILPLUMB_FORESIGHT_H
#define MAILPLUMB_FORESIGHT_H

#include "inspect/model/model.h"

void foresight_run(struct inspection *in);

#endif
