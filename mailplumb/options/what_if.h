/*
 * what_if - the same report twice: as it is, and as if an overlay were
 * published
 *
 * With --overlay a command does its work once with the DNS as it is and once
 * with what the overlay puts over it.  Its exit code is that of the latter.
 */
#ifndef MAILPLUMB_OPTIONS_WHAT_IF_H
#define MAILPLUMB_OPTIONS_WHAT_IF_H

#include "common/dns/resolver.h"
#include "inspect/report/report.h"
#include "mailplumb/options/common_options.h"

/* The DNS without the overlay; NULL without a fault: there is no overlay. */
struct resolver *what_if_resolver(
    const struct common_options *options, struct fault *fault);

/* One report in both its forms. */
struct rendered {
	struct text text;
	struct json *json;
};

struct rendered rendered_new(void);
void rendered_free(struct rendered *rendered);

/* "As it is", "With the overlay", "Difference"; quiet: the last report's line
 * alone. */
void what_if_text(const struct rendered *before, const struct rendered *after,
    struct report_style style, struct text *out);
/* To the output of the options, in their format: `after` alone when `before`
 * has no JSON, else both. */
bool what_if_print(struct rendered *before, struct rendered *after,
    const struct common_options *options, struct fault *fault);

/* The report after, with `before` and `difference` put in; both of `before`
 * and `after` lose their JSON to it.  The caller frees it. */
struct json *what_if_json(struct rendered *before, struct rendered *after);

#endif
