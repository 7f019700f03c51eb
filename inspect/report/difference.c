#include "inspect/report/difference.h"

#include "inspect/report/page.h"
#include <assert.h>

#define VALUE_MOST ((size_t)64 * 1024)
#define LABEL	   2  /* column of what differs */
#define SAID	   16 /* column of how */

/* ---- facts ----------------------------------------------------------------
 */

/* Members of a report, the inner behind the outer; of DMARC by both
 * standards, since receivers go by either. */
static const struct {
	const char *what, *path[3];
} facts[] = {
	{ "verdict", { "verdict" } },
	{ "DKIM", { "dkim", "verified" } },
	{ "DKIM claimed", { "dkim", "reported" } },
	{ "DKIM aligned", { "dkim", "aligned" } },
	{ "SPF", { "spf", "verified" } },
	{ "SPF claimed", { "spf", "reported" } },
	{ "SPF aligned", { "spf", "aligned" } },
	{ "SPF look-ups", { "spf", "lookups" } },
	{ "DMARC", { "dmarc", "result", "rfc9989" } },
	{ "by RFC 7489", { "dmarc", "result", "rfc7489" } },
	{ "claimed", { "dmarc", "reported" } },
	{ "policy", { "dmarc", "policy" } },
	{ "applied", { "dmarc", "applied_policy" } },
	{ "MAIL FROM", { "message", "mail_from_domain" } },
	{ "placement", { "message", "source", "placement" } },
	{ "tab", { "message", "source", "category" } },
};
#define FACTS (sizeof(facts) / sizeof(facts[0]))

static const struct json *member(const struct json *report, size_t fact)
{
	for (size_t i = 0; i < 3 && facts[fact].path[i] != NULL; i++)
		report = report != NULL ? json_get(report, facts[fact].path[i])
					: NULL;
	return report;
}

/* A string as it is, anything else as JSON; "-" for what is not there. */
static struct bytes words(struct arena *arena, const struct json *value)
{
	struct text text = text_new(VALUE_MOST);
	struct bytes b = value != NULL ? json_bytes(value) : BYTES("-");

	if (!bytes_present(b)) {
		json_print(value, JSON_LINE, &text);
		b = arena_copy(arena, text_bytes(&text));
	}
	text_free(&text);
	return bytes_eq(b, BYTES("null")) ? BYTES("-") : b;
}

/* ---- findings -------------------------------------------------------------
 */

static const struct json *list_of(const struct json *report, const char *name)
{
	return report != NULL ? json_get(report, name) : NULL;
}

static struct bytes text_of(const struct json *object, const char *key)
{
	const struct json *value = json_get(object, key);

	return value != NULL ? json_bytes(value) : ABSENT;
}

/* How many of this id stand in the first `n`, or in all. */
static size_t count(const struct json *findings, size_t n, struct bytes id)
{
	size_t found = 0;

	for (size_t i = 0; i < n && i < json_size(findings); i++)
		found += bytes_eq(text_of(json_at(findings, i), "id"), id);
	return found;
}

/* The other report has one for the finding at `at`, too. */
static bool has_twin(
    const struct json *findings, size_t at, const struct json *others)
{
	struct bytes id = text_of(json_at(findings, at), "id");

	return count(findings, at, id) < count(others, SIZE_MAX, id);
}

/* The findings of `list` that have a twin among `others`, or have none. */
typedef void see_finding(void *target, const struct json *finding);

static void findings_each(const struct json *list, const struct json *others,
    bool twins, see_finding *see, void *target)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (bytes_present(text_of(json_at(list, i), "id")) &&
		    has_twin(list, i, others) == twins)
			see(target, json_at(list, i));
}

/* ---- records --------------------------------------------------------------
 */

static bool same_row(const struct json *a, const struct json *b)
{
	return bytes_eq(text_of(a, "name"), text_of(b, "name")) &&
	       bytes_eq(text_of(a, "type"), text_of(b, "type"));
}

static const struct json *row_like(
    const struct json *rows, const struct json *row)
{
	for (size_t i = 0; i < json_size(rows); i++)
		if (same_row(json_at(rows, i), row))
			return json_at(rows, i);
	return NULL;
}

static bool holds(
    struct arena *arena, const struct json *data, struct bytes item)
{
	for (size_t i = 0; i < json_size(data); i++)
		if (bytes_eq(words(arena, json_at(data, i)), item))
			return true;
	return false;
}

/* The same status and, in whatever order, the same data. */
static bool same_data(
    struct arena *arena, const struct json *a, const struct json *b)
{
	const struct json *x = json_get(a, "data"), *y = json_get(b, "data");

	if (!bytes_eq(text_of(a, "status"), text_of(b, "status")) ||
	    json_size(x) != json_size(y))
		return false;
	for (size_t i = 0; i < json_size(x); i++)
		if (!holds(arena, y, words(arena, json_at(x, i))))
			return false;
	return true;
}

/* What a row tells, for people: its data, else why there is none. */
static struct bytes row_words(struct arena *arena, const struct json *row)
{
	struct text text = text_new(VALUE_MOST);
	const struct json *data = json_get(row, "data");

	for (size_t i = 0; i < json_size(data); i++) {
		text_add(&text, i > 0 ? BYTES(", ") : BYTES(""));
		text_add(&text, words(arena, json_at(data, i)));
	}
	struct bytes b = text.len > 0 ? arena_copy(arena, text_bytes(&text))
				      : text_of(row, "status");
	text_free(&text);
	return b;
}

/* Rows that both reports asked for and got different answers to. */
typedef void see_row(void *target, struct arena *arena,
    const struct json *before, const struct json *after);

static void rows_each(struct arena *arena, const struct json *before,
    const struct json *after, see_row *see, void *target)
{
	const struct json *old = list_of(before, "dns");
	const struct json *new = list_of(after, "dns");

	for (size_t i = 0; i < json_size(old); i++) {
		const struct json *row = json_at(old, i);
		const struct json *now = row_like(new, row);
		if (now != NULL && !same_data(arena, row, now))
			see(target, arena, row, now);
	}
}

/* ---- for people -----------------------------------------------------------
 */

struct sheet {
	struct page page;
	struct text line;
	const char *label; /* of the findings that come */
	bool any;
};

static void write_line(struct sheet *sheet, const char *label, enum tone tone)
{
	page_to(&sheet->page, LABEL);
	page_say(&sheet->page, tone, label);
	page_to(&sheet->page, SAID);
	page_paragraph(&sheet->page, SAID, text_bytes(&sheet->line));
	text_clear(&sheet->line);
	sheet->any = true;
}

static void write_facts(struct sheet *sheet, struct arena *arena,
    const struct json *before, const struct json *after)
{
	for (size_t i = 0; i < FACTS; i++) {
		struct bytes old = words(arena, member(before, i));
		struct bytes now = words(arena, member(after, i));
		if (bytes_eq(old, now))
			continue;
		text_add(&sheet->line, old);
		text_printf(
		    &sheet->line, " %s ", page_glyph(&sheet->page, GLYPH_TO));
		text_add(&sheet->line, now);
		write_line(sheet, facts[i].what, TONE_PLAIN);
	}
}

static void write_finding(void *target, const struct json *finding)
{
	struct sheet *sheet = target;
	bool gone = sheet->label[0] == 'g';
	bool note = bytes_eq(text_of(finding, "severity"), BYTES("note"));

	text_add(&sheet->line, text_of(finding, "id"));
	text_printf(&sheet->line, " (%.*s)", FMT(text_of(finding, "severity")));
	if (sheet->label[0] != 's')
		text_printf(
		    &sheet->line, ": %.*s", FMT(text_of(finding, "message")));
	write_line(sheet, sheet->label,
	    note || sheet->label[0] == 's' ? TONE_PLAIN
	    : gone			   ? TONE_GOOD
					   : TONE_BAD);
}

static void write_row(void *target, struct arena *arena,
    const struct json *before, const struct json *after)
{
	struct sheet *sheet = target;

	text_printf(&sheet->line, "%.*s %.*s: ", FMT(text_of(before, "name")),
	    FMT(text_of(before, "type")));
	text_add(&sheet->line, row_words(arena, before));
	text_printf(&sheet->line, " %s ", page_glyph(&sheet->page, GLYPH_TO));
	text_add(&sheet->line, row_words(arena, after));
	write_line(sheet, "record", TONE_PLAIN);
}

void difference_text(const struct json *before, const struct json *after,
    struct report_style style, struct text *out)
{
	struct arena *arena = arena_open();
	struct sheet sheet = { .page = { .out = out, .style = style },
		.line = text_new(REPORT_LIMIT) };
	const struct json *old = list_of(before, "findings");
	const struct json *new = list_of(after, "findings");

	page_say(&sheet.page, TONE_PLAIN, "Difference");
	page_line_end(&sheet.page);
	write_facts(&sheet, arena, before, after);
	sheet.label = "gone";
	findings_each(old, new, false, write_finding, &sheet);
	sheet.label = "new";
	findings_each(new, old, false, write_finding, &sheet);
	if (!sheet.any) {
		text_add(&sheet.line, BYTES("in nothing that is judged"));
		write_line(&sheet, "none", TONE_PLAIN);
	}
	sheet.label = "stays";
	findings_each(new, old, true, write_finding, &sheet);
	rows_each(arena, before, after, write_row, &sheet);
	text_free(&sheet.line);
	arena_close(arena);
}

/* ---- for programs ---------------------------------------------------------
 */

static struct json *json_facts(
    struct arena *arena, const struct json *before, const struct json *after)
{
	struct json *list = json_array_new();

	for (size_t i = 0; i < FACTS; i++) {
		struct bytes old = words(arena, member(before, i));
		struct bytes now = words(arena, member(after, i));
		if (bytes_eq(old, now))
			continue;
		struct json *o = json_object_new();
		json_put(o, "what", json_word(facts[i].what));
		json_put(o, "before", json_text(old));
		json_put(o, "after", json_text(now));
		json_append(list, o);
	}
	return list;
}

static void append_finding(void *target, const struct json *finding)
{
	struct json *o = json_object_new();

	json_put(o, "id", json_text(text_of(finding, "id")));
	json_put(o, "severity", json_text(text_of(finding, "severity")));
	json_put(o, "message", json_text(text_of(finding, "message")));
	json_append(target, o);
}

static struct json *json_found(
    const struct json *list, const struct json *others, bool twins)
{
	struct json *found = json_array_new();

	findings_each(list, others, twins, append_finding, found);
	return found;
}

static struct json *json_data(struct arena *arena, const struct json *row)
{
	const struct json *data = json_get(row, "data");
	struct json *list = json_array_new();

	for (size_t i = 0; i < json_size(data); i++)
		json_append(list, json_text(words(arena, json_at(data, i))));
	return list;
}

static void append_row(void *target, struct arena *arena,
    const struct json *before, const struct json *after)
{
	struct json *o = json_object_new();

	json_put(o, "name", json_text(text_of(before, "name")));
	json_put(o, "type", json_text(text_of(before, "type")));
	json_put(o, "before", json_data(arena, before));
	json_put(o, "after", json_data(arena, after));
	json_append(target, o);
}

struct json *difference_json(
    const struct json *before, const struct json *after)
{
	struct arena *arena = arena_open();
	const struct json *old = list_of(before, "findings");
	const struct json *new = list_of(after, "findings");
	struct json *o = json_object_new(), *rows = json_array_new();

	json_put(o, "changed", json_facts(arena, before, after));
	json_put(o, "gone", json_found(old, new, false));
	json_put(o, "new", json_found(new, old, false));
	json_put(o, "stays", json_found(new, old, true));
	rows_each(arena, before, after, append_row, rows);
	json_put(o, "dns", rows);
	arena_close(arena);
	return o;
}
