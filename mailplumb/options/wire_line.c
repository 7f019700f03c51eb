#include "mailplumb/options/wire_line.h"

#include "common/base/text.h"
#include <stdio.h>

#define SHOWN_MOST 1100 /* octets of a line: what a session tells, and room */

void wire_line_add(struct text *transcript, struct bytes name, const char *mark,
    struct bytes line)
{
	text_shown(transcript, name);
	text_printf(transcript, " %s ", mark);
	text_shown(transcript, bytes_first(line, SHOWN_MOST));
	text_char(transcript, '\n');
}

void wire_line_print(struct bytes name, const char *mark, struct bytes line)
{
	struct text out = text_new(8 * SHOWN_MOST);

	wire_line_add(&out, name, mark, line);
	fprintf(stderr, "%.*s", FMT(text_bytes(&out)));
	text_free(&out);
}

void wire_line_of_mailbox(void *name, bool sent, struct bytes line)
{
	wire_line_print(*(struct bytes *)name, sent ? ">" : "<", line);
}
