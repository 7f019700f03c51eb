/* story_change - what a case expects of what changed on the way */
#ifndef TESTS_STORY_CHANGE_H
#define TESTS_STORY_CHANGE_H

#include "tests/story.h"

/* "body appended", "Subject replaced", or "-". */
static inline void expect_change(const struct inspection *in, struct bytes rest)
{
	const struct transit *t = in->transit;
	struct bytes field;

	check_true("what was sent is known", t != NULL && t->compared);
	if (t == NULL || bytes_eq(rest, BYTES("-")) ||
	    !next_word(&rest, &field))
		return;
	if (bytes_eq(field, BYTES("body"))) {
		check_bytes(
		    "body", bytes_of(body_change_word(t->body.kind)), rest);
		return;
	}
	const struct field_change *f = t->fields;
	while (f != NULL && !bytes_ieq(f->name, field))
		f = f->next;
	check_true("the field changed", f != NULL);
	if (f != NULL)
		check_bytes(
		    "change", bytes_of(field_change_word(f->kind)), rest);
}

/* As many changes as are expected. */
static inline void expect_no_other_change(
    const struct story *story, const struct inspection *in)
{
	size_t wanted = 0, n = in->transit->body.kind != BODY_NONE;

	for (size_t i = 0; i < story->count; i++) {
		struct bytes rest = story->expects[i], key;
		next_word(&rest, &key);
		wanted += bytes_eq(key, BYTES("change")) &&
			  !bytes_eq(rest, BYTES("-"));
	}
	for (const struct field_change *f = in->transit->fields; f; f = f->next)
		n += f->by == BY_NOBODY && f->kind != CHANGE_MOVED;
	check_number("changes", n, wanted);
}

#endif
