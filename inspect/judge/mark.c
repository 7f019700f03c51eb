#include "inspect/judge/mark.h"

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

	return arena_printf(arena, "octet %zu: %s%.*s-->%.*s%s<--%.*s%s",
	    at + 1, start > 0 ? "..." : "", FMT(before), FMT(shown),
	    shown.len < place.len ? "..." : "", FMT(after),
	    after.len < behind.len ? "..." : "");
}

struct bytes marked(struct arena *arena, struct bytes text, struct bytes place)
{
	if (!bytes_present(text) || !bytes_present(place) ||
	    place.ptr < text.ptr || place.ptr > text.ptr + text.len)
		return ABSENT;
	return marked_at(
	    arena, text, (size_t)(place.ptr - text.ptr), place.len);
}
