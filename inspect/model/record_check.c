#include "inspect/model/record_check.h"

const char *record_purpose_word(enum record_purpose purpose)
{
	static const char *const words[] = {
#define X(id, word, title) [RECORD_##id] = (word),
		RECORD_PURPOSES(X)
#undef X
	};

	return words[purpose];
}

const char *record_purpose_title(enum record_purpose purpose)
{
	static const char *const titles[] = {
#define X(id, word, title) [RECORD_##id] = (title),
		RECORD_PURPOSES(X)
#undef X
	};

	return titles[purpose];
}

const char *record_state_word(enum record_state state)
{
	static const char *const words[] = { [RECORD_UNJUDGED] = NULL,
#define X(id, word) [RECORD_##id] = (word),
		RECORD_STATES(X)
#undef X
	};

	return words[state];
}
