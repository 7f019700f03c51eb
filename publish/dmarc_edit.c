#include "publish/dmarc_edit.h"

#include "common/base/text.h"
#include "common/mail/dmarc_uri.h"
#include <string.h>

#define TEXT_MOST ((size_t)64 * 1024)
#define URIS_MOST 50

/* ---- tags ------------------------------------------------------------------
 */

/* Take what stands before the next ';' off, blanks kept. */
static struct bytes take_tag(struct bytes *rest)
{
	struct bytes tag;

	bytes_cut(*rest, ';', &tag, rest);
	return tag;
}

static struct bytes name_of(struct bytes tag)
{
	struct bytes name, value;

	return bytes_cut(tag, '=', &name, &value) ? bytes_trim(name) : ABSENT;
}

static struct bytes value_of(struct bytes tag)
{
	struct bytes name, value;

	bytes_cut(tag, '=', &name, &value);
	return bytes_present(value) ? bytes_trim(value) : ABSENT;
}

/* The first tag of this name, blanks around it included. */
static struct bytes find(struct bytes text, struct bytes name)
{
	while (bytes_present(text)) {
		struct bytes tag = take_tag(&text);
		struct bytes found = name_of(tag);
		if (bytes_present(found) && bytes_ieq(found, name))
			return tag;
	}
	return ABSENT;
}

struct bytes dmarc_edit_value(struct bytes text, const char *tag)
{
	return value_of(find(text, bytes_of(tag)));
}

/* ---- one change ------------------------------------------------------------
 */

/* `part`, a view into `text`, replaced. */
static struct bytes replaced(struct arena *arena, struct bytes text,
    struct bytes part, struct bytes with)
{
	const char *end = part.ptr + part.len;

	return arena_join(arena, bytes_between(text.ptr, part.ptr), with,
	    bytes_between(end, text.ptr + text.len));
}

static struct bytes inserted(
    struct arena *arena, struct bytes text, const char *tag, struct bytes value)
{
	struct bytes rest = text, added;
	struct bytes version = take_tag(&rest);

	if (strcmp(tag, "p") == 0) {
		added = arena_printf(arena, "; p=%.*s", FMT(value));
		return replaced(arena, text,
		    bytes_skip(version, bytes_trim(version).len), added);
	}
	struct bytes bare = bytes_trim(text);
	bool ended = bare.len > 0 && bare.ptr[bare.len - 1] == ';';
	added = arena_printf(
	    arena, "%s%s=%.*s", ended ? " " : "; ", tag, FMT(value));
	return arena_join(arena, bare, added, ended ? BYTES(";") : BYTES(""));
}

struct bytes dmarc_edit_set(
    struct arena *arena, struct bytes text, const char *tag, struct bytes value)
{
	struct bytes old = dmarc_edit_value(text, tag);

	return bytes_present(old) ? replaced(arena, text, old, value)
				  : inserted(arena, text, tag, value);
}

struct bytes dmarc_edit_rename(
    struct arena *arena, struct bytes text, struct bytes tag, const char *other)
{
	struct bytes name = name_of(find(text, tag));

	return bytes_present(name)
		   ? replaced(arena, text, name, bytes_of(other))
		   : text;
}

/* With the ';' that separates it from its neighbour. */
static struct bytes without(
    struct arena *arena, struct bytes text, struct bytes tag)
{
	const char *end = text.ptr + text.len;

	if (tag.ptr + tag.len < end)
		tag.len++;
	else if (tag.ptr > text.ptr)
		tag = bytes_between(tag.ptr - 1, end);
	return replaced(arena, text, tag, BYTES(""));
}

struct bytes dmarc_edit_remove(
    struct arena *arena, struct bytes text, const char *tag)
{
	struct bytes found;

	while (bytes_present(found = find(text, bytes_of(tag))))
		text = without(arena, text, found);
	return text;
}

/* ---- addresses -------------------------------------------------------------
 */

/* An address behind "mailto:", however that is written. */
static struct bytes bare_address(struct bytes uri)
{
	static const char *const schemes[] = { "mailto://",
		"mailto:", "mailto=", "mail:", "email:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (bytes_istarts(uri, bytes_of(schemes[i])))
			return bytes_trim(bytes_skip(uri, strlen(schemes[i])));
	return uri;
}

/* The text "a@b" or "mailto:a@b!10m" as a URI; false when it cannot be. */
static bool add_address(struct text *out, struct bytes item)
{
	struct bytes address = bare_address(bytes_trim(item)), size;
	const char *scheme = bytes_find(address, BYTES(":"));
	const char *at = bytes_find(address, BYTES("@"));

	bytes_cut(address, '!', &address, &size);
	if (at == NULL || (scheme != NULL && scheme < at))
		return false;
	text_printf(out, "%smailto:", out->len > 0 ? "," : "");
	text_add(out, bytes_trim(address));
	return true;
}

static bool all_are_uris(struct bytes value)
{
	struct bytes uri;
	const char *mistake;
	size_t count = 0;

	while (count++ < URIS_MOST && dmarc_uri_next(&value, &uri, &mistake))
		if (mistake != NULL || !bytes_istarts(uri, BYTES("mailto:")))
			return false;
	return count > 1 && count <= URIS_MOST;
}

struct bytes dmarc_edit_addresses(
    struct arena *arena, struct bytes text, const char *tag)
{
	struct bytes value = dmarc_edit_value(text, tag), rest = value, item;
	struct text out = text_new(TEXT_MOST);
	bool good = bytes_present(value);

	while (good && bytes_present(rest)) {
		bytes_cut(rest, ',', &item, &rest);
		if (bytes_trim(item).len > 0)
			good = add_address(&out, item);
	}
	struct bytes list = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return good && all_are_uris(list) ? replaced(arena, text, value, list)
					  : ABSENT;
}
