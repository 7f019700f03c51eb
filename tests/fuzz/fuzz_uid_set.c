/* Any octets as a set of numbers: what is read is written the same way, and
 * nothing but its own messages is taken. */
#include "inspect/fetch/uid_set.h"
#include "tests/fuzz/fuzz.h"

static bool has(const struct uid_set *set, uint64_t uid)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->ranges[i].from == UID_NEWEST ||
		    (set->ranges[i].from <= uid && uid <= set->ranges[i].to))
			return true;
	return false;
}

static void try_messages(struct uid_set *set)
{
	static const uint32_t uids[] = { 1, 2, 7, 10, 99, UINT32_MAX };
	size_t at = 0;
	uint32_t uid;

	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++)
		must(uid_set_take(set, uids[i]) == has(set, uids[i]));
	while ((uid = uid_set_missing(set, &at)) != 0)
		must(has(set, uid));
	must(at == set->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };
	struct text written = text_new(4096), again = text_new(4096);
	struct uid_set set, same;

	if (uid_set_read(text, &set)) {
		must(set.count > 0 && set.count <= UID_RANGES_MOST);
		uid_set_write(&set, &written);
		must(!written.full);
		must(uid_set_read(text_bytes(&written), &same));
		uid_set_write(&same, &again);
		must(bytes_eq(text_bytes(&written), text_bytes(&again)));
		must(uid_set_only(&set) == uid_set_only(&same));
		try_messages(&set);
	}
	text_free(&written);
	text_free(&again);
	return 0;
}
