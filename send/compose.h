/*
 * compose - a test message, from what the user asked for to octets
 *
 * Pure: files are read, the token is made and the clock is looked at by the
 * caller, so the same request gives the same octets.  The message obeys
 * RFC 5322: CRLF, header lines of 78 columns where folding can do it and 998
 * always, ASCII header (RFC 2047 and 2231 for the rest, A-labels for domains).
 * No text of the request can end a line: CR, LF and NUL in addresses, subject,
 * fields and file names are faults.
 *
 * The header is marked as made by a program (RFC 3834 and older habits), so
 * that no responder answers a probe; an extra field of the same name takes the
 * place of such a mark.
 */
#ifndef SEND_COMPOSE_H
#define SEND_COMPOSE_H

#include "common/base/arena.h"
#include "common/base/fault.h"

struct compose_item {
	struct bytes text;
	const struct compose_item *next;
};

struct compose_file {
	struct bytes name; /* its path; of an attachment only what follows the
			      last '/' is sent */
	struct bytes content;
	const struct compose_file *next; /* of attachments only */
};

/* What SES reads from the header and removes; absent: not written. */
struct compose_ses {
	struct bytes configuration_set;
	struct bytes tenant;
	struct bytes source_arn, from_arn, return_path_arn;
	const struct compose_item *tags; /* "name=value" each */
};

struct compose_request {
	struct bytes token; /* of token_make() */
	int64_t now;

	struct bytes from;	    /* one address, "Example <a@example.com>" */
	struct bytes to;	    /* one address or a list */
	struct bytes envelope_from; /* absent: the address of `from`; present
				       and empty: the null sender */
	bool label;		    /* put "+TOKEN" behind each local part of
				       `to`, as SES's simulator takes it */
	struct bytes subject;	    /* absent: our own; " [TOKEN]" follows */

	const struct compose_file *text; /* NULL: an explanation of our own */
	const struct compose_file *html; /* NULL: none */
	const struct compose_file *attachments;
	const struct compose_item *fields; /* "Name: value" each */
	struct bytes list_unsubscribe;	   /* an https URL (RFC 8058); absent */
	const struct compose_ses *ses;	   /* NULL: the server is not SES */

	/*
	 * A whole message instead of all from `subject` to `list_unsubscribe`
	 * (a fault together with any of them): sent as it is, the token and
	 * SES's fields put on top.  Line ends become CRLF; a token field that
	 * stands in it already is left out.
	 */
	const struct compose_file *raw;
};

struct composed {
	struct bytes raw;	    /* in the arena */
	struct bytes envelope_from; /* domain as A-labels; present and empty:
				       the null sender */
	const struct bytes *recipients; /* as they go into RCPT TO */
	size_t recipient_count;
	bool smtputf8; /* an address is not ASCII (RFC 6531): the server must
			  offer that; for SES, which does not, a fault */

	struct bytes from_domain; /* canonical, of the request's `from` */
	struct bytes subject;	  /* UTF-8, with the token; of a raw message
				     its own as it stands there, or absent */
	struct bytes message_id;  /* with its angle brackets; absent when a raw
				     message has none */
	size_t line_ends_changed; /* of a raw message: LF or CR alone */
};

/*
 * Faults: FAULT_USAGE for an option's value, FAULT_INPUT for the content of a
 * file and a message larger than LIMIT_MESSAGE, or LIMIT_SES_MESSAGE when it
 * goes to SES.  They name the value and what to do.
 */
bool compose(struct arena *arena, const struct compose_request *request,
    struct composed *out, struct fault *fault);

#endif
