/* `mailplumb login`: consent for a mailbox, kept for later runs. */
#include "mailplumb/commands.h"

#include "inspect/fetch/mailbox.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/wire_line.h"
#include "mailplumb/settings/tokens.h"
#include "oauth/access.h"
#include "oauth/consent.h"
#include "oauth/store.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define CONSENT_WITHIN 600000 /* ms: somebody has to find a browser */
#define LOCK_WITHIN    20000
#define TRY_WITHIN     60000

struct login_options {
	struct common_options common; /* first: the shared rows fill it */
	unsigned port;
};

static bool store_port(void *target, const char *value, struct fault *fault)
{
	uint64_t port;

	if (!bytes_number(bytes_of(value), 65535, &port) || port == 0)
		return fault_set(
		    fault, FAULT_USAGE, "'%s' is not one of 1 to 65535", value);
	((struct login_options *)target)->port = (unsigned)port;
	return true;
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "port", 0, "PORT",
	    "where the browser comes back (else any); for ssh -L", store_port },
	OPTION_TIMEOUT,
	OPTION_VERBOSE,
	{ 0 },
};

void cmd_login_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb login [OPTION...] MAILBOX\n\n"
		  "For a mailbox of the configuration with `oauth`: shows "
		  "where to consent, waits\nfor it (10m, unless --timeout says "
		  "otherwise), keeps what the provider gives\nwhere the "
		  "configuration says, and opens the mailbox once.\n\n"
		  "Options:\n"));
	options_help(rows, out);
	text_add(out,
	    BYTES("\n  mailboxes:\n"
		  "    gmail:\n"
		  "      address: probe@gmail.com\n"
		  "      imap: imaps://imap.gmail.com\n"
		  "      oauth:\n"
		  "        provider: google        # or microsoft, ...\n"
		  "        client_id: 1234-abcd.apps.googleusercontent.com\n"
		  "        client_secret_command: \"pass show gmail-client\"\n"
		  "        token_file: ~/.config/mailplumb/gmail.token\n"
		  "\nHow to get a client: mailplumb.yaml(5).\n"
		  "\nExit status: 0 the mailbox opens, 2 usage or "
		  "configuration, 7 no consent, or the\nmailbox does not "
		  "open, 70 our own fault.\n"));
}

/* ---- consent ------------------------------------------------------------- */

static void show(struct bytes text)
{
	struct text shown = text_new(64 * 1024);

	text_shown(&shown, text);
	printf("%.*s", FMT(text_bytes(&shown)));
	text_free(&shown);
}

static void ask(void *context, const struct oauth_request *request)
{
	const struct oauth_client *client = context;

	if (bytes_present(request->code)) {
		printf("Open this address in a browser, on any device:\n\n  ");
		show(request->url);
		printf("\n\nenter this code, and consent as %.*s:\n\n  ",
		    FMT(client->user));
		show(request->code);
	} else {
		printf("Open this address in a browser on this machine, and "
		       "consent as %.*s:\n\n  ",
		    FMT(client->user));
		show(request->url);
		printf(
		    "\n\nThe browser comes back to %.*s.", FMT(request->host));
	}
	printf("\n\n");
	fflush(stdout);
}

/* What to do comes behind what happened. */
static bool trouble_tell(
    const struct oauth_trouble *trouble, struct fault *fault)
{
	fault_set(fault, trouble->fault.kind, "%s%s%s", trouble->fault.text,
	    trouble->advice != NULL ? ": " : "",
	    trouble->advice != NULL ? trouble->advice : "");
	return false;
}

static bool keep(const struct oauth_client *client, struct arena *arena,
    const struct oauth_token *token, struct fault *fault)
{
	struct oauth_lock lock;

	if (!oauth_store_lock(&lock, arena, &client->store,
		clock_running() + LOCK_WITHIN, fault))
		return false;
	bool done = oauth_store_write(client, arena, token, fault);
	oauth_store_unlock(&lock);
	return done;
}

static bool consent(const struct oauth_client *client, struct arena *arena,
    const struct login_options *options, struct fault *fault)
{
	struct oauth_token token;
	struct oauth_trouble trouble;
	int64_t within = options->common.timeout != TIME_UNKNOWN
			     ? options->common.timeout
			     : CONSENT_WITHIN;
	const struct oauth_asking asking = { .ask = ask,
		.context = (void *)(uintptr_t)client,
		.port = options->port,
		.deadline = clock_running() + within };

	if (!oauth_consent(client, arena, &asking, &token, &trouble))
		return trouble_tell(&trouble, fault);
	bool done = keep(client, arena, &token, fault);
	if (done && !bytes_present(token.refresh))
		fprintf(stderr,
		    "mailplumb: warning: %s gave no refresh token: the consent "
		    "ends with the access token\n",
		    client->provider->title);
	oauth_token_wipe(token.access);
	oauth_token_wipe(token.refresh);
	return done;
}

/* ---- the mailbox --------------------------------------------------------- */

/* Until it is ready, or will not be. */
static bool watch_try(struct mailbox_watch *watch, struct fault *fault)
{
	struct mailbox_event event;

	for (;;) {
		while (mailbox_watch_step(watch, &event)) {
			if (event.kind == MAILBOX_READY)
				return true;
			if (event.kind != MAILBOX_FAULT)
				continue;
			return trouble_tell(
			    &(struct oauth_trouble){ .fault = event.fault,
				.advice = event.refusal.advice },
			    fault);
		}
		struct pollfd fds = { mailbox_watch_fd(watch), POLLIN, 0 };
		int64_t left = mailbox_watch_due(watch) - clock_running();
		poll(&fds, 1, left < 0 ? 0 : left > 60000 ? 60000 : (int)left);
	}
}

static bool try_mailbox(struct arena *arena,
    const struct mailbox_settings *mailbox, const struct login_options *options,
    struct fault *fault)
{
	struct mailbox_access access;

	if (!mailbox_login(arena, mailbox, &access, fault))
		return false;
	if (options->common.verbose > 0) {
		access.dialogue = wire_line_of_mailbox;
		access.context = &access.name;
	}
	struct mailbox_watch *watch = mailbox_watch_open(
	    &access, ABSENT, clock_running() + TRY_WITHIN, fault);
	bool ready = watch != NULL && watch_try(watch, fault);
	mailbox_watch_close(watch);
	return ready;
}

/* ---- the command --------------------------------------------------------- */

static bool login(struct arena *arena, const struct settings *settings,
    const char *name, const struct login_options *options, struct fault *fault)
{
	const struct mailbox_settings *mailbox =
	    settings_mailbox(settings, bytes_of(name), fault);
	struct oauth_client *client;

	if (mailbox == NULL)
		return false;
	if (mailbox->oauth == NULL)
		return fault_set(fault, FAULT_USAGE,
			   "it has a password: only a mailbox with oauth "
			   "needs consent") ||
		       fault_at_place(fault, &mailbox->place);
	if (!tokens_client(arena, mailbox->oauth, &client, fault) ||
	    !oauth_store_check(client, arena, fault) ||
	    !consent(client, arena, options, fault))
		return false;
	printf("The consent is kept.\n");
	fflush(stdout);
	if (!try_mailbox(arena, mailbox, options, fault))
		return false;
	printf("The mailbox %.*s opens.\n", FMT(mailbox->name));
	return true;
}

static bool run(struct arena *arena, int argc, char **argv, struct fault *fault)
{
	struct login_options options = { .common = common_options_new() };
	struct settings settings;
	int operands;

	if (!options_read(rows, NULL, &options, argc, argv, &operands, fault))
		return false;
	if (operands + 1 != argc)
		return fault_set(fault, FAULT_USAGE,
		    "name one mailbox of the configuration: mailplumb login "
		    "MAILBOX");
	if (!settings_load(&settings, arena, options.common.config, fault))
		return false;
	settings_warn(&settings, true);
	return login(arena, &settings, argv[operands], &options, fault);
}

int cmd_login(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };

	if (run(arena, argc, argv, &fault) && fflush(stdout) != 0)
		fault_errno(&fault, FAULT_OURS, "standard output");
	if (fault.kind != FAULT_NONE)
		fault_print(&fault);
	arena_close(arena);
	return fault_exit_status(fault.kind);
}
