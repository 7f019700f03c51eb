/*
 * check_look - the records of a run's senders, before anything is sent
 */
#ifndef MAILPLUMB_CHECK_CHECK_LOOK_H
#define MAILPLUMB_CHECK_CHECK_LOOK_H

#include "mailplumb/check/check_report.h"
#include "mailplumb/check/check_run.h"

struct check_look {
	struct check_run *run;
	struct check_report *report;
	const struct common_options *options;
	const struct suffix_list *suffixes;
	struct resolver *resolver; /* NULL: --no-dns */
	bool ask_ses;
};

/* Until all name servers have what each sender needs, or the time is over. */
bool check_look_wait(const struct check_look *look, struct fault *fault);
/* Look at them, tell what is wrong, and let the probes know.  What SES, which
 * is being asked, says of the domains counts if it comes in a second. */
bool check_look(const struct check_look *look, struct fault *fault);
/* Nothing is sent: what would become of a message is foreseen.  What SES says
 * is waited for. */
bool check_look_only(const struct check_look *look, struct fault *fault);

#endif
