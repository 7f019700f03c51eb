/*
 * worker - the tools to inspect one message after the other, and a batch
 *
 * A worker belongs to one thread.
 */
#ifndef MAILPLUMB_CREW_WORKER_H
#define MAILPLUMB_CREW_WORKER_H

#include "common/dns/authority.h"
#include "inspect/report/formats/outcome.h"
#include "mailplumb/crew/inspect_bundle.h"
#include "mailplumb/crew/intake.h"
#include "mailplumb/crew/sent_notes.h"
#include "mailplumb/options/fixes.h"

#define BATCH_LETTERS 64
#define BATCH_OCTETS  ((size_t)256 * 1024) /* of messages: then it is full */

struct batch {		     /* letters in a row, and what came of them */
	struct arena *arena; /* of the letters */
	struct letter letters[BATCH_LETTERS];
	size_t ends[BATCH_LETTERS]; /* of each one's report in the text */
	size_t count;
	struct text text;
	size_t reports;
	struct fixes fixes;	  /* with --fix-format */
	struct outcomes outcomes; /* of a format that is written at the end */
	int exit_code;
	bool done; /* inspected; of the crew, which locks it */
};

void batch_open(struct batch *batch);
void batch_close(struct batch *batch);
/* At most so many letters; none: the intake has ended. */
void batch_fill(
    struct batch *batch, letter_source *next, void *from, size_t most);

struct worker {
	struct arena *arena;
	struct suffix_list *suffixes;
	struct dns *dns;       /* NULL: --no-dns */
	struct dns *published; /* without the overlay; NULL: there is none */
	struct dkim_keys *keys;
	struct authority *authority; /* NULL: servers are not asked
					one by one */
	struct sent_notes *notes;    /* NULL: nothing is known */
	struct bundle_job *bundle;   /* NULL: none is wanted */
	enum output_format format;
	struct report_style style;
	bool fix; /* no reports: the fixes of the batch ... */
	const struct outcomes *outcomes; /* ... or the outcomes, as these are;
					    NULL: reports */
};

/* The resolvers are the crew's. */
void worker_open(struct worker *worker, const struct suffix_list *suffixes,
    struct resolver *resolver, struct resolver *published);
/* What is foreseen is asked of every name server, too; a fault is left out:
 * then they are not asked. */
void worker_ask_servers(
    struct worker *worker, const struct authority_options *options);
void worker_close(struct worker *worker);
/* A letter that is no message becomes a fault. */
void worker_inspect(struct worker *worker, struct batch *batch);

#endif
