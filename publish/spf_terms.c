#include "publish/spf_terms.h"

#include "common/base/text.h"
#include "common/mail/spf_record.h"
#include <string.h>

#define RECORD_MOST ((size_t)64 * 1024)

struct spf_terms *spf_terms_of(struct arena *arena, struct bytes text)
{
	struct spf_terms *terms = arena_new(arena, struct spf_terms);
	struct bytes term;

	terms->arena = arena;
	while (bytes_present(text)) {
		bytes_cut(text, ' ', &term, &text);
		if (term.len > 0)
			spf_terms_put(terms, terms->count, term);
	}
	return terms;
}

void spf_terms_put(struct spf_terms *terms, size_t at, struct bytes term)
{
	struct bytes *items = terms->items;

	if (terms->count == SPF_TERMS_MOST) {
		terms->full = true;
		return;
	}
	if (at > terms->count)
		at = terms->count;
	memmove(
	    items + at + 1, items + at, (terms->count - at) * sizeof(*items));
	items[at] = term;
	terms->count++;
}

void spf_terms_take(struct spf_terms *terms, size_t at)
{
	struct bytes *items = terms->items;

	terms->count--;
	memmove(
	    items + at, items + at + 1, (terms->count - at) * sizeof(*items));
}

/* ---- one term --------------------------------------------------------------
 */

char spf_term_qualifier(struct bytes *term)
{
	char c = term->len > 0 ? term->ptr[0] : '\0';

	if (c != '+' && c != '-' && c != '?' && c != '~')
		return '\0';
	*term = bytes_skip(*term, 1);
	return c;
}

static bool spf_term_is_all(struct bytes term)
{
	spf_term_qualifier(&term);
	return bytes_iis(term, "all");
}

static bool is_same(struct bytes a, struct bytes b)
{
	char of_a = spf_term_qualifier(&a), of_b = spf_term_qualifier(&b);

	if (of_a == '\0')
		of_a = '+';
	if (of_b == '\0')
		of_b = '+';
	return of_a == of_b && bytes_ieq(a, b);
}

/* name "=" ... (RFC 7208 4.6.1); what stands before it has no ':' or '/'. */
bool spf_term_is_modifier(struct bytes term, const char *name)
{
	struct bytes before, value;

	if (!bytes_cut(term, '=', &before, &value) ||
	    memchr(before.ptr, ':', before.len) != NULL ||
	    memchr(before.ptr, '/', before.len) != NULL)
		return false;
	return name == NULL || bytes_iis(before, name);
}

/* ---- among the terms -------------------------------------------------------
 */

size_t spf_terms_find(const struct spf_terms *terms, struct bytes term)
{
	size_t i = 0;

	while (i < terms->count && !is_same(terms->items[i], term))
		i++;
	return i;
}

size_t spf_terms_all(const struct spf_terms *terms)
{
	size_t i = 0;

	while (i < terms->count && !spf_term_is_all(terms->items[i]))
		i++;
	return i;
}

size_t spf_terms_modifier(const struct spf_terms *terms, const char *name)
{
	size_t i = 0;

	while (i < terms->count && !spf_term_is_modifier(terms->items[i], name))
		i++;
	return i;
}

struct bytes spf_terms_record(const struct spf_terms *terms)
{
	struct text text = text_new(RECORD_MOST);
	struct spf_record record;

	text_add(&text, BYTES("v=spf1"));
	for (size_t i = 0; i < terms->count; i++) {
		text_char(&text, ' ');
		text_add(&text, terms->items[i]);
	}
	bool full = text.full || terms->full;
	struct bytes written = arena_copy(terms->arena, text_bytes(&text));
	text_free(&text);
	return !full && spf_record_read(&record, terms->arena, written)
		   ? written
		   : ABSENT;
}
