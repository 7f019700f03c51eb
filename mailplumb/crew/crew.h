/*
 * crew - inspects the messages or senders of a run, several at a time
 *
 * Each worker takes a few letters from the intake, inspects them with tools of
 * its own and renders the reports; whoever completes what is next in line
 * writes it.  Reports and faults come out in the order of the letters,
 * whatever the number of workers, and only so many letters are on their way
 * that memory stays flat.
 */
#ifndef MAILPLUMB_CREW_CREW_H
#define MAILPLUMB_CREW_CREW_H

#include "common/dns/authority.h"
#include "inspect/report/formats/outcome.h"
#include "mailplumb/crew/inspect_bundle.h"
#include "mailplumb/crew/intake.h"
#include "mailplumb/crew/sent_notes.h"
#include "mailplumb/options/fixes.h"
#include "mailplumb/options/output.h"

struct crew {
	unsigned jobs; /* workers, from 1 to JOBS_MOST */
	letter_source *next;
	void *from;  /* of `next` */
	size_t most; /* letters that a worker takes at once; 0: many */
	const struct suffix_list *suffixes;
	struct resolver *resolver; /* NULL: --no-dns */
	struct resolver
	    *published;		  /* without the overlay; NULL: there is none */
	struct sent_notes *notes; /* NULL: nothing is known */
	struct bundle_job *bundle; /* of one job alone; NULL: none is wanted */
	enum output_format format;
	struct report_style style;
	struct fixes *fixes; /* of all letters, instead of reports; NULL */
	struct outcomes *outcomes; /* the same; then nothing is written */
	/* Whom to ask one by one about what is foreseen; NULL: nobody. */
	const struct authority_options *servers;
	struct output *output;

	size_t reports; /* written */
	int exit_code;	/* the first in rank of all letters */
};

/* Until the intake ends, into the output of the options, with --fix-format what
 * all letters ask for in place of reports; an older file stays when there was
 * nothing to write.  After a failure this may end the process. */
bool crew_write(struct crew *crew, const struct common_options *common,
    struct fault *fault);

/* Print a fault, and let it count for the exit code. */
void crew_fault(struct crew *crew, const struct fault *fault);

unsigned crew_processors(void); /* a good number of jobs */

#endif
