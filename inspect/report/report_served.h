/* report_served - name servers one by one, and how waiting for them ended */
#ifndef INSPECT_REPORT_REPORT_SERVED_H
#define INSPECT_REPORT_REPORT_SERVED_H

#include "common/base/json.h"
#include "inspect/model/model.h"
#include "inspect/model/served.h"
#include "inspect/report/page.h"

/* ", named by the parent alone": where parent and zone are not of one mind. */
const char *served_named_by(
    const struct served_zone *zone, const struct served_host *host);
enum tone served_state_tone(enum served_state state);
/* Whoever answered said one thing. */
bool served_says_the_same(const struct served_view *view);

/* Nothing where they were not asked. */
void report_servers(struct page *page, const struct inspection *in);
/* Nothing where nobody waited. */
void report_waited(struct page *page, const struct inspection *in);
struct json *json_waited(const struct inspection *in);

#endif
