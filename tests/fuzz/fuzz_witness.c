/*
 * A whole inspection with its DNS: the input is a story (tests/story.h), so
 * the corpus is fixtures/cases itself.  It comes out the same twice, what is
 * not proven does not pass, what is not known does not fail, and no report
 * holds an octet that a terminal obeys.
 */
#include "tests/fuzz/fuzz.h"

#include "tests/story.h"

#include "common/mail/limits.h"
#include "common/net/suffix.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/report_dns.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"

static struct arena *arena;
static struct suffix_list *suffixes;
static struct dkim_keys *keys;

static void open_all(void)
{
	struct fault fault = { 0 };

	if (arena != NULL)
		return;
	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	must(suffixes != NULL);
	keys = dkim_keys_open();
}

/* ---- the verdict ----------------------------------------------------------
 */

struct method { /* one of the three, by both witnesses and as judged */
	unsigned method;
	enum auth_result reported, verified;
	enum standing standing;
};

static void methods_of(const struct inspection *in, struct method of[3])
{
	const struct spf_verdict *spf = in->verified.spf;
	const struct dmarc_verdict *dmarc = in->verified.dmarc;

	of[0] = (struct method){ METHOD_DKIM, in->reported.dkim,
		in->verified.dkim_result, in->dkim };
	of[1] = (struct method){ METHOD_SPF, in->reported.spf,
		spf != NULL ? spf->result : AUTH_ABSENT, in->spf };
	of[2] = (struct method){ METHOD_DMARC, in->reported.dmarc,
		dmarc != NULL ? dmarc_result(dmarc->by[RFC9989].reason)
			      : AUTH_ABSENT,
		in->dmarc };
}

static bool is_silent(enum auth_result result)
{
	return result == AUTH_ABSENT || result == AUTH_TEMPERROR;
}

/* Whatever its check would say: no signature can align with the author. */
static bool cannot_align(const struct inspection *in)
{
	const struct dkim_signature *s = in->signatures;

	while (s != NULL && s->alignment == ALIGN_NO)
		s = s->next;
	return s == NULL;
}

/* Who says nothing proves nothing, and blames nobody. */
static void check_method(const struct inspection *in, const struct method *m)
{
	bool hopeless =
	    m->method == METHOD_DKIM && cannot_align(in) && !in->foreseen;

	if (is_silent(m->reported) && is_silent(m->verified) && !hopeless)
		must(m->standing == STANDING_UNKNOWN);
	if (m->standing == STANDING_PASS)
		must(m->reported == AUTH_PASS || m->verified == AUTH_PASS);
}

/* What nobody could foresee decides nothing. */
static unsigned required(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;
	unsigned methods = 0;

	if (!in->foreseen)
		return in->premises->require;
	if (in->signatures != NULL)
		methods |= METHOD_DKIM;
	if (in->verified.spf != NULL)
		methods |= METHOD_SPF;
	if (dmarc != NULL && dmarc->by[RFC9989].reason != DMARC_UNFORESEEN)
		methods |= METHOD_DMARC;
	return methods & in->premises->require;
}

static void check_verdict(const struct inspection *in)
{
	unsigned require = required(in);
	enum severity worst =
	    in->findings != NULL ? in->findings->severity : SEVERITY_NOTE;
	bool fails = worst == SEVERITY_BROKEN;
	bool unknown = in->foreseen && in->dns == NULL;
	bool weighs = in->findings != NULL && worst >= in->premises->fail_on;
	struct method of[3];

	methods_of(in, of);
	for (size_t i = 0; i < ROWS(of); i++) {
		check_method(in, &of[i]);
		if ((require & of[i].method) == 0)
			continue;
		fails |= of[i].standing == STANDING_FAIL;
		unknown |= of[i].standing == STANDING_UNKNOWN;
	}
	must((in->verdict == VERDICT_FAIL) == fails);
	must((in->verdict == VERDICT_UNKNOWN) == (unknown && !fails));
	must((in->verdict == VERDICT_PASS) ==
	     (!fails && !unknown && worst == SEVERITY_NOTE));
	must(in->exit_code == (fails || weighs ? 1 : unknown ? 4 : 0));
}

/* A name server that is down is nobody's failure; worst come first. */
static void check_findings(const struct inspection *in)
{
	for (const struct finding *f = in->findings; f; f = f->next) {
		must(f->next == NULL || f->next->severity <= f->severity);
		must(strstr(f->row->id, "-unreachable") == NULL ||
		     f->severity != SEVERITY_BROKEN);
		must(f->message.len > 0);
	}
}

/* ---- reports --------------------------------------------------------------
 */

static void check_octets(const struct inspection *in, struct report_style style)
{
	struct text text = text_new(REPORT_LIMIT);
	uint32_t code = 0;

	if (in->foreseen)
		report_dns_text(in, style, &text);
	else
		report_text(in, style, &text);
	must(!text.full);
	struct bytes rest = text_bytes(&text);
	while (rest.len > 0) {
		size_t n = utf8_next(rest, &code);
		must(n > 0 && (code == '\n' || !utf8_is_invisible(code)));
		must(style.utf8 || n == 1);
		rest = bytes_skip(rest, n);
	}
	text_free(&text);
}

static struct bytes json_of(const struct inspection *in, struct text *text)
{
	struct json *json =
	    in->foreseen ? report_dns_json(in) : report_json(in);
	struct fault fault = { 0 };

	json_print(json, JSON_LINE, text);
	json_free(json);
	must(!text->full);
	struct json *back = json_read(text_bytes(text), &fault);
	must(back != NULL);
	must(json_size(json_get(back, "dns")) <= 2 * LIMIT_DNS_QUESTIONS);
	json_free(back);
	return text_bytes(text);
}

/* ---- a run ----------------------------------------------------------------
 */

static bool run(struct story *story, struct inspection *in,
    const struct premises *premises, struct dns *dns)
{
	struct fault fault = { 0 };

	*in = inspection_new(arena, premises);
	in->origin.placement = story->placement;
	in->ses = story_ses(story);
	in->probe = story->has_probe ? &story->probe : NULL;
	in->dns = dns;
	in->keys = dns != NULL ? keys : NULL;
	if (dns != NULL)
		dns_begin(dns);
	if (!story->published)
		return inspection_run(in, story->message, &fault);
	foresight_run(in);
	return true;
}

static void check_run(const struct inspection *in)
{
	static const struct report_style styles[] = { { .utf8 = true },
		{ .utf8 = true, .verbose = 2 }, { .verbose = 1 },
		{ .utf8 = true, .quiet = true, .named = true } };

	must(in->dns == NULL || dns_asked(in->dns) <= LIMIT_DNS_QUESTIONS);
	check_verdict(in);
	check_findings(in);
	for (size_t i = 0; i < ROWS(styles); i++)
		check_octets(in, styles[i]);
}

static void run_twice(struct story *story, struct dns *dns)
{
	struct premises premises = story_premises(story, suffixes);
	struct text first = text_new(REPORT_LIMIT);
	struct text second = text_new(REPORT_LIMIT);
	struct inspection in;

	if (run(story, &in, &premises, dns)) {
		check_run(&in);
		json_of(&in, &first);
		must(run(story, &in, &premises, dns));
		must(bytes_eq(json_of(&in, &second), text_bytes(&first)));
	}
	text_free(&first);
	text_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { (const char *)data, size };

	open_all();
	struct story story = {
		.quiet = true, .arena = arena, .options = common_options_new()
	};
	story.options.now = INT64_C(1795169100000);
	read_story(&story, text);
	story.message = story_message(arena, story.message);
	struct resolver *resolver = story_resolver(&story);
	struct dns *dns = resolver != NULL ? dns_open(resolver) : NULL;
	run_twice(&story, dns);
	dns_close(dns);
	resolver_close(resolver);
	arena_reset(arena);
	return 0;
}
