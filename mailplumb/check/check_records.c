#include "mailplumb/check/check_records.h"

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
    const struct suffix_list *suffixes, struct fault *fault)
{
	char *operands[] = { arena_cstr(arena, sender->name) };
	struct senders_options whom = {
		.common = options, .operands = operands, .count = 1
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

void records_look(struct sender_records *records, struct arena *arena,
    const struct sender_settings *sender, const struct common_options *options,
    const struct suffix_list *suffixes, struct resolver *resolver)
{
	struct premises *premises = &records->premises;

	*records = (struct sender_records){ .looked = resolver != NULL,
		.waited = records->waited };
	if (resolver == NULL)
		return;
	*premises = common_premises(options);
	premises->suffixes = suffixes;
	premises->expected = sender_expected(arena, sender);
	premises->waited = records->waited;
	if (premises->require == 0)
		premises->require = METHOD_DKIM | METHOD_SPF | METHOD_DMARC;
	if (premises->now == TIME_UNKNOWN)
		premises->now = clock_now();
	records->keys = dkim_keys_open();
	records->in = inspection_new(arena, premises);
	records->in.origin.name = sender->name;
	records->in.keys = records->keys;
	records->in.dns = dns_open(resolver);
	dns_begin(records->in.dns);
	foresight_run(&records->in);
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

struct rendered records_render(
    const struct sender_records *records, struct report_style style)
{
	struct rendered rendered = rendered_new();

	if (!records->looked)
		return rendered;
	report_dns_text(&records->in, style, &rendered.text);
	rendered.json = report_dns_json(&records->in);
	return rendered;
}
