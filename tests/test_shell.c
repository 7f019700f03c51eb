/* common/base/shell: what a shell makes of a word is the word. */
#include "tests/test.h"

#include "common/base/shell.h"
#include <stdlib.h>

static const char *const rows[][2] = {
	{ "hello@example.com", "hello@example.com" },
	{ "a+b%c=d:e,f./_-", "a+b%c=d:e,f./_-" },
	{ "o'neil@example.com", "'o'\\''neil@example.com'" },
	{ "$(reboot)@example.com", "'$(reboot)@example.com'" },
	{ "a b", "'a b'" },
	{ "`x`;&|<>*?[]{}~#!\"\\", "'`x`;&|<>*?[]{}~#!\"\\'" },
	{ "-rf", NULL },
	{ "", NULL },
	{ "a\nb", NULL },
	{ "a\x1b[31m", NULL },
	{ "\xc3\xbc", NULL },
};

/* A shell says it back. */
static void ask_shell(struct bytes word, const char *plain)
{
	char command[200], got[200] = "";

	snprintf(command, sizeof(command), "printf %%s %.*s", FMT(word));
	FILE *shell = popen(command, "r");
	check_true("a shell", shell != NULL);
	if (shell == NULL)
		return;
	struct bytes said = { got, fread(got, 1, sizeof(got), shell) };
	pclose(shell);
	check_bytes("said back", said, bytes_of(plain));
}

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i][0]);
		struct bytes word = shell_quoted(arena, bytes_of(rows[i][0]));
		check_bytes("word", word, bytes_of(rows[i][1]));
		if (bytes_present(word))
			ask_shell(word, rows[i][0]);
	}
	test_row("absent");
	check_true("stays absent", !bytes_present(shell_quoted(arena, ABSENT)));
	arena_close(arena);
	return test_end("test_shell");
}
