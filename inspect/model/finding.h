/*
 * finding - what the judge says: what is wrong, what shows it, what to do
 *
 * A part of model.h, which is to be included instead.  A finding whose `cause`
 * is another is its consequence; the others are roots.
 */
#ifndef INSPECT_MODEL_FINDING_H
#define INSPECT_MODEL_FINDING_H

#include "inspect/model/words.h"
#include "publish/change.h"

struct catalogue_row; /* inspect/model/catalogue.h */

struct evidence {
	const char *label;
	struct bytes value;
	struct evidence *next;
};

struct fix_command { /* for a shell, "aws sesv2 ..." */
	struct bytes text;
	struct fix_command *next;
};

struct fix {
	struct bytes text;	/* what to do; absent: nothing */
	struct change *changes; /* ... in the DNS: complete, to be pasted */
	struct fix_command *commands;
};

struct finding {
	const struct catalogue_row *row; /* id, subject ... */
	enum severity severity;		 /* the row's, unless circumstances
					    make it weigh more or less */
	struct bytes message;		 /* what is wrong here, one sentence */
	struct fix fix;
	struct evidence *evidence;
	const struct finding *cause; /* another finding of which this is a
					consequence; NULL: a root */
	struct finding *next;
};

#endif
