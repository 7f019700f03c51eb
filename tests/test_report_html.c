/*
 * inspect/report/html: pages of all cases are well formed; what strangers wrote
 * stays text; what a page says, told by fragments
 *
 * MAILPLUMB_WRITE_PAGES=FOLDER writes the page of each case there, to be looked
 * at, and for tests/test_html.sh.
 */
#include "tests/html_shape.h"
#include "tests/stories.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/report/html/html.h"
#include "inspect/report/html/report_html.h"
#include "inspect/verify/dkim_key.h"
#include <stdlib.h>

static struct suffix_list *suffixes;
static struct dkim_keys *keys;

/* ---- text ------------------------------------------------------------------
 */

static void try_text(void)
{
	static const struct {
		const char *shows, *text, *html;
	} rows[] = {
		{ "plain text", "example.com", "example.com" },
		{ "what could be markup", "<b a=\"1\" c='2'>&amp;</b>",
		    "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b"
		    "&gt;" },
		{ "letters beyond ASCII", "Gr\u00fc\u00df\u6f22",
		    "Gr\u00fc\u00df\u6f22" },
		{ "an escape sequence", "a\x1b[2Jb", "a\\x1b[2Jb" },
		{ "a bidirectional mark", "a\u202egnp", "a\\u202egnp" },
		{ "broken UTF-8", "a\xff\xc3", "a\\xff\\xc3" },
		{ "no characters of XML", "a\xef\xbf\xbe\xef\xbf\xbf",
		    "a\ufffd\ufffd" },
		{ "folding", "a\r\n b", "a b" },
		{ "a placeholder", "a$b", "a$b" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct text out = text_new(1000);
		test_row(rows[i].shows);
		html_text(&out, bytes_of(rows[i].text));
		check_bytes("html", text_bytes(&out), bytes_of(rows[i].html));
		text_clear(&out);
		html_put(&out, "<p class=\"$\">$</p>", bytes_of(rows[i].text),
		    BYTES("$"));
		check_true("a value is no markup",
		    bytes_iends(text_bytes(&out), BYTES("\">$</p>")));
		text_free(&out);
	}
}

static void try_long_text(void)
{
	static char value[HTML_VALUE_MOST + 1];
	struct text out = text_new(3 * HTML_VALUE_MOST);

	test_row("a value is cut, and not within a character");
	memset(value, 'x', sizeof(value));
	memcpy(value + HTML_VALUE_MOST - 1, "\u00fc", 2);
	html_text(&out,
	    bytes_first((struct bytes){ value, sizeof(value) }, sizeof(value)));
	check_number(
	    "octets", (int64_t)out.len, (int64_t)HTML_VALUE_MOST - 1 + 1 + 3);
	check_true(
	    "an ellipsis", bytes_iends(text_bytes(&out), BYTES("x \u2026")));
	text_free(&out);
}

/* ---- pages of cases --------------------------------------------------------
 */

static void add_page(const struct inspection *in, struct text *page)
{
	report_html_begin(
	    page, BYTES("mailplumb inspect"), BYTES("mailplumb inspect"));
	report_html(in, (struct report_style){ .utf8 = true }, page);
	report_html_end(page);
}

static void check_page(const struct text *page)
{
	struct bytes rest;
	const char *mistake = html_mistake(text_bytes(page), &rest);

	if (mistake != NULL)
		printf("%s, at: %.*s\n", mistake, FMT(bytes_first(rest, 200)));
	check_true("it is well formed", mistake == NULL);
	check_true("it is whole", !page->full);
}

static void check_says(const struct text *page, const char *fragment)
{
	bool says = bytes_find(text_bytes(page), bytes_of(fragment)) != NULL;

	if (!says)
		printf("the page lacks: %s\n", fragment);
	check_true("the page says it", says);
}

static void write_page(const struct story *story, const struct text *page)
{
	const char *folder = getenv("MAILPLUMB_WRITE_PAGES");
	const char *name = strrchr(story->path, '/') + 1;

	if (folder == NULL)
		return;
	struct bytes path = arena_printf(story->arena, "%s/%.*s.html", folder,
	    (int)strcspn(name, "."), name);
	FILE *file = fopen(path.ptr, "wb");
	check_true("can be written", file != NULL);
	if (file != NULL) {
		fwrite(page->ptr, 1, page->len, file);
		fclose(file);
	}
}

/* What the page of a case has to have, and what may not be in it. */
static const struct {
	const char *story, *has, *lacks;
} fragments[] = {
	{ "healthy", "PASS</span> <span class=\"why\">DKIM, SPF and DMARC pass",
	    "What to do" },
	{ "only-amazonses",
	    "<h2><span class=\"bad\">\u2717 FAIL</span> <span "
	    "class=\"why\">DKIM "
	    "and SPF do not align, DMARC fails</span></h2>",
	    "class=\"good\">\u2713 <b>" },
	{ "only-amazonses", "\u2260 not aligned: another organisation", NULL },
	{ "only-amazonses", "aws sesv2 get-email-identity", NULL },
	{ "mailfrom-amazonses", "= aligned: same domain", NULL },
	{ "strict-verified", "too little for aspf=s", NULL },
	{ "verified-healthy", "<h4>Signature 2 amazonses.com</h4>", NULL },
	{ "spf-too-many-lookups", "more than 10 terms need the DNS", NULL },
	{ "transit-footer", "Sent and received", NULL },
	{ "forwarded-by-list", "<summary>Hops ", NULL },
	{ "arc-verified", "<summary>ARC ", NULL },
	{ "published-token-missing", "<h3>Records</h3>", "Two witnesses" },
	{ "terminal-escapes", "\\x1b]0;pwned\\x07\\x1b[31mred \\u202egnp.exe",
	    "\x1b" },
};

static void check_fragments(const struct story *story, const struct text *page)
{
	const char *name = strrchr(story->path, '/') + 1;
	struct bytes own = bytes_first(bytes_of(name), strcspn(name, "."));

	for (size_t i = 0; i < ROWS(fragments); i++) {
		if (!bytes_is(own, fragments[i].story))
			continue;
		check_says(page, fragments[i].has);
		check_true("and nothing else",
		    fragments[i].lacks == NULL ||
			bytes_find(text_bytes(page),
			    bytes_of(fragments[i].lacks)) == NULL);
	}
}

/* Every finding and what it asks for is on the page. */
static void check_findings(const struct inspection *in, const struct text *page)
{
	struct text line = text_new(64 * 1024);

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		text_clear(&line);
		html_text(&line, f->message);
		text_char(&line, '\0');
		check_says(page, line.ptr);
		check_says(page, f->row->id);
		for (const struct change *c = f->fix.changes; c; c = c->next)
			check_true("what is to be published",
			    bytes_ifind(text_bytes(page), c->name) != NULL);
	}
	text_free(&line);
}

static void try_inspection(struct story *story, struct inspection *in)
{
	struct text page = text_new(REPORT_LIMIT);

	if (!story_inspect(story, in)) {
		text_free(&page);
		return;
	}
	add_page(in, &page);
	check_page(&page);
	check_fragments(story, &page);
	check_findings(in, &page);
	write_page(story, &page);
	text_free(&page);
}

static void try_story(struct story *story)
{
	struct premises premises = story_premises(story, suffixes);
	struct inspection in = inspection_new(story->arena, &premises);
	struct resolver *resolver = story_resolver(story);

	if (resolver != NULL) {
		in.dns = dns_open(resolver);
		in.keys = keys;
		dns_begin(in.dns);
		story->message = story_message(story->arena, story->message);
	}
	try_inspection(story, &in);
	dns_close(in.dns);
	resolver_close(resolver);
}

/* ---- no message -----------------------------------------------------------
 */

static void try_missing(void)
{
	struct common_options common = common_options_new();
	struct premises premises = common_premises(&common);
	struct arena *arena = arena_open();
	struct inspection in = inspection_new(arena, &premises);
	struct probe probe = { .check = BYTES("daily"),
		.sender = BYTES("prod"),
		.mailbox = BYTES("<gmail>"),
		.timing = {
		    TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN } };
	struct story story = { .path = "fixtures/cases/no-message.",
		.arena = arena };
	struct text page = text_new(REPORT_LIMIT);

	test_row("a message that was never found");
	in.probe = &probe;
	judge_missing(&in, "locate-not-found", FAULT_LOCATE,
	    BYTES("Neither in INBOX nor in Junk after 5 m."));
	add_page(&in, &page);
	check_page(&page);
	check_says(&page, "daily: prod \u2192 &lt;gmail&gt;");
	check_says(&page, "the message was in no folder by the deadline");
	check_says(&page, "Neither in INBOX nor in Junk after 5 m.");
	check_true("there is nothing to compare",
	    bytes_find(text_bytes(&page), BYTES("Names and alignment")) ==
		NULL);
	write_page(&story, &page);
	text_free(&page);
	arena_close(arena);
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	try_text();
	try_long_text();
	try_missing();
	stories_each(try_story);
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
	return test_end("test_report_html");
}
