#include "mailplumb/check/check_look.h"

#define SES_PATIENCE 1000 /* ms that nothing is sent for its sake */

bool check_look_wait(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		if (!records_wait(&sender->records, run->arena,
			sender->settings, look->options, look->ask_ses,
			look->suffixes, fault))
			return false;
	}
	return true;
}

static struct records_task task_of(const struct check_look *look,
    const struct sender_run *sender, const struct ses_word *word)
{
	struct arena *arena = look->run->arena;
	struct records_task task = { .arena = arena,
		.sender = sender->settings,
		.expected = sender_expected(arena, sender->settings),
		.options = look->options,
		.suffixes = look->suffixes,
		.resolver = look->resolver };

	if (word != NULL)
		ses_word_expect(word, &task.expected);
	return task;
}

bool check_look(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;

	for (size_t i = 0; i < run->sender_count; i++) {
		struct sender_run *sender = &run->senders[i];
		const struct ses_word *word =
		    ses_asking_domains(&sender->asking, SES_PATIENCE);
		struct records_task task = task_of(look, sender, word);
		records_look(&sender->records, &task);
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

static bool look_only(const struct check_look *look, struct sender_run *sender,
    struct resolver *published, struct fault *fault)
{
	const struct ses_word *word = ses_asking_word(&sender->asking);
	struct records_task task = task_of(look, sender, word);
	struct sender_records without = { .looked = false };

	task.ses = word;
	records_look(&sender->records, &task);
	task.resolver = published;
	records_look(&without, &task);
	bool done =
	    check_report_dry(look->report, &sender->records, &without, fault);
	records_close(&without);
	return done;
}

bool check_look_only(const struct check_look *look, struct fault *fault)
{
	struct check_run *run = look->run;
	struct resolver *published = what_if_resolver(look->options, fault);
	bool done = fault->kind == FAULT_NONE;

	for (size_t i = 0; done && i < run->sender_count; i++)
		done = look_only(look, &run->senders[i], published, fault);
	resolver_close(published);
	return done;
}
