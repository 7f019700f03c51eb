/*
 * matrix - senders against mailboxes: what became of each, in a table
 *
 * A row is a sender, a column a mailbox.  Below the table stands where the
 * receivers of one sender's messages disagree, and why.  At most five columns
 * fit beside each other; more are put into blocks.
 */
#ifndef INSPECT_REPORT_MATRIX_H
#define INSPECT_REPORT_MATRIX_H

#include "inspect/report/report.h"

struct matrix_cell {
	const struct inspection *in; /* NULL: nothing was checked */
	bool failed;		     /* ... since something of ours failed */
};

struct matrix {
	const struct bytes *senders, *mailboxes; /* their names */
	size_t sender_count, mailbox_count;
	const struct matrix_cell *cells; /* row by row */
};

void report_matrix(
    const struct matrix *matrix, struct report_style style, struct text *out);

#endif
