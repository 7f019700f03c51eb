/*
 * wire_line - a line of a dialogue with a server, on standard error
 *
 * "gmail < * OK hello".  Made safe for terminals; one write, so that lines of
 * several dialogues stay whole.
 */
#ifndef MAILPLUMB_OPTIONS_WIRE_LINE_H
#define MAILPLUMB_OPTIONS_WIRE_LINE_H

#include "common/base/text.h"

void wire_line_print(struct bytes name, const char *mark, struct bytes line);

/* The same as a line of a transcript that is kept. */
void wire_line_add(struct text *transcript, struct bytes name, const char *mark,
    struct bytes line);

/* The same as struct mailbox_access wants it; `name` is a struct bytes that
 * lasts. */
void wire_line_of_mailbox(void *name, bool sent, struct bytes line);

#endif
