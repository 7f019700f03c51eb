#include "mailplumb/options/common_options.h"

#include "common/base/names.h"
#include "common/net/ip.h"
#include "inspect/model/receivers.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OTHER (-1)

struct common_options common_options_new(void)
{
	return (struct common_options){
		.timeout = TIME_UNKNOWN,
		.now = TIME_UNKNOWN,
		.require = METHOD_DKIM | METHOD_SPF | METHOD_DMARC,
		.fail_on = SEVERITY_BROKEN,
	};
}

struct premises common_premises(const struct common_options *options)
{
	return (struct premises){
		.now = options->now,
		.require = options->require,
		.fail_on = options->fail_on,
		.bulk = options->bulk,
		.receiver = receiver_named(NULL, bytes_of(options->receiver)),
		.authserv_ids = options->authserv_ids,
		.client_ip = bytes_of(options->client_ip),
		.mail_from = bytes_of(options->mail_from),
		.helo = bytes_of(options->helo),
	};
}

static bool common_color(const struct common_options *options, int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (options->color != COLOR_AUTO)
		return options->color == COLOR_ALWAYS;
	if (no_color != NULL && no_color[0] != '\0')
		return false;
	return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

static bool common_utf8(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		struct bytes value = bytes_of(getenv(variables[i]));
		if (!bytes_empty(value))
			return bytes_ifind(value, BYTES("utf-8")) != NULL ||
			       bytes_ifind(value, BYTES("utf8")) != NULL;
	}
	return false;
}

struct report_style common_style(const struct common_options *options)
{
	bool here = options->output == NULL || options->color == COLOR_ALWAYS;

	return (struct report_style){
		.utf8 = common_utf8(),
		.color = here && common_color(options, STDOUT_FILENO),
		.quiet = options->quiet,
		.verbose = options->verbose,
	};
}

/* The code of a word of `table`, or a fault that lists what is known. */
static bool word_read(
    const struct name *table, const char *value, int *code, struct fault *fault)
{
	struct text known = text_new(256);

	*code = name_code(table, bytes_of(value));
	for (const struct name *n = table; n->word != NULL; n++)
		text_printf(&known, "%s%s", n == table ? "" : ", ", n->word);
	if (*code == OTHER)
		fault_set(fault, FAULT_USAGE, "'%s' is none of %.*s", value,
		    FMT(text_bytes(&known)));
	text_free(&known);
	return *code != OTHER;
}

bool common_config(void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct common_options *)target)->config = value;
	return true;
}

/* --fix-format is there instead of a report. */
static bool one_form(const struct common_options *options, struct fault *fault)
{
	return !options->fix || options->format == FORMAT_TEXT ||
	       fault_set(fault, FAULT_USAGE,
		   "there is no report with --fix-format: take one of the two");
}

bool common_fix_format(void *target, const char *value, struct fault *fault)
{
	struct common_options *options = target;

	options->fix = true;
	return change_format_read(bytes_of(value), &options->fix_format)
		   ? one_form(options, fault)
		   : fault_set(fault, FAULT_USAGE,
			 "'%s' is none of zone, route53, terraform, table",
			 value);
}

bool common_format(void *target, const char *value, struct fault *fault)
{
	struct common_options *options = target;
	struct text known = text_new(256);
	bool named = format_named(value, &options->format);

	format_names(&known);
	if (!named)
		fault_set(fault, FAULT_USAGE, "'%s' is none of %.*s", value,
		    FMT(text_bytes(&known)));
	text_free(&known);
	return named && one_form(options, fault);
}

bool common_plain_format(void *target, const char *value, struct fault *fault)
{
	struct common_options *options = target;

	if (!format_named(value, &options->format) ||
	    options->format > FORMAT_JSON)
		return fault_set(
		    fault, FAULT_USAGE, "'%s' is none of text, json", value);
	return one_form(options, fault);
}

bool common_json(void *target, const char *value, struct fault *fault)
{
	struct common_options *options = target;

	(void)value;
	options->format = FORMAT_JSON;
	return one_form(options, fault);
}

bool common_output(void *target, const char *value, struct fault *fault)
{
	if (value[0] == '\0')
		return fault_set(fault, FAULT_USAGE, "the file has no name");
	((struct common_options *)target)->output =
	    strcmp(value, "-") == 0 ? NULL : value;
	return true;
}

bool common_quiet(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct common_options *)target)->quiet = true;
	return true;
}

bool common_verbose(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct common_options *)target)->verbose++;
	return true;
}

bool common_color_mode(void *target, const char *value, struct fault *fault)
{
	static const struct name modes[] = {
		{ "auto", COLOR_AUTO },
		{ "always", COLOR_ALWAYS },
		{ "never", COLOR_NEVER },
		{ NULL, OTHER },
	};
	int code;

	if (!word_read(modes, value, &code, fault))
		return false;
	((struct common_options *)target)->color = (enum color_mode)code;
	return true;
}

bool common_jobs(void *target, const char *value, struct fault *fault)
{
	uint64_t jobs = 0;

	if (!bytes_number(bytes_of(value), JOBS_MOST, &jobs) || jobs == 0)
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is no number from 1 to %d", value, JOBS_MOST);
	((struct common_options *)target)->jobs = (unsigned)jobs;
	return true;
}

bool common_timeout(void *target, const char *value, struct fault *fault)
{
	int64_t ms;

	if (!duration_read(bytes_of(value), &ms) || ms == 0)
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is not a duration such as 90s, 5m or 2h", value);
	((struct common_options *)target)->timeout = ms;
	return true;
}

bool common_now(void *target, const char *value, struct fault *fault)
{
	int64_t now;

	if (!time_read(bytes_of(value), &now))
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is neither RFC 3339 (2026-11-20T10:00:00Z) nor Unix "
		    "time",
		    value);
	((struct common_options *)target)->now = now;
	return true;
}

bool common_receiver(void *target, const char *value, struct fault *fault)
{
	((struct common_options *)target)->receiver = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the value is empty");
}

bool common_list_add(
    const char **list, size_t most, const char *value, struct fault *fault)
{
	size_t n = 0;

	while (n < most && list[n] != NULL)
		n++;
	if (value[0] == '\0')
		return fault_set(fault, FAULT_USAGE, "the value is empty");
	if (n == most)
		return fault_set(fault, FAULT_USAGE, "more than %zu", most);
	list[n] = value;
	return true;
}

bool common_authserv_id(void *target, const char *value, struct fault *fault)
{
	return common_list_add(((struct common_options *)target)->authserv_ids,
	    AUTHSERV_IDS_MOST, value, fault);
}

bool common_client_ip(void *target, const char *value, struct fault *fault)
{
	struct ip ip;

	if (!ip_read(bytes_of(value), &ip))
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is not an IPv4 or IPv6 address", value);
	((struct common_options *)target)->client_ip = value;
	return true;
}

/* "<>" and "" are the null sender. */
bool common_sender(void *target, const char *value, struct fault *fault)
{
	(void)fault;
	((struct common_options *)target)->mail_from =
	    strcmp(value, "<>") == 0 ? "" : value;
	return true;
}

bool common_mail_from(void *target, const char *value, struct fault *fault)
{
	if (value[0] != '\0' && strcmp(value, "<>") != 0 &&
	    strchr(value, '@') == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is not an address (use <> for the null sender)",
		    value);
	return common_sender(target, value, fault);
}

bool common_helo(void *target, const char *value, struct fault *fault)
{
	if (value[0] == '\0')
		return fault_set(fault, FAULT_USAGE, "the name is empty");
	((struct common_options *)target)->helo = value;
	return true;
}

bool common_require(void *target, const char *value, struct fault *fault)
{
	static const struct name methods[] = {
		{ "dkim", METHOD_DKIM },
		{ "spf", METHOD_SPF },
		{ "dmarc", METHOD_DMARC },
		{ NULL, 0 },
	};
	struct bytes rest = bytes_of(value), method;
	unsigned require = 0;

	while (bytes_present(rest)) {
		bytes_cut(rest, ',', &method, &rest);
		int code = name_code(methods, bytes_trim(method));
		if (code == 0)
			return fault_set(fault, FAULT_USAGE,
			    "'%.*s' is none of dkim, spf, dmarc", FMT(method));
		require |= (unsigned)code;
	}
	((struct common_options *)target)->require = require;
	return true;
}

bool common_bulk(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct common_options *)target)->bulk = true;
	return true;
}

bool common_fail_on(void *target, const char *value, struct fault *fault)
{
	static const struct name severities[] = {
		{ "broken", SEVERITY_BROKEN },
		{ "risk", SEVERITY_RISK },
		{ "note", SEVERITY_NOTE },
		{ NULL, OTHER },
	};
	int code;

	if (!word_read(severities, value, &code, fault))
		return false;
	((struct common_options *)target)->fail_on = (enum severity)code;
	return true;
}
