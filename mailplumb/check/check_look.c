#include "mailplumb/check/check_look.h"

bool check_look_wait(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		if (!records_wait(&sender->records, run->arena,
			sender->settings, look->options, look->suffixes, fault))
			return false;
	}
	return true;
}

static void look_at(const struct check_look *look, struct sender_run *sender,
    struct sender_records *records, struct resolver *resolver)
{
	records_look(records, look->run->arena, sender->settings, look->options,
	    look->suffixes, resolver);
}

bool check_look(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		look_at(look, sender, &sender->records, look->resolver);
		if (!check_report_records(
			look->report, &sender->records, fault))
			return false;
	}
	for (size_t i = 0; i < run->probe_count; i++) {
		struct probe_run *probe = &run->probes[i];
		if (probe->sender->records.looked)
			probe->in.published = &probe->sender->records.in;
	}
	return true;
}

bool check_look_only(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;
	struct resolver *published = what_if_resolver(look->options, fault);
	bool done = fault->kind == FAULT_NONE;

	for (size_t i = 0; done && i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		struct sender_records without = { 0 };
		look_at(look, sender, &without, published);
		look_at(look, sender, &sender->records, look->resolver);
		done = check_report_dry(
		    look->report, &sender->records, &without, fault);
		records_close(&without);
	}
	resolver_close(published);
	return done;
}
