/*
 * question - what `align` and `spf` are: a question to the DNS, and no message
 *
 *	struct run {
 *		struct question question;	... must be the first member
 *		struct spf_verdict verdict;
 *	};
 *	if (question_open(&run.question, &spf, &options, &fault))
 *		question_answer(&run.question, &fault);
 *	question_close(&run.question);	... in any case
 *
 * With --overlay it is answered twice, with --fix-format what the findings ask
 * to be published is printed in place of the report.
 */
#ifndef MAILPLUMB_QUESTION_H
#define MAILPLUMB_QUESTION_H

#include "common/net/suffix.h"
#include "mailplumb/options/fixes.h"

struct question;

struct question_kind {
	const char *schema; /* "mailplumb.spf/1" */
	const char *member; /* of the verdict in it: "spf" */
	/* By question->in.dns: the verdict, and the findings about it. */
	void (*check)(struct question *question);
	void (*report)(const struct inspection *in, struct report_style style,
	    struct text *out);
	struct json *(*verdict)(const struct question *question);
};

struct question {
	const struct question_kind *kind;
	const struct common_options *options;
	struct arena *arena;
	struct suffix_list *suffixes;
	struct resolver *resolver, *published; /* what_if.h */
	struct premises premises;
	struct inspection in;
	struct fixes fixes;
};

/* All but the DNS.  FAULT_OURS. */
bool question_open(struct question *question, const struct question_kind *kind,
    const struct common_options *options, struct fault *fault);
/* Ask the DNS and print what comes of it. */
bool question_answer(struct question *question, struct fault *fault);
void question_close(struct question *question);

/* The exit status for a result: 0 pass, 4 no answer of the DNS, else 1. */
int question_exit_status(enum auth_result result);

#endif
