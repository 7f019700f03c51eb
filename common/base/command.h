/*
 * command - a shell's command, run to give or take a secret
 *
 * It is a process group of its own, has a time to keep and must exit 0; its
 * standard error stays ours.  What would end us (SIGINT, SIGTERM, SIGHUP)
 * meanwhile ends it first.  Several threads may call; one command runs at a
 * time.
 */
#ifndef COMMON_BASE_COMMAND_H
#define COMMON_BASE_COMMAND_H

#include "common/base/arena.h"
#include "common/base/fault.h"

#define COMMAND_INPUT_MOST ((size_t)32 * 1024) /* octets; a pipe holds them */

struct command {
	struct bytes line;  /* for sh -c */
	struct bytes input; /* its standard input; absent: none */
	int64_t timeout;    /* ms */
	char *out;	    /* for what it prints */
	size_t room;	    /* octets of `out`; more are read, but not kept */
	size_t out_len;
};

/* Faults are FAULT_USAGE and name the command, not its arguments. */
bool command_run(
    struct command *command, struct arena *arena, struct fault *fault);

/* "command "pass ...""; arguments may be secret. */
void command_name(struct bytes line, char *name, size_t size);

#endif
