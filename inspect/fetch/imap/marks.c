#include "inspect/fetch/imap/marks.h"

#include <stdio.h>

/* FNV-1a: two of few names that share a sum do not matter, UIDVALIDITY is
 * compared, too. */
static uint32_t name_sum(const char *name)
{
	uint32_t sum = 2166136261;

	for (; *name != '\0'; name++)
		sum = (sum ^ (unsigned char)*name) * 16777619;
	return sum;
}

void marks_write(
    struct text *out, const struct session *session, enum mark_kind kind)
{
	for (size_t i = 0; i < WIRE_FOLDERS; i++) {
		const struct folder *folder = &session->folders[i];
		uint32_t uid = kind == MARK_NOW ? folder->now : folder->first;
		if (i >= WIRE_FURTHER && !folder->there)
			continue;
		if (i > 0)
			text_char(out, ' ');
		if (i >= WIRE_FURTHER)
			text_printf(out, "%08x ", name_sum(folder->name));
		text_printf(out, "%u %u",
		    folder->there ? (unsigned)folder->validity : 0,
		    folder->there ? (unsigned)uid : 0);
	}
}

static bool number_next(struct bytes *rest, uint32_t *number)
{
	struct bytes word;
	uint64_t value;

	bytes_cut(*rest, ' ', &word, rest);
	if (!bytes_number(word, UINT32_MAX, &value))
		return false;
	*number = (uint32_t)value;
	return true;
}

bool marks_find(const struct session *session, size_t which, uint32_t *validity,
    uint32_t *first)
{
	struct bytes rest = bytes_of(session->texts[START_MARKS]), word;
	char sum[9] = "";

	if (which >= WIRE_FURTHER)
		snprintf(sum, sizeof(sum), "%08x",
		    name_sum(session->folders[which].name));
	for (size_t i = 0; bytes_present(rest); i++) {
		bool ours = i == which && which < WIRE_FURTHER;
		if (i >= WIRE_FURTHER) {
			bytes_cut(rest, ' ', &word, &rest);
			ours = bytes_eq(word, bytes_of(sum));
		}
		if (!number_next(&rest, validity) || !number_next(&rest, first))
			return false;
		if (ours)
			return *validity != 0 && *first != 0;
	}
	return false;
}
