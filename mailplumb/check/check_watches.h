/*
 * check_watches - when the mailboxes of a run are closed
 *
 * A report that returns a message may arrive in another mailbox than the one
 * the message was for, and after all that was sought there is found.
 */
#ifndef MAILPLUMB_CHECK_CHECK_WATCHES_H
#define MAILPLUMB_CHECK_CHECK_WATCHES_H

#include "mailplumb/check/check_run.h"

void watch_close(struct watch_run *watch);

/* Close those that nobody needs any more; others without probes of their own
 * go on looking for reports. */
void watches_settle(struct check_run *run);

#endif
