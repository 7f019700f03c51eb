/*
 * check_state_file - the state of `check --async` on disk: locked, replaced
 * whole
 *
 * One run at a time has it, by a lock on FILE.lock (fcntl(2), so that it ends
 * with the process, whatever ends that); FILE.lock stays, empty.  FILE is
 * written as FILE.new, brought to disk, and renamed: who reads it sees the old
 * one or the new one.  Its mode is 0600: it holds addresses and messages.
 *
 * FAULT_USAGE: its folder is not ours to write.  FAULT_UNDECIDED: another run
 * has it.  FAULT_INPUT: what is there is no state of ours; it is left alone.
 * FAULT_OURS: it cannot be written.
 */
#ifndef MAILPLUMB_CHECK_CHECK_STATE_FILE_H
#define MAILPLUMB_CHECK_CHECK_STATE_FILE_H

#include "mailplumb/check/check_state.h"

struct state_file {
	const char *path; /* where links lead */
	const char *beside;
	int lock; /* -1: not locked */
};

/* Have it for oneself; another run is waited for, `patience` ms. */
bool state_file_open(struct state_file *file, struct arena *arena,
    const char *path, int64_t patience, struct fault *fault);
void state_file_close(struct state_file *file);

/* An empty one where there is no file. */
bool state_file_read(const struct state_file *file, struct state *state,
    struct arena *arena, struct fault *fault);
/* True: it is on disk. */
bool state_file_write(const struct state_file *file, const struct state *state,
    struct fault *fault);

#endif
