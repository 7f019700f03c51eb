/*
 * fixes - what all findings of a run ask to be published (--fix-format)
 *
 *	struct fixes fixes = { .arena = arena };
 *	fixes_add(&fixes, &in);			... for each inspection
 *	fixes_write(&fixes, suffixes, options, &out);
 *
 * Of findings that follow from another only the cause counts.  Everything is
 * copied into the arena, so the inspection and its DNS may go.
 */
#ifndef MAILPLUMB_OPTIONS_FIXES_H
#define MAILPLUMB_OPTIONS_FIXES_H

#include "common/net/suffix.h"
#include "mailplumb/options/common_options.h"

#define FIXES_MOST 1000 /* changes; as Route 53 takes in one batch */

struct fixes {
	struct arena *arena;
	struct change *changes; /* each once, as found */
	struct change *theirs;	/* in zones of other organisations */
	struct fix_command *commands;
	size_t count;
	bool full; /* there were more changes or commands */
};

void fixes_add(struct fixes *fixes, const struct inspection *in);
void fixes_join(struct fixes *fixes, const struct fixes *more);

/*
 * Merged, in the format of the options, the changes of each organisational
 * domain together: a change batch is about one zone.  What others have to
 * publish is no part of a batch for the user's own zone: where the format has
 * no comments it is said on stderr, unless there is nothing else.  Commands are
 * comments, or lines on stderr where the format has none; that nothing is to
 * be published is said there, too.
 */
void fixes_write(const struct fixes *fixes, const struct suffix_list *suffixes,
    const struct common_options *options, struct text *out);

/* ... to the output of the options. */
bool fixes_print(const struct fixes *fixes, const struct suffix_list *suffixes,
    const struct common_options *options, struct fault *fault);

#endif
