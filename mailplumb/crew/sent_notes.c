#include "mailplumb/crew/sent_notes.h"

#include "common/base/crypto.h"
#include "common/base/file.h"
#include "common/base/text.h"
#include "common/mail/limits.h"
#include "inspect/read/message.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECEIPTS_OCTETS ((size_t)16 * 1024 * 1024)
#define RECEIPTS_MOST	10000

struct note {
	struct sent sent;
	struct bytes sha256; /* absent: no receipt */
	atomic_bool used;
};

struct sent_notes {
	struct arena *arena;
	const char *receipts, *sent; /* names of files, or NULL */
	struct note *notes;
	size_t count;
	struct bytes raw; /* of `sent`; absent: not given */
	struct bytes raw_token;
};

static struct bytes sent_token(struct arena *arena, struct bytes raw)
{
	struct message message;

	message_read(&message, raw, arena);
	const struct field *field =
	    message_field(&message, FIELD_MAILPLUMB_TOKEN);
	return field != NULL ? bytes_trim(field->value) : ABSENT;
}

/* ---- reading ------------------------------------------------------------- */

static bool add_receipt(
    struct sent_notes *notes, struct bytes text, struct fault *fault)
{
	struct note *note = &notes->notes[notes->count];

	if (!receipt_read(
		notes->arena, text, &note->sent, &note->sha256, fault))
		return false;
	notes->count++;
	return true;
}

static bool receipts_lines(
    struct sent_notes *notes, struct bytes text, struct fault *fault)
{
	struct bytes line;
	size_t number = 0;

	while (bytes_line(&text, &line)) {
		number++;
		if (bytes_trim(line).len == 0)
			continue;
		if (notes->count == RECEIPTS_MOST)
			return fault_set(fault, FAULT_INPUT,
			    "%s: more than %d receipts", notes->receipts,
			    RECEIPTS_MOST);
		if (!add_receipt(notes, line, fault))
			return fault_at(
			    fault, "%s:%zu", notes->receipts, number);
	}
	return notes->count > 0 || fault_set(fault, FAULT_INPUT,
				       "%s: holds no receipt", notes->receipts);
}

/* One value over several lines, or one a line. */
static bool receipts_open(struct sent_notes *notes, struct fault *fault)
{
	struct fault whole = { .kind = FAULT_NONE };
	struct bytes text;

	if (notes->receipts == NULL)
		return true;
	if (!file_read(
		notes->arena, notes->receipts, RECEIPTS_OCTETS, &text, fault))
		return false;
	notes->notes =
	    arena_new_array(notes->arena, struct note, RECEIPTS_MOST);
	text = bytes_trim(text);
	bool lines = text.len > 0 && bytes_find(text, BYTES("}\n")) != NULL;
	if (!lines && text.len > 0)
		return add_receipt(notes, text, fault) ||
		       fault_at(fault, "%s", notes->receipts);
	if (bytes_starts(text, BYTES("{\n")) &&
	    add_receipt(notes, text, &whole))
		return true;
	return receipts_lines(notes, text, fault);
}

/* The octets alone, or those of the receipt with the same token. */
static bool octets_open(struct sent_notes *notes, struct fault *fault)
{
	struct note *note;

	if (notes->sent == NULL)
		return true;
	if (!file_read(
		notes->arena, notes->sent, LIMIT_MESSAGE, &notes->raw, fault))
		return false;
	notes->raw_token = sent_token(notes->arena, notes->raw);
	if (notes->receipts != NULL)
		return true;
	notes->notes = note = arena_new(notes->arena, struct note);
	notes->count = 1;
	note->sent = (struct sent){ .file = bytes_of(notes->sent),
		.raw = notes->raw,
		.token = notes->raw_token,
		.queued = TIME_UNKNOWN,
		.accepted = TIME_UNKNOWN };
	return true;
}

struct sent_notes *sent_notes_open(
    const char *receipts, const char *sent, struct fault *fault)
{
	struct arena *arena = arena_open();
	struct sent_notes *notes = arena_new(arena, struct sent_notes);

	notes->arena = arena;
	notes->receipts = receipts;
	notes->sent = sent;
	if (receipts_open(notes, fault) && octets_open(notes, fault))
		return notes;
	sent_notes_close(notes);
	return NULL;
}

void sent_notes_close(struct sent_notes *notes)
{
	if (notes != NULL)
		arena_close(notes->arena);
}

/* ---- finding ------------------------------------------------------------- */

/* Beside the receipt, where the receipt was written; else as it is written. */
static const char *sent_path(
    const struct sent_notes *notes, struct arena *arena, struct bytes file)
{
	const char *path = arena_cstr(arena, file);
	const char *slash = strrchr(notes->receipts, '/');

	if (path[0] == '/' || slash == NULL)
		return path;
	const char *beside = arena_printf(arena, "%.*s/%s",
	    (int)(slash - notes->receipts), notes->receipts, path)
				 .ptr;
	return access(beside, F_OK) == 0 || access(path, F_OK) != 0 ? beside
								    : path;
}

/* The octets are those that the receipt tells of; else `mistake`. */
static void octets_check(
    struct sent *sent, struct arena *arena, struct bytes wanted)
{
	unsigned char digest[SHA256_SIZE];
	struct bytes token = sent_token(arena, sent->raw);

	sha256(sent->raw, digest);
	if (!bytes_eq(
		hex_write(arena, (struct bytes){ (char *)digest, SHA256_SIZE }),
		wanted))
		sent->mistake = arena_printf(arena,
		    "%.*s does not hold the octets that were sent: its SHA-256 "
		    "is not that of the receipt",
		    FMT(sent->file));
	else if (bytes_present(token) && !bytes_ieq(token, sent->token))
		sent->mistake = arena_printf(arena,
		    "%.*s is another message: its token is %.*s, the receipt's "
		    "%.*s",
		    FMT(sent->file), FMT(bytes_first(token, 64)),
		    FMT(sent->token));
	if (bytes_present(sent->mistake))
		sent->raw = ABSENT;
}

static void octets_read(struct sent_notes *notes, struct sent *sent,
    struct arena *arena, struct bytes wanted)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (bytes_present(notes->raw) &&
	    (!bytes_present(notes->raw_token) ||
		bytes_ieq(notes->raw_token, sent->token))) {
		sent->file = bytes_of(notes->sent);
		sent->raw = notes->raw;
	} else if (!bytes_present(sent->file))
		sent->mistake = BYTES("the receipt names no file with the "
				      "message (send --save keeps one)");
	else if (!file_read(arena, sent_path(notes, arena, sent->file),
		     LIMIT_MESSAGE, &sent->raw, &fault))
		sent->mistake = arena_copy(arena, bytes_of(fault.text));
	if (bytes_present(sent->raw))
		octets_check(sent, arena, wanted);
}

static struct note *note_of(const struct sent_notes *notes, struct bytes token)
{
	for (size_t i = 0; i < notes->count; i++) {
		struct bytes own = notes->notes[i].sent.token;
		/* Octets without a receipt may carry no token. */
		if (bytes_present(own) ? bytes_ieq(own, token)
				       : notes->receipts == NULL)
			return &notes->notes[i];
	}
	return NULL;
}

const struct sent *sent_notes_find(
    struct sent_notes *notes, struct arena *arena, struct bytes token)
{
	struct note *note = note_of(notes, token);

	if (note == NULL)
		return NULL;
	atomic_store(&note->used, true);
	struct sent *sent = arena_new(arena, struct sent);
	*sent = note->sent;
	if (bytes_present(note->sha256))
		octets_read(notes, sent, arena, note->sha256);
	return sent;
}

bool sent_notes_used(const struct sent_notes *notes, struct fault *fault)
{
	for (size_t i = 0; notes != NULL && i < notes->count; i++)
		if (atomic_load(&notes->notes[i].used))
			return true;
	if (notes == NULL)
		return true;
	const char *file =
	    notes->receipts != NULL ? notes->receipts : notes->sent;
	if (notes->count == 1)
		return fault_set(fault, FAULT_INPUT,
		    "%s: no message here has its token %.*s", file,
		    FMT(notes->notes[0].sent.token));
	return fault_set(fault, FAULT_INPUT,
	    "%s: no message here has a token of its %zu receipts", file,
	    notes->count);
}
