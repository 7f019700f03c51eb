/*
 * spf_macro - the macros of SPF (RFC 7208 7)
 *
 *	%{d} %{ir} %{l1r-} ...	a letter, a number of parts, `r` to turn them
 *				round, the delimiters between them; a capital
 *				escapes the value for a URL
 *	%% %_ %-		a percent sign, a blank, "%20"
 *
 * Text is checked when the record is read, so what is expanded is well
 * formed.  However much a record asks for, an expansion is bounded.
 */
#ifndef COMMON_MAIL_SPF_MACRO_H
#define COMMON_MAIL_SPF_MACRO_H

#include "common/net/ip.h"

enum spf_macro_place {
	SPF_IN_DOMAIN, /* domain-spec, modifiers: letters s l o d i p v h */
	SPF_IN_EXPLANATION, /* ... and c r t; blanks may stand in it */
};

/* Values longer than this are cut; a path of SMTP has 256 octets at most
 * (RFC 5321 4.5.3.1.3). */
#define SPF_VALUE_MOST 512
/* Of the text of exp=, expanded; RFC 7208 6.2 wants it short. */
#define SPF_EXPLANATION_MOST 2048

struct spf_macros {		    /* absent values are empty */
	struct bytes sender;	    /* s */
	struct bytes local;	    /* l */
	struct bytes sender_domain; /* o */
	struct bytes domain;	    /* d: whose record it is */
	struct bytes validated;	    /* p */
	struct bytes helo;	    /* h */
	struct bytes receiver;	    /* r */
	struct ip client;	    /* i c v */
	int64_t now;		    /* t, in ms */
};

/* macro-string, or explain-string: NULL when it is one, else what was
 * expected. */
const char *spf_macro_check(struct bytes text, enum spf_macro_place place);

/* It has the macro %{p}, which costs questions to the DNS. */
bool spf_macro_needs_validated(struct bytes text);

/*
 * A name for the DNS: the final dot removed; when longer than 253 octets,
 * without labels on its left until it fits (7.3), empty when not even the last
 * one does.  Text without macros is not copied.
 */
struct bytes spf_macro_domain(
    struct arena *arena, struct bytes text, const struct spf_macros *macros);

/* The text of exp=, cut at SPF_EXPLANATION_MOST octets. */
struct bytes spf_macro_explanation(
    struct arena *arena, struct bytes text, const struct spf_macros *macros);

#endif
