/* inspect/fetch/names_batch: a folder in order, some names at a time */
#include "tests/test.h"

#include "inspect/fetch/names_batch.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 100

static char folder[] = "/tmp/test_names.XXXXXX";

static const char *path_of(int i)
{
	static char path[64];

	/* Made in another order than that of the names. */
	snprintf(path, sizeof(path), "%s/%02d", folder, i * 37 % FILES);
	return path;
}

static void try_most(size_t most)
{
	struct names_batch batch = { .most = most };
	struct fault fault = { 0 };
	const struct entry *entry;
	int n = 0;

	test_row("names in order");
	while ((entry = names_next(&batch, folder, &fault)) != NULL) {
		char name[16];
		snprintf(name, sizeof(name), "%02d", n++);
		check_text("name", entry->name, name);
		check_true("type", entry->type != ENTRY_FOLDER);
	}
	check_number("all", n, FILES);
	check_number("no fault", fault.kind, FAULT_NONE);
	check_true("the end stays", names_next(&batch, folder, &fault) == NULL);
	names_free(&batch);
}

static void try_hidden(void)
{
	struct names_batch batch = { .most = 1000, .hidden = true };
	struct fault fault = { 0 };
	char path[64];

	test_row("hidden ones, when they are wanted");
	snprintf(path, sizeof(path), "%s/.hidden", folder);
	mkdir(path, 0700);
	const struct entry *entry = names_next(&batch, folder, &fault);
	check_text("first", entry != NULL ? entry->name : NULL, ".hidden");
	rmdir(path);
	names_free(&batch);
}

/* What vanishes while the folder is walked is not missed, nor is the rest. */
static void try_vanishing(void)
{
	struct names_batch batch = { .most = 3 };
	struct fault fault = { 0 };
	int n = 0;

	test_row("a folder that shrinks");
	while (names_next(&batch, folder, &fault) != NULL)
		if (n++ < FILES)
			unlink(path_of(n - 1));
	check_true("an end", n > 0 && n <= FILES);
	check_number("no fault", fault.kind, FAULT_NONE);
	names_free(&batch);
}

static void try_fault(void)
{
	struct names_batch batch = { .most = 3 };
	struct fault fault = { 0 };

	test_row("no folder is a fault that names it");
	check_true("nothing", names_next(&batch, "/nowhere", &fault) == NULL);
	check_number("kind", fault.kind, FAULT_INPUT);
	check_text("text", fault.text, "/nowhere: No such file or directory");
	names_free(&batch);
}

int main(void)
{
	static const size_t mosts[] = { 1, 2, 3, 33, 49, 50, 51, 99, 100, 101,
		1000 };

	if (mkdtemp(folder) == NULL)
		return 1;
	for (int i = 0; i < FILES; i++)
		close(open(path_of(i), O_CREAT | O_WRONLY, 0600));
	for (size_t i = 0; i < ROWS(mosts); i++)
		try_most(mosts[i]);
	try_hidden();
	try_vanishing();
	try_fault();
	for (int i = 0; i < FILES; i++)
		unlink(path_of(i));
	rmdir(folder);
	return test_end("test_names_batch");
}
