/* An SPF record of the MAIL FROM domain that cannot be used. */
#include "inspect/judge/repair.h"

#include "common/base/nearest.h"
#include "common/mail/spf_record.h"
#include "inspect/judge/mark.h"
#include "inspect/judge/spf_cost.h"
#include "publish/spf_edit.h"

/* Our verdict on the user's domain, for this reason; else NULL. */
static const struct spf_verdict *spf_is(
    const struct inspection *in, enum spf_reason reason)
{
	const struct spf_verdict *spf = own_spf(in);

	return spf != NULL && spf->reason == reason ? spf : NULL;
}

static void about(struct judgement *j, const struct spf_verdict *spf)
{
	shown_by(j, "record", spf->record);
	shown_by(j, "detail", spf->detail);
	if (spf->answer == NULL)
		return;
	shown_by(j, "DNS", bytes_of(dns_status_word(spf->answer->status)));
	shown_by(j, "server", spf->answer->server);
}

/* "<before> DOMAIN <after>: DETAIL." */
static void say(struct judgement *j, const struct spf_verdict *spf,
    const char *before, const char *after)
{
	bool more =
	    bytes_present(spf->detail) && !bytes_eq(spf->detail, spf->domain);

	found(j, "%s %.*s %s%s%.*s.", before, FMT(spf->domain), after,
	    more ? ": " : "", FMT(more ? spf->detail : BYTES("")));
	about(j, spf);
}

static void unreachable(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_UNREACHABLE);

	if (spf == NULL)
		return;
	say(j, spf, "The DNS gave no answer for the SPF record of",
	    "or for a name in it");
	/* A temporary failure is no failure of the message. */
	weighs(j, SEVERITY_RISK);
}

/* ---- several ----------------------------------------------------------------
 */

#define MERGED_MOST 20

static void several(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_SEVERAL);
	const struct dns_record *r =
	    spf != NULL && spf->answer != NULL ? spf->answer->records : NULL;
	struct bytes texts[MERGED_MOST];
	size_t count = 0;

	if (spf == NULL)
		return;
	say(j, spf, "There are several SPF records at", "and none counts");
	for (; r != NULL && count < MERGED_MOST; r = r->next)
		if (spf_record_begins(r->data)) {
			shown_by(j, "record", r->data);
			texts[count++] = r->data;
		}
	if (r == NULL)
		fix_spf(j, spf->domain, spf_edit_merge(j->arena, texts, count));
}

/* ---- malformed
 * ---------------------------------------------------------------
 */

/* A text that was meant as a record, and what is wrong with it. */
struct slip {
	struct bytes domain, text, place;
	const char *why; /* NULL: nothing is */
};

/* The domain of an include or redirect; absent: none, or it has macros. */
static struct bytes target_of(struct bytes term)
{
	struct bytes name, domain;

	if (!bytes_cut(term, ':', &name, &domain))
		bytes_cut(term, '=', &name, &domain);
	return bytes_present(domain) && bytes_find(domain, BYTES("%")) == NULL
		   ? domain
		   : ABSENT;
}

/* The last include or redirect that ended in an error: its record has it. */
static struct bytes faulty_domain(const struct spf_verdict *spf)
{
	struct bytes domain = spf->domain;

	for (const struct spf_step *s = spf->steps; s != NULL; s = s->next)
		if (s->result == AUTH_PERMERROR)
			domain = target_of(s->term);
	return domain;
}

static struct slip slip_in_record(
    struct judgement *j, const struct spf_verdict *spf)
{
	struct slip slip = { .domain = faulty_domain(spf) };
	const struct dns_answer *answer = asked(j, DNS_TXT, slip.domain);
	struct spf_record record;

	if (answer == NULL || spf_record_find(answer, &slip.text) != 1 ||
	    spf_record_read(&record, j->arena, slip.text))
		return (struct slip){ .domain = spf->domain };
	slip.place = record.mistaken;
	slip.why = record.mistake;
	return slip;
}

/* What stands at the MAIL FROM domain in place of a record. */
static struct slip slip_before_record(const struct spf_verdict *spf)
{
	struct slip slip = { .domain = spf->domain };
	const struct dns_record *r =
	    spf->answer != NULL ? spf->answer->records : NULL;

	for (; r != NULL && slip.why == NULL; r = r->next) {
		slip.text = r->data;
		slip.place = bytes_first(r->data, 1);
		slip.why = spf_record_refused(r->data);
	}
	return slip;
}

static bool is_quoted(struct bytes text)
{
	return bytes_find(text, BYTES("\"")) != NULL ||
	       bytes_starts(bytes_trim(text), BYTES("'")) ||
	       bytes_find(text, BYTES("\xe2\x80\x98")) != NULL ||
	       bytes_find(text, BYTES("\xe2\x80\x9c")) != NULL ||
	       bytes_find(text, BYTES("\xe2\x80\x9d")) != NULL;
}

static struct slip slip_of(struct judgement *j)
{
	const struct spf_verdict *spf = own_spf(j->in);

	if (spf != NULL && spf->reason == SPF_SYNTAX)
		return slip_in_record(j, spf);
	if (spf != NULL && spf->reason == SPF_NO_RECORD)
		return slip_before_record(spf);
	return (struct slip){ .why = NULL };
}

static void show_slip(struct judgement *j, const struct slip *slip)
{
	const struct dns_answer *answer = asked(j, DNS_TXT, slip->domain);

	shown_by(j, "record", slip->text);
	shown_by(j, "where", marked(j->arena, slip->text, slip->place));
	shown_by(j, "expected", bytes_of(slip->why));
	if (answer != NULL)
		shown_by(j, "server", answer->server);
	fix_spf(j, slip->domain, spf_edit_repair(j->arena, slip->text));
}

static void quoted(struct judgement *j)
{
	struct slip slip = slip_of(j);

	if (slip.why == NULL || !is_quoted(slip.text))
		return;
	found(j,
	    "Quotation marks are part of the text at %.*s, so it is no SPF "
	    "record.",
	    FMT(slip.domain));
	const char *quote = bytes_find(slip.text, BYTES("\""));
	if (quote != NULL)
		slip.place = bytes_between(quote, quote + 1);
	show_slip(j, &slip);
}

/* "include=example.com": no mistake, and yet no include. */
static struct bytes skipped_term(
    struct judgement *j, const struct spf_verdict *spf)
{
	struct bytes rest = spf->record, term;

	if (spf->result == AUTH_PASS || !domain_is_own(j->in, spf->domain))
		return ABSENT;
	while (bytes_present(rest)) {
		bytes_cut(rest, ' ', &term, &rest);
		if (spf_term_is_skipped(term))
			return term;
	}
	return ABSENT;
}

static void malformed_term(struct judgement *j)
{
	const struct spf_verdict *spf = own_spf(j->in);
	struct bytes term = ABSENT;

	if (spf != NULL && bytes_present(spf->record) && decides(spf->result))
		term = skipped_term(j, spf);
	if (!bytes_present(term))
		return;
	found(j,
	    "\"%.*s\" in the SPF record of %.*s is skipped: a mechanism has "
	    "':' in place of '='.",
	    FMT(term), FMT(spf->domain));
	show_slip(j, &(struct slip){ spf->domain, spf->record, term, NULL });
}

static void malformed(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_SYNTAX);
	struct slip slip = slip_of(j);

	if (stands(j, "spf-record-quoted") != NULL)
		return;
	if (spf != NULL) {
		say(j, spf, "The SPF record of", "is malformed");
		if (slip.why != NULL)
			show_slip(j, &slip);
	} else if (slip.why != NULL) {
		found(j, "The text at %.*s is no SPF record: %s.",
		    FMT(slip.domain), slip.why);
		show_slip(j, &slip);
	} else {
		malformed_term(j);
	}
}

/* ---- include and redirect
 * ------------------------------------------------------
 */

static const struct bytes ses_domain[] = { { "amazonses.com", 13 } };

static bool looks_like_ses(struct bytes domain)
{
	return bytes_present(domain) && !domain_is_ses(domain) &&
	       (bytes_present(nearest_word(domain, ses_domain, 1)) ||
		   bytes_ifind(domain, BYTES("amazonses")) != NULL ||
		   bytes_iends(domain, BYTES(".amazon.com")) ||
		   bytes_iends(domain, BYTES(".amazonaws.com")));
}

/* The first include of this record that does; absent: none. */
static struct bytes include_like_ses(struct bytes record)
{
	struct bytes term, bare;

	while (bytes_present(record)) {
		bytes_cut(record, ' ', &term, &record);
		bare = term;
		if (bare.len > 0 && *bare.ptr == '+')
			bare = bytes_skip(bare, 1);
		if (bytes_istarts(bare, BYTES("include:")) &&
		    looks_like_ses(target_of(bare)))
			return term;
	}
	return ABSENT;
}

/* The term that ended the check. */
static const struct spf_step *last_step(const struct spf_verdict *spf)
{
	const struct spf_step *step = spf->steps;

	while (step != NULL && step->next != NULL)
		step = step->next;
	return step;
}

static bool ended_by(const struct spf_verdict *spf, struct bytes term)
{
	const struct spf_step *last = last_step(spf);

	return last != NULL && last->depth == 0 && bytes_eq(last->term, term);
}

/* A name below amazonses.com that has no record, at which the check ended. */
static struct bytes include_below_ses(const struct spf_verdict *spf)
{
	const struct spf_step *last = last_step(spf);
	bool ended = spf->reason == SPF_INCLUDE_NONE && last != NULL &&
		     last->depth == 0 && domain_is_ses(target_of(last->term));

	return ended ? last->term : ABSENT;
}

/* The record is malformed, and what was meant has the right name. */
static bool is_slip_alone(struct judgement *j, struct bytes record)
{
	struct bytes meant = stands(j, "spf-record-malformed") != NULL
				 ? spf_edit_repair(j->arena, record)
				 : ABSENT;

	return bytes_present(meant) && includes_ses(meant);
}

static void include_typo(struct judgement *j)
{
	const struct spf_verdict *spf = own_spf(j->in);
	struct bytes term = ABSENT;

	if (spf == NULL || spf->result == AUTH_PASS || !decides(spf->result) ||
	    !came_through_ses(j->in) || !domain_is_own(j->in, spf->domain) ||
	    is_slip_alone(j, spf->record))
		return;
	term = include_like_ses(spf->record);
	if (!bytes_present(term))
		term = include_below_ses(spf);
	if (!bytes_present(term) ||
	    (includes_ses(spf->record) && !ended_by(spf, term)))
		return;
	found(j,
	    "\"%.*s\" in the SPF record of %.*s is not SES: its domain is "
	    "amazonses.com.",
	    FMT(term), FMT(spf->domain));
	about(j, spf);
	shown_by(j, "where", marked(j->arena, spf->record, term));
	fix_spf(j, spf->domain,
	    spf_edit_replace(
		j->arena, spf->record, term, BYTES("include:amazonses.com")));
}

/* The record in which the term stands that ended the check. */
static struct bytes record_of_step(
    const struct judgement *j, const struct spf_step *step)
{
	const struct dns_answer *answer =
	    step != NULL ? asked(j, DNS_TXT, step->domain) : NULL;
	struct bytes text = ABSENT;

	return answer != NULL && spf_record_find(answer, &text) == 1 ? text
								     : ABSENT;
}

/* ~all takes the place of a redirect that was all there was. */
static struct bytes with_end(struct judgement *j, struct bytes text)
{
	struct spf_record record;

	if (!bytes_present(text) || !spf_record_read(&record, j->arena, text) ||
	    record.all || bytes_present(record.redirect.text))
		return text;
	return spf_edit_all(j->arena, text, '~');
}

static void include_dangling(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_INCLUDE_NONE);
	bool includes = spf != NULL;

	if (spf == NULL)
		spf = spf_is(j->in, SPF_REDIRECT_NONE);
	if (spf == NULL || stands(j, "spf-include-typo") != NULL)
		return;
	const struct spf_step *step = last_step(spf);
	struct bytes text = record_of_step(j, step);
	say(j, spf, "The SPF record of",
	    includes ? "includes a domain that has none"
		     : "redirects to a domain that has none");
	if (!bytes_present(text))
		return;
	shown_by(j, "where", marked(j->arena, text, step->term));
	fix_spf(j, step->domain,
	    with_end(j, spf_without_void(j, spf, step->domain, text)));
}

static void loop(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_LOOP);

	if (spf == NULL)
		return;
	const struct spf_step *step = last_step(spf);
	struct bytes text = record_of_step(j, step);
	say(j, spf, "The SPF record of",
	    "leads back to itself (include or redirect)");
	if (!bytes_present(text))
		return;
	shown_by(j, "where", marked(j->arena, text, step->term));
	text = with_end(j, spf_edit_remove(j->arena, text, step->term));
	if (bytes_present(text) && came_through_ses(j->in) &&
	    !was_forwarded(j->in) && !includes_ses(spf->record) &&
	    !includes_ses(text)) /* nothing else would let SES through */
		text = spf_edit_add(
		    j->arena, text, BYTES("include:amazonses.com"));
	fix_spf(j, step->domain, text);
}

/* ---- what it costs
 * -------------------------------------------------------------
 */

static void too_many_lookups(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_LOOKUPS);

	if (spf == NULL)
		spf = spf_is(j->in, SPF_MX_HOSTS);
	if (spf == NULL)
		return;
	say(j, spf, "The SPF record of", "needs more look-ups than 10");
	spf_costs_show(j, spf, false);
	spf_costs_fix(j, spf);
}

static void too_many_void(struct judgement *j)
{
	const struct spf_verdict *spf = spf_is(j->in, SPF_VOID_LOOKUPS);

	if (spf == NULL)
		return;
	say(j, spf, "The SPF record of",
	    "asks for more than 2 names that do not exist");
	spf_costs_show(j, spf, true);
	if (bytes_present(spf->record))
		fix_spf(j, spf->domain,
		    with_end(
			j, spf_without_void(j, spf, spf->domain, spf->record)));
}

static const char *const typo[] = { "spf-include-typo", NULL };

static const char *const dnssec[] = { "dns-dnssec-broken", NULL };

const struct rule rules_spf_record[] = {
	{ "spf-unreachable", unreachable, dnssec },
	{ "spf-record-several", several, NULL },
	{ "spf-record-quoted", quoted, NULL },
	{ "spf-record-malformed", malformed, NULL },
	{ "spf-include-typo", include_typo, NULL },
	{ "spf-include-dangling", include_dangling, typo },
	{ "spf-loop", loop, NULL },
	{ "spf-too-many-lookups", too_many_lookups, NULL },
	{ "spf-too-many-void", too_many_void, typo },
	{ 0 },
};
