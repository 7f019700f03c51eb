/* What somebody meant to publish as a DMARC record. */
#include "publish/dmarc_edit.h"

#include "common/base/text.h"
#include <string.h>

#define TEXT_MOST ((size_t)64 * 1024)
#define TAGS_MOST 50

/* ---- characters ------------------------------------------------------------
 */

static const char *const dropped[] = { "\"", "\\", "\xef\xbb\xbf",
	"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x8b",
	"\xe2\x80\x98", "\xe2\x80\x99" };

/* The octets at the start of `text` that nobody meant. */
static size_t is_dropped(struct bytes text)
{
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if (bytes_starts(text, bytes_of(dropped[i])))
			return strlen(dropped[i]);
	return 0;
}

/* The text between apostrophes: within it they may belong to an address. */
static struct bytes unquoted(struct bytes text)
{
	text = bytes_trim(text);
	if (text.len > 0 && *text.ptr == '\'')
		text = bytes_skip(text, 1);
	if (text.len > 0 && text.ptr[text.len - 1] == '\'')
		text = bytes_first(text, text.len - 1);
	return text;
}

static struct bytes cleaned(struct arena *arena, struct bytes text)
{
	struct text out = text_new(TEXT_MOST);

	text = unquoted(text);
	while (text.len > 0) {
		size_t n = is_dropped(text);
		if (n == 0)
			text_char(&out, is_blank(*text.ptr) ? ' ' : *text.ptr);
		text = bytes_skip(text, n > 0 ? n : 1);
	}
	struct bytes clean = bytes_trim(arena_copy(arena, text_bytes(&out)));
	text_free(&out);
	return clean;
}

/* ---- separators ------------------------------------------------------------
 */

/* "v =", "rua=" ...: a tag of DMARC begins here. */
static bool begins_tag(struct bytes text)
{
	static const char *const tags[] = { "v", "p", "sp", "np", "rua", "ruf",
		"adkim", "aspf", "fo", "t", "psd", "pct", "ri", "rf" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct bytes rest = bytes_skip(text, strlen(tags[i]));
		if (bytes_istarts(text, bytes_of(tags[i])) &&
		    bytes_istarts(bytes_trim(rest), BYTES("=")))
			return true;
	}
	return false;
}

/* How many of `text` take the place of a ';': commas, blanks, in front of a
 * tag. */
static size_t separator(struct bytes text)
{
	size_t n = 0;

	while (n < text.len && strchr(", :|/", text.ptr[n]) != NULL)
		n++;
	return n > 0 && begins_tag(bytes_skip(text, n)) ? n : 0;
}

static struct bytes separated(struct arena *arena, struct bytes text)
{
	struct text out = text_new(TEXT_MOST);
	bool inside = false; /* a tag */

	while (text.len > 0) {
		size_t n = inside ? separator(text) : 0;
		if (n > 0)
			text_add(&out, BYTES("; "));
		else
			text_char(&out, *text.ptr);
		inside = n == 0 && *text.ptr != ';' &&
			 (inside || !is_blank(*text.ptr));
		text = bytes_skip(text, n > 0 ? n : 1);
	}
	struct bytes list = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return list;
}

/* ---- tags ------------------------------------------------------------------
 */

/* "v=dmarc1", "DMARC1", "v DMARC1", "v=DMARC 1" */
static bool is_version(struct bytes tag)
{
	const char *word = bytes_ifind(tag, BYTES("dmarc"));

	return word != NULL && tag.len <= 16 &&
	       (word == tag.ptr || ascii_lower(*tag.ptr) == 'v');
}

struct tags {
	struct bytes names[TAGS_MOST];
	size_t count;
	bool policy, version;
};

static bool is_new(struct tags *tags, struct bytes name)
{
	for (size_t i = 0; i < tags->count; i++)
		if (bytes_ieq(tags->names[i], name))
			return false;
	if (tags->count == TAGS_MOST)
		return false;
	tags->names[tags->count++] = name;
	return true;
}

/* Of a tag with one letter or word for a value, another one says nothing: the
 * default holds. */
static bool says_nothing(struct bytes name, struct bytes value)
{
	static const char *const values[][4] = {
		{ "adkim", "r", "s" },
		{ "aspf", "r", "s" },
		{ "t", "y", "n" },
		{ "psd", "y", "n", "u" },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (!bytes_iis(name, values[i][0]))
			continue;
		for (size_t k = 1; k < 4 && values[i][k] != NULL; k++)
			if (bytes_iis(value, values[i][k]))
				return false;
		return true;
	}
	return false;
}

static void add_tag(struct text *out, struct tags *tags, struct bytes tag)
{
	struct bytes name, value;

	if (is_version(tag)) {
		tags->version = true;
		return;
	}
	if (!bytes_cut(tag, '=', &name, &value) || bytes_trim(name).len == 0 ||
	    says_nothing(bytes_trim(name), bytes_trim(value)) ||
	    !is_new(tags, bytes_trim(name)))
		return;
	tags->policy |= bytes_iis(bytes_trim(name), "p");
	text_add(out, BYTES("; "));
	text_add(out, tag);
}

struct bytes dmarc_edit_repair(struct arena *arena, struct bytes text)
{
	struct bytes rest = separated(arena, cleaned(arena, text)), tag;
	struct text out = text_new(TEXT_MOST);
	struct tags tags = { .count = 0 };

	text_add(&out, BYTES("v=DMARC1"));
	while (bytes_present(rest)) {
		bytes_cut(rest, ';', &tag, &rest);
		add_tag(&out, &tags, bytes_trim(tag));
	}
	bool good = !out.full && (tags.version || tags.policy);
	struct bytes record =
	    good ? arena_copy(arena, text_bytes(&out)) : ABSENT;
	text_free(&out);
	return record;
}
