/*
 * intake - the messages of a run, one after the other
 *
 * They come from the operands: files, mbox files, Maildirs, folders, standard
 * input and mailboxes, then from the files that a list names, if there is one.
 */
#ifndef MAILPLUMB_CREW_INTAKE_H
#define MAILPLUMB_CREW_INTAKE_H

#include "inspect/fetch/source.h"
#include "mailplumb/options/common_options.h"

struct intake_options {
	const struct common_options *common;
	const char *password_file; /* of imaps://..., or NULL */
	char *const *operands;
	size_t count;
	const char *files_from; /* a list, "-": on standard input; or NULL */
	bool null;		/* NUL ends its names, else line ends do */
};

/* What is inspected next, or a fault in its place. */
struct letter {
	enum source_step step; /* SOURCE_MESSAGE or SOURCE_FAULT */
	bool foreseen;	       /* there is no message: what is published for
				  the sender that the premises tell of */
	struct origin origin;
	struct bytes raw;
	struct premises premises;   /* those of the run, or of its mailbox */
	const struct ses_word *ses; /* of the sender; NULL: SES was not asked */
	bool named;		    /* there may be more than one: say which */
	struct fault fault;
};

/* Where letters come from: false at the end.  What the letter points to is in
 * the arena. */
typedef bool letter_source(
    void *from, struct arena *arena, struct letter *letter);

struct intake;

/* FAULT_INPUT: the list cannot be opened.  All that is passed must last. */
struct intake *intake_open(const struct intake_options *options,
    const struct premises *premises, struct fault *fault);
void intake_close(struct intake *intake); /* NULL is fine */

/* The letter_source of an intake. */
bool intake_next(void *from, struct arena *arena, struct letter *letter);

#endif
