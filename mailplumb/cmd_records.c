/* `mailplumb records`: what a domain or a sender should publish */
#include "mailplumb/commands.h"
#include "mailplumb/options/output.h"
#include "mailplumb/records/records_write.h"

#include <stdio.h>
#include <string.h>

/* A row's function that keeps the value as it is. */
#define STORE(name)                                               \
	static bool store_##name(                                 \
	    void *target, const char *value, struct fault *fault) \
	{                                                         \
		(void)fault;                                      \
		((struct records_options *)target)->name = value; \
		return true;                                      \
	}
/* ... and one that adds it to a list. */
#define STORE_MORE(name, most)                                             \
	static bool store_##name(                                          \
	    void *target, const char *value, struct fault *fault)          \
	{                                                                  \
		return common_list_add(                                    \
		    ((struct records_options *)target)->name, most, value, \
		    fault);                                                \
	}

STORE(region)
STORE_MORE(tokens, RECORDS_TOKENS_MOST)
STORE(dkim_zone)
STORE(selector)
STORE(public_key_file)
STORE(mail_from)
STORE(policy)
STORE(sp)
STORE(np)
STORE(adkim)
STORE(aspf)
STORE(fo)
STORE_MORE(rua, RECORDS_URIS_MOST)
STORE_MORE(ruf, RECORDS_URIS_MOST)
STORE(zone_apex)

static bool store_testing(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct records_options *)target)->testing = true;
	return true;
}

static bool store_no_ses_api(
    void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct records_options *)target)->no_ses_api = true;
	return true;
}

/* The last of several counts. */
static bool store_format(void *target, const char *value, struct fault *fault)
{
	struct common_options *common = target;

	common->fix = change_format_read(bytes_of(value), &common->fix_format);
	if (common->fix)
		return true;
	common->format = strcmp(value, "json") == 0 ? FORMAT_JSON : FORMAT_TEXT;
	return common->format == FORMAT_JSON || strcmp(value, "text") == 0 ||
	       fault_set(fault, FAULT_USAGE,
		   "'%s' is none of text, zone, route53, terraform, table, "
		   "json",
		   value);
}

static bool store_json(void *target, const char *value, struct fault *fault)
{
	(void)value;
	return store_format(target, "json", fault);
}

static const struct option_row rows[] = {
	OPTION_CONFIG,
	{ "region", 0, "REGION", "of SES; else the sender's, or AWS_REGION",
	    store_region },
	{ "token", 0, "TOKEN", "one of Easy DKIM's three; repeatable",
	    store_tokens },
	{ "dkim-zone", 0, "DOMAIN",
	    "where SES keeps their keys (else by region)", store_dkim_zone },
	{ "selector", 0, "NAME", "of a DKIM key of your own", store_selector },
	{ "public-key-file", 0, "FILE", "... its public half, PEM",
	    store_public_key_file },
	{ "mail-from", 0, "DOMAIN", "the custom MAIL FROM domain",
	    store_mail_from },
	{ "policy", 0, "POLICY", "DMARC: none (default), quarantine, reject",
	    store_policy },
	{ "sp", 0, "POLICY", "... of subdomains", store_sp },
	{ "np", 0, "POLICY", "... of subdomains that do not exist", store_np },
	{ "adkim", 0, "MODE", "DKIM aligns r (relaxed) or s (strict)",
	    store_adkim },
	{ "aspf", 0, "MODE", "SPF aligns r (relaxed) or s (strict)",
	    store_aspf },
	{ "rua", 0, "URI", "where reports go, mailto:...; repeatable",
	    store_rua },
	{ "ruf", 0, "URI", "where failure reports go; repeatable", store_ruf },
	{ "fo", 0, "LIST", "which failures: 0, 1, d, s with ':' between",
	    store_fo },
	{ "testing", 0, NULL, "t=y: receivers are one step softer",
	    store_testing },
	{ "zone-apex", 0, "DOMAIN",
	    "the zone (default: the organisational domain)", store_zone_apex },
	{ "no-ses-api", 0, NULL,
	    "do not ask the SES API of the sender, though a key is there",
	    store_no_ses_api },
	{ "format", 0, "FORMAT",
	    "text, zone, route53, terraform, table or json", store_format },
	{ "json", 0, NULL, "same as --format json", store_json },
	OPTION_OUTPUT,
	{ 0 },
};

void cmd_records_help(struct text *out)
{
	text_add(out,
	    BYTES("Usage: mailplumb records [OPTION...] DOMAIN|SENDER\n\n"
		  "Tells the records that a domain, or the domain of a sender "
		  "of the configuration,\nshould publish to send through "
		  "Amazon SES: DKIM, the custom MAIL FROM domain,\nDMARC; and "
		  "the commands that create the identity at SES.  The DNS is "
		  "not asked.\n\nOf a SENDER whose AWS access key is at hand "
		  "SES tells the tokens, where their keys\nare, and the MAIL "
		  "FROM domain if the configuration does not; options go "
		  "before.\n\nOptions:\n"));
	options_help(rows, out);
	text_add(
	    out, BYTES("\nExit status: 0, 2 usage or configuration, 3 a file "
		       "cannot be read, 70 our own\nfault.\n"));
}

/* ---- the command -----------------------------------------------------------
 */

static void write_aside(const struct text *aside)
{
	struct text shown = text_new(REPORT_LIMIT);
	struct bytes rest = text_bytes(aside), line;

	while (bytes_line(&rest, &line)) {
		text_shown(&shown, line);
		text_char(&shown, '\n');
	}
	fwrite(shown.ptr, 1, shown.len, stderr);
	text_free(&shown);
}

static bool print(const struct records_page *page,
    const struct common_options *options, struct fault *fault)
{
	struct text out = text_new(REPORT_LIMIT);
	struct text aside = text_new(REPORT_LIMIT);

	if (options->fix) {
		records_form_write(page, options->fix_format, &out, &aside);
	} else if (options->format == FORMAT_JSON) {
		struct json *o = records_json(page);
		json_print(o, JSON_LINE, &out);
		text_char(&out, '\n');
		json_free(o);
	} else {
		records_text(page, common_style(options), &out);
	}
	if (aside.len > 0)
		write_aside(&aside);
	bool done = output_all(options->output, text_bytes(&out), fault);
	text_free(&out);
	text_free(&aside);
	return done;
}

static bool records(struct arena *arena, const struct suffix_list *suffixes,
    const struct records_options *options, const char *operand,
    struct fault *fault)
{
	struct records_wish wish;
	struct records_page page = { .arena = arena, .wish = &wish };

	if (!records_wish_read(
		&wish, arena, options, operand, suffixes, fault) ||
	    !sender_records_make(
		&page.records, arena, &wish.wish, suffixes, fault))
		return false;
	page.commands = sender_commands_make(arena, &wish.wish);
	return print(&page, &options->common, fault);
}

static bool read_line(struct records_options *options, int argc, char **argv,
    const char **operand, struct fault *fault)
{
	int first;

	if (!options_read(rows, NULL, options, argc, argv, &first, fault))
		return false;
	*operand = first < argc ? argv[first] : NULL;
	if (argc - first > 1)
		return fault_set(fault, FAULT_USAGE,
		    "one domain or sender at a time: '%s' is one more",
		    argv[first + 1]);
	return *operand != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "whose records?  Name a domain, or a sender of the "
		   "configuration");
}

int cmd_records(int argc, char **argv)
{
	struct records_options options = { .common = common_options_new() };
	struct fault fault = { 0 };
	struct suffix_list *suffixes = NULL;
	struct arena *arena = arena_open();
	const char *operand;

	if (read_line(&options, argc, argv, &operand, &fault)) {
		suffixes = suffix_list_open(NULL, &fault);
		if (suffixes != NULL)
			records(arena, suffixes, &options, operand, &fault);
	}
	if (fault.kind != FAULT_NONE)
		fault_print(&fault);
	suffix_list_close(suffixes);
	arena_close(arena);
	return fault_exit_status(fault.kind);
}
