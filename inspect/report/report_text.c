/*
 * One screen: the verdict, which message, who is compared with whom
 * (diagram.c), what to repair (advice.c); with -v the details (details.c).
 */
#include "inspect/report/advice.h"
#include "inspect/report/details.h"
#include "inspect/report/diagram.h"
#include "inspect/report/page.h"
#include "inspect/report/report_ses.h"

#include "common/mail/date.h"
#include "common/mail/encoded_word.h"
#include "inspect/model/catalogue.h"
#include "inspect/model/receivers.h"
#include "inspect/model/witness.h"
#include <string.h>

#define LABELS	   10	/* column of the facts about the message */
#define VALUE_MOST 2000 /* octets of one: more than anybody reads */

/* ---- the verdict line -----------------------------------------------------
 */

struct method {
	const char *name;
	unsigned bit;
	enum standing standing;
	enum auth_result word; /* of the witness that fails it */
};

#define METHODS 3

/* Ours when it is no pass, else the receiver's when that is none. */
static enum auth_result failing_word(
    enum auth_result ours, enum auth_result theirs)
{
	return decides(ours) && (ours != AUTH_PASS || !decides(theirs))
		   ? ours
		   : theirs;
}

static enum auth_result dmarc_found(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);

	return view != NULL && !own_copy_altered(in)
		   ? dmarc_result(view->reason)
		   : AUTH_ABSENT;
}

static void methods_of(
    const struct inspection *in, struct method methods[METHODS])
{
	const struct reported *reported = &in->reported;
	enum auth_result dkim =
	    own_copy_altered(in) ? AUTH_ABSENT : in->verified.dkim_result;
	enum auth_result spf =
	    in->verified.spf != NULL ? in->verified.spf->result : AUTH_ABSENT;

	methods[0] = (struct method){ "DKIM", METHOD_DKIM, in->dkim,
		failing_word(dkim, reported->dkim) };
	methods[1] = (struct method){ "SPF", METHOD_SPF, in->spf,
		failing_word(spf, reported->spf) };
	methods[2] = (struct method){ "DMARC", METHOD_DMARC, in->dmarc,
		failing_word(dmarc_found(in), reported->dmarc) };
}

static bool is_required(
    const struct inspection *in, const struct method *method)
{
	return (in->premises->require & method->bit) != 0;
}

/* "DKIM, SPF and DMARC" */
static void add_list(const char *const names[], size_t n, struct text *out)
{
	for (size_t i = 0; i < n; i++)
		text_printf(out, "%s%s",
		    i == 0	 ? ""
		    : i + 1 == n ? " and "
				 : ", ",
		    names[i]);
}

/* The required methods that stand so; how many. */
static size_t add_names(
    const struct inspection *in, enum standing standing, struct text *out)
{
	struct method methods[METHODS];
	const char *names[METHODS];
	size_t n = 0;

	methods_of(in, methods);
	for (size_t i = 0; i < METHODS; i++)
		if (is_required(in, &methods[i]) &&
		    methods[i].standing == standing)
			names[n++] = methods[i].name;
	add_list(names, n, out);
	return n;
}

enum failure { FAILS_ALIGNMENT, FAILS_PRESENCE, FAILS_CHECK, FAILURES };

static enum failure failure_of(
    const struct inspection *in, const struct method *method)
{
	if (method->word == AUTH_NONE ||
	    (method->bit == METHOD_DKIM && in->signatures == NULL))
		return FAILS_PRESENCE;
	return method->word == AUTH_PASS ? FAILS_ALIGNMENT : FAILS_CHECK;
}

/* The required methods that fail in this way; how many. */
static size_t add_failure(const struct inspection *in, enum failure failure,
    const char *before, struct text *out)
{
	static const char *const words[FAILURES][2] = {
		[FAILS_ALIGNMENT] = { "does not align", "do not align" },
		[FAILS_PRESENCE] = { "is missing", "are missing" },
		[FAILS_CHECK] = { "fails", "fail" },
	};
	struct method methods[METHODS];
	const char *names[METHODS];
	size_t n = 0;

	methods_of(in, methods);
	for (size_t i = 0; i < METHODS; i++)
		if (is_required(in, &methods[i]) &&
		    methods[i].standing == STANDING_FAIL &&
		    failure_of(in, &methods[i]) == failure)
			names[n++] = methods[i].name;
	if (n > 0) {
		text_printf(out, "%s", before);
		add_list(names, n, out);
		text_printf(out, " %s", words[failure][n > 1]);
	}
	return n;
}

/* "DKIM and SPF do not align, DMARC fails" */
static void add_failures(const struct inspection *in, struct text *out)
{
	size_t n = 0;

	if (!bytes_present(in->author.domain)) {
		text_printf(out, "%s", in->findings->row->title);
		return;
	}
	for (int failure = 0; failure < FAILURES; failure++)
		n += add_failure(
		    in, (enum failure)failure, n > 0 ? ", " : "", out);
	if (n == 0)
		text_printf(out, "%s", in->findings->row->title);
	else if (in->dmarc == STANDING_PASS)
		text_add(out, BYTES("; DMARC passes"));
}

static void add_passes(const struct inspection *in, struct text *out)
{
	size_t n = add_names(in, STANDING_PASS, out);

	text_printf(out, n == 1 ? " passes and aligns" : " pass and align");
	if (in->verdict == VERDICT_WARN)
		text_add(out, BYTES(", at a risk"));
}

static void add_unknown(const struct inspection *in, struct text *out)
{
	text_add(out, in->dns != NULL ? BYTES("nothing decides how ")
				      : BYTES("nobody we may trust says how "));
	size_t n = add_names(in, STANDING_UNKNOWN, out);
	text_add(out, n == 1 ? BYTES(" stands") : BYTES(" stand"));
}

static void add_reason(const struct inspection *in, struct text *out)
{
	static void (*const adders[])(
	    const struct inspection *in, struct text *out) = {
		[VERDICT_PASS] = add_passes,
		[VERDICT_WARN] = add_passes,
		[VERDICT_FAIL] = add_failures,
		[VERDICT_UNKNOWN] = add_unknown,
	};

	adders[in->verdict](in, out);
}

static enum tone verdict_tone(enum verdict verdict)
{
	static const enum tone tones[] = {
		[VERDICT_PASS] = TONE_GOOD,
		[VERDICT_WARN] = TONE_UNSURE,
		[VERDICT_FAIL] = TONE_BAD,
		[VERDICT_UNKNOWN] = TONE_UNSURE,
	};

	return tones[verdict];
}

/* "FILE: ", "FILE message 3: " or "SENDER -> MAILBOX: " */
static void add_which(
    struct page *page, const struct inspection *in, struct text *out)
{
	if (in->probe != NULL)
		text_printf(out, "%.*s: %.*s %s %.*s: ", FMT(in->probe->check),
		    FMT(in->probe->sender), page_glyph(page, GLYPH_TO),
		    FMT(in->probe->mailbox));
	else if (page->style.named && in->origin.number > 0)
		text_printf(out, "%.*s message %zu: ", FMT(in->origin.name),
		    in->origin.number);
	else if (page->style.named)
		text_printf(out, "%.*s: ", FMT(in->origin.name));
}

static void write_verdict(struct page *page, const struct inspection *in)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "PASS",
		[VERDICT_WARN] = "WARN",
		[VERDICT_FAIL] = "FAIL",
		[VERDICT_UNKNOWN] = "UNKNOWN",
	};
	struct text line = text_new(REPORT_LIMIT);

	page_say(page, verdict_tone(in->verdict), words[in->verdict]);
	page_to(page, page->column + 2);
	add_which(page, in, &line);
	add_reason(in, &line);
	page_reason(page, text_bytes(&line));
	text_free(&line);
}

/* ---- which message --------------------------------------------------------
 */

static void write_fact(struct page *page, const char *label, struct bytes b)
{
	if (!bytes_present(b))
		return;
	page_to(page, 2);
	page_say(page, TONE_FAINT, label);
	page_to(page, LABELS);
	page_paragraph(page, LABELS, bytes_trim(b));
}

static struct bytes field_value(const struct inspection *in, enum field_id id)
{
	const struct field *field = message_field(&in->message, id);

	return field != NULL ? bytes_first(bytes_trim(field->value), VALUE_MOST)
			     : ABSENT;
}

/* As a person reads it. */
static struct bytes field_read(const struct inspection *in, enum field_id id)
{
	return encoded_words_read(in->arena, field_value(in, id));
}

static void add_time(struct text *out, int64_t time)
{
	char text[TIME_TEXT_SIZE];

	time_write(time, text);
	text_printf(out, "%.10s %.8s UTC", text, text + 11);
}

static void add_seconds(struct text *out, int64_t ms)
{
	if (ms % 1000 == 0)
		text_printf(out, "%lld s", (long long)(ms / 1000));
	else
		text_printf(out, "%.2f s", (double)ms / 1000);
}

static void write_time(struct page *page, const struct inspection *in)
{
	struct bytes value = field_value(in, FIELD_DATE);
	struct text line = text_new(REPORT_LIMIT);
	int64_t date = bytes_present(value) ? date_read(value) : TIME_UNKNOWN;
	int64_t arrived = in->hops != NULL ? in->hops->time : TIME_UNKNOWN;

	if (date != TIME_UNKNOWN) {
		add_time(&line, date);
		if (arrived != TIME_UNKNOWN && arrived >= date) {
			text_add(&line, BYTES(", "));
			if (arrived == date)
				text_add(&line, BYTES("less than 1 s"));
			else
				add_seconds(&line, arrived - date);
			text_add(&line, BYTES(" on the way"));
		}
		write_fact(page, "Date", text_bytes(&line));
	} else
		write_fact(page, "Date", value);
	text_free(&line);
}

static struct bytes first_word(struct bytes b)
{
	struct bytes word, rest;

	bytes_cut(b, ' ', &word, &rest);
	return word;
}

/* The step into the receiver's hands. */
static void write_border(struct page *page, const struct inspection *in)
{
	const struct hop *hop = in->envelope.border;
	struct bytes ip = in->envelope.client_ip.value;
	struct text line = text_new(REPORT_LIMIT);

	if (hop != NULL && bytes_present(hop->by)) {
		struct bytes from =
		    bytes_present(hop->rdns) ? hop->rdns : hop->helo;
		if (bytes_present(from))
			text_printf(&line, "%.*s ", FMT(from));
		if (bytes_present(ip))
			text_printf(&line, "[%.*s] ", FMT(ip));
		text_printf(
		    &line, "%s %.*s", page_glyph(page, GLYPH_TO), FMT(hop->by));
		if (bytes_present(hop->tls))
			text_printf(&line, ", %.*s", FMT(first_word(hop->tls)));
		else if (hop->encrypted)
			text_add(&line, BYTES(", TLS"));
		write_fact(page, "Handed", text_bytes(&line));
	}
	text_free(&line);
}

static void write_place(struct page *page, const struct inspection *in)
{
	struct text line = text_new(REPORT_LIMIT);
	const char *placement = placement_word(in->origin.placement);

	if (bytes_present(in->origin.folder)) {
		text_printf(&line, "%.*s", FMT(in->origin.folder));
		if (placement != NULL &&
		    !bytes_ieq(in->origin.folder, bytes_of(placement)))
			text_printf(&line, " (%s)", placement);
		write_fact(page, "Folder", text_bytes(&line));
	}
	text_free(&line);
}

static void write_timing(struct page *page, const struct inspection *in)
{
	const struct timing *t = in->probe != NULL ? &in->probe->timing : NULL;
	struct text line = text_new(REPORT_LIMIT);

	if (t != NULL && t->accepted != TIME_UNKNOWN &&
	    t->found != TIME_UNKNOWN) {
		if (t->queued != TIME_UNKNOWN) {
			text_add(&line, BYTES("accepted after "));
			add_seconds(&line, t->accepted - t->queued);
			text_add(&line, BYTES(", "));
		}
		text_add(&line, BYTES("found "));
		add_seconds(&line, t->found - t->accepted);
		text_add(&line, BYTES(" after that"));
		write_fact(page, "Timing", text_bytes(&line));
	}
	text_free(&line);
}

static void write_message(struct page *page, const struct inspection *in)
{
	page_line_end(page);
	write_fact(page, "Subject", field_read(in, FIELD_SUBJECT));
	write_fact(page, "From", field_read(in, FIELD_FROM));
	write_time(page, in);
	write_border(page, in);
	write_place(page, in);
	write_timing(page, in);
}

/* ---- whose word this is ---------------------------------------------------
 */

static bool is_evidence(const struct claim_field *field)
{
	return field->trust == TRUST_YES && field->claims != NULL;
}

/* One that names its author, if there is one: Received-SPF does not. */
static const struct claim_field *witness(const struct inspection *in)
{
	const struct claim_field *nameless = NULL;

	for (const struct claim_field *f = in->claims; f != NULL; f = f->next) {
		if (is_evidence(f) && bytes_present(f->authserv_id))
			return f;
		if (is_evidence(f) && nameless == NULL)
			nameless = f;
	}
	return nameless;
}

/* What the receiver leaves out by habit, so that "unknown" is understood. */
static const char *habit_words(const struct inspection *in)
{
	unsigned habits = in->receiver != NULL ? in->receiver->habits : 0;
	bool several = in->signatures != NULL && in->signatures->next != NULL;

	if ((habits & HABIT_DKIM_ONLY) != 0)
		return ", which reports DKIM alone";
	if ((habits & HABIT_ONE_SIGNATURE) != 0 && several)
		return ", which reports one signature of several";
	return "";
}

/* Why this one is believed. */
static const char *trust_words(const struct inspection *in)
{
	const struct premises *premises = in->premises;
	bool told = premises->receiver != NULL ||
		    (premises->authserv_ids != NULL &&
			premises->authserv_ids[0] != NULL);

	return told ? ", named by you" : ", named in Received";
}

/* "Verified by mailplumb", and what that rests on. */
static void add_verified(const struct inspection *in, struct text *out)
{
	size_t n = dns_asked(in->dns);

	text_printf(out, "Verified by mailplumb with %zu answer%s of the DNS",
	    n, n == 1 ? "" : "s");
	if (in->verified.spf == NULL)
		text_add(out, BYTES(", SPF left out since the client or the "
				    "sender is not known"));
	else if (in->envelope.client_ip.source != FACT_BORDER)
		text_printf(out, ", SPF for %.*s (from: %s)",
		    FMT(in->verified.spf->client_ip),
		    fact_source_word(in->envelope.client_ip.source));
	text_add(out, BYTES(". "));
}

static void add_claimed(const struct inspection *in,
    const struct claim_field *field, struct text *out)
{
	text_printf(out, "Claimed by %s",
	    in->receiver != NULL ? in->receiver->title : "the receiver");
	if (bytes_present(field->authserv_id))
		text_printf(out, " (%.*s)", FMT(field->authserv_id));
	text_printf(out, "%s%s", trust_words(in), habit_words(in));
	text_add(out, in->dns != NULL
			  ? BYTES(".")
			  : BYTES("; mailplumb has not verified it itself."));
}

static void write_witness(struct page *page, const struct inspection *in)
{
	const struct claim_field *field = witness(in);
	struct text words = text_new(REPORT_LIMIT);

	if (in->dns != NULL)
		add_verified(in, &words);
	if (field != NULL)
		add_claimed(in, field, &words);
	else
		text_printf(&words,
		    "No trusted receiver's claims are in this message%s",
		    in->dns != NULL
			? "."
			: ", and mailplumb has not verified it itself.");
	page_line_end(page);
	page_paragraph(page, 2, text_bytes(&words));
	text_free(&words);
}

/* ---- all of it ------------------------------------------------------------
 */

void report_text(
    const struct inspection *in, struct report_style style, struct text *out)
{
	struct page page = { .out = out, .style = style };
	bool message = in->message.field_count > 0;

	write_verdict(&page, in);
	if (style.quiet)
		return;
	if (message) {
		write_message(&page, in);
		report_diagram(&page, in);
		write_witness(&page, in);
		report_ses(&page, in);
	}
	report_advice(&page, in);
	if (message && style.verbose > 0)
		report_details(&page, in);
}
