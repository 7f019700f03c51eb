#include "inspect/fetch/imap.h"

#include "common/mail/limits.h"
#include "inspect/fetch/imap_watch.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PATIENCE       30000 /* ms for one answer */
#define GOODBYE_WITHIN 400
#define TEXT_MAX       4096 /* octets of a value */

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
	for (size_t i = 0; i < MAILBOX_FOLDERS_MOST; i++)
		if (!value_fits(access->folders[i], "folder", FOLDER_TEXT_MAX,
			access, fault))
			return false;
	return true;
}

static void further_copy(
    struct imap_watch *watch, const struct mailbox_access *access)
{
	for (size_t i = 0; i < MAILBOX_FOLDERS_MOST; i++)
		if (bytes_present(access->folders[i]))
			watch->further =
			    arena_printf(watch->arena, "%.*s%.*s\n",
				FMT(watch->further), FMT(access->folders[i]));
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
	further_copy(watch, access);
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
	start.numbers[START_DIALOGUE] = access->dialogue != NULL;
	start.numbers[START_QUICK_FOR] = (uint64_t)access->quick_for;
	start.numbers[START_STEADY_FOR] = (uint64_t)access->steady_for;
	start.texts[START_HOST] = access->host;
	start.texts[START_USER] = access->user;
	if (watch->renewal != NULL)
		start.texts[START_TOKEN] = renewal_token(watch->renewal);
	else
		start.texts[START_PASSWORD] = access->password;
	start.texts[START_CA_FILE] = access->ca_file;
	start.texts[START_CONNECT_TO] = access->connect_to;
	start.texts[START_JUNK] = access->junk;
	start.texts[START_FOLDER] = watch->folder;
	start.texts[START_UIDS] = watch->uids;
	start.texts[START_MARKS] = bytes_of(watch->since);
	start.texts[START_FOLDERS] = watch->further;
	watch->in_len = watch->in_used = 0;
	watch->receiving = watch->looked = false;
	watch->orders = 0;
	watch->state = WATCH_STARTING;
	/* Its own limits end sooner, but for the look-up of the host. */
	watch->due = clock_running() + 3 * access->patience;
	return order_send(watch, &start) ||
	       imap_process_ended(&watch->process, fault);
}

/* The token first; the connection when it is there. */
static bool renewal_begin(struct imap_watch *watch, struct fault *fault)
{
	watch->state = WATCH_RENEWING;
	return renewal_start(watch->renewal, fault);
}

/* As marks_write() wrote them; nothing is noted where they are not that. */
static void marks_read(struct imap_watch *watch, struct bytes marks)
{
	if (bytes_starts(marks, BYTES(MARKS_NAME " ")))
		watch_note(watch->since, bytes_skip(marks, sizeof(MARKS_NAME)));
}

static struct imap_watch *watch_open(const struct mailbox_access *access,
    struct bytes marks, const struct watch_one *one, int64_t deadline,
    struct fault *fault)
{
	if (!access_fits(access, one->folder, fault))
		return NULL;
	struct imap_watch *watch = calloc(1, sizeof(*watch));
	if (watch == NULL)
		abort();
	watch->arena = arena_open();
	watch->octets = text_new(LIMIT_MESSAGE);
	watch->found_labels = text_new(LABELS_MAX);
	watch->deadline = deadline;
	watch->process.fd = -1;
	watch->uid = one->uid;
	if (bytes_present(one->folder))
		watch->folder = arena_copy(watch->arena, one->folder);
	if (bytes_present(one->uids))
		watch->uids = arena_copy(watch->arena, one->uids);
	access_copy(watch, access);
	marks_read(watch, marks);
	watch->renewal = renewal_open(&access->tokens);
	if (watch->renewal != NULL ? renewal_begin(watch, fault)
				   : connection_start(watch, fault))
		return watch;
	fault_at(fault, "mailbox %.*s", FMT(access->name));
	imap_watch_close(watch);
	return NULL;
}

struct imap_watch *imap_watch_open(const struct mailbox_access *access,
    struct bytes marks, int64_t deadline, struct fault *fault)
{
	const struct watch_one none = { .folder = ABSENT };

	return watch_open(access, marks, &none, deadline, fault);
}

struct imap_watch *imap_watch_open_one(const struct mailbox_access *access,
    const struct watch_one *one, int64_t deadline, struct fault *fault)
{
	return watch_open(access, ABSENT, one, deadline, fault);
}

void imap_watch_close(struct imap_watch *watch)
{
	if (watch == NULL)
		return;
	/* One that is not logged in has nobody to say good-bye to. */
	imap_process_end(
	    &watch->process, watch->state == WATCH_READY ? GOODBYE_WITHIN : 0);
	renewal_close(watch->renewal);
	wipe(watch->password, watch->access.password.len);
	free(watch->password);
	text_free(&watch->octets);
	text_free(&watch->found_labels);
	arena_close(watch->arena);
	free(watch);
}

int imap_watch_fd(const struct imap_watch *watch)
{
	return watch->state == WATCH_RENEWING ? renewal_fd(watch->renewal)
					      : watch->process.fd;
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

/* ---- tokens ------------------------------------------------------------- */

struct wanted *watch_wanted(struct imap_watch *watch, struct bytes token)
{
	for (size_t i = 0; i < watch->wanted_count; i++)
		if (bytes_ieq(bytes_of(watch->wanted[i].token), token))
			return &watch->wanted[i];
	return NULL;
}

/* Say the wish; a lost connection will hear of it when it is made again. */
void watch_tell(struct imap_watch *watch, const struct wanted *wanted)
{
	struct wire_frame order = { .kind = WIRE_FORGET,
		.numbers = { wanted->folder, wanted->validity, wanted->uid },
		.texts = { { wanted->token, TOKEN_SIZE } } };

	if (watch->state != WATCH_READY)
		return;
	if (wanted->wish == WISH_FIND) {
		order.kind = WIRE_LOOK;
		watch->orders++;
	} else if (wanted->wish == WISH_DELETE)
		order.kind = WIRE_DELETE;
	order_send(watch, &order);
}

void imap_watch_look_for(struct imap_watch *watch, const char *token)
{
	assert(token_valid(bytes_of(token)));
	struct wanted *wanted = watch_wanted(watch, bytes_of(token));
	if (wanted == NULL) {
		assert(watch->wanted_count < WIRE_TOKENS_MAX);
		wanted = &watch->wanted[watch->wanted_count++];
		memcpy(wanted->token, token, TOKEN_SIZE + 1);
	}
	wanted->wish = WISH_FIND;
	wanted->uid = 0;
	watch_tell(watch, wanted);
}

void imap_watch_forget(struct imap_watch *watch, const char *token)
{
	struct wanted *wanted = watch_wanted(watch, bytes_of(token));

	if (wanted == NULL || wanted->wish != WISH_FIND)
		return;
	wanted->wish = WISH_NOTHING;
	watch_tell(watch, wanted);
}

void imap_watch_delete(struct imap_watch *watch, const char *token)
{
	struct wanted *wanted = watch_wanted(watch, bytes_of(token));

	if (wanted == NULL || wanted->uid == 0)
		return;
	wanted->wish = WISH_DELETE;
	watch_tell(watch, wanted);
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

static bool listen_to(struct imap_watch *watch, struct mailbox_event *event)
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
			return watch_betrayed(watch, event);
		case WIRE_GOT:
			watch->in_used += used;
			if (watch_hear(watch, &frame, event))
				return true;
			if (watch->process.fd < 0)
				return false;
			continue;
		case WIRE_MORE:
			break;
		}
		if (receive(watch, &gone))
			continue;
		if (!gone)
			return false;
		imap_process_ended(&watch->process, &fault);
		return watch_end(watch, event, &fault);
	}
}

static bool wait_over(struct imap_watch *watch, struct mailbox_event *event)
{
	struct fault fault;

	if (clock_running() < watch->due)
		return false;
	if (watch->state == WATCH_WAITING)
		return !(watch->renewal != NULL
			       ? renewal_begin(watch, &fault)
			       : connection_start(watch, &fault)) &&
		       watch_end(watch, event, &fault);
	fault_set(&fault, FAULT_MAILBOX, "the server did not answer in time");
	return watch_lost(watch, event, &fault);
}

/* The token, if it has come. */
static bool take_token(struct imap_watch *watch, struct mailbox_event *event)
{
	struct fault fault;

	switch (renewal_take(watch->renewal, &event->refusal, &fault)) {
	case RENEWAL_UNDER_WAY:
		return false;
	case RENEWAL_DONE:
		return !connection_start(watch, &fault) &&
		       watch_end(watch, event, &fault);
	case RENEWAL_FAILED:
		break;
	}
	if (event->refusal.by != LOGIN_NOT_REFUSED ||
	    fault.kind != FAULT_MAILBOX)
		return watch_end(watch, event, &fault);
	return watch_lost(watch, event, &fault);
}

bool imap_watch_step(struct imap_watch *watch, struct mailbox_event *event)
{
	*event = (struct mailbox_event){ .internal_date = TIME_UNKNOWN,
		.found = TIME_UNKNOWN };
	if (watch->state == WATCH_ENDED)
		return false;
	if (watch->state == WATCH_RENEWING && take_token(watch, event))
		return true;
	if (watch->process.fd >= 0 && listen_to(watch, event))
		return true;
	if (clock_running() >= watch->deadline)
		return watch_too_late(watch, event);
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

void watch_advise(const struct mailbox_event *event, struct fault *fault)
{
	const char *advice = event->refusal.advice;

	*fault = event->fault;
	if (advice != NULL)
		fault_set(fault, event->fault.kind, "%s: %s", event->fault.text,
		    advice);
}

static struct bytes copy_present(struct arena *arena, struct bytes b)
{
	return bytes_present(b) ? arena_copy(arena, b) : ABSENT;
}

bool imap_fetch_one(struct arena *arena, const struct mailbox_access *access,
    struct bytes folder, uint32_t uid, int64_t deadline, struct origin *origin,
    struct bytes *octets, struct fault *fault)
{
	struct mailbox_event event;

	const struct watch_one one = {
		.folder = bytes_present(folder) ? folder : BYTES("INBOX"),
		.uid = uid,
	};
	struct imap_watch *watch =
	    watch_open(access, ABSENT, &one, deadline, fault);
	if (watch == NULL)
		return false;
	while (!imap_watch_step(watch, &event))
		wait_for(watch);
	if (event.kind == MAILBOX_FOUND) {
		*origin = (struct origin){ .kind = SOURCE_IMAP,
			.name = arena_copy(arena, access->name),
			.folder = arena_copy(arena, event.folder),
			.uid = event.uid,
			.placement = event.placement,
			.category = copy_present(arena, event.category),
			.labels = copy_present(arena, event.labels) };
		*octets = arena_copy(arena, event.octets);
	} else
		watch_advise(&event, fault);
	imap_watch_close(watch);
	return event.kind == MAILBOX_FOUND;
}
