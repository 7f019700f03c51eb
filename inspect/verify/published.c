#include "inspect/verify/published.h"

#include "common/mail/limits.h"
#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "inspect/verify/dkim_key.h"

#define FOUND_MOST 20 /* records shown of one name */

#define SPF_WANTED BYTES("v=spf1 include:amazonses.com ~all")

struct listing {
	struct inspection *in;
	struct arena *arena;
	const struct expected *expected;
	struct record_check **last;
};

static struct record_check *add(struct listing *l, enum record_purpose purpose,
    struct bytes name, enum dns_type type, const struct dns_answer *answer)
{
	struct record_check *r = arena_new(l->arena, struct record_check);

	r->purpose = purpose;
	r->name = name;
	r->type = type;
	r->answer = answer;
	*l->last = r;
	l->last = &r->next;
	return r;
}

/* ---- what stands there ---------------------------------------------------
 */

static bool is_any(struct bytes data)
{
	(void)data;
	return true;
}

static bool is_spf(struct bytes data)
{
	return bytes_istarts(data, BYTES("v=spf1"));
}

static bool is_dmarc(struct bytes data)
{
	return bytes_ifind(data, BYTES("dmarc")) != NULL;
}

static struct bytes shown(
    struct arena *arena, enum dns_type type, const struct dns_record *record)
{
	return type == DNS_MX ? arena_printf(arena, "%u %.*s",
				    record->preference, FMT(record->data))
			      : record->data;
}

static void found(
    struct listing *l, struct record_check *r, bool (*is)(struct bytes data))
{
	struct bytes *list =
	    arena_new_array(l->arena, struct bytes, FOUND_MOST);
	const struct dns_record *record =
	    r->answer != NULL ? r->answer->records : NULL;

	for (; record != NULL && r->found_count < FOUND_MOST;
	     record = record->next)
		if (is(record->data))
			list[r->found_count++] =
			    shown(l->arena, r->type, record);
	r->found = list;
}

static void found_one(
    struct listing *l, struct record_check *r, struct bytes data)
{
	struct bytes *list = arena_new(l->arena, struct bytes);

	*list = data;
	r->found = list;
	r->found_count = 1;
}

/* Without any of the kind: whether that is so, or not known. */
static enum record_state absent_state(const struct dns_answer *answer)
{
	return dns_failed(answer) ? RECORD_UNREACHABLE : RECORD_MISSING;
}

/* ---- DKIM ------------------------------------------------------------------
 */

static struct bytes zone_wanted(const struct listing *l)
{
	const struct expected *e = l->expected;

	if (bytes_present(e->dkim_zone))
		return e->dkim_zone;
	return bytes_present(e->region) ? ses_dkim_zone(l->arena, e->region)
					: ABSENT;
}

static bool leads_to(const struct dns_answer *answer, struct bytes target)
{
	const struct dns_alias *a = answer->aliases;

	while (a != NULL && !bytes_eq(a->target, target))
		a = a->next;
	return a != NULL;
}

/* The zone is not known: to the token's name in any of those of SES. */
static bool leads_to_ses(const struct dns_answer *answer, struct bytes token)
{
	struct bytes label, zone;

	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		if (bytes_cut(a->target, '.', &label, &zone) &&
		    bytes_ieq(label, token) && ses_dkim_zone_is(zone))
			return true;
	return false;
}

static struct bytes key_note(
    struct listing *l, const struct dns_answer *answer, bool may_rest)
{
	const struct dkim_key *key =
	    dkim_key_read(l->arena, l->in->keys, answer);
	enum dkim_reason reason = dkim_key_fits(key, PUBLIC_KEY_RSA);

	if (reason == DKIM_VERIFIED)
		return arena_printf(l->arena, "a key of %u bits", key->bits);
	if (may_rest &&
	    (reason == DKIM_KEY_MISSING || reason == DKIM_KEY_REVOKED))
		return BYTES("no key behind it: it does not sign at present");
	struct bytes detail = dkim_key_detail(l->arena, key);
	return arena_printf(l->arena, "%s%s%.*s", dkim_reason_text(reason),
	    bytes_present(detail) ? ": " : "",
	    FMT(bytes_present(detail) ? detail : BYTES("")));
}

static void token_check(struct listing *l, struct bytes token)
{
	struct bytes domain = foreseen_dkim_domain(l->in);
	struct bytes zone = zone_wanted(l);
	const struct dns_answer *answer =
	    dkim_key_ask(l->in->dns, token, domain);
	struct record_check *r = add(l, RECORD_DKIM_TOKEN,
	    foreseen_key_name(l->in, token), DNS_CNAME, answer);

	if (bytes_present(zone))
		r->wanted =
		    arena_printf(l->arena, "%.*s.%.*s", FMT(token), FMT(zone));
	if (answer->aliases != NULL) {
		bool right = bytes_present(zone) ? leads_to(answer, r->wanted)
						 : leads_to_ses(answer, token);
		found_one(l, r, answer->aliases->target);
		r->state = right ? RECORD_RIGHT : RECORD_WRONG;
		r->note = key_note(l, answer, right);
	} else if (answer->records != NULL) {
		found(l, r, is_any);
		r->state = RECORD_WRONG;
		r->note = BYTES("TXT instead of CNAME");
	} else
		r->state = absent_state(answer);
}

static void key_check(struct listing *l, struct bytes selector)
{
	const struct dns_answer *answer =
	    dkim_key_ask(l->in->dns, selector, foreseen_dkim_domain(l->in));
	struct record_check *r = add(l, RECORD_DKIM_KEY,
	    foreseen_key_name(l->in, selector), DNS_TXT, answer);
	const struct dkim_key *key =
	    dkim_key_read(l->arena, l->in->keys, answer);
	bool fits = dkim_key_fits(key, PUBLIC_KEY_RSA) == DKIM_VERIFIED;

	found(l, r, is_any);
	if (r->found_count == 0) {
		r->state = absent_state(answer);
		return;
	}
	r->state = fits ? RECORD_RIGHT : RECORD_WRONG;
	r->note = key_note(l, answer, false);
}

static void dkim_check(struct listing *l)
{
	const struct expected *e = l->expected;

	if (!bytes_present(foreseen_dkim_domain(l->in)))
		return;
	for (size_t i = 0; i < e->dkim_token_count && i < LIMIT_SIGNATURES; i++)
		token_check(l, e->dkim_tokens[i]);
	for (size_t i = 0; i < e->dkim_selector_count && i < LIMIT_SIGNATURES;
	     i++)
		key_check(l, e->dkim_selectors[i]);
}

/* ---- MAIL FROM -------------------------------------------------------------
 */

/* Exactly one, and the host of the region; of any when that is not known. */
static bool mx_is_right(
    const struct record_check *r, struct bytes host, bool known)
{
	const struct dns_record *record = r->answer->records;

	if (r->answer->record_count != 1)
		return false;
	return known ? bytes_eq(record->data, host)
		     : bytes_present(ses_feedback_region(record->data));
}

static void mx_check(struct listing *l)
{
	const struct expected *e = l->expected;
	bool known = bytes_present(e->region);
	struct bytes host =
	    known ? ses_feedback_host(l->arena, e->region) : ABSENT;
	struct record_check *r = add(l, RECORD_MAIL_FROM_MX, e->mail_from,
	    DNS_MX, dns_ask(l->in->dns, DNS_MX, e->mail_from));

	if (known)
		r->wanted = arena_printf(l->arena, "10 %.*s", FMT(host));
	found(l, r, is_any);
	r->state = r->found_count == 0		 ? absent_state(r->answer)
		   : mx_is_right(r, host, known) ? RECORD_RIGHT
						 : RECORD_WRONG;
}

static enum record_state spf_state(
    const struct spf_verdict *spf, const struct record_check *r)
{
	if (r->found_count == 0)
		return absent_state(r->answer);
	if (spf == NULL)
		return RECORD_UNJUDGED;
	return spf->result == AUTH_PASS	       ? RECORD_RIGHT
	       : spf->result == AUTH_TEMPERROR ? RECORD_UNREACHABLE
					       : RECORD_WRONG;
}

static struct bytes spf_note(struct listing *l, const struct spf_verdict *spf)
{
	if (spf == NULL || !bytes_present(spf->record))
		return ABSENT;
	return arena_printf(l->arena,
	    "%s for a server of SES; %u of %d look-ups, %u of %d void",
	    auth_result_word(spf->result), spf->lookups, LIMIT_SPF_LOOKUPS,
	    spf->void_lookups, LIMIT_SPF_VOID_LOOKUPS);
}

static void spf_check_record(struct listing *l)
{
	const struct expected *e = l->expected;
	const struct spf_verdict *spf = l->in->verified.spf;
	struct record_check *r = add(l, RECORD_MAIL_FROM_SPF, e->mail_from,
	    DNS_TXT, dns_ask(l->in->dns, DNS_TXT, e->mail_from));

	found(l, r, is_spf);
	r->state = spf_state(spf, r);
	if (r->state == RECORD_MISSING && !e->elsewhere)
		r->wanted = SPF_WANTED;
	else if (r->state == RECORD_RIGHT)
		r->wanted = r->found[0];
	r->note = e->elsewhere ? ABSENT : spf_note(l, spf);
}

static void mail_from_check(struct listing *l)
{
	if (!bytes_present(l->expected->mail_from))
		return;
	if (!l->expected->elsewhere)
		mx_check(l);
	spf_check_record(l);
}

/* As information: SPF is about MAIL FROM. */
static void domain_spf_check(struct listing *l)
{
	struct bytes domain = l->in->author.domain;

	if (bytes_eq(domain, l->expected->mail_from))
		return;
	struct record_check *r = add(l, RECORD_DOMAIN_SPF, domain, DNS_TXT,
	    dns_ask(l->in->dns, DNS_TXT, domain));
	found(l, r, is_spf);
	r->note = BYTES("SPF is checked at the MAIL FROM domain, not here");
}

/* ---- DMARC -----------------------------------------------------------------
 */

static const struct dmarc_place *place_of(
    const struct dmarc_verdict *dmarc, const struct dmarc_record *record)
{
	size_t i = 0;

	while (record != NULL && i < dmarc->walk.count &&
	       dmarc->walk.places[i]->record != record)
		i++;
	return dmarc->walk.places[i < dmarc->walk.count ? i : 0];
}

static enum record_state dmarc_state(
    const struct dmarc_view *view, const struct record_check *r)
{
	if (view->record != NULL)
		return view->reason == DMARC_NO_POLICY ? RECORD_WRONG
						       : RECORD_RIGHT;
	if (view->reason == DMARC_UNREACHABLE)
		return RECORD_UNREACHABLE;
	return r->found_count > 0 ? RECORD_WRONG : RECORD_MISSING;
}

static void dmarc_check_record(struct listing *l)
{
	const struct dmarc_verdict *dmarc = l->in->verified.dmarc;
	const struct dmarc_view *view = &dmarc->by[RFC9989];

	if (dmarc->walk.count == 0)
		return;
	const struct dmarc_place *place = place_of(dmarc, view->record);
	struct record_check *r = add(l, RECORD_DMARC,
	    arena_printf(l->arena, "_dmarc.%.*s", FMT(place->domain)), DNS_TXT,
	    place->answer);
	found(l, r, is_dmarc);
	r->state = dmarc_state(view, r);
	if (!bytes_eq(place->domain, dmarc->author_domain))
		r->note = arena_printf(l->arena,
		    "%.*s has none of its own: that of %.*s applies",
		    FMT(dmarc->author_domain), FMT(place->domain));
}

static void reports_check(struct listing *l)
{
	static const enum record_state states[] = {
		[REPORT_INSIDE] = RECORD_RIGHT,
		[REPORT_AUTHORIZED] = RECORD_RIGHT,
		[REPORT_UNAUTHORIZED] = RECORD_MISSING,
		[REPORT_UNKNOWN] = RECORD_UNREACHABLE,
	};
	const struct report_target *t = l->in->verified.dmarc->targets;

	for (; t != NULL; t = t->next) {
		if (t->answer == NULL)
			continue;
		struct record_check *r =
		    add(l, RECORD_REPORTS, t->answer->name, DNS_TXT, t->answer);
		r->wanted = BYTES("v=DMARC1");
		found(l, r, is_dmarc);
		r->state = states[t->permission];
		r->note = arena_printf(l->arena, "for %.*s",
		    FMT(bytes_first(t->uri, LIMIT_VALUE)));
	}
}

/* ---- all of it -------------------------------------------------------------
 */

static void want(const struct inspection *in)
{
	const struct expected *e = &in->premises->expected;

	if (bytes_present(e->mail_from) && !e->elsewhere)
		dns_want(in->dns, DNS_MX, e->mail_from);
	dns_want(in->dns, DNS_TXT,
	    bytes_present(e->author) ? e->author : e->identity);
}

void published_check(struct inspection *in)
{
	struct record_check *records = NULL;
	struct listing l = { in, in->arena, &in->premises->expected, &records };

	if (in->dns != NULL)
		want(in);
	foresee(in);
	if (in->dns == NULL)
		return;
	dkim_check(&l);
	mail_from_check(&l);
	dmarc_check_record(&l);
	reports_check(&l);
	domain_spf_check(&l);
	in->records = records;
}
