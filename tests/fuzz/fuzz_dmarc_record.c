/* A text found at _dmarc: the record, its flaws, its URIs. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/dmarc_uri.h"
#include "inspect/verify/dmarc_record.h"

static struct arena *arena;

static void read_list(struct bytes list)
{
	struct bytes uri;
	const char *mistake;
	size_t octets = 0;

	for (struct bytes rest = list; dmarc_uri_next(&rest, &uri, &mistake);) {
		must(uri.ptr >= list.ptr &&
		     uri.ptr + uri.len <= list.ptr + list.len);
		must(dmarc_uri_domain(uri).len <= uri.len);
		octets += uri.len;
	}
	must(octets <= list.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };

	if (arena == NULL)
		arena = arena_open();
	bool begins = size > 0 && dmarc_record_begins(text);
	must(!begins || dmarc_record_refused(text) == NULL);
	if (begins) {
		const struct dmarc_record *record =
		    dmarc_record_read(arena, BYTES("example.com"), text);
		must(record->percent <= 100);
		must(record->p != POLICY_UNSET || record->unusable[RFC9989]);
		must(!record->unusable[RFC7489] || record->unusable[RFC9989]);
		must(record->flaws == NULL || record->flaws->what != NULL);
		read_list(record->rua);
		read_list(record->ruf);
	}
	arena_reset(arena);
	return 0;
}
