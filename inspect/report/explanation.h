/*
 * explanation - how a finding comes about, what it looks like, what to do
 *
 * The catalogue (inspect/model/catalogue.h) has what reports need; what is
 * told here is for who wants to understand it: `mailplumb explain` and the
 * manual page.  Each row of the catalogue has one row here.
 */
#ifndef INSPECT_REPORT_EXPLANATION_H
#define INSPECT_REPORT_EXPLANATION_H

#include "common/base/json.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/report.h"

struct explanation {
	const char *id;
	const char *cause;   /* whole sentences */
	const char *example; /* what somebody would see */
};

/* No id at the end of each. */
extern const struct explanation explanation_way[], explanation_dkim[],
    explanation_spf[], explanation_dmarc[], explanation_message[],
    explanation_ses[];

const struct explanation *explanation_of(const char *id); /* NULL: none */

/* `fix` is the catalogue's, its placeholders filled; absent: none. */
void explanation_text(const struct catalogue_row *row, struct bytes fix,
    struct report_style style, struct text *out);
struct json *explanation_json(
    const struct catalogue_row *row, struct bytes fix);
/* An item of a list in mdoc(7). */
void explanation_mdoc(
    const struct catalogue_row *row, struct bytes fix, struct text *out);

#endif
