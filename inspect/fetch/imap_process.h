/*
 * imap_process - start and end mailplumb-imap
 *
 * It gets one end of a socket pair as standard input, an environment of its
 * own and nothing else of ours.
 */
#ifndef INSPECT_FETCH_IMAP_PROCESS_H
#define INSPECT_FETCH_IMAP_PROCESS_H

#include "common/base/fault.h"
#include <stdint.h>
#include <sys/types.h>

struct imap_process {
	pid_t pid; /* 0: none */
	int fd;	   /* non-blocking; -1: none */
};

/* `program`: NULL looks beside our own executable, then in libexec. */
bool imap_process_start(
    struct imap_process *process, const char *program, struct fault *fault);

/* Hang up and wait `patience` ms for its end, then end it. */
void imap_process_end(struct imap_process *process, int64_t patience);

/*
 * It hung up: how did it end?  False and a fault when by a signal or without
 * having said why.
 */
bool imap_process_ended(struct imap_process *process, struct fault *fault);

#endif
