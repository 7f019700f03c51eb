/*
 * mailplumb-imap - the process that speaks IMAP for mailplumb
 *
 * Started by inspect/fetch/imap_process.c with a socket as standard input, for
 * one connection, or as the nursery that makes such processes; it is of no use
 * from a shell.
 */
#include "inspect/fetch/imap/sandbox.h"
#include "inspect/fetch/imap/session.h"
#include "inspect/fetch/imap_nursery.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static struct session session;
	static struct peer peer;
	struct fault fault = { 0 };
	int type;
	socklen_t len = sizeof(type);

	if (getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &len) != 0) {
		fputs("mailplumb-imap is started by mailplumb\n", stderr);
		return 2;
	}
	if (argc > 1 && strcmp(argv[1], NURSERY_WORD) == 0)
		nursery_run();
	signal(SIGPIPE, SIG_IGN);
	if (!sandbox_prepare(&fault)) {
		fault_print(&fault);
		return 70;
	}
	peer_open(&peer, 0);
	session_run(&session, &peer);
	wipe(&session, sizeof(session));
	/* Nothing at exit: most system calls are refused by now. */
	_exit(0);
}
