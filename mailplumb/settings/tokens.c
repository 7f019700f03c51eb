#include "mailplumb/settings/tokens.h"

#include "common/base/clock.h"
#include "oauth/access.h"
#include <string.h>

#define TOKEN_WITHIN 20000 /* ms for a token, the lock of others included */

bool tokens_client(struct arena *arena, const struct oauth_settings *settings,
    struct oauth_client **client, struct fault *fault)
{
	*client = arena_new(arena, struct oauth_client);
	**client = settings->client;
	return settings->secret.source.kind == SECRET_UNSET ||
	       secret_setting_read(
		   arena, &settings->secret, &(*client)->secret, fault);
}

static enum login_refusal refusal_of(enum oauth_end end)
{
	return end == OAUTH_CONSENT_OVER ? LOGIN_CONSENT_OVER
	       : end == OAUTH_LATER	 ? LOGIN_NOT_REFUSED
					 : LOGIN_REFUSED;
}

/* Called in a thread of the watch; the client is only read. */
static bool token_get(void *context, const char *stale,
    char token[MAILBOX_TOKEN_MOST + 1], struct mailbox_refusal *refusal,
    struct fault *fault)
{
	struct arena *arena = arena_open();
	struct oauth_trouble trouble;
	struct bytes access = ABSENT;

	bool done = oauth_access(context, arena,
	    stale[0] != '\0' ? bytes_of(stale) : ABSENT,
	    clock_running() + TOKEN_WITHIN, &access, &trouble);
	if (done) {
		memcpy(token, access.ptr, access.len);
		token[access.len] = '\0';
	} else {
		*fault = trouble.fault;
		*refusal = (struct mailbox_refusal){ refusal_of(trouble.end),
			trouble.advice };
	}
	oauth_token_wipe(access);
	arena_close(arena);
	return done;
}

bool tokens_login(struct arena *arena, const struct oauth_settings *settings,
    struct mailbox_access *access, struct fault *fault)
{
	struct oauth_client *client;

	access->tokens = (struct mailbox_tokens){ .get = token_get };
	if (!tokens_client(arena, settings, &client, fault))
		return false;
	access->tokens.context = client;
	return true;
}
