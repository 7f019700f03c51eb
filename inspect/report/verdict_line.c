#include "inspect/report/verdict_line.h"

#include "inspect/model/catalogue.h"
#include "inspect/model/witness.h"

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

void methods_of(const struct inspection *in, struct method methods[METHODS])
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

bool method_is_required(
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
		if (method_is_required(in, &methods[i]) &&
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
		if (method_is_required(in, &methods[i]) &&
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
	if (!bytes_present(in->author.domain) && in->findings != NULL) {
		text_printf(out, "%s", in->findings->row->title);
		return; /* of no message */
	}
	text_add(out, in->dns != NULL ? BYTES("nothing decides how ")
				      : BYTES("nobody we may trust says how "));
	size_t n = add_names(in, STANDING_UNKNOWN, out);
	text_add(out, n == 1 ? BYTES(" stands") : BYTES(" stand"));
}

void verdict_reason(const struct inspection *in, struct text *out)
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

enum tone verdict_tone(enum verdict verdict)
{
	static const enum tone tones[] = {
		[VERDICT_PASS] = TONE_GOOD,
		[VERDICT_WARN] = TONE_UNSURE,
		[VERDICT_FAIL] = TONE_BAD,
		[VERDICT_UNKNOWN] = TONE_UNSURE,
	};

	return tones[verdict];
}

const char *verdict_shown(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "PASS",
		[VERDICT_WARN] = "WARN",
		[VERDICT_FAIL] = "FAIL",
		[VERDICT_UNKNOWN] = "UNKNOWN",
	};

	return words[verdict];
}

/* "box message 5", "box/Junk message 5" */
static void imap_which(const struct origin *origin, struct text *out)
{
	text_add(out, origin->name);
	if (origin->placement != PLACEMENT_INBOX)
		text_printf(out, "/%.*s", FMT(origin->folder));
	text_printf(out, " message %u", (unsigned)origin->uid);
}

void verdict_which(
    const struct inspection *in, const char *arrow, struct text *out)
{
	if (in->probe != NULL)
		text_printf(out, "%.*s: %.*s %s %.*s", FMT(in->probe->check),
		    FMT(in->probe->sender), arrow, FMT(in->probe->mailbox));
	else if (in->origin.number > 0)
		text_printf(out, "%.*s message %zu", FMT(in->origin.name),
		    in->origin.number);
	else if (in->origin.uid > 0)
		imap_which(&in->origin, out);
	else
		text_add(out, in->origin.name);
}
