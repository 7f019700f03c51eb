/* An answer of the SES API: what is kept may stand in a command and a zone. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/ses_identity.h"

static struct arena *arena;

static void must_be_tame(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		must(is_alpha(b.ptr[i]) || is_digit(b.ptr[i]) ||
		     b.ptr[i] == '-' || b.ptr[i] == '_' || b.ptr[i] == '.');
	must(b.len <= 253);
}

static void try_identity(struct bytes text)
{
	struct ses_identity is;

	if (!ses_identity_read(&is, arena, text))
		return;
	must(is.dkim.token_count <= SES_TOKENS_MOST);
	for (size_t i = 0; i < is.dkim.token_count; i++)
		must_be_tame(is.dkim.tokens[i]);
	must_be_tame(is.dkim.zone);
	must_be_tame(is.dkim.origin);
	must_be_tame(ses_dkim_parent_region(arena, &is.dkim));
	must_be_tame(is.mail_from.domain);
	must_be_tame(is.error);
	must_be_tame(is.configuration_set);
	must(is.last_checked == TIME_UNKNOWN || is.last_checked >= 0);
	must(is.dkim.bits == 0 || is.dkim.bits >= 1024);
	must(is.dkim.status == SES_STATUS_UNSAID ||
	     ses_status_word(is.dkim.status) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };
	struct ses_account account;
	struct ses_error error;

	if (arena == NULL)
		arena = arena_open();
	try_identity(text);
	if (ses_account_read(&account, arena, text)) {
		must_be_tame(account.enforcement);
		must(account.most_a_day >= -1 ||
		     account.most_a_day == SES_COUNT_UNSAID);
	}
	ses_error_read(&error, arena, text);
	must_be_tame(error.type);
	must_be_tame(ses_error_type(arena, text));
	arena_reset(arena);
	return 0;
}
