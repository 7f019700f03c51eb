#include "inspect/fetch/imap_watch.h"

#include "inspect/fetch/login_advice.h"

#include <stdio.h>
#include <string.h>

#define PAUSE_FIRST    500 /* ms before a lost connection is made again */
#define PAUSE_LAST     30000
#define STOOD_WELL     60000 /* ms after which a loss is a first one again */
#define GOODBYE_WITHIN 400

/* ---- what ends a connection or the watch -------------------------------- */

bool watch_end(
    struct imap_watch *watch, struct mailbox_event *event, struct fault *fault)
{
	/* The process has no more to say, and may be anyone's by now. */
	imap_process_end(&watch->process, 0);
	watch->state = WATCH_ENDED;
	event->kind = MAILBOX_FAULT;
	event->fault = *fault;
	fault_at(&event->fault, "mailbox %.*s", FMT(watch->access.name));
	return true;
}

bool watch_betrayed(struct imap_watch *watch, struct mailbox_event *event)
{
	struct fault fault;

	fault_set(&fault, FAULT_MAILBOX,
	    "the process that reads the mailbox says what makes no sense");
	return watch_end(watch, event, &fault);
}

/* Texts of a server came through a process that may be its puppet. */
static void fault_of_stranger(
    struct fault *fault, enum fault_kind kind, struct bytes words)
{
	struct text shown = text_new(sizeof(fault->text));

	text_shown(&shown, words);
	fault_set(fault, kind, "%.*s", FMT(text_bytes(&shown)));
	text_free(&shown);
}

bool watch_lost(
    struct imap_watch *watch, struct mailbox_event *event, struct fault *fault)
{
	if (!watch->was_ready)
		return watch_end(watch, event, fault);
	bool stood = watch->state == WATCH_READY &&
		     clock_running() - watch->ready_at >= STOOD_WELL;
	imap_process_end(&watch->process, GOODBYE_WITHIN);
	watch->pause =
	    watch->pause == 0 || stood ? PAUSE_FIRST : 2 * watch->pause;
	if (watch->pause > PAUSE_LAST)
		watch->pause = PAUSE_LAST;
	watch->state = WATCH_WAITING;
	watch->looked = false;
	watch->due = clock_running() + watch->pause;
	watch->loss = *fault;
	event->kind = MAILBOX_LOST;
	event->fault = *fault;
	fault_at(&event->fault, "mailbox %.*s", FMT(watch->access.name));
	return true;
}

static size_t missing(const struct imap_watch *watch)
{
	size_t count = 0;

	for (size_t i = 0; i < watch->wanted_count; i++)
		count += watch->wanted[i].wish == WISH_FIND;
	return count;
}

bool watch_too_late(struct imap_watch *watch, struct mailbox_event *event)
{
	struct fault fault;

	if (watch->was_ready && !watch->looked && watch->loss.text[0] != '\0')
		fault = watch->loss;
	else if (!watch->was_ready || (missing(watch) > 0 && !watch->looked))
		fault_set(&fault, FAULT_MAILBOX,
		    "the server did not answer by the deadline");
	else if (missing(watch) > 0)
		fault_set(&fault, FAULT_LOCATE,
		    "the message did not arrive by the deadline");
	else
		fault_set(&fault, FAULT_MAILBOX, "the deadline passed");
	return watch_end(watch, event, &fault);
}

/* ---- frames ------------------------------------------------------------- */

/* What a frame led to. */
enum outcome { OUTCOME_NONE, OUTCOME_EVENT, OUTCOME_BAD };

/* Their numbers mean something to the process alone. */
static bool is_mark(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || c == ' ';
}

void watch_note(char noted[MARKS_MOST], struct bytes marks)
{
	size_t len = 0;

	while (len < marks.len && is_mark(marks.ptr[len]))
		len++;
	if (len != marks.len || len > MARKS_MOST - sizeof(MARKS_NAME " "))
		len = 0;
	if (len > 0)
		memcpy(noted, marks.ptr, len);
	noted[len] = '\0';
}

/* What imap_watch_open() may be given another time. */
static struct bytes marks_write(struct imap_watch *watch, struct bytes marks)
{
	char noted[MARKS_MOST];

	watch_note(noted, marks);
	int len = snprintf(
	    watch->marks, sizeof(watch->marks), MARKS_NAME " %s", noted);
	return (struct bytes){ watch->marks, (size_t)len };
}

static enum outcome on_ready(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	if (watch->state != WATCH_STARTING || bytes_present(watch->folder))
		return OUTCOME_BAD;
	watch_note(watch->since, frame->texts[READY_SINCE]);
	watch->state = WATCH_READY;
	watch->ready_at = clock_running();
	event->kind = watch->was_ready ? MAILBOX_BACK : MAILBOX_READY;
	event->folder = frame->texts[READY_JUNK];
	event->further = frame->texts[READY_FURTHER];
	event->marks = marks_write(watch, frame->texts[READY_MARKS]);
	watch->was_ready = true;
	if (watch->renewal != NULL)
		renewal_approve(watch->renewal);
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (watch->wanted[i].wish != WISH_NOTHING)
			watch_tell(watch, &watch->wanted[i]);
	return OUTCOME_EVENT;
}

static void receive_begin(
    struct imap_watch *watch, const struct wire_frame *frame)
{
	watch->found = *frame;
	watch->receiving = true;
	watch->found_placement = PLACEMENT_UNKNOWN;
	watch->found_category[0] = '\0';
	text_clear(&watch->found_labels);
	watch->found_labels.full = false;
	text_clear(&watch->octets);
	watch->octets.full = false;
}

static enum outcome on_found(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct bytes folder = frame->texts[1];
	bool one = bytes_present(watch->folder);

	(void)event;
	watch->found_of = one ? NULL : watch_wanted(watch, frame->texts[0]);
	if (watch->receiving || frame->numbers[0] >= WIRE_FOLDERS ||
	    frame->numbers[2] == 0 || frame->numbers[2] > UINT32_MAX ||
	    (watch->state != WATCH_READY && !one) ||
	    (!one && watch->found_of == NULL) ||
	    folder.len >= sizeof(watch->found_folder))
		return OUTCOME_BAD;
	if (folder.len > 0)
		memcpy(watch->found_folder, folder.ptr, folder.len);
	watch->found_folder[folder.len] = '\0';
	receive_begin(watch, frame);
	return OUTCOME_NONE;
}

/* A delivery report comes in; no token is told, so no message is found. */
static enum outcome on_report(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	(void)event;
	if (watch->receiving || watch->state != WATCH_READY ||
	    bytes_present(watch->folder))
		return OUTCOME_BAD;
	watch->found_of = NULL;
	receive_begin(watch, frame);
	return OUTCOME_NONE;
}

static enum outcome on_chunk(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	(void)event;
	if (!watch->receiving && !bytes_present(watch->uids))
		return OUTCOME_BAD;
	if (!watch->receiving) /* it tells behind it which one it is */
		text_clear(&watch->octets);
	watch->receiving = true;
	text_add(&watch->octets, frame->texts[0]);
	watch->found_at = clock_now();
	bool too_long = watch->found.kind == WIRE_REPORT &&
			watch->octets.len > WIRE_REPORT_MAX;
	return watch->octets.full || too_long ? OUTCOME_BAD : OUTCOME_NONE;
}

static bool is_category(struct bytes word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
			return false;
	return word.len <= CATEGORY_MAX;
}

static enum outcome on_sorted(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct bytes category = frame->texts[0];

	(void)event;
	if (!watch->receiving || watch->found.kind != WIRE_FOUND ||
	    frame->numbers[0] > PLACEMENT_OTHER || !is_category(category))
		return OUTCOME_BAD;
	watch->found_placement = (enum placement)frame->numbers[0];
	if (category.len > 0)
		memcpy(watch->found_category, category.ptr, category.len);
	watch->found_category[category.len] = '\0';
	text_add(&watch->found_labels, frame->texts[1]);
	return watch->found_labels.full ? OUTCOME_BAD : OUTCOME_NONE;
}

static enum placement placement_of(const struct imap_watch *watch)
{
	bool inbox = bytes_ieq(bytes_of(watch->found_folder), BYTES("INBOX"));

	if (watch->found_placement != PLACEMENT_UNKNOWN)
		return watch->found_placement;
	if (watch->found_of == NULL && !inbox)
		return PLACEMENT_OTHER;
	return watch->found.numbers[0] == WIRE_JUNK    ? PLACEMENT_JUNK
	       : watch->found.numbers[0] == WIRE_INBOX ? PLACEMENT_INBOX
						       : PLACEMENT_OTHER;
}

static void event_sorted(
    const struct imap_watch *watch, struct mailbox_event *event)
{
	if (watch->found_category[0] != '\0')
		event->category = bytes_of(watch->found_category);
	if (watch->found_labels.len > 0)
		event->labels = text_bytes(&watch->found_labels);
}

static enum outcome on_done(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct wanted *wanted = watch->found_of;

	if (!watch->receiving || frame->numbers[0] != watch->octets.len)
		return OUTCOME_BAD;
	watch->receiving = false;
	if (watch->found.kind == WIRE_REPORT) {
		event->kind = MAILBOX_BOUNCED;
		event->octets = text_bytes(&watch->octets);
		return OUTCOME_EVENT;
	}
	if (wanted != NULL && wanted->wish != WISH_FIND)
		return OUTCOME_NONE; /* forgotten meanwhile */
	event->kind = MAILBOX_FOUND;
	event->folder = bytes_of(watch->found_folder);
	event->placement = placement_of(watch);
	event->uid = (uint32_t)watch->found.numbers[2];
	event->octets = text_bytes(&watch->octets);
	event->internal_date = (int64_t)frame->numbers[1];
	event->found = watch->found_at;
	event_sorted(watch, event);
	if (wanted != NULL) {
		memcpy(event->token, wanted->token, sizeof(event->token));
		wanted->wish = WISH_NOTHING;
		wanted->folder = watch->found.numbers[0];
		wanted->validity = watch->found.numbers[1];
		wanted->uid = watch->found.numbers[2];
	}
	return OUTCOME_EVENT;
}

/* One of many; a fault that stands in its place is not the end. */
static enum outcome on_taken(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	static const char *const why[] = {
		[WIRE_TOO_LARGE] = "is too large",
		[WIRE_GONE] = "is gone",
	};
	uint64_t uid = frame->numbers[0], what = frame->numbers[2];

	if (!bytes_present(watch->uids) || uid == 0 || uid > UINT32_MAX ||
	    what > WIRE_GONE)
		return OUTCOME_BAD;
	if (!watch->receiving)
		text_clear(&watch->octets);
	watch->receiving = false;
	event->kind = MAILBOX_FOUND;
	event->uid = (uint32_t)uid;
	event->octets = text_bytes(&watch->octets);
	if (what == WIRE_WHOLE)
		return frame->numbers[1] == watch->octets.len ? OUTCOME_EVENT
							      : OUTCOME_BAD;
	event->kind = MAILBOX_FAULT;
	fault_set(&event->fault, FAULT_INPUT,
	    "mailbox %.*s: message %u in %.*s %s", FMT(watch->access.name),
	    (unsigned)uid, FMT(watch->folder), why[what]);
	return OUTCOME_EVENT;
}

/* No fault: the server gave what it has. */
static enum outcome on_all(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (!bytes_present(watch->uids) || watch->receiving)
		return OUTCOME_BAD;
	if (bytes_present(frame->texts[0]))
		fault_of_stranger(&fault, FAULT_INPUT, frame->texts[0]);
	watch_end(watch, event, &fault);
	event->fault.kind = fault.kind;
	return OUTCOME_EVENT;
}

static enum outcome on_deleted(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct wanted *wanted = watch_wanted(watch, frame->texts[0]);

	if (wanted == NULL || wanted->wish != WISH_DELETE)
		return OUTCOME_BAD;
	event->kind = MAILBOX_DELETED;
	event->uid = (uint32_t)wanted->uid;
	event->expunged = frame->numbers[0] == 1;
	memcpy(event->token, wanted->token, sizeof(event->token));
	wanted->wish = WISH_NOTHING;
	wanted->uid = 0;
	return OUTCOME_EVENT;
}

static enum outcome on_looked(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	if (watch->state != WATCH_READY || frame->numbers[0] > watch->orders)
		return OUTCOME_BAD;
	watch->looked = true;
	event->kind = MAILBOX_LOOKED;
	return frame->numbers[0] == watch->orders ? OUTCOME_EVENT
						  : OUTCOME_NONE;
}

static enum outcome on_line(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	const struct mailbox_access *access = &watch->access;

	(void)event;
	if (access->dialogue == NULL)
		return OUTCOME_BAD;
	access->dialogue(
	    access->context, frame->numbers[0] == 1, frame->texts[0]);
	return OUTCOME_NONE;
}

static enum outcome on_lost(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	struct fault fault;

	fault_of_stranger(&fault, FAULT_MAILBOX, frame->texts[0]);
	watch_lost(watch, event, &fault);
	return OUTCOME_EVENT;
}

/* A token that was at hand may be too old for the server: once more. */
static bool token_anew(struct imap_watch *watch)
{
	struct fault ignored;

	if (watch->state != WATCH_STARTING || watch->renewal == NULL ||
	    !renewal_discard(watch->renewal))
		return false;
	imap_process_end(&watch->process, 0);
	watch->state = WATCH_RENEWING;
	return renewal_start(watch->renewal, &ignored);
}

/* What a provider means by a refusal, be it of the log-in or of a folder. */
static const char *advice_on(
    const struct imap_watch *watch, const struct wire_frame *frame)
{
	if (frame->numbers[0] != WIRE_LOGIN_REFUSED &&
	    bytes_find(frame->texts[0], BYTES("Unsafe Login")) == NULL)
		return NULL;
	return login_advice_of(watch->access.host, frame->texts[0],
	    watch->renewal != NULL ? LOGIN_BY_TOKEN : LOGIN_BY_PASSWORD);
}

static enum outcome on_fault(struct imap_watch *watch,
    const struct wire_frame *frame, struct mailbox_event *event)
{
	bool no_message = bytes_present(watch->folder) &&
			  frame->numbers[0] == WIRE_NO_MESSAGE;
	struct fault fault;

	if (frame->numbers[0] == WIRE_LOGIN_REFUSED) {
		if (token_anew(watch))
			return OUTCOME_NONE;
		event->refusal.by = LOGIN_REFUSED;
	}
	event->refusal.advice = advice_on(watch, frame);
	fault_of_stranger(
	    &fault, no_message ? FAULT_INPUT : FAULT_MAILBOX, frame->texts[0]);
	watch_end(watch, event, &fault);
	return OUTCOME_EVENT;
}

bool watch_hear(struct imap_watch *watch, const struct wire_frame *frame,
    struct mailbox_event *event)
{
	static enum outcome (*const rows[])(struct imap_watch *,
	    const struct wire_frame *, struct mailbox_event *) = {
		[WIRE_READY] = on_ready,
		[WIRE_FOUND] = on_found,
		[WIRE_CHUNK_OF] = on_chunk,
		[WIRE_DONE] = on_done,
		[WIRE_DELETED] = on_deleted,
		[WIRE_LOST] = on_lost,
		[WIRE_FAULT] = on_fault,
		[WIRE_LOOKED] = on_looked,
		[WIRE_LINE] = on_line,
		[WIRE_REPORT] = on_report,
		[WIRE_TAKEN] = on_taken,
		[WIRE_ALL] = on_all,
		[WIRE_SORTED] = on_sorted,
	};
	enum outcome outcome = rows[frame->kind](watch, frame, event);

	if (outcome == OUTCOME_BAD)
		return watch_betrayed(watch, event);
	return outcome == OUTCOME_EVENT;
}
