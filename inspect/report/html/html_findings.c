#include "inspect/report/html/parts.h"

#include "inspect/model/catalogue.h"
#include "inspect/report/advice.h"
#include "inspect/report/explanation.h"
#include "publish/change_write.h"

static enum tone severity_tone(enum severity severity)
{
	static const enum tone tones[] = {
		[SEVERITY_NOTE] = TONE_FAINT,
		[SEVERITY_RISK] = TONE_UNSURE,
		[SEVERITY_BROKEN] = TONE_BAD,
	};

	return tones[severity];
}

static void put_severity(struct text *out, enum severity severity)
{
	enum tone tone = severity_tone(severity);

	html_put(out, "<span class=\"$\">$ $</span>", html_tone(tone),
	    html_mark(tone), bytes_of(severity_word(severity)));
}

/* ---- what to publish and what to run ---------------------------------------
 */

/* Taken whole by one click. */
static void put_block(
    struct text *out, const char *caption, const struct text *lines)
{
	html_put(out, "<figure><figcaption>$</figcaption><pre><code>",
	    bytes_of(caption));
	html_lines(out, text_bytes(lines));
	html_add(out, "</code></pre></figure>\n");
}

static void put_changes(struct text *out, const struct change *changes)
{
	struct text zone = text_new(REPORT_LIMIT);

	changes_write(changes, CHANGE_ZONE, ABSENT, &zone);
	if (zone.len > 0)
		put_block(out, "To publish, as lines of a zone", &zone);
	text_free(&zone);
}

/* Broken before options, as a shell takes it. */
static void add_command(struct text *lines, struct bytes command)
{
	while (command.len > 0) {
		size_t end = command_option_end(command);
		text_shown(lines, bytes_first(command, end));
		command = bytes_skip(command, end);
		if (command.len > 0)
			text_add(lines, BYTES(" \\\n "));
	}
	text_char(lines, '\n');
}

static void put_commands(struct text *out, const struct fix_command *commands)
{
	struct text lines = text_new(REPORT_LIMIT);

	for (const struct fix_command *c = commands; c != NULL; c = c->next)
		add_command(&lines, c->text);
	if (lines.len > 0)
		put_block(out, "To run", &lines);
	text_free(&lines);
}

static void put_fix(struct text *out, const struct fix *fix)
{
	if (bytes_present(fix->text))
		html_put(out, "<p><strong>Fix</strong> $</p>\n", fix->text);
	put_changes(out, fix->changes);
	put_commands(out, fix->commands);
}

/* ---- findings --------------------------------------------------------------
 */

static void put_evidence(struct text *out, const struct finding *f)
{
	const struct explanation *why = explanation_of(f->row->id);

	html_add(out, "<details><summary>Why, and what shows it</summary>\n");
	if (why != NULL)
		html_put(out, "<p>$</p>\n", bytes_of(why->cause));
	html_add(out, "<dl class=\"tags\">\n");
	for (const struct evidence *e = f->evidence; e != NULL; e = e->next)
		html_pair(out, e->label, e->value);
	html_pair(out, "finding", bytes_of(f->row->id));
	html_pair(out, "by", bytes_of(f->row->basis));
	html_add(out, "</dl></details>\n");
}

static size_t put_followers(
    const struct inspection *in, const struct finding *cause, struct text *out)
{
	size_t n = 0;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (f->cause != cause)
			continue;
		html_add(out,
		    n++ == 0 ? "<div class=\"so\"><h5>It follows</h5><ul>\n"
			     : "");
		html_add(out, "<li>");
		put_severity(out, f->severity);
		html_put(out, " $ <code class=\"dim\">$</code>", f->message,
		    bytes_of(f->row->id));
		put_followers(in, f, out); /* causes stand before */
		html_add(out, "</li>\n");
	}
	html_add(out, n > 0 ? "</ul></div>\n" : "");
	return n;
}

static void put_finding(
    const struct inspection *in, const struct finding *f, struct text *out)
{
	html_put(out, "<article class=\"finding $\"><h4><span class=\"over\">",
	    html_tone(severity_tone(f->severity)));
	put_severity(out, f->severity);
	html_put(out, " <code class=\"id\">$</code></span>$</h4>\n<p>$</p>\n",
	    bytes_of(f->row->id), bytes_of(f->row->title), f->message);
	put_fix(out, &f->fix);
	put_followers(in, f, out);
	put_evidence(out, f);
	html_add(out, "</article>\n");
}

/* A note that asks for nothing is no more than worth knowing. */
static bool is_quiet(const struct finding *f)
{
	return f->severity == SEVERITY_NOTE && !bytes_present(f->fix.text) &&
	       f->fix.changes == NULL && f->fix.commands == NULL;
}

static size_t put_roots(
    const struct inspection *in, bool quiet, struct text *out)
{
	size_t n = 0;

	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		if (f->cause == NULL && is_quiet(f) == quiet) {
			put_finding(in, f, out);
			n++;
		}
	return n;
}

static size_t count_quiet(const struct inspection *in)
{
	size_t n = 0;

	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		n += f->cause == NULL && is_quiet(f);
	return n;
}

void html_findings(const struct inspection *in, struct text *out)
{
	struct text loud = text_new(REPORT_LIMIT);
	size_t quiet = count_quiet(in);

	if (put_roots(in, false, &loud) > 0) {
		html_add(out, "<section><h3>What to do</h3>\n");
		text_add(out, text_bytes(&loud));
		html_add(out, "</section>\n");
	}
	text_free(&loud);
	if (quiet == 0)
		return;
	html_add(out, "<section><h3>Worth knowing</h3>\n");
	put_roots(in, true, out);
	html_add(out, "</section>\n");
}
