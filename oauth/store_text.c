/* What a store holds: one JSON object. */
#include "oauth/store.h"

#include "common/base/clock.h"
#include "common/base/json.h"

#define SCHEMA "mailplumb.token/1"
#define MOST   (4 * OAUTH_TOKEN_MOST)

struct bytes oauth_text_write(struct arena *arena,
    const struct oauth_client *client, const struct oauth_token *token)
{
	struct text text = text_within(arena_alloc(arena, MOST), MOST);
	struct json *json = json_object_new();

	json_put(json, "schema", json_word(SCHEMA));
	json_put(json, "provider", json_word(client->provider->name));
	json_put(json, "client", json_text(client->id));
	json_put(json, "user", json_text(client->user));
	json_put(json, "refresh_token", json_text(token->refresh));
	json_put(json, "access_token", json_text(token->access));
	json_put(json, "expires", json_time(token->expires));
	json_print(json, JSON_LINE, &text);
	json_free(json);
	text_char(&text, '\n');
	return text_bytes(&text);
}

/* Somebody else's consent is not this mailbox's. */
static bool is_ours(const struct json *json, const struct oauth_client *client)
{
	const struct {
		const char *key;
		struct bytes wanted;
	} members[] = {
		{ "provider", bytes_of(client->provider->name) },
		{ "client", client->id },
		{ "user", client->user },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!bytes_eq(json_bytes(json_get(json, members[i].key)),
			members[i].wanted))
			return false;
	return true;
}

bool oauth_text_read(struct arena *arena, const struct oauth_client *client,
    struct bytes text, struct oauth_token *token, struct fault *fault)
{
	struct fault ignored = { .kind = FAULT_NONE };
	struct json *json = json_read(text, &ignored);
	bool schema =
	    bytes_eq(json_bytes(json_get(json, "schema")), BYTES(SCHEMA));
	bool ours = schema && is_ours(json, client);

	*token = (struct oauth_token){ .expires = TIME_UNKNOWN };
	if (ours) {
		token->refresh =
		    oauth_token_member(arena, json, "refresh_token");
		token->access = oauth_token_member(arena, json, "access_token");
		time_read(
		    json_bytes(json_get(json, "expires")), &token->expires);
	}
	json_free(json);
	if (!schema)
		return fault_set(fault, FAULT_USAGE,
		    "what is kept for %.*s is no " SCHEMA
		    ": mailplumb login %.*s",
		    FMT(client->mailbox), FMT(client->mailbox));
	return ours || fault_set(fault, FAULT_USAGE,
			   "what is kept for %.*s is of another provider, "
			   "client or user: mailplumb login %.*s",
			   FMT(client->mailbox), FMT(client->mailbox));
}
