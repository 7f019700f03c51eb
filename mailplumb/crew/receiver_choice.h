/*
 * receiver_choice - what --receiver names, by the rows of the configuration
 *
 * The option is read before the configuration, which may describe receivers of
 * its own.
 */
#ifndef MAILPLUMB_CREW_RECEIVER_CHOICE_H
#define MAILPLUMB_CREW_RECEIVER_CHOICE_H

#include "mailplumb/options/common_options.h"

/*
 * Put the user's own rows (NULL: none) and the receiver of the options into
 * the premises; `auto` is nobody.  FAULT_USAGE for a name that no row has.
 */
bool receiver_choice(struct arena *arena, const struct common_options *options,
    const struct receiver *own, struct premises *premises, struct fault *fault);

#endif
