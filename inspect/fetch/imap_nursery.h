/*
 * imap_nursery - IMAP processes that share the memory they have in common
 *
 * Most of what an IMAP process takes is the same in all of them: libraries,
 * linked and got ready.  So a first one, the nursery, does nothing but that and
 * makes the others of itself, by clone(2); twenty connections then take little
 * more than one.  They are children of whoever asked for them, as if they had
 * been spawned.  The nursery never talks to a server, and ends when its end of
 * a socket pair says that nobody will ask any more.
 */
#ifndef INSPECT_FETCH_IMAP_NURSERY_H
#define INSPECT_FETCH_IMAP_NURSERY_H

#include <stdbool.h>
#include <sys/types.h>

/* The argument that makes the program a nursery; its socket is then 0. */
#define NURSERY_WORD "nursery"

/*
 * Start the program as a nursery unless one runs, and have it make a process
 * that gets `fd` as its standard input.  False when that cannot be had; then
 * spawning may be.  For all threads.
 */
bool nursery_ask(const char *program, int fd, pid_t *pid,
    bool (*spawn)(const char *program, int fd, const char *word, pid_t *pid));

/* In the nursery: returns in each process that it makes; ends otherwise. */
void nursery_run(void);

#endif
