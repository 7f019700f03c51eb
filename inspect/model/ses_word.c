#include "inspect/model/ses_word.h"

const struct ses_asked *ses_in_force(const struct ses_word *word)
{
	size_t i = 0;

	while (i < word->count && word->identities[i].answer == SES_NOT_FOUND)
		i++;
	return i < word->count && word->identities[i].answer == SES_ANSWERED
		   ? &word->identities[i]
		   : NULL;
}

bool ses_knows_none(const struct ses_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->identities[i].answer != SES_NOT_FOUND)
			return false;
	return word->count > 0;
}

const struct ses_asked *ses_below(
    const struct ses_word *word, const struct ses_asked *asked)
{
	const struct ses_asked *end = word->identities + word->count;

	for (asked++; asked < end; asked++)
		if (asked->answer == SES_ANSWERED)
			return asked;
	return NULL;
}

struct bytes ses_asked_domain(const struct ses_asked *asked)
{
	struct bytes local, domain;

	return bytes_cut_last(asked->name, '@', &local, &domain) ? domain
								 : asked->name;
}

static void expect_dkim(
    const struct ses_asked *asked, struct expected *expected)
{
	const struct ses_dkim *dkim = &asked->is.dkim;

	if (dkim->token_count == 0)
		return;
	if (ses_dkim_is_easy(dkim)) {
		expected->dkim_tokens = dkim->tokens;
		expected->dkim_token_count = dkim->token_count;
		expected->dkim_zone = dkim->zone;
	} else {
		expected->dkim_selectors = dkim->tokens;
		expected->dkim_selector_count = dkim->token_count;
		expected->dkim_tokens = NULL;
		expected->dkim_token_count = 0;
	}
	expected->identity = ses_asked_domain(asked);
	expected->dkim_domain = ses_asked_domain(asked);
}

void ses_word_expect(const struct ses_word *word, struct expected *expected)
{
	const struct ses_asked *asked = ses_in_force(word);

	if (!bytes_present(expected->region))
		expected->region = word->region;
	if (asked == NULL)
		return;
	expect_dkim(asked, expected);
	if (!bytes_present(expected->mail_from))
		expected->mail_from = asked->is.mail_from.domain;
}
