/* stories - every case of fixtures/cases, one after the other */
#ifndef TESTS_STORIES_H
#define TESTS_STORIES_H

#include "tests/story.h"

#include <glob.h>

static inline void stories_try(
    const char *path, void (*each)(struct story *story))
{
	struct arena *arena = arena_open();
	struct story story = {
		.path = path, .arena = arena, .options = common_options_new()
	};

	test_row(path);
	bool read = read_story(&story, story_read_file(arena, path));
	check_true("can be read", read);
	if (read)
		each(&story);
	arena_close(arena);
}

/* In the order of their names; there is at least one. */
static inline void stories_each(void (*each)(struct story *story))
{
	glob_t files;

	test_row("there are cases");
	check_true(
	    "found", glob("fixtures/cases/*.case", 0, NULL, &files) == 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		stories_try(files.gl_pathv[i], each);
	globfree(&files);
}

#endif
