#include "publish/text_merge.h"

#include "common/base/text.h"

#define WORDS_MOST 64	/* tags or terms of one record */
#define TEXT_MOST  8192 /* octets of one record */

static const struct kind {
	const char *version;
	char mark;
	const char *between;
} kinds[] = {
	{ "v=DMARC1", ';', "; " },
	{ "v=spf1", ' ', " " },
};

struct words {
	struct bytes at[WORDS_MOST];
	size_t count;
};

/* ---- the parts of a record ------------------------------------------------
 */

static bool words_read(
    struct words *words, const struct kind *kind, struct bytes text)
{
	struct bytes word;

	words->count = 0;
	while (bytes_present(text)) {
		bytes_cut(text, kind->mark, &word, &text);
		word = bytes_trim(word);
		if (word.len == 0)
			continue;
		if (words->count == WORDS_MOST)
			return false;
		words->at[words->count++] = word;
	}
	return words->count > 0 && bytes_iis(words->at[0], kind->version);
}

static size_t place_of(const struct words *words, struct bytes word)
{
	size_t i = 0;

	while (i < words->count && !bytes_eq(words->at[i], word))
		i++;
	return i;
}

static bool listed(const struct words *words, struct bytes word)
{
	return place_of(words, word) < words->count;
}

/* What may stand once: a tag, "redirect", "all" whatever its qualifier; of
 * another term all of it. */
static struct bytes key_of(struct bytes word)
{
	struct bytes key = word, value;

	if (bytes_cut(word, '=', &key, &value))
		return bytes_trim(key);
	if (word.len == 4 && bytes_iis(bytes_skip(word, 1), "all"))
		return bytes_skip(word, 1);
	return word;
}

static bool is_taken(const struct words *words, struct bytes word)
{
	size_t i = 0;

	while (
	    i < words->count && !bytes_ieq(key_of(words->at[i]), key_of(word)))
		i++;
	return i < words->count;
}

/* ---- both changes -----------------------------------------------------------
 */

static void take_away(struct words *words, struct bytes word)
{
	size_t at = place_of(words, word);

	if (at == words->count)
		return;
	words->count--;
	for (; at < words->count; at++)
		words->at[at] = words->at[at + 1];
}

/* Behind `before`; without that, at the end. */
static void put(struct words *words, struct bytes word, struct bytes before)
{
	size_t at = place_of(words, before) + 1;

	if (words->count == WORDS_MOST)
		return;
	if (at > words->count)
		at = words->count;
	for (size_t i = words->count; i > at; i--)
		words->at[i] = words->at[i - 1];
	words->at[at] = word;
	words->count++;
}

static struct bytes words_written(
    struct arena *arena, const struct words *words, const struct kind *kind)
{
	struct text text = text_new(TEXT_MOST);

	for (size_t i = 0; i < words->count; i++) {
		if (i > 0)
			text_add(&text, bytes_of(kind->between));
		text_add(&text, words->at[i]);
	}
	struct bytes written =
	    text.full ? ABSENT : arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return written;
}

struct bytes text_merged(struct arena *arena, struct bytes old,
    struct bytes earlier, struct bytes later)
{
	size_t k = 0, most = sizeof(kinds) / sizeof(kinds[0]);
	struct words was, made, wanted;

	while (k < most && (!words_read(&was, &kinds[k], old) ||
			       !words_read(&made, &kinds[k], earlier) ||
			       !words_read(&wanted, &kinds[k], later)))
		k++;
	if (k == most)
		return ABSENT;
	for (size_t i = 0; i < was.count; i++)
		if (!listed(&wanted, was.at[i]))
			take_away(&made, was.at[i]);
	for (size_t i = 1; i < wanted.count; i++)
		if (!listed(&was, wanted.at[i]) &&
		    !is_taken(&made, wanted.at[i]))
			put(&made, wanted.at[i], wanted.at[i - 1]);
	return words_written(arena, &made, &kinds[k]);
}
