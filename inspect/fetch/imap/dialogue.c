#include "inspect/fetch/imap/dialogue.h"

#include <string.h>

void dialogue_open(struct dialogue *dialogue,
    void (*tell)(void *data, bool sent, struct bytes line), void *data)
{
	*dialogue = (struct dialogue){
		.tell = tell, .data = data, .response = text_new(DIALOGUE_LINE)
	};
}

void dialogue_close(struct dialogue *dialogue)
{
	text_free(&dialogue->response);
}

static void tell(struct dialogue *dialogue, bool sent, struct bytes line)
{
	if (dialogue->told++ < DIALOGUE_LINES)
		dialogue->tell(dialogue->data, sent, line);
	else if (dialogue->told == DIALOGUE_LINES + 1)
		dialogue->tell(dialogue->data, sent,
		    BYTES("... (the rest of the dialogue is not shown)"));
}

void dialogue_sent(struct dialogue *dialogue, int tag, struct bytes command)
{
	struct text line = text_new(DIALOGUE_LINE);

	if (dialogue->tell != NULL && !dialogue->again) {
		if (tag > 0)
			text_printf(&line, "%d ", tag);
		text_add(&line, bytes_first(command, DIALOGUE_LINE - line.len));
		tell(dialogue, true, text_bytes(&line));
	}
	text_free(&line);
}

bool dialogue_repeats(const struct dialogue *dialogue, struct bytes line)
{
	for (size_t i = 0; i < DIALOGUE_SECRETS_MOST; i++) {
		const char *secret = dialogue->secrets[i];
		if (secret != NULL && strlen(secret) >= DIALOGUE_SECRET &&
		    bytes_find(line, bytes_of(secret)) != NULL)
			return true;
	}
	return false;
}

/* The same answer as before: a tagged OK, or the numbers of a folder. */
static bool is_no_news(struct bytes line)
{
	struct bytes tag, rest, word;

	bytes_cut(line, ' ', &tag, &rest);
	bytes_cut(rest, ' ', &word, &rest);
	return bytes_ieq(
	    word, bytes_eq(tag, BYTES("*")) ? BYTES("STATUS") : BYTES("OK"));
}

void dialogue_heard(
    struct dialogue *dialogue, struct bytes piece, int64_t literal)
{
	struct text *response = &dialogue->response;

	if (dialogue->tell == NULL)
		return;
	dialogue->repeats |= dialogue_repeats(dialogue, piece);
	text_add(response, bytes_first(piece, DIALOGUE_LINE - response->len));
	if (literal >= 0) {
		text_printf(response, "{%lld octets}", (long long)literal);
		return;
	}
	struct bytes line = text_bytes(response);
	if (dialogue->secrets[0] != NULL && bytes_starts(line, BYTES("+ ")))
		line = BYTES("+ ..."); /* in base64 it might repeat one */
	if (dialogue->repeats)
		tell(dialogue, false, BYTES("... (repeats the password)"));
	else if (!dialogue->again || !is_no_news(line))
		tell(dialogue, false, line);
	text_clear(response);
	response->full = dialogue->repeats = false;
}
