/*
 * text_change - how one text became another
 *
 * Line ends are told apart from other white space, and both from the rest.
 * CRLF and LF are the same line end unless nothing else differs.  Time is
 * linear, no memory is taken; `text` of the change is a view.
 */
#ifndef INSPECT_TRANSIT_TEXT_CHANGE_H
#define INSPECT_TRANSIT_TEXT_CHANGE_H

#include "inspect/model/transit.h"

/* Fills kind, blanks, line_ends and text. */
void text_compare(
    struct body_change *change, struct bytes sent, struct bytes received);

/* The octets before the first difference, on both sides.  Without `exact` CRLF
 * and LF are the same. */
void text_differs_at(struct bytes sent, struct bytes received, bool exact,
    size_t *sent_at, size_t *received_at);

#endif
