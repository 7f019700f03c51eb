#include "mailplumb/prompt.h"

#include "common/base/crypto.h"
#include "common/base/secret.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static const int endings[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP };

#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

static struct termios shown; /* what a signal has to restore */

/* Ends the program when it returns: SA_RESETHAND, and blocked until then. */
static void show_and_end(int number)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &shown);
	raise(number);
}

static void endings_take(struct sigaction before[static ENDINGS])
{
	struct sigaction action = { .sa_handler = show_and_end,
		.sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(endings[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(endings[i], &action, NULL);
	}
}

static void endings_give_back(const struct sigaction before[static ENDINGS])
{
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(endings[i], &before[i], NULL);
}

/* Up to the line end, the end of input or `size` octets; -1: errno. */
static ssize_t line_read(char *line, size_t size)
{
	size_t len = 0;

	while (len < size && (len == 0 || line[len - 1] != '\n')) {
		ssize_t n = read(STDIN_FILENO, line + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static bool line_keep(struct arena *arena, char *line, size_t size,
    struct bytes *secret, struct fault *fault)
{
	ssize_t len = line_read(line, size);

	if (len < 0)
		return fault_errno(fault, FAULT_USAGE, "standard input");
	struct secret_source source = { .kind = SECRET_VALUE,
		.text = { line, (size_t)len } };
	return secret_read(arena, &source, 0, secret, fault);
}

bool prompt_secret(struct arena *arena, const char *question,
    struct bytes *secret, struct fault *fault)
{
	struct sigaction before[ENDINGS];
	char line[SECRET_MAX + 2]; /* a line end, and one to notice too much */

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return fault_errno(fault, FAULT_USAGE, "standard input");
	struct termios hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	hidden.c_lflag |= ECHONL; /* so that the next line begins in front */
	endings_take(before);
	bool done = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 ||
		    fault_errno(fault, FAULT_USAGE, "standard input");
	if (done) {
		fputs(question, stderr);
		fflush(stderr);
		done = line_keep(arena, line, sizeof(line), secret, fault);
	}
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	endings_give_back(before);
	wipe(line, sizeof(line));
	return done;
}
