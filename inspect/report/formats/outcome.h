/*
 * outcome - what a run comes to, as monitoring and build servers want it
 *
 * Formats whose first line tells of the whole run cannot be written report by
 * report.  So each inspection leaves an outcome, a few hundred octets that need
 * nothing of it, and the format is written from the list at the end.  What
 * could not be done, a fault, is an outcome as well: a program that reads only
 * our output must not take silence for health.
 *
 * Every text is valid UTF-8 on one line without control characters, as
 * text_shown() makes it, and bounded; `path` and `report` alone are not.
 */
#ifndef INSPECT_REPORT_FORMATS_OUTCOME_H
#define INSPECT_REPORT_FORMATS_OUTCOME_H

#include "common/base/fault.h"
#include "inspect/report/report.h"

enum outcome_kind {
	OUTCOME_RUN,	 /* of the run itself: a fault */
	OUTCOME_PROBE,	 /* a message that `check` sent */
	OUTCOME_MESSAGE, /* one that lay somewhere */
	OUTCOME_SENDER,	 /* foreseen: there is no message */
};

/* What it is about.  Absent where it means nothing. */
struct outcome_name {
	enum outcome_kind kind;
	struct bytes check, sender, mailbox;
	struct bytes source; /* a file, a mailbox, a domain */
	struct bytes folder;
	struct bytes path; /* of a file, its octets as they are */
	uint32_t uid;	   /* 0: none */
	size_t number;	   /* in an mbox, from 1; else 0 */
};

enum outcome_method { OUTCOME_DKIM, OUTCOME_SPF, OUTCOME_DMARC };
#define OUTCOME_METHODS 3

struct outcome_result {
	bool required;
	enum standing standing;
	enum auth_result reported, verified; /* never merged */
	/* An identifier that passed aligns; of DMARC: it passed. */
	bool reported_aligned, verified_aligned;
};

struct outcome_finding {
	const struct catalogue_row *row;
	enum severity severity;
	struct bytes message;
	struct bytes fix;		   /* absent: nothing to do */
	const struct catalogue_row *cause; /* NULL: a root */
	size_t line; /* of the message, from 1, that shows it; 0: none does */
	struct outcome_finding *next;
};

struct outcome {
	struct outcome_name name;
	struct bytes fault;  /* why nothing is known; absent: something is */
	struct bytes reason; /* of the verdict, or the fault */
	struct bytes author; /* the domain; absent: none */
	struct bytes report; /* in full, for people, several lines; absent:
				nobody asked for it */
	enum verdict verdict;
	int exit_code; /* as mailplumb(1) has it */
	enum severity fail_on;
	bool present; /* there is a message, and it was inspected */
	enum placement placement;
	struct timing timing;
	int64_t warn_after, deadline; /* ms; 0: none */
	struct outcome_result results[OUTCOME_METHODS];
	struct outcome_finding *findings; /* worst first */
	struct outcome *next;
};

/* A report in full. */
typedef void outcome_render(
    const struct inspection *in, struct report_style style, struct text *out);
outcome_render outcome_text; /* of a message, or of what is foreseen */

struct outcomes {
	struct arena *arena;
	struct report_style style;
	outcome_render *render; /* makes `report`; NULL: it is not made */
	struct outcome *first, *last;
	size_t count;
	int64_t ended; /* the time of the run */
	int64_t took;  /* ms; TIME_UNKNOWN: not told */
	int exit_code; /* of the run */
};

/* How monitoring sees it: contract 2 of the exit codes. */
enum outcome_state {
	STATE_OK,
	STATE_RISK,    /* a risk alone */
	STATE_UNKNOWN, /* nobody can tell: 2, 3, 4, 7, 70 */
	STATE_FAILED,  /* 1, 5, 6 */
};

void outcomes_add(struct outcomes *run, const struct inspection *in);
/* Nothing is known of what this names; `in` NULL: of the run. */
void outcomes_add_fault(struct outcomes *run, const struct inspection *in,
    const struct fault *fault);
/* All of `more`, copied, behind what is there. */
void outcomes_join(struct outcomes *run, const struct outcomes *more);

enum outcome_state outcome_state(const struct outcome *outcome);
/* The worst of all, in the order of the enum; of none: unknown. */
enum outcome_state outcomes_state(const struct outcomes *run);
size_t outcomes_faults(const struct outcomes *run);
size_t outcomes_in(const struct outcomes *run, enum outcome_state state);

/* From accepted to found, ms; TIME_UNKNOWN: not both are known. */
int64_t outcome_delivery(const struct outcome *outcome);
/* "prod-to-gmail: prod -> gmail", "FILE message 3", "example.com". */
void outcome_title(const struct outcome *outcome, struct text *out);
/* Of two names, as for qsort(); 0: it is the same check, sender and mailbox, or
 * the same source, once more. */
int outcome_compare(const struct outcome *a, const struct outcome *b);
const char *outcome_method_word(enum outcome_method method); /* "dkim" */
/* At or above what the run is to fail on. */
bool outcome_weighs(
    const struct outcome *outcome, const struct outcome_finding *finding);

#endif
