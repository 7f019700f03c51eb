/* common/base/secret: every kind, and every way it goes wrong */
#include "tests/test.h"

#include "common/base/clock.h"
#include "common/base/secret.h"
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/mailplumb-secret-XXXXXX";

static const struct {
	const char *name, *octets;
	size_t len;
} files[] = {
#define FILE_OF(name, octets)                    \
	{                                        \
		name, octets, sizeof(octets) - 1 \
	}
	FILE_OF("plain", "hunter2\n"),
	FILE_OF("no-end", "hunter2"),
	FILE_OF("crlf", "hunter2\r\n"),
	FILE_OF("more-lines", "hunter2\nuser: me\nurl: x\n"),
	FILE_OF("blanks", " hunter 2 \n"),
	FILE_OF("eight-bit", "h\xc3\xbcnter\xff\n"),
	FILE_OF("empty", ""),
	FILE_OF("empty-line", "\nhunter2\n"),
	FILE_OF("cr-inside", "hun\rter2\n"),
	FILE_OF("nul-inside", "hun\0ter2\n"),
#undef FILE_OF
};

static void write_octets(const char *name, const char *octets, size_t len)
{
	FILE *f = fopen(name, "w");

	if (f == NULL || fwrite(octets, 1, len, f) != len || fclose(f) != 0)
		abort();
}

static void write_long(const char *name, size_t len)
{
	char *octets = malloc(len);

	if (octets == NULL)
		abort();
	memset(octets, 'x', len);
	write_octets(name, octets, len);
	free(octets);
}

struct row {
	const char *shows;
	enum secret_kind kind;
	const char *text;
	const char *secret; /* NULL: a fault with `fault` in it */
	const char *fault;
};

static const struct row rows[] = {
	{ "nothing given", SECRET_UNSET, "", NULL, "no secret" },
	{ "the text itself", SECRET_VALUE, "hunter2", "hunter2", NULL },
	{ "an empty text", SECRET_VALUE, "", NULL, "is empty" },
	{ "a text of two lines", SECRET_VALUE, "hun\nter2", NULL, "line end" },
	{ "a CR in the text", SECRET_VALUE, "hun\rter2", NULL, "line end" },
	{ "a file", SECRET_FILE, "plain", "hunter2", NULL },
	{ "a file without line end", SECRET_FILE, "no-end", "hunter2", NULL },
	{ "a file with CRLF", SECRET_FILE, "crlf", "hunter2", NULL },
	{ "the first of lines", SECRET_FILE, "more-lines", "hunter2", NULL },
	{ "blanks are part of it", SECRET_FILE, "blanks", " hunter 2 ", NULL },
	{ "eight bits", SECRET_FILE, "eight-bit", "h\xc3\xbcnter\xff", NULL },
	{ "an empty file", SECRET_FILE, "empty", NULL, "empty is empty" },
	{ "an empty first line", SECRET_FILE, "empty-line", NULL, "is empty" },
	{ "a CR inside", SECRET_FILE, "cr-inside", NULL, "line end" },
	{ "a NUL inside", SECRET_FILE, "nul-inside", NULL, "NUL" },
	{ "no such file", SECRET_FILE, "absent", NULL, "absent: No such" },
	{ "a folder", SECRET_FILE, ".", NULL, "Is a directory" },
	{ "a file too long", SECRET_FILE, "too-long", NULL, "is longer" },
	{ "a long rest", SECRET_COMMAND, "echo hunter2; cat too-long",
	    "hunter2", NULL },
	{ "a variable", SECRET_VARIABLE, "MAILPLUMB_TEST", "hunter2", NULL },
	{ "an empty variable", SECRET_VARIABLE, "MAILPLUMB_EMPTY", NULL,
	    "MAILPLUMB_EMPTY is empty" },
	{ "a variable not set", SECRET_VARIABLE, "MAILPLUMB_UNSET", NULL,
	    "MAILPLUMB_UNSET is not set" },
	{ "a credential", SECRET_CREDENTIAL, "plain", "hunter2", NULL },
	{ "a credential elsewhere", SECRET_CREDENTIAL, "../etc/passwd", NULL,
	    "not a file name" },
	{ "no such credential", SECRET_CREDENTIAL, "absent", NULL,
	    "credentials/absent: No such" },
	{ "a command", SECRET_COMMAND, "echo hunter2", "hunter2", NULL },
	{ "a command that prints much", SECRET_COMMAND,
	    "echo hunter2; i=0; while [ $i -lt 3000 ]; do"
	    " echo 0123456789012345678901234567890123456789;"
	    " i=$((i+1)); done",
	    "hunter2", NULL },
	{ "a command gets no input", SECRET_COMMAND, "cat; echo hunter2",
	    "hunter2", NULL },
	{ "a command that fails", SECRET_COMMAND, "echo hunter2; exit 3", NULL,
	    "command \"echo ...\" exited with status 3" },
	{ "a command that is not there", SECRET_COMMAND,
	    "/absent/mailplumb 2>/dev/null", NULL, "exited with status 127" },
	{ "a command that prints nothing", SECRET_COMMAND, "true", NULL,
	    "command \"true\" is empty" },
	{ "a command ended by a signal", SECRET_COMMAND, "kill -9 $$", NULL,
	    "signal 9" },
	{ "a command that runs over", SECRET_COMMAND,
	    "echo hunter2; sleep 600; true", NULL, "took too long" },
	{ "silent but still running", SECRET_COMMAND,
	    "echo hunter2; exec >&-; sleep 600; true", NULL, "took too long" },
};

static void try_row(const struct row *row)
{
	struct arena *arena = arena_open();
	struct secret_source source = { row->kind, bytes_of(row->text) };
	struct bytes secret = ABSENT;
	struct fault fault = { .kind = FAULT_NONE };
	bool runs_over =
	    row->fault != NULL && strcmp(row->fault, "took too long") == 0;

	test_row(row->shows);
	bool done = secret_read(
	    arena, &source, runs_over ? 300 : 20000, &secret, &fault);
	check_true("done as expected", done == (row->secret != NULL));
	check_bytes("secret", secret, bytes_of(row->secret));
	if (row->fault != NULL) {
		check_number("kind", fault.kind, FAULT_USAGE);
		check_true(
		    "fault tells why", strstr(fault.text, row->fault) != NULL);
		check_true("no secret in the fault",
		    strstr(fault.text, "hunter2") == NULL);
	}
	if (row->fault != NULL && strstr(fault.text, row->fault) == NULL)
		printf("  fault: %s\n", fault.text);
	arena_close(arena);
}

/* A command is ended with us: SIGTERM comes while it runs. */
static void try_signal(void)
{
	int ends[2];
	char pid_text[32] = "";

	test_row("a signal ends the command first, then us");
	if (pipe(ends) != 0)
		abort();
	pid_t child = fork();
	if (child == 0) {
		struct arena *arena = arena_open();
		char line[64];
		struct bytes secret;
		struct fault fault;
		snprintf(line, sizeof(line), "echo $$ >&%d; sleep 600; true",
		    ends[1]);
		struct secret_source source = { SECRET_COMMAND,
			bytes_of(line) };
		secret_read(arena, &source, 600000, &secret, &fault);
		_exit(0);
	}
	close(ends[1]);
	ssize_t n = read(ends[0], pid_text, sizeof(pid_text) - 1);
	check_true("the command says its id", n > 0);
	kill(child, SIGTERM);
	int status = 0;
	waitpid(child, &status, 0);
	check_true("we ended by the signal",
	    WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	/* The end of the pipe comes when its last holder is gone. */
	check_number("nobody is left", read(ends[0], pid_text, 1), 0);
	close(ends[0]);
}

/* select() knows 1024 descriptors, a parent may leave us more. */
static void try_many_files(void)
{
	struct rlimit limit;
	int fds[1100], n = 0;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < 2048)
		return;
	limit.rlim_cur = 2048;
	setrlimit(RLIMIT_NOFILE, &limit);
	while (n < 1100 && (fds[n] = dup(0)) >= 0)
		n++;
	try_row(&(struct row){ "a command, beside 1100 open files",
	    SECRET_COMMAND, "echo hunter2", "hunter2", NULL });
	while (n > 0)
		close(fds[--n]);
}

int main(void)
{
	if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    mkdir("credentials", 0700) != 0)
		return 1;
	for (size_t i = 0; i < ROWS(files); i++)
		write_octets(files[i].name, files[i].octets, files[i].len);
	write_long("too-long", SECRET_MAX + 5000);
	write_octets("credentials/plain", "hunter2\n", 8);
	setenv("MAILPLUMB_TEST", "hunter2", 1);
	setenv("MAILPLUMB_EMPTY", "", 1);
	unsetenv("MAILPLUMB_UNSET");

	unsetenv("CREDENTIALS_DIRECTORY");
	try_row(&(struct row){ "no credentials folder", SECRET_CREDENTIAL,
	    "plain", NULL, "CREDENTIALS_DIRECTORY is not set" });
	setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_signal();
	try_many_files();

	for (size_t i = 0; i < ROWS(files); i++)
		unlink(files[i].name);
	unlink("too-long");
	unlink("credentials/plain");
	rmdir("credentials");
	if (chdir("/") == 0)
		rmdir(folder);
	return test_end("test_secret");
}
