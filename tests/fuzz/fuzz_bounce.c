/* Any octets as mail that tells what became of a message. */
#include "common/base/crypto.h"
#include "common/mail/refusal_code.h"
#include "common/mail/status_code.h"
#include "inspect/read/bounce.h"
#include "tests/fuzz/fuzz.h"

static struct arena *arena;

static void explain(const struct bounce *bounce)
{
	const struct refusal_said said = { .host = bounce->remote_mta,
		.status = bounce->status,
		.text = bounce->diagnostic };
	struct reply_code code = reply_code_find(bounce->diagnostic);

	must(refusal_code_of(&said)->meaning != NULL);
	must(code.at <= bounce->diagnostic.len);
	must(!bytes_present(code.reply) || code.reply.len == 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounce bounce;

	if (arena == NULL)
		arena = arena_open();
	enum bounce_kind kind = bounce_notice(
	    &bounce, arena, (struct bytes){ (const char *)data, size });
	must(kind == bounce.kind);
	if (kind != BOUNCE_NONE) {
		must(token_valid(bounce.token));
		must(bounce.diagnostic.len <= 1000);
		must(bounce.recipient.len <= 1000);
		must(bounce.failed <= bounce.recipients);
		must((kind == BOUNCE_FAILED) == (bounce.failed > 0));
		must(!bytes_present(bounce.status) ||
		     bytes_eq(status_code_read(bounce.status), bounce.status));
		explain(&bounce);
	}
	arena_reset(arena);
	return 0;
}
