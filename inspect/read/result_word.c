#include "inspect/read/result_word.h"

#include "common/base/names.h"

static const struct name words[] = {
	{ "none", AUTH_NONE },
	{ "pass", AUTH_PASS },
	{ "fail", AUTH_FAIL },
	{ "softfail", AUTH_SOFTFAIL },
	{ "policy", AUTH_POLICY },
	{ "neutral", AUTH_NEUTRAL },
	{ "temperror", AUTH_TEMPERROR },
	{ "permerror", AUTH_PERMERROR },
	{ "hardfail", AUTH_FAIL },	/* RFC 5451 */
	{ "tempfail", AUTH_TEMPERROR }, /* OpenDMARC */
	{ "permfail", AUTH_PERMERROR },
	{ "timeout", AUTH_TEMPERROR },	/* Exchange */
	{ "bestguesspass", AUTH_NONE }, /* Exchange: there is no record */
	{ "unknown", AUTH_NONE },	/* Yahoo */
	{ NULL, AUTH_OTHER },
};

enum auth_result result_word_read(struct bytes word)
{
	return (enum auth_result)name_code(words, word);
}
