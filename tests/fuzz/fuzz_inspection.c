/*
 * A whole inspection of any octets: it ends, its text holds no control
 * character but line ends, and its JSON can be read back.
 */
#include "tests/fuzz/fuzz.h"

#include "common/mail/limits.h"
#include "common/net/suffix.h"
#include "inspect/report/report.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <stdio.h>
#include <stdlib.h>

static void bad(const char *what)
{
	fprintf(stderr, "fuzz_inspection: %s\n", what);
	abort();
}

static void check_text(const struct inspection *in, bool utf8)
{
	struct report_style style = { .utf8 = utf8, .verbose = 2 };
	struct text text = text_new(REPORT_LIMIT);

	report_text(in, style, &text);
	struct bytes all = text_bytes(&text);
	for (size_t i = 0; i < all.len; i++) {
		if (is_control(all.ptr[i]) && all.ptr[i] != '\n')
			bad("a control character in the text");
		if (!utf8 && (unsigned char)all.ptr[i] > 0x7e)
			bad("more than ASCII in the text");
	}
	if (text.full)
		bad("the text was cut");
	text_free(&text);
}

static void check_json(const struct inspection *in)
{
	struct text text = text_new(REPORT_LIMIT);
	struct json *json = report_json(in);
	struct fault fault = { 0 };

	json_print(json, JSON_LINE, &text);
	json_free(json);
	if (text.full)
		bad("the JSON was cut");
	struct bytes rest = text_bytes(&text);
	uint32_t code = 0;
	for (; rest.len > 0; rest = bytes_skip(rest, utf8_next(rest, &code)))
		if (utf8_next(rest, &code) == 0 || utf8_is_invisible(code))
			bad("an octet in the JSON that a terminal obeys");
	struct json *back = json_read(text_bytes(&text), &fault);
	if (back == NULL)
		bad(fault.text);
	if (json_size(json_get(back, "claims")) > LIMIT_CLAIM_FIELDS)
		bad("more claims than are taken");
	json_free(back);
	text_free(&text);
}

static void check_verdict(const struct inspection *in)
{
	bool broken =
	    in->findings != NULL && in->findings->severity == SEVERITY_BROKEN;

	if (broken && in->verdict != VERDICT_FAIL)
		bad("broken, and yet no failure");
	if (in->exit_code == 0 && in->dmarc != STANDING_PASS)
		bad("a pass without DMARC");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct suffix_list *suffixes;
	static struct arena *arena;
	struct common_options options = common_options_new();
	struct fault fault = { 0 };

	if (suffixes == NULL) {
		suffixes = suffix_list_open(NULL, &fault);
		arena = arena_open();
	}
	options.now = 1795169100000;
	struct premises premises = common_premises(&options);
	premises.suffixes = suffixes;
	arena_reset(arena);
	struct inspection in = inspection_new(arena, &premises);
	if (!inspection_run(
		&in, (struct bytes){ (const char *)data, size }, &fault))
		return 0;
	check_verdict(&in);
	check_text(&in, true);
	check_text(&in, false);
	check_json(&in);
	return 0;
}
