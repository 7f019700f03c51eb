#define _DEFAULT_SOURCE /* d_type */
#include "inspect/fetch/names_batch.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static void entries_free(struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(entries[i].name);
}

/* Keep the first names alone; the others are found again later. */
static void cut(struct names_batch *batch)
{
	if (batch->count > 0)
		qsort(batch->entries, batch->count, sizeof(struct entry),
		    by_name);
	if (batch->count <= batch->most)
		return;
	entries_free(batch->entries + batch->most, batch->count - batch->most);
	batch->count = batch->most;
	batch->more = true;
}

static bool grow(struct names_batch *batch)
{
	size_t size = batch->size > 0 ? batch->size * 2 : 64;
	struct entry *entries =
	    realloc(batch->entries, size * sizeof(struct entry));

	if (entries == NULL)
		return false;
	batch->entries = entries;
	batch->size = size;
	return true;
}

static bool add(struct names_batch *batch, const struct dirent *found)
{
	if (batch->count == 2 * batch->most)
		cut(batch);
	if (batch->count == batch->size && !grow(batch))
		return false;
	struct entry entry = { strdup(found->d_name),
		found->d_type == DT_REG	  ? ENTRY_FILE
		: found->d_type == DT_DIR ? ENTRY_FOLDER
					  : ENTRY_UNKNOWN };
	if (entry.name == NULL)
		return false;
	batch->entries[batch->count++] = entry;
	return true;
}

static bool is_wanted(
    const struct names_batch *batch, const struct dirent *found)
{
	const char *name = found->d_name;

	if (found->d_type != DT_REG && found->d_type != DT_DIR &&
	    found->d_type != DT_UNKNOWN)
		return false;
	if (name[0] == '.' &&
	    (!batch->hidden || name[1] == '\0' || strcmp(name, "..") == 0))
		return false;
	if (batch->last != NULL && strcmp(name, batch->last) <= 0)
		return false;
	/* Behind a cut, what stands last is the last that counts. */
	return !batch->more ||
	       strcmp(name, batch->entries[batch->most - 1].name) < 0;
}

static bool read_all(struct names_batch *batch, DIR *folder)
{
	const struct dirent *found;

	errno = 0;
	while ((found = readdir(folder)) != NULL) {
		if (is_wanted(batch, found) && !add(batch, found))
			return false;
		errno = 0;
	}
	return errno == 0;
}

/* What was given last stays behind, as the place to go on from. */
static void forget(struct names_batch *batch)
{
	if (batch->count > 0) {
		free(batch->last);
		batch->last = batch->entries[--batch->count].name;
	}
	entries_free(batch->entries, batch->count);
	batch->count = batch->at = 0;
	batch->more = false;
}

static void names_read(
    struct names_batch *batch, const char *path, struct fault *fault)
{
	DIR *folder = opendir(path);

	forget(batch);
	batch->begun = true;
	if (folder == NULL || !read_all(batch, folder)) {
		fault_errno(fault, FAULT_INPUT, "%s", path);
		forget(batch);
	}
	if (folder != NULL)
		closedir(folder);
	cut(batch);
}

const struct entry *names_next(
    struct names_batch *batch, const char *path, struct fault *fault)
{
	if (batch->at == batch->count && (!batch->begun || batch->more))
		names_read(batch, path, fault);
	return batch->at < batch->count ? &batch->entries[batch->at++] : NULL;
}

void names_free(struct names_batch *batch)
{
	entries_free(batch->entries, batch->count);
	free(batch->entries);
	free(batch->last);
}
