/*
 * dns_overlay - what somebody is about to publish
 *
 * A master file (dns_zone.h), or a Route 53 change batch as the command
 * `aws route53 change-resource-record-sets` takes it, alone or with
 * HostedZoneId around it; told apart by the '{' that begins the latter.
 *
 *	CREATE, UPSERT	the records of this name and type are these
 *	DELETE		there are none of this type
 *
 * A later change, or file, replaces an earlier one.  Names are absolute with
 *and without final dot; \052 is octal (developer guide, "DNS domain name
 * format").  What only Amazon's servers know is refused: AliasTarget and
 * routing policies.
 */
#ifndef COMMON_DNS_DNS_OVERLAY_H
#define COMMON_DNS_DNS_OVERLAY_H

#include "common/base/fault.h"
#include "common/dns/dns_set.h"

/* A fault is FAULT_INPUT and names the file and the line, or the change. */
bool dns_overlay_read(struct dns_set *set, struct bytes text, const char *file,
    struct fault *fault);

#endif
