/*
 * compose_parts - the parts of composing a message, for send/compose*.c only
 *
 * Each part adds to `text` and returns false with a fault when the request
 * cannot be obeyed.
 */
#ifndef SEND_COMPOSE_PARTS_H
#define SEND_COMPOSE_PARTS_H

#include "common/base/text.h"
#include "common/mail/address.h"
#include "send/compose.h"
#include "send/field.h"

struct composer {
	struct arena *arena;
	const struct compose_request *request;
	struct composed *out;
	struct fault *fault;
	struct text text; /* the message so far */
	struct address_list from, to;
};

/* compose_address.c: the addresses of the request, read and made sendable:
 * domains as A-labels, the envelope in `out`. */
bool compose_addresses(struct composer *c);
/* A field of addresses; `what` names it in a fault. */
bool compose_address_field(struct composer *c, struct bytes name,
    struct bytes value, const char *what);
void compose_address_list(
    struct composer *c, struct bytes name, const struct address_list *list);

/* compose_field.c: what the user adds, what marks the message as made by a
 * program, and what SES reads. */
void compose_token_field(struct composer *c);
bool compose_extra_fields(struct composer *c);
bool compose_list_unsubscribe(struct composer *c);
/* Those that `header` (of a raw message, else empty) does not hold already. */
bool compose_ses_fields(struct composer *c, struct bytes header);

/* compose_body.c: from the Content-* fields to the end. */
bool compose_body(struct composer *c);

/* compose_raw.c: all of a raw message. */
bool compose_raw(struct composer *c);
/* The next field of a header of CRLF lines, folding and line end included. */
struct bytes compose_raw_field(struct bytes *header);

#endif
