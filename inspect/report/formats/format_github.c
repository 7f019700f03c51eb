/*
 * For GitHub Actions: workflow commands, which become annotations, and a
 * summary of the job in Markdown.  A runner takes any line that begins with
 * "::", or holds "##[", for a command, so no line here begins with what a
 * stranger wrote.
 */
#include "inspect/report/formats/format.h"

#include "inspect/model/catalogue.h"

/* ---- workflow commands ----------------------------------------------------
 */

enum part { PART_MESSAGE, PART_PROPERTY };

/* As the runner's toolkit escapes them. */
static void add_part(struct text *out, enum part part, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		char c = b.ptr[i];
		bool escaped =
		    c == '%' || c == '\r' || c == '\n' ||
		    (part == PART_PROPERTY && (c == ':' || c == ','));
		if (escaped)
			text_printf(out, "%%%02X", (unsigned char)c);
		else
			text_char(out, c);
	}
}

/* The older form of a command counts anywhere in a line. */
static void add_line(struct text *out, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		text_char(out, b.ptr[i]);
		if (b.ptr[i] == '#' &&
		    bytes_starts(bytes_skip(b, i), BYTES("##[")))
			text_char(out, ' ');
	}
}

static void add_title(struct text *out, const struct outcome *o)
{
	struct text title = text_new(REPORT_LIMIT);

	outcome_title(o, &title);
	add_part(out, PART_MESSAGE, text_bytes(&title));
	text_free(&title);
}

/* A file of the repository, with a name that needed no escapes; others cannot
 * be shown. */
static void add_place(struct text *out, const struct outcome *o, size_t line)
{
	struct bytes path = o->name.path;

	if (!bytes_present(path) || bytes_starts(path, BYTES("/")) ||
	    o->name.number > 0 || !bytes_eq(path, o->name.source))
		return;
	text_add(out, BYTES(" file="));
	add_part(out, PART_PROPERTY, path);
	if (line > 0)
		text_printf(out, ",line=%zu", line);
	text_char(out, ',');
}

static void begin_command(
    struct text *out, const char *command, const struct outcome *o, size_t line)
{
	text_printf(out, "::%s", command);
	add_place(out, o, line);
	if (out->ptr[out->len - 1] != ',')
		text_char(out, ' ');
	text_add(out, BYTES("title=mailplumb"));
}

static void annotate_finding(
    struct text *out, const struct outcome *o, const struct outcome_finding *f)
{
	const char *command = outcome_weighs(o, f)	     ? "error"
			      : f->severity == SEVERITY_RISK ? "warning"
							     : "notice";

	begin_command(out, command, o, f->line);
	text_printf(out, " %s::", f->row->id);
	add_title(out, o);
	text_add(out, BYTES(": "));
	add_part(out, PART_MESSAGE, f->message);
	if (bytes_present(f->fix)) {
		text_add(out, BYTES("%0AFix: "));
		add_part(out, PART_MESSAGE, f->fix);
	}
	text_char(out, '\n');
}

/* What makes the run fail has an error, whether a finding tells of it or
 * not. */
static void annotate(struct text *out, const struct outcome *o)
{
	bool told = false;

	for (const struct outcome_finding *f = o->findings; f; f = f->next) {
		if (f->cause != NULL)
			continue;
		told |= outcome_weighs(o, f);
		annotate_finding(out, o, f);
	}
	if (told || o->exit_code == 0)
		return;
	begin_command(out, "error", o, 0);
	text_add(out, BYTES("::"));
	if (!bytes_present(o->fault)) {
		add_title(out, o);
		text_add(out, BYTES(": "));
	}
	add_part(out, PART_MESSAGE, o->reason);
	text_char(out, '\n');
}

static void write_group(struct text *out, const struct outcome *o)
{
	struct bytes rest = o->report, line;

	if (!bytes_present(rest))
		return;
	text_printf(out, "::group::%s ", verdict_word(o->verdict));
	add_title(out, o);
	text_char(out, '\n');
	while (bytes_line(&rest, &line)) {
		text_add(out, BYTES("| "));
		add_line(out, line);
		text_char(out, '\n');
	}
	text_add(out, BYTES("::endgroup::\n"));
}

void format_github(const struct outcomes *run, struct text *out)
{
	for (const struct outcome *o = run->first; o != NULL; o = o->next) {
		write_group(out, o);
		annotate(out, o);
	}
}

/* ---- the summary ----------------------------------------------------------
 */

/* CommonMark 2.4: any ASCII punctuation may be escaped, and means nothing
 * then; & would begin an entity. */
static void add_markdown(struct text *out, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		char c = b.ptr[i];
		bool word = is_alpha(c) || is_digit(c) || c == ' ' ||
			    (unsigned char)c > 126;
		if (!word)
			text_char(out, '\\');
		text_char(out, c);
	}
}

static const char *standing_word(const struct outcome_result *result)
{
	static const char *const words[] = {
		[STANDING_UNKNOWN] = "?",
		[STANDING_PASS] = "passes and aligns",
		[STANDING_FAIL] = "**fails**",
	};

	return words[result->standing];
}

static void write_row(struct text *out, const struct outcome *o)
{
	struct text title = text_new(REPORT_LIMIT);

	outcome_title(o, &title);
	text_printf(out, "| %s | ", verdict_word(o->verdict));
	add_markdown(out, text_bytes(&title));
	text_free(&title);
	for (int m = 0; m < OUTCOME_METHODS; m++)
		text_printf(out, " | %s%s",
		    bytes_present(o->fault) ? "?"
					    : standing_word(&o->results[m]),
		    bytes_present(o->fault) || o->results[m].required
			? ""
			: " (not required)");
	text_add(out, BYTES(" | "));
	if (outcome_delivery(o) != TIME_UNKNOWN)
		text_printf(out, "%.1f s", (double)outcome_delivery(o) / 1000);
	text_add(out, BYTES(" |\n"));
}

static void write_list(struct text *out, const struct outcome *o)
{
	if (o->exit_code == 0 && o->verdict == VERDICT_PASS)
		return;
	struct text title = text_new(REPORT_LIMIT);
	outcome_title(o, &title);
	text_add(out, BYTES("\n**"));
	add_markdown(out, text_bytes(&title));
	text_add(out, BYTES("**: "));
	add_markdown(out, o->reason);
	text_add(out, BYTES("\n\n"));
	text_free(&title);
	for (const struct outcome_finding *f = o->findings; f; f = f->next) {
		if (f->cause != NULL)
			continue;
		text_printf(
		    out, "- %s `%s`: ", severity_word(f->severity), f->row->id);
		add_markdown(out, f->message);
		if (bytes_present(f->fix)) {
			text_add(out, BYTES(" *Fix:* "));
			add_markdown(out, f->fix);
		}
		text_char(out, '\n');
	}
}

void format_github_summary(const struct outcomes *run, struct text *out)
{
	text_add(out, BYTES("### mailplumb\n\n"
			    "| | | DKIM | SPF | DMARC | found after |\n"
			    "|---|---|---|---|---|---|\n"));
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		write_row(out, o);
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		write_list(out, o);
	text_char(out, '\n');
}
