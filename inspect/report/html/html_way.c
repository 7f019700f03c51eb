#include "inspect/report/html/parts.h"

/* ---- hops ------------------------------------------------------------------
 */

static struct bytes moment(const struct inspection *in, int64_t time)
{
	char text[TIME_TEXT_SIZE];

	if (time == TIME_UNKNOWN)
		return ABSENT;
	time_write(time, text);
	return arena_printf(in->arena, "%.10s %.8s", text, text + 11);
}

static struct bytes seconds(const struct inspection *in, int64_t ms)
{
	return ms == TIME_UNKNOWN
		   ? ABSENT
		   : arena_printf(in->arena, "%.1f\u00a0s", (double)ms / 1000);
}

static struct bytes tls_of(const struct hop *hop)
{
	if (bytes_present(hop->tls))
		return hop->tls;
	return hop->encrypted ? BYTES("TLS") : BYTES("none told");
}

static struct bytes or_else(struct bytes b, const char *otherwise)
{
	return bytes_present(b) ? b : bytes_of(otherwise);
}

static void put_hop(
    const struct inspection *in, const struct hop *hop, struct text *out)
{
	bool first = hop->next == NULL;
	bool tls = bytes_present(hop->tls) || hop->encrypted;
	struct bytes from = bytes_present(hop->rdns) ? hop->rdns : hop->helo;

	html_put(out,
	    "<tr><td class=\"word\">$</td><td class=\"number\">$</td><td>"
	    "<span class=\"label\">from </span>$",
	    or_else(moment(in, hop->time), "?"),
	    first ? BYTES("") : or_else(seconds(in, hop->delay), "?"),
	    or_else(from, "?"));
	if (bytes_present(hop->ip))
		html_put(out, " [$]", hop->ip);
	html_put(out,
	    "</td><td><span class=\"label\">by </span>$</td><td "
	    "class=\"$\">$</td><td>$</td></tr>\n",
	    or_else(hop->by, "?"), html_tone(tls ? TONE_PLAIN : TONE_UNSURE),
	    tls_of(hop), hop->with);
}

static size_t count_hops(const struct inspection *in)
{
	size_t n = 0;

	for (const struct hop *hop = in->hops; hop != NULL; hop = hop->next)
		n++;
	return n;
}

/* ---- times of a check ------------------------------------------------------
 */

static void put_moment(const struct inspection *in, struct text *out,
    const char *label, int64_t time, int64_t since)
{
	bool both = time != TIME_UNKNOWN && since != TIME_UNKNOWN;

	if (time != TIME_UNKNOWN)
		html_put(out, "<dt>$</dt><dd>$ UTC$$</dd>\n", bytes_of(label),
		    moment(in, time), both ? BYTES(", +") : BYTES(""),
		    both ? seconds(in, time - since) : BYTES(""));
}

void html_times(const struct inspection *in, struct text *out)
{
	const struct timing *t = in->probe != NULL ? &in->probe->timing : NULL;

	if (t == NULL || t->accepted == TIME_UNKNOWN)
		return;
	fold_open(out, "Timing", ABSENT);
	html_add(out, "<dl class=\"tags\">\n");
	put_moment(in, out, "composed", t->queued, TIME_UNKNOWN);
	put_moment(in, out, "accepted by the submission server", t->accepted,
	    t->queued);
	put_moment(in, out, "delivered, says the receiver", t->delivered,
	    TIME_UNKNOWN);
	put_moment(in, out, "found", t->found, t->accepted);
	html_add(out, "</dl>\n");
	fold_close(out);
}

/* ---- facts of the session --------------------------------------------------
 */

static void put_fact(
    const char *label, const struct fact *fact, struct text *out)
{
	if (fact->source != FACT_NONE)
		html_put(out,
		    "<dt>$</dt><dd>$ <span class=\"dim\">from: $</span></dd>\n",
		    bytes_of(label),
		    bytes_empty(fact->value) ? BYTES("<>") : fact->value,
		    bytes_of(fact_source_word(fact->source)));
}

static void put_envelope(const struct inspection *in, struct text *out)
{
	const struct envelope *e = &in->envelope;

	if (e->client_ip.source == FACT_NONE && e->helo.source == FACT_NONE &&
	    e->mail_from.source == FACT_NONE)
		return;
	fold_open(out, "Envelope", ABSENT);
	html_add(out, "<dl class=\"tags\">\n");
	put_fact("MAIL FROM", &e->mail_from, out);
	put_fact("client IP", &e->client_ip, out);
	put_fact("HELO", &e->helo, out);
	html_add(out, "</dl>\n");
	fold_close(out);
}

void html_way(const struct inspection *in, struct text *out)
{
	put_envelope(in, out);
	if (in->hops == NULL)
		return;
	fold_open(out, "Hops",
	    arena_printf(in->arena, "%zu, the last one first", count_hops(in)));
	html_add(out,
	    "<table class=\"grid\"><thead><tr><th scope=\"col\">Time, UTC</th>"
	    "<th scope=\"col\" class=\"number\">After</th><th scope=\"col\">"
	    "From</th><th scope=\"col\">By</th><th scope=\"col\">TLS</th>"
	    "<th scope=\"col\">With</th></tr></thead><tbody>\n");
	for (const struct hop *hop = in->hops; hop != NULL; hop = hop->next)
		put_hop(in, hop, out);
	html_add(out, "</tbody></table>\n");
	fold_close(out);
}
