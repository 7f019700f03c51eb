/*
 * dns_replay - the answers of an earlier run (docs/report.md, DNS on record)
 *
 * Names that are not listed do not exist, unless one that exists lies below.
 */
#ifndef COMMON_DNS_DNS_REPLAY_H
#define COMMON_DNS_DNS_REPLAY_H

#include "common/dns/dns_set.h"

/* Into `set`, which becomes literal.  A fault is FAULT_INPUT and says which
 * answer, from 1, is wrong. */
bool dns_replay_read(
    struct dns_set *set, struct bytes text, struct fault *fault);

#endif
