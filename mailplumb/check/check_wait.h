/* check_wait - what a run of `check` waits for, and until when */
#ifndef MAILPLUMB_CHECK_CHECK_WAIT_H
#define MAILPLUMB_CHECK_CHECK_WAIT_H

#include "mailplumb/check/check_run.h"
#include <poll.h>

#define SENDINGS_MOST 32   /* at a time: each has a thread */
#define SEND_GRACE    2000 /* ms for them after the end of the run */

int64_t sooner(int64_t a, int64_t b);

/* Its mailbox is ready; its sender may have to wait. */
bool may_send(const struct check_run *run, const struct probe_run *probe);
/* It waits for somebody who may let it wait too long. */
bool may_expire(const struct probe_run *probe);

/* Until something happens, or it is time for something.  `fds` is room for one
 * more than there are mailboxes. */
bool wait_for_news(
    struct check_run *run, struct pollfd *fds, struct fault *fault);

#endif
