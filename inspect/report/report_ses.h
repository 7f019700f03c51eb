/* report_ses - what SES says of a sender */
#ifndef INSPECT_REPORT_REPORT_SES_H
#define INSPECT_REPORT_REPORT_SES_H

#include "common/base/json.h"
#include "inspect/model/model.h"
#include "inspect/report/page.h"

/* "SES in us-east-1 says of example.com: ..."; nothing when SES was not
 * asked. */
void ses_words(const struct inspection *in, struct text *out);
/* One line; nothing when SES was not asked. */
void report_ses(struct page *page, const struct inspection *in);
/* `ses` of docs/report.md. */
struct json *json_ses_word(const struct ses_word *word);

#endif
