/*
 * plain - what an HTML body says, as text beside it
 *
 * No browser: blocks become lines, list items get "* ", links show where they
 * lead, scripts and styles vanish.  Enough that the two parts of a message say
 * the same, which filters look at.
 */
#ifndef SEND_PLAIN_H
#define SEND_PLAIN_H

#include "common/base/arena.h"

/* UTF-8 lines ended by CRLF; empty when the HTML shows no text. */
struct bytes plain_of_html(struct arena *arena, struct bytes html);

#endif
