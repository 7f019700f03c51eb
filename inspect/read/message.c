#include "inspect/read/message.h"

#include "common/mail/limits.h"
#include <string.h>

struct reading {
	struct message *message;
	const char *at, *end;
	struct field fields[LIMIT_FIELDS];
	size_t count;
};

static void mistake(struct message *message, const char *what, const char *at)
{
	if (message->mistake != NULL)
		return;
	message->mistake = what;
	message->mistake_at = (size_t)(at - message->raw.ptr);
}

static const char *line_end(const char *at, const char *end)
{
	const char *lf = memchr(at, '\n', (size_t)(end - at));

	return lf != NULL ? lf + 1 : end;
}

static bool is_empty_line(const char *at, const char *end)
{
	return end - at >= 1 &&
	       (at[0] == '\n' ||
		   (end - at >= 2 && at[0] == '\r' && at[1] == '\n'));
}

static bool is_fold(const char *at, const char *end)
{
	return at < end && (*at == ' ' || *at == '\t');
}

/* RFC 4155: "From " begins a message in an mbox; `From :` is a field. */
static bool is_mbox_line(struct bytes raw)
{
	if (!bytes_starts(raw, BYTES("From ")))
		return false;
	raw = bytes_skip(raw, 5);
	while (raw.len > 0 && is_fold(raw.ptr, raw.ptr + 1))
		raw = bytes_skip(raw, 1);
	return raw.len > 0 && raw.ptr[0] != ':';
}

/* field-name, and the blanks before the colon that RFC 5322 4.5 allows. */
static bool read_name(struct field *field, const char *end)
{
	const char *start = field->raw.ptr;
	const char *at = start;

	while (at<end && * at> ' ' && *at < 127 && *at != ':')
		at++;
	field->name = bytes_between(start, at);
	while (is_fold(at, end))
		at++;
	if (field->name.len == 0 || at == end || *at != ':')
		return false;
	field->value.ptr = at + 1;
	return true;
}

static void count_bare_lf(
    struct message *message, const char *start, const char *end)
{
	bool lf = end > start && end[-1] == '\n';

	message->bare_lf += lf && (end - start < 2 || end[-2] != '\r');
}

static void keep(struct reading *r, struct field *field, const char *end)
{
	const char *value_end = end;

	field->raw.len = (size_t)(end - field->raw.ptr);
	if (value_end > field->value.ptr && value_end[-1] == '\n')
		value_end--;
	if (value_end > field->value.ptr && value_end[-1] == '\r')
		value_end--;
	field->value.len = (size_t)(value_end - field->value.ptr);
	field->id = field_id(field->name);
	if (r->count < LIMIT_FIELDS) {
		r->fields[r->count++] = *field;
		return;
	}
	r->message->left_out = true;
	r->message->from_left_out += field->id == FIELD_FROM;
	mistake(r->message, "fewer header fields", field->raw.ptr);
}

/* One field, or one line that is none. */
static void read_field(struct reading *r)
{
	struct field field = { .raw = { r->at, 0 } };
	const char *end = line_end(r->at, r->end);
	bool named = read_name(&field, end);

	count_bare_lf(r->message, r->at, end);
	r->at = end;
	if (!named) {
		mistake(
		    r->message, "a header field 'Name: value'", field.raw.ptr);
		return;
	}
	while (is_fold(r->at, r->end)) {
		end = line_end(r->at, r->end);
		count_bare_lf(r->message, r->at, end);
		r->at = end;
	}
	keep(r, &field, end);
}

static void read_body(struct reading *r)
{
	struct message *message = r->message;

	message->header = bytes_between(message->header.ptr, r->at);
	if (r->at == r->end)
		return;
	const char *start = line_end(r->at, r->end);
	count_bare_lf(message, r->at, start);
	message->body = bytes_between(start, r->end);
}

static void check_header(struct message *message)
{
	struct bytes header = message->header;
	const char *nul =
	    header.len > 0 ? memchr(header.ptr, '\0', header.len) : NULL;

	if (message->field_count == 0)
		mistake(message, "a header", message->raw.ptr);
	if (nul != NULL)
		mistake(message, "no NUL in the header", nul);
	if (header.len > LIMIT_HEADER)
		mistake(message, "a smaller header", header.ptr + LIMIT_HEADER);
}

void message_read(
    struct message *message, struct bytes raw, struct arena *arena)
{
	struct reading r;

	if (!bytes_present(raw))
		raw = BYTES("");
	*message = (struct message){ .raw = raw };
	r.message = message;
	r.count = 0;
	r.at = raw.ptr;
	r.end = raw.ptr + raw.len;
	if (is_mbox_line(raw))
		r.at = line_end(r.at, r.end);
	message->header.ptr = r.at;
	while (r.at < r.end && !is_empty_line(r.at, r.end))
		read_field(&r);
	read_body(&r);

	struct field *fields = arena_new_array(arena, struct field, r.count);
	memcpy(fields, r.fields, r.count * sizeof(*fields));
	message->fields = fields;
	message->field_count = r.count;
	check_header(message);
}

struct bytes value_unfold(struct arena *arena, struct bytes value)
{
	struct bytes in = bytes_trim(value);

	if (in.len == 0)
		return BYTES("");
	if (memchr(in.ptr, '\n', in.len) == NULL)
		return in;
	char *text = arena_alloc(arena, in.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < in.len; i++) {
		bool crlf = in.ptr[i] == '\r' && i + 1 < in.len &&
			    in.ptr[i + 1] == '\n';
		if (in.ptr[i] != '\n' && !crlf)
			text[len++] = in.ptr[i];
	}
	return (struct bytes){ text, len };
}

struct bytes value_without_angles(struct bytes value)
{
	value = bytes_trim(value);
	if (value.len >= 2 && value.ptr[0] == '<' &&
	    value.ptr[value.len - 1] == '>')
		return (struct bytes){ value.ptr + 1, value.len - 2 };
	return value;
}
