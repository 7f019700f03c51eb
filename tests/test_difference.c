/* inspect/report/difference: what is gone, new and stays between two reports */
#include "tests/test.h"

#include "inspect/report/difference.h"

#define REPORT(verdict, findings) \
	"{\"verdict\": \"" verdict "\", \"findings\": [" findings "]}"
#define FINDING(id) \
	"{\"id\": \"" id "\", \"severity\": \"risk\", \"message\": \"m\"}"
#define DNS(data)                                                  \
	"{\"dns\": [{\"name\": \"a.example\", \"type\": \"TXT\", " \
	"\"status\": \"found\", \"data\": [" data "]}]}"

static const struct row {
	const char *shows, *before, *after, *json;
} rows[] = {
	{ "nothing", "{}", "{}",
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
	{ "no reports at all", "[]", "7",
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
	{ "a verdict", REPORT("fail", ""), REPORT("pass", ""),
	    "{\"changed\": [{\"what\": \"verdict\", \"before\": \"fail\", "
	    "\"after\": \"pass\"}], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
	{ "a finding that is gone, a new one, one that stays",
	    REPORT("fail", FINDING("a") ", " FINDING("b")),
	    REPORT("fail", FINDING("b") ", " FINDING("c")),
	    "{\"changed\": [], \"gone\": [" FINDING(
		"a") "], \"new\": [" FINDING("c") "], \"stays\": [" FINDING("b") "], \"dns\": []}" },
	{ "two of an id become one",
	    REPORT("fail", FINDING("a") ", " FINDING("a")),
	    REPORT("fail", FINDING("a")),
	    "{\"changed\": [], \"gone\": [" FINDING(
		"a") "], \"new\": [], "
		     "\"stays\": [" FINDING("a") "], \"dns\": []}" },
	{ "findings without an id are none", REPORT("fail", "{}, 1, null"),
	    REPORT("fail", ""),
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
	{ "the same records in another order", DNS("\"x\", \"y\""),
	    DNS("\"y\", \"x\""),
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
	{ "other records", DNS("\"x\""), DNS("[\"x\", \"y\"]"),
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": [{\"name\": \"a.example\", \"type\": \"TXT\", "
	    "\"before\": [\"x\"], \"after\": [\"[\\\"x\\\", \\\"y\\\"]\"]}]}" },
	{ "a fact that is null is none", "{\"dmarc\": {\"policy\": null}}",
	    "{\"dmarc\": {}}",
	    "{\"changed\": [], \"gone\": [], \"new\": [], \"stays\": [], "
	    "\"dns\": []}" },
};

static void try_row(const struct row *row)
{
	struct fault fault = { 0 };
	struct json *before = json_read(bytes_of(row->before), &fault);
	struct json *after = json_read(bytes_of(row->after), &fault);
	struct json *wanted = json_read(bytes_of(row->json), &fault);
	struct json *got = difference_json(before, after);
	struct text want = text_new(4096), is = text_new(4096);

	test_row(row->shows);
	json_print(wanted, JSON_LINE, &want);
	json_print(got, JSON_LINE, &is);
	check_bytes("json", text_bytes(&is), text_bytes(&want));
	text_clear(&is);
	difference_text(before, after, (struct report_style){ 0 }, &is);
	check_true(
	    "text", bytes_starts(text_bytes(&is), BYTES("Difference\n")));
	text_free(&want);
	text_free(&is);
	json_free(before);
	json_free(after);
	json_free(wanted);
	json_free(got);
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	return test_end("test_difference");
}
