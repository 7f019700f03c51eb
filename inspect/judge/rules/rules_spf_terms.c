/* An SPF record that works today: what in it will hurt. */
#include "inspect/judge/repair.h"

#include "common/mail/spf_record.h"
#include "inspect/judge/mark.h"
#include "inspect/judge/spf_cost.h"
#include "publish/spf_edit.h"

/* Our verdict on a record that is the user's and was evaluated. */
static const struct spf_verdict *usable(const struct inspection *in)
{
	const struct spf_verdict *spf = own_spf(in);

	return spf != NULL && bytes_present(spf->record) &&
		       domain_is_own(in, spf->domain) &&
		       (spf->reason == SPF_MATCHED ||
			   spf->reason == SPF_DEFAULT)
		   ? spf
		   : NULL;
}

static void about(
    struct judgement *j, const struct spf_verdict *spf, struct bytes place)
{
	shown_by(j, "record", spf->record);
	shown_by(j, "where", marked(j->arena, spf->record, place));
	if (spf->answer != NULL)
		shown_by(j, "server", spf->answer->server);
}

/* ---- single terms ----------------------------------------------------------
 */

/* Without its qualifier, the name of a term. */
static struct bytes mechanism(struct bytes term)
{
	size_t n = 0;

	if (term.len > 0 && (term.ptr[0] == '+' || term.ptr[0] == '-' ||
				term.ptr[0] == '~' || term.ptr[0] == '?'))
		term = bytes_skip(term, 1);
	while (n < term.len && term.ptr[n] != ':' && term.ptr[n] != '/' &&
	       term.ptr[n] != '=')
		n++;
	return bytes_first(term, n);
}

/* The first term of this name; absent: none. */
static struct bytes term_of(struct bytes record, struct bytes name)
{
	struct bytes term;

	while (bytes_present(record)) {
		bytes_cut(record, ' ', &term, &record);
		if (bytes_ieq(mechanism(term), name))
			return term;
	}
	return ABSENT;
}

#define LOOKUPS_NEAR 8 /* of the 10 of RFC 7208 4.6.4 */

static void near_limit(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);

	if (spf == NULL || spf->lookups < LOOKUPS_NEAR)
		return;
	found(j, "The SPF record of %.*s needs %u of the 10 look-ups.",
	    FMT(spf->domain), spf->lookups);
	about(j, spf, ABSENT);
	spf_costs_show(j, spf, false);
	spf_costs_fix(j, spf);
}

static void neutral_all(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);

	if (spf == NULL)
		return;
	struct bytes all = term_of(spf->record, BYTES("all"));
	if (bytes_present(all)
		? all.ptr[0] != '?'
		: bytes_present(term_of(spf->record, BYTES("redirect"))))
		return;
	found(j,
	    "The SPF record of %.*s %s: servers that it does not name "
	    "are neutral.",
	    FMT(spf->domain),
	    bytes_present(all) ? "ends in ?all" : "has no all");
	about(j, spf, all);
	fix_spf(j, spf->domain, spf_edit_all(j->arena, spf->record, '~'));
}

static void pass_all(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes all =
	    spf != NULL ? term_of(spf->record, BYTES("all")) : ABSENT;

	if (!bytes_present(all) ||
	    (all.ptr[0] != '+' && ascii_lower(all.ptr[0]) != 'a'))
		return;
	found(j,
	    "The SPF record of %.*s lets every server in the world "
	    "pass (%.*s).",
	    FMT(spf->domain), FMT(all));
	about(j, spf, all);
	fix_spf(j, spf->domain, spf_edit_all(j->arena, spf->record, '~'));
}

static void ptr(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes term =
	    spf != NULL ? term_of(spf->record, BYTES("ptr")) : ABSENT;

	if (!bytes_present(term))
		return;
	found(j,
	    "The SPF record of %.*s uses %.*s, which is slow and not to "
	    "be used.",
	    FMT(spf->domain), FMT(term));
	about(j, spf, term);
	if (!bytes_eq(mechanism(spf->matched), BYTES("ptr")))
		fix_spf(j, spf->domain,
		    spf_edit_remove(j->arena, spf->record, term));
}

/* The first term that all hides; absent: none. */
static struct bytes behind_all(
    const struct judgement *j, const struct spf_verdict *spf)
{
	struct spf_record record;
	size_t i = 0;

	spf_record_read(&record, j->arena, spf->record);
	while (i < record.count && record.terms[i].mechanism != SPF_ALL)
		i++;
	if (i + 1 < record.count)
		return record.terms[i + 1].text;
	return record.all ? record.redirect.text : ABSENT;
}

static void after_all(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes all =
	    spf != NULL ? term_of(spf->record, BYTES("all")) : ABSENT;
	struct bytes term = bytes_present(all) ? behind_all(j, spf) : ABSENT;

	if (!bytes_present(term))
		return;
	bool passes = spf->result == AUTH_PASS;
	found(j,
	    "In the SPF record of %.*s, %.*s is never used: %.*s decides "
	    "about every server.",
	    FMT(spf->domain), FMT(term), FMT(all));
	about(j, spf, term);
	fix_spf(j, spf->domain,
	    passes ? spf_edit_drop_unused(j->arena, spf->record)
		   : spf_edit_all_last(j->arena, spf->record));
	if (!passes) /* it is why the server is not covered */
		weighs(j, SEVERITY_BROKEN);
}

/* ---- beside DMARC, beside the record
 * -----------------------------------------
 */

static void hard_fail(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	struct bytes policy = policy_word(j->in);
	struct bytes all =
	    spf != NULL ? term_of(spf->record, BYTES("all")) : ABSENT;

	if (!bytes_present(all) || *all.ptr != '-' ||
	    stands(j, "spf-mailfrom-cname") != NULL ||
	    (!bytes_eq(policy, BYTES("quarantine")) &&
		!bytes_eq(policy, BYTES("reject"))))
		return;
	found(j,
	    "The SPF record of %.*s ends in -all beside the DMARC policy "
	    "%.*s: some receivers refuse forwarded mail before DKIM counts.",
	    FMT(spf->domain), FMT(policy));
	about(j, spf, all);
	fix_spf(j, spf->domain, spf_edit_all(j->arena, spf->record, '~'));
}

#define HEADER_LEN   12	 /* RFC 1035 4.1.1 */
#define QUESTION_LEN 6	 /* 4.1.2, beside the name: its root, type, class */
#define RECORD_LEN   12	 /* 4.1.3, the name compressed to two octets */
#define ANSWER_MOST  512 /* 4.2.1 */
#define STRING_MOST  255 /* 3.3 */

static size_t answer_len(const struct dns_answer *answer)
{
	size_t len = HEADER_LEN + QUESTION_LEN + answer->name.len;

	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		len += RECORD_LEN + a->target.len + 2;
	for (const struct dns_record *r = answer->records; r; r = r->next)
		len += RECORD_LEN + r->data.len + r->string_count;
	return len;
}

/* What no server can publish, though a file may have it. */
static struct bytes long_string(const struct dns_answer *answer)
{
	for (const struct dns_record *r = answer->records; r; r = r->next)
		for (size_t i = 0; i < r->string_count; i++)
			if (r->strings[i].len > STRING_MOST)
				return r->strings[i];
	return ABSENT;
}

static void too_long(struct judgement *j)
{
	const struct spf_verdict *spf = usable(j->in);
	const struct dns_answer *answer = spf != NULL ? spf->answer : NULL;

	if (answer == NULL)
		return;
	struct bytes string = long_string(answer);
	size_t len = answer_len(answer);
	if (bytes_present(string))
		found(j,
		    "The TXT of %.*s has a string of %zu octets, more than "
		    "the 255 that one can have.",
		    FMT(spf->domain), string.len);
	else if (len > ANSWER_MOST)
		found(j,
		    "The TXT answer of %.*s takes %zu octets, more than the "
		    "512 of a plain packet.",
		    FMT(spf->domain), len);
	else
		return;
	for (const struct dns_record *r = answer->records; r; r = r->next)
		shown_by(j, "found", r->data);
	about(j, spf, ABSENT);
}

static bool is_sender_id(struct bytes text)
{
	return bytes_istarts(text, BYTES("spf2.0/"));
}

static void sender_id(struct judgement *j)
{
	const struct spf_verdict *spf = own_spf(j->in);
	const struct dns_record *r =
	    spf != NULL && spf->answer != NULL ? spf->answer->records : NULL;

	while (r != NULL && !is_sender_id(r->data))
		r = r->next;
	if (r == NULL || !domain_is_own(j->in, spf->domain))
		return;
	found(j, "%.*s has a record of Sender ID, which nobody uses any more.",
	    FMT(spf->domain));
	shown_by(j, "found", r->data);
	fix_text(j, spf->answer, is_sender_id, ABSENT);
}

const struct rule rules_spf_terms[] = {
	{ "spf-near-limit", near_limit, NULL },
	{ "spf-neutral-all", neutral_all, NULL },
	{ "spf-pass-all", pass_all, NULL },
	{ "spf-ptr", ptr, NULL },
	{ "spf-after-all", after_all, NULL },
	{ "spf-too-long", too_long, NULL },
	{ "spf-hard-fail", hard_fail, NULL },
	{ "spf-sender-id", sender_id, NULL },
	{ 0 },
};
