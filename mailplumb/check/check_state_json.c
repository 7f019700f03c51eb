#include "mailplumb/check/check_state.h"

#include "common/base/json.h"
#include <stddef.h>
#include <string.h>

#define SCHEMA	   "mailplumb.state/1"
#define TEXT_MOST  ((size_t)64 * 1024) /* octets of a value */
#define LINES_MOST 100

static const char *const status_words[] = {
#define X(id, word) word,
	MESSAGE_STATUSES(X)
#undef X
};

static const char *const fate_words[] = {
#define X(id, word) word,
	MESSAGE_FATES(X)
#undef X
};

#define WORDS(words) (sizeof(words) / sizeof((words)[0]))

const char *message_status_word(enum message_status status)
{
	return status_words[status];
}

const char *message_fate_word(enum message_fate fate)
{
	return fate_words[fate];
}

/* ---- members, by a table ------------------------------------------------- */

enum member_kind {
	MEMBER_TEXT,
	MEMBER_OCTETS, /* in base64 */
	MEMBER_TIME,
	MEMBER_NUMBER, /* not negative */
	MEMBER_TRUTH,
};

struct member {
	const char *key;
	enum member_kind kind;
	bool needed;
	size_t offset;
};

#define AT(name) offsetof(struct state_message, name)

static const struct member members[] = {
	{ "check", MEMBER_TEXT, true, AT(check) },
	{ "sender", MEMBER_TEXT, true, AT(sender) },
	{ "mailbox", MEMBER_TEXT, true, AT(mailbox) },
	{ "marks", MEMBER_TEXT, false, AT(marks) },
	{ "marked", MEMBER_NUMBER, true, AT(marked) },
	{ "queued", MEMBER_TIME, true, AT(queued) },
	{ "accepted", MEMBER_TIME, false, AT(accepted) },
	{ "expires", MEMBER_TIME, true, AT(expires) },
	{ "remove", MEMBER_TRUTH, true, AT(remove) },
	{ "given_up", MEMBER_TRUTH, true, AT(given_up) },
	{ "message_id", MEMBER_TEXT, false, AT(message_id) },
	{ "sent", MEMBER_OCTETS, false, AT(sent) },
	{ "reply", MEMBER_TEXT, false, AT(reply) },
	{ "ses_message_id", MEMBER_TEXT, false, AT(ses_message_id) },
	{ "code", MEMBER_NUMBER, true, AT(code) },
	{ "attempts", MEMBER_NUMBER, true, AT(attempts) },
	{ "folder", MEMBER_TEXT, false, AT(folder) },
	{ "category", MEMBER_TEXT, false, AT(category) },
	{ "labels", MEMBER_TEXT, false, AT(labels) },
	{ "octets", MEMBER_OCTETS, false, AT(octets) },
	{ "placement", MEMBER_NUMBER, true, AT(placement) },
	{ "uid", MEMBER_NUMBER, true, AT(uid) },
	{ "found", MEMBER_TIME, false, AT(found) },
	{ "dns", MEMBER_NUMBER, true, AT(dns) },
	{ "judged", MEMBER_TIME, false, AT(judged) },
	{ "finding", MEMBER_TEXT, false, AT(finding) },
	{ "text", MEMBER_TEXT, false, AT(text) },
	{ "fix", MEMBER_TEXT, false, AT(fix) },
	{ "kind", MEMBER_NUMBER, true, AT(kind) },
};

static bool wrong(struct fault *fault, const char *key)
{
	return fault_set(fault, FAULT_INPUT, "%s has a wrong value", key);
}

static struct json *member_json(struct arena *arena,
    const struct member *member, const struct state_message *message)
{
	const void *at = (const char *)message + member->offset;
	struct bytes octets;

	switch (member->kind) {
	case MEMBER_TEXT:
		return json_text(*(const struct bytes *)at);
	case MEMBER_OCTETS:
		octets = *(const struct bytes *)at;
		return json_text(bytes_present(octets)
				     ? base64_write(arena, octets)
				     : octets);
	case MEMBER_TIME:
		return json_time(*(const int64_t *)at);
	case MEMBER_NUMBER:
		return json_count(*(const int64_t *)at);
	case MEMBER_TRUTH:
		break;
	}
	return json_truth(*(const bool *)at);
}

static bool text_read(struct arena *arena, const struct json *value,
    size_t most, struct bytes *text)
{
	struct bytes read = json_bytes(value);

	if (!bytes_present(read) || read.len > most ||
	    memchr(read.ptr, '\0', read.len) != NULL)
		return false;
	*text = arena_copy(arena, read);
	return true;
}

static bool octets_read(
    struct arena *arena, const struct json *value, struct bytes *octets)
{
	struct bytes read = json_bytes(value);

	return bytes_present(read) && read.len <= 2 * STATE_OCTETS_MOST &&
	       base64_read(arena, read, octets);
}

static bool number_read(const struct json *value, int64_t *number)
{
	return json_integer_of(value, number) && *number >= 0;
}

static bool member_read(struct arena *arena, const struct member *member,
    const struct json *value, struct state_message *message)
{
	void *at = (char *)message + member->offset;

	if (json_is_nothing(value) && !member->needed)
		return true;
	switch (member->kind) {
	case MEMBER_TEXT:
		return text_read(arena, value, TEXT_MOST, at);
	case MEMBER_OCTETS:
		return octets_read(arena, value, at);
	case MEMBER_TIME:
		/* None of ours is before 1970, nor could it be written again.
		 */
		return time_read(json_bytes(value), at) &&
		       *(const int64_t *)at >= 0;
	case MEMBER_NUMBER:
		return number_read(value, at);
	case MEMBER_TRUTH:
		break;
	}
	return json_truth_of(value, at);
}

/* ---- words and lists ----------------------------------------------------- */

static bool word_read(const struct json *value, const char *const *words,
    size_t count, unsigned *word)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(json_bytes(value), words[i])) {
			*word = (unsigned)i;
			return true;
		}
	return false;
}

static struct json *lines_json(const struct state_line *line)
{
	struct json *array = json_array_new();

	for (; line != NULL; line = line->next) {
		struct json *pair = json_array_new();
		json_append(pair, json_text(line->label));
		json_append(pair, json_text(line->value));
		json_append(array, pair);
	}
	return array;
}

static bool lines_read(
    struct arena *arena, const struct json *array, struct state_line **end)
{
	if (!json_is_list(array) || json_size(array) > LINES_MOST)
		return false;
	for (size_t i = 0; i < json_size(array); i++) {
		const struct json *pair = json_at(array, i);
		struct state_line *line = arena_new(arena, struct state_line);
		const struct json *label = json_at(pair, 0);
		if (json_size(pair) != 2 ||
		    !text_read(
			arena, json_at(pair, 1), TEXT_MOST, &line->value) ||
		    (!json_is_nothing(label) &&
			!text_read(arena, label, TEXT_MOST, &line->label)))
			return false;
		*end = line;
		end = &line->next;
	}
	return true;
}

/* ---- one message --------------------------------------------------------- */

static struct json *message_json(
    struct arena *arena, const struct state_message *message)
{
	struct json *o = json_object_new();

	json_put(o, "token", json_word(message->token));
	json_put(o, "status", json_word(message_status_word(message->status)));
	json_put(o, "fate", json_word(message_fate_word(message->fate)));
	for (size_t i = 0; i < WORDS(members); i++)
		json_put(o, members[i].key,
		    member_json(arena, &members[i], message));
	json_put(o, "commands", lines_json(message->commands));
	json_put(o, "evidence", lines_json(message->evidence));
	return o;
}

/* Its status and fate fit each other. */
static bool fits(const struct state_message *message)
{
	bool judged = message->status >= MESSAGE_JUDGED;

	return judged == (message->fate != FATE_OPEN) &&
	       judged == (message->judged != TIME_UNKNOWN) &&
	       (message->status != MESSAGE_ACCEPTED ||
		   message->accepted != TIME_UNKNOWN) &&
	       (message->fate == FATE_OPEN || message->fate == FATE_FOUND ||
		   bytes_present(message->text));
}

static bool words_read(
    const struct json *o, struct state_message *message, struct fault *fault)
{
	struct bytes token = json_bytes(json_get(o, "token"));
	unsigned status, fate;

	if (!token_valid(token))
		return wrong(fault, "token");
	memcpy(message->token, token.ptr, TOKEN_SIZE);
	if (!word_read(json_get(o, "status"), status_words, WORDS(status_words),
		&status))
		return wrong(fault, "status");
	message->status = (enum message_status)status;
	if (!word_read(
		json_get(o, "fate"), fate_words, WORDS(fate_words), &fate))
		return wrong(fault, "fate");
	message->fate = (enum message_fate)fate;
	return true;
}

static bool message_read(struct arena *arena, const struct json *o,
    struct state_message *message, struct fault *fault)
{
	*message = (struct state_message){ .queued = TIME_UNKNOWN,
		.accepted = TIME_UNKNOWN,
		.judged = TIME_UNKNOWN,
		.found = TIME_UNKNOWN };
	if (!words_read(o, message, fault))
		return false;
	for (size_t i = 0; i < WORDS(members); i++)
		if (!member_read(arena, &members[i],
			json_get(o, members[i].key), message))
			return wrong(fault, members[i].key);
	if (!lines_read(arena, json_get(o, "commands"), &message->commands))
		return wrong(fault, "commands");
	if (!lines_read(arena, json_get(o, "evidence"), &message->evidence))
		return wrong(fault, "evidence");
	return fits(message) || fault_set(fault, FAULT_INPUT,
				    "status and fate contradict each other");
}

static bool messages_read(
    struct state *state, const struct json *array, struct fault *fault)
{
	struct state_message message;

	if (!json_is_list(array) || json_size(array) > STATE_MESSAGES_MOST)
		return wrong(fault, "messages");
	for (size_t i = 0; i < json_size(array); i++) {
		if (!message_read(
			state->arena, json_at(array, i), &message, fault))
			return fault_at(fault, "message %zu", i + 1);
		state_add(state, &message);
	}
	return true;
}

/* ---- counts and answers -------------------------------------------------- */

static struct json *counts_json(const struct state_counts *counts)
{
	struct json *o = json_object_new();

	json_put(o, "check", json_text(counts->check));
	json_put(o, "sender", json_text(counts->sender));
	json_put(o, "mailbox", json_text(counts->mailbox));
	json_put(o, "intended", json_count(counts->of[FATE_OPEN]));
	for (size_t i = FATE_OPEN + 1; i < FATES; i++)
		json_put(o, fate_words[i], json_count(counts->of[i]));
	json_put(o, "late", json_count(counts->late));
	return o;
}

static bool counts_read(
    struct arena *arena, const struct json *o, struct state_counts *counts)
{
	bool read =
	    text_read(arena, json_get(o, "check"), TEXT_MOST, &counts->check) &&
	    text_read(
		arena, json_get(o, "sender"), TEXT_MOST, &counts->sender) &&
	    text_read(
		arena, json_get(o, "mailbox"), TEXT_MOST, &counts->mailbox) &&
	    number_read(json_get(o, "intended"), &counts->of[FATE_OPEN]) &&
	    number_read(json_get(o, "late"), &counts->late);

	for (size_t i = FATE_OPEN + 1; i < FATES && read; i++)
		read = number_read(json_get(o, fate_words[i]), &counts->of[i]);
	return read;
}

static bool all_counts_read(
    struct state *state, const struct json *array, struct fault *fault)
{
	struct state_counts **end = &state->counts;

	if (!json_is_list(array) || json_size(array) > STATE_MESSAGES_MOST)
		return wrong(fault, "counts");
	for (size_t i = 0; i < json_size(array); i++) {
		*end = arena_new(state->arena, struct state_counts);
		if (!counts_read(state->arena, json_at(array, i), *end))
			return wrong(fault, "counts");
		end = &(*end)->next;
	}
	return true;
}

static bool all_dns_read(
    struct state *state, const struct json *array, struct fault *fault)
{
	struct state_dns **end = &state->dns;

	if (!json_is_list(array) || json_size(array) > STATE_MESSAGES_MOST)
		return wrong(fault, "dns");
	for (size_t i = 0; i < json_size(array); i++) {
		const struct json *o = json_at(array, i);
		*end = arena_new(state->arena, struct state_dns);
		if (!number_read(json_get(o, "number"), &(*end)->number) ||
		    !text_read(state->arena, json_get(o, "record"), STATE_MOST,
			&(*end)->record))
			return wrong(fault, "dns");
		end = &(*end)->next;
	}
	return true;
}

/* ---- all of it ----------------------------------------------------------- */

bool state_read(struct state *state, struct arena *arena, struct bytes text,
    struct fault *fault)
{
	struct json *root = json_read(text, fault);
	struct bytes schema = json_bytes(json_get(root, "schema"));
	bool read = root != NULL;

	*state = state_new(arena);
	if (read && !bytes_is(schema, SCHEMA))
		read = fault_set(fault, FAULT_INPUT,
		    "its schema is \"%.*s\", not " SCHEMA,
		    FMT(bytes_first(schema, 40)));
	read = read &&
	       (number_read(json_get(root, "runs"), &state->runs) ||
		   wrong(fault, "runs")) &&
	       messages_read(state, json_get(root, "messages"), fault) &&
	       all_counts_read(state, json_get(root, "counts"), fault) &&
	       all_dns_read(state, json_get(root, "dns"), fault);
	fault->kind = read ? fault->kind : FAULT_INPUT;
	json_free(root);
	return read;
}

void state_write(const struct state *state, struct text *text)
{
	struct json *root = json_object_new(), *messages = json_array_new(),
		    *all_counts = json_array_new(), *dns = json_array_new();
	struct arena *arena = arena_open(); /* of base64 */

	for (const struct state_message *m = state->messages; m; m = m->next)
		json_append(messages, message_json(arena, m));
	for (const struct state_counts *c = state->counts; c; c = c->next)
		json_append(all_counts, counts_json(c));
	for (const struct state_dns *d = state->dns; d != NULL; d = d->next) {
		struct json *o = json_object_new();
		json_put(o, "number", json_count(d->number));
		json_put(o, "record", json_text(d->record));
		json_append(dns, o);
	}
	json_put(root, "schema", json_word(SCHEMA));
	json_put(root, "runs", json_count(state->runs));
	json_put(root, "counts", all_counts);
	json_put(root, "messages", messages);
	json_put(root, "dns", dns);
	json_print(root, JSON_LINE, text);
	text_char(text, '\n');
	json_free(root);
	arena_close(arena);
}
