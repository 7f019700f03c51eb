/*
 * check_recall - a probe into a message of the state (check_state.h) and back
 *
 * What is kept of a message that was found are its octets and the answers of
 * the DNS, of any other one the finding: the report is made of them again.
 */
#ifndef MAILPLUMB_CHECK_CHECK_RECALL_H
#define MAILPLUMB_CHECK_CHECK_RECALL_H

#include "mailplumb/check/check_probe.h"
#include "mailplumb/check/check_state.h"

/* As it was composed; the texts are copied into `arena`. */
void recall_composed(struct state_message *message, struct arena *arena,
    const struct probe_run *probe);
/* What the server said. */
void recall_sent(struct state_message *message, struct arena *arena,
    const struct probe_run *probe);
void recall_found(struct state_message *message, struct arena *arena,
    const struct probe_run *probe, const struct mailbox_event *event);
/* The finding, or the fault, that decided the probe. */
void recall_missing(struct state_message *message, struct arena *arena,
    const struct probe_run *probe);

/* An open probe becomes that of a message which was sent. */
void probe_recall(struct probe_run *probe, struct state_message *message);
/* ... and its fate is what it was.  `dns` NULL: no answers. */
void probe_replay(struct probe_run *probe, const struct state_dns *dns);

#endif
