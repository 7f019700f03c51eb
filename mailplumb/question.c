#include "mailplumb/question.h"

#include "inspect/report/json_parts.h"
#include "mailplumb/options/what_if.h"

bool question_open(struct question *question, const struct question_kind *kind,
    const struct common_options *options, struct fault *fault)
{
	struct premises *premises = &question->premises;

	question->kind = kind;
	question->options = options;
	question->arena = arena_open();
	question->suffixes = suffix_list_open(NULL, fault);
	question->resolver = question->published = NULL;
	*premises = common_premises(options);
	premises->suffixes = question->suffixes;
	if (premises->now == TIME_UNKNOWN)
		premises->now = clock_now();
	question->in = (struct inspection){ .arena = question->arena,
		.premises = premises };
	return question->suffixes != NULL;
}

void question_close(struct question *question)
{
	resolver_close(question->published);
	resolver_close(question->resolver);
	suffix_list_close(question->suffixes);
	arena_close(question->arena);
}

static struct json *question_json(const struct question *question)
{
	struct json *o = json_object_new();

	json_put(o, "schema", json_word(question->kind->schema));
	json_put(o, question->kind->member, question->kind->verdict(question));
	json_put(o, "dns", json_dns(&question->in));
	json_put(o, "findings", json_findings(question->in.findings));
	return o;
}

/* By the DNS of this resolver. */
static struct rendered render(
    struct question *question, struct resolver *resolver)
{
	struct rendered rendered = rendered_new();
	struct inspection *in = &question->in;

	if (resolver == NULL)
		return rendered;
	in->dns = dns_open(resolver);
	dns_begin(in->dns);
	question->kind->check(question);
	question->kind->report(
	    in, common_style(question->options), &rendered.text);
	rendered.json = question_json(question);
	question->fixes = (struct fixes){ .arena = question->arena };
	fixes_add(&question->fixes, in);
	dns_close(in->dns);
	in->dns = NULL;
	return rendered;
}

static bool print(struct question *question, struct fault *fault)
{
	const struct common_options *options = question->options;
	struct rendered before = render(question, question->published);
	struct rendered after = render(question, question->resolver);
	bool done = options->fix
			? fixes_print(&question->fixes, question->suffixes,
			      options, fault)
			: what_if_print(&before, &after, options, fault);

	rendered_free(&before);
	rendered_free(&after);
	return done;
}

bool question_answer(struct question *question, struct fault *fault)
{
	const struct common_options *options = question->options;

	question->resolver = common_resolver(options, fault);
	if (question->resolver == NULL)
		return false;
	question->published = what_if_resolver(options, fault);
	return fault->kind == FAULT_NONE && print(question, fault) &&
	       common_dns_record(options, question->resolver, fault);
}

int question_exit_status(enum auth_result result)
{
	return result == AUTH_PASS ? 0 : result == AUTH_TEMPERROR ? 4 : 1;
}
