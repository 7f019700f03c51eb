/* Whatever is read as a domain is canonical, and reads as itself. */
#include "tests/fuzz/fuzz.h"

#include "common/net/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct bytes text = { (const char *)data, size };
	struct bytes domain = domain_read(arena, text);

	if (bytes_present(domain)) {
		must(domain.len > 0 && domain.len <= DOMAIN_MAX);
		for (size_t i = 0; i < domain.len; i++)
			must(!is_control(domain.ptr[i]) &&
			     (unsigned char)domain.ptr[i] < 128 &&
			     domain.ptr[i] == ascii_lower(domain.ptr[i]));
		must(bytes_eq(domain_read(arena, domain), domain));
		must(domain_under(domain, domain));
		must(domain_labels(domain) ==
		     domain_labels(domain_parent(domain)) + 1);
	}
	domain_is_host(text);
	arena_close(arena);
	return 0;
}
