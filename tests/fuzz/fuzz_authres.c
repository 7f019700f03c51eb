/* The value of each field that receivers write claims into. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/limits.h"
#include "inspect/read/authres.h"
#include "inspect/read/remarks.h"

static struct arena *arena;

static const char *const names[] = { "Authentication-Results",
	"ARC-Authentication-Results", "Received-SPF",
	"X-Forefront-Antispam-Report", "X-Spamd-Result", "X-Spam-Status",
	"X-GMX-Antispam" };

static void check_remarks(const struct claim_field *f)
{
	size_t count = 0;

	for (const struct remark *r = remarks_of(arena, f); r; r = r->next) {
		must(r->name.len > 0 && bytes_present(r->value));
		count++;
	}
	must(count <= LIMIT_REMARKS);
}

static void check_claims(const struct claim_field *f)
{
	size_t count = 0;

	must(f->mistake_at <= f->field->value.len);
	for (const struct claim *c = f->claims; c != NULL; c = c->next) {
		must(c->method.len > 0 && c->word.len > 0);
		must(c->result != AUTH_ABSENT);
		count++;
	}
	must(count <= LIMIT_CLAIMS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (arena == NULL)
		arena = arena_open();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct field field = { .name = bytes_of(names[i]),
			.id = field_id(bytes_of(names[i])),
			.value = { (const char *)data, size } };
		struct message m = { .fields = &field, .field_count = 1 };
		struct claim_field *claims = claims_read(arena, &m);
		must(claims != NULL && claims->next == NULL);
		check_claims(claims);
		check_remarks(claims);
	}
	arena_reset(arena);
	return 0;
}
