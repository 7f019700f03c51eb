/*
 * check_records - what is published for a sender, looked at before it sends
 *
 * A record that is broken is told before mail is sent, and joins the findings
 * of every message of that sender; mail is sent all the same, since what
 * receivers make of it is what the check is for.
 */
#ifndef MAILPLUMB_CHECK_CHECK_RECORDS_H
#define MAILPLUMB_CHECK_CHECK_RECORDS_H

#include "mailplumb/dns/dns_waiting.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/what_if.h"
#include "mailplumb/settings/settings.h"

/* All of it must last as long as the records. */
struct records_task {
	struct arena *arena;
	const struct sender_settings *sender;
	struct expected expected;   /* of the sender */
	const struct ses_word *ses; /* all that SES says; NULL: not heard */
	const struct common_options *options;
	const struct suffix_list *suffixes;
	struct resolver *resolver; /* NULL: nothing is looked at */
};

struct sender_records {
	bool looked; /* else nothing of it counts: --no-dns */
	struct records_task task;
	struct premises premises;
	struct inspection in; /* foreseen */
	struct dkim_keys *keys;
	const struct waited *waited; /* NULL: nobody waited */
};

/* Wait until all name servers have what the sender needs, and say on stderr
 * which do not when the time is over.  False and a fault: nobody can be asked.
 */
bool records_wait(struct sender_records *records, struct arena *arena,
    const struct sender_settings *sender, const struct common_options *options,
    bool ask_ses, const struct suffix_list *suffixes, struct fault *fault);

/* What was looked at before goes. */
void records_look(
    struct sender_records *records, const struct records_task *task);
/* SES has spoken meanwhile: where that changes what is expected, they are
 * looked at once more. */
void records_hear(struct sender_records *records, const struct ses_word *word);
void records_close(struct sender_records *records);

/* Something is wrong, or will be. */
bool records_alarm(const struct sender_records *records);

/* The report of `mailplumb dns`, in the forms asked for. */
enum record_forms { RECORDS_TEXT = 1, RECORDS_JSON = 2 };
struct rendered records_render(const struct sender_records *records,
    struct report_style style, unsigned forms);

#endif
