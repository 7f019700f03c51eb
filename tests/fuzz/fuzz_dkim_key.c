/* A key record; what is usable must hold together. */
#include "tests/fuzz/fuzz.h"

#include "inspect/verify/dkim_key.h"

static struct arena *arena;
static struct dkim_keys *keys;

/* Lines are the records at one selector. */
static struct dns_answer answer_of(struct bytes text)
{
	struct dns_answer answer = { .status = DNS_FOUND };
	const struct dns_record **last = &answer.records;
	struct bytes line;

	while (bytes_present(text)) {
		struct dns_record *record = arena_new(arena, struct dns_record);
		bytes_cut(text, '\n', &line, &text);
		record->data = line;
		*last = record;
		last = &record->next;
		answer.record_count++;
	}
	return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char digest[SHA256_SIZE];
	struct dns_answer answer;

	if (arena == NULL) {
		arena = arena_open();
		keys = dkim_keys_open();
	}
	answer = answer_of((struct bytes){ (const char *)data, size });
	const struct dkim_key *key = dkim_key_read(arena, keys, &answer);
	enum dkim_reason reason = key->reason;
	must(dkim_reason_text(reason) != NULL);
	must(reason != DKIM_VERIFIED || key->key != NULL);
	must(reason != DKIM_VERIFIED || key->kind == PUBLIC_KEY_ED25519 ||
	     key->bits >= 1024);
	if (key->key != NULL)
		public_key_verify(key->key, digest,
		    (struct bytes){ (const char *)data, size });
	must(dkim_key_read(arena, keys, &answer)->reason == reason);
	arena_reset(arena);
	return 0;
}
