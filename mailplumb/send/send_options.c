#include "mailplumb/send/send_options.h"

#include "common/base/names.h"
#include "send/submit.h"
#include <stdlib.h>
#include <string.h>

#define COUNT_MOST 10000000
#define RATE_LEAST 0.0001 /* one in three hours */
#define RATE_MOST  100000

/* An option whose value is kept as it is, if it is not empty. */
#define STORE(name)                                                         \
	static bool store_##name(                                           \
	    void *target, const char *value, struct fault *fault)           \
	{                                                                   \
		((struct send_options *)target)->name = value;              \
		return value[0] != '\0' ||                                  \
		       fault_set(fault, FAULT_USAGE, "the value is empty"); \
	}

STORE(server)
STORE(user)
STORE(profile)
STORE(ca_file)
STORE(connect_to)
STORE(from)
STORE(subject)
STORE(list_unsubscribe)
STORE(body)
STORE(html)
STORE(raw)
STORE(save)

/* The same for what SES takes out of the header again. */
#define STORE_SES(name)                                           \
	static bool store_##name(                                 \
	    void *target, const char *value, struct fault *fault) \
	{                                                         \
		struct send_options *options = target;            \
                                                                  \
		(void)fault;                                      \
		options->ses.name = bytes_of(value);              \
		options->ses_fields = true;                       \
		return true;                                      \
	}

STORE_SES(configuration_set)
STORE_SES(tenant)
STORE_SES(source_arn)
STORE_SES(from_arn)
STORE_SES(return_path_arn)

static bool store_region(void *target, const char *value, struct fault *fault)
{
	((struct send_options *)target)->region = value;
	return ses_region_valid(bytes_of(value)) ||
	       fault_set(
		   fault, FAULT_USAGE, "'%s' is not one like us-east-1", value);
}

static bool store_secret(void *target, enum secret_kind kind, const char *value)
{
	((struct send_options *)target)->password =
	    (struct secret_source){ kind, bytes_of(value) };
	return true;
}

static bool store_password_file(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	return store_secret(target, SECRET_FILE, value);
}

static bool store_password_command(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	return store_secret(target, SECRET_COMMAND, value);
}

static bool store_password_credential(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	return store_secret(target, SECRET_CREDENTIAL, value);
}

static bool number_read(
    const char *value, uint64_t most, uint64_t *number, struct fault *fault)
{
	return (bytes_number(bytes_of(value), most, number) && *number > 0) ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is not a whole number from 1 to %llu", value,
		   (unsigned long long)most);
}

static bool store_port(void *target, const char *value, struct fault *fault)
{
	uint64_t n = 0;
	bool good = number_read(value, 65535, &n, fault);

	((struct send_options *)target)->port = (unsigned)n;
	return good;
}

static bool store_count(void *target, const char *value, struct fault *fault)
{
	return number_read(
	    value, COUNT_MOST, &((struct send_options *)target)->count, fault);
}

static bool store_connections(
    void *target, const char *value, struct fault *fault)
{
	uint64_t n = 0;
	bool good = number_read(value, CONNECTIONS_MOST, &n, fault);

	((struct send_options *)target)->connections = (unsigned)n;
	return good;
}

static bool store_rate(void *target, const char *value, struct fault *fault)
{
	char *end;
	double rate = strtod(value, &end);

	((struct send_options *)target)->rate = rate;
	return (*end == '\0' && rate >= RATE_LEAST && rate <= RATE_MOST) ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is not a number of messages a second, from %g to %d",
		   value, RATE_LEAST, RATE_MOST);
}

static bool store_endpoint(void *target, enum ses_endpoint endpoint)
{
	struct send_options *options = target;

	options->endpoint = options->endpoint | endpoint;
	return true;
}

static bool store_fips(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	return store_endpoint(target, SES_FIPS);
}

static bool store_dual_stack(
    void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	return store_endpoint(target, SES_DUAL_STACK);
}

static bool store_tls(void *target, const char *value, struct fault *fault)
{
	static const struct name words[] = {
		{ "starttls", SERVER_STARTTLS },
		{ "implicit", SERVER_IMPLICIT },
		{ "none", SERVER_PLAIN },
		{ NULL, -1 },
	};
	struct send_options *options = target;

	options->tls = name_code(words, bytes_of(value));
	return options->tls != -1 ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is none of starttls, implicit, none", value);
}

static bool store_to(void *target, const char *value, struct fault *fault)
{
	struct send_options *options = target;

	if (value[0] == '\0')
		return fault_set(fault, FAULT_USAGE, "the address is empty");
	options->to = !bytes_present(options->to)
			  ? bytes_of(value)
			  : arena_printf(options->arena, "%.*s, %s",
				FMT(options->to), value);
	return true;
}

/* "<>" and "" are the null sender. */
static bool store_envelope_from(
    void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct send_options *)target)->envelope_from =
	    strcmp(value, "<>") == 0 ? "" : value;
	return true;
}

static bool store_attach(void *target, const char *value, struct fault *fault)
{
	struct send_options *options = target;

	if (options->attachment_count == SEND_FILES_MOST)
		return fault_set(fault, FAULT_USAGE, "more than %d attachments",
		    SEND_FILES_MOST);
	options->attachments[options->attachment_count++] = value;
	return true;
}

static void append(struct arena *arena, const struct compose_item **first,
    struct compose_item **last, const char *value)
{
	struct compose_item *item = arena_new(arena, struct compose_item);

	item->text = bytes_of(value);
	if (*last != NULL)
		(*last)->next = item;
	else
		*first = item;
	*last = item;
}

static bool store_header(void *target, const char *value, struct fault *fault)
{
	struct send_options *options = target;

	(void)fault;
	append(options->arena, &options->fields, &options->last_field, value);
	return true;
}

static bool store_tag(void *target, const char *value, struct fault *fault)
{
	struct send_options *options = target;

	(void)fault;
	append(options->arena, &options->ses.tags, &options->last_tag, value);
	options->ses_fields = true;
	return true;
}

static bool store_simulate(void *target, const char *value, struct fault *fault)
{
	struct send_options *options = target;

	options->simulate = ses_simulator_address(bytes_of(value));
	return options->simulate != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is none of success, bounce, ooto, complaint, "
		   "suppressionlist",
		   value);
}

/* clang-format off */
static const struct option_row message_rows[] = {
	{ "from", 0, "ADDR", "the author: \"Example <hello@example.com>\"",
	    store_from },
	{ "to", 0, "ADDR", "a recipient; repeatable", store_to },
	{ "envelope-from", 0, "ADDR", "MAIL FROM (default: the author's; <> is "
	    "the null sender)", store_envelope_from },
	{ "subject", 0, "TEXT", "[TOKEN] is put behind it", store_subject },
	{ "body", 0, "FILE", "plain text", store_body },
	{ "html", 0, "FILE", "HTML beside the plain text", store_html },
	{ "attach", 0, "FILE", "an attachment; repeatable", store_attach },
	{ "header", 0, "FIELD", "'Name: value'; repeatable", store_header },
	{ "list-unsubscribe", 0, "URL", "the pair of fields of RFC 8058",
	    store_list_unsubscribe },
	{ "raw", 0, "FILE", "send this message as it is, with the token",
	    store_raw },
	{ "simulate", 0, "WHAT", "to SES's simulator: success, bounce, ooto, "
	    "complaint, suppressionlist", store_simulate },
	{ 0 },
};

static const struct option_row server_rows[] = {
	{ "region", 0, "REGION", "send through SES in this region",
	    store_region },
	{ "port", 0, "PORT", "of SES: 587 (default), 25, 2587, 465, 2465",
	    store_port },
	{ "fips", 0, NULL, "the FIPS endpoint of SES", store_fips },
	{ "dual-stack", 0, NULL, "the IPv4 and IPv6 endpoint of SES",
	    store_dual_stack },
	{ "profile", 0, "NAME", "of the shared AWS credentials file",
	    store_profile },
	{ "server", 0, "URL", "any server: smtp://HOST or smtps://HOST",
	    store_server },
	{ "tls", 0, "HOW", "starttls, implicit, or none (without user only)",
	    store_tls },
	{ "user", 0, "NAME", "the SMTP user", store_user },
	{ "password-file", 0, "FILE", "its password is the first line "
	    "(else MAILPLUMB_SMTP_PASSWORD)", store_password_file },
	{ "password-command", 0, "COMMAND", "... is the first line printed",
	    store_password_command },
	{ "password-credential", 0, "NAME", "... in $CREDENTIALS_DIRECTORY",
	    store_password_credential },
	{ "ca-file", 0, "FILE", "trust these authorities (PEM)",
	    store_ca_file },
	{ "connect-to", 0, "HOST:PORT", "connect there, still verify the "
	    "server's name", store_connect_to },
	{ 0 },
};

static const struct option_row ses_rows[] = {
	{ "configuration-set", 0, "NAME", "X-SES-CONFIGURATION-SET",
	    store_configuration_set },
	{ "message-tag", 0, "NAME=VALUE", "X-SES-MESSAGE-TAGS; repeatable",
	    store_tag },
	{ "tenant", 0, "NAME", "X-SES-TENANT", store_tenant },
	{ "source-arn", 0, "ARN", "X-SES-SOURCE-ARN", store_source_arn },
	{ "from-arn", 0, "ARN", "X-SES-FROM-ARN", store_from_arn },
	{ "return-path-arn", 0, "ARN", "X-SES-RETURN-PATH-ARN",
	    store_return_path_arn },
	{ 0 },
};

static const struct option_row run_rows[] = {
	{ "count", 0, "N", "send so many messages", store_count },
	{ "connections", 0, "N", "over so many connections (1)",
	    store_connections },
	{ "rate", 0, "N", "at most so many a second", store_rate },
	{ "save", 0, "PATH", "keep what was sent: a file, folder or Maildir",
	    store_save },
	OPTION_CONFIG, OPTION_TIMEOUT, OPTION_FORMAT, OPTION_JSON,
	OPTION_OUTPUT,
	{ "quiet", 'q', NULL, "no progress, no receipts as text",
	    common_quiet },
	{ "verbose", 'v', NULL, "show the dialogue; twice: notes as well",
	    common_verbose },
	{ 0 },
};
/* clang-format on */

static const struct {
	const char *title;
	const struct option_row *rows;
} groups[] = {
	{ "The message:", message_rows },
	{ "The server:", server_rows },
	{ "What SES reads from the header:", ses_rows },
	{ "The run:", run_rows },
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

void send_options_help(struct text *out)
{
	for (size_t i = 0; i < GROUPS; i++) {
		text_printf(out, "\n%s\n", groups[i].title);
		options_help(groups[i].rows, out);
	}
}

static size_t rows_count(const struct option_row *rows)
{
	size_t n = 0;

	while (rows[n].name != NULL)
		n++;
	return n;
}

/* All groups as one table. */
static const struct option_row *rows_join(struct arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < GROUPS; i++)
		n += rows_count(groups[i].rows);
	struct option_row *all =
	    arena_new_array(arena, struct option_row, n + 1);
	n = 0;
	for (size_t i = 0; i < GROUPS; i++) {
		size_t more = rows_count(groups[i].rows);
		memcpy(all + n, groups[i].rows, more * sizeof(*all));
		n += more;
	}
	return all;
}

bool send_options_read(struct send_options *options, struct arena *arena,
    int argc, char **argv, const char **sender, struct fault *fault)
{
	int operand;

	*options = (struct send_options){
		.common = common_options_new(),
		.arena = arena,
		.tls = -1,
		.count = 1,
		.connections = 1,
	};
	if (!options_read(
		rows_join(arena), NULL, options, argc, argv, &operand, fault))
		return false;
	if (argc - operand > 1)
		return fault_set(fault, FAULT_USAGE,
		    "'%s': one sender at a time", argv[operand + 1]);
	*sender = operand < argc ? argv[operand] : NULL;
	return true;
}
