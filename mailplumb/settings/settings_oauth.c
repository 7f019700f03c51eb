/* `oauth:` of a mailbox. */
#include "mailplumb/settings/settings_rows.h"

#include "common/net/http.h"

static const struct name flow_words[] = {
	{ "loopback", OAUTH_LOOPBACK },
	{ "device", OAUTH_DEVICE },
	{ NULL, 0 },
};

struct oauth_draft {
	struct oauth_client client;
	struct secret_setting secret;
	struct bytes tenant;
	int flow; /* enum oauth_flow */
};

static bool read_provider(const struct setting *setting, void *member)
{
	const struct oauth_provider *row = oauth_providers_all();
	struct bytes text, list = BYTES("");

	if (!setting_text(setting, &text))
		return false;
	*(const struct oauth_provider **)member = oauth_provider_named(text);
	if (oauth_provider_named(text) != NULL)
		return true;
	for (; row->name != NULL; row++)
		list = arena_printf(setting->arena, "%.*s%s%s", FMT(list),
		    list.len > 0 ? ", " : "", row->name);
	return setting_wrong(setting,
	    "unknown provider \"%.*s\"; known are %.*s", FMT(text), FMT(list));
}

/* It becomes part of a URL. */
static bool form_tenant(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_alpha(text.ptr[i]) && !is_digit(text.ptr[i]) &&
		    text.ptr[i] != '-' && text.ptr[i] != '.')
			return false;
	return text.len <= 100;
}

static bool form_url(struct bytes text)
{
	struct fault ignored = { .kind = FAULT_NONE };
	struct bytes host;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~' ||
		    text.ptr[i] == '#')
			return false;
	return http_url_check(text, &host, &ignored);
}

#define A_URL                                                          \
	.wants = "https://HOST/..., or http:// of a loopback address", \
	.fits = form_url

static const struct setting_row rows[] = {
#define AT(member) offsetof(struct oauth_draft, member)
	{ SETTING("provider", read_provider, AT(client.provider)),
	    .required = true },
	{ SETTING("client_id", setting_text, AT(client.id)), .required = true },
	{ SETTING("client_secret", setting_secret, AT(secret)) },
	{ SETTING("tenant", setting_form, AT(tenant)),
	    .wants = "common, consumers, organizations, or the id or domain "
		     "of a tenant",
	    .fits = form_tenant },
	{ SETTING("scope", setting_text, AT(client.scope)) },
	{ SETTING("flow", setting_word, AT(flow)), .words = flow_words },
	{ SETTING("token_file", setting_path, AT(client.store.file)) },
	{ SETTING(
	    "token_command", setting_text, AT(client.store.read_command)) },
	{ SETTING(
	    "store_command", setting_text, AT(client.store.write_command)) },
	{ SETTING("auth_url", setting_form, AT(client.auth_url)), A_URL },
	{ SETTING("token_url", setting_form, AT(client.token_url)), A_URL },
	{ SETTING("device_url", setting_form, AT(client.device_url)), A_URL },
	{ CA_FILE(AT(client.ca_file)) },
	{ CONNECT_TO(AT(client.connect_to)) },
	{ 0 },
#undef AT
};

/* ---- what the provider's row says, unless the user does ------------------ */

static bool tenant_agrees(
    const struct setting *map, const struct oauth_draft *draft)
{
	struct setting tenant = setting_member(map, "tenant");

	return !bytes_present(draft->tenant) ||
	       draft->client.provider->tenant != NULL ||
	       setting_wrong(
		   &tenant, "%s has no tenants", draft->client.provider->title);
}

static void default_url(const struct setting *map,
    const struct oauth_draft *draft, struct bytes *url, const char *usual)
{
	struct bytes tenant = bytes_present(draft->tenant)
				  ? draft->tenant
				  : bytes_of(draft->client.provider->tenant);

	if (!bytes_present(*url) && usual != NULL)
		*url = oauth_provider_url(map->arena, usual, tenant);
}

static void defaults(const struct setting *map, struct oauth_draft *draft)
{
	struct oauth_client *client = &draft->client;
	const struct oauth_provider *provider = client->provider;

	default_url(map, draft, &client->auth_url, provider->auth_url);
	default_url(map, draft, &client->token_url, provider->token_url);
	default_url(map, draft, &client->device_url, provider->device_url);
	if (!bytes_present(client->scope))
		client->scope = bytes_of(provider->scope);
	client->flow = draft->flow != OAUTH_FLOW_UNSAID
			   ? (enum oauth_flow)draft->flow
			   : provider->flow;
	if (client->flow == OAUTH_FLOW_UNSAID)
		client->flow = bytes_present(client->auth_url) ? OAUTH_LOOPBACK
							       : OAUTH_DEVICE;
}

static bool flow_agrees(
    const struct setting *map, const struct oauth_client *client)
{
	bool device = client->flow == OAUTH_DEVICE;
	struct setting flow = setting_member(map, "flow");

	if (!bytes_present(client->token_url))
		return setting_wrong(map, "token_url is missing");
	if (!bytes_present(client->scope))
		return setting_wrong(map, "scope is missing");
	if (bytes_present(device ? client->device_url : client->auth_url))
		return true;
	if (device && client->provider->auth_url != NULL)
		return setting_wrong(&flow,
		    "%s does not let a device read mail: flow: loopback",
		    client->provider->title);
	return setting_wrong(
	    map, "%s is missing", device ? "device_url" : "auth_url");
}

static bool store_agrees(
    const struct setting *map, const struct oauth_store *store)
{
	bool read = bytes_present(store->read_command);
	bool write = bytes_present(store->write_command);
	struct setting file = setting_member(map, "token_file");

	if (bytes_present(store->file))
		return (!read && !write) ||
		       setting_wrong(
			   &file, "excludes token_command and store_command");
	return (read && write) ||
	       setting_wrong(map,
		   "say where tokens are kept: token_file, or token_command "
		   "and store_command");
}

bool oauth_map_read(const struct setting *setting, void *member)
{
	struct oauth_settings *oauth =
	    arena_new(setting->arena, struct oauth_settings);
	struct oauth_draft draft = { .flow = OAUTH_FLOW_UNSAID };

	if (!setting_members(setting, rows, &draft) ||
	    !tenant_agrees(setting, &draft))
		return false;
	defaults(setting, &draft);
	*oauth = (struct oauth_settings){ .place = setting->place,
		.client = draft.client,
		.secret = draft.secret };
	*(struct oauth_settings **)member = oauth;
	return flow_agrees(setting, &draft.client) &&
	       store_agrees(setting, &draft.client.store);
}

void oauth_settings_name(
    struct oauth_settings *oauth, struct bytes mailbox, struct bytes user)
{
	oauth->client.mailbox = mailbox;
	oauth->client.user = user;
}
