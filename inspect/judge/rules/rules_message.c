#define _GNU_SOURCE /* memrchr() */
/* The form of the message. */
#include "inspect/judge/rule.h"

#include "common/mail/line_ends.h"
#include "inspect/model/transit.h"

#define LINE_MOST 998 /* octets without the line end, RFC 5322 2.1.1 */

/* RFC 5322 3.6 and RFC 2045 3: at most once.  Several From fields are
 * dmarc-from-unusable. */
static const enum field_id single_fields[] = { FIELD_DATE, FIELD_SENDER,
	FIELD_REPLY_TO, FIELD_TO, FIELD_CC, FIELD_BCC, FIELD_MESSAGE_ID,
	FIELD_IN_REPLY_TO, FIELD_REFERENCES, FIELD_SUBJECT, FIELD_MIME_VERSION,
	FIELD_CONTENT_TYPE, FIELD_CONTENT_TRANSFER_ENCODING, FIELD_OTHER };

static void header_malformed(struct judgement *j)
{
	const struct message *message = &j->in->message;

	if (message->mistake == NULL)
		return;
	found(j, "Expected %s at octet %zu of the message%s.", message->mistake,
	    message->mistake_at,
	    message->left_out ? "; the fields that follow were not read" : "");
}

static void duplicate_field(struct judgement *j)
{
	const struct message *message = &j->in->message;
	size_t counts[FIELD_IDS] = { 0 };

	for (size_t i = 0; i < message->field_count; i++)
		counts[message->fields[i].id]++;
	for (const enum field_id *id = single_fields; *id != FIELD_OTHER; id++)
		if (counts[*id] > 1)
			found(j, "%s stands %zu times.", field_name(*id),
			    counts[*id]);
}

static bool is_id_char(char c)
{
	return !is_blank(c) && !is_control(c) && c != '<' && c != '>';
}

/* <local@domain>, RFC 5322 3.6.4, without looking closer at either. */
static bool is_message_id(struct bytes value)
{
	struct bytes id = bytes_trim(value), local, domain;

	if (id.len < 2 || id.ptr[0] != '<' || id.ptr[id.len - 1] != '>')
		return false;
	id = (struct bytes){ id.ptr + 1, id.len - 2 };
	for (size_t i = 0; i < id.len; i++)
		if (!is_id_char(id.ptr[i]))
			return false;
	return bytes_cut_last(id, '@', &local, &domain) &&
	       !bytes_empty(local) && !bytes_empty(domain);
}

static void message_id_invalid(struct judgement *j)
{
	const struct field *field =
	    message_field(&j->in->message, FIELD_MESSAGE_ID);

	if (field == NULL && j->in->message.left_out)
		return;
	if (field == NULL)
		found(j, "The message has no Message-ID.");
	else if (!is_message_id(field->value)) {
		found(j, "Message-ID is not <local@domain>.");
		shown_by(j, "Message-ID", bytes_trim(field->value));
	}
}

/* Looks back from where a line would be too long, since most end long before:
 * few octets of a message are looked at. */
static bool has_long_line(struct bytes raw)
{
	while (raw.len > LINE_MOST) {
		const char *lf = memrchr(raw.ptr, '\n', LINE_MOST + 1);
		if (lf == NULL)
			return true;
		raw = bytes_between(lf + 1, raw.ptr + raw.len);
	}
	return false;
}

static void line_too_long(struct judgement *j)
{
	struct bytes rest = j->in->message.raw, line;
	size_t number = 0, longest = 0, at = 0;

	if (!has_long_line(rest))
		return;
	while (bytes_line(&rest, &line)) {
		number++;
		if (line.len > longest) {
			longest = line.len;
			at = number;
		}
	}
	if (longest > LINE_MOST)
		found(j, "Line %zu is %zu octets long; 998 are allowed.", at,
		    longest);
}

/* ---- line ends -------------------------------------------------------------
 */

/* Files and mailboxes of this machine keep LF for CRLF; then CR says that a
 * line end was odd before.  A last LF is what editors add. */
static bool is_kept_locally(struct bytes raw)
{
	return line_ends_are_local(raw) ||
	       (raw.ptr[raw.len - 1] == '\n' &&
		   line_ends_are_pairs(bytes_first(raw, raw.len - 1)));
}

/* `whose`: "", or " of what was sent". */
static void say_newline(
    struct judgement *j, struct bytes raw, const char *whose)
{
	struct line_ends ends = line_ends_count(raw);

	if (ends.cr > 0)
		found(j, "There is a CR without LF in line %zu%s.",
		    ends.cr_line, whose);
	else if (ends.pairs > 0)
		found(j, "Line %zu%s ends in LF alone, others end in CRLF.",
		    ends.lf_line, whose);
	else
		found(j, "The lines%s end in LF alone.", whose);
	shown_by(j, "CRLF", arena_printf(j->arena, "%zu", ends.pairs));
	shown_by(j, "LF alone", arena_printf(j->arena, "%zu", ends.lf));
	shown_by(j, "CR alone", arena_printf(j->arena, "%zu", ends.cr));
}

/* A server of the way may mend what was sent, and another may not. */
static void bare_newline(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes raw = in->message.raw;
	struct bytes sent =
	    in->transit != NULL ? in->transit->sent->raw : ABSENT;

	if (!line_ends_are_pairs(raw) &&
	    (in->origin.kind == SOURCE_IMAP || !is_kept_locally(raw)))
		say_newline(j, raw, "");
	else if (!line_ends_are_pairs(sent) && !is_kept_locally(sent))
		say_newline(j, sent, " of what was sent");
}

/* ---- leaving a list with one click, RFC 8058 -------------------------------
 */

static bool has_https(const struct field *field)
{
	return field != NULL &&
	       bytes_ifind(field->value, BYTES("<https:")) != NULL;
}

static bool is_one_click(const struct field *post)
{
	return post != NULL && bytes_ieq(bytes_trim(post->value),
				   BYTES("List-Unsubscribe=One-Click"));
}

/* It says so itself: what goes to one person needs no way to leave. */
static bool is_bulk(const struct message *message)
{
	const struct field *precedence =
	    message_field(message, FIELD_PRECEDENCE);
	struct bytes word =
	    precedence != NULL ? bytes_trim(precedence->value) : ABSENT;

	return bytes_ieq(word, BYTES("bulk")) ||
	       bytes_ieq(word, BYTES("list")) ||
	       message_field(message, FIELD_LIST_ID) != NULL;
}

/* Our own test message is nobody's mailing, though it says that it is bulk, so
 * that nobody answers it.  One of the user's own text may well be one. */
static bool is_test(const struct inspection *in)
{
	return in->probe != NULL ||
	       (bytes_present(in->envelope.token) &&
		   message_field_named(&in->message, "Auto-Submitted") != NULL);
}

static void unsubscribe_missing(struct judgement *j)
{
	const struct message *message = &j->in->message;
	const struct field *list =
	    message_field(message, FIELD_LIST_UNSUBSCRIBE);
	const struct field *post =
	    message_field(message, FIELD_LIST_UNSUBSCRIBE_POST);

	bool bulk = !is_test(j->in) && (is_bulk(message) || sends_bulk(j->in));

	if (message->left_out || (has_https(list) && is_one_click(post)) ||
	    (list == NULL && post == NULL && !bulk))
		return;
	found(j, "%s: bulk mail needs both fields.",
	    list == NULL       ? "There is no List-Unsubscribe"
	    : !has_https(list) ? "List-Unsubscribe has no https: address"
	    : post == NULL     ? "There is no List-Unsubscribe-Post"
			       : "List-Unsubscribe-Post is not "
				 "List-Unsubscribe=One-Click");
	if (list != NULL)
		shown_by(j, "List-Unsubscribe", bytes_trim(list->value));
	if (post != NULL)
		shown_by(j, "List-Unsubscribe-Post", bytes_trim(post->value));
}

static bool names_field(struct bytes names, struct bytes field)
{
	struct bytes name;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &name, &names);
		if (bytes_ieq(bytes_trim(name), field))
			return true;
	}
	return false;
}

static bool covers_unsubscribe(const struct dkim_signature *s)
{
	return names_field(s->names, BYTES("List-Unsubscribe")) &&
	       names_field(s->names, BYTES("List-Unsubscribe-Post"));
}

/* By our verification where it decides, else by the receiver's. */
static bool signature_passes(
    const struct inspection *in, const struct dkim_signature *s)
{
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);
	const struct identifier *id = reported_of_signature(&in->reported, s);

	if (v != NULL && decides(dkim_result(v->reason)))
		return v->reason == DKIM_VERIFIED;
	return id != NULL && id->result == AUTH_PASS;
}

static void unsubscribe_unsigned(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dkim_signature *s = in->signatures;
	bool any = false;

	if (message_field(&in->message, FIELD_LIST_UNSUBSCRIBE) == NULL ||
	    message_field(&in->message, FIELD_LIST_UNSUBSCRIBE_POST) == NULL)
		return;
	for (; s != NULL; s = s->next) {
		if (!signature_passes(in, s))
			continue;
		if (covers_unsubscribe(s))
			return;
		any = true;
	}
	if (any)
		found(j, "No signature that passes covers List-Unsubscribe and "
			 "List-Unsubscribe-Post.");
}

const struct rule rules_message[] = {
	{ "msg-header-malformed", header_malformed, NULL },
	{ "msg-duplicate-field", duplicate_field, NULL },
	{ "msg-message-id-invalid", message_id_invalid, NULL },
	{ "msg-line-too-long", line_too_long, NULL },
	{ "msg-bare-newline", bare_newline, NULL },
	{ "msg-unsubscribe-unsigned", unsubscribe_unsigned, NULL },
	{ "msg-unsubscribe-missing", unsubscribe_missing, NULL },
	{ 0 },
};
