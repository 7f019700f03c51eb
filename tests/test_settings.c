/* mailplumb/settings: a row for each type of key, and for each mistake */
#include "tests/test.h"

#include "inspect/model/receivers.h"
#include "mailplumb/settings.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- mistakes ------------------------------------------------------------ */

#define SENDER       \
	"senders:\n" \
	"  prod:\n"  \
	"    from: a@example.com\n"
#define SES                 \
	SENDER "    ses:\n" \
	       "      region: us-east-1\n"
#define SMTP                 \
	SENDER "    smtp:\n" \
	       "      url: smtp://mx.example.com\n"
#define MAILBOX                          \
	"mailboxes:\n"                   \
	"  gmail:\n"                     \
	"    address: probe@gmail.com\n" \
	"    imap: imaps://imap.gmail.com\n"
#define MAILBOX_WHOLE MAILBOX "    password_env: P\n"
#define CHECK                                  \
	SES MAILBOX_WHOLE "checks:\n"          \
			  "  c:\n"             \
			  "    sender: prod\n" \
			  "    mailbox: gmail\n"

#define WANTS_DURATION "a duration such as 90s, 5m, 2h or 1d"
#define WANTS_PORT     "a whole number from 1 to 65535"

static const struct {
	const char *shows, *text, *fault;
} mistakes[] = {
	{ "an unknown key at the top", "sender:\n  a: b\n",
	    "f:1: sender: unknown key; did you mean \"senders\"?" },
	{ "one that is like none", "quux: b\n",
	    "f:1: quux: unknown key; there are: senders, mailboxes, checks, "
	    "history, listen, alerts" },
	{ "an unknown key of a sender", SENDER "    form: x\n",
	    "f:4: senders.prod.form: unknown key; did you mean \"from\"?" },
	{ "two letters swapped", SES "      prot: 587\n",
	    "f:6: senders.prod.ses.prot: unknown key; did you mean "
	    "\"port\"?" },
	{ "a form of a secret misspelt",
	    SES "      secret_acess_key_comand: x\n",
	    "f:6: senders.prod.ses.secret_acess_key_comand: unknown key; did "
	    "you mean \"secret_access_key_command\"?" },
	{ "a form that does not exist", SES "      smtp_password_hex: 00\n",
	    "f:6: senders.prod.ses.smtp_password_hex: unknown key; did you "
	    "mean \"smtp_password_fd\"?" },
	{ "a key in the wrong map", SES "      expect: {}\n",
	    "f:6: senders.prod.ses.expect: unknown key; there are: region, "
	    "access_key_id, secret_access_key, profile, smtp_user, "
	    "smtp_password, port, host, fips, dual_stack, configuration_set, "
	    "message_tags, source_arn, from_arn, return_path_arn, tenant, "
	    "max_rate, ca_file, connect_to" },
	{ "a key in other letters", "Senders: {}\n",
	    "f:1: Senders: unknown key; did you mean \"senders\"?" },
	{ "a key twice", SES "      region: us-west-2\n",
	    "f:6: region: stands twice, first in line 5" },

	{ "not a map at all", "hello\n",
	    "f:1: wants a map of keys and values" },
	{ "a list at the top", "- a\n", "f:1: wants a map of keys and values" },
	{ "text for senders", "senders: x\n",
	    "f:1: senders: wants a map of names and what they mean" },
	{ "nothing for senders", "senders:\n",
	    "f:1: senders: wants a map of names and what they mean" },
	{ "text for a sender", "senders:\n  prod: x\n",
	    "f:2: senders.prod: wants a map of keys and values" },
	{ "a list for ses", SENDER "    ses: [a]\n",
	    "f:4: senders.prod.ses: wants a map of keys and values" },
	{ "a map for text", SENDER "    ses: {region: {a: b}}\n",
	    "f:4: senders.prod.ses.region: wants text, not a map" },
	{ "a list for text", SENDER "    ses: {region: [a]}\n",
	    "f:4: senders.prod.ses.region: wants text, not a list" },
	{ "nothing for text", SENDER "    ses:\n      region:\n",
	    "f:5: senders.prod.ses.region: has no value, wants text" },
	{ "null for text", SENDER "    ses: {region: null}\n",
	    "f:4: senders.prod.ses.region: has no value, wants text" },
	{ "empty text", SENDER "    ses: {region: ''}\n",
	    "f:4: senders.prod.ses.region: is empty" },
	{ "a line end in text", SENDER "    ses: {region: \"a\\nb\"}\n",
	    "f:4: senders.prod.ses.region: contains a line end or control "
	    "character" },
	{ "NUL in text", SENDER "    ses: {region: \"a\\0b\"}\n",
	    "f:4: senders.prod.ses.region: contains a line end or control "
	    "character" },
	{ "a name with a blank", "senders:\n  my sender: {}\n",
	    "f:2: senders.my sender: a name has no blank, '/' or ':' and does "
	    "not begin with '-'" },
	{ "a name like an option", "checks:\n  -v: {}\n",
	    "f:2: checks.-v: a name has no blank, '/' or ':' and does not "
	    "begin with '-'" },
	{ "a name like a URL", "mailboxes:\n  imaps://x: {}\n",
	    "f:2: mailboxes.imaps://x: a name has no blank, '/' or ':' and "
	    "does not begin with '-'" },
	{ "an empty name", "mailboxes:\n  '': {}\n",
	    "f:2: mailboxes.: a name has no blank, '/' or ':' and does not "
	    "begin with '-'" },

	{ "letters behind a number", SES "      port: 587x\n",
	    "f:6: senders.prod.ses.port: \"587x\" is not " WANTS_PORT },
	{ "a number with a leading zero", SES "      port: 0587\n",
	    "f:6: senders.prod.ses.port: \"0587\" is not " WANTS_PORT },
	{ "an octal number", SES "      max_rate: 010\n",
	    "f:6: senders.prod.ses.max_rate: \"010\" is not a whole number "
	    "from 1 to 100000" },
	{ "a hexadecimal number", SES "      port: 0x24b\n",
	    "f:6: senders.prod.ses.port: \"0x24b\" is not " WANTS_PORT },
	{ "a fraction", SES "      max_rate: 1.5\n",
	    "f:6: senders.prod.ses.max_rate: \"1.5\" is not a whole number "
	    "from 1 to 100000" },
	{ "a negative number", SES "      port: -1\n",
	    "f:6: senders.prod.ses.port: \"-1\" is not " WANTS_PORT },
	{ "a number with a sign", SES "      port: +587\n",
	    "f:6: senders.prod.ses.port: \"+587\" is not " WANTS_PORT },
	{ "zero", SES "      port: 0\n",
	    "f:6: senders.prod.ses.port: \"0\" is not " WANTS_PORT },
	{ "a number too large", SES "      port: 65536\n",
	    "f:6: senders.prod.ses.port: \"65536\" is not " WANTS_PORT },
	{ "one far too large", SES "      port: 99999999999999999999999\n",
	    "f:6: senders.prod.ses.port: \"99999999999999999999999\" is "
	    "not " WANTS_PORT },
	{ "a number in quotes", SES "      port: \"587\"\n",
	    "f:6: senders.prod.ses.port: wants " WANTS_PORT
	    ", without quotes" },
	{ "nothing for a number", SES "      port:\n",
	    "f:6: senders.prod.ses.port: has no value, wants " WANTS_PORT },
	{ "a port that SES does not have", SES "      port: 588\n",
	    "f:6: senders.prod.ses.port: SES listens on 25 587 2587 "
	    "(STARTTLS) and 465 2465 (implicit TLS)" },
	{ "a truth that may be", SES "      fips: maybe\n",
	    "f:6: senders.prod.ses.fips: \"maybe\" is not true or false" },
	{ "yes for true", SES "      fips: yes\n",
	    "f:6: senders.prod.ses.fips: \"yes\" is not true or false" },
	{ "True for true", SES "      fips: True\n",
	    "f:6: senders.prod.ses.fips: \"True\" is not true or false" },
	{ "1 for true", SES "      fips: 1\n",
	    "f:6: senders.prod.ses.fips: \"1\" is not true or false" },
	{ "true in quotes", SES "      fips: 'true'\n",
	    "f:6: senders.prod.ses.fips: wants true or false, without "
	    "quotes" },
	{ "a duration without unit", CHECK "    deadline: 90\n",
	    "f:15: checks.c.deadline: \"90\" is not " WANTS_DURATION },
	{ "a duration of two units", CHECK "    deadline: 1m30s\n",
	    "f:15: checks.c.deadline: \"1m30s\" is not " WANTS_DURATION },
	{ "a fraction of a duration", CHECK "    deadline: 1.5m\n",
	    "f:15: checks.c.deadline: \"1.5m\" is not " WANTS_DURATION },
	{ "no time at all", CHECK "    deadline: 0s\n",
	    "f:15: checks.c.deadline: \"0s\" is not " WANTS_DURATION },
	{ "a duration with a leading zero", CHECK "    warn_after: 010s\n",
	    "f:15: checks.c.warn_after: \"010s\" is not " WANTS_DURATION },
	{ "a duration in other words", CHECK "    every: soon\n",
	    "f:15: checks.c.every: \"soon\" is not " WANTS_DURATION },
	{ "an unknown word", MAILBOX_WHOLE "    tls: maybe\n",
	    "f:6: mailboxes.gmail.tls: \"maybe\" is not one of implicit, "
	    "starttls, none" },
	{ "a word in other letters", MAILBOX_WHOLE "    tls: STARTTLS\n",
	    "f:6: mailboxes.gmail.tls: \"STARTTLS\" is not one of implicit, "
	    "starttls, none" },
	{ "an unknown word in a list", CHECK "    require: [dkim, arc]\n",
	    "f:15: checks.c.require: \"arc\" is not one of dkim, spf, "
	    "dmarc" },
	{ "words with a comma", CHECK "    require: dkim,spf\n",
	    "f:15: checks.c.require: \"dkim,spf\" is not one of dkim, spf, "
	    "dmarc" },
	{ "an empty list", CHECK "    require: []\n",
	    "f:15: checks.c.require: is an empty list" },
	{ "a map in a list", CHECK "    require: [{a: b}]\n",
	    "f:15: checks.c.require: wants text, not a map" },
	{ "a word twice", CHECK "    require: [dkim, dkim]\n",
	    "f:15: checks.c.require: names dkim twice" },
	{ "an item of many lines",
	    CHECK "    require:\n      - dkim\n      - x\n",
	    "f:17: checks.c.require: \"x\" is not one of dkim, spf, dmarc" },

	{ "no author", "senders:\n  prod:\n    ses: {region: us-east-1}\n",
	    "f:2: senders.prod: from is missing" },
	{ "an author without domain", "senders:\n  prod:\n    from: hello\n",
	    "f:3: senders.prod.from: \"hello\" is not an address such as "
	    "hello@example.com" },
	{ "two authors",
	    "senders:\n  prod:\n    from: a@example.com, b@example.com\n",
	    "f:3: senders.prod.from: \"a@example.com, b@example.com\" is not "
	    "an address such as hello@example.com" },
	{ "a long value is cut",
	    "senders:\n  prod:\n    from: "
	    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
	    "gggggggggg\n",
	    "f:3: senders.prod.from: "
	    "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
	    "ffffffffff...\" is not an address such as hello@example.com" },
	{ "a domain that is none", SES "    expect: {mail_from: 'a..b'}\n",
	    "f:6: senders.prod.expect.mail_from: \"a..b\" is not a domain "
	    "such as example.com" },
	{ "neither ses nor smtp", SENDER,
	    "f:2: senders.prod: says neither ses nor smtp, so nothing can "
	    "send" },
	{ "both ses and smtp", SES "    smtp: {url: smtp://mx.example.com}\n",
	    "f:2: senders.prod: has both ses and smtp; one of them sends" },
	{ "no region", SENDER "    ses: {port: 587}\n",
	    "f:4: senders.prod.ses: region is missing" },
	{ "a region that cannot be", SENDER "    ses: {region: us_east/1}\n",
	    "f:4: senders.prod.ses.region: \"us_east/1\" is not a region such "
	    "as us-east-1" },
	{ "a key id without its secret", SES "      access_key_id: AKIA\n",
	    "f:4: senders.prod.ses: access_key_id stands without "
	    "secret_access_key (or secret_access_key_command, "
	    "secret_access_key_file ...)" },
	{ "a secret without its key id", SES "      secret_access_key_env: S\n",
	    "f:4: senders.prod.ses: secret_access_key stands without "
	    "access_key_id" },
	{ "an SMTP user without password", SES "      smtp_user: AKIA\n",
	    "f:4: senders.prod.ses: smtp_user stands without smtp_password "
	    "(or smtp_password_command, smtp_password_file ...)" },
	{ "an SMTP password without user", SES "      smtp_password_env: S\n",
	    "f:4: senders.prod.ses: smtp_password stands without "
	    "smtp_user" },
	{ "a tag with a blank", SES "      message_tags: {a: 'b c'}\n",
	    "f:6: senders.prod.ses.message_tags.a: \"b c\" is not made of 1 "
	    "to 256 letters, digits, '_' and '-'" },
	{ "a tag's name with a dot", SES "      message_tags: {a.b: c}\n",
	    "f:6: senders.prod.ses.message_tags.a.b: a name is made of 1 to "
	    "256 letters, digits, '_' and '-'" },
	{ "tags as a list", SES "      message_tags: [a]\n",
	    "f:6: senders.prod.ses.message_tags: wants a map of names and "
	    "values" },
	{ "an ARN that is none", SES "      source_arn: example.com\n",
	    "f:6: senders.prod.ses.source_arn: \"example.com\" is not an ARN "
	    "such as arn:aws:ses:us-east-1:..." },
	{ "no port to connect to", SES "      connect_to: 127.0.0.1\n",
	    "f:6: senders.prod.ses.connect_to: \"127.0.0.1\" is not "
	    "HOST:PORT, such as 127.0.0.1:2587" },
	{ "an IPv6 address without brackets", SES "      connect_to: ::1:25\n",
	    "f:6: senders.prod.ses.connect_to: \"::1:25\" is not HOST:PORT, "
	    "such as 127.0.0.1:2587" },
	{ "no URL", SENDER "    smtp: {user: x}\n",
	    "f:4: senders.prod.smtp: url is missing" },
	{ "a user without password", SMTP "      user: x\n",
	    "f:4: senders.prod.smtp: password is missing for the user: say "
	    "password_command, password_file or another of its forms" },
	{ "a password without user", SMTP "      password_env: P\n",
	    "f:4: senders.prod.smtp: password stands without user" },
	{ "a password in the clear",
	    SMTP "      user: x\n      password_env: P\n      tls: none\n",
	    "f:4: senders.prod.smtp: tls: none would show the password to "
	    "everyone on the way" },
	{ "another scheme than TLS says", SMTP "      tls: implicit\n",
	    "f:6: senders.prod.smtp.tls: the URL says no implicit TLS; for "
	    "implicit TLS it begins with imaps:// or smtps://, else with "
	    "imap:// or smtp://" },

	{ "no address", "mailboxes:\n  gmail:\n    imap: imaps://x.org\n",
	    "f:2: mailboxes.gmail: address is missing" },
	{ "no server", "mailboxes:\n  gmail:\n    address: a@gmail.com\n",
	    "f:2: mailboxes.gmail: imap is missing" },
	{ "no password", MAILBOX,
	    "f:2: mailboxes.gmail: password is missing: say password_command, "
	    "password_file or another of its forms" },
	{ "two forms of a password", MAILBOX_WHOLE "    password: hunter2\n",
	    "f:6: mailboxes.gmail.password: is given already, by "
	    "mailboxes.gmail.password_env in line 5" },
	{ "an empty password", MAILBOX "    password: ''\n",
	    "f:5: mailboxes.gmail.password: is empty" },
	{ "nothing for a password", MAILBOX "    password:\n",
	    "f:5: mailboxes.gmail.password: has no value, wants text" },
	{ "a list of passwords", MAILBOX "    password: [hunter2]\n",
	    "f:5: mailboxes.gmail.password: wants text, not a list" },
	{ "a descriptor that is none", MAILBOX "    password_fd: x\n",
	    "f:5: mailboxes.gmail.password_fd: \"x\" is not a whole number "
	    "from 0 to 65535" },
	{ "implicit and not", MAILBOX_WHOLE "    tls: starttls\n",
	    "f:6: mailboxes.gmail.tls: the URL says implicit TLS; for "
	    "implicit TLS it begins with imaps:// or smtps://, else with "
	    "imap:// or smtp://" },

	{ "a check without sender", CHECK "  d:\n    mailbox: gmail\n",
	    "f:15: checks.d: sender is missing" },
	{ "a check without mailbox", CHECK "  d:\n    sender: prod\n",
	    "f:15: checks.d: mailbox is missing" },
	{ "a mailbox with a typing error",
	    CHECK "  d:\n    sender: prod\n    mailbox: [gmial]\n",
	    "f:17: checks.d.mailbox: no mailbox \"gmial\"; did you mean "
	    "\"gmail\"? f has gmail" },
	{ "a sender that is not there",
	    CHECK "  d:\n    sender: elsewhere\n    mailbox: gmail\n",
	    "f:16: checks.d.sender: no sender \"elsewhere\"; f has prod" },
	{ "a mailbox where there are none",
	    SES "checks: {d: {sender: prod, mailbox: gmail}}\n",
	    "f:6: checks.d.mailbox: no mailbox \"gmail\": f has none" },
	{ "a check named before its sender",
	    "checks: {d: {sender: prod, mailbox: gmail}}\n" SES MAILBOX,
	    "f:8: mailboxes.gmail: password is missing: say "
	    "password_command, password_file or another of its forms" },

	{ "a history of another kind", "history: mysql://x\n",
	    "f:1: history: \"mysql://x\" is not sqlite:FILE or "
	    "postgresql://..." },
	{ "nowhere to listen", "listen: 9741\n",
	    "f:1: listen: \"9741\" is not ADDRESS:PORT, such as "
	    "127.0.0.1:9741" },
	{ "alerts as a map", "alerts: {on: fail}\n",
	    "f:1: alerts: wants a list of alerts" },
	{ "an alert on nothing", "alerts:\n  - webhook_url_env: X\n",
	    "f:2: alerts: on is missing" },
	{ "an alert on what never is", "alerts:\n  - on: sunday\n",
	    "f:2: alerts.on: \"sunday\" is not one of fail, warn, unknown, "
	    "recovered" },
	{ "an alert to nobody", "alerts:\n  - on: fail\n",
	    "f:2: alerts: webhook_url is missing: say webhook_url_command, "
	    "webhook_url_file or another of its forms" },
};

static void try_mistake(size_t i)
{
	struct arena *arena = arena_open();
	struct settings settings;
	struct fault fault = { .kind = FAULT_NONE };

	test_row(mistakes[i].shows);
	bool done = settings_read(
	    &settings, arena, "f", bytes_of(mistakes[i].text), &fault);
	check_text("fault", done ? NULL : fault.text, mistakes[i].fault);
	check_number("kind", fault.kind, FAULT_USAGE);
	check_true("no secret in it", strstr(fault.text, "hunter2") == NULL);
	arena_close(arena);
}

/* ---- what is right ------------------------------------------------------- */

static const char whole[] =
    "senders:\n"
    "  prod:\n"
    "    from: \"Example <hello@example.com>\"\n"
    "    to: probe@example.net\n"
    "    envelope_from: bounce@example.com\n"
    "    ses:\n"
    "      region: us-east-1\n"
    "      access_key_id: AKIAIOSFODNN7EXAMPLE\n"
    "      secret_access_key_command: \"pass show aws/ses\"\n"
    "      port: 465\n"
    "      configuration_set: deliverability\n"
    "      message_tags: {a: b, c: 1}\n"
    "      tenant: t1\n"
    "      source_arn: arn:aws:ses:1\n"
    "      from_arn: arn:aws:ses:2\n"
    "      return_path_arn: arn:aws:ses:3\n"
    "      max_rate: 14\n"
    "      ca_file: ca.pem\n"
    "      connect_to: 127.0.0.1:2465\n"
    "    expect:\n"
    "      mail_from: Bounce.Example.com\n"
    "      dkim_domain: example.com\n"
    "      dkim_tokens: [aaa, bbb, ccc]\n"
    "  other:\n"
    "    from: hello@example.net\n"
    "    smtp: {url: 'smtps://mail.example.net', user: me,"
    " password_file: ~/p}\n"
    "  plain:\n"
    "    from: hello@example.net\n"
    "    smtp: {url: 'smtp://localhost:2525', tls: none}\n"
    "  pasted:\n"
    "    from: hello@example.net\n"
    "    ses: {region: eu-west-1, access_key_id: AKIA,"
    " smtp_password: 0123}\n"
    "mailboxes:\n"
    "  gmail:\n"
    "    address: probe@gmail.com\n"
    "    imap: imaps://imap.gmail.com\n"
    "    password_credential: gmail\n"
    "    receiver: gmail\n"
    "  own:\n"
    "    address: Probe <probe@example.org>\n"
    "    imap: imap://mail.example.org:1143\n"
    "    user: probe\n"
    "    password_fd: 3\n"
    "    authserv_ids: mx.example.org\n"
    "    junk: M\xc3\xbcll\n"
    "    ca_file: /etc/ca.pem\n"
    "    connect_to: '[::1]:1143'\n"
    "checks:\n"
    "  prod-to-gmail:\n"
    "    sender: prod\n"
    "    mailbox: [gmail]\n"
    "    every: 15m\n"
    "    deadline: 10m\n"
    "    warn_after: 60s\n"
    "    keep: false\n"
    "    require: [dkim, dmarc]\n"
    "  all:\n"
    "    sender: [prod, other]\n"
    "    mailbox:\n"
    "      - own\n"
    "      - gmail\n"
    "history: sqlite:mailplumb.db\n"
    "listen: 127.0.0.1:9741\n"
    "alerts:\n"
    "  - on: [fail, recovered]\n"
    "    webhook_url_command: \"pass show hook\"\n";

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
	const struct secret_setting *key = &prod->login.secret_access_key;
	check_number("kind", key->source.kind, SECRET_COMMAND);
	check_bytes("command", key->source.text, BYTES("pass show aws/ses"));
	check_number("line", key->place.line, 9);
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
	check_bytes("ca file", mailbox->access.ca_file, BYTES("/etc/ca.pem"));
	check_bytes(
	    "connect to", mailbox->access.connect_to, BYTES("[::1]:1143"));
	check_number("ids", mailbox->authserv_ids.count, 1);
	check_bytes("a word is a list of one", mailbox->authserv_ids.items[0],
	    BYTES("mx.example.org"));
	check_bytes("a descriptor is a file", mailbox->password.source.text,
	    BYTES("/dev/fd/3"));
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
		    settings.unused->key, BYTES("checks.prod-to-gmail.every"));
		check_bytes("the first secret that stands there",
		    settings.inline_secret->key,
		    BYTES("senders.pasted.ses.smtp_password"));
		check_prod(settings.senders);
		check_other_senders(settings.senders->next);
		check_mailboxes(settings.mailboxes);
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
	for (size_t i = 0; i < ROWS(mistakes); i++)
		try_mistake(i);
	try_whole();
	try_names();
	try_search();
	try_long();
	remove_files();
	return test_end("test_settings");
}
