/* parts - of a page: each writes one, or nothing where there is nothing */
#ifndef INSPECT_REPORT_HTML_PARTS_H
#define INSPECT_REPORT_HTML_PARTS_H

#include "inspect/model/model.h"
#include "inspect/report/html/html.h"

void html_style(struct text *out); /* CSS, the same for every page */

/* The author's domain and what is compared with it, hanging from a plumb
 * line: what aligns touches the line, what does not keeps off it. */
void html_picture(const struct inspection *in, struct text *out);
/* The receiver's word beside ours, method by method. */
void html_witnesses(const struct inspection *in, struct text *out);
/* What is wrong, why, and what to publish and run. */
void html_findings(const struct inspection *in, struct text *out);
/* What is published for a sender beside what it needs. */
void html_records(const struct inspection *in, struct text *out);

/* The same of the sender of a probe, folded. */
void html_published(const struct inspection *in, struct text *out);

/* Name servers one by one, folded. */
void html_served(const struct inspection *in, struct text *out);

/* What stands folded: how it came to that, in full. */
void html_signatures(const struct inspection *in, struct text *out);
void html_spf(const struct inspection *in, struct text *out);
void html_dmarc(const struct inspection *in, struct text *out);
void html_arc(const struct inspection *in, struct text *out);
void html_way(const struct inspection *in, struct text *out);	/* hops ... */
void html_times(const struct inspection *in, struct text *out); /* of a probe */
void html_transit(const struct inspection *in, struct text *out);
void html_claims(const struct inspection *in, struct text *out);
void html_questions(const struct inspection *in, struct text *out);

/* A fold with its title and, dim, what it holds; absent: no such words. */
void fold_open(struct text *out, const char *title, struct bytes remark);
void fold_close(struct text *out);

/* Parts of tables. */
void html_pair(struct text *out, const char *label, struct bytes value);
struct bytes html_count(const struct inspection *in, size_t n);
void html_result(struct text *out, enum auth_result result);
enum tone result_tone(enum auth_result result);

#endif
