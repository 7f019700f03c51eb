#include "send/compose_parts.h"

#include "common/mail/limits.h"
#include <string.h>

#define NAME_MOST 76 /* so that "Name:" is no longer than a line */

/* ---- fields that the user adds ---- */

enum manner {
	MANNER_FREE,	  /* any number of them */
	MANNER_ONCE,	  /* RFC 5322 3.6, and what SES refuses twice */
	MANNER_ADDRESSES, /* once, and made of addresses */
	MANNER_OWNED,	  /* not the user's to write; `reason` says why */
};

struct field_row {
	const char *name; /* a final '*' stands for anything */
	enum manner manner;
	const char *reason;
};

#define BY_MAILPLUMB "mailplumb writes it"
#define BY_SETTINGS  "it comes from the settings of the sender"

/* The first row that fits holds; source of ONCE: the SES developer guide. */
static const struct field_row field_rows[] = {
	{ "From", MANNER_OWNED, "it is the address of the sender" },
	{ "To", MANNER_OWNED, "it names the recipients" },
	{ "Bcc", MANNER_OWNED, "it would show hidden recipients" },
	{ "Subject", MANNER_OWNED, "it has an option of its own" },
	{ "Date", MANNER_OWNED, BY_MAILPLUMB },
	{ "Message-ID", MANNER_OWNED, BY_MAILPLUMB },
	{ "MIME-Version", MANNER_OWNED, BY_MAILPLUMB },
	{ "Content-*", MANNER_OWNED, "it follows from the body" },
	{ "X-Mailplumb-*", MANNER_OWNED, "the message is found by it" },
	{ "Return-Path", MANNER_OWNED,
	    "the last server writes it from the envelope sender" },
	{ "X-SES-Configuration-Set", MANNER_OWNED, BY_SETTINGS },
	{ "X-SES-Message-Tags", MANNER_OWNED, BY_SETTINGS },
	{ "X-SES-Source-ARN", MANNER_OWNED, BY_SETTINGS },
	{ "X-SES-From-ARN", MANNER_OWNED, BY_SETTINGS },
	{ "X-SES-Return-Path-ARN", MANNER_OWNED, BY_SETTINGS },
	{ "X-SES-Tenant", MANNER_OWNED, BY_SETTINGS },
	{ "Cc", MANNER_ADDRESSES, NULL },
	{ "Reply-To", MANNER_ADDRESSES, NULL },
	{ "Sender", MANNER_ADDRESSES, NULL },
	{ "Auto-Submitted", MANNER_ONCE, NULL },
	{ "Disposition-Notification-To", MANNER_ADDRESSES, NULL },
	{ "DKIM-Signature", MANNER_ONCE, NULL },
	{ "Importance", MANNER_ONCE, NULL },
	{ "In-Reply-To", MANNER_ONCE, NULL },
	{ "List-*", MANNER_ONCE, NULL },
	{ "Organization", MANNER_ONCE, NULL },
	{ "Precedence", MANNER_ONCE, NULL },
	{ "Priority", MANNER_ONCE, NULL },
	{ "References", MANNER_ONCE, NULL },
	{ "User-Agent", MANNER_ONCE, NULL },
	{ "X-Auto-Response-Suppress", MANNER_ONCE, NULL },
	{ "X-SES-*", MANNER_ONCE, NULL },
	{ "*", MANNER_FREE, NULL },
};

/* RFC 3834 5 and the older habits of responders: whoever obeys one of these
 * answers no probe. */
static const struct {
	const char *name, *value;
} marks[] = {
	{ "Auto-Submitted", "auto-generated" },
	{ "X-Auto-Response-Suppress", "All" },
	{ "Precedence", "bulk" },
};

static const struct field_row *row_of(struct bytes name)
{
	const struct field_row *row = field_rows;

	for (;; row++) {
		struct bytes known = bytes_of(row->name);
		bool family = known.ptr[known.len - 1] == '*';
		if (family
			? bytes_istarts(name, bytes_first(known, known.len - 1))
			: bytes_ieq(name, known))
			return row;
	}
}

struct extra {
	struct bytes name, value;
};

/* optional-field: 1*ftext ":", RFC 5322 3.6.8. */
static bool extra_read(
    struct bytes text, struct extra *extra, struct fault *fault)
{
	if (!field_check("header field", text, FAULT_USAGE, fault))
		return false;
	if (!bytes_cut(text, ':', &extra->name, &extra->value))
		return fault_set(fault, FAULT_USAGE,
		    "header field '%.*s': write it as 'Name: value'",
		    FMT(text));
	for (size_t i = 0; i < extra->name.len; i++)
		if (extra->name.ptr[i] <= ' ' || extra->name.ptr[i] > '~')
			return fault_set(fault, FAULT_USAGE,
			    "header field '%.*s': its name may hold printable "
			    "ASCII only, no blanks",
			    FMT(extra->name));
	if (extra->name.len == 0 || extra->name.len > NAME_MOST)
		return fault_set(fault, FAULT_USAGE,
		    "header field '%.*s': its name must have 1 to %d letters",
		    FMT(text), NAME_MOST);
	extra->value = bytes_trim(extra->value);
	return true;
}

/* `name` stands among the extra fields, before `end` (or NULL: all). */
static bool extra_given(const struct compose_request *request,
    struct bytes name, const struct compose_item *end)
{
	for (const struct compose_item *i = request->fields; i != end;
	     i = i->next) {
		struct bytes other, value;
		bytes_cut(i->text, ':', &other, &value);
		if (bytes_ieq(other, name))
			return true;
	}
	return false;
}

static bool extra_allowed(struct composer *c, const struct compose_item *item,
    struct bytes name, const struct field_row *row)
{
	bool listed = bytes_present(c->request->list_unsubscribe) &&
		      bytes_istarts(name, BYTES("List-Unsubscribe"));

	if (row->manner == MANNER_OWNED)
		return fault_set(c->fault, FAULT_USAGE,
		    "header field '%.*s' cannot be added: %s", FMT(name),
		    row->reason);
	if (row->manner != MANNER_FREE && extra_given(c->request, name, item))
		return fault_set(c->fault, FAULT_USAGE,
		    "header field '%.*s' may stand only once in a message",
		    FMT(name));
	if (listed)
		return fault_set(c->fault, FAULT_USAGE,
		    "header field '%.*s' is written for the URL of "
		    "list-unsubscribe already",
		    FMT(name));
	return true;
}

static bool extra_write(
    struct composer *c, const struct extra *extra, const struct field_row *row)
{
	if (row->manner == MANNER_ADDRESSES)
		return compose_address_field(c, extra->name, extra->value,
		    arena_cstr(c->arena, extra->name));
	struct field_writer f = field_open(&c->text, extra->name);
	if (!is_ascii(extra->value))
		field_text(&f, extra->value);
	else if (!field_verbatim(&f, extra->value))
		return fault_set(c->fault, FAULT_USAGE,
		    "header field '%.*s': a line holds %d octets and there is "
		    "no blank to fold it at",
		    FMT(extra->name), FIELD_LINE_MOST);
	field_close(&f);
	return true;
}

static void line_write(struct composer *c, const char *name, struct bytes value)
{
	struct field_writer f = field_open(&c->text, bytes_of(name));

	field_word(&f, value);
	field_close(&f);
}

bool compose_extra_fields(struct composer *c)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (!extra_given(c->request, bytes_of(marks[i].name), NULL))
			line_write(c, marks[i].name, bytes_of(marks[i].value));
	for (const struct compose_item *item = c->request->fields; item != NULL;
	     item = item->next) {
		struct extra extra;
		if (!extra_read(item->text, &extra, c->fault))
			return false;
		const struct field_row *row = row_of(extra.name);
		if (!extra_allowed(c, item, extra.name, row) ||
		    !extra_write(c, &extra, row))
			return false;
	}
	return true;
}

/* ---- one-click unsubscription, RFC 8058 3.1 ---- */

static bool is_url_char(char c)
{
	return c > ' ' && c <= '~' && strchr("<>\"\\^`{|}", c) == NULL;
}

bool compose_list_unsubscribe(struct composer *c)
{
	struct bytes url = c->request->list_unsubscribe;
	bool sound = url.len > strlen("https://") && url.len < 900;

	if (!bytes_present(url))
		return true;
	for (size_t i = 0; i < url.len; i++)
		sound = sound && is_url_char(url.ptr[i]);
	if (!sound || !bytes_istarts(url, BYTES("https://")))
		return fault_set(c->fault, FAULT_USAGE,
		    "list-unsubscribe: '%.*s' is not a URL of https:// in "
		    "printable ASCII, which one-click unsubscription needs",
		    FMT(bytes_first(url, 200)));
	line_write(
	    c, "List-Unsubscribe", arena_printf(c->arena, "<%.*s>", FMT(url)));
	line_write(
	    c, "List-Unsubscribe-Post", BYTES("List-Unsubscribe=One-Click"));
	return true;
}

/* ---- our mark and what SES reads ---- */

void compose_token_field(struct composer *c)
{
	line_write(c, "X-Mailplumb-Token", c->request->token);
}

static bool is_tag_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_' || c == '-';
}

static bool is_name(struct bytes name, size_t most)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_tag_char(name.ptr[i]))
			return false;
	return name.len > 0 && name.len <= most;
}

static bool is_label(struct bytes name)
{
	return is_name(name, 64);
}

static bool is_arn(struct bytes arn)
{
	for (size_t i = 0; i < arn.len; i++)
		if (arn.ptr[i] <= ' ' || arn.ptr[i] > '~')
			return false;
	return bytes_starts(arn, BYTES("arn:")) && arn.len <= 600;
}

static bool is_tag(struct bytes tag)
{
	struct bytes name, value;

	return bytes_cut(tag, '=', &name, &value) && is_name(name, 256) &&
	       is_name(value, 256);
}

struct ses_row {
	const char *name, *what;
	struct bytes value;
	bool (*sound)(struct bytes);
	const char *rule;
};

static bool header_holds(struct bytes header, const char *name)
{
	while (header.len > 0) {
		struct bytes field_name, rest;
		bytes_cut(compose_raw_field(&header), ':', &field_name, &rest);
		if (bytes_ieq(bytes_trim(field_name), bytes_of(name)))
			return true;
	}
	return false;
}

static bool ses_field(
    struct composer *c, const struct ses_row *row, struct bytes header)
{
	if (!bytes_present(row->value))
		return true;
	if (!row->sound(row->value))
		return fault_set(c->fault, FAULT_USAGE, "%s: '%.*s' %s",
		    row->what, FMT(bytes_first(row->value, 200)), row->rule);
	if (!header_holds(header, row->name))
		line_write(c, row->name, row->value);
	return true;
}

static bool ses_tags(struct composer *c, struct bytes header)
{
	static const char name[] = "X-SES-MESSAGE-TAGS";
	const struct compose_item *tags = c->request->ses->tags;

	for (const struct compose_item *tag = tags; tag != NULL;
	     tag = tag->next)
		if (!is_tag(tag->text))
			return fault_set(c->fault, FAULT_USAGE,
			    "message tag '%.*s' must be name=value of letters, "
			    "digits, _ and -, at most 256 each",
			    FMT(bytes_first(tag->text, 200)));
	if (tags == NULL || header_holds(header, name))
		return true;
	struct field_writer f = field_open(&c->text, bytes_of(name));
	for (const struct compose_item *tag = tags; tag != NULL;
	     tag = tag->next)
		field_word(&f, arena_printf(c->arena, "%.*s%s", FMT(tag->text),
				   tag->next != NULL ? "," : ""));
	field_close(&f);
	return true;
}

bool compose_ses_fields(struct composer *c, struct bytes header)
{
	static const char label[] = "must be 1 to 64 letters, digits, _ and -";
	static const char arn[] = "is not an ARN (arn:aws:ses:...)";
	const struct compose_ses *ses = c->request->ses;

	if (ses == NULL)
		return true;
	const struct ses_row rows[] = {
		{ "X-SES-CONFIGURATION-SET", "configuration set",
		    ses->configuration_set, is_label, label },
		{ "X-SES-TENANT", "tenant", ses->tenant, is_label, label },
		{ "X-SES-SOURCE-ARN", "source ARN", ses->source_arn, is_arn,
		    arn },
		{ "X-SES-FROM-ARN", "from ARN", ses->from_arn, is_arn, arn },
		{ "X-SES-RETURN-PATH-ARN", "return-path ARN",
		    ses->return_path_arn, is_arn, arn },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!ses_field(c, &rows[i], header))
			return false;
	return ses_tags(c, header);
}
