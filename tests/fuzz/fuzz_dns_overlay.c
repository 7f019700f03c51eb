/* A change batch, or a master file over another. */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_overlay.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };
	bool done = dns_overlay_read(
	    set, (struct bytes){ (const char *)data, size }, "overlay", &fault);

	must(done == (fault.kind == FAULT_NONE));
	must(done || strncmp(fault.text, "overlay:", 8) == 0);
	dns_set_close(set);
	return 0;
}
