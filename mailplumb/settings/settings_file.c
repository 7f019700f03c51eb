#include "mailplumb/settings/settings.h"

#include "mailplumb/settings/yaml.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS_MAY_READ 044

/* ---- where it is ----------------------------------------------------------
 */

static const char *in_current_folder(struct arena *arena)
{
	(void)arena;
	return "./mailplumb.yaml";
}

static const char *in_home(struct arena *arena)
{
	const char *folder = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	/* The XDG specification: what is not absolute is ignored. */
	if (folder != NULL && folder[0] == '/')
		return arena_printf(
		    arena, "%s/mailplumb/mailplumb.yaml", folder)
		    .ptr;
	if (home == NULL || home[0] == '\0')
		return NULL;
	return arena_printf(arena, "%s/.config/mailplumb/mailplumb.yaml", home)
	    .ptr;
}

static const char *in_etc(struct arena *arena)
{
	(void)arena;
	return "/etc/mailplumb/mailplumb.yaml";
}

static const char *(*const places[])(struct arena *) = {
	in_current_folder,
	in_home,
	in_etc,
};
#define PLACES (sizeof(places) / sizeof(places[0]))

/* One that the user named must be there. */
static const char *named_file(const char *option)
{
	const char *variable = getenv("MAILPLUMB_CONFIG");

	if (option != NULL)
		return option;
	return variable != NULL && variable[0] != '\0' ? variable : NULL;
}

static const char *search(struct arena *arena)
{
	for (size_t i = 0; i < PLACES; i++) {
		const char *file = places[i](arena);
		struct stat status;
		if (file != NULL && (stat(file, &status) == 0 ||
					(errno != ENOENT && errno != ENOTDIR)))
			return file;
	}
	return NULL;
}

static bool found_none(struct arena *arena, struct fault *fault)
{
	struct bytes list = BYTES("");

	for (size_t i = 0; i < PLACES; i++) {
		const char *file = places[i](arena);
		if (file != NULL)
			list = arena_printf(arena, "%.*s, %s", FMT(list), file);
	}
	return fault_set(fault, FAULT_USAGE,
	    "no configuration: looked at --config, $MAILPLUMB_CONFIG%.*s; "
	    "write one that names senders, mailboxes and checks "
	    "(\"mailplumb help check\" shows one)",
	    FMT(list));
}

/* ---- reading it ---------------------------------------------------------- */

/* Up to one octet more than may be. */
static bool take_all(
    int fd, const char *file, char *octets, size_t *len, struct fault *fault)
{
	ssize_t n;

	do {
		n = read(fd, octets + *len, YAML_SIZE + 1 - *len);
		if (n > 0)
			*len += (size_t)n;
	} while ((n > 0 && *len <= YAML_SIZE) || (n < 0 && errno == EINTR));
	return n >= 0 || fault_errno(fault, FAULT_USAGE, "%s", file);
}

static bool read_open(struct settings *settings, struct arena *arena, int fd,
    const char *file, struct fault *fault)
{
	char *octets = arena_alloc(arena, YAML_SIZE + 1);
	struct stat status;
	size_t len = 0;

	if (fstat(fd, &status) != 0)
		return fault_errno(fault, FAULT_USAGE, "%s", file);
	if (S_ISDIR(status.st_mode))
		return fault_set(fault, FAULT_USAGE, "%s: is a folder", file);
	if (!take_all(fd, file, octets, &len, fault) ||
	    !settings_read(
		settings, arena, file, (struct bytes){ octets, len }, fault))
		return false;
	settings->mode = (unsigned)status.st_mode & 07777;
	return true;
}

static bool read_named(struct settings *settings, struct arena *arena,
    const char *file, struct fault *fault)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fault_errno(fault, FAULT_USAGE, "%s", file);
	bool done = read_open(settings, arena, fd, file, fault);
	close(fd);
	return done;
}

bool settings_load_any(struct settings *settings, struct arena *arena,
    const char *path, struct fault *fault)
{
	const char *file = named_file(path);

	*settings = (struct settings){ .arena = arena };
	if (file == NULL)
		file = search(arena);
	return file == NULL || read_named(settings, arena, file, fault);
}

bool settings_load(struct settings *settings, struct arena *arena,
    const char *path, struct fault *fault)
{
	if (!settings_load_any(settings, arena, path, fault))
		return false;
	return settings->file != NULL || found_none(arena, fault);
}

/* ---- what is wrong with it, but not too wrong ---------------------------- */

static void warn(const struct place *place, const char *text)
{
	struct fault warning;

	fault_set(&warning, FAULT_USAGE, "%s", text);
	fault_at_place(&warning, place);
	fault_at(&warning, "warning");
	fault_print(&warning);
}

void settings_warn(const struct settings *settings, bool quiet)
{
	const struct place *secret = settings->inline_secret;

	if (secret != NULL && (settings->mode & OTHERS_MAY_READ) != 0)
		warn(secret,
		    arena_printf(settings->arena,
			"a secret in a file with mode %04o, which others may "
			"read: chmod 600 %s",
			settings->mode, settings->file)
			.ptr);
	if (settings->unused != NULL && !quiet)
		warn(settings->unused,
		    "history, listen and alerts are for watch and not used by "
		    "this version");
}
