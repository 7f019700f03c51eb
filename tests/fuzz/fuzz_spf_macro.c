/* A text with macros: what is refused is told, what is not stays in bounds. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/spf_macro.h"
#include "common/net/domain.h"

static struct arena *arena;

/* The first line is the sender, the second the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size }, text;
	struct spf_macros macros = { .domain = BYTES("example.com") };

	if (arena == NULL)
		arena = arena_open();
	bytes_cut(input, '\n', &macros.sender, &text);
	bytes_cut_last(macros.sender, '@', &macros.local, &macros.helo);
	ip_read(size % 2 ? BYTES("192.0.2.1") : BYTES("2001:db8::1"),
	    &macros.client);
	spf_macro_needs_validated(text);
	if (spf_macro_check(text, SPF_IN_EXPLANATION) == NULL) {
		struct bytes told = spf_macro_explanation(arena, text, &macros);
		must(told.len <= SPF_EXPLANATION_MOST);
	}
	if (text.len > 0 && spf_macro_check(text, SPF_IN_DOMAIN) == NULL) {
		must(spf_macro_check(text, SPF_IN_EXPLANATION) == NULL);
		struct bytes name = spf_macro_domain(arena, text, &macros);
		must(name.len <= DOMAIN_MAX);
	}
	arena_reset(arena);
	return 0;
}
