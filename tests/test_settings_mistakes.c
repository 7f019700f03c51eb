/* mailplumb/settings/settings: a row for each mistake that a configuration can
 * have */
#include "tests/test.h"

#include "mailplumb/settings/settings.h"
#include <string.h>

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
#define OAUTH                              \
	MAILBOX "    oauth:\n"             \
		"      provider: google\n" \
		"      client_id: c\n"
#define MAILBOX_WHOLE MAILBOX "    password_env: P\n"
#define STORE                              \
	"mailboxes:\n"                     \
	"  m:\n"                           \
	"    address: probe@example.com\n" \
	"    maildir: /mail\n"
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
	    "receivers, state, "
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
	    "smtp_password, port, host, api_endpoint, fips, dual_stack, "
	    "configuration_set, "
	    "message_tags, source_arn, from_arn, return_path_arn, tenant, "
	    "max_rate, ca_file, connect_to" },
	{ "folders of a Maildir",
	    "mailboxes:\n  m:\n    address: a@b.example\n    maildir: x\n"
	    "    folders: A\n",
	    "f:5: mailboxes.m.folders: is about imap; maildir needs none" },
	{ "more folders than are looked in",
	    MAILBOX_WHOLE "    folders: [A, B, C, D, E]\n",
	    "f:6: mailboxes.gmail.folders: names 5 folders; 4 can be" },
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

	{ "a receiver that nothing tells", "receivers:\n  a: {title: b}\n",
	    "f:2: receivers.a: wants domains, borders or authserv_ids: nothing "
	    "tells this receiver" },
	{ "a receiver called auto", "receivers:\n  auto: {domains: a.org}\n",
	    "f:2: receivers.auto: auto is what receiver says where nobody is "
	    "named" },
	{ "an unknown habit",
	    "receivers:\n  a:\n    domains: a.org\n    habits: [no_ids]\n",
	    "f:4: receivers.a.habits: \"no_ids\" is not one of no_id, "
	    "one_signature, one_field, scattered, dkim_only, helo_alone, "
	    "remarks_last, tls_untold, names_untold" },
	{ "receivers that are a list", "receivers: [a]\n",
	    "f:1: receivers: wants a map of names and what they mean" },
	{ "no address", "mailboxes:\n  gmail:\n    imap: imaps://x.org\n",
	    "f:2: mailboxes.gmail: address is missing" },
	{ "no server", "mailboxes:\n  gmail:\n    address: a@gmail.com\n",
	    "f:2: mailboxes.gmail: says none of imap, maildir, mbox and "
	    "directory, so nothing can be found" },
	{ "oauth beside a password",
	    OAUTH "      token_file: t\n    password_env: P\n",
	    "f:5: mailboxes.gmail.oauth: and a password exclude each other" },
	{ "oauth without TLS",
	    "mailboxes:\n  x:\n    address: a@example.com\n    imap: "
	    "imap://h.example.com\n    tls: none\n    oauth: {provider: "
	    "google, "
	    "client_id: c, token_file: t}\n",
	    "f:6: mailboxes.x.oauth: wants TLS: tls is none" },
	{ "tokens kept nowhere", OAUTH,
	    "f:5: mailboxes.gmail.oauth: say where tokens are kept: "
	    "token_file, or token_command and store_command" },
	{ "tokens kept by half", OAUTH "      token_command: x\n",
	    "f:5: mailboxes.gmail.oauth: say where tokens are kept: "
	    "token_file, or token_command and store_command" },
	{ "tokens kept twice",
	    OAUTH "      token_file: t\n      store_command: x\n",
	    "f:8: mailboxes.gmail.oauth.token_file: excludes token_command "
	    "and store_command" },
	{ "an unknown provider",
	    MAILBOX "    oauth: {provider: gogle, client_id: c}\n",
	    "f:5: mailboxes.gmail.oauth.provider: unknown provider \"gogle\"; "
	    "known are google, microsoft, yahoo, aol, fastmail, other" },
	{ "a tenant of who has none", OAUTH "      tenant: common\n",
	    "f:8: mailboxes.gmail.oauth.tenant: Google has no tenants" },
	{ "a tenant that is no word", OAUTH "      tenant: a/b\n",
	    "f:8: mailboxes.gmail.oauth.tenant: \"a/b\" is not common, "
	    "consumers, organizations, or the id or domain of a tenant" },
	{ "a flow that Google refuses", OAUTH "      flow: device\n",
	    "f:8: mailboxes.gmail.oauth.flow: Google does not let a device "
	    "read mail: flow: loopback" },
	{ "another provider without its URLs",
	    MAILBOX "    oauth: {provider: other, client_id: c}\n",
	    "f:5: mailboxes.gmail.oauth: token_url is missing" },
	{ "... without a scope",
	    MAILBOX "    oauth: {provider: other, client_id: c, token_url: "
		    "\"https://h/\"}\n",
	    "f:5: mailboxes.gmail.oauth: scope is missing" },
	{ "... without the URL of its flow",
	    MAILBOX "    oauth: {provider: other, client_id: c, scope: s, "
		    "token_url: \"https://h/\"}\n",
	    "f:5: mailboxes.gmail.oauth: device_url is missing" },
	{ "a token in clear",
	    OAUTH "      token_url: http://example.com/token\n",
	    "f:8: mailboxes.gmail.oauth.token_url: "
	    "\"http://example.com/token\" is not https://HOST/..., or http:// "
	    "of a loopback address" },
	{ "no password", MAILBOX,
	    "f:2: mailboxes.gmail: password is missing: say password_command, "
	    "password_file or another of its forms, or oauth" },
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

	{ "a server and a Maildir", MAILBOX_WHOLE "    maildir: /mail\n",
	    "f:2: mailboxes.gmail: says more than one of imap, maildir, mbox "
	    "and directory" },
	{ "a password for a Maildir", STORE "    password_env: P\n",
	    "f:2: mailboxes.m: has a password, which is about imap; maildir "
	    "needs none" },
	{ "TLS for a Maildir", STORE "    tls: none\n",
	    "f:5: mailboxes.m.tls: is about imap; maildir needs none" },
	{ "a user of a Maildir", STORE "    user: u\n",
	    "f:5: mailboxes.m.user: is about imap; maildir needs none" },
	{ "a message out of an mbox",
	    SES "mailboxes: {m: {address: a@example.com, mbox: /m}}\n"
		"checks: {d: {sender: prod, mailbox: m, keep: false}}\n",
	    "f:7: checks.d.keep: no message is taken out of the mbox m: leave "
	    "keep out" },

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
	    "password_command, password_file or another of its forms, or "
	    "oauth" },

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

int main(void)
{
	for (size_t i = 0; i < ROWS(mistakes); i++)
		try_mistake(i);
	return test_end("test_settings_mistakes");
}
