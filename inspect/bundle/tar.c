#include "inspect/bundle/tar.h"

#include "common/base/library.h"
#include <archive.h>
#include <archive_entry.h>
#include <stddef.h>
#include <string.h>

#define LIBRARY "libarchive.so.13"
#define PACKAGE "libarchive13"
#define BLOCK	10240 /* octets that a tar archive is padded to */

/* Declared as the library's own, so that the compiler checks each call. */
#define FUNCTIONS(X)                 \
	X(read_new)                  \
	X(read_support_format_tar)   \
	X(read_open_memory)          \
	X(read_next_header)          \
	X(read_data)                 \
	X(read_free)                 \
	X(write_new)                 \
	X(write_set_format_ustar)    \
	X(write_set_bytes_per_block) \
	X(write_open)                \
	X(write_header)              \
	X(write_data)                \
	X(write_close)               \
	X(write_free)                \
	X(error_string)              \
	X(entry_new)                 \
	X(entry_free)                \
	X(entry_pathname)            \
	X(entry_size)                \
	X(entry_filetype)            \
	X(entry_hardlink)            \
	X(entry_set_pathname)        \
	X(entry_set_size)            \
	X(entry_set_filetype)        \
	X(entry_set_perm)            \
	X(entry_set_mtime)

static struct archive_functions {
#define X(name) __typeof__(archive_##name) *name;
	FUNCTIONS(X)
#undef X
} lib;

static const struct library_function functions[] = {
#define X(name) { "archive_" #name, offsetof(struct archive_functions, name) },
	FUNCTIONS(X)
#undef X
};

static bool load(struct fault *fault)
{
	static const struct library library = { LIBRARY, PACKAGE,
		"a bundle needs libarchive", functions,
		sizeof(functions) / sizeof(functions[0]) };
	static bool loaded;

	if (!loaded)
		loaded = library_load(&library, &lib, fault);
	return loaded;
}

/* ---- writing ------------------------------------------------------------- */

static la_ssize_t take(
    struct archive *archive, void *context, const void *octets, size_t len)
{
	struct text *out = context;

	(void)archive;
	text_add(out, (struct bytes){ octets, len });
	return out->full ? -1 : (la_ssize_t)len;
}

static bool write_file(
    struct archive *archive, const struct tar_file *file, int64_t time)
{
	struct archive_entry *entry = lib.entry_new();
	char name[TAR_NAME + 1];

	if (entry == NULL || file->name.len > TAR_NAME)
		return false;
	memcpy(name, file->name.ptr, file->name.len);
	name[file->name.len] = '\0';
	lib.entry_set_pathname(entry, name);
	lib.entry_set_size(entry, (la_int64_t)file->content.len);
	lib.entry_set_filetype(entry, AE_IFREG);
	lib.entry_set_perm(entry, 0644);
	lib.entry_set_mtime(entry, time / 1000, 0);
	bool written = lib.write_header(archive, entry) == ARCHIVE_OK &&
		       lib.write_data(archive, file->content.ptr,
			   file->content.len) == (la_ssize_t)file->content.len;
	lib.entry_free(entry);
	return written;
}

bool tar_write(const struct tar_file *files, size_t count, int64_t time,
    struct text *out, struct fault *fault)
{
	struct archive *archive;
	bool done;

	if (!load(fault))
		return false;
	archive = lib.write_new();
	done = archive != NULL &&
	       lib.write_set_format_ustar(archive) == ARCHIVE_OK &&
	       lib.write_set_bytes_per_block(archive, BLOCK) == ARCHIVE_OK &&
	       lib.write_open(archive, out, NULL, take, NULL) == ARCHIVE_OK;
	for (size_t i = 0; i < count && done; i++)
		done = write_file(archive, &files[i], time);
	done = done && lib.write_close(archive) == ARCHIVE_OK;
	if (!done)
		fault_set(fault, FAULT_OURS, "the archive cannot be made: %s",
		    out->full ? "too large"
		    : archive != NULL && lib.error_string(archive) != NULL
			? lib.error_string(archive)
			: "no memory");
	if (archive != NULL)
		lib.write_free(archive);
	return done;
}

/* ---- reading ------------------------------------------------------------- */

static bool refuse(struct fault *fault, const char *why)
{
	return fault_set(fault, FAULT_INPUT, "%s", why);
}

/* The beginnings of what is packed. */
static bool is_packed(struct bytes tar)
{
	static const char *const marks[] = {
		"\x1f\x8b",	    /* gzip */
		"BZh",		    /* bzip2 */
		"\xfd\x37zXZ",	    /* xz */
		"\x28\xb5\x2f\xfd", /* zstd */
		"PK\x03\x04",	    /* zip */
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bytes_starts(tar, bytes_of(marks[i])))
			return true;
	return false;
}

/* What the header says is not believed: the octets are counted. */
static bool read_content(struct arena *arena, struct archive *archive,
    size_t size, struct bytes *content, struct fault *fault)
{
	char *octets = arena_alloc(arena, size + 1);
	size_t len = 0;

	while (len <= size) {
		la_ssize_t n =
		    lib.read_data(archive, octets + len, size + 1 - len);
		if (n < 0)
			return refuse(fault, "a file of it is cut off");
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*content = (struct bytes){ octets, len };
	return len == size || refuse(fault, "a file of it has another size "
					    "than it says");
}

static bool read_entry(struct arena *arena, struct archive *archive,
    struct archive_entry *entry, size_t left, struct tar_file *file,
    struct fault *fault)
{
	const char *name = lib.entry_pathname(entry);
	la_int64_t size = lib.entry_size(entry);

	if (name == NULL || name[0] == '\0' || strlen(name) > TAR_NAME)
		return refuse(fault, "a file of it has no usable name");
	if (lib.entry_filetype(entry) != AE_IFREG ||
	    lib.entry_hardlink(entry) != NULL)
		return refuse(fault, "it holds something else than files");
	if (size < 0 || (size_t)size > TAR_FILE || (size_t)size > left)
		return refuse(fault, "a file of it is too large");
	file->name = arena_copy(arena, bytes_of(name));
	return read_content(
	    arena, archive, (size_t)size, &file->content, fault);
}

static bool read_entries(struct arena *arena, struct archive *archive,
    size_t size, struct tar_file *files, size_t *count, struct fault *fault)
{
	struct archive_entry *entry;
	size_t left = size;
	int status;

	*count = 0;
	while ((status = lib.read_next_header(archive, &entry)) == ARCHIVE_OK) {
		struct tar_file file;
		if (*count == TAR_ENTRIES)
			return refuse(fault, "it holds too many files");
		/* Sparse files claim more than there is. */
		if (!read_entry(arena, archive, entry, left, &file, fault))
			return false;
		left -= file.content.len;
		files[(*count)++] = file;
	}
	return status == ARCHIVE_EOF ||
	       refuse(fault, "not a tar archive, or a damaged one");
}

bool tar_read(struct arena *arena, struct bytes tar, struct tar_file *files,
    size_t *count, struct fault *fault)
{
	struct archive *archive;
	bool done;

	if (is_packed(tar))
		return refuse(fault, "it is compressed: unpack it to a plain "
				     "tar archive first");
	if (!load(fault))
		return false;
	archive = lib.read_new();
	if (archive == NULL)
		return fault_set(fault, FAULT_OURS, "no memory");
	done = lib.read_support_format_tar(archive) == ARCHIVE_OK &&
	       lib.read_open_memory(archive, tar.ptr, tar.len) == ARCHIVE_OK;
	done = done ? read_entries(arena, archive, tar.len, files, count, fault)
		    : refuse(fault, "not a tar archive, or a damaged one");
	lib.read_free(archive);
	return done;
}
