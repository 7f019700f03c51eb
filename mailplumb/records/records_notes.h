/* records_notes - what is missing in a wish, or will not come out as meant */
#ifndef MAILPLUMB_RECORDS_RECORDS_NOTES_H
#define MAILPLUMB_RECORDS_RECORDS_NOTES_H

#include "mailplumb/records/records_wish.h"

struct records_note {
	struct bytes text; /* a sentence or two */
	struct records_note *next;
};

struct records_note *records_notes(
    struct arena *arena, const struct records_wish *wish);

#endif
