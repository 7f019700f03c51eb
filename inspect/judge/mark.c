#include "inspect/judge/mark.h"

#include "common/base/text.h"

#define MARKED_MOST 1000 /* more than two excerpts and the words */

struct bytes marked_at(
    struct arena *arena, struct bytes text, size_t at, size_t len)
{
	size_t start = at > MARK_AROUND ? at - MARK_AROUND : 0;

	if (!bytes_present(text) || at > text.len)
		return ABSENT;
	struct bytes before = bytes_first(bytes_skip(text, start), at - start);
	struct bytes place = bytes_first(bytes_skip(text, at), len);
	struct bytes shown = bytes_first(place, 2 * (size_t)MARK_AROUND);
	struct bytes behind = bytes_skip(text, at + place.len);
	struct bytes after = bytes_first(behind, MARK_AROUND);

	/* Octets of a stranger may be NUL, which would end a %s. */
	struct text out = text_new(MARKED_MOST);
	text_printf(&out, "octet %zu: %s", at + 1, start > 0 ? "..." : "");
	text_add(&out, before);
	text_add(&out, BYTES("-->"));
	text_add(&out, shown);
	text_printf(&out, "%s<--", shown.len < place.len ? "..." : "");
	text_add(&out, after);
	text_printf(&out, "%s", after.len < behind.len ? "..." : "");
	struct bytes told = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return told;
}

struct bytes marked(struct arena *arena, struct bytes text, struct bytes place)
{
	if (!bytes_present(text) || !bytes_present(place) ||
	    place.ptr < text.ptr || place.ptr > text.ptr + text.len)
		return ABSENT;
	return marked_at(
	    arena, text, (size_t)(place.ptr - text.ptr), place.len);
}
