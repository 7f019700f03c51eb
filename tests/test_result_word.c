/* inspect/read/result_word: each word that receivers write, and others */
#include "tests/test.h"

#include "inspect/read/result_word.h"

static const struct {
	const char *word;
	enum auth_result result;
} rows[] = {
	/* RFC 8601 2.7 */
	{ "none", AUTH_NONE },
	{ "pass", AUTH_PASS },
	{ "fail", AUTH_FAIL },
	{ "softfail", AUTH_SOFTFAIL },
	{ "policy", AUTH_POLICY },
	{ "neutral", AUTH_NEUTRAL },
	{ "temperror", AUTH_TEMPERROR },
	{ "permerror", AUTH_PERMERROR },
	/* outside it */
	{ "hardfail", AUTH_FAIL },
	{ "tempfail", AUTH_TEMPERROR },
	{ "permfail", AUTH_PERMERROR },
	{ "timeout", AUTH_TEMPERROR },
	{ "bestguesspass", AUTH_NONE },
	{ "unknown", AUTH_NONE },
	{ "Pass", AUTH_PASS },
	{ "PASS", AUTH_PASS },
	/* words that decide nothing */
	{ "skipped", AUTH_OTHER },
	{ "softpass", AUTH_OTHER },
	{ "signed", AUTH_OTHER },
	{ "passed", AUTH_OTHER },
	{ "pas", AUTH_OTHER },
	{ "error", AUTH_OTHER },
	{ "", AUTH_OTHER },
};

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].word);
		check_number("result", result_word_read(bytes_of(rows[i].word)),
		    rows[i].result);
	}
	return test_end("test_result_word");
}
