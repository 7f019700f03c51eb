#include "inspect/read/bounce_text.h"

#include "common/mail/content_type.h"
#include "common/mail/limits.h"
#include "common/mail/notice.h"
#include "common/mail/status_code.h"
#include "inspect/read/message.h"

#define TEXT_MOST ((size_t)64 * 1024) /* of what stands before the copy */

static const struct form {
	const char *words; /* somewhere in the text */
	enum bounce_kind kind;
	const char *copy; /* how the line before the returned message begins */
} forms[] = {
	{ "This is the qmail-send program", BOUNCE_FAILED, "--- " },
	{ "could not be delivered to one or more of its", BOUNCE_FAILED,
	    "------ " },
	{ "has not yet been delivered to one or more of its", BOUNCE_DELAYED,
	    "------ " },
	{ "Diagnostic information for administrators:", BOUNCE_FAILED,
	    "Original message headers:" },
	{ "following recipient failed permanently", BOUNCE_FAILED,
	    "----- Original message -----" },
	{ "following recipient has been delayed", BOUNCE_DELAYED,
	    "----- Original message -----" },
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* ---- whether it may be one ------------------------------------------------
 */

static bool is_notice(struct arena *arena, const struct message *message)
{
	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *f = &message->fields[i];
		if (notice_field(
			arena, f->name, bytes_first(f->value, LIMIT_VALUE)))
			return true;
	}
	return false;
}

/* No encoding hides the words. */
static bool is_plain(struct arena *arena, const struct message *message)
{
	static const char *const encodings[] = { "7bit", "8bit", "binary" };
	const struct field *type = message_field(message, FIELD_CONTENT_TYPE);
	const struct field *encoding =
	    message_field(message, FIELD_CONTENT_TRANSFER_ENCODING);

	if (type != NULL &&
	    !bytes_is(
		content_type_read(arena, bytes_first(type->value, LIMIT_VALUE)),
		"text/plain"))
		return false;
	for (size_t i = 0; encoding != NULL && i < 3; i++)
		if (bytes_iis(bytes_trim(encoding->value), encodings[i]))
			return true;
	return encoding == NULL;
}

/* ---- its parts -------------------------------------------------------------
 */

/* The line that begins so, and what stands before and behind it. */
static bool split(struct bytes text, const char *beginning,
    struct bytes *before, struct bytes *after)
{
	struct bytes rest = text, line;
	const char *at = text.ptr;

	while (bytes_line(&rest, &line)) {
		if (bytes_starts(line, bytes_of(beginning))) {
			*before = bytes_between(text.ptr, at);
			*after = rest;
			return true;
		}
		at = rest.ptr;
	}
	return false;
}

/* Lines of rules and blank ones stand before the header. */
static struct bytes returned_of(struct bytes rest)
{
	struct bytes next = rest, line;

	while (
	    bytes_line(&next, &line) &&
	    (bytes_trim(line).len == 0 || bytes_starts(line, BYTES("------"))))
		rest = next;
	return rest;
}

static bool is_address_char(char c)
{
	return !is_blank(c) && !is_control(c) && c != '<' && c != '>' &&
	       c != '(' && c != ')' && c != ',' && c != ';' && c != ':' &&
	       c != '"';
}

/* The first word with an @. */
static struct bytes address_in(struct bytes text)
{
	const char *end = text.ptr + text.len;
	const char *at = bytes_find(text, BYTES("@"));

	if (at == NULL)
		return ABSENT;
	const char *start = at, *stop = at;
	while (start > text.ptr && is_address_char(start[-1]))
		start--;
	while (stop < end && is_address_char(*stop))
		stop++;
	return bytes_first(bytes_between(start, stop), BOUNCE_VALUE_MOST);
}

/* On one line, at most so many octets; `text` is not empty. */
static struct bytes one_line(struct arena *arena, struct bytes text)
{
	char *line = arena_alloc(arena, BOUNCE_VALUE_MOST);
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < BOUNCE_VALUE_MOST; i++) {
		char c = text.ptr[i];
		if (!is_blank(c))
			line[len++] = c;
		else if (len > 0 && line[len - 1] != ' ')
			line[len++] = ' ';
	}
	return bytes_trim((struct bytes){ line, len });
}

/* From the first code to the end of its paragraph. */
static struct bytes diagnostic_in(
    struct arena *arena, struct bytes text, size_t at)
{
	struct bytes rest = bytes_skip(text, at), line;
	const char *start = rest.ptr, *end = start;

	while (bytes_line(&rest, &line) && bytes_trim(line).len > 0)
		end = line.ptr + line.len;
	return end > start ? one_line(arena, bytes_between(start, end))
			   : ABSENT;
}

/* Exim: "host mx.example.org [192.0.2.1]: 550 ..." */
static struct bytes host_in(struct bytes text)
{
	const char *at = bytes_find(text, BYTES("host "));
	struct bytes host, rest;

	if (at == NULL)
		return ABSENT;
	rest = bytes_between(at + 5, text.ptr + text.len);
	return bytes_cut(
		   bytes_first(rest, BOUNCE_VALUE_MOST), ' ', &host, &rest) &&
		       bytes_starts(rest, BYTES("["))
		   ? host
		   : ABSENT;
}

static void told(struct bounce *bounce, struct arena *arena,
    const struct form *form, struct bytes text)
{
	struct reply_code code = reply_code_find(text);
	bool failed = form->kind == BOUNCE_FAILED;

	bounce->kind = form->kind;
	bounce->action = failed ? BYTES("failed") : BYTES("delayed");
	bounce->status = code.status;
	bounce->diagnostic = diagnostic_in(arena, text, code.at);
	bounce->remote_mta = host_in(text);
	bounce->recipient = address_in(text);
	bounce->recipients = 1;
	bounce->failed = failed;
}

bool bounce_text_read(struct bounce *bounce, struct bytes *returned,
    struct arena *arena, const struct message *message)
{
	struct bytes head = bytes_first(message->body, TEXT_MOST);
	struct bytes before, after;

	if (!bytes_present(message->body) || !is_notice(arena, message) ||
	    !is_plain(arena, message))
		return false;
	for (size_t i = 0; i < FORMS; i++) {
		const char *words = bytes_find(head, bytes_of(forms[i].words));
		if (words == NULL ||
		    !split(bytes_between(words, head.ptr + head.len),
			forms[i].copy, &before, &after))
			continue;
		told(bounce, arena, &forms[i],
		    bytes_skip(before, bytes_of(forms[i].words).len));
		/* Nothing stands behind a last line. */
		*returned = bytes_present(after)
				? returned_of(bytes_between(after.ptr,
				      message->body.ptr + message->body.len))
				: bytes_skip(message->body, message->body.len);
		return true;
	}
	return false;
}
