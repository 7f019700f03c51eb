#include "oauth/grant.h"

#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/net/http.h"

#define FORM_MOST     (4 * OAUTH_TOKEN_MOST)
#define ANSWER_WITHIN 10000 /* ms for one answer */

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

void oauth_refused(const struct oauth_client *client, long status,
    const struct oauth_answer *answer, struct oauth_trouble *trouble)
{
	const struct oauth_refusal *row =
	    oauth_refusal_of(client->provider, status, answer);
	struct text words = text_new(sizeof(trouble->fault.text));

	if (bytes_present(answer->error))
		text_printf(&words, "%.*s", FMT(answer->error));
	else
		text_printf(&words, "HTTP status %ld", status);
	if (answer->description.len > 0) {
		text_add(&words, BYTES(": "));
		text_shown(&words, answer->description);
	}
	trouble->end = row->end;
	trouble->advice = row->advice;
	fault_set(&trouble->fault, FAULT_MAILBOX, "%s gives no token: %.*s",
	    client->provider->title, FMT(text_bytes(&words)));
	text_free(&words);
}

/* One POST; the body of the answer in `answer`. */
static bool ask(const struct oauth_client *client, struct arena *arena,
    struct bytes url, const struct text *form, int64_t deadline,
    struct http_answer *answer, struct oauth_trouble *trouble)
{
	int64_t within = clock_running() + ANSWER_WITHIN;
	const struct http_request request = { .url = url,
		.form = text_bytes(form),
		.ca_file = client->ca_file,
		.connect_to = client->connect_to,
		.deadline = deadline < within ? deadline : within };

	*trouble = (struct oauth_trouble){ .end = OAUTH_LATER };
	return http_ask(arena, &request, answer, &trouble->fault);
}

/* The form of every question: who asks.  It is wiped by form_free(). */
static struct text form_new(
    const struct oauth_client *client, struct arena *arena)
{
	struct text form =
	    text_within(arena_alloc(arena, FORM_MOST), FORM_MOST);

	http_form_add(&form, "client_id", client->id);
	http_form_add(&form, "client_secret", client->secret);
	return form;
}

static void form_wipe(struct text *form)
{
	wipe(form->ptr, form->size);
}

static bool token_ask(const struct oauth_client *client, struct arena *arena,
    const struct text *form, int64_t deadline, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	struct http_answer got;
	struct oauth_answer answer;

	if (!ask(client, arena, client->token_url, form, deadline, &got,
		trouble))
		return false;
	oauth_answer_read(&answer, arena, got.body);
	wipe((char *)(uintptr_t)got.body.ptr, got.body.len);
	if (got.status != 200 || !bytes_present(answer.access)) {
		if (got.status == 200 && !bytes_present(answer.error))
			answer.description =
			    BYTES("it is no answer with a token");
		oauth_refused(client, got.status, &answer, trouble);
		return false;
	}
	token->access = answer.access;
	token->expires = answer.expires_in > 0 ? clock_now() + answer.expires_in
					       : TIME_UNKNOWN;
	if (bytes_present(answer.refresh))
		token->refresh = answer.refresh;
	return true;
}

bool oauth_refresh(const struct oauth_client *client, struct arena *arena,
    struct bytes refresh, int64_t deadline, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	struct text form = form_new(client, arena);

	http_form_add(&form, "grant_type", BYTES("refresh_token"));
	http_form_add(&form, "refresh_token", refresh);
	token->refresh = refresh;
	bool done = token_ask(client, arena, &form, deadline, token, trouble);
	form_wipe(&form);
	return done;
}

bool oauth_exchange(const struct oauth_client *client, struct arena *arena,
    struct bytes code, struct bytes redirect, struct bytes verifier,
    int64_t deadline, struct oauth_token *token, struct oauth_trouble *trouble)
{
	struct text form = form_new(client, arena);

	http_form_add(&form, "grant_type", BYTES("authorization_code"));
	http_form_add(&form, "code", code);
	http_form_add(&form, "redirect_uri", redirect);
	http_form_add(&form, "code_verifier", verifier);
	bool done = token_ask(client, arena, &form, deadline, token, trouble);
	form_wipe(&form);
	return done;
}

bool oauth_device_ask(const struct oauth_client *client, struct arena *arena,
    int64_t deadline, struct oauth_device *device,
    struct oauth_trouble *trouble)
{
	struct text form = form_new(client, arena);
	struct http_answer got;
	struct oauth_answer answer;

	http_form_add(&form, "scope", client->scope);
	bool asked = ask(
	    client, arena, client->device_url, &form, deadline, &got, trouble);
	form_wipe(&form);
	if (!asked)
		return false;
	if (got.status == 200 && oauth_device_read(device, arena, got.body))
		return true;
	oauth_answer_read(&answer, arena, got.body);
	if (got.status == 200 && !bytes_present(answer.error))
		answer.description = BYTES("it is no answer with a code");
	oauth_refused(client, got.status, &answer, trouble);
	return false;
}

bool oauth_device_poll(const struct oauth_client *client, struct arena *arena,
    struct bytes device_code, int64_t deadline, struct oauth_token *token,
    struct oauth_trouble *trouble)
{
	struct text form = form_new(client, arena);

	http_form_add(&form, "grant_type", BYTES(DEVICE_GRANT));
	http_form_add(&form, "device_code", device_code);
	bool done = token_ask(client, arena, &form, deadline, token, trouble);
	form_wipe(&form);
	return done;
}
