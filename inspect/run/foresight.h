/*
 * foresight - what is published for a sender, looked up and judged
 *
 *	struct inspection in = inspection_new(arena, &premises);
 *	in.dns = dns, in.keys = keys;	... after dns_begin()
 *	foresight_run(&in);
 *	report_dns_text(&in, style, &out);
 *
 * The premises' `expected` says whom it is about.  What SES says (`ses`) is put
 * into the inspection before, and is judged with it.  Who asks the name servers
 * one by one needs to know the records first:
 *
 *	foresight_look(&in);
 *	foresight_ask(&in, authority);
 *	judge(&in);
 */
#ifndef INSPECT_RUN_FORESIGHT_H
#define INSPECT_RUN_FORESIGHT_H

#include "common/dns/authority.h"
#include "inspect/model/model.h"

void foresight_run(struct inspection *in);
void foresight_look(struct inspection *in); /* the same, not judged */

/* The records that a sender needs, as questions to name servers, with the data
 * that is wanted where it is known exactly; at most so many. */
size_t foresight_questions(const struct inspection *in,
    struct served_question *questions, size_t most);

/* Ask every server of the records' zones, and the resolvers: `in->served`. */
void foresight_ask(struct inspection *in, struct authority *authority);

#endif
