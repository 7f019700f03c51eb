#include "oauth/access.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "oauth/store.h"

#define MARGIN 60000 /* ms: a log-in takes its time, and clocks differ */

void oauth_token_wipe(struct bytes token)
{
	if (bytes_present(token))
		wipe((char *)(uintptr_t)token.ptr, token.len);
}

static bool still_good(const struct oauth_token *token, struct bytes stale)
{
	return bytes_present(token->access) &&
	       !bytes_eq(token->access, stale) &&
	       token->expires != TIME_UNKNOWN &&
	       token->expires - MARGIN > clock_now();
}

/* What was got has to be kept; a token that can be got again need not. */
static bool keep(const struct oauth_client *client, struct arena *arena,
    const struct oauth_token *had, const struct oauth_token *got,
    struct oauth_trouble *trouble)
{
	return oauth_store_write(client, arena, got, &trouble->fault) ||
	       bytes_eq(had->refresh, got->refresh) ||
	       fault_at(&trouble->fault,
		   "the provider gave another refresh token, which cannot be "
		   "kept");
}

static bool renew(const struct oauth_client *client, struct arena *arena,
    struct oauth_token *token, int64_t deadline, struct oauth_trouble *trouble)
{
	struct oauth_token got = { .expires = TIME_UNKNOWN };

	if (!bytes_present(token->refresh)) {
		trouble->end = OAUTH_CONSENT_OVER;
		trouble->advice =
		    "The provider gave no refresh token: consent anew for "
		    "each access token, or ask it for offline access.";
		return fault_set(&trouble->fault, FAULT_MAILBOX,
		    "the access token has expired and there is no refresh "
		    "token");
	}
	bool done = oauth_refresh(client, arena, token->refresh, deadline, &got,
			trouble) &&
		    keep(client, arena, token, &got, trouble);
	oauth_token_wipe(token->access);
	if (!bytes_eq(token->refresh, got.refresh))
		oauth_token_wipe(token->refresh);
	*token = got;
	return done;
}

bool oauth_access(const struct oauth_client *client, struct arena *arena,
    struct bytes stale, int64_t deadline, struct bytes *access,
    struct oauth_trouble *trouble)
{
	struct oauth_token token = { .expires = TIME_UNKNOWN };
	struct oauth_lock lock;

	*trouble = (struct oauth_trouble){ .end = OAUTH_LATER };
	if (!oauth_store_lock(
		&lock, arena, &client->store, deadline, &trouble->fault))
		return false;
	bool done = oauth_store_read(client, arena, &token, &trouble->fault) &&
		    (still_good(&token, stale) ||
			renew(client, arena, &token, deadline, trouble));
	oauth_store_unlock(&lock);
	oauth_token_wipe(token.refresh);
	*access = token.access;
	return done;
}
