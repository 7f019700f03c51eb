#define _DEFAULT_SOURCE /* syscall() */
#include "inspect/fetch/imap_nursery.h"

#include "common/base/bytes.h"
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ANSWER_WITHIN 10000 /* ms: it may have to be loaded first */

/* Of clone(2), <sched.h> tells it to none but GNU programs. */
#ifndef CLONE_PARENT
#define CLONE_PARENT 0x00008000
#endif

/* A process is asked for with an octet and the socket that it gets. */
struct letter {
	char octet;
	struct iovec part;
	struct msghdr head;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
};

static void letter_open(struct letter *letter)
{
	memset(letter, 0, sizeof(*letter));
	letter->part = (struct iovec){ &letter->octet, 1 };
	letter->head = (struct msghdr){ .msg_iov = &letter->part,
		.msg_iovlen = 1,
		.msg_control = letter->control,
		.msg_controllen = sizeof(letter->control) };
}

/* ---- who asks ------------------------------------------------------------ */

static bool send_fd(int to, int fd)
{
	struct letter letter;

	letter_open(&letter);
	struct cmsghdr *c = CMSG_FIRSTHDR(&letter.head);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(to, &letter.head, MSG_NOSIGNAL) == 1;
}

static bool receive_pid(int from, pid_t *pid)
{
	struct pollfd fds = { from, POLLIN, 0 };

	return poll(&fds, 1, ANSWER_WITHIN) == 1 &&
	       recv(from, pid, sizeof(*pid), MSG_WAITALL) == sizeof(*pid) &&
	       *pid > 0;
}

bool nursery_ask(const char *program, int fd, pid_t *pid,
    bool (*spawn)(const char *program, int fd, const char *word, pid_t *pid))
{
	static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
	static int nursery = -1; /* ends with us */
	int pair[2];
	pid_t its_pid;
	bool got = false;

	pthread_mutex_lock(&turn);
	if (nursery < 0 &&
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		if (spawn(program, pair[1], NURSERY_WORD, &its_pid))
			nursery = pair[0];
		else
			close(pair[0]);
		close(pair[1]);
	}
	if (nursery >= 0)
		got = send_fd(nursery, fd) && receive_pid(nursery, pid);
	if (nursery >= 0 && !got) {
		close(nursery);
		nursery = -1;
	}
	pthread_mutex_unlock(&turn);
	return got;
}

/* ---- the nursery --------------------------------------------------------- */

static int receive_fd(void)
{
	struct letter letter;
	int fd = -1;

	letter_open(&letter);
	if (recvmsg(0, &letter.head, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	struct cmsghdr *c = CMSG_FIRSTHDR(&letter.head);
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

void nursery_run(void)
{
	int fd;

	while ((fd = receive_fd()) >= 0) {
		/* A child of our parent, which waits for it by its number. */
		long made =
		    syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
		pid_t pid = (pid_t)made;
		if (made == 0) {
			dup2(fd, 0);
			close(fd);
			return;
		}
		close(fd);
		if (send(0, &pid, sizeof(pid), MSG_NOSIGNAL) != sizeof(pid))
			break;
	}
	_exit(0);
}
