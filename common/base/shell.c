#include "common/base/shell.h"

#include "common/base/text.h"
#include <string.h>

static bool is_plain(char c)
{
	return is_alpha(c) || is_digit(c) || strchr("@%+=:,./_-", c) != NULL;
}

static bool is_sayable(struct bytes word, bool *plain)
{
	*plain = true;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] < ' ' || word.ptr[i] > '~')
			return false;
		*plain = *plain && is_plain(word.ptr[i]);
	}
	return word.len > 0 && word.ptr[0] != '-';
}

struct bytes shell_quoted(struct arena *arena, struct bytes word)
{
	bool plain;

	if (!is_sayable(word, &plain))
		return ABSENT;
	if (plain)
		return word;
	struct text out = text_new(4 * word.len + 3);
	text_char(&out, '\'');
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] == '\'')
			text_add(&out, BYTES("'\\''"));
		else
			text_char(&out, word.ptr[i]);
	text_char(&out, '\'');
	struct bytes quoted = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return quoted;
}
