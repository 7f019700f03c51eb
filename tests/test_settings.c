/* mailplumb/settings/settings: every key, names, and where the file is searched
 */
#include "tests/settings_whole.h"
#include "tests/test.h"

#include "inspect/model/receivers.h"
#include "mailplumb/settings/settings.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is right ------------------------------------------------------- */

static void check_prod(const struct sender_settings *prod)
{
	test_row("an SES sender");
	check_text("name", "prod", prod->name.ptr);
	check_bytes("from", prod->from, BYTES("Example <hello@example.com>"));
	check_bytes("to", prod->to, BYTES("probe@example.net"));
	check_bytes(
	    "envelope", prod->envelope_from, BYTES("bounce@example.com"));
	check_bytes("host", prod->server.host,
	    BYTES("email-smtp.us-east-1.amazonaws.com"));
	check_number("port", prod->server.port, 465);
	check_number("tls", prod->server.tls, SERVER_IMPLICIT);
	check_bytes("ca file, by the folder of the configuration",
	    prod->server.ca_file, BYTES("etc/ca.pem"));
	check_bytes(
	    "connect to", prod->server.connect_to, BYTES("127.0.0.1:2465"));
	check_bytes(
	    "key id", prod->login.access_key_id, BYTES("AKIAIOSFODNN7EXAMPLE"));
	check_number("rate", prod->max_rate, 14);
	check_true("bulk", prod->bulk);
	const struct secret_setting *key = &prod->login.secret_access_key;
	check_number("kind", key->source.kind, SECRET_COMMAND);
	check_bytes("command", key->source.text, BYTES("pass show aws/ses"));
	check_number("line", key->place.line, 10);
	check_bytes("key", key->place.key,
	    BYTES("senders.prod.ses.secret_access_key_command"));

	test_row("what SES reads from the header");
	const struct compose_ses *ses = prod->ses;
	check_bytes("set", ses->configuration_set, BYTES("deliverability"));
	check_bytes("tenant", ses->tenant, BYTES("t1"));
	check_bytes("source", ses->source_arn, BYTES("arn:aws:ses:1"));
	check_bytes("from", ses->from_arn, BYTES("arn:aws:ses:2"));
	check_bytes("return", ses->return_path_arn, BYTES("arn:aws:ses:3"));
	check_bytes("tag", ses->tags->text, BYTES("a=b"));
	check_bytes("tag", ses->tags->next->text, BYTES("c=1"));
	check_true("two tags", ses->tags->next->next == NULL);

	test_row("what is expected");
	check_bytes("mail from, canonical", prod->expect.mail_from,
	    BYTES("bounce.example.com"));
	check_bytes("domain", prod->expect.dkim_domain, BYTES("example.com"));
	check_number("tokens", prod->expect.dkim_tokens.count, 3);
	check_bytes("token", prod->expect.dkim_tokens.items[2], BYTES("ccc"));
}

static void check_other_senders(const struct sender_settings *sender)
{
	test_row("an SMTP sender");
	check_bytes("name", sender->name, BYTES("other"));
	check_bytes("host", sender->server.host, BYTES("mail.example.net"));
	check_number("tls", sender->server.tls, SERVER_IMPLICIT);
	check_bytes("user", sender->server.user, BYTES("me"));
	check_bytes(
	    "file", sender->login.password.source.text, BYTES("/home-of-me/p"));
	check_true("not SES", sender->ses == NULL);

	test_row("an SMTP sender without TLS");
	sender = sender->next;
	check_number("tls", sender->server.tls, SERVER_PLAIN);
	check_number("port", sender->server.port, 2525);
	check_bytes("no user", sender->server.user, ABSENT);

	test_row("an SMTP password for an access key");
	sender = sender->next;
	check_bytes("user", sender->server.user, BYTES("AKIA"));
	check_bytes("text as it stands", sender->login.password.source.text,
	    BYTES("0123"));
	check_bytes("region", sender->server.region, BYTES("eu-west-1"));
	check_number("port", sender->server.port, 587);
	check_number("tls", sender->server.tls, SERVER_STARTTLS);
}

static void check_stores(const struct mailbox_settings *mailbox)
{
	test_row("a Maildir");
	check_number("kind", mailbox->access.kind, MAILBOX_MAILDIR);
	check_bytes("path", mailbox->access.path, BYTES("/mail/m"));
	check_bytes("junk is a name", mailbox->access.junk, BYTES(".Junk"));

	test_row("an mbox");
	mailbox = mailbox->next;
	check_number("kind", mailbox->access.kind, MAILBOX_MBOX);
	check_bytes("path", mailbox->access.path, BYTES("/mail/m"));
	check_bytes("junk is a path", mailbox->access.junk, BYTES("/mail/j"));

	test_row("a folder of files");
	mailbox = mailbox->next;
	check_number("kind", mailbox->access.kind, MAILBOX_FOLDER);
	check_true("no junk", !bytes_present(mailbox->access.junk));
}

static void check_oauth(const struct mailbox_settings *mailbox)
{
	const struct oauth_client *client = &mailbox->oauth->client;

	test_row("oauth: what its provider says");
	check_number(
	    "no password", mailbox->password.source.kind, SECRET_UNSET);
	check_bytes("the tenant is in the URLs", client->token_url,
	    BYTES("https://login.microsoftonline.com/consumers/oauth2/v2.0/"
		  "token"));
	check_bytes("of codes, too", client->device_url,
	    BYTES("https://login.microsoftonline.com/consumers/oauth2/v2.0/"
		  "devicecode"));
	check_bytes("scope", client->scope,
	    BYTES("https://outlook.office.com/IMAP.AccessAsUser.All "
		  "offline_access"));
	check_number("flow", client->flow, OAUTH_DEVICE);
	check_bytes("file", client->store.file, BYTES("/t"));
	check_bytes("user", client->user, BYTES("probe@outlook.com"));
	check_bytes("mailbox", client->mailbox, BYTES("outlook"));

	test_row("oauth: another provider");
	mailbox = mailbox->next;
	client = &mailbox->oauth->client;
	check_number("flow", client->flow, OAUTH_LOOPBACK);
	check_bytes("no URL for codes", client->device_url, ABSENT);
	check_number(
	    "secret", mailbox->oauth->secret.source.kind, SECRET_VARIABLE);
	check_bytes("commands", client->store.write_command, BYTES("w"));
}

static void check_mailboxes(const struct mailbox_settings *mailbox)
{
	test_row("a mailbox");
	check_bytes("name", mailbox->access.name, BYTES("gmail"));
	check_bytes("host", mailbox->access.host, BYTES("imap.gmail.com"));
	check_number("tls", mailbox->access.tls, IMAP_TLS_IMPLICIT);
	check_bytes("the address is the user", mailbox->access.user,
	    BYTES("probe@gmail.com"));
	check_true(
	    "receiver", mailbox->receiver != NULL &&
			    strcmp(mailbox->receiver->name, "gmail") == 0);
	check_number("kind", mailbox->password.source.kind, SECRET_CREDENTIAL);

	test_row("a mailbox with everything");
	mailbox = mailbox->next;
	check_bytes("host", mailbox->access.host, BYTES("mail.example.org"));
	check_number("port", mailbox->access.port, 1143);
	check_number("tls", mailbox->access.tls, IMAP_TLS_STARTTLS);
	check_bytes("user", mailbox->access.user, BYTES("probe"));
	check_bytes("junk", mailbox->access.junk, BYTES("M\xc3\xbcll"));
	check_bytes("folder", mailbox->access.folders[0], BYTES("Lists"));
	check_bytes(
	    "folder", mailbox->access.folders[1], BYTES("\xc3\x84rger"));
	check_true("no more", !bytes_present(mailbox->access.folders[2]));
	check_bytes("ca file", mailbox->access.ca_file, BYTES("/etc/ca.pem"));
	check_bytes(
	    "connect to", mailbox->access.connect_to, BYTES("[::1]:1143"));
	check_number("ids", mailbox->authserv_ids.count, 1);
	check_bytes("a word is a list of one", mailbox->authserv_ids.items[0],
	    BYTES("mx.example.org"));
	check_bytes("a descriptor is a file", mailbox->password.source.text,
	    BYTES("/dev/fd/3"));
	check_stores(mailbox->next->next);
	check_oauth(mailbox->next->next->next->next->next);
}

static void check_receivers(const struct settings *settings)
{
	const struct receiver *row = settings->receivers;
	const struct mailbox_settings *mailbox = settings->mailboxes->next;

	test_row("a receiver of one's own");
	check_text("name", row->name, "corp");
	check_text("title", row->title, "Corp's");
	check_text("domain, canonical", row->domains[0], "corp.example");
	check_text("a pattern", row->borders[1], "in-*.corp.example");
	check_text("a host of one label", row->borders[2], "relay7");
	check_text("the ids are the borders", row->ids[0], "mx.corp.example");
	check_number("habits", row->habits, HABIT_NO_ID | HABIT_ONE_FIELD);
	check_true("no signs", row->signs.received == NULL);

	test_row("a receiver with nothing but an id");
	check_text("title", row[1].title, "plain");
	check_text("id", row[1].ids[0], "filter");
	check_text("no border", row[1].borders[0], NULL);
	check_text("the end", row[2].name, NULL);

	test_row("mailboxes and their receivers");
	check_true("named", mailbox->receiver == row);
	check_true("auto", mailbox->next->receiver == NULL);
	check_true("all know the rows", mailbox->next->receivers == row);
}

static void check_checks(const struct check_settings *check)
{
	test_row("a check");
	check_number("every", check->every, 900000);
	check_number("deadline", check->deadline, 600000);
	check_number("warn after", check->warn_after, 60000);
	check_true("delete", !check->keep);
	check_number("require", check->require, METHOD_DKIM | METHOD_DMARC);

	test_row("a check of many, and what is the default");
	check = check->next;
	check_bytes("sender", check->senders[1]->name, BYTES("other"));
	check_bytes("mailbox", check->mailboxes[0]->name, BYTES("own"));
	check_bytes("mailbox", check->mailboxes[1]->name, BYTES("gmail"));
	check_number("deadline", check->deadline, CHECK_DEADLINE);
	check_number("warn after", check->warn_after, 0);
	check_true("keep", check->keep);
	check_number("require", check->require, 0);
	check_true("the end", check->next == NULL);
}

static void try_whole(void)
{
	struct arena *arena = arena_open();
	struct settings settings;
	struct fault fault = { .kind = FAULT_NONE };

	test_row("every key there is");
	setenv("HOME", "/home-of-me", 1);
	bool done = settings_read(
	    &settings, arena, "etc/m.yaml", bytes_of(whole), &fault);
	check_text("fault", done ? NULL : fault.text, NULL);
	if (done) {
		check_bytes("the first that only watch obeys",
		    settings.unused->key, BYTES("history"));
		check_bytes("state", settings.state, BYTES("etc/run.json"));
		check_bytes("the first secret that stands there",
		    settings.inline_secret->key,
		    BYTES("senders.pasted.ses.smtp_password"));
		check_prod(settings.senders);
		check_other_senders(settings.senders->next);
		check_mailboxes(settings.mailboxes);
		check_receivers(&settings);
		check_checks(settings.checks);
	}
	arena_close(arena);
}

/* ---- names ----------------------------------------------------------------
 */

static void try_names(void)
{
	struct arena *arena = arena_open();
	struct settings settings;
	struct fault fault = { .kind = FAULT_NONE };

	test_row("names are found, others are told");
	check_true("read",
	    settings_read(&settings, arena, "m.yaml", bytes_of(whole), &fault));
	check_true("sender",
	    settings_sender(&settings, BYTES("other"), &fault) != NULL);
	check_true("mailbox",
	    settings_mailbox(&settings, BYTES("own"), &fault) != NULL);
	check_true(
	    "check", settings_check(&settings, BYTES("all"), &fault) != NULL);
	check_true("no check",
	    settings_check(&settings, BYTES("prod-to-gmial"), &fault) == NULL);
	check_text("fault", fault.text,
	    "no check \"prod-to-gmial\"; did you mean \"prod-to-gmail\"? "
	    "m.yaml has prod-to-gmail, all");
	check_true("no sender",
	    settings_sender(&settings, BYTES("ALL"), &fault) == NULL);
	check_text("fault", fault.text,
	    "no sender \"ALL\"; m.yaml has prod, other, plain, pasted");
	arena_close(arena);
}

/* ---- files ----------------------------------------------------------------
 */

static char folder[] = "/tmp/mailplumb-settings-XXXXXX";

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

/* The name of the file that is loaded, or the fault's beginning. */
static void try_load(const char *shows, const char *option, const char *file,
    const char *expected)
{
	struct arena *arena = arena_open();
	struct settings settings;
	struct fault fault = { .kind = FAULT_NONE };

	test_row(shows);
	bool done = settings_load(&settings, arena, option, &fault);
	check_text("file", done ? settings.file : NULL, file);
	check_bytes("fault",
	    done ? ABSENT
		 : bytes_first(bytes_of(fault.text), bytes_of(expected).len),
	    bytes_of(expected));
	arena_close(arena);
}

static void try_search(void)
{
	unsetenv("MAILPLUMB_CONFIG");
	setenv("XDG_CONFIG_HOME", folder, 1);
	if (access("/etc/mailplumb/mailplumb.yaml", F_OK) != 0)
		try_load("none anywhere", NULL, NULL,
		    "no configuration: looked at --config, "
		    "$MAILPLUMB_CONFIG, ./mailplumb.yaml, /tmp/");
	mkdir("mailplumb", 0700);
	write_file("mailplumb/mailplumb.yaml", "checks: {}\n");
	char expected[200];
	snprintf(
	    expected, sizeof(expected), "%s/mailplumb/mailplumb.yaml", folder);
	try_load("that of the user", NULL, expected, NULL);
	setenv("HOME", folder, 1);
	unsetenv("XDG_CONFIG_HOME");
	mkdir(".config", 0700);
	if (symlink("../mailplumb", ".config/mailplumb") != 0)
		abort();
	snprintf(expected, sizeof(expected),
	    "%s/.config/mailplumb/mailplumb.yaml", folder);
	try_load("that of the user, by default", NULL, expected, NULL);
	setenv("XDG_CONFIG_HOME", "relative", 1);
	try_load("XDG_CONFIG_HOME must be absolute", NULL, expected, NULL);
	write_file("mailplumb.yaml", "checks: {}\n");
	try_load("that of this folder", NULL, "./mailplumb.yaml", NULL);
	write_file("other.yaml", "checks: {}\n");
	setenv("MAILPLUMB_CONFIG", "other.yaml", 1);
	try_load("that of the environment", NULL, "other.yaml", NULL);
	try_load(
	    "that of the option", "mailplumb.yaml", "mailplumb.yaml", NULL);
	setenv("MAILPLUMB_CONFIG", "absent.yaml", 1);
	try_load("one of the environment that is not there", NULL, NULL,
	    "absent.yaml: No such file or directory");
	try_load("one of the option that is not there", "gone.yaml", NULL,
	    "gone.yaml: No such file or directory");
	try_load("a folder", ".", NULL, ".: is a folder");
	write_file("empty.yaml", "");
	try_load("an empty file", "empty.yaml", "empty.yaml", NULL);
	write_file("bad.yaml", "\nchekcs: {}\n");
	try_load("a mistake", "bad.yaml", NULL,
	    "bad.yaml:2: chekcs: unknown key; did you mean \"checks\"?");
}

static void try_long(void)
{
	FILE *f = fopen("long.yaml", "w");

	for (int i = 0; f != NULL && i < 600000; i++)
		fputs("#\n", f);
	if (f == NULL || fclose(f) != 0)
		abort();
	try_load("a file too long", "long.yaml", NULL,
	    "long.yaml: longer than 1048576 octets");
	unlink("long.yaml");
}

static void remove_files(void)
{
	static const char *const names[] = { "mailplumb.yaml", "other.yaml",
		"empty.yaml", "bad.yaml", "mailplumb/mailplumb.yaml",
		".config/mailplumb" };

	for (size_t i = 0; i < ROWS(names); i++)
		unlink(names[i]);
	rmdir(".config");
	rmdir("mailplumb");
	if (chdir("/") == 0)
		rmdir(folder);
}

static void try_sample(void)
{
	struct arena *arena = arena_open();
	struct settings settings;
	struct fault fault = { .kind = FAULT_NONE };

	test_row("the sample");
	bool done =
	    settings_load(&settings, arena, "fixtures/mailplumb.yaml", &fault);
	check_text("fault", done ? NULL : fault.text, NULL);
	if (done) {
		check_true("no secret", settings.inline_secret == NULL);
		check_true("all is used", settings.unused == NULL);
	}
	arena_close(arena);
}

int main(void)
{
	try_sample();
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	try_whole();
	try_names();
	try_search();
	try_long();
	remove_files();
	return test_end("test_settings");
}
