#include "mailplumb/options/what_if.h"

#include "inspect/report/difference.h"
#include "mailplumb/options/output.h"

struct resolver *what_if_resolver(
    const struct common_options *options, struct fault *fault)
{
	struct common_options published = *options;

	if (options->overlays[0] == NULL || options->no_dns)
		return NULL;
	published.overlays[0] = NULL;
	published.dns_record = NULL;
	return common_resolver(&published, fault);
}

struct rendered rendered_new(void)
{
	return (struct rendered){ .text = text_new(REPORT_LIMIT) };
}

void rendered_free(struct rendered *rendered)
{
	text_free(&rendered->text);
	json_free(rendered->json);
	rendered->json = NULL;
}

static void add_part(
    struct text *out, const char *heading, const struct text *part)
{
	text_printf(out, "%s:\n\n", heading);
	text_add(out, text_bytes(part));
	text_char(out, '\n');
}

void what_if_text(const struct rendered *before, const struct rendered *after,
    struct report_style style, struct text *out)
{
	if (style.quiet) {
		text_add(out, text_bytes(&after->text));
		return;
	}
	add_part(out, "As it is published", &before->text);
	add_part(out, "If the overlay were published", &after->text);
	difference_text(before->json, after->json, style, out);
}

struct json *what_if_json(struct rendered *before, struct rendered *after)
{
	struct json *report = after->json;
	struct json *difference = difference_json(before->json, report);

	json_put(report, "before", before->json);
	json_put(report, "difference", difference);
	before->json = after->json = NULL;
	return report;
}

static void write_json(
    struct rendered *before, struct rendered *after, struct text *out)
{
	if (before->json != NULL)
		after->json = what_if_json(before, after);
	json_print(after->json, JSON_LINE, out);
	text_char(out, '\n');
}

bool what_if_print(struct rendered *before, struct rendered *after,
    const struct common_options *options, struct fault *fault)
{
	struct text out = text_new(3 * REPORT_LIMIT);

	if (options->format == FORMAT_JSON)
		write_json(before, after, &out);
	else if (before->json != NULL)
		what_if_text(before, after, common_style(options), &out);
	else
		text_add(&out, text_bytes(&after->text));
	bool done = output_all(options->output, text_bytes(&out), fault);
	text_free(&out);
	return done;
}
