#include "inspect/report/formats/outcome.h"

#include "inspect/model/catalogue.h"
#include "inspect/report/report_dns.h"
#include "inspect/report/verdict_line.h"
#include <stddef.h>
#include <string.h>

#define WORDS_MOST 2000 /* octets of one text: more than anybody reads */

/* ---- texts ----------------------------------------------------------------
 */

static struct bytes shown(struct arena *arena, struct bytes b)
{
	struct text text = text_new(4 * WORDS_MOST + 16);

	if (!bytes_present(b))
		return ABSENT;
	text_shown(&text, bytes_first(b, WORDS_MOST));
	if (b.len > WORDS_MOST)
		text_add(&text, BYTES("..."));
	struct bytes kept = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return kept;
}

/* ---- names ----------------------------------------------------------------
 */

static bool is_file(const struct origin *origin)
{
	return origin->kind == SOURCE_FILE || origin->kind == SOURCE_MBOX ||
	       origin->kind == SOURCE_MAILDIR;
}

static struct outcome_name name_of(
    struct arena *arena, const struct inspection *in)
{
	const struct origin *origin = &in->origin;
	bool probe = in->probe != NULL, sender = !probe && in->foreseen;
	struct outcome_name name = { .uid = origin->uid,
		.number = origin->number,
		.folder = shown(arena, origin->folder) };

	name.kind = probe    ? OUTCOME_PROBE
		    : sender ? OUTCOME_SENDER
			     : OUTCOME_MESSAGE;
	if (probe) {
		name.check = shown(arena, in->probe->check);
		name.sender = shown(arena, in->probe->sender);
		name.mailbox = shown(arena, in->probe->mailbox);
		return name;
	}
	name.source = shown(arena, sender && !bytes_present(origin->name)
				       ? in->author.domain
				       : origin->name);
	if (!sender && is_file(origin) && bytes_present(origin->name))
		name.path = arena_copy(arena, origin->name);
	return name;
}

/* ---- results --------------------------------------------------------------
 */

static void results_fill(
    struct outcome_result results[OUTCOME_METHODS], const struct inspection *in)
{
	const struct reported *reported = &in->reported;
	const struct verified *verified = &in->verified;
	const struct dmarc_verdict *dmarc = verified->dmarc;
	const unsigned require = in->premises->require;

	results[OUTCOME_DKIM] =
	    (struct outcome_result){ (require & METHOD_DKIM) != 0, in->dkim,
		    reported->dkim, verified->dkim_result,
		    reported->dkim_aligned, verified->dkim_aligned };
	results[OUTCOME_SPF] =
	    (struct outcome_result){ (require & METHOD_SPF) != 0, in->spf,
		    reported->spf,
		    verified->spf != NULL ? verified->spf->result : AUTH_ABSENT,
		    reported->spf_aligned, verified->spf_aligned };
	results[OUTCOME_DMARC] =
	    (struct outcome_result){ (require & METHOD_DMARC) != 0, in->dmarc,
		    reported->dmarc,
		    dmarc != NULL ? dmarc_result(dmarc->by[RFC9989].reason)
				  : AUTH_ABSENT,
		    .reported_aligned = reported->dmarc == AUTH_PASS };
	results[OUTCOME_DMARC].verified_aligned =
	    results[OUTCOME_DMARC].verified == AUTH_PASS;
}

/* ---- findings -------------------------------------------------------------
 */

/* The field that a finding is about: the first of this name. */
static const struct {
	const char *subject;
	enum field_id field;
} shows[] = {
	{ "dkim", FIELD_DKIM_SIGNATURE },
	{ "spf", FIELD_RETURN_PATH },
	{ "dmarc", FIELD_FROM },
	{ "claim", FIELD_AUTHENTICATION_RESULTS },
	{ "arc", FIELD_ARC_SEAL },
};

static size_t line_of(const struct message *message, const struct field *field)
{
	size_t line = 1;

	for (const char *c = message->raw.ptr; c < field->raw.ptr; c++)
		line += *c == '\n';
	return line;
}

static size_t line_showing(const struct inspection *in, const char *subject)
{
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++) {
		const struct field *field;
		if (strcmp(shows[i].subject, subject) != 0)
			continue;
		field = message_field(&in->message, shows[i].field);
		return field != NULL ? line_of(&in->message, field) : 0;
	}
	return 0;
}

static struct outcome_finding *findings_of(
    struct arena *arena, const struct inspection *in)
{
	struct outcome_finding *first = NULL, **end = &first;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		struct outcome_finding *own =
		    arena_new(arena, struct outcome_finding);
		*own = (struct outcome_finding){ .row = f->row,
			.severity = f->severity,
			.message = shown(arena, f->message),
			.fix = shown(arena, f->fix.text),
			.cause = f->cause != NULL ? f->cause->row : NULL };
		if (!in->foreseen)
			own->line = line_showing(in, f->row->subject);
		*end = own;
		end = &own->next;
	}
	return first;
}

/* ---- the verdict, and the report ------------------------------------------
 */

void outcome_text(
    const struct inspection *in, struct report_style style, struct text *out)
{
	if (in->foreseen)
		report_dns_text(in, style, out);
	else
		report_text(in, style, out);
}

static struct bytes reason_of(struct arena *arena, const struct inspection *in)
{
	struct text text = text_new(REPORT_LIMIT);
	bool message = in->message.field_count > 0;

	/* Where there is no message, the finding knows more than its title. */
	if (in->probe != NULL && !message && in->findings != NULL)
		text_add(&text, in->findings->message);
	else if (in->foreseen)
		report_dns_why(in, &text);
	else
		verdict_reason(in, &text);
	struct bytes kept = shown(arena, text_bytes(&text));
	text_free(&text);
	return kept;
}

static struct bytes report_of(
    const struct outcomes *run, const struct inspection *in)
{
	struct text text = text_new(REPORT_LIMIT);

	if (run->render == NULL)
		return ABSENT;
	run->render(in, run->style, &text);
	struct bytes kept = arena_copy(run->arena, text_bytes(&text));
	text_free(&text);
	return kept;
}

/* ---- the list -------------------------------------------------------------
 */

static struct outcome *outcome_append(struct outcomes *run)
{
	struct outcome *outcome = arena_new(run->arena, struct outcome);

	if (run->first == NULL)
		run->first = outcome;
	else
		run->last->next = outcome;
	run->last = outcome;
	run->count++;
	return outcome;
}

void outcomes_add(struct outcomes *run, const struct inspection *in)
{
	static const struct timing unknown = { TIME_UNKNOWN, TIME_UNKNOWN,
		TIME_UNKNOWN, TIME_UNKNOWN };
	struct outcome *outcome = outcome_append(run);

	*outcome = (struct outcome){ .name = name_of(run->arena, in),
		.reason = reason_of(run->arena, in),
		.author = shown(run->arena, in->author.domain),
		.report = report_of(run, in),
		.verdict = in->verdict,
		.exit_code = in->exit_code,
		.fail_on = in->premises->fail_on,
		.present = in->message.field_count > 0,
		.placement = in->origin.placement,
		.timing = in->probe != NULL ? in->probe->timing : unknown,
		.warn_after = in->probe != NULL ? in->probe->warn_after : 0,
		.deadline = in->probe != NULL ? in->probe->deadline : 0,
		.findings = findings_of(run->arena, in) };
	results_fill(outcome->results, in);
}

void outcomes_add_fault(struct outcomes *run, const struct inspection *in,
    const struct fault *fault)
{
	struct outcome *outcome = outcome_append(run);
	struct bytes text = shown(run->arena, bytes_of(fault->text));

	*outcome = (struct outcome){ .fault = text,
		.reason = text,
		.verdict = VERDICT_UNKNOWN,
		.exit_code = fault_exit_status(fault->kind),
		.timing = {
		    TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN } };
	if (in == NULL)
		return;
	outcome->name = name_of(run->arena, in);
	outcome->fail_on = in->premises->fail_on;
	for (int m = 0; m < OUTCOME_METHODS; m++)
		outcome->results[m].required =
		    (in->premises->require >> m & 1) != 0;
}

static void outcome_copy(struct arena *arena, struct outcome *outcome)
{
	struct bytes *const texts[] = { &outcome->name.check,
		&outcome->name.sender, &outcome->name.mailbox,
		&outcome->name.source, &outcome->name.folder,
		&outcome->name.path, &outcome->fault, &outcome->reason,
		&outcome->author, &outcome->report };
	struct outcome_finding **end = &outcome->findings;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (bytes_present(*texts[i]))
			*texts[i] = arena_copy(arena, *texts[i]);
	for (; *end != NULL; end = &(*end)->next) {
		struct outcome_finding *own =
		    arena_new(arena, struct outcome_finding);
		*own = **end;
		own->message = arena_copy(arena, own->message);
		if (bytes_present(own->fix))
			own->fix = arena_copy(arena, own->fix);
		*end = own;
	}
}

void outcomes_join(struct outcomes *run, const struct outcomes *more)
{
	for (const struct outcome *o = more->first; o != NULL; o = o->next) {
		struct outcome *own = outcome_append(run);
		*own = *o;
		own->next = NULL;
		outcome_copy(run->arena, own);
	}
}

/* ---- what it comes to -----------------------------------------------------
 */

enum outcome_state outcome_state(const struct outcome *outcome)
{
	switch (outcome->exit_code) {
	case 0:
		return outcome->verdict == VERDICT_WARN ? STATE_RISK : STATE_OK;
	case 1:
	case 5:
	case 6:
		return STATE_FAILED;
	default:
		return STATE_UNKNOWN;
	}
}

enum outcome_state outcomes_state(const struct outcomes *run)
{
	enum outcome_state worst = STATE_OK;

	if (run->count == 0)
		return STATE_UNKNOWN;
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		if (outcome_state(o) > worst)
			worst = outcome_state(o);
	return worst;
}

size_t outcomes_faults(const struct outcomes *run)
{
	size_t n = 0;

	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		n += bytes_present(o->fault);
	return n;
}

size_t outcomes_in(const struct outcomes *run, enum outcome_state state)
{
	size_t n = 0;

	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		n += outcome_state(o) == state;
	return n;
}

int64_t outcome_delivery(const struct outcome *outcome)
{
	const struct timing *t = &outcome->timing;

	return t->accepted != TIME_UNKNOWN && t->found != TIME_UNKNOWN
		   ? t->found - t->accepted
		   : TIME_UNKNOWN;
}

void outcome_title(const struct outcome *outcome, struct text *out)
{
	const struct outcome_name *name = &outcome->name;

	if (name->kind == OUTCOME_PROBE)
		text_printf(out, "%.*s: %.*s -> %.*s", FMT(name->check),
		    FMT(name->sender), FMT(name->mailbox));
	else if (!bytes_present(name->source))
		text_add(out, BYTES("mailplumb"));
	else
		text_add(out, name->source);
	if (name->number > 0)
		text_printf(out, " message %zu", name->number);
}

const char *outcome_method_word(enum outcome_method method)
{
	static const char *const words[] = { "dkim", "spf", "dmarc" };

	return words[method];
}

bool outcome_weighs(
    const struct outcome *outcome, const struct outcome_finding *finding)
{
	return finding->severity >= outcome->fail_on;
}

/* ---- whose it is -----------------------------------------------------------
 */

static int bytes_order(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

int outcome_compare(const struct outcome *a, const struct outcome *b)
{
	const struct bytes pairs[][2] = { { a->name.check, b->name.check },
		{ a->name.sender, b->name.sender },
		{ a->name.mailbox, b->name.mailbox },
		{ a->name.source, b->name.source } };
	int order = 0;

	for (size_t i = 0; order == 0 && i < 4; i++)
		order = bytes_order(pairs[i][0], pairs[i][1]);
	if (order == 0)
		order = (a->name.number > b->name.number) -
			(a->name.number < b->name.number);
	return order;
}
