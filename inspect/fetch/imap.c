#include "inspect/fetch/imap.h"

#include "common/base/text.h"
#include "common/mail/limits.h"
#include "inspect/fetch/imap_process.h"
#include "inspect/fetch/imap_wire.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PATIENCE	30000 /* ms for one answer */
#define PAUSE_FIRST	500   /* ms before a lost connection is made again */
#define PAUSE_LAST	30000
#define STOOD_WELL	60000 /* ms after which a loss is a first one again */
#define GOODBYE_WITHIN	400
#define TEXT_MAX	4096 /* octets of a value */
#define FOLDER_TEXT_MAX 1000

enum watch_state {
	WATCH_STARTING, /* a process was started, it is not READY */
	WATCH_READY,
	WATCH_WAITING, /* to start the next one */
	WATCH_ENDED,
};

/* What has been asked about a token. */
enum wish { WISH_FIND, WISH_NOTHING, WISH_DELETE };

struct wanted {
	char token[TOKEN_SIZE + 1];
	enum wish wish;
	uint64_t folder, validity, uid; /* where it was found; uid 0: not */
};

struct imap_watch {
	struct arena *arena; /* of `access`; the password is kept apart */
	struct mailbox_access access;
	char *password;
	struct bytes folder; /* present: one message of it is wanted */
	uint32_t uid;
	int64_t deadline;

	struct imap_process process;
	enum watch_state state;
	bool was_ready;
	int64_t due;	   /* STARTING: at most until; WAITING: until */
	int64_t pause;	   /* the last one */
	int64_t since;	   /* READY */
	struct fault loss; /* the last one */

	uint64_t noted[4]; /* as READY gave them */
	struct wanted wanted[WIRE_TOKENS_MAX];
	size_t wanted_count;

	char in[WIRE_FRAME_MAX];
	size_t in_len, in_used;

	/* the message that is coming in */
	bool receiving;
	struct wire_frame found; /* its numbers */
	struct wanted *found_of; /* NULL: the one message */
	char found_folder[FOLDER_TEXT_MAX * 4 + 1];
	struct text octets;
};

/* ---- opening ------------------------------------------------------------ */

static bool value_fits(struct bytes value, const char *what, size_t most,
    const struct mailbox_access *access, struct fault *fault)
{
	if (value.len > most)
		return fault_set(fault, FAULT_USAGE,
		    "mailbox %.*s: its %s is too long", FMT(access->name),
		    what);
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] == '\r' || value.ptr[i] == '\n' ||
		    value.ptr[i] == '\0')
			return fault_set(fault, FAULT_USAGE,
			    "mailbox %.*s: its %s has a line end or NUL in it",
			    FMT(access->name), what);
	return true;
}

static bool access_fits(const struct mailbox_access *access,
    struct bytes folder, struct fault *fault)
{
	const struct {
		struct bytes value;
		const char *what;
		size_t most;
	} values[] = {
		{ access->host, "host", 253 },
		{ access->user, "user", TEXT_MAX },
		{ access->password, "password", TEXT_MAX },
		{ access->ca_file, "ca_file", TEXT_MAX },
		{ access->connect_to, "connect_to", 300 },
		{ access->junk, "junk folder", FOLDER_TEXT_MAX },
		{ folder, "folder", FOLDER_TEXT_MAX },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!value_fits(values[i].value, values[i].what, values[i].most,
			access, fault))
			return false;
	return true;
}

static void access_copy(
    struct imap_watch *watch, const struct mailbox_access *access)
{
	static const unsigned ports[] = {
		[IMAP_TLS_IMPLICIT] = 993,
		[IMAP_TLS_STARTTLS] = 143,
		[IMAP_TLS_NONE] = 143,
	};
	struct bytes *const texts[] = { &watch->access.name,
		&watch->access.host, &watch->access.user,
		&watch->access.ca_file, &watch->access.connect_to,
		&watch->access.junk };

	watch->access = *access;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (bytes_present(*texts[i]))
			*texts[i] = arena_copy(watch->arena, *texts[i]);
	watch->password = malloc(access->password.len + 1);
	if (watch->password == NULL)
		abort();
	if (access->password.len > 0)
		memcpy(watch->password, access->password.ptr,
		    access->password.len);
	watch->access.password =
	    (struct bytes){ watch->password, access->password.len };
	if (watch->access.port == 0)
		watch->access.port = ports[access->tls];
	if (watch->access.patience == 0)
		watch->access.patience = PATIENCE;
}

static bool order_send(struct imap_watch *watch, const struct wire_frame *order)
{
	char octets[WIRE_FRAME_MAX];
	size_t len = wire_write(order, octets);

	/* Orders are few: they fit the socket's buffer, or all is lost. */
	ssize_t put =
	    send(watch->process.fd, octets, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	wipe(octets, len);
	return put == (ssize_t)len;
}

static bool connection_start(struct imap_watch *watch, struct fault *fault)
{
	const struct mailbox_access *access = &watch->access;
	struct wire_frame start = { .kind = WIRE_START };

	if (!imap_process_start(&watch->process, access->program, fault))
		return false;
	start.numbers[START_TLS] = access->tls;
	start.numbers[START_PORT] = access->port;
	start.numbers[START_PATIENCE] = (uint64_t)access->patience;
	start.numbers[START_UID] = watch->uid;
	memcpy(&start.numbers[START_INBOX_VALIDITY], watch->noted,
	    sizeof(watch->noted));
	start.texts[START_HOST] = access->host;
	start.texts[START_USER] = access->user;
	start.texts[START_PASSWORD] = access->password;
	start.texts[START_CA_FILE] = access->ca_file;
	start.texts[START_CONNECT_TO] = access->connect_to;
	start.texts[START_JUNK] = access->junk;
	start.texts[START_FOLDER] = watch->folder;
	watch->in_len = watch->in_used = 0;
	watch->receiving = false;
	watch->state = WATCH_STARTING;
	/* Its own limits end sooner, but for the look-up of the host. */
	watch->due = clock_running() + 3 * access->patience;
	return order_send(watch, &start) ||
	       imap_process_ended(&watch->process, fault);
}

static struct imap_watch *watch_open(const struct mailbox_access *access,
    struct bytes folder, uint32_t uid, int64_t deadline, struct fault *fault)
{
	if (!access_fits(access, folder, fault))
		return NULL;
	struct imap_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL)
		abort();
	watch->arena = arena_open();
	watch->octets = text_new(LIMIT_MESSAGE);
	watch->deadline = deadline;
	watch->process.fd = -1;
	watch->uid = uid;
	if (bytes_present(folder))
		watch->folder = arena_copy(watch->arena, folder);
	access_copy(watch, access);
	if (connection_start(watch, fault))
		return watch;
	fault_at(fault, "mailbox %.*s", FMT(access->name));
	imap_watch_close(watch);
	return NULL;
}

struct imap_watch *imap_watch_open(
    const struct mailbox_access *access, int64_t deadline, struct fault *fault)
{
	return watch_open(access, ABSENT, 0, deadline, fault);
}

void imap_watch_close(struct imap_watch *watch)
{
	if (watch == NULL)
		return;
	imap_process_end(&watch->process, GOODBYE_WITHIN);
	wipe(watch->password, watch->access.password.len);
	free(watch->password);
	text_free(&watch->octets);
	arena_close(watch->arena);
	free(watch);
}

int imap_watch_fd(const struct imap_watch *watch)
{
	return watch->process.fd;
}

int64_t imap_watch_due(const struct imap_watch *watch)
{
	bool has_due =
	    watch->state == WATCH_STARTING || watch->state == WATCH_WAITING;

	if (watch->state == WATCH_ENDED)
		return INT64_MAX;
	return has_due && watch->due < watch->deadline ? watch->due
						       : watch->deadline;
}

/* ---- what ends a connection or the watch -------------------------------- */

static bool end_with(
    struct imap_watch *watch, struct imap_event *event, struct fault *fault)
{
	/* The process has no more to say, and may be anyone's by now. */
	imap_process_end(&watch->process, 0);
	watch->state = WATCH_ENDED;
	event->kind = IMAP_FAULT;
	event->fault = *fault;
	fault_at(&event->fault, "mailbox %.*s", FMT(watch->access.name));
	return true;
}

static bool protocol_broken(struct imap_watch *watch, struct imap_event *event)
{
	struct fault fault;

	fault_set(&fault, FAULT_MAILBOX,
	    "the process that reads the mailbox says what makes no sense");
	return end_with(watch, event, &fault);
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

static bool lost(
    struct imap_watch *watch, struct imap_event *event, struct fault *fault)
{
	if (!watch->was_ready)
		return end_with(watch, event, fault);
	bool stood = watch->state == WATCH_READY &&
		     clock_running() - watch->since >= STOOD_WELL;
	imap_process_end(&watch->process, GOODBYE_WITHIN);
	watch->pause =
	    watch->pause == 0 || stood ? PAUSE_FIRST : 2 * watch->pause;
	if (watch->pause > PAUSE_LAST)
		watch->pause = PAUSE_LAST;
	watch->state = WATCH_WAITING;
	watch->due = clock_running() + watch->pause;
	watch->loss = *fault;
	event->kind = IMAP_LOST;
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

/* The connection stands for longer than an answer may take. */
static bool is_sound(const struct imap_watch *watch)
{
	return watch->state == WATCH_READY &&
	       (watch->pause == 0 ||
		   clock_running() - watch->since >= watch->access.patience);
}

static bool too_late(struct imap_watch *watch, struct imap_event *event)
{
	struct fault fault;

	if (watch->was_ready && !is_sound(watch))
		fault = watch->loss;
	else if (!watch->was_ready)
		fault_set(&fault, FAULT_MAILBOX,
		    "the server did not answer by the deadline");
	else if (missing(watch) > 0)
		fault_set(&fault, FAULT_LOCATE,
		    "the message did not arrive by the deadline");
	else
		fault_set(&fault, FAULT_MAILBOX, "the deadline passed");
	return end_with(watch, event, &fault);
}

/* ---- tokens ------------------------------------------------------------- */

static struct wanted *wanted_find(struct imap_watch *watch, struct bytes token)
{
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (bytes_ieq(bytes_of(watch->wanted[i].token), token))
			return &watch->wanted[i];
	return NULL;
}

/* Say the wish; a lost connection will hear of it when it is made again. */
static void wish_tell(struct imap_watch *watch, const struct wanted *wanted)
{
	struct wire_frame order = { .kind = WIRE_FORGET,
		.numbers = { wanted->folder, wanted->validity, wanted->uid },
		.texts = { { wanted->token, TOKEN_SIZE } } };

	if (watch->state != WATCH_READY)
		return;
	if (wanted->wish == WISH_FIND)
		order.kind = WIRE_LOOK;
	else if (wanted->wish == WISH_DELETE)
		order.kind = WIRE_DELETE;
	order_send(watch, &order);
}

void imap_watch_look_for(struct imap_watch *watch, const char *token)
{
	assert(token_valid(bytes_of(token)));
	struct wanted *wanted = wanted_find(watch, bytes_of(token));
	if (wanted == NULL) {
		assert(watch->wanted_count < WIRE_TOKENS_MAX);
		wanted = &watch->wanted[watch->wanted_count++];
		memcpy(wanted->token, token, TOKEN_SIZE + 1);
	}
	wanted->wish = WISH_FIND;
	wanted->uid = 0;
	wish_tell(watch, wanted);
}

void imap_watch_forget(struct imap_watch *watch, const char *token)
{
	struct wanted *wanted = wanted_find(watch, bytes_of(token));

	if (wanted == NULL || wanted->wish != WISH_FIND)
		return;
	wanted->wish = WISH_NOTHING;
	wish_tell(watch, wanted);
}

void imap_watch_delete(struct imap_watch *watch, const char *token)
{
	struct wanted *wanted = wanted_find(watch, bytes_of(token));

	if (wanted == NULL || wanted->uid == 0)
		return;
	wanted->wish = WISH_DELETE;
	wish_tell(watch, wanted);
}

/* ---- frames ------------------------------------------------------------- */

/* What a frame led to. */
enum outcome { OUTCOME_NONE, OUTCOME_EVENT, OUTCOME_BAD };

static enum outcome on_ready(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	if (watch->state != WATCH_STARTING || bytes_present(watch->folder))
		return OUTCOME_BAD;
	memcpy(watch->noted, frame->numbers, sizeof(watch->noted));
	watch->state = WATCH_READY;
	watch->since = clock_running();
	event->kind = watch->was_ready ? IMAP_BACK : IMAP_READY;
	event->folder = frame->texts[0];
	watch->was_ready = true;
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (watch->wanted[i].wish != WISH_NOTHING)
			wish_tell(watch, &watch->wanted[i]);
	return OUTCOME_EVENT;
}

static enum outcome on_found(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	struct bytes folder = frame->texts[1];
	bool one = bytes_present(watch->folder);

	(void)event;
	watch->found_of = one ? NULL : wanted_find(watch, frame->texts[0]);
	if (watch->receiving || frame->numbers[0] >= WIRE_FOLDERS ||
	    frame->numbers[2] == 0 || frame->numbers[2] > UINT32_MAX ||
	    (watch->state != WATCH_READY && !one) ||
	    (!one && watch->found_of == NULL) ||
	    folder.len >= sizeof(watch->found_folder))
		return OUTCOME_BAD;
	if (folder.len > 0)
		memcpy(watch->found_folder, folder.ptr, folder.len);
	watch->found_folder[folder.len] = '\0';
	watch->found = *frame;
	watch->receiving = true;
	text_clear(&watch->octets);
	watch->octets.full = false;
	return OUTCOME_NONE;
}

static enum outcome on_chunk(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	(void)event;
	if (!watch->receiving)
		return OUTCOME_BAD;
	text_add(&watch->octets, frame->texts[0]);
	return watch->octets.full ? OUTCOME_BAD : OUTCOME_NONE;
}

static enum placement placement_of(const struct imap_watch *watch)
{
	bool inbox = bytes_ieq(bytes_of(watch->found_folder), BYTES("INBOX"));

	if (watch->found_of == NULL && !inbox)
		return PLACEMENT_OTHER;
	return watch->found.numbers[0] == WIRE_JUNK ? PLACEMENT_JUNK
						    : PLACEMENT_INBOX;
}

static enum outcome on_done(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	struct wanted *wanted = watch->found_of;

	if (!watch->receiving || frame->numbers[0] != watch->octets.len)
		return OUTCOME_BAD;
	watch->receiving = false;
	if (wanted != NULL && wanted->wish != WISH_FIND)
		return OUTCOME_NONE; /* forgotten meanwhile */
	event->kind = IMAP_FOUND;
	event->folder = bytes_of(watch->found_folder);
	event->placement = placement_of(watch);
	event->uid = (uint32_t)watch->found.numbers[2];
	event->octets = text_bytes(&watch->octets);
	event->internal_date = (int64_t)frame->numbers[1];
	event->found = clock_now();
	if (wanted != NULL) {
		memcpy(event->token, wanted->token, sizeof(event->token));
		wanted->wish = WISH_NOTHING;
		wanted->folder = watch->found.numbers[0];
		wanted->validity = watch->found.numbers[1];
		wanted->uid = watch->found.numbers[2];
	}
	return OUTCOME_EVENT;
}

static enum outcome on_deleted(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	struct wanted *wanted = wanted_find(watch, frame->texts[0]);

	if (wanted == NULL || wanted->wish != WISH_DELETE)
		return OUTCOME_BAD;
	event->kind = IMAP_DELETED;
	event->uid = (uint32_t)wanted->uid;
	event->expunged = frame->numbers[0] == 1;
	memcpy(event->token, wanted->token, sizeof(event->token));
	wanted->wish = WISH_NOTHING;
	wanted->uid = 0;
	return OUTCOME_EVENT;
}

static enum outcome on_lost(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	struct fault fault;

	fault_of_stranger(&fault, FAULT_MAILBOX, frame->texts[0]);
	lost(watch, event, &fault);
	return OUTCOME_EVENT;
}

static enum outcome on_fault(struct imap_watch *watch,
    const struct wire_frame *frame, struct imap_event *event)
{
	bool no_message =
	    bytes_present(watch->folder) && frame->numbers[0] == 1;
	struct fault fault;

	fault_of_stranger(
	    &fault, no_message ? FAULT_INPUT : FAULT_MAILBOX, frame->texts[0]);
	end_with(watch, event, &fault);
	return OUTCOME_EVENT;
}

static bool obey(struct imap_watch *watch, const struct wire_frame *frame,
    struct imap_event *event)
{
	static enum outcome (*const rows[])(struct imap_watch *,
	    const struct wire_frame *, struct imap_event *) = {
		[WIRE_READY] = on_ready,
		[WIRE_FOUND] = on_found,
		[WIRE_CHUNK_OF] = on_chunk,
		[WIRE_DONE] = on_done,
		[WIRE_DELETED] = on_deleted,
		[WIRE_LOST] = on_lost,
		[WIRE_FAULT] = on_fault,
	};
	enum outcome outcome = rows[frame->kind](watch, frame, event);

	if (outcome == OUTCOME_BAD)
		return protocol_broken(watch, event);
	return outcome == OUTCOME_EVENT;
}

/* ---- stepping ----------------------------------------------------------- */

/* More octets; false when there are none now.  `*gone`: it hung up. */
static bool receive(struct imap_watch *watch, bool *gone)
{
	memmove(watch->in, watch->in + watch->in_used,
	    watch->in_len - watch->in_used);
	watch->in_len -= watch->in_used;
	watch->in_used = 0;
	ssize_t got = recv(watch->process.fd, watch->in + watch->in_len,
	    sizeof(watch->in) - watch->in_len, MSG_DONTWAIT);
	if (got > 0) {
		watch->in_len += (size_t)got;
		return true;
	}
	*gone = got == 0 ||
		(errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
	return false;
}

static bool listen_to(struct imap_watch *watch, struct imap_event *event)
{
	struct wire_frame frame;
	struct fault fault;
	bool gone = false;
	size_t used;

	for (;;) {
		struct bytes in = { watch->in + watch->in_used,
			watch->in_len - watch->in_used };
		switch (wire_read(in, WIRE_OF_PROCESS, &frame, &used)) {
		case WIRE_BAD:
			return protocol_broken(watch, event);
		case WIRE_GOT:
			watch->in_used += used;
			if (obey(watch, &frame, event))
				return true;
			continue;
		case WIRE_MORE:
			break;
		}
		if (receive(watch, &gone))
			continue;
		if (!gone)
			return false;
		imap_process_ended(&watch->process, &fault);
		return end_with(watch, event, &fault);
	}
}

static bool wait_over(struct imap_watch *watch, struct imap_event *event)
{
	struct fault fault;

	if (clock_running() < watch->due)
		return false;
	if (watch->state == WATCH_WAITING)
		return !connection_start(watch, &fault) &&
		       end_with(watch, event, &fault);
	fault_set(&fault, FAULT_MAILBOX, "the server did not answer in time");
	return lost(watch, event, &fault);
}

bool imap_watch_step(struct imap_watch *watch, struct imap_event *event)
{
	*event = (struct imap_event){ .internal_date = TIME_UNKNOWN,
		.found = TIME_UNKNOWN };
	if (watch->state == WATCH_ENDED)
		return false;
	if (watch->process.fd >= 0 && listen_to(watch, event))
		return true;
	if (clock_running() >= watch->deadline)
		return too_late(watch, event);
	return (watch->state == WATCH_STARTING ||
		   watch->state == WATCH_WAITING) &&
	       wait_over(watch, event);
}

/* ---- one message -------------------------------------------------------- */

static void wait_for(const struct imap_watch *watch)
{
	struct pollfd fds = { imap_watch_fd(watch), POLLIN, 0 };
	int64_t left = imap_watch_due(watch) - clock_running();

	poll(&fds, 1, left <= 0 ? 0 : left > 60000 ? 60000 : (int)left);
}

bool imap_fetch_one(struct arena *arena, const struct mailbox_access *access,
    struct bytes folder, uint32_t uid, int64_t deadline, struct origin *origin,
    struct bytes *octets, struct fault *fault)
{
	struct imap_event event;

	if (!bytes_present(folder))
		folder = BYTES("INBOX");
	struct imap_watch *watch =
	    watch_open(access, folder, uid, deadline, fault);
	if (watch == NULL)
		return false;
	while (!imap_watch_step(watch, &event))
		wait_for(watch);
	if (event.kind == IMAP_FOUND) {
		*origin = (struct origin){ .kind = SOURCE_IMAP,
			.name = arena_copy(arena, access->name),
			.folder = arena_copy(arena, event.folder),
			.uid = event.uid,
			.placement = event.placement };
		*octets = arena_copy(arena, event.octets);
	} else
		*fault = event.fault;
	imap_watch_close(watch);
	return event.kind == IMAP_FOUND;
}
