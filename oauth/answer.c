#include "oauth/answer.h"

#include "common/base/json.h"

#define WORD_MOST     64
#define CODE_MOST     100 /* octets of a user code */
#define URI_MOST      500
#define LONGEST	      (400 * 86400) /* s that anything is believed valid */
#define INTERVAL      5		    /* s between questions, if unsaid */
#define INTERVAL_MOST 60

bool oauth_token_usable(struct bytes token)
{
	for (size_t i = 0; i < token.len; i++)
		if (token.ptr[i] <= ' ' || token.ptr[i] > '~')
			return false;
	return token.len > 0 && token.len <= OAUTH_TOKEN_MOST;
}

static struct bytes member(
    struct arena *arena, const struct json *json, const char *key)
{
	struct bytes text = json_bytes(json_get(json, key));

	return bytes_present(text) ? arena_copy(arena, text) : ABSENT;
}

struct bytes oauth_token_member(
    struct arena *arena, const struct json *object, const char *key)
{
	struct bytes token = json_bytes(json_get(object, key));

	return oauth_token_usable(token) ? arena_copy(arena, token) : ABSENT;
}

/* Seconds as a number; some write them as text.  0: not told. */
static int64_t seconds(const struct json *json, const char *key, int64_t most)
{
	const struct json *value = json_get(json, key);
	int64_t n = 0;
	uint64_t text;

	if (bytes_number(json_bytes(value), (uint64_t)most, &text))
		n = (int64_t)text;
	else if (!json_integer_of(value, &n))
		return 0;
	return n < 0 ? 0 : n > most ? most : n;
}

/* error = 1*NQSCHAR; ours are words. */
static bool is_word(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!is_alpha(b.ptr[i]) && !is_digit(b.ptr[i]) &&
		    b.ptr[i] != '_' && b.ptr[i] != '-')
			return false;
	return b.len > 0 && b.len <= WORD_MOST;
}

static struct json *object_of(struct bytes body)
{
	struct fault ignored = { .kind = FAULT_NONE };

	return json_read(body, &ignored);
}

void oauth_answer_read(
    struct oauth_answer *answer, struct arena *arena, struct bytes body)
{
	struct json *json = object_of(body);
	struct bytes error = json_bytes(json_get(json, "error"));
	struct bytes type = json_bytes(json_get(json, "token_type"));

	*answer = (struct oauth_answer){ .expires_in = 0 };
	if (is_word(error)) {
		answer->error = arena_copy(arena, error);
		answer->description = bytes_first(
		    member(arena, json, "error_description"), OAUTH_WORDS_MOST);
	} else if (!bytes_present(type) || bytes_ieq(type, BYTES("bearer"))) {
		answer->access =
		    oauth_token_member(arena, json, "access_token");
		answer->refresh =
		    oauth_token_member(arena, json, "refresh_token");
		answer->expires_in =
		    1000 * seconds(json, "expires_in", LONGEST);
	}
	json_free(json);
}

static bool is_visible(struct bytes b, size_t most)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] < ' ' || b.ptr[i] > '~')
			return false;
	return b.len > 0 && b.len <= most;
}

bool oauth_device_read(
    struct oauth_device *device, struct arena *arena, struct bytes body)
{
	struct json *json = object_of(body);
	int64_t interval = seconds(json, "interval", INTERVAL_MOST);

	*device = (struct oauth_device){
		.device_code = oauth_token_member(arena, json, "device_code"),
		.user_code = member(arena, json, "user_code"),
		.verification_uri = member(arena, json, "verification_uri"),
		.expires_in = 1000 * seconds(json, "expires_in", LONGEST),
		.interval = 1000 * (interval > 0 ? interval : INTERVAL),
	};
	/* As Google had it before the RFC. */
	if (!bytes_present(device->verification_uri))
		device->verification_uri =
		    member(arena, json, "verification_url");
	json_free(json);
	return bytes_present(device->device_code) &&
	       is_visible(device->user_code, CODE_MOST) &&
	       is_visible(device->verification_uri, URI_MOST) &&
	       bytes_istarts(device->verification_uri, BYTES("https://"));
}
