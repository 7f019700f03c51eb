#include "oauth/provider.h"

#define MICROSOFT "https://login.microsoftonline.com/%T/oauth2/v2.0/"

/*
 * Sources: developers.google.com/identity/protocols/oauth2/native-app (and
 * limited-input-device: the device flow is not for the mail scope);
 * learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code;
 * api.fastmail.com/.well-known/oauth-authorization-server;
 * developer.yahoo.com/oauth2/guide.
 */
static const struct oauth_provider rows[] = {
	{ "google", "Google", "https://accounts.google.com/o/oauth2/v2/auth",
	    "https://oauth2.googleapis.com/token", NULL,
	    "https://mail.google.com/", "access_type=offline&prompt=consent",
	    "127.0.0.1", NULL, OAUTH_LOOPBACK },
	/* Its app registrations have http://localhost, with any port. */
	{ "microsoft", "Microsoft", MICROSOFT "authorize", MICROSOFT "token",
	    MICROSOFT "devicecode",
	    "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
	    NULL, "localhost", "common", OAUTH_DEVICE },
	{ "yahoo", "Yahoo", "https://api.login.yahoo.com/oauth2/request_auth",
	    "https://api.login.yahoo.com/oauth2/get_token", NULL, "mail-r",
	    NULL, "localhost", NULL, OAUTH_LOOPBACK },
	{ "aol", "AOL", "https://api.login.aol.com/oauth2/request_auth",
	    "https://api.login.aol.com/oauth2/get_token", NULL, "mail-r", NULL,
	    "localhost", NULL, OAUTH_LOOPBACK },
	{ "fastmail", "Fastmail", "https://api.fastmail.com/oauth/authorize",
	    "https://api.fastmail.com/oauth/refresh", NULL,
	    "https://www.fastmail.com/dev/protocol-imap offline_access", NULL,
	    "127.0.0.1", NULL, OAUTH_LOOPBACK },
	{ "other", "the provider", NULL, NULL, NULL, NULL, NULL, "127.0.0.1",
	    NULL, OAUTH_FLOW_UNSAID },
	{ 0 },
};

const struct oauth_provider *oauth_providers_all(void)
{
	return rows;
}

const struct oauth_provider *oauth_provider_named(struct bytes name)
{
	for (const struct oauth_provider *row = rows; row->name != NULL; row++)
		if (bytes_eq(name, bytes_of(row->name)))
			return row;
	return NULL;
}

struct bytes oauth_provider_url(
    struct arena *arena, const char *url, struct bytes tenant)
{
	struct bytes text = bytes_of(url);
	const char *mark = bytes_find(text, BYTES("%T"));

	if (mark == NULL)
		return text;
	return arena_join(arena, bytes_between(text.ptr, mark), tenant,
	    bytes_skip(text, (size_t)(mark - text.ptr) + 2));
}
