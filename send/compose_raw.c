#include "send/compose_parts.h"

#include "send/encode.h"
#include <string.h>

static bool refuse(struct composer *c, size_t line, const char *why)
{
	return fault_set(c->fault, FAULT_INPUT, "%.*s: line %zu %s",
	    FMT(c->request->raw->name), line, why);
}

/* ftext of RFC 5322 3.6.8, blanks before the colon as in 4.5. */
static bool is_field_start(struct bytes line)
{
	struct bytes name, value;

	if (is_blank(line.ptr[0]) || !bytes_cut(line, ':', &name, &value))
		return false;
	name = bytes_trim(name);
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~')
			return false;
	return name.len > 0;
}

static bool lines_check(struct composer *c, struct bytes text)
{
	struct bytes line;

	for (size_t number = 1; bytes_line(&text, &line); number++) {
		if (line.len > FIELD_LINE_MOST)
			return refuse(c, number,
			    "is longer than the 998 octets that mail allows; "
			    "fold it, or encode that part of the body");
		if (memchr(line.len > 0 ? line.ptr : "x", '\0', line.len) !=
		    NULL)
			return refuse(
			    c, number, "holds NUL, which mail cannot carry");
	}
	return true;
}

/* The header with its line ends; the rest is the empty line and the body. */
static bool header_cut(struct composer *c, struct bytes text,
    struct bytes *header, struct bytes *rest)
{
	struct bytes line;

	*rest = text;
	for (size_t number = 1; rest->len > 0; number++) {
		struct bytes after = *rest;
		bytes_line(&after, &line);
		if (line.len == 0)
			break;
		if (bytes_starts(line, BYTES("From ")) && number == 1)
			return refuse(
			    c, 1, "is the separator of an mbox; remove it");
		bool continues = number > 1 && is_blank(line.ptr[0]);
		if (!continues && !is_field_start(line))
			return refuse(c, number,
			    "is neither a header field nor the empty line "
			    "before the body");
		*rest = after;
	}
	*header = bytes_between(text.ptr, rest->ptr);
	if (header->len == 0)
		return refuse(c, 1, "should be a header field");
	return true;
}

struct bytes compose_raw_field(struct bytes *header)
{
	const char *start = header->ptr;
	struct bytes line;

	bytes_line(header, &line);
	while (header->len > 0 && is_blank(header->ptr[0]))
		bytes_line(header, &line);
	return header->len > 0 ? bytes_between(start, header->ptr)
			       : bytes_between(start, line.ptr + line.len + 2);
}

static struct bytes unfold(struct arena *arena, struct bytes value)
{
	char *text = arena_alloc(arena, value.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] != '\r' && value.ptr[i] != '\n')
			text[len++] = value.ptr[i];
	return bytes_trim((struct bytes){ text, len });
}

/* Keep what a receipt tells; false for a field that is left out. */
static bool note_field(struct composer *c, struct bytes field)
{
	struct bytes name, value;

	bytes_cut(field, ':', &name, &value);
	name = bytes_trim(name);
	if (bytes_ieq(name, BYTES("Subject")))
		c->out->subject = unfold(c->arena, value);
	if (bytes_ieq(name, BYTES("Message-ID")))
		c->out->message_id = unfold(c->arena, value);
	return !bytes_ieq(name, BYTES("X-Mailplumb-Token"));
}

bool compose_raw(struct composer *c)
{
	struct bytes text = encode_lines(
	    c->arena, c->request->raw->content, &c->out->line_ends_changed);
	struct bytes header, rest;

	if (!lines_check(c, text) || !header_cut(c, text, &header, &rest))
		return false;
	compose_token_field(c);
	if (!compose_ses_fields(c, header))
		return false;
	while (header.len > 0) {
		struct bytes field = compose_raw_field(&header);
		if (note_field(c, field))
			text_add(&c->text, field);
	}
	text_add(&c->text, rest);
	return true;
}
