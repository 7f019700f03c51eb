#include "inspect/read/bounce.h"

#include "common/base/crypto.h"
#include "common/mail/content_type.h"
#include "common/mail/limits.h"
#include "common/mail/status_code.h"
#include "inspect/read/message.h"

#define PARTS_MOST	20   /* a report has three */
#define RECIPIENTS_MOST 1000 /* what a server takes at a time, with room */
#define VALUE_MOST	1000 /* octets that are shown of one */

struct reading {
	struct bounce *bounce;
	struct arena *arena;
	bool failed; /* a recipient did */
};

/* ---- fields -------------------------------------------------------------- */

static struct bytes value_of(
    struct arena *arena, const struct message *message, const char *name)
{
	const struct field *field = message_field_named(message, name);

	if (field == NULL)
		return ABSENT;
	return bytes_first(value_unfold(arena, field->value), LIMIT_VALUE);
}

/* "smtp; 550 no such user": RFC 3464 2.1.2; the type is of no interest. */
static struct bytes typed_value_of(
    struct arena *arena, const struct message *message, const char *name)
{
	struct bytes type, text, value = value_of(arena, message, name);

	if (bytes_cut(value, ';', &type, &text))
		value = bytes_trim(text);
	return value.len > 0 ? bytes_first(value, VALUE_MOST) : ABSENT;
}

/* ---- message/delivery-status: RFC 3464 2.1 ------------------------------- */

static bool is_failure(
    struct arena *arena, const struct message *group, struct bytes status)
{
	struct bytes action, comment;

	bytes_cut(value_of(arena, group, "Action"), '(', &action, &comment);
	action = bytes_trim(action);
	if (action.len == 0)
		return bytes_starts(status, BYTES("5."));
	return bytes_ieq(action, BYTES("failed"));
}

/* 2.3: per-recipient fields.  The first failure tells. */
static void recipient_read(struct reading *r, const struct message *group)
{
	struct bytes status =
	    status_code_read(value_of(r->arena, group, "Status"));

	if (r->failed || !is_failure(r->arena, group, status))
		return;
	r->failed = true;
	*r->bounce = (struct bounce){
		.token = r->bounce->token,
		.status = status,
		.diagnostic =
		    typed_value_of(r->arena, group, "Diagnostic-Code"),
		.remote_mta = typed_value_of(r->arena, group, "Remote-MTA"),
		.recipient = typed_value_of(r->arena, group, "Final-Recipient"),
	};
}

/* Groups of fields with empty lines between; the first is of the message. */
static void status_read(struct reading *r, const struct message *part)
{
	struct bytes rest = part->body;
	struct message group;

	for (size_t i = 0; i < RECIPIENTS_MOST && rest.len > 0; i++) {
		message_read(&group, rest, r->arena);
		recipient_read(r, &group);
		rest = group.body;
	}
}

/* ---- the message that is returned ---------------------------------------- */

static void returned_read(struct reading *r, const struct message *part)
{
	struct message returned;

	message_read(&returned, part->body, r->arena);
	struct bytes token = value_of(r->arena, &returned, "X-Mailplumb-Token");
	if (!bytes_present(r->bounce->token) && token_valid(token))
		r->bounce->token = token;
}

/* ---- the parts ----------------------------------------------------------- */

static void part_read(struct reading *r, struct bytes raw)
{
	static const struct {
		const char *type;
		void (*read)(struct reading *r, const struct message *part);
	} rows[] = {
		{ "message/delivery-status", status_read },
		{ "message/global-delivery-status", status_read },
		{ "message/rfc822", returned_read },
		{ "message/global", returned_read },
		{ "text/rfc822-headers", returned_read },
		{ "message/global-headers", returned_read },
	};
	struct message part;

	message_read(&part, raw, r->arena);
	struct bytes type = content_type_read(
	    r->arena, value_of(r->arena, &part, "Content-Type"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (bytes_eq(type, bytes_of(rows[i].type)))
			rows[i].read(r, &part);
}

/* dash-boundary, "--" behind the last one, blanks: RFC 2046 5.1.1 */
static bool is_delimiter(struct bytes line, struct bytes boundary, bool *last)
{
	if (!bytes_starts(line, BYTES("--")) ||
	    !bytes_starts(bytes_skip(line, 2), boundary))
		return false;
	line = bytes_skip(line, 2 + boundary.len);
	*last = bytes_starts(line, BYTES("--"));
	return bytes_trim(bytes_skip(line, *last ? 2 : 0)).len == 0;
}

/* What stands before the next delimiter; without one, all of the rest. */
static struct bytes until_delimiter(
    struct bytes *rest, struct bytes boundary, bool *last)
{
	const char *start = rest->ptr, *at = start, *end = start + rest->len;
	struct bytes line;

	while (bytes_line(rest, &line)) {
		if (is_delimiter(line, boundary, last))
			return bytes_between(start, at);
		at = rest->ptr;
	}
	*last = true;
	return bytes_between(start, end);
}

bool bounce_read(struct bounce *bounce, struct arena *arena, struct bytes raw)
{
	struct reading r = { .bounce = bounce, .arena = arena };
	struct message message;
	bool last;

	*bounce = (struct bounce){ .token = ABSENT };
	message_read(&message, raw, arena);
	struct bytes type = value_of(arena, &message, "Content-Type");
	struct bytes boundary = content_type_parameter(arena, type, "boundary");
	if (!content_type_is_delivery_report(arena, type) ||
	    boundary.len == 0 || message.body.len == 0 ||
	    message_field(&message, FIELD_MAILPLUMB_TOKEN) != NULL)
		return false;
	struct bytes rest = message.body;
	until_delimiter(&rest, boundary, &last);
	for (size_t i = 0; i < PARTS_MOST && !last && rest.len > 0; i++)
		part_read(&r, until_delimiter(&rest, boundary, &last));
	return r.failed && bytes_present(bounce->token);
}
