#include "inspect/judge/spf_cost.h"

#include "common/base/text.h"
#include "common/mail/spf_record.h"
#include "publish/spf_edit.h"

#define COSTS_MOST 20 /* terms named as evidence */
#define NAMED_MOST 3  /* in the words of a fix */
#define WORDS_MOST 1024

/* ---- what a term cost
 * --------------------------------------------------------
 */

struct cost {
	struct bytes term;
	unsigned count;
};

/* Of the term at `*step` of the record itself; `*step` moves to the next. */
static struct cost take_cost(const struct spf_step **step, bool voids)
{
	const struct spf_step *s = *step;
	unsigned depth = s->depth;
	struct cost cost = { s->term, 0 };

	do {
		cost.count += voids ? s->void_lookups : s->lookups;
		s = s->next;
	} while (s != NULL && s->depth > depth);
	*step = s;
	return cost;
}

void spf_costs_show(
    struct judgement *j, const struct spf_verdict *spf, bool voids)
{
	const struct spf_step *step = spf->steps;

	for (size_t n = 0; step != NULL && n < COSTS_MOST;) {
		struct cost cost = take_cost(&step, voids);
		if (cost.count == 0)
			continue;
		shown_by(j, voids ? "void look-ups" : "look-ups",
		    arena_printf(
			j->arena, "%u by %.*s", cost.count, FMT(cost.term)));
		n++;
	}
}

static bool is_of_ses(struct bytes term)
{
	return bytes_iends(term, BYTES("include:amazonses.com"));
}

/* The dearest that is not among the `count` of `best`. */
static struct cost next_dearest(
    const struct spf_verdict *spf, const struct cost *best, size_t count)
{
	const struct spf_step *step = spf->steps;
	struct cost dearest = { ABSENT, 0 };

	while (step != NULL) {
		struct cost cost = take_cost(&step, false);
		size_t i = 0;
		while (i < count && !bytes_eq(best[i].term, cost.term))
			i++;
		if (i == count && cost.count > dearest.count &&
		    !is_of_ses(cost.term))
			dearest = cost;
	}
	return dearest;
}

void spf_costs_fix(struct judgement *j, const struct spf_verdict *spf)
{
	struct text words = text_new(WORDS_MOST);
	struct cost best[NAMED_MOST];
	size_t count = 0;

	for (; count < NAMED_MOST; count++) {
		best[count] = next_dearest(spf, best, count);
		if (best[count].count == 0)
			break;
		text_printf(&words, "%s%.*s (%u)", count > 0 ? ", " : "",
		    FMT(bytes_first(best[count].term, WORDS_MOST / 8)),
		    best[count].count);
	}
	if (count > 0)
		fixed_by(j,
		    "Remove the terms that nobody needs; these cost most: "
		    "%.*s. %s",
		    FMT(text_bytes(&words)),
		    came_through_ses(j->in)
			? "At a MAIL FROM domain of SES nothing but "
			  "include:amazonses.com is needed."
			: "Each MAIL FROM domain has 10 look-ups of its own: "
			  "move a sender to a subdomain.");
	text_free(&words);
}

/* ---- what finds nothing
 * --------------------------------------------------------
 */

struct pruning {
	struct judgement *j;
	const struct spf_verdict *spf;
	struct bytes domain; /* whose record it is */
};

/* It was asked when the record was evaluated, or a server says so now.  What a
 * file does not list may exist all the same. */
static bool is_known(
    const struct pruning *p, struct bytes term, const struct dns_answer *answer)
{
	const struct spf_step *s = p->spf->steps;

	while (s != NULL &&
	       (!bytes_eq(s->term, term) || !bytes_eq(s->domain, p->domain)))
		s = s->next;
	return s != NULL || bytes_present(answer->server);
}

static bool has_nothing(const struct pruning *p, const struct spf_term *term,
    enum dns_type type, struct bytes name)
{
	const struct dns_answer *answer = asked(p->j, type, name);

	return answer != NULL && !dns_failed(answer) &&
	       answer->status != DNS_FOUND && is_known(p, term->text, answer);
}

static bool has_no_record(
    const struct pruning *p, struct bytes term, struct bytes name)
{
	const struct dns_answer *answer = asked(p->j, DNS_TXT, name);
	struct bytes text;

	return answer != NULL && !dns_failed(answer) &&
	       spf_record_find(answer, &text) == 0 && is_known(p, term, answer);
}

/* A name that may be asked for: macros are about a message. */
static bool is_plain(struct bytes domain)
{
	return bytes_find(domain, BYTES("%")) == NULL;
}

static bool finds_nothing(const struct pruning *p, const struct spf_term *term)
{
	struct bytes name =
	    bytes_present(term->domain) ? term->domain : p->domain;

	if (!is_plain(name))
		return false;
	switch (term->mechanism) {
	case SPF_INCLUDE:
		return has_no_record(p, term->text, name);
	case SPF_A:
		return has_nothing(p, term, DNS_A, name) &&
		       has_nothing(p, term, DNS_AAAA, name);
	case SPF_MX:
		return has_nothing(p, term, DNS_MX, name);
	case SPF_EXISTS:
		return has_nothing(p, term, DNS_A, name);
	default:
		return false;
	}
}

#define ASKED_MOST 20 /* terms: each is a question or two */

struct bytes spf_without_void(struct judgement *j,
    const struct spf_verdict *spf, struct bytes domain, struct bytes record)
{
	const struct pruning p = { j, spf, domain };
	struct spf_record read;
	struct bytes text = record;

	if (!spf_record_read(&read, j->arena, record))
		return ABSENT;
	for (size_t i = 0; i < read.count && i < ASKED_MOST; i++)
		if (bytes_present(text) && finds_nothing(&p, &read.terms[i]))
			text =
			    spf_edit_remove(j->arena, text, read.terms[i].text);
	if (bytes_present(read.redirect.text) && bytes_present(text) &&
	    is_plain(read.redirect.domain) &&
	    has_no_record(&p, read.redirect.text, read.redirect.domain))
		text = spf_edit_remove(j->arena, text, read.redirect.text);
	return bytes_eq(text, record) ? ABSENT : text;
}
