/*
 * ses - the names that Amazon SES derives from a region
 *
 * A region that is not in the table is used like any other: regions come more
 * often than releases of this program.  Names come in lower case.
 *
 * Source: the SES developer guide (SMTP endpoints, custom MAIL FROM, mailbox
 * simulator) and headers of real messages.
 */
#ifndef COMMON_MAIL_SES_H
#define COMMON_MAIL_SES_H

#include "common/base/arena.h"

struct ses_region {
	const char *name;
	bool fips;	       /* has a FIPS endpoint */
	bool own_dkim_zone;    /* Easy DKIM's keys: dkim.REGION.amazonses.com */
	const char *id_prefix; /* of the message ids it gives; NULL: unknown */
};

/* Ended by a row without a name. */
const struct ses_region *ses_regions(void);
const struct ses_region *ses_region_row(struct bytes name); /* NULL: unknown */

/* Letters, digits and hyphens, as in "us-east-1": may stand in a host name. */
bool ses_region_valid(struct bytes name);

enum ses_endpoint {
	SES_STANDARD = 0,
	SES_FIPS = 1,
	SES_DUAL_STACK = 2, /* IPv4 and IPv6 */
	SES_FIPS_DUAL_STACK = SES_FIPS | SES_DUAL_STACK,
};

/* "email-smtp.us-east-1.amazonaws.com" and its kin. */
struct bytes ses_smtp_host(
    struct arena *arena, struct bytes region, enum ses_endpoint endpoint);
/* "email.us-east-1.amazonaws.com" and its kin: the API. */
struct bytes ses_api_host(
    struct arena *arena, struct bytes region, enum ses_endpoint endpoint);
/* The region that an SES SMTP host of any endpoint serves, a view into `host`;
 * absent when it is no such host. */
struct bytes ses_host_region(struct bytes host);

/* How SES wants the connection on each of its ports; 0 is any other port. */
enum ses_port_tls { SES_PORT_OTHER, SES_PORT_STARTTLS, SES_PORT_TLS };
enum ses_port_tls ses_port_tls(unsigned port);

/* "<ID@domain>" for the id that the reply to DATA carried. */
struct bytes ses_message_id(
    struct arena *arena, struct bytes region, struct bytes id);
/* The domain of Return-Path while no custom MAIL FROM is in use. */
struct bytes ses_mail_from_domain(struct arena *arena, struct bytes region);
/* The region that either of these two belongs to, a view into `domain` unless
 * it goes without saying; absent when `domain` is not one of SES's. */
struct bytes ses_domain_region(struct bytes domain);
/* The host that the MX of a custom MAIL FROM domain must name. */
struct bytes ses_feedback_host(struct arena *arena, struct bytes region);

/* The region of such a host, a view into it; absent when it is none. */
struct bytes ses_feedback_region(struct bytes host);

/*
 * Where a region keeps the keys of Easy DKIM: a CNAME points from
 * TOKEN._domainkey.DOMAIN to TOKEN.ZONE.  What SES itself says of an identity
 * (SigningHostedZone) counts more.  Source: AWS general reference, SES
 * endpoints, DKIM domains.
 */
struct bytes ses_dkim_zone(struct arena *arena, struct bytes region);
/* It is such a zone, of whatever region. */
bool ses_dkim_zone_is(struct bytes zone);
/* The form of Easy DKIM's tokens: 32 letters and digits. */
bool ses_dkim_token_is(struct bytes selector);

/* The form of an SES id: hexadecimal digits and hyphens. */
bool ses_id_valid(struct bytes id);
/* The region whose ids begin like this one; absent when not known. */
struct bytes ses_id_region(struct bytes id);

/* success, bounce, ooto, complaint, suppressionlist; else NULL. */
const char *ses_simulator_address(struct bytes word);

#endif
