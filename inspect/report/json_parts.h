/* json_parts - the objects of docs/report.md, for report_json() */
#ifndef INSPECT_REPORT_JSON_PARTS_H
#define INSPECT_REPORT_JSON_PARTS_H

#include "common/base/json.h"
#include "inspect/model/model.h"

struct json *json_dkim(const struct inspection *in);
struct json *json_spf(const struct inspection *in);
struct json *json_dmarc(const struct inspection *in);
struct json *json_arc(const struct inspection *in);
struct json *json_claims(const struct inspection *in);

/* What we computed, as `spf` of the report and of `mailplumb spf`: reported
 * and aligned are null.  NULL: nothing was computed. */
struct json *json_spf_verdict(const struct spf_verdict *verdict);
/* The same of DMARC: reported is null. */
struct json *json_dmarc_verdict(const struct dmarc_verdict *verdict);

struct json *json_findings(const struct finding *findings);
/* [{action, name, type, ttl, data, replaces}], data as dns_report.h has it. */
struct json *json_change(const struct change *change);
struct json *json_changes(const struct change *changes);

/* null without a source; "<>" for the null sender. */
struct json *json_fact(const struct fact *fact);
/* Present and empty says nothing: null. */
struct json *json_filled(struct bytes b);
struct json *json_result(enum auth_result result);
struct json *json_results(const struct claim_field *field); /* its claims */
struct json *json_dns(const struct inspection *in);
/* "TEXT: DETAIL". */
struct json *json_reason(const char *text, struct bytes detail);

#endif
