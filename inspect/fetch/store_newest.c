#include "inspect/fetch/store_watch.h"

#include "common/mail/limits.h"
#include "inspect/fetch/source.h"
#include "inspect/fetch/store.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that was written last; of two at once the one whose name is. */
struct newest {
	struct timespec written;
	const char *room; /* NULL: there is none */
	char name[NAME_SIZE];
};

static bool is_newer(
    const struct newest *newest, const struct stat *st, const char *name)
{
	if (newest->room == NULL)
		return true;
	if (st->st_mtim.tv_sec != newest->written.tv_sec)
		return st->st_mtim.tv_sec > newest->written.tv_sec;
	if (st->st_mtim.tv_nsec != newest->written.tv_nsec)
		return st->st_mtim.tv_nsec > newest->written.tv_nsec;
	return strcmp(name, newest->name) > 0;
}

static void room_search(DIR *room, const char *called, struct newest *newest)
{
	const struct dirent *found;
	struct stat st;

	while ((found = readdir(room)) != NULL) {
		const char *name = found->d_name;
		int fd = name[0] != '.' && strlen(name) < NAME_SIZE
			     ? room_file(room, name, &st)
			     : -1;
		if (fd < 0)
			continue;
		close(fd);
		if (!is_newer(newest, &st, name))
			continue;
		newest->written = st.st_mtim;
		newest->room = called;
		memcpy(newest->name, name, strlen(name) + 1);
	}
}

static struct place *place_of(struct store_watch *store, struct bytes folder)
{
	for (size_t i = 0; i < store->place_count; i++)
		if (store->places[i].there &&
		    bytes_eq(store->places[i].folder, folder))
			return &store->places[i];
	return NULL;
}

/* The one message that a source still gives, or its last one. */
static bool last_message(struct arena *arena, struct source *source,
    struct bytes *octets, struct fault *fault)
{
	struct text last = text_new(LIMIT_MESSAGE);
	enum source_step step;
	struct origin origin;
	struct bytes raw;
	bool any = false;

	while (
	    (step = source_next(source, &raw, &origin, fault)) != SOURCE_END) {
		any = step == SOURCE_MESSAGE;
		text_clear(&last);
		if (any)
			text_add(&last, raw);
	}
	if (any)
		*octets = arena_copy(arena, text_bytes(&last));
	text_free(&last);
	return any || fault->kind != FAULT_NONE ||
	       fault_set(fault, FAULT_INPUT, "holds no message");
}

static bool file_newest(struct store_watch *store, const struct place *place,
    struct arena *arena, struct bytes *octets, struct fault *fault)
{
	const char *const *rooms = rooms_of(store);
	struct newest newest = { .room = NULL };

	for (size_t i = 0; rooms[i] != NULL; i++) {
		DIR *room = room_open(store, place, rooms[i]);
		if (room == NULL)
			return fault_errno(
			    fault, FAULT_MAILBOX, "%s", place->path.ptr);
		room_search(room, rooms[i], &newest);
		closedir(room);
	}
	if (newest.room == NULL)
		return fault_set(fault, FAULT_INPUT,
		    "there is no message in %.*s", FMT(place->folder));
	struct bytes path = arena_printf(arena, "%.*s/%s/%s/%s",
	    FMT(place->path), place->name[0] != '\0' ? place->name : ".",
	    newest.room, newest.name);
	struct source *source = source_new();
	struct spot spot = { .path = path.ptr, .maildir = true };
	bool done = source_begin(source, &spot, fault) &&
		    last_message(arena, source, octets, fault) &&
		    fault->kind == FAULT_NONE;
	source_close(source);
	return done;
}

static bool mbox_newest(const struct place *place, struct arena *arena,
    struct bytes *octets, struct fault *fault)
{
	struct source *source = source_open(place->path.ptr, fault);

	if (source == NULL)
		return false;
	last_message(arena, source, octets, fault);
	source_close(source);
	return fault->kind == FAULT_NONE;
}

bool store_newest(struct arena *arena, const struct mailbox_access *access,
    struct bytes folder, struct origin *origin, struct bytes *octets,
    struct fault *fault)
{
	bool maildir = access->kind == MAILBOX_MAILDIR;

	fault->kind = FAULT_NONE;
	if (bytes_present(folder) && !maildir)
		return fault_set(fault, FAULT_USAGE,
		    "mailbox %.*s has no folders", FMT(access->name));
	struct store_watch *store =
	    store_watch_open(access, ABSENT, INT64_MAX, fault);
	if (store == NULL)
		return false;
	struct place *place = bytes_present(folder)
				  ? place_of(store, folder)
				  : &store->places[PLACE_INBOX];
	if (place == NULL)
		fault_set(fault, FAULT_MAILBOX, "there is no folder %.*s",
		    FMT(folder));
	else if (access->kind == MAILBOX_MBOX)
		mbox_newest(place, arena, octets, fault);
	else
		file_newest(store, place, arena, octets, fault);
	if (fault->kind == FAULT_NONE)
		*origin = (struct origin){
			.kind = mailbox_source_kind(access->kind),
			.name = arena_copy(arena, access->name),
			.folder = arena_copy(arena, place->folder),
			.placement = place->placement,
		};
	else
		fault_at(fault, "mailbox %.*s", FMT(access->name));
	store_watch_close(store);
	return fault->kind == FAULT_NONE;
}
