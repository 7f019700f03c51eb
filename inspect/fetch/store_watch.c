#include "inspect/fetch/store_watch.h"

#include "common/mail/limits.h"
#include "inspect/fetch/store.h"
#include "inspect/fetch/whose.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define PATH_LONGEST 3000 /* octets */

/* How often to look: a look at files is cheap. */
#define QUICK_FOR    10000 /* ms after a token was given */
#define QUICK_PAUSE  10
#define STEADY_FOR   60000
#define STEADY_PAUSE 100
#define SLOW_PAUSE   1000
#define SHARE	     10 /* pauses are this many times a look at least */

static bool is_mbox(const struct store_watch *watch)
{
	return watch->access.kind == MAILBOX_MBOX;
}

/* ---- what store_*.c share ------------------------------------------------ */

int64_t store_time(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

bool store_is_settled(struct timespec written, int64_t ms)
{
	int64_t age = clock_now() - store_time(written);

	/* In the future: clocks differ, and waiting for ours is no help. */
	return age < 0 || age >= ms;
}

struct bytes store_header(struct bytes octets, bool *whole)
{
	struct bytes rest = octets, line;

	*whole = true;
	while (bytes_line(&rest, &line))
		if (line.len == 0)
			return bytes_first(octets, octets.len - rest.len);
	*whole = false;
	return octets;
}

enum whose store_whose(
    struct store_watch *watch, struct bytes octets, struct wanted **wanted)
{
	bool whole;
	struct bytes header = store_header(octets, &whole);

	for (size_t i = 0; i < watch->wanted_count; i++) {
		*wanted = &watch->wanted[i];
		if ((*wanted)->wish == WISH_FIND &&
		    header_has_token(header, bytes_of((*wanted)->token)))
			return WHOSE_OURS;
	}
	return header_tells_report(header) ? WHOSE_REPORT : WHOSE_NOBODYS;
}

void store_event(struct store_watch *watch, enum whose whose,
    struct wanted *wanted, const struct place *place, const struct stat *st,
    struct mailbox_event *event)
{
	event->octets = text_bytes(&watch->octets);
	if (whose == WHOSE_REPORT) {
		event->kind = MAILBOX_BOUNCED;
		event->octets = bytes_first(event->octets, REPORT_MOST);
		return;
	}
	event->kind = MAILBOX_FOUND;
	event->folder = place->folder;
	event->placement = place->placement;
	event->internal_date = store_time(st->st_mtim);
	event->found = clock_now();
	memcpy(event->token, wanted->token, sizeof(event->token));
	wanted->wish = WISH_NOTHING;
}

void store_trouble(
    struct store_watch *watch, const char *path, const char *name)
{
	watch->unread = true;
	if (watch->trouble.kind == FAULT_NONE)
		fault_errno(&watch->trouble, FAULT_MAILBOX, "%s%s%s", path,
		    name[0] != '\0' ? "/" : "", name);
}

/* ---- opening ------------------------------------------------------------- */

static void access_copy(
    struct store_watch *watch, const struct mailbox_access *access)
{
	struct bytes *const texts[] = { &watch->access.name,
		&watch->access.path, &watch->access.junk };

	watch->access = *access;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (bytes_present(*texts[i]))
			*texts[i] = arena_copy(watch->arena, *texts[i]);
}

static bool is_path(struct bytes path)
{
	return path.len > 0 && path.len <= PATH_LONGEST &&
	       memchr(path.ptr, '\0', path.len) == NULL;
}

struct store_watch *store_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault)
{
	if (!is_path(access->path) ||
	    (bytes_present(access->junk) && !is_path(access->junk))) {
		fault_set(fault, FAULT_USAGE,
		    "mailbox %.*s: its path or that of junk cannot be one",
		    FMT(access->name));
		return NULL;
	}
	struct store_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL)
		abort();
	watch->arena = arena_open();
	watch->octets = text_new(LIMIT_MESSAGE);
	watch->deadline = deadline;
	access_copy(watch, access);
	if (is_mbox(watch) ? mbox_begin(watch, marks, fault)
			   : files_begin(watch, marks, fault))
		return watch;
	fault_at(fault, "mailbox %.*s", FMT(access->name));
	store_watch_close(watch);
	return NULL;
}

void store_watch_close(struct store_watch *watch)
{
	if (watch == NULL)
		return;
	seen_free(&watch->seen);
	text_free(&watch->octets);
	arena_close(watch->arena);
	free(watch);
}

/* ---- tokens -------------------------------------------------------------- */

static struct wanted *wanted_of(struct store_watch *watch, const char *token)
{
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (bytes_ieq(
			bytes_of(watch->wanted[i].token), bytes_of(token)))
			return &watch->wanted[i];
	return NULL;
}

void store_watch_look_for(struct store_watch *watch, const char *token)
{
	assert(token_valid(bytes_of(token)));
	struct wanted *wanted = wanted_of(watch, token);
	if (wanted == NULL) {
		assert(watch->wanted_count < TOKENS_MOST);
		wanted = &watch->wanted[watch->wanted_count++];
		memcpy(wanted->token, token, TOKEN_SIZE + 1);
	}
	wanted->wish = WISH_FIND;
	wanted->place = NULL;
	/* It may have come while nobody looked for it. */
	if (is_mbox(watch))
		mbox_again(watch);
	else
		files_again(watch);
	watch->look_told = false;
	watch->hurry_from = clock_running();
	watch->due = 0;
}

void store_watch_forget(struct store_watch *watch, const char *token)
{
	struct wanted *wanted = wanted_of(watch, token);

	if (wanted != NULL && wanted->wish == WISH_FIND)
		wanted->wish = WISH_NOTHING;
}

void store_watch_delete(struct store_watch *watch, const char *token)
{
	struct wanted *wanted = wanted_of(watch, token);

	if (wanted != NULL && wanted->place != NULL)
		wanted->wish = WISH_DELETE;
}

static struct wanted *wishing(struct store_watch *watch, enum wish wish)
{
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (watch->wanted[i].wish == wish)
			return &watch->wanted[i];
	return NULL;
}

/* ---- stepping ------------------------------------------------------------ */

static int64_t pause_now(const struct store_watch *watch)
{
	const struct mailbox_access *access = &watch->access;
	int64_t since = clock_running() - watch->hurry_from;
	int64_t quick = access->quick_for > 0 ? access->quick_for : QUICK_FOR;
	int64_t steady =
	    access->steady_for > 0 ? access->steady_for : STEADY_FOR;

	return since < quick	? QUICK_PAUSE
	       : since < steady ? STEADY_PAUSE
				: SLOW_PAUSE;
}

static bool end(struct store_watch *watch, struct mailbox_event *event,
    const struct fault *fault)
{
	watch->ended = true;
	event->kind = MAILBOX_FAULT;
	event->fault = *fault;
	return true;
}

static bool too_late(struct store_watch *watch, struct mailbox_event *event)
{
	struct fault fault = watch->trouble;
	bool missing = wishing(watch, WISH_FIND) != NULL;

	if (!missing)
		fault_set(&fault, FAULT_MAILBOX, "the deadline passed");
	else if (fault.kind == FAULT_NONE)
		fault_set(&fault, FAULT_LOCATE,
		    "the message did not arrive by the deadline");
	fault_at(&fault, "mailbox %.*s", FMT(watch->access.name));
	return end(watch, event, &fault);
}

static bool delete_now(struct store_watch *watch, struct wanted *wanted,
    struct mailbox_event *event)
{
	event->kind = MAILBOX_DELETED;
	memcpy(event->token, wanted->token, sizeof(event->token));
	if (is_mbox(watch))
		fault_set(&event->fault, FAULT_MAILBOX,
		    "no message is taken out of an mbox");
	else
		event->expunged = files_delete(watch, wanted, event);
	if (!event->expunged)
		fault_at(&event->fault, "mailbox %.*s: not deleted",
		    FMT(watch->access.name));
	wanted->wish = WISH_NOTHING;
	wanted->place = NULL;
	return true;
}

/* All that was asked for has been found, or is no longer looked for. */
static bool is_satisfied(const struct store_watch *watch)
{
	struct store_watch *same = (struct store_watch *)(uintptr_t)watch;

	return watch->wanted_count > 0 && !watch->look_told &&
	       wishing(same, WISH_FIND) == NULL;
}

static bool looked(struct store_watch *watch, struct mailbox_event *event)
{
	watch->look_told = true;
	event->kind = MAILBOX_LOOKED;
	return true;
}

static bool look(struct store_watch *watch, struct mailbox_event *event)
{
	int64_t before = clock_running(), pause = pause_now(watch);

	watch->trouble.kind = FAULT_NONE;
	watch->unread = false;
	if (is_mbox(watch) ? mbox_look(watch, event) : files_look(watch, event))
		return true;
	int64_t now = clock_running(), share = SHARE * (now - before);
	watch->due = now + (share > pause ? share : pause);
	return !watch->unread && !watch->look_told && looked(watch, event);
}

static bool ready(struct store_watch *watch, struct mailbox_event *event)
{
	const struct place *junk = &watch->places[PLACE_JUNK];

	watch->ready = true;
	event->kind = MAILBOX_READY;
	if (junk->there)
		event->folder = junk->folder;
	event->marks = bytes_of(watch->marks);
	return true;
}

int64_t store_watch_due(const struct store_watch *watch)
{
	struct store_watch *same = (struct store_watch *)(uintptr_t)watch;

	if (watch->ended)
		return INT64_MAX;
	if (!watch->ready || wishing(same, WISH_DELETE) != NULL ||
	    is_satisfied(watch))
		return 0;
	bool looking = wishing(same, WISH_FIND) != NULL;
	return looking && watch->due < watch->deadline ? watch->due
						       : watch->deadline;
}

bool store_watch_step(struct store_watch *watch, struct mailbox_event *event)
{
	struct wanted *wanted;

	*event = (struct mailbox_event){ .internal_date = TIME_UNKNOWN,
		.found = TIME_UNKNOWN };
	if (watch->ended)
		return false;
	if (!watch->ready)
		return ready(watch, event);
	if ((wanted = wishing(watch, WISH_DELETE)) != NULL)
		return delete_now(watch, wanted, event);
	if (is_satisfied(watch))
		return looked(watch, event);
	bool late = clock_running() >= watch->deadline;
	if (wishing(watch, WISH_FIND) != NULL &&
	    (late || clock_running() >= watch->due) && look(watch, event))
		return true;
	return late && too_late(watch, event);
}
