#include "common/mail/taglist.h"

#include "common/base/scan.h"

#define UNKNOWN_MOST 32 /* names of other tags remembered, for duplicates */

struct reading {
	const struct tag *tags;
	void *target;
	uint32_t seen; /* a bit for each row of tags */
	struct bytes unknown[UNKNOWN_MOST];
	size_t unknown_count;
};

/* tag-name = ALPHA *ALNUMPUNC */
static bool is_tag_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

static struct bytes read_name(struct scan *s)
{
	scan_while(s, is_blank);
	struct bytes name = scan_while(s, is_tag_char);
	if (name.len == 0 || !is_alpha(name.ptr[0]))
		scan_expected(s, "a tag");
	scan_while(s, is_blank);
	scan_char(s, '=', "'=' after a tag");
	return name;
}

/* VALCHAR and folding; octets over 127 are let through (RFC 8616). */
static bool is_value(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if (is_control(value.ptr[i]) && !is_blank(value.ptr[i]))
			return false;
	return true;
}

static int find(const struct tag *tags, struct bytes name)
{
	for (int i = 0; tags[i].name != NULL; i++)
		if (bytes_is(name, tags[i].name))
			return i;
	return -1;
}

static bool is_repeated(struct reading *r, int row, struct bytes name)
{
	if (row >= 0) {
		uint32_t bit = UINT32_C(1) << row;
		bool again = (r->seen & bit) != 0;
		r->seen |= bit;
		return again;
	}
	for (size_t i = 0; i < r->unknown_count; i++)
		if (bytes_eq(name, r->unknown[i]))
			return true;
	if (r->unknown_count < UNKNOWN_MOST)
		r->unknown[r->unknown_count++] = name;
	return false;
}

static void read_tag(struct reading *r, struct scan *s)
{
	struct bytes name = read_name(s);
	struct bytes value = bytes_trim(scan_until(s, ';'));

	if (s->mistake != NULL)
		return;
	int row = find(r->tags, name);
	if (is_repeated(r, row, name))
		scan_expected(s, "each tag once");
	else if (!is_value(value))
		scan_expected(s, "printable values");
	else if (row >= 0) {
		const char *mistake = r->tags[row].store(r->target, value);
		if (mistake != NULL)
			scan_expected(s, mistake);
	}
	scan_take(s, ';');
}

static const char *missing(const struct reading *r)
{
	for (int i = 0; r->tags[i].name != NULL; i++)
		if (r->tags[i].required != NULL &&
		    !(r->seen & UINT32_C(1) << i))
			return r->tags[i].required;
	return NULL;
}

const char *taglist_read(
    struct bytes text, const struct tag *tags, void *target)
{
	struct reading r = { .tags = tags, .target = target };
	struct scan s = scan_of(bytes_trim(text));

	while (!scan_end(&s))
		read_tag(&r, &s);
	return s.mistake != NULL ? s.mistake : missing(&r);
}
