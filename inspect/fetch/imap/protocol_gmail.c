#include "inspect/fetch/imap/library.h"

static void begin(struct filter_gmail *gmail, uint32_t uid)
{
	gmail->uid = uid;
	gmail->hit = gmail->labelled = false;
	gmail->labels_len = 0;
}

enum answer protocol_labels(
    struct protocol *protocol, uint32_t uid, struct text *labels)
{
	struct filter_gmail *gmail = &protocol->stream.filter.gmail;

	begin(gmail, uid);
	enum answer answer = protocol_command(protocol, FOR_LABELS,
	    "UID FETCH %u (UID X-GM-LABELS)", (unsigned)uid);
	if (answer == ANSWER_OK && gmail->labelled)
		text_add(
		    labels, (struct bytes){ gmail->labels, gmail->labels_len });
	return answer;
}

enum answer protocol_gmail_finds(
    struct protocol *protocol, uint32_t uid, const char *words, bool *finds)
{
	struct filter_gmail *gmail = &protocol->stream.filter.gmail;

	begin(gmail, uid);
	enum answer answer = protocol_command(protocol, FOR_SEARCH,
	    "UID SEARCH UID %u X-GM-RAW \"%s\"", (unsigned)uid, words);
	*finds = answer == ANSWER_OK && gmail->hit;
	return answer;
}
