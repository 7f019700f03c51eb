/*
 * What stands in a record stays data: written as a master file or a change
 * batch and read back it is the same octets.  The first octet says which form
 * and type, the second how long the name is.
 */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_name.h"
#include "common/dns/dns_overlay.h"
#include "publish/change_merge.h"
#include "publish/change_write.h"

static struct arena *arena;

static void compare(const struct change *change, const struct dns_row *row)
{
	must(row->status == DNS_FOUND && row->record_count == 1);
	must(bytes_eq(row->records->data, change->records->data));
	must(row->records->preference == change->records->preference);
	must(row->records->string_count == change->records->string_count);
	for (size_t i = 0; i < row->records->string_count; i++)
		must(bytes_eq(
		    row->records->strings[i], change->records->strings[i]));
}

static void read_back(const struct change *change, enum change_format format)
{
	struct text out = text_new(1024 * 1024);
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };
	struct dns_row row;

	changes_write(
	    changes_merged(arena, change), format, change->name, &out);
	if (format == CHANGE_ZONE || format == CHANGE_ROUTE53) {
		must(dns_overlay_read(set, text_bytes(&out), "file", &fault));
		dns_set_find(set, change->type, change->name, &row);
		compare(change, &row);
	}
	must(is_ascii(text_bytes(&out)) || format == CHANGE_TABLE);
	dns_set_close(set);
	text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };
	struct dns_name name;
	struct change change = { .ttl = 300 };

	if (size < 2 || size > 10000)
		return 0;
	if (arena == NULL)
		arena = arena_open();
	text = bytes_skip(text, 2);
	/* A dot within a label belongs to it, which may make it too long. */
	if (dns_name_read(&name, bytes_first(text, data[1])) &&
	    bytes_find(dns_name_bytes(&name), BYTES("\\.")) == NULL) {
		text = bytes_skip(text, data[1]);
		change.name = dns_name_bytes(&name);
		change.type = data[0] & 4 ? DNS_MX : DNS_TXT;
		change.records = change.type == DNS_TXT
				     ? record_text(arena, text)
				     : record_mx(arena, data[1], change.name);
		read_back(&change, (enum change_format)(data[0] & 3));
	}
	arena_reset(arena);
	return 0;
}
