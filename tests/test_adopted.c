/*
 * inspect/judge: what was wrong with the records before the message was sent
 * joins what the message shows
 */
#include "tests/world.h"

static struct finding made[5];

/* What was foreseen, from these ids; the second follows from the first. */
static void foreseen_make(struct inspection *published)
{
	static const struct {
		const char *id;
		enum severity severity;
	} rows[] = {
		{ "spf-mailfrom-mx-region", SEVERITY_BROKEN },
		{ "dmarc-one-leg", SEVERITY_RISK },
		{ "dkim-token-missing", SEVERITY_RISK },
		{ "spf-hard-fail", SEVERITY_NOTE },
		{ "spf-record-missing", SEVERITY_BROKEN },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		made[i] = (struct finding){ .row = catalogue_row(rows[i].id),
			.severity = rows[i].severity,
			.message = BYTES("As foreseen."),
			.next = i + 1 < ROWS(rows) ? &made[i + 1] : NULL };
		check_true("in the catalogue", made[i].row != NULL);
	}
	made[1].cause = &made[0];
	published->findings = made;
}

static const struct finding *of(const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f;
}

static void try_message(void)
{
	struct world *w = arena_new(arena, struct world);
	struct inspection published = { 0 };

	test_row("a message");
	world_make(w);
	foreseen_make(&published);
	w->spf.result = AUTH_NONE; /* the message shows one of them itself */
	w->spf.reason = SPF_NO_RECORD;
	w->in.published = &published;
	judge(&w->in);
	const struct finding *own = of(&w->in, "spf-record-missing");
	check_true("its own finding stays",
	    own != NULL && !bytes_eq(own->message, BYTES("As foreseen.")));
	check_true(
	    "a root joins", of(&w->in, "spf-mailfrom-mx-region") != NULL &&
				of(&w->in, "dkim-token-missing") != NULL);
	check_true("a note does not", of(&w->in, "spf-hard-fail") == NULL);
	for (const struct finding *f = w->in.findings; f; f = f->next)
		if (strcmp(f->row->id, "dmarc-one-leg") == 0)
			check_true("what follows is the message's",
			    !bytes_eq(f->message, BYTES("As foreseen.")));
	check_number("verdict", w->in.verdict, VERDICT_FAIL);
	check_number("exit code", w->in.exit_code, 1);
}

static void try_missing(void)
{
	struct world *w = arena_new(arena, struct world);
	struct inspection published = { 0 };

	test_row("no message");
	world_make(w);
	foreseen_make(&published);
	w->in.published = &published;
	judge_missing(
	    &w->in, "locate-not-found", FAULT_LOCATE, BYTES("Not there."));
	judge_evidence(&w->in, "folders", BYTES("INBOX"));
	check_true("what happened comes first",
	    strcmp(w->in.findings->row->id, "locate-not-found") == 0 &&
		w->in.findings->evidence != NULL);
	check_true("then what was foreseen",
	    of(&w->in, "spf-record-missing") != NULL &&
		of(&w->in, "spf-mailfrom-mx-region") != NULL);
	check_number("exit code", w->in.exit_code, 6);
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	try_message();
	try_missing();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_adopted");
}
