#include "inspect/verify/canon.h"

#include "common/base/text.h"
#include "inspect/verify/canon_find.h"
#include <string.h>

/* From this length on octets are hashed where they lie. */
#define IN_PLACE 256

static const struct bytes crlf = { "\r\n", 2 };

/* ---- octets into the digest --------------------------------------------- */

static bool cut_reached(const struct canon *c, size_t len)
{
	return c->cut < c->cut_end && c->cut->length - c->total <= len;
}

static void hash_octets(struct canon *c, struct bytes octets)
{
	if (c->copy != NULL)
		text_add(c->copy, octets);
	while (cut_reached(c, octets.len)) {
		struct bytes first = { octets.ptr,
			(size_t)(c->cut->length - c->total) };
		sha256_add(&c->hash, first);
		c->total += first.len;
		octets = bytes_skip(octets, first.len);
		struct sha256 here = c->hash;
		sha256_end(&here, c->cut++->digest);
	}
	if (c->whole || c->cut < c->cut_end)
		sha256_add(&c->hash, octets);
	c->total += octets.len;
}

static void spill(struct canon *c)
{
	hash_octets(c, (struct bytes){ c->buffer, c->used });
	c->used = 0;
}

/* The buffer is hashed when it is full, in whole blocks: a digest that has to
 * take up a part of a block each time needs a third longer. */
static void put_over(struct canon *c, struct bytes octets)
{
	struct bytes first = bytes_first(octets, CANON_BUFFER - c->used);

	if (octets.len >= IN_PLACE) {
		spill(c);
		hash_octets(c, octets);
		return;
	}
	memcpy(c->buffer + c->used, first.ptr, first.len);
	c->used += first.len;
	spill(c);
	octets = bytes_skip(octets, first.len);
	memcpy(c->buffer, octets.ptr, octets.len);
	c->used = octets.len;
}

static inline void put(struct canon *c, struct bytes octets)
{
	if (octets.len >= IN_PLACE || octets.len > CANON_BUFFER - c->used) {
		put_over(c, octets);
		return;
	}
	memcpy(c->buffer + c->used, octets.ptr, octets.len);
	c->used += octets.len;
}

void canon_begin(struct canon *canon, struct text *copy)
{
	sha256_begin(&canon->hash);
	canon->copy = copy;
	canon->cut = canon->cut_end = NULL;
	canon->whole = true;
	canon->total = 0;
	canon->used = 0;
}

void canon_end(struct canon *canon, unsigned char digest[SHA256_SIZE])
{
	spill(canon);
	sha256_end(&canon->hash, digest);
}

/* Most spans between odd octets are short: copied by sixteen, over the end of
 * the span where the text goes on that far. */
static inline void put_between(
    struct canon *c, const char *start, const char *end, const char *text_end)
{
	size_t len = (size_t)(end - start);

	if (len >= IN_PLACE || text_end - end < CANON_SLACK ||
	    len > CANON_BUFFER - c->used) {
		if (len > 0)
			put(c, bytes_between(start, end));
		return;
	}
	for (size_t i = 0; i < len; i += CANON_SLACK)
		memcpy(c->buffer + c->used + i, start + i, CANON_SLACK);
	c->used += len;
}

/* ---- lines --------------------------------------------------------------- */

static inline bool is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

/* LF or CRLF here: how many octets; else 0. */
static inline size_t line_end_here(const char *at, const char *end)
{
	if (at < end && *at == '\n')
		return 1;
	return end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
}

/* LF or CRLF before here. */
static inline size_t line_end_before(const char *start, const char *at)
{
	if (at == start || at[-1] != '\n')
		return 0;
	return at - start >= 2 && at[-2] == '\r' ? 2 : 1;
}

static void put_simple(struct canon *c, const char *at, const char *end)
{
	const char *odd;

	while ((odd = find_in_simple(at, end)) < end) {
		put_between(c, at, odd, end);
		put(c, crlf);
		at = odd + 1;
	}
	put_between(c, at, end, end);
}

/* ---- fields, RFC 6376 3.4.1 and 3.4.2 ------------------------------------ */

static void put_name(struct canon *c, struct bytes name)
{
	char lower[64];

	while (name.len > 0) {
		struct bytes part = bytes_first(name, sizeof(lower));
		for (size_t i = 0; i < part.len; i++)
			lower[i] = ascii_lower(part.ptr[i]);
		put(c, (struct bytes){ lower, part.len });
		name = bytes_skip(name, part.len);
	}
}

/* Over blanks and folding. */
static const char *skip_folding(const char *at, const char *end)
{
	size_t len;

	while ((len = at < end && is_wsp(*at) ? 1 : line_end_here(at, end)) > 0)
		at += len;
	return at;
}

static const char *skip_folding_back(const char *start, const char *at)
{
	size_t len;

	while ((len = at > start && is_wsp(at[-1])
			  ? 1
			  : line_end_before(start, at)) > 0)
		at -= len;
	return at;
}

/* No folding at either end. */
static void put_unfolded(struct canon *c, const char *start, const char *end)
{
	const char *odd, *at = start;

	while ((odd = find_in_field(at, end)) < end) {
		const char *blank = skip_folding_back(at, odd + 1);
		put_between(c, at, blank, end);
		put(c, BYTES(" "));
		at = skip_folding(odd, end);
	}
	put_between(c, at, end, end);
}

static void put_value(struct canon *c, struct bytes value)
{
	const char *end = value.ptr + value.len;
	const char *start = skip_folding(value.ptr, end);

	put_unfolded(c, start, skip_folding_back(start, end));
}

void canon_field(
    struct canon *canon, enum canon_kind kind, const struct field *field)
{
	struct bytes raw = field->raw;

	if (kind == CANON_RELAXED) {
		put_name(canon, field->name);
		put(canon, BYTES(":"));
		put_value(canon, field->value);
	} else {
		const char *end = raw.ptr + raw.len;
		put_simple(canon, raw.ptr, end - line_end_before(raw.ptr, end));
	}
	put(canon, crlf);
}

/* `whole` in two parts, before and after b's value and the blanks there. */
static void around(struct bytes whole, struct bytes b, struct bytes *before,
    struct bytes *after)
{
	const char *end = whole.ptr + whole.len;

	*before = whole;
	*after = (struct bytes){ end, 0 };
	if (!bytes_present(b))
		return;
	*before = bytes_between(whole.ptr, b.ptr);
	*after = bytes_between(b.ptr + b.len, end);
	while (before->len > 0 && is_blank(before->ptr[before->len - 1]))
		before->len--;
	while (after->len > 0 && is_blank(after->ptr[0]))
		*after = bytes_skip(*after, 1);
}

void canon_last(struct canon *canon, enum canon_kind kind,
    const struct field *field, struct bytes b)
{
	struct bytes before, after, raw = field->raw;

	raw.len -= line_end_before(raw.ptr, raw.ptr + raw.len);
	around(kind == CANON_RELAXED ? field->value : raw, b, &before, &after);
	if (kind == CANON_RELAXED) {
		put_name(canon, field->name);
		put(canon, BYTES(":"));
		put_value(canon, before);
		put_value(canon, after);
		return;
	}
	put_simple(canon, before.ptr, before.ptr + before.len);
	put_simple(canon, after.ptr, after.ptr + after.len);
}

/* ---- bodies, RFC 6376 3.4.3 and 3.4.4 ------------------------------------ */

/* The end of the last line that is not empty, without its line end. */
static const char *simple_end(const char *start, const char *end)
{
	size_t len;

	while ((len = line_end_before(start, end)) > 0)
		end -= len;
	return end;
}

static void relaxed_body(struct canon *c, const char *start, const char *end)
{
	const char *odd;

	while ((odd = find_in_body(start, end)) < end) {
		bool after_blank = odd > start && odd[-1] == ' ';
		const char *blank = odd - after_blank, *next = odd;
		while (next < end && is_wsp(*next))
			next++;
		size_t line_end = line_end_here(next, end);
		put_between(c, start, blank, end);
		if (line_end > 0)
			put(c, crlf);
		else
			put(c, BYTES(" "));
		start = next + line_end;
	}
	put_between(c, start, end, end);
}

uint64_t canon_body(enum canon_kind kind, struct bytes body,
    struct canon_cut *cuts, size_t count, struct text *copy)
{
	struct canon c;
	const char *start = bytes_present(body) ? body.ptr : "";
	const char *end = start + body.len;
	bool relaxed = kind == CANON_RELAXED;

	canon_begin(&c, copy);
	c.cut = cuts;
	c.cut_end = cuts + count;
	c.whole = false;
	end = relaxed ? skip_folding_back(start, end) : simple_end(start, end);
	if (relaxed)
		relaxed_body(&c, start, end);
	else
		put_simple(&c, start, end);
	if (!relaxed || end > start)
		put(&c, crlf);
	spill(&c);
	for (; c.cut < c.cut_end; c.cut++) {
		struct sha256 here = c.hash;
		sha256_end(&here, c.cut->digest);
	}
	return c.total;
}
