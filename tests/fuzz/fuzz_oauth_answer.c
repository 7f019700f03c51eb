/* Answers of a token endpoint, of one for devices, and what a store holds:
 * what is taken can stand in a log-in, a form and a fault. */
#include "tests/fuzz/fuzz.h"

#include "oauth/refusal.h"
#include "oauth/store.h"

static struct arena *arena;

static void must_be_token(struct bytes token)
{
	must(!bytes_present(token) || oauth_token_usable(token));
	for (size_t i = 0; i < token.len; i++)
		must(token.ptr[i] > ' ' && token.ptr[i] <= '~');
	must(token.len <= OAUTH_TOKEN_MOST);
}

static void try_answer(struct bytes text)
{
	static const long statuses[] = { 200, 400, 401, 429, 500 };
	struct oauth_answer answer;

	oauth_answer_read(&answer, arena, text);
	must_be_token(answer.access);
	must_be_token(answer.refresh);
	must(!bytes_present(answer.error) || !bytes_present(answer.access));
	must(answer.description.len <= OAUTH_WORDS_MOST);
	must(answer.expires_in >= 0);
	for (const struct oauth_provider *row = oauth_providers_all();
	     row->name != NULL; row++)
		for (size_t i = 0; i < sizeof(statuses) / sizeof(long); i++)
			must(
			    oauth_refusal_of(row, statuses[i], &answer)->end !=
				OAUTH_CONSENT_OVER ||
			    (bytes_present(answer.error) && statuses[i] < 429));
}

static void try_device(struct bytes text)
{
	struct oauth_device device;

	if (!oauth_device_read(&device, arena, text))
		return;
	must_be_token(device.device_code);
	must(bytes_istarts(device.verification_uri, BYTES("https://")));
	must(device.interval >= 1000 && device.interval <= 60000);
	must(device.expires_in >= 0);
}

static void try_store(struct bytes text)
{
	const struct oauth_client client = { .mailbox = BYTES("box"),
		.provider = oauth_provider_named(BYTES("google")),
		.id = BYTES("c"),
		.user = BYTES("u") };
	struct fault fault = { .kind = FAULT_NONE };
	struct oauth_token token, again;

	if (!oauth_text_read(arena, &client, text, &token, &fault))
		return;
	must_be_token(token.access);
	must_be_token(token.refresh);
	text = oauth_text_write(arena, &client, &token);
	must(oauth_text_read(arena, &client, text, &again, &fault));
	must(bytes_eq(again.refresh, token.refresh));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };

	if (arena == NULL)
		arena = arena_open();
	try_answer(text);
	try_device(text);
	try_store(text);
	arena_reset(arena);
	return 0;
}
