#include "send/compose_parts.h"

#include "common/base/crypto.h"
#include "common/mail/date.h"
#include "common/mail/limits.h"
#include <assert.h>

static bool alone_raw(struct composer *c)
{
	const struct compose_request *r = c->request;

	if (!bytes_present(r->subject) && r->text == NULL && r->html == NULL &&
	    r->attachments == NULL && r->fields == NULL &&
	    !bytes_present(r->list_unsubscribe))
		return true;
	return fault_set(c->fault, FAULT_USAGE,
	    "%.*s is sent as it is; subject, body, attachments and header "
	    "fields cannot be added to it",
	    FMT(r->raw->name));
}

static bool subject(struct composer *c)
{
	struct bytes text = bytes_present(c->request->subject)
				? bytes_trim(c->request->subject)
				: BYTES("Test message");

	if (!field_check("subject", c->request->subject, FAULT_USAGE, c->fault))
		return false;
	c->out->subject = arena_printf(c->arena, "%.*s%s[%.*s]", FMT(text),
	    text.len > 0 ? " " : "", FMT(c->request->token));
	struct field_writer f = field_open(&c->text, BYTES("Subject"));
	field_text(&f, c->out->subject);
	field_close(&f);
	return true;
}

static void origin(struct composer *c)
{
	char date[DATE_TEXT_SIZE];

	c->out->message_id = arena_printf(c->arena, "<%.*s@%.*s>",
	    FMT(c->request->token), FMT(c->out->from_domain));
	text_printf(
	    &c->text, "Date: %s\r\n", date_write(c->request->now, date));
	struct field_writer f = field_open(&c->text, BYTES("Message-ID"));
	field_word(&f, c->out->message_id);
	field_close(&f);
	text_add(&c->text, BYTES("MIME-Version: 1.0\r\n"));
}

static bool header(struct composer *c)
{
	compose_token_field(c);
	compose_address_list(c, BYTES("From"), &c->from);
	compose_address_list(c, BYTES("To"), &c->to);
	if (!subject(c))
		return false;
	origin(c);
	if (!compose_extra_fields(c) || !compose_list_unsubscribe(c) ||
	    !compose_ses_fields(c, BYTES("")))
		return false;
	if (c->text.len > LIMIT_HEADER)
		return fault_set(c->fault, FAULT_USAGE,
		    "the header has %zu octets; no server takes more than %zu",
		    c->text.len, LIMIT_HEADER);
	return true;
}

static bool message(struct composer *c)
{
	if (!compose_addresses(c))
		return false;
	if (c->request->raw != NULL)
		return alone_raw(c) && compose_raw(c);
	return header(c) && compose_body(c);
}

bool compose(struct arena *arena, const struct compose_request *request,
    struct composed *out, struct fault *fault)
{
	size_t most = request->ses != NULL ? LIMIT_SES_MESSAGE : LIMIT_MESSAGE;
	struct composer c = {
		.arena = arena,
		.request = request,
		.out = out,
		.fault = fault,
		.text = text_new(most),
	};

	assert(token_valid(request->token));
	*out = (struct composed){ .raw = ABSENT };
	bool done = message(&c);
	if (done && c.text.full)
		done = fault_set(fault, FAULT_INPUT,
		    "the message would be larger than the %zu octets that can "
		    "be sent; leave out an attachment or make it smaller",
		    most);
	if (done)
		out->raw = arena_copy(arena, text_bytes(&c.text));
	text_free(&c.text);
	return done;
}
