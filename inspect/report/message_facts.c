#include "inspect/report/message_facts.h"

#include "common/mail/date.h"
#include "common/mail/encoded_word.h"
#include "inspect/model/receivers.h"
#include "inspect/report/report.h"

#define VALUE_MOST 2000 /* octets of one: more than anybody reads */

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

/* What `line` holds; absent when that is nothing. */
static struct bytes fact_end(const struct inspection *in, struct text *line)
{
	struct bytes fact =
	    line->len > 0 ? arena_copy(in->arena, text_bytes(line)) : ABSENT;

	text_free(line);
	return fact;
}

static struct bytes subject_fact(const struct inspection *in, const char *arrow)
{
	(void)arrow;
	return field_read(in, FIELD_SUBJECT);
}

static struct bytes from_fact(const struct inspection *in, const char *arrow)
{
	(void)arrow;
	return field_read(in, FIELD_FROM);
}

static struct bytes date_fact(const struct inspection *in, const char *arrow)
{
	struct bytes value = field_value(in, FIELD_DATE);
	struct text line = text_new(REPORT_LIMIT);
	int64_t date = bytes_present(value) ? date_read(value) : TIME_UNKNOWN;
	int64_t arrived = in->hops != NULL ? in->hops->time : TIME_UNKNOWN;

	(void)arrow;
	if (date == TIME_UNKNOWN)
		return value;
	add_time(&line, date);
	if (arrived != TIME_UNKNOWN && arrived >= date) {
		text_add(&line, BYTES(", "));
		if (arrived == date)
			text_add(&line, BYTES("less than 1 s"));
		else
			add_seconds(&line, arrived - date);
		text_add(&line, BYTES(" on the way"));
	}
	return fact_end(in, &line);
}

static struct bytes first_word(struct bytes b)
{
	struct bytes word, rest;

	bytes_cut(b, ' ', &word, &rest);
	return word;
}

/* The step into the receiver's hands. */
static struct bytes border_fact(const struct inspection *in, const char *arrow)
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
		text_printf(&line, "%s %.*s", arrow, FMT(hop->by));
		if (bytes_present(hop->tls))
			text_printf(&line, ", %.*s", FMT(first_word(hop->tls)));
		else if (hop->encrypted)
			text_add(&line, BYTES(", TLS"));
	}
	return fact_end(in, &line);
}

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* "; labels A, B": those that Gmail's user made. */
static void labels_add(struct text *line, struct bytes labels)
{
	const char *before = "; labels ";
	struct bytes label;

	while (bytes_line(&labels, &label)) {
		if (label.len == 0 || label.ptr[0] == '\\')
			continue;
		text_printf(line, "%s%.*s", before, FMT(label));
		before = ", ";
	}
}

static struct bytes place_fact(const struct inspection *in, const char *arrow)
{
	struct text line = text_new(REPORT_LIMIT);
	const char *placement = placement_word(in->origin.placement);

	(void)arrow;
	if (bytes_present(in->origin.folder)) {
		struct bytes tab = in->origin.category;
		text_add(&line, in->origin.folder);
		if (tab.len > 0)
			text_printf(&line, " (%c%.*s tab)", capital(tab.ptr[0]),
			    FMT(bytes_skip(tab, 1)));
		else if (placement != NULL &&
			 !bytes_ieq(in->origin.folder, bytes_of(placement))) {
			text_printf(&line, " (%s", placement);
			if (in->origin.placement == PLACEMENT_OTHER)
				labels_add(&line, in->origin.labels);
			text_char(&line, ')');
		}
	}
	return fact_end(in, &line);
}

static struct bytes timing_fact(const struct inspection *in, const char *arrow)
{
	const struct timing *t = in->probe != NULL ? &in->probe->timing : NULL;
	struct text line = text_new(REPORT_LIMIT);

	(void)arrow;
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
	}
	return fact_end(in, &line);
}

size_t message_facts(const struct inspection *in, const char *arrow,
    struct message_fact facts[MESSAGE_FACTS_MOST])
{
	static const struct {
		const char *label;
		struct bytes (*fact)(
		    const struct inspection *in, const char *arrow);
	} rows[MESSAGE_FACTS_MOST] = {
		{ "Subject", subject_fact },
		{ "From", from_fact },
		{ "Date", date_fact },
		{ "Handed", border_fact },
		{ "Folder", place_fact },
		{ "Timing", timing_fact },
	};
	size_t n = 0;

	for (size_t i = 0; i < MESSAGE_FACTS_MOST; i++) {
		struct bytes value = rows[i].fact(in, arrow);
		if (bytes_present(value))
			facts[n++] = (struct message_fact){ rows[i].label,
				bytes_trim(value) };
	}
	return n;
}

/* ---- whose word this is ----------------------------------------------------
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

struct bytes witness_words(const struct inspection *in)
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
	return fact_end(in, &words);
}
