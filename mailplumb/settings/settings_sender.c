#include "mailplumb/settings/settings_rows.h"

#include "common/mail/ses.h"
#include "send/ses_api.h"

/* ---- SES */

struct ses_draft {
	struct sender_settings *sender;
	struct bytes region, smtp_user, host, ca_file, connect_to, api_endpoint;
	struct login_settings login;
	struct compose_ses compose;
	unsigned port, max_rate;
	bool fips, dual_stack;
};

static bool read_region(const struct setting *setting, void *member)
{
	struct bytes *region = member;

	if (!setting_text(setting, region))
		return false;
	return ses_region_valid(*region) ||
	       setting_wrong(setting,
		   "\"%.*s\" is not a region such as us-east-1", FMT(*region));
}

static bool read_ses_port(const struct setting *setting, void *member)
{
	if (!setting_number(setting, member))
		return false;
	return ses_port_tls(*(unsigned *)member) != SES_PORT_OTHER ||
	       setting_wrong(setting,
		   "SES listens on 25 587 2587 (STARTTLS) and 465 2465 "
		   "(implicit TLS)");
}

static bool read_api_endpoint(const struct setting *setting, void *member)
{
	struct bytes *endpoint = member;

	return setting_text(setting, endpoint) &&
	       (ses_api_endpoint_check(*endpoint, setting->fault) ||
		   fault_at_place(setting->fault, &setting->place));
}

/* What SES lets stand in names and values of message tags. */
static bool form_tag(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_alpha(text.ptr[i]) && !is_digit(text.ptr[i]) &&
		    text.ptr[i] != '_' && text.ptr[i] != '-')
			return false;
	return text.len > 0 && text.len <= 256;
}

static const char tag_form[] = "made of 1 to 256 letters, digits, '_' and '-'";

static bool read_tags(const struct setting *setting, void *member)
{
	static const struct setting_row row = { .wants = tag_form,
		.fits = form_tag };
	const struct compose_item **end = member;
	const struct yaml_node *node = setting->node;

	if (node->kind != YAML_MAP)
		return setting_wrong(
		    setting, "wants a map of names and values");
	for (node = node->first; node != NULL; node = node->next) {
		struct setting tag = setting_below(setting, node);
		struct bytes value;
		tag.row = &row;
		if (!form_tag(node->key))
			return setting_wrong(&tag, "a name is %s", tag_form);
		if (!setting_form(&tag, &value))
			return false;
		struct compose_item *item =
		    arena_new(setting->arena, struct compose_item);
		item->text = arena_printf(
		    setting->arena, "%.*s=%.*s", FMT(node->key), FMT(value));
		*end = item;
		end = &item->next;
	}
	return true;
}

static bool form_arn(struct bytes text)
{
	return bytes_starts(text, BYTES("arn:")) &&
	       bytes_find(text, BYTES(" ")) == NULL;
}

static bool form_token(struct bytes text)
{
	return bytes_find(text, BYTES(" ")) == NULL &&
	       bytes_find(text, BYTES(",")) == NULL;
}

/* Messages a second. */
#define MAX_RATE(member) \
	SETTING("max_rate", setting_number, member), .least = 1, .most = 100000
#define SES_ARN \
	.wants = "an ARN such as arn:aws:ses:us-east-1:...", .fits = form_arn

static const struct setting_row ses_rows[] = {
#define AT(member) offsetof(struct ses_draft, member)
	{ SETTING("region", read_region, AT(region)), .required = true },
	{ SETTING("access_key_id", setting_form, AT(login.access_key_id)),
	    .wants = "an access key id", .fits = form_token },
	{ SETTING(
	    "secret_access_key", setting_secret, AT(login.secret_access_key)) },
	{ SETTING("profile", setting_text, AT(login.profile)) },
	{ SETTING("smtp_user", setting_text, AT(smtp_user)) },
	{ SETTING("smtp_password", setting_secret, AT(login.password)) },
	{ SETTING("port", read_ses_port, AT(port)), .least = 1, .most = 65535 },
	{ SETTING("host", setting_domain, AT(host)) },
	{ SETTING("api_endpoint", read_api_endpoint, AT(api_endpoint)) },
	{ SETTING("fips", setting_truth, AT(fips)) },
	{ SETTING("dual_stack", setting_truth, AT(dual_stack)) },
	{ SETTING(
	      "configuration_set", setting_form, AT(compose.configuration_set)),
	    .wants = tag_form, .fits = form_tag },
	{ SETTING("message_tags", read_tags, AT(compose.tags)) },
	{ SETTING("source_arn", setting_form, AT(compose.source_arn)),
	    SES_ARN },
	{ SETTING("from_arn", setting_form, AT(compose.from_arn)), SES_ARN },
	{ SETTING("return_path_arn", setting_form, AT(compose.return_path_arn)),
	    SES_ARN },
	{ SETTING("tenant", setting_form, AT(compose.tenant)),
	    .wants = tag_form, .fits = form_tag },
	{ MAX_RATE(AT(max_rate)) },
	{ CA_FILE(AT(ca_file)) },
	{ CONNECT_TO(AT(connect_to)) },
	{ 0 },
#undef AT
};

/*
 * Keys may come from the environment or a shared credentials file, so nothing
 * must be said here; but what is said must be whole.
 */
static bool ses_login_whole(
    const struct setting *setting, const struct ses_draft *ses)
{
	const struct login_settings *login = &ses->login;
	bool password = login->password.source.kind != SECRET_UNSET;
	bool secret = login->secret_access_key.source.kind != SECRET_UNSET;
	bool key_id = bytes_present(login->access_key_id);

	if (bytes_present(ses->smtp_user) && !password)
		return setting_wrong(setting,
		    "smtp_user stands without smtp_password (or "
		    "smtp_password_command, smtp_password_file ...)");
	if (password && !bytes_present(ses->smtp_user) && !key_id)
		return setting_wrong(
		    setting, "smtp_password stands without smtp_user");
	if (secret && !key_id)
		return setting_wrong(
		    setting, "secret_access_key stands without access_key_id");
	if (key_id && !secret && !password)
		return setting_wrong(setting,
		    "access_key_id stands without secret_access_key (or "
		    "secret_access_key_command, secret_access_key_file ...)");
	return true;
}

static bool read_ses(const struct setting *setting, void *member)
{
	struct sender_settings *sender = member;
	struct ses_draft ses = { .port = 587 };

	if (!setting_members(setting, ses_rows, &ses) ||
	    !ses_login_whole(setting, &ses))
		return false;
	if (!server_ses(&sender->server, setting->arena, ses.region,
		(ses.fips ? SES_FIPS : SES_STANDARD) |
		    (ses.dual_stack ? SES_DUAL_STACK : SES_STANDARD),
		ses.port, setting->fault))
		return fault_at_place(setting->fault, &setting->place);
	if (bytes_present(ses.host))
		sender->server.host = ses.host;
	sender->server.user = bytes_present(ses.smtp_user)
				  ? ses.smtp_user
				  : ses.login.access_key_id;
	sender->api_endpoint =
	    bytes_present(ses.api_endpoint)
		? ses.api_endpoint
		: arena_printf(setting->arena, "https://%.*s",
		      FMT(ses_api_host(setting->arena, ses.region,
			  (ses.fips ? SES_FIPS : SES_STANDARD) |
			      (ses.dual_stack ? SES_DUAL_STACK
					      : SES_STANDARD))));
	sender->server.ca_file = ses.ca_file;
	sender->server.connect_to = ses.connect_to;
	sender->login = ses.login;
	sender->max_rate = ses.max_rate;
	sender->ses = arena_new(setting->arena, struct compose_ses);
	*sender->ses = ses.compose;
	return true;
}

struct smtp_draft {
	struct server server;
	struct bytes user, ca_file, connect_to;
	struct secret_setting password;
	int tls; /* enum tls_word */
	unsigned max_rate;
};

static bool read_smtp_url(const struct setting *setting, void *member)
{
	struct bytes url;

	if (!setting_text(setting, &url))
		return false;
	return server_read(member, setting->arena, url, setting->fault) ||
	       fault_at_place(setting->fault, &setting->place);
}

static const struct setting_row smtp_rows[] = {
#define AT(member) offsetof(struct smtp_draft, member)
	{ SETTING("url", read_smtp_url, AT(server)), .required = true },
	{ SETTING("user", setting_text, AT(user)) },
	{ SETTING("password", setting_secret, AT(password)) },
	{ SETTING("tls", setting_word, AT(tls)), .words = tls_words },
	{ MAX_RATE(AT(max_rate)) },
	{ CA_FILE(AT(ca_file)) },
	{ CONNECT_TO(AT(connect_to)) },
	{ 0 },
#undef AT
};

static bool smtp_login_whole(
    const struct setting *setting, const struct smtp_draft *smtp)
{
	bool user = bytes_present(smtp->server.user);
	bool password = smtp->password.source.kind != SECRET_UNSET;

	if (user && !password)
		return setting_wrong(setting,
		    "password is missing for the user: say password_command, "
		    "password_file or another of its forms");
	if (password && !user)
		return setting_wrong(setting, "password stands without user");
	if (user && smtp->tls == TLS_NONE)
		return setting_wrong(setting,
		    "tls: none would show the password to everyone on the "
		    "way");
	return true;
}

static bool read_smtp(const struct setting *setting, void *member)
{
	struct sender_settings *sender = member;
	struct smtp_draft smtp = { .tls = TLS_UNSAID };

	if (!setting_members(setting, smtp_rows, &smtp) ||
	    !tls_agrees(setting, smtp.tls, smtp.server.tls == SERVER_IMPLICIT))
		return false;
	if (bytes_present(smtp.user))
		smtp.server.user = smtp.user;
	if (!smtp_login_whole(setting, &smtp))
		return false;
	if (smtp.tls == TLS_NONE)
		smtp.server.tls = SERVER_PLAIN;
	smtp.server.ca_file = smtp.ca_file;
	smtp.server.connect_to = smtp.connect_to;
	sender->server = smtp.server;
	sender->login.password = smtp.password;
	sender->max_rate = smtp.max_rate;
	return true;
}

static const struct setting_row expect_rows[] = {
#define AT(member) offsetof(struct expect_settings, member)
	{ SETTING("mail_from", setting_domain, AT(mail_from)) },
	{ SETTING("dkim_domain", setting_domain, AT(dkim_domain)) },
	{ SETTING("dkim_tokens", setting_words, AT(dkim_tokens)) },
	{ 0 },
#undef AT
};

static const struct setting_row sender_rows[] = {
#define AT(member) offsetof(struct sender_settings, member)
	{ SETTING("from", setting_address, AT(from)), .required = true },
	{ SETTING("to", setting_address, AT(to)) },
	{ SETTING("envelope_from", setting_address, AT(envelope_from)) },
	{ SETTING("ses", read_ses, 0) },
	{ SETTING("smtp", read_smtp, 0) },
	{ SETTING("expect", setting_map, AT(expect)), .rows = expect_rows },
	{ SETTING("bulk", setting_truth, AT(bulk)) },
	{ 0 },
#undef AT
};

bool sender_entry_read(const struct setting *setting)
{
	struct sender_settings *sender =
	    arena_new(setting->arena, struct sender_settings);
	struct sender_settings **end = &setting->settings->senders;
	bool ses = yaml_member(setting->node, BYTES("ses")) != NULL;
	bool smtp = yaml_member(setting->node, BYTES("smtp")) != NULL;

	sender->name = setting->node->key;
	sender->place = setting->place;
	if (!setting_members(setting, sender_rows, sender))
		return false;
	if (ses == smtp)
		return setting_wrong(setting,
		    ses ? "has both ses and smtp; one of them sends"
			: "says neither ses nor smtp, so nothing can send");
	while (*end != NULL)
		end = &(*end)->next;
	*end = sender;
	return true;
}
