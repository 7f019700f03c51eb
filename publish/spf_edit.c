#include "publish/spf_edit.h"

#include "common/mail/spf_record.h"
#include "publish/spf_terms.h"
#include <string.h>

#define VERSION_LEN 6 /* of "v=spf1" */

static struct spf_terms *behind_version(struct arena *arena, struct bytes text)
{
	return spf_terms_of(arena, bytes_skip(text, VERSION_LEN));
}

/* ---- a term ----------------------------------------------------------------
 */

/* Mechanisms end where all stands, or the modifiers. */
static size_t end_of_mechanisms(const struct spf_terms *terms)
{
	size_t all = spf_terms_all(terms);

	return all < terms->count ? all : spf_terms_modifier(terms, NULL);
}

struct bytes spf_edit_add(
    struct arena *arena, struct bytes text, struct bytes term)
{
	struct spf_terms *terms = behind_version(arena, text);

	if (spf_terms_find(terms, term) > spf_terms_all(terms) ||
	    spf_terms_find(terms, term) == terms->count)
		spf_terms_put(terms, end_of_mechanisms(terms), term);
	return spf_terms_record(terms);
}

struct bytes spf_edit_remove(
    struct arena *arena, struct bytes text, struct bytes term)
{
	struct spf_terms *terms = behind_version(arena, text);
	size_t before = terms->count, i;

	while ((i = spf_terms_find(terms, term)) < terms->count)
		spf_terms_take(terms, i);
	return terms->count < before ? spf_terms_record(terms) : ABSENT;
}

struct bytes spf_edit_replace(struct arena *arena, struct bytes text,
    struct bytes term, struct bytes with)
{
	struct spf_terms *terms = behind_version(arena, text);
	bool there = spf_terms_find(terms, with) < terms->count;
	size_t i = spf_terms_find(terms, term);

	if (i == terms->count)
		return ABSENT;
	if (there)
		spf_terms_take(terms, i);
	else
		terms->items[i] = with;
	return spf_terms_record(terms);
}

/* ---- all -------------------------------------------------------------------
 */

static struct bytes all_with(struct arena *arena, char qualifier)
{
	return arena_printf(arena, "%call", qualifier);
}

struct bytes spf_edit_all(
    struct arena *arena, struct bytes text, char qualifier)
{
	struct spf_terms *terms = behind_version(arena, text);
	size_t at = spf_terms_all(terms);

	if (at < terms->count)
		terms->items[at] = all_with(arena, qualifier);
	else if (spf_terms_modifier(terms, "redirect") < terms->count)
		return ABSENT;
	else
		spf_terms_put(terms, spf_terms_modifier(terms, NULL),
		    all_with(arena, qualifier));
	return spf_terms_record(terms);
}

/* redirect= means nothing beside all, RFC 7208 6.1. */
static void drop_redirect(struct spf_terms *terms)
{
	size_t at = spf_terms_modifier(terms, "redirect");

	if (at < terms->count && spf_terms_all(terms) < terms->count)
		spf_terms_take(terms, at);
}

static void drop_behind_all(struct spf_terms *terms)
{
	for (size_t i = spf_terms_all(terms) + 1; i < terms->count;)
		if (spf_term_is_modifier(terms->items[i], NULL))
			i++;
		else
			spf_terms_take(terms, i);
}

struct bytes spf_edit_drop_unused(struct arena *arena, struct bytes text)
{
	struct spf_terms *terms = behind_version(arena, text);

	drop_redirect(terms);
	drop_behind_all(terms);
	return spf_terms_record(terms);
}

struct bytes spf_edit_all_last(struct arena *arena, struct bytes text)
{
	struct spf_terms *terms = behind_version(arena, text);
	size_t at = spf_terms_all(terms);

	if (at == terms->count)
		return spf_terms_record(terms);
	struct bytes all = terms->items[at];
	drop_redirect(terms);
	while ((at = spf_terms_all(terms)) < terms->count)
		spf_terms_take(terms, at);
	spf_terms_put(terms, spf_terms_modifier(terms, NULL), all);
	return spf_terms_record(terms);
}

/* ---- merging ---------------------------------------------------------------
 */

struct merging {
	struct spf_terms *terms;
	char all; /* '\0': none yet */
	struct bytes redirect, explanation;
	size_t redirects;
};

static char softer(char a, char b)
{
	static const char order[] = "?~-";
	const char *of_a = a != '\0' ? strchr(order, a) : NULL;
	const char *of_b = b != '\0' ? strchr(order, b) : NULL;

	if (of_a == NULL || of_b == NULL)
		return of_a == NULL ? b : a;
	return of_a < of_b ? a : b;
}

static void merge_term(struct merging *m, struct bytes term)
{
	struct bytes bare = term;
	char qualifier = spf_term_qualifier(&bare);

	if (bytes_iis(bare, "all")) {
		if (qualifier != '\0' && qualifier != '+')
			m->all = softer(m->all, qualifier);
	} else if (bytes_istarts(term, BYTES("exp="))) {
		if (!bytes_present(m->explanation))
			m->explanation = term;
	} else if (spf_terms_find(m->terms, term) == m->terms->count) {
		spf_terms_put(m->terms,
		    spf_term_is_modifier(term, NULL)
			? m->terms->count
			: spf_terms_modifier(m->terms, NULL),
		    term);
	}
}

/* In a list that ends in all, the other record's terms are an include. */
static struct bytes as_include(struct arena *arena, struct bytes redirect)
{
	return arena_join(arena, BYTES("include:"),
	    bytes_skip(redirect, sizeof("redirect=") - 1), BYTES(""));
}

static void merge_record(struct merging *m, struct spf_terms *terms)
{
	for (size_t i = 0; i < terms->count; i++)
		if (!bytes_istarts(terms->items[i], BYTES("redirect=")))
			merge_term(m, terms->items[i]);
		else if (m->redirects++ == 0)
			m->redirect = terms->items[i];
		else
			merge_term(
			    m, as_include(m->terms->arena, terms->items[i]));
}

static struct bytes merged(struct merging *m)
{
	struct spf_terms *terms = m->terms;
	bool stays = m->redirects == 1 && m->all == '\0';

	if (bytes_present(m->redirect) && !stays)
		merge_term(m, as_include(terms->arena, m->redirect));
	if (!stays)
		spf_terms_put(terms, spf_terms_modifier(terms, NULL),
		    all_with(terms->arena, m->all != '\0' ? m->all : '~'));
	if (stays)
		spf_terms_put(terms, terms->count, m->redirect);
	if (bytes_present(m->explanation))
		spf_terms_put(terms, terms->count, m->explanation);
	return spf_terms_record(terms);
}

struct bytes spf_edit_merge(
    struct arena *arena, const struct bytes *texts, size_t count)
{
	struct merging m = { .terms = spf_terms_of(arena, ABSENT) };

	for (size_t i = 0; i < count; i++) {
		struct bytes text = spf_edit_repair(arena, texts[i]);
		if (!bytes_present(text))
			return ABSENT;
		struct spf_terms *terms = behind_version(arena, text);
		drop_redirect(terms);
		drop_behind_all(terms);
		merge_record(&m, terms);
	}
	return count > 0 ? merged(&m) : ABSENT;
}
