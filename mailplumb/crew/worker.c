#include "mailplumb/crew/worker.h"

#include "common/base/pool.h"
#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/report/report_dns.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include "mailplumb/options/what_if.h"

#define TEXT_KEPT ((size_t)1024 * 1024)

/* ---- batches --------------------------------------------------------------
 */

void batch_open(struct batch *batch)
{
	batch->arena = arena_open();
	batch->text = text_new(BATCH_LETTERS * REPORT_LIMIT);
	batch->count = 0;
	batch->fixes = (struct fixes){ .arena = batch->arena };
	batch->done = false;
}

void batch_close(struct batch *batch)
{
	arena_close(batch->arena);
	text_free(&batch->text);
}

static void batch_clear(struct batch *batch)
{
	if (batch->text.size > TEXT_KEPT)
		text_free(&batch->text);
	text_clear(&batch->text);
	arena_reset(batch->arena);
	batch->count = batch->reports = 0;
	batch->exit_code = 0;
	batch->fixes = (struct fixes){ .arena = batch->arena };
	batch->outcomes = (struct outcomes){ .arena = batch->arena };
}

void batch_fill(
    struct batch *batch, letter_source *next, void *from, size_t most)
{
	size_t octets = 0;

	batch_clear(batch);
	while (batch->count < most && octets < BATCH_OCTETS) {
		struct letter *letter = &batch->letters[batch->count];
		if (!next(from, batch->arena, letter))
			return;
		if (letter->step == SOURCE_MESSAGE)
			octets += letter->raw.len;
		batch->count++;
	}
}

/* ---- workers --------------------------------------------------------------
 */

void worker_open(struct worker *worker, const struct suffix_list *suffixes,
    struct resolver *resolver, struct resolver *published)
{
	worker->arena = arena_open();
	worker->suffixes = suffix_list_share(suffixes);
	worker->dns = resolver != NULL ? dns_open(resolver) : NULL;
	worker->published = published != NULL ? dns_open(published) : NULL;
	worker->keys = resolver != NULL ? dkim_keys_open() : NULL;
}

void worker_ask_servers(
    struct worker *worker, const struct authority_options *options)
{
	struct fault fault;

	worker->authority = authority_open(options, &fault);
}

void worker_close(struct worker *worker)
{
	authority_close(worker->authority);
	dkim_keys_close(worker->keys);
	dns_close(worker->published);
	dns_close(worker->dns);
	suffix_list_close(worker->suffixes);
	arena_close(worker->arena);
	pool_clear();
}

/* ---- reports, of a message or of what is published ------------------------
 */

static struct json *json_report(const struct inspection *in)
{
	return in->foreseen ? report_dns_json(in) : report_json(in);
}

static void write_json(struct batch *batch, struct json *report)
{
	json_print(report, JSON_LINE, &batch->text);
	text_char(&batch->text, '\n');
	json_free(report);
}

static void write_text(struct batch *batch, const struct inspection *in,
    struct report_style style, bool named)
{
	style.named |= named;
	if (batch->reports > 0 && !style.quiet)
		text_char(&batch->text, '\n');
	outcome_text(in, style, &batch->text);
}

static bool letter_read(struct worker *worker, struct letter *letter,
    struct dns *dns, struct inspection *in)
{
	letter->premises.suffixes = worker->suffixes;
	letter->premises.what_if =
	    worker->published != NULL && dns == worker->dns;
	*in = inspection_new(worker->arena, &letter->premises);
	in->dns = dns;
	in->keys = worker->keys;
	in->origin = letter->origin;
	in->ses = letter->ses;
	if (dns != NULL)
		dns_begin(dns);
	if (letter->foreseen) {
		foresight_look(in);
		if (worker->authority != NULL)
			foresight_ask(in, worker->authority);
		judge(in);
		return true;
	}
	if (!inspection_read(in, letter->raw, &letter->fault))
		return false;
	if (worker->notes != NULL)
		in->sent = sent_notes_find(
		    worker->notes, worker->arena, in->envelope.token);
	inspection_finish(in);
	return true;
}

static struct rendered render(const struct inspection *in,
    struct report_style style, enum output_format format)
{
	struct rendered rendered = rendered_new();

	if (format == FORMAT_TEXT)
		outcome_text(in, style, &rendered.text);
	rendered.json = json_report(in);
	return rendered;
}

/* What it was without the overlay, what it is with it, and the difference. */
static void write_both(struct worker *worker, struct batch *batch,
    struct letter *letter, const struct inspection *in)
{
	struct report_style style = worker->style;
	struct inspection published;

	letter_read(worker, letter, worker->published, &published);
	style.named |= letter->named;
	struct rendered before = render(&published, style, worker->format);
	struct rendered after = render(in, style, worker->format);
	if (worker->format == FORMAT_JSON) {
		write_json(batch, what_if_json(&before, &after));
	} else {
		if (batch->reports > 0 && !style.quiet)
			text_char(&batch->text, '\n');
		what_if_text(&before, &after, style, &batch->text);
	}
	rendered_free(&before);
	rendered_free(&after);
}

static void add_outcome(const struct worker *worker, struct batch *batch,
    const struct inspection *in, bool named)
{
	batch->outcomes.style = worker->outcomes->style;
	batch->outcomes.style.named = named;
	batch->outcomes.render = worker->outcomes->render;
	outcomes_add(&batch->outcomes, in);
}

static void letter_inspect(
    struct worker *worker, struct batch *batch, struct letter *letter)
{
	struct inspection in;

	arena_reset(worker->arena);
	if (!letter_read(worker, letter, worker->dns, &in)) {
		fault_at(&letter->fault, "%.*s", FMT(letter->origin.name));
		outcomes_add_fault(&batch->outcomes, &in, &letter->fault);
		letter->step = SOURCE_FAULT;
		return;
	}
	if (worker->bundle != NULL)
		bundle_job_take(worker->bundle, &in, letter->named);
	if (worker->fix)
		fixes_add(&batch->fixes, &in);
	else if (worker->outcomes != NULL)
		add_outcome(worker, batch, &in, letter->named);
	else if (worker->published != NULL)
		write_both(worker, batch, letter, &in);
	else if (worker->format == FORMAT_JSON)
		write_json(batch, json_report(&in));
	else
		write_text(batch, &in, worker->style, letter->named);
	batch->exit_code = exit_code_worse(batch->exit_code, in.exit_code);
	batch->reports++;
}

void worker_inspect(struct worker *worker, struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct letter *letter = &batch->letters[i];
		if (letter->step == SOURCE_MESSAGE)
			letter_inspect(worker, batch, letter);
		else
			outcomes_add_fault(
			    &batch->outcomes, NULL, &letter->fault);
		if (letter->step == SOURCE_FAULT)
			batch->exit_code = exit_code_worse(batch->exit_code,
			    fault_exit_status(letter->fault.kind));
		batch->ends[i] = batch->text.len;
	}
}
