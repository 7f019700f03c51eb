#include "inspect/fetch/store.h"

#include "inspect/fetch/source.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARKS_NAME "mbox"
#define TAIL	   512	  /* octets that tell whether a file only grew */
#define LOCK_OLD   300000 /* ms; the lock of a writer that is gone */
#define SUFFIX	   ".lock"

/* ---- the file ---------------------------------------------------------------
 */

/* Nobody has made it yet, but its folder.  Where that is not, or where a link
 * leads nowhere, the path is wrong. */
static bool may_be_made(struct bytes path)
{
	char folder[4096] = ".";
	size_t len = path.len;
	struct stat st;

	while (len > 0 && path.ptr[len - 1] != '/')
		len--;
	if (len >= sizeof(folder) || lstat(path.ptr, &st) == 0)
		return false;
	if (len > 0)
		snprintf(folder, sizeof(folder), "%.*s", (int)len, path.ptr);
	return stat(folder, &st) == 0 && S_ISDIR(st.st_mode);
}

/* `*there`: false when the file is not, which is how an empty mbox may look. */
static int file_open(const struct place *place, struct stat *st, bool *there)
{
	int fd =
	    open(place->path.ptr, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int error = errno;

	*there = fd >= 0 || error != ENOENT || !may_be_made(place->path);
	errno = error;
	return regular_only(fd, st);
}

/* Never 0.  Of the octets before `offset`. */
static uint64_t tail_of(int fd, uint64_t offset)
{
	char octets[TAIL];
	size_t len = offset < TAIL ? (size_t)offset : TAIL;
	unsigned char digest[SHA256_SIZE];
	uint64_t tail = 0;
	ssize_t n = pread(fd, octets, len, (off_t)(offset - len));

	if (n < 0 || (size_t)n != len)
		return 0;
	sha256((struct bytes){ octets, len }, digest);
	for (size_t i = 0; i < 7; i++)
		tail = tail << 8 | digest[i];
	return tail + 1;
}

/* A writer is at it: FILE.lock, or a lock of fcntl(). */
static bool is_locked(const struct place *place, int fd)
{
	char path[4096];
	struct stat st;
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	snprintf(path, sizeof(path), "%s" SUFFIX, place->path.ptr);
	if (lstat(path, &st) == 0 && !store_is_settled(st.st_mtim, LOCK_OLD))
		return true;
	/* Ours goes when the file is closed.  Some file systems have none. */
	return fcntl(fd, F_SETLK, &lock) != 0 &&
	       (errno == EACCES || errno == EAGAIN);
}

/* ---- where new messages begin
 * ------------------------------------------------
 */

static bool marks_read(struct bytes marks, struct place places[PLACES_FIXED])
{
	uint64_t numbers[2 * PLACES_FIXED];
	struct bytes word;

	bytes_cut(marks, ' ', &word, &marks);
	if (!bytes_eq(word, BYTES(MARKS_NAME)))
		return false;
	for (size_t i = 0; i < 2 * PLACES_FIXED; i++) {
		bytes_cut(marks, ' ', &word, &marks);
		if (!bytes_number(word, INT64_MAX, &numbers[i]))
			return false;
	}
	for (size_t i = 0; i < PLACES_FIXED; i++) {
		places[i].first = places[i].next = numbers[2 * i];
		places[i].first_tail = places[i].next_tail = numbers[2 * i + 1];
	}
	return true;
}

static bool place_begin(struct place *place, struct fault *fault)
{
	struct stat st;
	bool there;
	int fd = file_open(place, &st, &there);

	if (fd < 0)
		return !there ||
		       fault_errno(fault, FAULT_MAILBOX, "%s", place->path.ptr);
	place->first = place->next = (uint64_t)st.st_size;
	place->first_tail = place->next_tail = tail_of(fd, place->first);
	close(fd);
	return true;
}

bool mbox_begin(
    struct store_watch *watch, struct bytes marks, struct fault *fault)
{
	const struct bytes paths[] = { watch->access.path, watch->access.junk };
	static const enum placement placements[] = { PLACEMENT_INBOX,
		PLACEMENT_JUNK };
	struct place *places = watch->places;

	watch->place_count = PLACES_FIXED;
	for (size_t i = 0; i < PLACES_FIXED; i++) {
		places[i] = (struct place){ .there = bytes_present(paths[i]),
			.path = paths[i],
			.folder = paths[i],
			.placement = placements[i] };
		if (places[i].there && !place_begin(&places[i], fault))
			return false;
	}
	snprintf(watch->marks, sizeof(watch->marks),
	    MARKS_NAME " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
	    places[0].first, places[0].first_tail, places[1].first,
	    places[1].first_tail);
	marks_read(marks, places);
	return true;
}

void mbox_again(struct store_watch *watch)
{
	for (size_t i = 0; i < PLACES_FIXED; i++) {
		watch->places[i].next = watch->places[i].first;
		watch->places[i].next_tail = watch->places[i].first_tail;
		watch->places[i].settled = false;
	}
}

/* ---- looking
 * ------------------------------------------------------------------
 */

/* Where messages were taken out, or the file was written anew, all is looked
 * at again. */
static void rewritten_tell(struct place *place, int fd, const struct stat *st)
{
	uint64_t size = (uint64_t)st->st_size;

	if (place->first > size ||
	    place->first_tail != tail_of(fd, place->first)) {
		place->first = place->next = 0;
		place->first_tail = place->next_tail = tail_of(fd, 0);
	}
	if (place->next > size ||
	    place->next_tail != tail_of(fd, place->next)) {
		place->next = place->first;
		place->next_tail = place->first_tail;
	}
}

static bool begins_message(int fd, uint64_t offset)
{
	char octets[5];

	return pread(fd, octets, sizeof(octets), (off_t)offset) ==
		   (ssize_t)sizeof(octets) &&
	       memcmp(octets, "From ", sizeof(octets)) == 0;
}

/* True: it makes an event. */
static bool message_take(struct store_watch *watch, struct place *place,
    struct bytes raw, const struct stat *st, struct mailbox_event *event)
{
	struct wanted *wanted;
	enum whose whose = store_whose(watch, raw, &wanted);

	if (whose == WHOSE_NOBODYS)
		return false;
	text_clear(&watch->octets);
	text_add(&watch->octets, raw);
	store_event(watch, whose, wanted, place, st, event);
	if (whose == WHOSE_OURS)
		wanted->place = place;
	return true;
}

/* The messages behind place->next; true when one makes an event. */
static bool messages_read(struct store_watch *watch, struct place *place,
    int fd, const struct stat *st, struct mailbox_event *event)
{
	bool whole = begins_message(fd, place->next), told = false;
	bool last = false;
	struct source *source =
	    source_of_mbox(fd, place->path.ptr, (off_t)place->next);
	enum source_step step;
	struct origin origin;
	struct fault fault; /* one that is too large is none of ours */
	struct bytes raw;

	while (
	    !told && !last &&
	    (step = source_next(source, &raw, &origin, &fault)) != SOURCE_END) {
		off_t end = source_offset(source, &last);
		if (end < 0 ||
		    (last && !store_is_settled(st->st_mtim, SETTLED))) {
			place->settled = false;
			watch->unread = true;
			break;
		}
		told = step == SOURCE_MESSAGE && whole &&
		       message_take(watch, place, raw, st, event);
		whole = true;
		place->next = (uint64_t)end;
		place->next_tail = tail_of(fd, place->next);
	}
	if (told)
		place->settled = false;
	source_close(source);
	return told;
}

static bool is_as_read(const struct place *place, const struct stat *st)
{
	return place->settled && place->next == (uint64_t)st->st_size &&
	       place->changed.tv_sec == st->st_mtim.tv_sec &&
	       place->changed.tv_nsec == st->st_mtim.tv_nsec;
}

static bool place_look(
    struct store_watch *watch, struct place *place, struct mailbox_event *event)
{
	struct stat st;
	bool there;
	int fd = file_open(place, &st, &there);

	if (fd < 0 && there)
		store_trouble(watch, place->path.ptr, "");
	if (fd < 0)
		return false;
	if (is_as_read(place, &st)) {
		close(fd);
		return false;
	}
	bool locked = is_locked(place, fd);
	if (locked || fstat(fd, &st) != 0) {
		errno = locked ? EAGAIN : errno;
		store_trouble(watch, place->path.ptr, "");
		close(fd);
		return false;
	}
	rewritten_tell(place, fd, &st);
	place->changed = st.st_mtim;
	place->settled = true;
	if (place->next < (uint64_t)st.st_size)
		return messages_read(watch, place, fd, &st, event);
	close(fd);
	return false;
}

bool mbox_look(struct store_watch *watch, struct mailbox_event *event)
{
	for (size_t i = 0; i < PLACES_FIXED; i++)
		if (watch->places[i].there &&
		    place_look(watch, &watch->places[i], event))
			return true;
	return false;
}
