/* main - find the command in the table and run it */
#include "mailplumb/commands.h"

#include "common/base/fault.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define HELP_MOST (64 * 1024)

static int cmd_help(int argc, char **argv);
static void cmd_help_help(struct text *out);

static const struct command commands[] = {
	{ "check", "send a test message, find it, and give a verdict",
	    "mailplumb check", cmd_check, cmd_check_help },
	{ "inspect", "verify and explain messages: files, folders, mailboxes",
	    "mailplumb inspect message.eml", cmd_inspect, cmd_inspect_help },
	{ "send", "submit test messages and print receipts",
	    "mailplumb send --region us-east-1 --from me@example.com "
	    "--to you@example.net",
	    cmd_send, cmd_send_help },
	{ "dns", "what is published for a sender, and what should be",
	    "mailplumb dns example.com", cmd_dns, cmd_dns_help },
	{ "records", "the records that a domain or sender should publish",
	    "mailplumb records example.com --region us-east-1 --mail-from "
	    "bounce.example.com",
	    cmd_records, cmd_records_help },
	{ "align", "would these identifiers align under DMARC?",
	    "mailplumb align --from me@example.com --dkim example.com",
	    cmd_align, cmd_align_help },
	{ "spf", "may this server send for that sender: every term, in order",
	    "mailplumb spf --ip 192.0.2.1 --mail-from me@example.com", cmd_spf,
	    cmd_spf_help },
	{ "explain", "findings: cause, example, fix and source",
	    "mailplumb explain dkim-only-amazonses", cmd_explain,
	    cmd_explain_help },
	{ "login", "OAuth consent for a mailbox, kept for later runs",
	    "mailplumb login gmail", cmd_login, cmd_login_help },
	{ "password", "the SES SMTP password of an AWS secret access key",
	    "mailplumb password --region us-east-1", cmd_password,
	    cmd_password_help },
	{ "help", "explain a command", "mailplumb help inspect", cmd_help,
	    cmd_help_help },
	{ 0 },
};

const struct command *commands_all(void)
{
	return commands;
}

static const struct command *command_named(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int usage_fault(const char *format, const char *word)
{
	struct fault fault = { 0 };

	fault_set(&fault, FAULT_USAGE, format, word);
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}

static int print(const struct text *out)
{
	struct bytes b = text_bytes(out);
	struct fault fault = { 0 };

	if (fwrite(b.ptr, 1, b.len, stdout) == b.len && fflush(stdout) == 0)
		return 0;
	fault_errno(&fault, FAULT_OURS, "standard output");
	fault_print(&fault);
	return fault_exit_status(fault.kind);
}

static int print_version(void)
{
	struct text out = text_new(HELP_MOST);

	text_printf(&out, "mailplumb %s\n", MAILPLUMB_VERSION);
	int status = print(&out);
	text_free(&out);
	return status;
}

static void list_commands(struct text *out)
{
	text_add(out, BYTES("Examples:\n"));
	for (const struct command *c = commands; c->name != NULL; c++)
		text_printf(out, "  %s\n", c->example);
	text_add(out, BYTES("\nCommands:\n"));
	for (const struct command *c = commands; c->name != NULL; c++)
		text_printf(out, "  %-10s%s\n", c->name, c->summary);
	text_add(out,
	    BYTES("\nmailplumb hangs a plumb line against your mail: do DKIM, "
		  "SPF and DMARC\nstand straight?  `mailplumb help COMMAND` "
		  "tells more.\n"));
}

static int print_help(const struct command *command)
{
	struct text out = text_new(HELP_MOST);

	if (command != NULL)
		command->help(&out);
	else
		list_commands(&out);
	int status = print(&out);
	text_free(&out);
	return status;
}

static int cmd_help(int argc, char **argv)
{
	const struct command *command =
	    argc > 1 ? command_named(argv[1]) : NULL;

	if (argc > 1 && command == NULL)
		return usage_fault("no command is called '%s' "
				   "(mailplumb help lists them)",
		    argv[1]);
	return print_help(command);
}

static void cmd_help_help(struct text *out)
{
	text_add(out, BYTES("Usage: mailplumb help [COMMAND]\n\n"
			    "Explains a command and its options; without one, "
			    "lists the commands.\n"));
}

/* "--help" or "--version" asked for among the arguments of a command. */
static bool asks(const char *word, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

/*
 * What our parent may have left us: without standard error, the connection to
 * a server would become it; where SIGCHLD is ignored, no child can be waited
 * for.  What stands in for a closed descriptor fails when it is used.
 */
static bool begin(void)
{
	static const struct rlimit none = { 0, 0 };

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return false;
	signal(SIGCHLD, SIG_DFL);
	setrlimit(RLIMIT_CORE, &none); /* it would hold passwords and mail */
	return true;
}

int main(int argc, char **argv)
{
	if (!begin())
		return fault_exit_status(FAULT_OURS);
	if (argc < 2 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "--help") == 0)
		return print_help(NULL);
	if (strcmp(argv[1], "-V") == 0 || asks("--version", argc, argv))
		return print_version();

	const struct command *command = command_named(argv[1]);
	if (command == NULL)
		return usage_fault("no command is called '%s' "
				   "(mailplumb help lists them)",
		    argv[1]);
	bool alone = argc == 3 && strcmp(argv[2], "-h") == 0;
	if (alone || asks("--help", argc - 1, argv + 1))
		return print_help(command);
	return command->run(argc - 1, argv + 1);
}
