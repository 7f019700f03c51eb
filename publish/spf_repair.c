/* What somebody meant to publish as an SPF record. */
#include "publish/spf_edit.h"

#include "common/base/nearest.h"
#include "common/base/text.h"
#include "common/mail/spf_record.h"
#include "publish/spf_terms.h"
#include <string.h>

#define TEXT_MOST   ((size_t)64 * 1024)
#define VERSION_LEN 6 /* of "v=spf1" */

/* ---- characters ------------------------------------------------------------
 */

static const struct {
	const char *octets;
	char meant; /* '"' is dropped */
} characters[] = {
	{ "\xef\xbb\xbf", ' ' }, /* byte order mark */
	{ "\xc2\xa0", ' ' },	 /* no-break space */
	{ "\xe2\x80\x8b", ' ' }, /* zero width space */
	{ "\xe2\x80\x90", '-' }, /* hyphen */
	{ "\xe2\x80\x91", '-' },
	{ "\xe2\x80\x93", '-' }, /* en dash */
	{ "\xe2\x80\x94", '-' }, /* em dash */
	{ "\xe2\x88\x92", '-' }, /* minus */
	{ "\xe2\x80\x9c", '"' }, /* typographic quotation marks */
	{ "\xe2\x80\x9d", '"' },
	{ "\xe2\x80\x9e", '"' },
	{ "\xe2\x80\x98", '"' },
	{ "\xe2\x80\x99", '"' },
	{ "'", '"' },
	{ "\t", ' ' },
	{ "\r", ' ' },
	{ "\n", ' ' },
	{ "\xa0", ' ' }, /* no-break space in ISO 8859-1 */
	{ ";", ' ' },
	{ "\\", '"' },
};
#define CHARACTERS (sizeof(characters) / sizeof(characters[0]))

static char take_character(struct bytes *rest)
{
	char c = *rest->ptr;

	for (size_t i = 0; i < CHARACTERS; i++) {
		struct bytes octets = bytes_of(characters[i].octets);
		if (!bytes_starts(*rest, octets))
			continue;
		*rest = bytes_skip(*rest, octets.len);
		return characters[i].meant;
	}
	*rest = bytes_skip(*rest, 1);
	return c;
}

/* Behind a quotation mark: the next string, when one follows. */
static void skip_to_string(struct bytes *rest)
{
	struct bytes behind = *rest;

	while (behind.len > 0 && is_blank(*behind.ptr))
		behind = bytes_skip(behind, 1);
	if (behind.len > 0 && behind.len < rest->len && *behind.ptr == '"')
		*rest = bytes_skip(behind, 1);
}

/* Strings are `joined` as in a zone file, or kept apart. */
static struct bytes cleaned(struct arena *arena, struct bytes text, bool joined)
{
	struct text out = text_new(TEXT_MOST);
	bool macro = false;

	while (text.len > 0) {
		char c = take_character(&text);
		if (c == '{' || c == '}')
			macro = c == '{';
		if (c == ',' && !macro)
			c = ' ';
		if (c != '"')
			text_char(&out, c);
		else if (joined)
			skip_to_string(&text);
		else
			text_char(&out, ' ');
	}
	struct bytes clean = bytes_trim(arena_copy(arena, text_bytes(&out)));
	text_free(&out);
	return clean;
}

/* ---- the version -----------------------------------------------------------
 */

/* What stands behind it; absent when there is none. */
static struct bytes behind_version(struct bytes text)
{
	static const char *const starts[] = { "v = spf1", "v =spf1", "v= spf1",
		"v:spf1", "v-spf1", "v spf1", "vspf1", "=spf1", "spf1",
		"v=spf " };
	const char *version = bytes_ifind(text, BYTES("v=spf1"));
	size_t i = 0, most = sizeof(starts) / sizeof(starts[0]);

	if (version != NULL)
		return bytes_skip(
		    bytes_between(version, text.ptr + text.len), 6);
	while (i < most && !bytes_istarts(text, bytes_of(starts[i])))
		i++;
	return i < most ? bytes_skip(text, strlen(starts[i])) : ABSENT;
}

/* ---- one term --------------------------------------------------------------
 */

static const struct bytes names[] = { { "all", 3 }, { "a", 1 }, { "mx", 2 },
	{ "ptr", 3 }, { "ip4", 3 }, { "ip6", 3 }, { "exp", 3 },
	{ "include", 7 }, { "exists", 6 }, { "redirect", 8 } };
#define NAMES (sizeof(names) / sizeof(names[0]))
#define SHORT 7 /* of them are too short to be known when misspelt */

static const char *const other_names[][2] = {
	{ "ipv4", "ip4" },
	{ "ipv6", "ip6" },
	{ "ip", "ip4" },
};
#define OTHERS (sizeof(other_names) / sizeof(other_names[0]))

static size_t name_end(struct bytes term)
{
	size_t n = 0;

	while (n < term.len && strchr(":=/", term.ptr[n]) == NULL)
		n++;
	return n;
}

/* Absent when it is none. */
static struct bytes name_known(struct bytes name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (bytes_ieq(name, names[i]))
			return names[i];
	for (size_t i = 0; i < OTHERS; i++)
		if (bytes_iis(name, other_names[i][0]))
			return bytes_of(other_names[i][1]);
	return ABSENT;
}

/* Absent when nobody can tell. */
static struct bytes name_meant(struct bytes name)
{
	struct bytes known = name_known(name);

	return bytes_present(known)
		   ? known
		   : nearest_word(name, names + SHORT, NAMES - SHORT);
}

static bool is_address_family(struct bytes name)
{
	return bytes_is(name, "ip4") || bytes_is(name, "ip6");
}

static bool is_modifier_name(struct bytes name)
{
	return bytes_is(name, "redirect") || bytes_is(name, "exp");
}

bool spf_term_is_skipped(struct bytes term)
{
	spf_term_qualifier(&term);
	size_t end = name_end(term);
	struct bytes name = name_known(bytes_first(term, end));

	return bytes_present(name) && !is_modifier_name(name) &&
	       end < term.len && term.ptr[end] == '=';
}

static bool is_term(struct arena *arena, struct bytes term)
{
	struct spf_record record;

	return term.len > 0 && !spf_term_is_skipped(term) &&
	       spf_record_read(&record, arena,
		   arena_join(arena, BYTES("v=spf1 "), term, BYTES("")));
}

/* The right name, the right mark behind it, the right family. */
static struct bytes renamed(struct arena *arena, struct bytes term)
{
	struct bytes bare = term;
	char qualifier = spf_term_qualifier(&bare);
	size_t end = name_end(bare);
	struct bytes rest = bytes_skip(bare, end);
	struct bytes name = name_meant(bytes_first(bare, end));

	if (!bytes_present(name))
		return ABSENT;
	if (is_address_family(name) && rest.len > 0)
		name = memchr(rest.ptr + 1, ':', rest.len - 1) != NULL
			   ? BYTES("ip6")
			   : BYTES("ip4");
	if (is_modifier_name(name))
		qualifier = '\0';
	if (rest.len > 1 && *rest.ptr != '/')
		rest = arena_join(arena,
		    is_modifier_name(name) ? BYTES("=") : BYTES(":"),
		    bytes_skip(rest, 1), BYTES(""));
	else if (rest.len == 1)
		rest = ABSENT;
	return arena_join(
	    arena, bytes_first(term, qualifier != '\0'), name, rest);
}

static struct bytes as_address(struct arena *arena, struct bytes term)
{
	return arena_join(arena,
	    memchr(term.ptr, ':', term.len) != NULL ? BYTES("ip6:")
						    : BYTES("ip4:"),
	    term, BYTES(""));
}

static struct bytes without_end(struct arena *arena, struct bytes term)
{
	(void)arena;
	return term.len > 1 && strchr(".:", term.ptr[term.len - 1]) != NULL
		   ? bytes_first(term, term.len - 1)
		   : ABSENT;
}

static struct bytes term_repaired(struct arena *arena, struct bytes term)
{
	static struct bytes (*const ways[])(struct arena * arena,
	    struct bytes term) = { as_address, without_end, renamed };

	if (is_term(arena, term))
		return term;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct bytes other = ways[i](arena, term);
		if (bytes_present(other) && is_term(arena, other))
			return other;
	}
	return ABSENT;
}

/* ---- all of them -----------------------------------------------------------
 */

/* A blank came between the two.  What is a term with a domain of its own is no
 * other term's. */
static bool is_cut(struct arena *arena, struct bytes term, struct bytes next)
{
	struct bytes bare = term;
	char qualifier = spf_term_qualifier(&bare);

	if (qualifier != '\0' && bare.len == 0)
		return next.len > 0;
	return next.len > 0 &&
	       (strchr(":=", term.ptr[term.len - 1]) != NULL ||
		   strchr(":/", *next.ptr) != NULL) &&
	       (name_end(next) == next.len || !is_term(arena, next));
}

/* "include : example.com" */
static bool is_mark(struct bytes word)
{
	return word.len == 1 && strchr(":=", *word.ptr) != NULL;
}

static struct bytes repaired_together(
    struct arena *arena, struct bytes term, struct bytes next)
{
	struct bytes both =
	    term_repaired(arena, arena_join(arena, term, next, BYTES("")));

	return bytes_present(both)
		   ? both
		   : term_repaired(
			 arena, arena_join(arena, term, BYTES(":"), next));
}

/* The term at `*i`, with the one behind it when both are one. */
static struct bytes take_repaired(const struct spf_terms *words, size_t *i)
{
	struct bytes word = words->items[(*i)++], term = ABSENT;
	struct bytes next = *i < words->count ? words->items[*i] : BYTES("");

	if (is_mark(next)) {
		word = arena_join(words->arena, word, next, BYTES(""));
		++*i;
		next = *i < words->count ? words->items[*i] : BYTES("");
	}
	if (is_cut(words->arena, word, next))
		term = repaired_together(words->arena, word, next);
	if (bytes_present(term)) {
		++*i;
		return term;
	}
	term = term_repaired(words->arena, word);
	if (bytes_present(term) || !bytes_present(name_meant(word)))
		return term;
	term = repaired_together(words->arena, word, next);
	*i += bytes_present(term);
	return term;
}

static struct bytes repaired(
    struct arena *arena, struct bytes text, bool joined)
{
	struct bytes rest = behind_version(cleaned(arena, text, joined));
	struct spf_terms *terms = spf_terms_of(arena, ABSENT);

	if (!bytes_present(rest))
		return ABSENT;
	while (rest.len > 0 && strchr(":=.", *rest.ptr) != NULL)
		rest = bytes_skip(rest, 1);
	const struct spf_terms *words = spf_terms_of(arena, rest);
	for (size_t i = 0; i < words->count;) {
		if (bytes_iis(words->items[i], "v=spf1")) {
			i++;
			continue;
		}
		struct bytes term = take_repaired(words, &i);
		if (!bytes_present(term))
			return ABSENT;
		if (!spf_term_is_modifier(term, NULL) ||
		    spf_terms_find(terms, term) == terms->count)
			spf_terms_put(terms, terms->count, term);
	}
	return words->full ? ABSENT : spf_terms_record(terms);
}

/* Nothing is wrong with it, whatever it looks like. */
static bool is_sound(const struct spf_terms *terms)
{
	for (size_t i = 0; i < terms->count; i++)
		if (spf_term_is_skipped(terms->items[i]) ||
		    bytes_iis(terms->items[i], "v=spf1"))
			return false;
	return bytes_present(spf_terms_record(terms));
}

struct bytes spf_edit_repair(struct arena *arena, struct bytes text)
{
	const struct spf_terms *terms =
	    spf_terms_of(arena, bytes_skip(text, VERSION_LEN));

	if (spf_record_begins(text) && is_sound(terms))
		return spf_terms_record(terms);
	struct bytes record = repaired(arena, text, true);
	return bytes_present(record) ? record : repaired(arena, text, false);
}
