/*
 * A message of any octets, in a file of any name, in every format of a whole
 * run: what a stranger wrote ends no line, no label and no element, and begins
 * nothing.
 */
#include "tests/fuzz/fuzz.h"

#include "common/net/suffix.h"
#include "inspect/report/formats/format.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <stdio.h>
#include <stdlib.h>

static void bad(const char *what)
{
	fprintf(stderr, "fuzz_formats: %s\n", what);
	abort();
}

static void check_octets(struct bytes all)
{
	for (size_t i = 0; i < all.len; i++)
		if (is_control(all.ptr[i]) && all.ptr[i] != '\n')
			bad("a control character");
	if (!utf8_valid(all))
		bad("not UTF-8");
}

static size_t count(struct bytes all, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < all.len; i++)
		n += all.ptr[i] == c;
	return n;
}

/* One of these words begins `b`; they end with NULL. */
static bool begins(struct bytes b, const char *const *words)
{
	for (; *words != NULL; words++)
		if (bytes_starts(b, bytes_of(*words)))
			return true;
	return false;
}

static void check_lines(struct bytes all, const char *const *words)
{
	struct bytes line;

	while (bytes_line(&all, &line))
		if (!begins(line, words))
			bad("a line that begins otherwise");
}

static void check_nagios(struct bytes all)
{
	struct bytes rest = all, first = ABSENT;

	if (all.len > 8192 || !bytes_line(&rest, &first) ||
	    !bytes_starts(first, BYTES("MAILPLUMB ")))
		bad("nagios: the first line, or more than is kept");
	if (count(first, '|') > 1 || count(rest, '|') > 0)
		bad("nagios: a bar that is none of ours");
}

static void check_metrics(struct bytes all)
{
	static const char *const words[] = { "# HELP mailplumb_",
		"# TYPE mailplumb_", "# UNIT mailplumb_", "# EOF", "mailplumb_",
		NULL };

	check_lines(all, words);
}

static void check_junit(struct bytes all)
{
	static const char *const marks[] = { "<?xml ", "<testsuite",
		"</testsuite", "<testcase ", "</testcase>", "<failure ",
		"</failure>", "<error ", "</error>", "<skipped ",
		"<system-out>", "</system-out>", "&amp;", "&lt;", "&gt;",
		"&quot;", NULL };

	for (size_t i = 0; i < all.len; i++)
		if ((all.ptr[i] == '<' || all.ptr[i] == '&') &&
		    !begins(bytes_skip(all, i), marks))
			bad("junit: markup that is none of ours");
	if (bytes_find(all, BYTES("\xef\xbf\xbe")) != NULL ||
	    bytes_find(all, BYTES("\xef\xbf\xbf")) != NULL)
		bad("junit: no character of XML");
}

static void check_github(struct bytes all)
{
	static const char *const words[] = { "::group::", "::endgroup::",
		"::error ", "::warning ", "::notice ", "| ", NULL };
	struct bytes line;

	check_lines(all, words);
	while (bytes_line(&all, &line))
		if (bytes_starts(line, BYTES("|")) &&
		    bytes_find(line, BYTES("##[")) != NULL)
			bad("github: an older command");
}

static void check_summary(struct bytes all)
{
	for (size_t i = 1; i < all.len; i++)
		if ((all.ptr[i] == '<' || all.ptr[i] == '[') &&
		    all.ptr[i - 1] != '\\')
			bad("github: markup that is none of ours");
}

static void check_sarif(struct bytes all)
{
	struct fault fault = { 0 };
	struct json *back = json_read(all, &fault);

	if (back == NULL)
		bad(fault.text);
	json_free(back);
}

static const struct {
	void (*write)(const struct outcomes *run, struct text *out);
	void (*check)(struct bytes all);
} formats[] = {
	{ format_nagios, check_nagios },
	{ format_prometheus, check_metrics },
	{ format_openmetrics, check_metrics },
	{ format_junit, check_junit },
	{ format_github, check_github },
	{ format_github_summary, check_summary },
	{ format_sarif, check_sarif },
};

static void check_all(const struct outcomes *run)
{
	struct text text = text_new(RUN_LIMIT);

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		text_clear(&text);
		formats[i].write(run, &text);
		check_octets(text_bytes(&text));
		formats[i].check(text_bytes(&text));
	}
	text_free(&text);
}

/* The first line is the name of the file, and that of a check. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct suffix_list *suffixes;
	static struct arena *arena;
	struct common_options options = common_options_new();
	struct fault fault = { 0 };
	struct bytes raw = { (const char *)data, size }, name;
	struct probe probe = { .warn_after = 1000 };

	if (suffixes == NULL) {
		suffixes = suffix_list_open(NULL, &fault);
		arena = arena_open();
	}
	if (!bytes_line(&raw, &name))
		return 0;
	options.now = 1795169100000;
	struct premises premises = common_premises(&options);
	premises.suffixes = suffixes;
	arena_reset(arena);
	struct inspection in = inspection_new(arena, &premises);
	struct outcomes run = { .arena = arena,
		.style = { .utf8 = true, .verbose = 2 },
		.render = outcome_text,
		.took = TIME_UNKNOWN };
	fault_set(&fault, FAULT_INPUT, "%.*s: none", FMT(name));
	in.origin.name = name;
	if (inspection_run(&in, raw, &fault))
		outcomes_add(&run, &in);
	else
		outcomes_add_fault(&run, &in, &fault);
	check_all(&run);
	probe.check = probe.sender = probe.mailbox = name;
	in.probe = &probe;
	outcomes_add_fault(&run, &in, &fault);
	check_all(&run);
	return 0;
}
