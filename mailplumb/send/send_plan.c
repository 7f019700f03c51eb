#include "mailplumb/send/send_plan.h"

#include "common/base/file.h"
#include "common/mail/limits.h"
#include <stdlib.h>
#include <string.h>

#define SECRET_TIMEOUT	  60000 /* ms; a password manager may ask first */
#define PASSWORD_VARIABLE "MAILPLUMB_SMTP_PASSWORD"

/* ---- the server, from the command line ---------------------------------- */

static struct secret_source password_source(const struct send_options *options)
{
	const char *value = getenv(PASSWORD_VARIABLE);
	bool set = value != NULL && value[0] != '\0';

	if (options->password.kind != SECRET_UNSET || !set)
		return options->password;
	return (
	    struct secret_source){ SECRET_VARIABLE, BYTES(PASSWORD_VARIABLE) };
}

static bool ses_login(struct send_plan *plan,
    const struct send_options *options, struct fault *fault)
{
	struct server *server = &plan->server;
	struct credentials found;
	struct credential_sources sources = {
		.smtp_user = server->user,
		.smtp_password = password_source(options),
		.profile = bytes_of(options->profile),
	};

	if (!credentials_find(options->arena, &sources, server->region,
		SECRET_TIMEOUT, &found, fault))
		return false;
	server->user = found.user;
	server->password = found.password;
	plan->warning = found.warning;
	return true;
}

static bool server_login(struct send_plan *plan,
    const struct send_options *options, struct fault *fault)
{
	struct server *server = &plan->server;
	struct secret_source source = password_source(options);

	if (bytes_present(server->region))
		return ses_login(plan, options, fault);
	if (options->profile != NULL)
		return fault_set(fault, FAULT_USAGE, "--profile: only for SES");
	if (!bytes_present(server->user))
		return options->password.kind == SECRET_UNSET ||
		       fault_set(fault, FAULT_USAGE,
			   "a password is given, --user is not");
	if (source.kind == SECRET_UNSET)
		return fault_set(fault, FAULT_USAGE,
		    "user %.*s has no password: --password-file, "
		    "--password-command, or " PASSWORD_VARIABLE,
		    FMT(server->user));
	return secret_read(
	    options->arena, &source, SECRET_TIMEOUT, &server->password, fault);
}

static bool server_from_options(struct send_plan *plan,
    const struct send_options *options, struct fault *fault)
{
	struct server *server = &plan->server;

	if (options->server != NULL && options->region != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--server and --region name two servers; give one");
	if (options->region == NULL &&
	    (options->port != 0 || options->endpoint != SES_STANDARD))
		return fault_set(fault, FAULT_USAGE,
		    "--port, --fips and --dual-stack belong to --region; a URL "
		    "has its own port");
	if (options->region != NULL
		? !server_ses(server, options->arena, bytes_of(options->region),
		      options->endpoint, options->port, fault)
		: !server_read(
		      server, options->arena, bytes_of(options->server), fault))
		return false;
	if (options->tls != -1)
		server->tls = (enum server_tls)options->tls;
	if (options->user != NULL)
		server->user = bytes_of(options->user);
	server->ca_file = bytes_of(options->ca_file);
	server->connect_to = bytes_of(options->connect_to);
	return server_login(plan, options, fault) &&
	       server_check(server, fault);
}

/* ---- the server, from the configuration --------------------------------- */

static bool names_server(const struct send_options *options)
{
	return options->server != NULL || options->region != NULL;
}

/* Options that describe a server make no sense beside a sender's. */
static bool no_server_options(
    const struct send_options *options, struct fault *fault)
{
	bool none = !names_server(options) && options->user == NULL &&
		    options->profile == NULL && options->ca_file == NULL &&
		    options->connect_to == NULL && options->tls == -1 &&
		    options->port == 0 && options->endpoint == SES_STANDARD &&
		    options->password.kind == SECRET_UNSET;

	return none ||
	       fault_set(fault, FAULT_USAGE,
		   "a sender of the configuration has its server there; "
		   "options about the server go with --server or --region");
}

static bool only_sender(const struct settings *settings, const char *name,
    const struct sender_settings **sender, struct fault *fault)
{
	if (name != NULL) {
		*sender = settings_sender(settings, bytes_of(name), fault);
		return *sender != NULL;
	}
	*sender = settings->senders;
	if (*sender == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "%s has no senders; --region or --server name a server",
		    settings->file);
	return (*sender)->next == NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "%s has several senders; say which: mailplumb send %.*s",
		   settings->file, FMT((*sender)->name));
}

static bool plan_from_settings(struct send_plan *plan,
    const struct send_options *options, const char *name, struct fault *fault)
{
	struct settings *settings = arena_new(options->arena, struct settings);
	const struct sender_settings *sender;

	if (!no_server_options(options, fault) ||
	    !settings_load(
		settings, options->arena, options->common.config, fault))
		return false;
	settings_warn(settings, options->common.quiet);
	if (!only_sender(settings, name, &sender, fault) ||
	    !sender_login(
		options->arena, sender, &plan->server, &plan->warning, fault))
		return false;
	plan->request.from = sender->from;
	plan->request.to = sender->to;
	plan->request.envelope_from = sender->envelope_from;
	plan->rate = sender->max_rate;
	if (sender->ses != NULL)
		plan->ses = *sender->ses;
	return true;
}

/* ---- the message -------------------------------------------------------- */

static bool file_take(struct arena *arena, const char *path,
    struct compose_file **kept, struct fault *fault)
{
	*kept = arena_new(arena, struct compose_file);
	(*kept)->name = bytes_of(path);
	return file_read(arena, path, LIMIT_MESSAGE, &(*kept)->content, fault);
}

static bool files_take(struct compose_request *request,
    const struct send_options *options, struct fault *fault)
{
	const struct {
		const char *path;
		const struct compose_file **kept;
	} files[] = {
		{ options->body, &request->text },
		{ options->html, &request->html },
		{ options->raw, &request->raw },
	};
	struct compose_file *file;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i].path == NULL)
			continue;
		if (!file_take(options->arena, files[i].path, &file, fault))
			return false;
		*files[i].kept = file;
	}
	for (size_t i = options->attachment_count; i-- > 0;) {
		if (!file_take(
			options->arena, options->attachments[i], &file, fault))
			return false;
		file->next = request->attachments;
		request->attachments = file;
	}
	return true;
}

static struct bytes either(struct bytes first, struct bytes second)
{
	return bytes_present(first) ? first : second;
}

static void ses_override(
    struct compose_ses *ses, const struct compose_ses *given)
{
	ses->configuration_set =
	    either(given->configuration_set, ses->configuration_set);
	ses->tenant = either(given->tenant, ses->tenant);
	ses->source_arn = either(given->source_arn, ses->source_arn);
	ses->from_arn = either(given->from_arn, ses->from_arn);
	ses->return_path_arn =
	    either(given->return_path_arn, ses->return_path_arn);
	if (given->tags != NULL)
		ses->tags = given->tags;
}

static bool ses_check(const struct send_plan *plan,
    const struct send_options *options, struct fault *fault)
{
	if (bytes_present(plan->server.region))
		return true;
	if (options->simulate != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "--simulate: only SES knows its simulator");
	return !options->ses_fields ||
	       fault_set(fault, FAULT_USAGE,
		   "--configuration-set, --message-tag, --tenant and the ARNs "
		   "are for SES; %.*s is another server",
		   FMT(plan->server.host));
}

static bool request_fill(struct send_plan *plan,
    const struct send_options *options, struct fault *fault)
{
	struct compose_request *request = &plan->request;

	if (options->simulate != NULL && bytes_present(options->to))
		return fault_set(fault, FAULT_USAGE,
		    "--simulate and --to: one of them is the recipient");
	request->from = either(bytes_of(options->from), request->from);
	request->to = options->simulate != NULL
			  ? bytes_of(options->simulate)
			  : either(options->to, request->to);
	request->label = options->simulate != NULL;
	request->envelope_from =
	    either(bytes_of(options->envelope_from), request->envelope_from);
	request->subject = bytes_of(options->subject);
	request->list_unsubscribe = bytes_of(options->list_unsubscribe);
	request->fields = options->fields;
	ses_override(&plan->ses, &options->ses);
	request->ses = bytes_present(plan->server.region) ? &plan->ses : NULL;
	if (!bytes_present(request->from))
		return fault_set(
		    fault, FAULT_USAGE, "who writes? --from is missing");
	if (!bytes_present(request->to))
		return fault_set(fault, FAULT_USAGE,
		    "to whom? --to or --simulate is missing");
	return ses_check(plan, options, fault) &&
	       files_take(request, options, fault);
}

bool send_plan_make(struct send_plan *plan, const struct send_options *options,
    const char *sender, struct fault *fault)
{
	*plan = (struct send_plan){ .rate = 0 };
	if (sender == NULL && names_server(options)
		? !server_from_options(plan, options, fault)
		: !plan_from_settings(plan, options, sender, fault))
		return false;
	if (options->rate > 0)
		plan->rate = options->rate;
	return request_fill(plan, options, fault);
}
