#include "inspect/read/bounce.h"

#include "common/base/crypto.h"
#include "common/mail/content_type.h"
#include "common/mail/limits.h"
#include "common/mail/status_code.h"
#include "inspect/read/bounce_text.h"
#include "inspect/read/message.h"

#define PARTS_MOST	20   /* a report has three */
#define RECIPIENTS_MOST 1000 /* what a server takes at a time, with room */
#define VALUE_MOST	BOUNCE_VALUE_MOST

struct reading {
	struct bounce *bounce;
	struct arena *arena;
	bool complaint; /* so the report calls itself */
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

static struct bytes shown_value_of(
    struct arena *arena, const struct message *message, const char *name)
{
	struct bytes value = value_of(arena, message, name);

	return value.len > 0 ? bytes_first(value, VALUE_MOST) : ABSENT;
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

/* A word and perhaps a comment: "failed (for good)". */
static struct bytes word_of(
    struct arena *arena, const struct message *message, const char *name)
{
	struct bytes word, comment;

	bytes_cut(value_of(arena, message, name), '(', &word, &comment);
	word = bytes_trim(word);
	return word.len > 0 ? bytes_first(word, VALUE_MOST) : ABSENT;
}

/* ---- message/delivery-status: RFC 3464 2.1 ------------------------------- */

/* 2.3.3; a server that writes no Action tells by its Status. */
static enum bounce_kind kind_of(struct bytes action, struct bytes status)
{
	static const struct {
		const char *action;
		enum bounce_kind kind;
	} rows[] = {
		{ "failed", BOUNCE_FAILED },
		{ "delayed", BOUNCE_DELAYED },
		{ "delivered", BOUNCE_PASSED },
		{ "relayed", BOUNCE_PASSED },
		{ "expanded", BOUNCE_PASSED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (bytes_iis(action, rows[i].action))
			return rows[i].kind;
	if (bytes_present(action))
		return BOUNCE_NONE;
	return bytes_starts(status, BYTES("5.")) ? BOUNCE_FAILED : BOUNCE_NONE;
}

/* 2.3: per-recipient fields.  The first of those that fared worst tells. */
static void recipient_read(struct reading *r, const struct message *group)
{
	struct bounce *b = r->bounce;
	struct bytes action = word_of(r->arena, group, "Action");
	struct bytes status =
	    status_code_read(value_of(r->arena, group, "Status"));
	enum bounce_kind kind = kind_of(action, status);

	b->recipients += kind != BOUNCE_NONE;
	b->failed += kind == BOUNCE_FAILED;
	if (kind <= b->kind)
		return;
	b->kind = kind;
	b->action = action;
	b->status = status;
	b->diagnostic = typed_value_of(r->arena, group, "Diagnostic-Code");
	b->remote_mta = typed_value_of(r->arena, group, "Remote-MTA");
	b->recipient = typed_value_of(r->arena, group, "Final-Recipient");
	b->original = typed_value_of(r->arena, group, "Original-Recipient");
	b->retry_until = shown_value_of(r->arena, group, "Will-Retry-Until");
}

/* Groups of fields with empty lines between; the first is of the message. */
static void status_read(struct reading *r, const struct message *part)
{
	struct bytes rest = part->body;
	struct message group;

	for (size_t i = 0; i < RECIPIENTS_MOST && rest.len > 0 && !r->complaint;
	     i++) {
		message_read(&group, rest, r->arena);
		if (i == 0)
			r->bounce->reporting_mta =
			    typed_value_of(r->arena, &group, "Reporting-MTA");
		recipient_read(r, &group);
		rest = group.body;
	}
}

/* ---- message/feedback-report: RFC 5965 3 --------------------------------- */

static void complaint_read(struct reading *r, const struct message *part)
{
	struct message fields;
	struct bounce *b = r->bounce;

	message_read(&fields, part->body, r->arena);
	struct bytes type = word_of(r->arena, &fields, "Feedback-Type");
	if (!r->complaint || !bytes_present(type) || b->kind != BOUNCE_NONE)
		return;
	b->kind = BOUNCE_COMPLAINT;
	b->action = type;
	b->recipient = value_without_angles(
	    value_of(r->arena, &fields, "Original-Rcpt-To"));
	b->reporting_mta = shown_value_of(r->arena, &fields, "User-Agent");
	b->recipients = 1;
}

/* ---- the message that is returned ---------------------------------------- */

static void token_find(struct reading *r, struct bytes raw)
{
	struct message returned;

	message_read(&returned, raw, r->arena);
	struct bytes token = value_of(r->arena, &returned, "X-Mailplumb-Token");
	if (!bytes_present(r->bounce->token) && token_valid(token))
		r->bounce->token = token;
}

static void returned_read(struct reading *r, const struct message *part)
{
	token_find(r, part->body);
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
		{ "message/feedback-report", complaint_read },
		{ "message/rfc822", returned_read },
		{ "message/global", returned_read },
		{ "text/rfc822-headers", returned_read },
		{ "message/rfc822-headers", returned_read },
		{ "text/rfc822", returned_read },
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

/* What stands before the next delimiter; without one, all of the rest. */
static struct bytes until_delimiter(
    struct bytes *rest, struct bytes boundary, bool *last)
{
	const char *start = rest->ptr, *at = start, *end = start + rest->len;
	struct bytes line;

	while (bytes_line(rest, &line)) {
		if (content_type_is_delimiter(line, boundary, last))
			return bytes_between(start, at);
		at = rest->ptr;
	}
	*last = true;
	return bytes_between(start, end);
}

static bool report_read(
    struct reading *r, const struct message *message, struct bytes type)
{
	struct bytes boundary =
	    content_type_parameter(r->arena, type, "boundary");
	struct bytes rest = message->body;
	bool last;

	r->complaint = content_type_is_complaint(r->arena, type);
	if (boundary.len == 0 || rest.len == 0 ||
	    (!r->complaint && !content_type_is_delivery_report(r->arena, type)))
		return false;
	until_delimiter(&rest, boundary, &last);
	for (size_t i = 0; i < PARTS_MOST && !last && rest.len > 0; i++)
		part_read(r, until_delimiter(&rest, boundary, &last));
	return true;
}

enum bounce_kind bounce_notice(
    struct bounce *bounce, struct arena *arena, struct bytes raw)
{
	struct reading r = { .bounce = bounce, .arena = arena };
	struct message message;
	struct bytes returned;

	*bounce = (struct bounce){ .kind = BOUNCE_NONE };
	message_read(&message, raw, arena);
	if (message_field(&message, FIELD_MAILPLUMB_TOKEN) != NULL)
		return BOUNCE_NONE; /* our own, whatever it looks like */
	if (!report_read(
		&r, &message, value_of(arena, &message, "Content-Type")) &&
	    bounce_text_read(bounce, &returned, arena, &message))
		token_find(&r, returned);
	if (!bytes_present(bounce->token))
		bounce->kind = BOUNCE_NONE;
	return bounce->kind;
}

bool bounce_read(struct bounce *bounce, struct arena *arena, struct bytes raw)
{
	return bounce_notice(bounce, arena, raw) == BOUNCE_FAILED;
}
