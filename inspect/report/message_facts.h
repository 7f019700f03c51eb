/*
 * message_facts - which message it is, and whose word the report is
 *
 * Texts live in the arena of the inspection.
 */
#ifndef INSPECT_REPORT_MESSAGE_FACTS_H
#define INSPECT_REPORT_MESSAGE_FACTS_H

#include "inspect/model/model.h"

#define MESSAGE_FACTS_MOST 6

struct message_fact { /* "Subject", as a person reads it */
	const char *label;
	struct bytes value;
};

/* Those that are known, Subject first; how many.  `arrow` stands between the
 * servers of a hop. */
size_t message_facts(const struct inspection *in, const char *arrow,
    struct message_fact facts[MESSAGE_FACTS_MOST]);

/* "Verified by mailplumb with 24 answers of the DNS.  Claimed by Gmail ..." */
struct bytes witness_words(const struct inspection *in);

#endif
