/* An SPF record that is repaired, merged, changed: what comes out is one, and
 * another repair changes nothing. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/spf_record.h"
#include "publish/spf_edit.h"

static struct arena *arena;

static void is_record(struct bytes text)
{
	struct spf_record record;

	must(
	    !bytes_present(text) ||
	    (spf_record_begins(text) && spf_record_read(&record, arena, text)));
}

static void change(struct bytes text)
{
	struct spf_record record;

	is_record(spf_edit_add(arena, text, BYTES("include:amazonses.com")));
	is_record(spf_edit_all(arena, text, '~'));
	is_record(spf_edit_drop_unused(arena, text));
	is_record(spf_edit_all_last(arena, text));
	if (spf_record_read(&record, arena, text) && record.count > 0)
		is_record(spf_edit_remove(arena, text, record.terms[0].text));
}

/* Each line is a record; the lines are merged, too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = { (const char *)data, size }, line, texts[3];
	size_t count = 0;

	if (arena == NULL)
		arena = arena_open();
	while (count < 3 && bytes_line(&rest, &line)) {
		struct bytes text = spf_edit_repair(arena, line);
		texts[count++] = line;
		is_record(text);
		if (!bytes_present(text))
			continue;
		must(bytes_eq(spf_edit_repair(arena, text), text));
		change(text);
	}
	is_record(spf_edit_merge(arena, texts, count));
	arena_reset(arena);
	return 0;
}
