/* The DMARC record, where it was looked for and what it says. */
#include "inspect/judge/rule.h"

#include "common/net/domain.h"
#include "common/net/suffix.h"

/* Where the walk began: the author's domain; NULL without DNS. */
static const struct dmarc_place *author_place(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;

	return dmarc != NULL && dmarc->walk.count > 0 ? dmarc->walk.places[0]
						      : NULL;
}

/* The record that applies, or one that would if it could be used; NULL when
 * there is none, or none of the user's. */
static const struct dmarc_record *record_of(const struct inspection *in)
{
	const struct dmarc_verdict *dmarc = in->verified.dmarc;
	const struct dmarc_record *record = NULL;

	if (dmarc == NULL)
		return NULL;
	if (dmarc->by[RFC9989].reason != DMARC_SEVERAL)
		record = dmarc->by[RFC9989].record;
	for (size_t i = 0; record == NULL && i < dmarc->walk.count; i++)
		record = dmarc->walk.places[i]->record;
	if (record == NULL)
		record = dmarc->by[RFC7489].record;
	return record != NULL && domain_is_own(in, record->domain) ? record
								   : NULL;
}

static void about(struct judgement *j, const struct dmarc_record *record)
{
	shown_by(j, "at",
	    arena_printf(j->arena, "_dmarc.%.*s", FMT(record->domain)));
	shown_by(j, "record", record->text);
}

static void about_place(struct judgement *j, const struct dmarc_place *place)
{
	if (place->answer == NULL)
		return;
	for (const struct dns_alias *a = place->answer->aliases; a != NULL;
	     a = a->next)
		shown_by(j, "CNAME",
		    arena_printf(j->arena, "%.*s -> %.*s", FMT(a->name),
			FMT(a->target)));
	shown_by(j, "DNS", bytes_of(dns_status_word(place->answer->status)));
	for (const struct dns_record *r = place->answer->records; r != NULL;
	     r = r->next)
		shown_by(j, "found", r->data);
}

/* ---- no record that counts -------------------------------------------------
 */

static void unreachable(struct judgement *j)
{
	const struct dmarc_view *view = own_dmarc(j->in);

	if (view == NULL || view->reason != DMARC_UNREACHABLE)
		return;
	found(j, "The DNS gave no answer about the DMARC record of %.*s.",
	    FMT(j->in->author.domain));
	shown_by(j, "detail", view->detail);
	/* A temporary failure is no failure of the message. */
	weighs(j, SEVERITY_RISK);
}

/* Of the author's organisation, when it stands above the author's domain. */
static const struct dmarc_record *record_above(
    const struct dmarc_verdict *dmarc)
{
	const struct dmarc_walk *walk = &dmarc->walk;
	struct bytes organization = dmarc->by[RFC9989].organization;
	size_t i = 1;

	while (
	    i < walk->count && !bytes_eq(walk->places[i]->domain, organization))
		i++;
	return i < walk->count ? walk->places[i]->record : NULL;
}

static void several(struct judgement *j)
{
	const struct dmarc_verdict *dmarc = j->in->verified.dmarc;
	size_t i = 0;

	while (dmarc != NULL && i < dmarc->walk.count &&
	       (dmarc->walk.places[i]->count < 2 ||
		   !domain_is_own(j->in, dmarc->walk.places[i]->domain)))
		i++;
	if (dmarc == NULL || i == dmarc->walk.count)
		return;
	const struct dmarc_place *place = dmarc->walk.places[i];
	const struct dmarc_record *above = i == 0 ? record_above(dmarc) : NULL;
	if (above == NULL)
		found(j,
		    "_dmarc.%.*s has %zu DMARC records: all of them are "
		    "ignored.",
		    FMT(place->domain), place->count);
	else
		found(j,
		    "_dmarc.%.*s has %zu DMARC records: all of them are "
		    "ignored, and only some receivers go on to that of %.*s "
		    "(by RFC 9989 4.10; RFC 7489 6.6.3 ends there).",
		    FMT(place->domain), place->count, FMT(above->domain));
	about_place(j, place);
}

static bool has_comma(struct bytes value)
{
	return bytes_find(value, BYTES(",")) != NULL;
}

static void malformed_flaw(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);
	const struct dmarc_flaw *f = record != NULL ? record->flaws : NULL;

	while (f != NULL && f->kind != FLAW_SYNTAX &&
	       f->kind != FLAW_REPEATED &&
	       (f->kind != FLAW_VALUE || bytes_istarts(f->tag, BYTES("ru")) ||
		   (bytes_iends(f->tag, BYTES("p")) && !has_comma(f->value))))
		f = f->next;
	if (f == NULL)
		return;
	bool commas = f->kind == FLAW_VALUE && has_comma(f->value);
	found(j, "The DMARC record of %.*s has \"%.*s%s%.*s\": %s.",
	    FMT(record->domain), FMT(f->tag), bytes_present(f->tag) ? "=" : "",
	    FMT(f->value),
	    commas ? "tags are separated by ';', not by ','" : f->what);
	about(j, record);
	if (!commas) /* the rest of the record counts */
		weighs(j, SEVERITY_RISK);
}

static void malformed(struct judgement *j)
{
	const struct dmarc_place *place = author_place(j->in);

	if (place == NULL || place->why == NULL) {
		malformed_flaw(j);
		return;
	}
	found(j, "The text at _dmarc.%.*s is no DMARC record: %s.",
	    FMT(place->domain), place->why);
	shown_by(j, "found", place->refused);
	if (place->record != NULL) /* another one counts */
		weighs(j, SEVERITY_RISK);
}

static void cname_dangling(struct judgement *j)
{
	const struct dmarc_place *place = author_place(j->in);

	if (place == NULL || place->answer == NULL ||
	    place->answer->aliases == NULL || place->count > 0 ||
	    place->why != NULL || dns_failed(place->answer))
		return;
	found(j,
	    "_dmarc.%.*s is a CNAME to %.*s, where there is no DMARC record.",
	    FMT(place->domain), FMT(place->answer->owner));
	about_place(j, place);
}

static bool none_by(const struct inspection *in, enum dmarc_standard standard)
{
	return in->verified.dmarc->by[standard].reason == DMARC_NO_RECORD;
}

static void missing(struct judgement *j)
{
	const struct inspection *in = j->in;
	const char *who = "The receiver found";

	if (dmarc_word(in) != AUTH_NONE || !bytes_present(in->author.domain))
		return;
	if (own_dmarc(in) != NULL &&
	    decides(dmarc_result(own_dmarc(in)->reason))) {
		if (!none_by(in, RFC9989) || !none_by(in, RFC7489) ||
		    stands(j, "dmarc-cname-dangling") != NULL ||
		    stands(j, "dmarc-record-malformed") != NULL)
			return;
		who = "There is";
	}
	found(j, "%s no DMARC record for %.*s.", who, FMT(in->author.domain));
	shown_by(j, "author", in->author.domain);
}

/* ---- the policy -------------------------------------------------------------
 */

static const struct dmarc_flaw *flaw_of(const struct dmarc_record *record,
    enum dmarc_flaw_kind kind, bool (*is_tag)(struct bytes tag))
{
	const struct dmarc_flaw *f = record != NULL ? record->flaws : NULL;

	while (f != NULL && (f->kind != kind || !is_tag(f->tag)))
		f = f->next;
	return f;
}

static bool is_policy(struct bytes tag)
{
	return bytes_ieq(tag, BYTES("p")) || bytes_ieq(tag, BYTES("sp")) ||
	       bytes_ieq(tag, BYTES("np"));
}

static bool is_report(struct bytes tag)
{
	return bytes_ieq(tag, BYTES("rua")) || bytes_ieq(tag, BYTES("ruf"));
}

static bool is_any(struct bytes tag)
{
	(void)tag;
	return true;
}

static void policy_missing(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);

	if (flaw_of(record, FLAW_MISSING, is_policy) == NULL)
		return;
	found(j, "The DMARC record of %.*s has no p=: %s.", FMT(record->domain),
	    record->rua_valid
		? "it counts as p=none, and older receivers ignore the record"
		: "without a valid rua= the record does not count");
	about(j, record);
}

static void policy_invalid(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, FLAW_VALUE, is_policy);

	if (f == NULL)
		return;
	found(j,
	    "\"%.*s=%.*s\" in the DMARC record of %.*s is no policy: it is "
	    "none of none, quarantine, reject.",
	    FMT(f->tag), FMT(f->value), FMT(record->domain));
	about(j, record);
}

static void policy_none(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (bytes_eq(policy_word(in), BYTES("none")) &&
	    dmarc_word(in) != AUTH_NONE)
		found(j, "The policy is p=none: nobody is told to act on "
			 "forgeries.");
}

static void testing(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);

	if (record == NULL || !record->testing)
		return;
	found(j,
	    "The DMARC record of %.*s is marked as a test (t=y): its policy "
	    "is applied one step softer.",
	    FMT(record->domain));
	about(j, record);
}

static bool is_organization(
    const struct inspection *in, const struct dmarc_record *record)
{
	return bytes_eq(own_dmarc(in)->organization, record->domain);
}

static void subdomain_open(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);

	if (record == NULL || record->p < POLICY_QUARANTINE ||
	    !is_organization(j->in, record) ||
	    (record->sp != POLICY_NONE && record->np != POLICY_NONE))
		return;
	found(j,
	    "The policy of %.*s is %s, but %s=none leaves its %ssubdomains "
	    "open to forgers.",
	    FMT(record->domain), dmarc_policy_word(record->p),
	    record->sp == POLICY_NONE ? "sp" : "np",
	    record->sp == POLICY_NONE ? "" : "non-existent ");
	about(j, record);
}

static void subdomain_tag_ignored(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);

	if (record == NULL || record->sp == POLICY_UNSET ||
	    !bytes_present(own_dmarc(j->in)->organization) ||
	    is_organization(j->in, record))
		return;
	found(j,
	    "sp= in the DMARC record of %.*s is ignored: the organisational "
	    "domain is %.*s.",
	    FMT(record->domain), FMT(own_dmarc(j->in)->organization));
	about(j, record);
}

/* ---- reports ----------------------------------------------------------------
 */

static void rua_missing(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);

	if (record == NULL || bytes_present(record->rua))
		return;
	found(j,
	    "The DMARC record of %.*s has no rua=: nobody sees the "
	    "reports.",
	    FMT(record->domain));
	about(j, record);
}

static void rua_invalid(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, FLAW_VALUE, is_report);

	if (f == NULL)
		f = flaw_of(record, FLAW_IDLE, is_report);
	if (f == NULL)
		return;
	found(j,
	    "%.*s= of %.*s has \"%.*s\", which is no mailto: address "
	    "that receivers can use.",
	    FMT(f->tag), FMT(record->domain), FMT(f->value));
	about(j, record);
}

static void rua_unauthorized(struct judgement *j)
{
	const struct dmarc_record *record = record_of(j->in);
	const struct report_target *t =
	    record != NULL ? j->in->verified.dmarc->targets : NULL;

	while (t != NULL && t->permission != REPORT_UNAUTHORIZED)
		t = t->next;
	if (t == NULL)
		return;
	found(j,
	    "%.*s does not allow reports about %.*s: receivers drop "
	    "them.",
	    FMT(t->domain), FMT(record->domain));
	shown_by(j, t->failure ? "ruf" : "rua", t->uri);
	about(j, record);
	fixed_by(j,
	    "Have %.*s._report._dmarc.%.*s TXT \"v=DMARC1\" published, or "
	    "name an address of your own.",
	    FMT(record->domain), FMT(t->domain));
}

/* ---- tags -------------------------------------------------------------------
 */

static void tag_is(
    struct judgement *j, enum dmarc_flaw_kind kind, const char *what)
{
	const struct dmarc_record *record = record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, kind, is_any);

	if (f == NULL)
		return;
	found(j, "\"%.*s\" in the DMARC record of %.*s %s.", FMT(f->tag),
	    FMT(record->domain), what);
	for (; f != NULL; f = f->next)
		if (f->kind == kind)
			shown_by(j, f->what,
			    arena_printf(j->arena, "%.*s=%.*s", FMT(f->tag),
				FMT(f->value)));
	about(j, record);
}

static void tag_removed(struct judgement *j)
{
	tag_is(j, FLAW_REMOVED,
	    "is no longer part of DMARC: some receivers heed it, others do "
	    "not");
}

static void tag_unknown(struct judgement *j)
{
	tag_is(j, FLAW_UNKNOWN, "is not known and ignored");
}

/* Somebody's own domain says that it is a public suffix, or a subdomain that
 * it is an organisation of its own. */
static void psd_misused(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_record *record = record_of(in);
	const struct verified_identifier *id;

	if (record == NULL || record->psd == PSD_UNKNOWN)
		return;
	if (record->psd == PSD_YES &&
	    bytes_present(
		suffix_registrable(in->premises->suffixes, record->domain))) {
		found(j,
		    "psd=y at _dmarc.%.*s says that the domain is a "
		    "public suffix, which it is not.",
		    FMT(record->domain));
		about(j, record);
		return;
	}
	id = in->verified.dmarc->identifiers;
	while (id != NULL &&
	       (id->result != AUTH_PASS || id->alignment[RFC7489] == ALIGN_NO ||
		   id->alignment[RFC9989] != ALIGN_NO))
		id = id->next;
	if (record->psd != PSD_NO || id == NULL)
		return;
	found(j,
	    "psd=n at _dmarc.%.*s makes it an organisation of its own, so "
	    "%.*s does not align with it.",
	    FMT(record->domain), FMT(id->domain));
	about(j, record);
}

static const char *const unfit[] = { "dmarc-record-malformed", NULL };

static const char *const dnssec[] = { "dns-dnssec-broken", NULL };

const struct rule rules_dmarc_record[] = {
	{ "dmarc-unreachable", unreachable, dnssec },
	{ "dmarc-record-several", several, NULL },
	{ "dmarc-record-malformed", malformed, NULL },
	{ "dmarc-cname-dangling", cname_dangling, NULL },
	{ "dmarc-record-missing", missing, NULL },
	{ "dmarc-policy-missing", policy_missing, NULL },
	{ "dmarc-policy-invalid", policy_invalid, unfit },
	{ "dmarc-policy-none", policy_none, NULL },
	{ "dmarc-testing", testing, NULL },
	{ "dmarc-subdomain-open", subdomain_open, NULL },
	{ "dmarc-subdomain-tag-ignored", subdomain_tag_ignored, NULL },
	{ "dmarc-rua-missing", rua_missing, NULL },
	{ "dmarc-rua-invalid", rua_invalid, NULL },
	{ "dmarc-rua-unauthorized", rua_unauthorized, NULL },
	{ "dmarc-tag-removed", tag_removed, NULL },
	{ "dmarc-tag-unknown", tag_unknown, NULL },
	{ "dmarc-psd-misused", psd_misused, NULL },
	{ 0 },
};
