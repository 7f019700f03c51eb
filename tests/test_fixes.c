/*
 * Fix and recheck, over every case that has a DNS: what a finding asks to be
 * published is written as a Route 53 change batch, read back over the DNS of
 * the case as --overlay does, and the same message is inspected again.  Then
 * the finding is gone, and nothing is broken or a risk that was not before,
 * itself or what it follows from.  So it is with the fixes of all roots at
 * once; and when nothing is broken then, the verdict is no failure.
 *
 * Where a fix can do nothing for this message the case says so, and why, in a
 * line `after` (story.h); one that is not needed fails.
 */
#include "tests/stories.h"

#include "common/dns/dns_overlay.h"
#include "common/dns/resolver_parts.h"
#include "common/net/suffix.h"
#include "inspect/model/catalogue.h"
#include "inspect/verify/dkim_key.h"
#include "publish/change_merge.h"
#include "publish/change_write.h"

#define FINDINGS_MOST 100
#define BATCH_MOST    (256 * 1024)

static struct suffix_list *suffixes;
static struct dkim_keys *keys;
static size_t tried, tried_all;

/* A finding as far as the inspections are compared. */
struct seen {
	const char *id, *cause; /* cause NULL: a root */
	enum severity severity;
	struct change *changes;
};

struct findings {
	struct seen seen[FINDINGS_MOST];
	size_t count;
	enum verdict verdict;
};

static const struct seen *seen_of(const struct findings *all, struct bytes id)
{
	for (size_t i = 0; i < all->count; i++)
		if (bytes_eq(bytes_of(all->seen[i].id), id))
			return &all->seen[i];
	return NULL;
}

static void note(
    struct findings *all, const struct inspection *in, struct arena *arena)
{
	all->count = 0;
	all->verdict = in->verdict;
	for (const struct finding *f = in->findings;
	     f != NULL && all->count < FINDINGS_MOST; f = f->next)
		all->seen[all->count++] = (struct seen){ f->row->id,
			f->cause != NULL ? f->cause->row->id : NULL,
			f->severity, changes_copied(arena, f->fix.changes) };
}

/* ---- inspect ----------------------------------------------------------------
 */

/* With `changes` published, if there are any. */
static struct dns_set *overlay_of(const struct change *changes)
{
	struct text batch = text_new(BATCH_MOST);
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	changes_write(changes, CHANGE_ROUTE53, ABSENT, &batch);
	bool read = dns_overlay_read(set, text_bytes(&batch), "batch", &fault);
	if (!read)
		printf("%s\n%.*s\n", fault.text, FMT(text_bytes(&batch)));
	check_true("the batch is read back", read);
	text_free(&batch);
	return set;
}

static void look(
    struct story *story, const struct change *changes, struct findings *found)
{
	struct premises premises = story_premises(story, suffixes);
	struct arena *arena = arena_open();
	struct inspection in = inspection_new(arena, &premises);
	struct resolver *resolver = story_resolver(story);

	premises.what_if = changes != NULL;
	check_true("its DNS is read", resolver != NULL);
	if (changes != NULL)
		resolver->overlay = overlay_of(changes);
	in.dns = dns_open(resolver);
	in.keys = keys;
	dns_begin(in.dns);
	check_true("is a message", story_inspect(story, &in));
	note(found, &in, story->arena);
	dns_close(in.dns);
	resolver_close(resolver);
	arena_close(arena);
}

/* ---- compare ----------------------------------------------------------------
 */

/* The case has the line `after ID WORD [OTHER] ...`. */
static bool is_said(const struct story *story, const char *id, const char *word,
    const char *other)
{
	for (size_t i = 0; i < story->count; i++) {
		struct bytes rest = story->expects[i], words[4] = { ABSENT };
		for (size_t n = 0; n < 4 && next_word(&rest, &words[n]); n++)
			;
		if (bytes_is(words[0], "after") && bytes_is(words[1], id) &&
		    bytes_is(words[2], word) &&
		    (other == NULL || bytes_is(words[3], other)))
			return true;
	}
	return false;
}

static void check_gone(const struct story *story, const struct seen *f,
    const struct findings *after)
{
	bool gone = seen_of(after, bytes_of(f->id)) == NULL;
	bool may_stay = is_said(story, f->id, "stays", NULL);

	if (gone == may_stay)
		printf("%s: %s %s\n", story->path, f->id,
		    gone ? "is gone" : "stands still");
	check_true("the finding is gone, unless the case says why not",
	    gone != may_stay);
}

static bool is_trouble(const struct seen *f)
{
	return f->severity > SEVERITY_NOTE;
}

/* It was there, or what it follows from was: then another part of the same
 * trouble shows. */
static bool was_there(const struct findings *before, const struct seen *f)
{
	return seen_of(before, bytes_of(f->id)) != NULL ||
	       (f->cause != NULL &&
		   seen_of(before, bytes_of(f->cause)) != NULL);
}

static void check_nothing_new(const struct story *story, const char *id,
    const struct findings *before, const struct findings *after)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct seen *f = &after->seen[i];
		bool fine = !is_trouble(f) || was_there(before, f) ||
			    is_said(story, id, "brings", f->id);
		if (!fine)
			printf("%s: the fix of %s brings %s\n", story->path, id,
			    f->id);
		check_true("nothing new is wrong", fine);
	}
}

/* What the case says the fix of `id` brings, it does bring. */
static void check_foretold(const struct story *story, const char *id,
    const struct findings *before, const struct findings *after)
{
	for (size_t i = 0; i < story->count; i++) {
		struct bytes rest = story->expects[i], words[4] = { ABSENT };
		for (size_t n = 0; n < 4 && next_word(&rest, &words[n]); n++)
			;
		if (!bytes_is(words[0], "after") || !bytes_is(words[1], id) ||
		    !bytes_is(words[2], "brings"))
			continue;
		const struct seen *f = seen_of(after, words[3]);
		bool needed = f != NULL && !was_there(before, f);
		if (!needed)
			printf("%s: not needed: %.*s\n", story->path,
			    FMT(story->expects[i]));
		check_true("what the case foretells", needed);
	}
}

/* ---- the cases --------------------------------------------------------------
 */

static void try_fix(
    struct story *story, const struct findings *before, const struct seen *f)
{
	struct findings after;

	tried++;
	look(story, f->changes, &after);
	check_gone(story, f, &after);
	check_nothing_new(story, f->id, before, &after);
	check_foretold(story, f->id, before, &after);
}

/* New ones are those that the case foretells of any single fix. */
static bool is_foretold(
    const struct story *story, const struct findings *before, const char *id)
{
	for (size_t i = 0; i < before->count; i++)
		if (is_said(story, before->seen[i].id, "brings", id))
			return true;
	return false;
}

static bool has_broken(const struct findings *all)
{
	return all->count > 0 && all->seen[0].severity == SEVERITY_BROKEN;
}

static void try_all_roots(struct story *story, const struct findings *before)
{
	struct change *all = NULL, **end = &all;
	struct findings after;

	for (size_t i = 0; i < before->count; i++) {
		if (before->seen[i].cause != NULL)
			continue;
		*end = changes_copied(story->arena, before->seen[i].changes);
		while (*end != NULL)
			end = &(*end)->next;
	}
	if (all == NULL)
		return;
	tried_all++;
	look(story, changes_merged(story->arena, all), &after);
	check_true("where nothing is broken the verdict is no failure",
	    has_broken(&after) || after.verdict != VERDICT_FAIL);
	for (size_t i = 0; i < before->count; i++)
		if (before->seen[i].cause == NULL &&
		    before->seen[i].changes != NULL)
			check_gone(story, &before->seen[i], &after);
	for (size_t i = 0; i < after.count; i++) {
		const struct seen *f = &after.seen[i];
		bool fine = !is_trouble(f) || was_there(before, f) ||
			    is_foretold(story, before, f->id);
		if (!fine)
			printf("%s: all fixes together bring %s\n", story->path,
			    f->id);
		check_true("nothing new is wrong after all of them", fine);
	}
}

static void try_story(struct story *story)
{
	struct findings before;

	story->message = story_message(story->arena, story->message);
	look(story, NULL, &before);
	for (size_t i = 0; i < before.count; i++)
		if (before.seen[i].changes != NULL)
			try_fix(story, &before, &before.seen[i]);
	try_all_roots(story, &before);
}

static void try_case(struct story *story)
{
	if (story->dns_count > 0)
		try_story(story);
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	stories_each(try_case);
	printf(
	    "%zu fixes tried, and %zu times all together\n", tried, tried_all);
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
	return test_end("test_fixes");
}
