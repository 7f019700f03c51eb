/* ses_probe CONFIGURATION SENDER: what SES says of a sender, as JSON */
#include "inspect/report/report_ses.h"
#include "mailplumb/dns/ses_asking.h"
#include <stdio.h>

static int print(const struct ses_word *word)
{
	struct text out = text_new(REPORT_LIMIT);
	struct json *json = json_ses_word(word);

	json_print(json, JSON_LINE, &out);
	printf("%.*s\n", FMT(text_bytes(&out)));
	json_free(json);
	text_free(&out);
	return 0;
}

int main(int argc, char **argv)
{
	static struct settings settings;
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };
	const struct sender_settings *sender =
	    argc == 3 && settings_load(&settings, arena, argv[1], &fault)
		? settings_sender(&settings, bytes_of(argv[2]), &fault)
		: NULL;
	int status = sender != NULL
			 ? print(sender_ask_ses(arena, sender, NULL, NULL))
			 : 2;

	if (fault.kind != FAULT_NONE)
		fault_print(&fault);
	arena_close(arena);
	return status;
}
