#include "inspect/fetch/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static const char *const junk_names[] = { "Junk", "Spam", "Junk E-mail",
	"Junk Email", "Bulk", "Bulk Mail" };

/* ---- rooms --------------------------------------------------------------- */

const char *const *rooms_of(const struct store_watch *watch)
{
	static const char *const maildir[] = { "new", "cur", NULL };
	static const char *const folder[] = { ".", NULL };

	return watch->access.kind == MAILBOX_MAILDIR ? maildir : folder;
}

/* Only the path that was given may lead through symbolic links. */
static int place_open(const struct place *place)
{
	int top = open(place->path.ptr, FOLDER & ~O_NOFOLLOW);

	if (top < 0 || place->name[0] == '\0')
		return top;
	int below = openat(top, place->name, FOLDER);
	int error = errno;
	close(top);
	errno = error;
	return below;
}

static DIR *folder_of(int fd)
{
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	int error = errno;

	if (fd >= 0 && folder == NULL)
		close(fd);
	errno = error;
	return folder;
}

DIR *room_open(const struct store_watch *watch, const struct place *place,
    const char *room)
{
	int fd = place_open(place), error;

	if (watch->access.kind != MAILBOX_MAILDIR || fd < 0)
		return folder_of(fd);
	int below = openat(fd, room, FOLDER);
	error = errno;
	close(fd);
	errno = error;
	return folder_of(below);
}

int regular_only(int fd, struct stat *st)
{
	if (fd < 0)
		return -1;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

int room_file(DIR *room, const char *name, struct stat *st)
{
	int fd = openat(dirfd(room), name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return regular_only(fd, st);
}

/* ---- the folders of a Maildir ---------------------------------------------
 */

/* ".Junk" and "Junk" are written alike. */
static struct bytes without_dot(struct bytes name)
{
	return bytes_starts(name, BYTES(".")) ? bytes_skip(name, 1) : name;
}

static bool is_junk(const struct store_watch *watch, struct bytes name)
{
	if (bytes_present(watch->access.junk))
		return bytes_eq(name, without_dot(watch->access.junk));
	for (size_t i = 0; i < sizeof(junk_names) / sizeof(*junk_names); i++)
		if (bytes_ieq(name, bytes_of(junk_names[i])))
			return true;
	return false;
}

static bool is_maildir(int above, const char *name)
{
	struct stat st;
	int fd = openat(above, name, FOLDER);
	bool is = fd >= 0 && fstatat(fd, "cur", &st, 0) == 0 &&
		  S_ISDIR(st.st_mode) && fstatat(fd, "new", &st, 0) == 0 &&
		  S_ISDIR(st.st_mode);

	if (fd >= 0)
		close(fd);
	return is;
}

static struct place *place_named(
    struct store_watch *watch, const char *name, bool junk)
{
	struct place *fixed = &watch->places[PLACE_JUNK];

	for (size_t i = PLACE_JUNK; i < watch->place_count; i++)
		if (watch->places[i].there &&
		    strcmp(watch->places[i].name, name) == 0)
			return NULL; /* it is known */
	if (junk && !fixed->there)
		return fixed;
	return watch->place_count < PLACES_MOST
		   ? &watch->places[watch->place_count++]
		   : NULL;
}

static void place_add(struct store_watch *watch, const char *name)
{
	bool junk = is_junk(watch, without_dot(bytes_of(name)));
	struct place *place = place_named(watch, name, junk);

	if (place == NULL)
		return;
	*place = (struct place){ .there = true,
		.path = watch->access.path,
		.placement = junk ? PLACEMENT_JUNK : PLACEMENT_OTHER };
	memcpy(place->name, name, strlen(name) + 1);
	place->folder = arena_copy(watch->arena, without_dot(bytes_of(name)));
}

static bool is_name_of_folder(const char *name)
{
	static const char *const others[] = { ".", "..", "cur", "new", "tmp" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(name, others[i]) == 0)
			return false;
	return strlen(name) < NAME_SIZE;
}

bool places_list(struct store_watch *watch, struct fault *fault)
{
	const char *path = watch->access.path.ptr;
	DIR *top = folder_of(place_open(&watch->places[PLACE_INBOX]));
	const struct dirent *found;
	struct stat st;

	if (top == NULL || fstat(dirfd(top), &st) != 0) {
		fault_errno(fault, FAULT_MAILBOX, "%s", path);
		if (top != NULL)
			closedir(top);
		return false;
	}
	bool same = st.st_mtim.tv_sec == watch->listed.tv_sec &&
		    st.st_mtim.tv_nsec == watch->listed.tv_nsec;
	/* While it may still change unnoticed, within the clock's tick. */
	bool known = same && watch->list_quiet;
	watch->list_quiet = same && store_is_settled(st.st_mtim, 2000);
	watch->listed = st.st_mtim;
	while (!known && (found = readdir(top)) != NULL)
		if (is_name_of_folder(found->d_name) &&
		    is_maildir(dirfd(top), found->d_name))
			place_add(watch, found->d_name);
	closedir(top);
	return true;
}
