/* common/base/file */
#include "tests/test.h"

#include "common/base/file.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static char folder[] = "/tmp/mailplumb-test-file-XXXXXX";

static const char *write_file(const char *name, struct bytes content)
{
	const char *path = arena_printf(arena, "%s/%s", folder, name).ptr;
	FILE *file = fopen(path, "wb");

	if (file != NULL) {
		fwrite(content.ptr, 1, content.len, file);
		fclose(file);
	}
	return path;
}

static void try_read(
    const char *shows, const char *path, struct bytes want, const char *fault)
{
	struct fault why = { .kind = FAULT_NONE };
	struct bytes got = ABSENT;

	test_row(shows);
	check_number("read", file_read(arena, path, 10, &got, &why),
	    bytes_present(want));
	check_bytes("content", got, want);
	if (fault != NULL) {
		check_number("kind", why.kind, FAULT_INPUT);
		check_true(
		    why.text, strncmp(why.text, path, strlen(path)) == 0 &&
				  strstr(why.text, fault) != NULL);
	}
}

static void try_files(void)
{
	try_read("octets", write_file("a", BYTES("a\0\xff\r\n")),
	    BYTES("a\0\xff\r\n"), NULL);
	try_read("empty", write_file("b", BYTES("")), BYTES(""), NULL);
	try_read("as many as allowed", write_file("c", BYTES("0123456789")),
	    BYTES("0123456789"), NULL);
	try_read("one more", write_file("d", BYTES("0123456789x")), ABSENT,
	    "larger than 10 octets");
	try_read(
	    "without an end", "/dev/zero", ABSENT, "larger than 10 octets");
	try_read("folder", folder, ABSENT, "Is a directory");
	try_read("no such file", "/nowhere/at/all", ABSENT, "No such file");
}

static void try_standard_input(void)
{
	int ends[2];

	if (pipe(ends) != 0 || write(ends[1], "hello", 5) != 5) {
		perror("pipe");
		exit(1);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	try_read("standard input", "-", BYTES("hello"), NULL);
	try_read("standard input at its end", "-", BYTES(""), NULL);
	close(STDIN_FILENO);
	try_read("standard input closed", "-", ABSENT, "Bad file descriptor");
}

int main(void)
{
	arena = arena_open();
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return 1;
	}
	try_files();
	try_standard_input();
	for (const char *name = "abcd"; *name != '\0'; name++)
		unlink(arena_printf(arena, "%s/%c", folder, *name).ptr);
	rmdir(folder);
	arena_close(arena);
	return test_end("test_file");
}
