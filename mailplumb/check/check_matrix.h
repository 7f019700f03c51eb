/*
 * check_matrix - the probes of a run as a table of senders and mailboxes
 */
#ifndef MAILPLUMB_CHECK_CHECK_MATRIX_H
#define MAILPLUMB_CHECK_CHECK_MATRIX_H

#include "inspect/report/matrix.h"
#include "mailplumb/check/check_run.h"

/* There is something to compare: several mailboxes. */
bool check_matrix_wanted(const struct check_run *run);

/* In the order of their first probes.  Of two probes of one sender and mailbox
 * the one that went worse.  Lives in the arena of the run; the inspections are
 * the probes'. */
struct matrix check_matrix(const struct check_run *run);

#endif
