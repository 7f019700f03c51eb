#include "inspect/bundle/redact.h"

#include "common/base/json.h"
#include "common/mail/content_type.h"
#include "common/mail/grammar.h"
#include "common/mail/limits.h"
#include "common/mail/ses.h"
#include "inspect/bundle/told.h"
#include "inspect/model/transit.h"
#include "inspect/run/inspection.h"

#define LOCALS_MOST  1000 /* told apart; the rest is u0 */
#define SES_ID_LEAST 40	  /* octets; a name may look like a short one */
#define OUT_MOST     ((size_t)256 * 1024 * 1024)

struct redaction {
	struct arena *arena;
	struct bytes locals[LOCALS_MOST];
	size_t count;
	struct text out; /* what is being written */
};

/* ---- octets -------------------------------------------------------------- */

static char masked(char c)
{
	if (is_digit(c))
		return '9';
	if (is_alpha(c))
		return c == ascii_lower(c) ? 'x' : 'X';
	return (unsigned char)c > 127 ? 'x' : c;
}

static void add_masked(struct redaction *r, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		text_char(&r->out, masked(b.ptr[i]));
}

/* ---- addresses ----------------------------------------------------------- */

static bool is_local_char(char c)
{
	return is_atext(c) || c == '.';
}

static bool is_domain_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '.' ||
	       (unsigned char)c > 127;
}

/* "smtp.mailfrom=" and its kin, which is no part of an address. */
static size_t property_length(struct bytes local)
{
	static const char *const names[] = { "i", "mailfrom", "envelope-from",
		"envelope-to", "identity", "sender", "receiver", "helo", "from",
		"to", "rcpt" };
	static const char *const types[] = { "smtp.", "header.", "policy.",
		"body." };
	struct bytes name, rest;

	if (!bytes_cut(local, '=', &name, &rest))
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bytes_iis(name, names[i]))
			return name.len + 1;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (bytes_istarts(name, bytes_of(types[i])))
			return name.len + 1;
	return 0;
}

/* The local part that ends before the @ at `at`. */
static struct bytes local_before(struct bytes text, size_t at)
{
	size_t start = at;

	if (at > 0 && text.ptr[at - 1] == '"') {
		start--;
		while (start > 0 && text.ptr[--start] != '"')
			;
		return bytes_between(text.ptr + start, text.ptr + at);
	}
	while (start > 0 && is_local_char(text.ptr[start - 1]))
		start--;
	struct bytes local = bytes_between(text.ptr + start, text.ptr + at);
	return bytes_skip(local, property_length(local));
}

static bool is_ses_id(struct bytes local)
{
	return local.len >= SES_ID_LEAST && ses_id_valid(local);
}

static void add_local(struct redaction *r, struct bytes local)
{
	size_t i = 0;

	if (local.len == 0 || is_ses_id(local)) {
		text_add(&r->out, local);
		return;
	}
	while (i < r->count && !bytes_ieq(r->locals[i], local))
		i++;
	if (i == r->count && i < LOCALS_MOST)
		r->locals[r->count++] = arena_copy(r->arena, local);
	text_printf(&r->out, "u%zu", i < LOCALS_MOST ? i + 1 : 0);
}

/* Text with its local parts replaced, what is between the addresses masked or
 * not. */
static void add_addresses(struct redaction *r, struct bytes text, bool mask)
{
	void (*add)(struct redaction *, struct bytes) = NULL;
	size_t from = 0, at = 0;

	add = mask ? add_masked : NULL;
	while (at < text.len) {
		const char *hit = memchr(text.ptr + at, '@', text.len - at);
		if (hit == NULL)
			break;
		at = (size_t)(hit - text.ptr);
		struct bytes local = local_before(text, at);
		size_t start = (size_t)(local.ptr - text.ptr);
		size_t end = at + 1;
		while (end < text.len && is_domain_char(text.ptr[end]))
			end++;
		if (start >= from && (end > at + 1 || local.len > 0)) {
			struct bytes gap =
			    bytes_between(text.ptr + from, text.ptr + start);
			if (add != NULL)
				add(r, gap);
			else
				text_add(&r->out, gap);
			add_local(r, local);
			text_add(&r->out,
			    bytes_between(text.ptr + at, text.ptr + end));
			from = end;
		}
		at = end;
	}
	if (add != NULL)
		add(r, bytes_skip(text, from));
	else
		text_add(&r->out, bytes_skip(text, from));
}

/* ---- fields -------------------------------------------------------------- */

/* The token at the end of our subjects is in another field, too. */
static void add_subject(struct redaction *r, struct bytes value)
{
	const char *mark = bytes_find(value, BYTES("["));
	struct bytes token;

	while (mark != NULL) {
		token = bytes_skip(value, (size_t)(mark + 1 - value.ptr));
		if (token.len > 26 && token.ptr[26] == ']')
			break;
		mark = bytes_find(token, BYTES("["));
	}
	if (mark == NULL) {
		add_masked(r, value);
		return;
	}
	add_masked(r, bytes_between(value.ptr, mark));
	text_add(&r->out, bytes_between(mark, token.ptr + 27));
	add_masked(r, bytes_skip(token, 27));
}

static void add_people(struct redaction *r, struct bytes value)
{
	add_addresses(r, value, true);
}

static void add_plain(struct redaction *r, struct bytes value)
{
	add_addresses(r, value, false);
}

/* A link says who follows it: what stands behind its host is masked. */
static void add_links(struct redaction *r, struct bytes value)
{
	const char *at;

	while ((at = bytes_find(value, BYTES("://"))) != NULL) {
		size_t n = (size_t)(at + 3 - value.ptr);
		while (n < value.len && value.ptr[n] != '/' &&
		       value.ptr[n] != '?' && value.ptr[n] != '>' &&
		       !is_blank(value.ptr[n]))
			n++;
		add_plain(r, bytes_first(value, n));
		value = bytes_skip(value, n);
		n = 0;
		while (n < value.len && value.ptr[n] != '>' &&
		       !is_blank(value.ptr[n]))
			n++;
		add_masked(r, bytes_first(value, n));
		value = bytes_skip(value, n);
	}
	add_plain(r, value);
}

/* name= and filename= are masked. */
static void add_parameters(struct redaction *r, struct bytes value)
{
	const char *at = bytes_ifind(value, BYTES("name"));

	if (at == NULL) {
		add_plain(r, value);
		return;
	}
	struct bytes rest = bytes_skip(value, (size_t)(at + 4 - value.ptr));
	size_t n = 0;
	while (n < rest.len && rest.ptr[n] != ';')
		n++;
	add_plain(r, bytes_between(value.ptr, rest.ptr));
	add_masked(r, bytes_first(rest, n));
	add_plain(r, bytes_skip(rest, n));
}

static const struct {
	const char *name;
	void (*add)(struct redaction *r, struct bytes value);
} fields[] = {
	{ "Subject", add_subject },
	{ "Thread-Topic", add_subject },
	{ "Comments", add_subject },
	{ "Keywords", add_subject },
	{ "From", add_people },
	{ "Sender", add_people },
	{ "Reply-To", add_people },
	{ "To", add_people },
	{ "Cc", add_people },
	{ "Bcc", add_people },
	{ "List-Unsubscribe", add_links },
	{ "Content-Type", add_parameters },
	{ "Content-Disposition", add_parameters },
};

static void add_field(struct redaction *r, const struct field *field)
{
	size_t head = (size_t)(field->value.ptr - field->raw.ptr);
	struct bytes value = bytes_skip(field->raw, head);

	text_add(&r->out, bytes_first(field->raw, head));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (bytes_iis(field->name, fields[i].name)) {
			fields[i].add(r, value);
			return;
		}
	add_plain(r, value);
}

/* ---- bodies -------------------------------------------------------------- */

static bool is_known_boundary(struct bytes line, struct bytes known)
{
	struct bytes one;

	line = bytes_skip(line, 2);
	while (bytes_present(known)) {
		bytes_cut(known, '\n', &one, &known);
		if (one.len > 0 && bytes_starts(line, one))
			return true;
	}
	return false;
}

/* Of the parts' headers their types stay, since they tell the structure. */
static bool tells_structure(struct bytes line)
{
	return bytes_istarts(line, BYTES("content-type:")) ||
	       bytes_istarts(line, BYTES("content-transfer-encoding:")) ||
	       bytes_ifind(line, BYTES("boundary=")) != NULL;
}

static void note_boundary(
    struct redaction *r, struct bytes line, struct text *known)
{
	const char *at = bytes_ifind(line, BYTES("boundary="));
	struct bytes rest, value;

	if (at == NULL)
		return;
	rest = bytes_between(at, line.ptr + line.len);
	value = content_type_parameter(r->arena,
	    arena_printf(r->arena, "multipart/mixed; %.*s", FMT(rest)),
	    "boundary");
	if (value.len > 0)
		text_printf(known, "%.*s\n", FMT(value));
}

static void add_body(struct redaction *r, struct bytes body, struct text *known)
{
	struct bytes line;

	while (body.len > 0) {
		const char *start = body.ptr;
		bytes_line(&body, &line);
		const char *end = body.len > 0 ? body.ptr : start + line.len;
		struct bytes whole = bytes_present(body) && body.len == 0
					 ? bytes_between(start, body.ptr)
					 : bytes_between(start, end);
		note_boundary(r, bytes_first(line, LIMIT_VALUE), known);
		if (bytes_starts(line, BYTES("--")) &&
		    is_known_boundary(line, text_bytes(known)))
			text_add(&r->out, whole);
		else if (tells_structure(bytes_first(line, 1000)))
			add_parameters(r, whole);
		else
			add_masked(r, whole);
	}
}

static struct bytes taken(struct redaction *r)
{
	struct bytes b = arena_copy(r->arena, text_bytes(&r->out));

	text_clear(&r->out);
	return b;
}

static struct bytes message_of(
    struct redaction *r, const struct message *message)
{
	const char *at = message->raw.ptr;
	struct text known = text_new(LIMIT_VALUE);

	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		struct bytes gap = bytes_between(at, field->raw.ptr);
		add_addresses(r, gap, !bytes_starts(gap, BYTES("From ")));
		if (field->id == FIELD_CONTENT_TYPE)
			note_boundary(
			    r, bytes_first(field->value, LIMIT_VALUE), &known);
		add_field(r, field);
		at = field->raw.ptr + field->raw.len;
	}
	const char *body = bytes_present(message->body)
			       ? message->body.ptr
			       : message->raw.ptr + message->raw.len;
	add_masked(r, bytes_between(at, body));
	if (bytes_present(message->body))
		add_body(r, message->body, &known);
	text_free(&known);
	return taken(r);
}

/* ---- the other files ----------------------------------------------------- */

static struct bytes addresses_of(struct redaction *r, struct bytes text)
{
	if (!bytes_present(text))
		return ABSENT;
	add_plain(r, text);
	return taken(r);
}

struct copying {
	struct redaction *r;
	struct json *to;
};

static bool copy_member(
    void *target, struct bytes key, const struct json *value)
{
	struct copying *c = target;
	struct redaction *r = c->r;
	const char *name = arena_cstr(r->arena, key);
	struct bytes text = json_bytes(value);
	int64_t n;

	if (bytes_is(key, "subject") && bytes_present(text))
		add_subject(r, text);
	else if (bytes_is(key, "sent_file") && bytes_present(text))
		text_add(&r->out, BYTES("sent.eml"));
	else if (bytes_present(text))
		add_addresses(
		    r, text, bytes_is(key, "from") || bytes_is(key, "to"));
	if (bytes_present(text))
		json_put(c->to, name, json_text(taken(r)));
	else if (json_integer_of(value, &n))
		json_put(c->to, name, json_count(n));
	else if (json_is_nothing(value))
		json_put(c->to, name, json_null_new());
	else
		json_put(c->to, name, json_truth(json_says_true(value)));
	return true;
}

static struct bytes printed(struct redaction *r, struct json *json)
{
	json_print(json, JSON_INDENTED, &r->out);
	text_char(&r->out, '\n');
	json_free(json);
	return taken(r);
}

static struct bytes receipt_of(struct redaction *r, struct bytes receipt)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct json *from =
	    bytes_present(receipt) ? json_read(receipt, &fault) : NULL;
	struct copying c = { r, json_object_new() };

	if (from != NULL)
		json_each(from, &c, copy_member);
	json_free(from);
	struct bytes written = printed(r, c.to);
	return bytes_present(receipt) ? written : ABSENT;
}

static struct bytes premises_of(
    struct redaction *r, const struct inspection *in, bool named)
{
	struct inspection copy = *in;
	struct premises premises = *in->premises;
	struct sent sent;

	copy.premises = &premises;
	premises.mail_from = addresses_of(r, premises.mail_from);
	copy.origin.name = in->origin.kind == SOURCE_IMAP
			       ? addresses_of(r, in->origin.name)
			       : BYTES("message.eml");
	if (in->origin.kind == SOURCE_MAILDIR)
		copy.origin.folder = ABSENT;
	copy.origin.labels = ABSENT;
	if (in->sent != NULL) {
		sent = *in->sent;
		if (bytes_present(sent.file))
			sent.file = BYTES("sent.eml");
		if (bytes_present(sent.mistake))
			sent.mistake = BYTES("it was not at hand");
		sent.expected_message_id =
		    addresses_of(r, sent.expected_message_id);
		copy.sent = &sent;
	}
	return printed(r, told_json(&copy, named));
}

static bool was_named(struct arena *arena, struct bytes premises)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct told told;

	return told_read(arena, premises, &told, &fault) && told.named;
}

void redact_bundle(
    struct arena *arena, struct bundle *bundle, const struct inspection *in)
{
	struct redaction *r = arena_new(arena, struct redaction);
	struct bytes *files = bundle->files;
	struct message sent;

	r->arena = arena;
	r->out = text_new(OUT_MOST);
	bool named = was_named(arena, files[BUNDLE_PREMISES]);
	files[BUNDLE_MESSAGE] = message_of(r, &in->message);
	if (bytes_present(files[BUNDLE_SENT])) {
		inspection_message(in, files[BUNDLE_SENT], &sent);
		files[BUNDLE_SENT] = message_of(r, &sent);
	}
	files[BUNDLE_RECEIPT] = receipt_of(r, files[BUNDLE_RECEIPT]);
	files[BUNDLE_TRANSCRIPT] = addresses_of(r, files[BUNDLE_TRANSCRIPT]);
	files[BUNDLE_PREMISES] = premises_of(r, in, named);
	text_free(&r->out);
}

struct bytes redact_text(struct arena *arena, struct bytes text)
{
	struct redaction *r = arena_new(arena, struct redaction);

	if (!bytes_present(text))
		return ABSENT;
	r->arena = arena;
	r->out = text_new(OUT_MOST);
	struct bytes written = addresses_of(r, text);
	text_free(&r->out);
	return written;
}

struct bytes redact_body(struct arena *arena, struct bytes text)
{
	char *copy = bytes_present(text) ? arena_cstr(arena, text) : NULL;

	for (size_t i = 0; i < text.len; i++)
		copy[i] = masked(copy[i]);
	return (struct bytes){ copy, text.len };
}
