/*
 * commands - what the program can do, a row for each
 *
 * A command reads its own options (argv[0] is its name), does its work and
 * returns the exit status of mailplumb(1).  It prints its own faults.  main.c
 * answers --help and --version, so a command never sees them.
 */
#ifndef MAILPLUMB_COMMANDS_H
#define MAILPLUMB_COMMANDS_H

#include "common/base/text.h"

struct command {
	const char *name;
	const char *summary; /* one line, lower case */
	const char *example; /* a whole command line that does something */
	int (*run)(int argc, char **argv);
	void (*help)(struct text *out); /* usage, then options */
};

/* In the order of the help; a row without name ends it. */
const struct command *commands_all(void);

int cmd_check(int argc, char **argv);
void cmd_check_help(struct text *out);
int cmd_inspect(int argc, char **argv);
void cmd_inspect_help(struct text *out);
int cmd_send(int argc, char **argv);
void cmd_send_help(struct text *out);
int cmd_dns(int argc, char **argv);
void cmd_dns_help(struct text *out);
int cmd_records(int argc, char **argv);
void cmd_records_help(struct text *out);
int cmd_align(int argc, char **argv);
void cmd_align_help(struct text *out);
int cmd_spf(int argc, char **argv);
void cmd_spf_help(struct text *out);
int cmd_explain(int argc, char **argv);
void cmd_explain_help(struct text *out);
int cmd_login(int argc, char **argv);
void cmd_login_help(struct text *out);
int cmd_password(int argc, char **argv);
void cmd_password_help(struct text *out);

#endif
