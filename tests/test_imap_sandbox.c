/* What the IMAP process can no longer do (sandbox.h). */
#include "inspect/fetch/imap/sandbox.h"
#include "tests/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int pair[2];
static int inet_fd;

/* Each returns true when the system refused it. */
static bool refused(long result)
{
	return result < 0 && errno == EPERM;
}

static bool open_file(void)
{
	return refused(open("/etc/passwd", O_RDONLY));
}

static bool make_socket(void)
{
	return refused(socket(AF_INET, SOCK_STREAM, 0));
}

static bool make_connection(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return refused(connect(inet_fd, (struct sockaddr *)&to, sizeof(to)));
}

static bool start_program(void)
{
	char *arguments[] = { (char[]){ "true" }, NULL };
	return refused(execv("/bin/true", arguments));
}

static bool start_process(void)
{
	return refused(fork());
}

static bool signal_others(void)
{
	return refused(kill(getppid(), 0));
}

static bool remove_file(void)
{
	return refused(unlink("/tmp/mailplumb-no-such-file"));
}

static bool run_data(void)
{
	void *page = NULL;
	return posix_memalign(&page, 4096, 4096) == 0 &&
	       refused(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static bool still_talks(void)
{
	char c = 'x';
	struct pollfd fds = { pair[1], POLLOUT, 0 };
	return poll(&fds, 1, 0) == 1 && send(pair[1], &c, 1, MSG_NOSIGNAL) == 1;
}

static bool still_allocates(void)
{
	void *memory = malloc(20 * 1024 * 1024);
	bool done = memory != NULL;
	free(memory);
	return done;
}

static const struct {
	const char *shows;
	bool (*holds)(void);
} rows[] = {
	{ "opens no file", open_file },
	{ "makes no socket", make_socket },
	{ "makes no connection", make_connection },
	{ "starts no program", start_program },
	{ "starts no process", start_process },
	{ "signals nobody", signal_others },
	{ "removes no file", remove_file },
	{ "runs no data", run_data },
	{ "still talks", still_talks },
	{ "still allocates", still_allocates },
};

int main(void)
{
	inet_fd = socket(AF_INET, SOCK_STREAM, 0);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return 1;
	for (size_t i = 0; i < ROWS(rows); i++) {
		int status = 0;
		test_row(rows[i].shows);
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			struct fault fault;
			if (!sandbox_enter(&fault))
				_exit(2);
			_exit(rows[i].holds() ? 0 : 1);
		}
		waitpid(child, &status, 0);
		check_number("status", status, 0);
	}
	return test_end("test_imap_sandbox");
}
