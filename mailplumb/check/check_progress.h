/* check_progress - what a run of `check` tells on stderr while it goes on, and
 * the dialogues with servers */
#ifndef MAILPLUMB_CHECK_CHECK_PROGRESS_H
#define MAILPLUMB_CHECK_CHECK_PROGRESS_H

#include "mailplumb/check/check_run.h"

/* "prod -> gmail: WHAT", asked for or not. */
void progress_tell(const struct probe_run *probe, struct bytes what);
/* The same where progress is wanted. */
void progress(const struct check_run *run, const struct probe_run *probe,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
/* To the first probe that this mailbox concerns. */
void progress_watch(const struct check_run *run, const struct watch_run *watch,
    const char *what);
double progress_seconds(int64_t time); /* since then */

/* Whether anybody wants its lines. */
bool progress_dialogue(
    const struct check_run *run, struct dialogue *dialogue, struct bytes name);
/* A line of it; `context` is the dialogue.  The first is called from the
 * thread of a sending. */
void progress_sending(void *context, enum wire wire, struct bytes line);
void progress_mailbox(void *context, bool sent, struct bytes line);

#endif
