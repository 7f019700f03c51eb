#include "inspect/fetch/store.h"

#include "common/mail/limits.h"
#include "inspect/fetch/whose.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARKS_NAME "files"
#define PIECE	   ((size_t)32 * 1024)
/* A file system's clock may lag behind; what is older and looked at all the
 * same does no harm, since a token is random. */
#define MARK_SLACK 60000
/* The time within which two changes may look like one. */
#define TICK	      2000
#define HEADER_WITHIN 10000 /* ms for a writer to finish a header */
#define TRIES	      3

static bool is_maildir(const struct store_watch *watch)
{
	return watch->access.kind == MAILBOX_MAILDIR;
}

/* ---- where new messages begin ---------------------------------------------
 */

/* The last change of all rooms, so that what is new is not older. */
static bool mark_read(
    struct store_watch *watch, int64_t *mark, struct fault *fault)
{
	const char *const *rooms = rooms_of(watch);
	struct stat st;

	*mark = 0;
	for (size_t p = 0; p < watch->place_count; p++) {
		const struct place *place = &watch->places[p];
		for (size_t i = 0; place->there && rooms[i] != NULL; i++) {
			DIR *room = room_open(watch, place, rooms[i]);
			if (room == NULL || fstat(dirfd(room), &st) != 0) {
				if (room != NULL)
					closedir(room);
				return fault_errno(fault, FAULT_MAILBOX,
				    "%s/%s", place->path.ptr, rooms[i]);
			}
			if (store_time(st.st_mtim) > *mark)
				*mark = store_time(st.st_mtim);
			closedir(room);
		}
	}
	if (*mark > clock_now() - MARK_SLACK)
		*mark = clock_now() - MARK_SLACK;
	return true;
}

static bool marks_read(struct bytes marks, int64_t *mark)
{
	struct bytes word, number;
	uint64_t value;

	if (!bytes_cut(marks, ' ', &word, &number) ||
	    !bytes_eq(word, BYTES(MARKS_NAME)) ||
	    !bytes_number(number, INT64_MAX, &value))
		return false;
	*mark = (int64_t)value;
	return true;
}

bool files_begin(
    struct store_watch *watch, struct bytes marks, struct fault *fault)
{
	const struct mailbox_access *access = &watch->access;
	struct place *places = watch->places;
	bool junk = !is_maildir(watch) && bytes_present(access->junk);
	int64_t mark;

	watch->place_count = PLACES_FIXED;
	places[PLACE_INBOX] = (struct place){ .there = true,
		.path = access->path,
		.folder = is_maildir(watch) ? BYTES("INBOX") : access->path,
		.placement = PLACEMENT_INBOX };
	if (junk)
		places[PLACE_JUNK] = (struct place){ .there = true,
			.path = access->junk,
			.folder = access->junk,
			.placement = PLACEMENT_JUNK };
	if (is_maildir(watch) && !places_list(watch, fault))
		return false;
	if (!mark_read(watch, &mark, fault))
		return false;
	if (!marks_read(marks, &watch->mark))
		watch->mark = mark;
	snprintf(watch->marks, sizeof(watch->marks), MARKS_NAME " %" PRId64,
	    mark > 0 ? mark : 0);
	return true;
}

void files_again(struct store_watch *watch)
{
	seen_clear(&watch->seen);
	for (size_t p = 0; p < watch->place_count; p++)
		memset(
		    watch->places[p].quiet, 0, sizeof(watch->places[p].quiet));
}

/* ---- a file ----------------------------------------------------------------
 */

/* Up to `most` octets in all; false: it cannot be read. */
static bool octets_read(struct text *octets, int fd, size_t most)
{
	char piece[PIECE];

	while (octets->len < most) {
		size_t room = most - octets->len;
		ssize_t n = read(fd, piece, room < PIECE ? room : PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		text_add(octets, (struct bytes){ piece, (size_t)n });
	}
	return true;
}

static bool header_read(struct text *octets, int fd)
{
	bool whole = false;
	size_t before;

	do {
		before = octets->len;
		if (!octets_read(octets, fd, before + PIECE))
			return false;
		store_header(text_bytes(octets), &whole);
	} while (!whole && octets->len > before && octets->len < HEADER_MOST);
	return true;
}

/* What became of a file. */
enum taken {
	TAKEN_SEEN,  /* it need not be looked at again */
	TAKEN_AGAIN, /* it must be */
	TAKEN_EVENT,
};

struct at { /* a file in a room */
	struct store_watch *watch;
	struct place *place;
	DIR *room;
	const char *name;
	struct mailbox_event *event;
};

static enum taken refuse(struct at *at)
{
	store_trouble(at->watch, at->place->path.ptr, at->name);
	return TAKEN_AGAIN;
}

/* Its writer may still be at it. */
static bool is_unfinished(
    const struct at *at, const struct stat *st, bool header)
{
	return !is_maildir(at->watch) &&
	       (!store_is_settled(st->st_mtim, SETTLED) ||
		   (!header && !store_is_settled(st->st_mtim, HEADER_WITHIN)));
}

static enum taken message_take(struct at *at, int fd, const struct stat *st)
{
	struct store_watch *watch = at->watch;
	struct text *octets = &watch->octets;
	struct wanted *wanted;
	bool header;

	text_clear(octets);
	octets->full = false;
	if (!header_read(octets, fd))
		return refuse(at);
	enum whose whose = store_whose(watch, text_bytes(octets), &wanted);
	store_header(text_bytes(octets), &header);
	if (is_unfinished(at, st, header))
		return TAKEN_AGAIN;
	if (whose == WHOSE_NOBODYS)
		return TAKEN_SEEN;
	size_t most = whose == WHOSE_OURS ? LIMIT_MESSAGE : REPORT_MOST;
	errno = EFBIG;
	if ((whose == WHOSE_OURS && (uintmax_t)st->st_size > most) ||
	    !octets_read(octets, fd, most))
		return refuse(at);
	store_event(watch, whose, wanted, at->place, st, at->event);
	if (whose == WHOSE_OURS) {
		wanted->place = at->place;
		memcpy(wanted->name, at->name, strlen(at->name) + 1);
	}
	return TAKEN_EVENT;
}

static enum taken file_take(struct at *at)
{
	struct seen *seen = &at->watch->seen;
	struct stat st;

	if (at->name[0] == '.' || strlen(at->name) >= NAME_SIZE)
		return TAKEN_SEEN;
	if (fstatat(dirfd(at->room), at->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return TAKEN_AGAIN; /* renamed, as a reader of mail does */
	if (!S_ISREG(st.st_mode) || store_time(st.st_ctim) < at->watch->mark ||
	    seen_has(seen, &st))
		return TAKEN_SEEN;
	int fd = room_file(at->room, at->name, &st);
	if (fd < 0)
		return errno == ENOENT ? TAKEN_AGAIN : refuse(at);
	enum taken taken = message_take(at, fd, &st);
	close(fd);
	if (taken != TAKEN_AGAIN)
		seen_add(seen, &st);
	return taken;
}

/* ---- rooms -----------------------------------------------------------------
 */

/* Since it was read nothing came, went or was renamed. */
static bool is_as_read(
    const struct place *place, size_t i, const struct stat *st)
{
	return place->quiet[i] && place->read[i].tv_sec == st->st_mtim.tv_sec &&
	       place->read[i].tv_nsec == st->st_mtim.tv_nsec;
}

static bool room_read(struct at *at, size_t i)
{
	const struct dirent *found;
	struct stat st;
	bool again = false;

	if (fstat(dirfd(at->room), &st) != 0 || is_as_read(at->place, i, &st))
		return false;
	bool settled = store_is_settled(st.st_mtim, TICK);
	at->place->quiet[i] = false;
	while ((found = readdir(at->room)) != NULL) {
		at->name = found->d_name;
		enum taken taken = file_take(at);
		if (taken == TAKEN_EVENT)
			return true;
		again |= taken == TAKEN_AGAIN;
	}
	at->watch->unread |= again;
	at->place->read[i] = st.st_mtim;
	at->place->quiet[i] = settled && !again;
	return false;
}

static bool place_look(
    struct store_watch *watch, struct place *place, struct mailbox_event *event)
{
	const char *const *rooms = rooms_of(watch);
	struct at at = { watch, place, NULL, NULL, event };
	bool told = false;

	for (size_t i = 0; !told && rooms[i] != NULL; i++) {
		at.room = room_open(watch, place, rooms[i]);
		if (at.room == NULL && place->name[0] != '\0') {
			place->there = false; /* until it is listed again */
			watch->list_quiet = false;
			return false;
		}
		if (at.room == NULL) {
			store_trouble(watch, place->path.ptr, rooms[i]);
			continue;
		}
		told = room_read(&at, i);
		closedir(at.room);
	}
	return told;
}

bool files_look(struct store_watch *watch, struct mailbox_event *event)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (is_maildir(watch) && !places_list(watch, &fault)) {
		watch->trouble = fault;
		watch->unread = true;
	}
	for (size_t p = 0; p < watch->place_count; p++)
		if (watch->places[p].there &&
		    place_look(watch, &watch->places[p], event))
			return true;
	return false;
}

/* ---- deletion --------------------------------------------------------------
 */

/* A reader of mail moves a message from new to cur and adds flags behind
 * ':'; what stands before stays. */
static struct bytes lasting(const char *name)
{
	struct bytes first, flags;

	bytes_cut(bytes_of(name), ':', &first, &flags);
	return first;
}

enum deleted { DELETED_GONE, DELETED_NOT_THERE, DELETED_NOT };

static enum deleted file_delete(struct at *at, const struct wanted *wanted)
{
	struct text *octets = &at->watch->octets;
	struct stat st;
	bool whole;
	int fd = room_file(at->room, at->name, &st);

	if (fd < 0)
		return errno == ENOENT ? DELETED_NOT_THERE : DELETED_NOT;
	text_clear(octets);
	bool read = header_read(octets, fd);
	close(fd);
	errno = EPERM; /* of somebody else's */
	if (!read || !header_has_token(store_header(text_bytes(octets), &whole),
			 bytes_of(wanted->token)))
		return DELETED_NOT;
	if (unlinkat(dirfd(at->room), at->name, 0) == 0)
		return DELETED_GONE;
	return errno == ENOENT ? DELETED_NOT_THERE : DELETED_NOT;
}

static enum deleted room_delete(struct at *at, const struct wanted *wanted)
{
	const struct dirent *found;

	while ((found = readdir(at->room)) != NULL)
		if (bytes_eq(lasting(found->d_name), lasting(wanted->name))) {
			at->name = found->d_name;
			return file_delete(at, wanted);
		}
	return DELETED_NOT_THERE;
}

bool files_delete(struct store_watch *watch, const struct wanted *wanted,
    struct mailbox_event *event)
{
	const char *const *rooms = rooms_of(watch);
	struct at at = { watch, wanted->place, NULL, wanted->name, event };

	/* It may be renamed while it is looked for. */
	for (size_t i = 0; i < TRIES * ROOMS_MOST; i++) {
		const char *name = rooms[rooms[1] != NULL ? i % 2 : 0];
		enum deleted deleted = DELETED_NOT;
		at.room = room_open(watch, at.place, name);
		if (at.room != NULL) {
			deleted = room_delete(&at, wanted);
			int error = errno;
			closedir(at.room);
			errno = error;
		}
		if (deleted == DELETED_GONE)
			return true;
		if (deleted == DELETED_NOT)
			return fault_errno(
			    &event->fault, FAULT_MAILBOX, "%s", wanted->name);
	}
	return true; /* somebody else did */
}
