/*
 * responses - the part of IMAP's response grammar that a watch needs
 *
 * filter.c cuts the server's octets into lines and literals; here a line, or
 * the piece of it between two literals, is read and what was asked for is
 * written anew.
 */
#ifndef INSPECT_FETCH_IMAP_RESPONSES_H
#define INSPECT_FETCH_IMAP_RESPONSES_H

#include "inspect/fetch/imap/filter.h"

struct response_piece {
	struct bytes line; /* without line end and without "{123}" */
	int64_t literal;   /* octets announced behind it; -1: none */
};

/*
 * The line begins a response that ends in text for people: status responses
 * and "+".  What looks like a literal there is none.
 */
bool response_is_text(struct bytes line);

/*
 * Read a piece in filter->state: adds to filter->out, sets the state for the
 * piece behind the literal and literal_passes.  NULL, or what is wrong.
 */
const char *response_read(
    struct filter *filter, const struct response_piece *piece);

#endif
