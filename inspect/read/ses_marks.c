#include "inspect/read/ses_marks.h"

#include "common/mail/limits.h"
#include "common/mail/ses.h"
#include "common/net/ip.h"
#include "inspect/read/message.h"

static struct bytes value_of(
    struct arena *arena, const struct message *message, enum field_id id)
{
	const struct field *field = message_field(message, id);

	return field != NULL
		   ? value_unfold(arena, bytes_first(field->value, LIMIT_VALUE))
		   : ABSENT;
}

/* "<ID@domain>" as its two parts, when SES gave it. */
static struct bytes id_of(struct bytes text, struct bytes *region)
{
	struct bytes id, domain;

	text = value_without_angles(text);
	if (!bytes_cut_last(text, '@', &id, &domain) || !ses_id_valid(id))
		return ABSENT;
	*region = ses_domain_region(domain);
	return bytes_present(*region) ? id : ABSENT;
}

/* "1.us-west-2.HASH=:AmazonSES", since 2026 "::1.us-west-2.HASH=:AmazonSES" */
static struct bytes region_of_feedback(struct arena *arena, struct bytes value)
{
	struct bytes number, region, rest;

	if (!bytes_iends(value, BYTES(":AmazonSES")))
		return ABSENT;
	while (bytes_starts(value, BYTES(":")))
		value = bytes_skip(value, 1);
	if (!bytes_cut(value, '.', &number, &rest) ||
	    !bytes_cut(rest, '.', &region, &rest) || !ses_region_valid(region))
		return ABSENT;
	return arena_lower(arena, region);
}

static struct bytes outgoing_ip(struct arena *arena, struct bytes value)
{
	struct bytes day, address;

	bytes_cut(value, '-', &day, &address);
	return ip_canonical(arena, address);
}

/* With a custom MAIL FROM the id is still the local part of Return-Path. */
static struct bytes id_of_return_path(struct bytes return_path)
{
	struct bytes id, domain;

	if (!bytes_cut_last(return_path, '@', &id, &domain) ||
	    !ses_id_valid(id))
		return ABSENT;
	return id;
}

void ses_marks_read(struct envelope *envelope, struct arena *arena,
    const struct message *message)
{
	struct bytes region = ABSENT;
	struct bytes feedback = region_of_feedback(
	    arena, value_of(arena, message, FIELD_FEEDBACK_ID));

	envelope->ses_outgoing_ip =
	    outgoing_ip(arena, value_of(arena, message, FIELD_SES_OUTGOING));
	envelope->ses_message_id =
	    id_of(value_of(arena, message, FIELD_MESSAGE_ID), &region);
	if (!bytes_present(envelope->ses_message_id))
		envelope->ses_message_id =
		    id_of(envelope->return_path, &region);
	if (!bytes_present(envelope->ses_message_id) && bytes_present(feedback))
		envelope->ses_message_id =
		    id_of_return_path(envelope->return_path);
	if (bytes_present(feedback))
		envelope->ses_region = feedback;
	else if (bytes_present(region))
		envelope->ses_region = arena_lower(arena, region);
}
