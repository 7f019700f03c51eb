#include "common/mail/taglist.h"

#include "common/base/scan.h"

static bool is_tag_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static bool is_fws(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int find(const struct tag *tags, struct bytes name)
{
	for (int i = 0; tags[i].name != NULL; i++)
		if (bytes_eq(name, bytes_of(tags[i].name)))
			return i;
	return -1;
}

static const char *missing(const struct tag *tags, uint32_t seen)
{
	for (int i = 0; tags[i].name != NULL; i++)
		if (tags[i].required && !(seen & (1u << i)))
			return "a required tag";
	return NULL;
}

const char *taglist_read(
    struct bytes text, const struct tag *tags, void *target)
{
	struct scan s = scan_of(bytes_trim(text));
	uint32_t seen = 0;

	while (!scan_end(&s)) {
		scan_while(&s, is_fws);
		struct bytes name = scan_while(&s, is_tag_char);
		scan_while(&s, is_fws);
		scan_char(&s, '=', "'=' after a tag name");
		struct bytes value = bytes_trim(scan_until(&s, ';'));
		scan_take(&s, ';');

		int row = s.mistake == NULL ? find(tags, name) : -1;
		if (row < 0)
			continue;
		if (seen & (1u << row))
			scan_expected(&s, "each tag once");
		seen |= 1u << row;
		const char *mistake = tags[row].store(target, value);
		if (mistake != NULL)
			scan_expected(&s, mistake);
	}
	return s.mistake != NULL ? s.mistake : missing(tags, seen);
}
