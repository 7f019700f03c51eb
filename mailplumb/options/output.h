/*
 * output - where results go: standard output, or a file all or nothing
 *
 * A file is written beside its place and renamed when it is complete, so an
 * old one stays whole until then; a failure or Ctrl-C leaves only the old
 * one.  What is not an ordinary file (/dev/stderr, a pipe) is written to
 * directly.  FAULT_USAGE: it cannot be created; FAULT_OURS: written to.
 */
#ifndef MAILPLUMB_OPTIONS_OUTPUT_H
#define MAILPLUMB_OPTIONS_OUTPUT_H

#include "common/base/bytes.h"
#include "common/base/fault.h"

struct output {
	int fd;
	const char *path;   /* NULL: standard output */
	char *target;	    /* where the links of path lead */
	const char *beside; /* NULL: written directly */
};

/* One output at a time.  `path` NULL: standard output. */
bool output_open(struct output *output, const char *path, struct fault *fault);
bool output_write(struct output *output, struct bytes b, struct fault *fault);
/* Put the complete file in its place. */
bool output_close(struct output *output, struct fault *fault);
void output_abandon(struct output *output);

/* All of it at once: open, write, close; nothing is left after a fault. */
bool output_all(const char *path, struct bytes text, struct fault *fault);

#endif
