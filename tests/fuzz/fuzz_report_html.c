/*
 * The page of any inspection is well formed, whatever the message, the DNS and
 * SES say: the input is a story (tests/story.h), so the corpus is
 * fixtures/cases itself.
 */
#include "tests/fuzz/fuzz.h"

#include "tests/html_shape.h"
#include "tests/story.h"

#include "common/net/suffix.h"
#include "inspect/report/html/report_html.h"
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

static void check_page(const struct inspection *in, struct bytes title)
{
	struct text page = text_new(REPORT_LIMIT);
	struct bytes rest;

	report_html_begin(&page, title, title);
	report_html(in, (struct report_style){ .utf8 = true }, &page);
	report_html_end(&page);
	must(!page.full);
	const char *mistake = html_mistake(text_bytes(&page), &rest);
	if (mistake != NULL)
		printf("%s, at: %.*s\n", mistake, FMT(bytes_first(rest, 200)));
	must(mistake == NULL);
	text_free(&page);
}

/* The octets of the story are its title, too. */
static void run(struct story *story, struct dns *dns, struct bytes title)
{
	struct premises premises = story_premises(story, suffixes);
	struct inspection in = inspection_new(arena, &premises);
	bool read = true;

	in.dns = dns;
	in.keys = dns != NULL ? keys : NULL;
	if (dns != NULL)
		dns_begin(dns);
	if (story->published) {
		in.ses = story_ses(story);
		foresight_run(&in);
	} else {
		read = story_inspect(story, &in);
	}
	if (read)
		check_page(&in, title);
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
	run(&story, dns, text);
	dns_close(dns);
	resolver_close(resolver);
	arena_reset(arena);
	return 0;
}
