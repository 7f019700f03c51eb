/*
 * served - what name servers say one by one; a part of model.h
 *
 * `struct served` is that of common/dns/served.h, filled by `mailplumb dns`
 * and `check`.  Here is what rules and reports ask of it.
 *
 * A name server that is silent may be cut off from this machine alone: that is
 * never the reason for more than a note.
 */
#ifndef INSPECT_MODEL_SERVED_H
#define INSPECT_MODEL_SERVED_H

#include "common/dns/served.h"

/* The parent names other hosts than the zone itself does. */
bool served_sets_differ(const struct served_zone *zone);
/* Somebody is sent to this host: the parent or the zone names it. */
bool served_is_used(const struct served_host *host);

/* There are records or an alias; else that there are none is said. */
bool served_is_positive(const struct dns_answer *answer);
/* Different data of authorities. */
bool served_differs(const struct served_view *view);
/*
 * ... from servers with the same serial: they will not agree by waiting.  Not
 * of serial 1, with which Route 53 serves whatever has changed.
 */
bool served_contradicts(const struct served_view *view);
/* The one thing that all authorities say; NULL: they differ, or none does. */
const struct served_data *served_by_all(const struct served_view *view);

/* "10 mx.example.com", "v=spf1 -all", "CNAME to x.example.net", "no such
 * name", in the octets of whoever wrote it; at most 8 records. */
struct bytes served_text(struct arena *arena, const struct dns_answer *answer);

#endif
