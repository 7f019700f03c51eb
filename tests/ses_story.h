/*
 * ses_story - what SES says, in a case of fixtures/cases
 *
 *	ses
 *	  hello@example.com  not-found
 *	  example.com        {"DkimAttributes": ...}
 *	  account            {"SendingEnabled": true}
 *	  region             eu-west-1
 *
 * Identities stand most exact first; an answer is JSON as SES gives it, or a
 * word and what was said ("denied User: ... is not authorized").
 */
#ifndef TESTS_SES_STORY_H
#define TESTS_SES_STORY_H

#include "inspect/model/ses_word.h"

static inline bool ses_answer_named(struct bytes word, enum ses_answer *answer)
{
	for (int i = SES_UNASKED; i <= SES_MALFORMED; i++) {
		*answer = (enum ses_answer)i;
		if (bytes_eq(word, bytes_of(ses_answer_word(*answer))))
			return true;
	}
	return false;
}

static inline bool ses_story_identity(struct arena *arena,
    struct ses_word *word, struct bytes name, struct bytes value)
{
	struct bytes said;

	if (word->count == SES_ASKED_MOST)
		return false;
	struct ses_asked *asked = &word->identities[word->count++];
	asked->name = name;
	if (bytes_starts(value, BYTES("{"))) {
		asked->answer = SES_ANSWERED;
		return ses_identity_read(&asked->is, arena, value);
	}
	bytes_cut(value, ' ', &said, &asked->detail);
	return ses_answer_named(said, &asked->answer);
}

static inline bool ses_story_line(
    struct arena *arena, struct ses_word *word, struct bytes line)
{
	struct bytes name, value;

	bytes_cut(line, ' ', &name, &value);
	value = bytes_trim(value);
	if (bytes_eq(name, BYTES("region"))) {
		word->region = value;
		return true;
	}
	if (bytes_eq(name, BYTES("elsewhere")))
		return word->elsewhere = true;
	if (!bytes_eq(name, BYTES("account")))
		return ses_story_identity(arena, word, name, value);
	if (bytes_starts(value, BYTES("{"))) {
		word->account_answer = SES_ANSWERED;
		return ses_account_read(&word->account, arena, value);
	}
	bytes_cut(value, ' ', &name, &word->account_detail);
	return ses_answer_named(name, &word->account_answer);
}

#endif
