#include "mailplumb/check/memory_place.h"

#include <stdlib.h>
#include <string.h>

static struct bytes without_ending(struct bytes name)
{
	static const char *const endings[] = { ".yaml", ".yml" };

	for (size_t i = 0; i < 2; i++)
		if (bytes_iends(name, bytes_of(endings[i])))
			return bytes_first(name, name.len - strlen(endings[i]));
	return name;
}

static struct bytes without_folder(struct bytes path)
{
	const char *slash = strrchr(path.ptr, '/');

	return slash == NULL ? path
			     : bytes_skip(path, (size_t)(slash + 1 - path.ptr));
}

const char *memory_place(
    struct arena *arena, const char *file, const char *ending)
{
	const char *folders = getenv("STATE_DIRECTORY");
	struct bytes name = bytes_of(file), folder, rest;

	if (folders == NULL || folders[0] == '\0')
		return arena_printf(
		    arena, "%.*s%s", FMT(without_ending(name)), ending)
		    .ptr;
	bytes_cut(bytes_of(folders), ':', &folder, &rest);
	name = without_ending(without_folder(name));
	return arena_printf(
	    arena, "%.*s/%.*s%s", FMT(folder), FMT(name), ending)
	    .ptr;
}
