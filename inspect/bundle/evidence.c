#include "inspect/bundle/evidence.h"

#include "inspect/bundle/redact.h"
#include "inspect/bundle/verdict_facts.h"
#include "inspect/report/page.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"

#define JSON_MOST   ((size_t)64 * 1024 * 1024)
#define RECORD_MOST ((size_t)32 * 1024 * 1024)

static const struct report_style stored_style = { .utf8 = true, .verbose = 1 };

static struct bytes kept(struct arena *arena, struct text *text)
{
	struct bytes b = arena_copy(arena, text_bytes(text));

	text_free(text);
	return b;
}

static struct bytes printed(
    struct arena *arena, struct json *json, enum json_form form)
{
	struct text text = text_new(JSON_MOST);

	json_print(json, form, &text);
	text_char(&text, '\n');
	json_free(json);
	return kept(arena, &text);
}

static struct bytes text_of(
    struct arena *arena, const struct inspection *in, bool named)
{
	struct report_style style = stored_style;
	struct text text = text_new(REPORT_LIMIT);

	style.named = named;
	report_text(in, style, &text);
	return kept(arena, &text);
}

static void put_reports(struct bundle *bundle, struct arena *arena,
    const struct inspection *in, bool named)
{
	bundle->files[BUNDLE_REPORT] =
	    printed(arena, report_json(in), JSON_LINE);
	bundle->files[BUNDLE_TEXT] = text_of(arena, in, named);
}

/* ---- computing anew ------------------------------------------------------ */

static bool dns_restore(struct replay *replay, struct fault *fault)
{
	struct bytes record = replay->bundle.files[BUNDLE_DNS];

	if (!replay->told.dns)
		return true;
	if (!bytes_present(record))
		return fault_set(fault, FAULT_INPUT,
		    "no bundle: it lacks the "
		    "answers of the DNS");
	replay->resolver = resolver_of_text(record, fault);
	if (replay->resolver == NULL)
		return fault_at(fault, "dns.json");
	replay->in.dns = dns_open(replay->resolver);
	replay->in.keys = dkim_keys_open();
	dns_begin(replay->in.dns);
	return true;
}

/* The octets that were sent count as they did, if they did. */
static void sent_restore(struct replay *replay)
{
	struct told *told = &replay->told;

	if (!told->has_sent)
		return;
	if (!bytes_present(told->sent.mistake))
		told->sent.raw = replay->bundle.files[BUNDLE_SENT];
	told->sent.receipt = replay->bundle.files[BUNDLE_RECEIPT];
	replay->in.sent = &told->sent;
}

static bool compute(struct replay *replay, const struct suffix_list *suffixes,
    struct fault *fault)
{
	const struct bundle *bundle = &replay->bundle;
	struct inspection *in = &replay->in;

	replay->told.premises.suffixes = suffixes;
	*in = inspection_new(replay->arena, &replay->told.premises);
	in->origin = replay->told.origin;
	in->probe = replay->told.has_probe ? &replay->told.probe : NULL;
	sent_restore(replay);
	if (!dns_restore(replay, fault) ||
	    !inspection_read(in, bundle->files[BUNDLE_MESSAGE], fault))
		return false;
	if (!bytes_present(bundle->files[BUNDLE_FACTS])) {
		inspection_finish(in);
		return true;
	}
	return verdict_facts_apply(in, bundle->files[BUNDLE_FACTS], fault);
}

static bool replay_bundle(struct replay *replay, struct arena *arena,
    const struct bundle *bundle, const struct suffix_list *suffixes,
    struct fault *fault)
{
	*replay = (struct replay){ .arena = arena, .bundle = *bundle };
	return told_read(arena, bundle->files[BUNDLE_PREMISES], &replay->told,
		   fault) &&
	       (bundle->stored || compute(replay, suffixes, fault));
}

bool replay_open(struct replay *replay, struct arena *arena, struct bytes tar,
    const struct suffix_list *suffixes, struct fault *fault)
{
	struct bundle bundle;

	*replay = (struct replay){ .arena = arena };
	return bundle_read(arena, tar, &bundle, fault) &&
	       replay_bundle(replay, arena, &bundle, suffixes, fault);
}

void replay_close(struct replay *replay)
{
	dkim_keys_close(replay->in.keys);
	dns_close(replay->in.dns);
	resolver_close(replay->resolver);
}

/* ---- showing ------------------------------------------------------------- */

/* What is stored was written for UTF-8. */
static void show_stored(
    struct bytes text, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };
	struct bytes line;

	while (bytes_line(&text, &line)) {
		page_add(&page, TONE_PLAIN, line);
		page_line_end(&page);
		if (style.quiet)
			return;
	}
}

static int stored_exit(const struct replay *replay)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct json *report =
	    json_read(replay->bundle.files[BUNDLE_REPORT], &fault);
	int64_t code = 70;

	if (report != NULL)
		json_integer_of(json_get(report, "exit_code"), &code);
	json_free(report);
	return code >= 0 && code <= 70 ? (int)code : 70;
}

int replay_text(
    const struct replay *replay, struct report_style style, struct text *out)
{
	style.named |= replay->told.named;
	if (replay->bundle.redacted && !style.quiet)
		text_add(out, BYTES("Redacted: hashes and signatures were "
				    "checked before that.\n\n"));
	if (replay->bundle.stored) {
		show_stored(replay->bundle.files[BUNDLE_TEXT], style, out);
		return stored_exit(replay);
	}
	report_text(&replay->in, style, out);
	return replay->in.exit_code;
}

/* The stored one is foreign: read, and written anew. */
static struct json *json_of(const struct replay *replay)
{
	struct fault fault = { .kind = FAULT_NONE };

	if (!replay->bundle.stored)
		return report_json(&replay->in);
	struct json *stored =
	    json_read(replay->bundle.files[BUNDLE_REPORT], &fault);
	return stored != NULL ? stored : json_object_new();
}

int replay_json(const struct replay *replay, struct text *out)
{
	struct json *report = json_of(replay);

	if (replay->bundle.redacted)
		json_put(report, "redacted", json_truth(true));
	json_print(report, JSON_LINE, out);
	text_char(out, '\n');
	json_free(report);
	return replay->bundle.stored ? stored_exit(replay)
				     : replay->in.exit_code;
}

/* ---- writing ------------------------------------------------------------- */

static struct bytes record_of(
    struct arena *arena, const struct resolver *resolver)
{
	struct text text = text_new(RECORD_MOST);

	resolver_record(resolver, &text);
	return kept(arena, &text);
}

static void put_files(struct bundle *bundle, struct arena *arena,
    const struct inspection *in, const struct evidence_options *options)
{
	struct bytes *files = bundle->files;

	files[BUNDLE_MESSAGE] = in->message.raw;
	files[BUNDLE_PREMISES] =
	    printed(arena, told_json(in, options->named), JSON_INDENTED);
	if (in->dns != NULL && options->resolver != NULL)
		files[BUNDLE_DNS] = record_of(arena, options->resolver);
	if (in->sent != NULL) {
		files[BUNDLE_SENT] = in->sent->raw;
		files[BUNDLE_RECEIPT] = in->sent->receipt;
	}
	files[BUNDLE_TRANSCRIPT] = options->transcript;
	put_reports(bundle, arena, in, options->named);
}

/* The report out of the bundle is that of the bundle. */
static bool comes_out_the_same(struct arena *arena, const struct bundle *bundle,
    const struct suffix_list *suffixes)
{
	struct fault fault = { .kind = FAULT_NONE };
	struct replay replay;
	bool same = replay_bundle(&replay, arena, bundle, suffixes, &fault);

	if (same)
		same =
		    bytes_eq(printed(arena, report_json(&replay.in), JSON_LINE),
			bundle->files[BUNDLE_REPORT]) &&
		    bytes_eq(text_of(arena, &replay.in, replay.told.named),
			bundle->files[BUNDLE_TEXT]);
	replay_close(&replay);
	return same;
}

/* What a reader will see of the redacted files is their report. */
static bool redact_all(struct arena *arena, struct bundle *bundle,
    const struct inspection *in, struct fault *fault)
{
	struct replay replay;

	bundle->redacted = true;
	bundle->files[BUNDLE_FACTS] =
	    printed(arena, verdict_facts_json(in), JSON_INDENTED);
	redact_bundle(arena, bundle, in);
	bool done = replay_bundle(
	    &replay, arena, bundle, in->premises->suffixes, fault);
	if (done)
		put_reports(bundle, arena, &replay.in, replay.told.named);
	else
		fault->kind = FAULT_OURS;
	replay_close(&replay);
	return done || fault_at(fault, "the redacted message");
}

bool evidence_write(const struct inspection *in,
    const struct evidence_options *options, struct text *tar,
    struct fault *fault)
{
	struct arena *arena = arena_open();
	struct bundle bundle = { .redacted = false };
	bool done = true;

	put_files(&bundle, arena, in, options);
	if (options->redact)
		done = redact_all(arena, &bundle, in, fault);
	else
		bundle.stored =
		    !comes_out_the_same(arena, &bundle, in->premises->suffixes);
	done = done && bundle_write(&bundle, in->premises->now, tar, fault);
	arena_close(arena);
	return done;
}
