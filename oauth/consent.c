#include "oauth/consent.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/net/http.h"
#include "oauth/loopback.h"

#define URL_MOST       8192
#define VERIFIER_SIZE  32    /* random octets: 43 characters (RFC 7636 4.1) */
#define SLOWER	       5000  /* ms more after slow_down (RFC 8628 3.5) */
#define LATER_MOST     3     /* questions in a row that nobody answers */
#define EXCHANGE_AFTER 30000 /* ms for the code though time is up */

/* RFC 4648 5 without padding. */
static struct bytes base64url(struct arena *arena, struct bytes octets)
{
	struct bytes text = base64_write(arena, octets);
	char *at = (char *)(uintptr_t)text.ptr;

	for (size_t i = 0; i < text.len; i++)
		at[i] = (char)(at[i] == '+' ? '-' : at[i] == '/' ? '_' : at[i]);
	while (text.len > 0 && at[text.len - 1] == '=')
		text.len--;
	return text;
}

static struct bytes challenge_of(struct arena *arena, struct bytes verifier)
{
	unsigned char digest[SHA256_SIZE];

	sha256(verifier, digest);
	return base64url(
	    arena, (struct bytes){ (const char *)digest, sizeof(digest) });
}

/* ---- loopback ------------------------------------------------------------ */

static struct bytes authorization_url(const struct oauth_client *client,
    struct arena *arena, struct bytes redirect, struct bytes state,
    struct bytes challenge)
{
	struct text query = text_within(arena_alloc(arena, URL_MOST), URL_MOST);
	bool has_some = bytes_find(client->auth_url, BYTES("?")) != NULL;
	const char *extra = client->provider->extra;

	http_form_add(&query, "response_type", BYTES("code"));
	http_form_add(&query, "client_id", client->id);
	http_form_add(&query, "redirect_uri", redirect);
	http_form_add(&query, "scope", client->scope);
	http_form_add(&query, "state", state);
	http_form_add(&query, "code_challenge", challenge);
	http_form_add(&query, "code_challenge_method", BYTES("S256"));
	http_form_add(&query, "login_hint", client->user);
	return arena_printf(arena, "%.*s%s%.*s%s%s", FMT(client->auth_url),
	    has_some ? "&" : "?", FMT(text_bytes(&query)),
	    extra != NULL ? "&" : "", extra != NULL ? extra : "");
}

static bool redirect_use(const struct oauth_client *client, struct arena *arena,
    enum redirect_kind kind, const struct oauth_redirect *got,
    struct bytes redirect, struct bytes verifier, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	switch (kind) {
	case REDIRECT_GRANTED:
		return oauth_exchange(client, arena, got->code, redirect,
		    verifier, clock_running() + EXCHANGE_AFTER, token, trouble);
	case REDIRECT_REFUSED:
		oauth_refused(client, 400, &got->answer, trouble);
		return false;
	default:
		trouble->end = OAUTH_TOO_LATE;
		return fault_set(&trouble->fault, FAULT_MAILBOX,
		    "no browser came back in time");
	}
}

static bool by_loopback(const struct oauth_client *client, struct arena *arena,
    const struct oauth_asking *asking, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	unsigned char random[VERIFIER_SIZE];
	char state[TOKEN_SIZE + 1];
	struct oauth_loopback loopback;
	struct oauth_redirect got;

	if (!oauth_loopback_open(&loopback, arena,
		client->provider->redirect_host, asking->port, &trouble->fault))
		return false;
	token_make(state);
	random_octets(random, sizeof(random));
	struct bytes verifier = base64url(
	    arena, (struct bytes){ (const char *)random, sizeof(random) });
	const struct oauth_request request = {
		.url = authorization_url(client, arena, loopback.url,
		    bytes_of(state), challenge_of(arena, verifier)),
		.host = loopback.host,
	};
	asking->ask(asking->context, &request);
	enum redirect_kind kind = oauth_loopback_wait(
	    &loopback, arena, bytes_of(state), asking->deadline, &got);
	oauth_loopback_close(&loopback);
	bool done = redirect_use(
	    client, arena, kind, &got, loopback.url, verifier, token, trouble);
	wipe(random, sizeof(random));
	return done;
}

/* ---- device -------------------------------------------------------------- */

static bool poll_on(
    const struct oauth_trouble *trouble, int *later, int64_t *interval)
{
	*later = trouble->end == OAUTH_LATER ? *later + 1 : 0;
	if (trouble->end == OAUTH_SLOW_DOWN)
		*interval += SLOWER;
	return trouble->end == OAUTH_PENDING ||
	       trouble->end == OAUTH_SLOW_DOWN ||
	       (trouble->end == OAUTH_LATER && *later < LATER_MOST);
}

static bool by_device(const struct oauth_client *client, struct arena *arena,
    const struct oauth_asking *asking, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	struct oauth_device device;
	int later = 0;

	if (!oauth_device_ask(
		client, arena, asking->deadline, &device, trouble))
		return false;
	const struct oauth_request request = { .url = device.verification_uri,
		.code = device.user_code };
	asking->ask(asking->context, &request);
	int64_t until = clock_running() + device.expires_in;
	if (device.expires_in == 0 || until > asking->deadline)
		until = asking->deadline;
	while (clock_running() + device.interval < until) {
		clock_sleep(device.interval);
		if (oauth_device_poll(client, arena, device.device_code, until,
			token, trouble))
			return true;
		if (!poll_on(trouble, &later, &device.interval))
			return false;
	}
	trouble->end = OAUTH_TOO_LATE;
	return fault_set(
	    &trouble->fault, FAULT_MAILBOX, "the code was not entered in time");
}

bool oauth_consent(const struct oauth_client *client, struct arena *arena,
    const struct oauth_asking *asking, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	*token = (struct oauth_token){ .expires = TIME_UNKNOWN };
	*trouble = (struct oauth_trouble){ .end = OAUTH_LATER };
	return (client->flow == OAUTH_DEVICE ? by_device : by_loopback)(
	    client, arena, asking, token, trouble);
}
