#include "mailplumb/check/check_records.h"

#include "inspect/model/ses_word.h"
#include "inspect/report/report_dns.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"

/* What the time was over for. */
static void warn(struct arena *arena, const struct sender_settings *sender,
    const struct waited_record *record)
{
	struct fault warning = { .kind = FAULT_NONE };
	struct bytes state = dns_wait_state(arena, record);

	fault_set(&warning, FAULT_USAGE, "warning: %.*s: not yet: %.*s",
	    FMT(sender->name), FMT(state));
	fault_print(&warning);
}

bool records_wait(struct sender_records *records, struct arena *arena,
    const struct sender_settings *sender, const struct common_options *options,
    bool ask_ses, const struct suffix_list *suffixes, struct fault *fault)
{
	char *operands[] = { arena_cstr(arena, sender->name) };
	struct senders_options whom = {
		.common = options,
		.operands = operands,
		.count = 1,
		.no_ses_api = !ask_ses,
	};
	struct dns_waiting waiting = { .senders = &whom, .suffixes = suffixes };
	struct waited *waited = arena_new(arena, struct waited);

	if (!dns_waiting(&waiting, arena, waited, fault))
		return false;
	records->waited = waited;
	for (const struct waited_record *r = waited->records; r; r = r->next)
		if (!r->visible || r->wrong)
			warn(arena, sender, r);
	return true;
}

static void look(struct sender_records *records)
{
	const struct records_task *task = &records->task;
	struct premises *premises = &records->premises;

	*premises = common_premises(task->options);
	premises->suffixes = task->suffixes;
	premises->expected = task->expected;
	premises->waited = records->waited;
	if (premises->require == 0)
		premises->require = METHOD_DKIM | METHOD_SPF | METHOD_DMARC;
	if (premises->now == TIME_UNKNOWN)
		premises->now = clock_now();
	records->keys = dkim_keys_open();
	records->in = inspection_new(task->arena, premises);
	records->in.origin.name = task->sender->name;
	records->in.keys = records->keys;
	records->in.ses = task->ses;
	records->in.dns = dns_open(task->resolver);
	dns_begin(records->in.dns);
	foresight_run(&records->in);
}

void records_look(
    struct sender_records *records, const struct records_task *task)
{
	records_close(records);
	*records = (struct sender_records){ .looked = task->resolver != NULL,
		.task = *task,
		.waited = records->waited };
	if (records->looked)
		look(records);
}

static bool same_list(
    const struct bytes *a, size_t n, const struct bytes *b, size_t m)
{
	size_t i = 0;

	while (i < n && n == m && bytes_ieq(a[i], b[i]))
		i++;
	return n == m && i == n;
}

static bool same(struct bytes a, struct bytes b)
{
	return bytes_present(a) == bytes_present(b) &&
	       (!bytes_present(a) || bytes_ieq(a, b));
}

static bool expect_same(const struct expected *a, const struct expected *b)
{
	return same(a->identity, b->identity) &&
	       same(a->mail_from, b->mail_from) &&
	       same(a->dkim_zone, b->dkim_zone) &&
	       same_list(a->dkim_tokens, a->dkim_token_count, b->dkim_tokens,
		   b->dkim_token_count) &&
	       same_list(a->dkim_selectors, a->dkim_selector_count,
		   b->dkim_selectors, b->dkim_selector_count);
}

void records_hear(struct sender_records *records, const struct ses_word *word)
{
	struct records_task task = records->task;

	if (!records->looked)
		return;
	task.expected = word->configured;
	ses_word_expect(word, &task.expected);
	if (!expect_same(&task.expected, &records->task.expected))
		records_look(records, &task);
}

void records_close(struct sender_records *records)
{
	dns_close(records->in.dns);
	dkim_keys_close(records->keys);
	records->in.dns = NULL;
	records->keys = NULL;
	records->looked = false;
}

bool records_alarm(const struct sender_records *records)
{
	const struct finding *worst = records->in.findings;

	return records->looked && worst != NULL &&
	       worst->severity >= SEVERITY_RISK;
}

struct rendered records_render(const struct sender_records *records,
    struct report_style style, unsigned forms)
{
	struct rendered rendered = rendered_new();

	if (!records->looked)
		return rendered;
	if ((forms & RECORDS_TEXT) != 0)
		report_dns_text(&records->in, style, &rendered.text);
	if ((forms & RECORDS_JSON) != 0)
		rendered.json = report_dns_json(&records->in);
	return rendered;
}
