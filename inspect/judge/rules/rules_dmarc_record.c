/* The DMARC record: where it was looked for, and whether it is one. */
#include "inspect/judge/dmarc_found.h"

#include "common/net/domain.h"
#include "common/net/suffix.h"
#include "publish/dmarc_edit.h"

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

#define POLICIES 3 /* from the softest */

static int policy_rank(struct bytes text)
{
	static const char *const policies[POLICIES] = { "none", "quarantine",
		"reject" };
	struct bytes value = dmarc_edit_value(text, "p");
	int rank = 0;

	while (rank < POLICIES && !bytes_iis(value, policies[rank]))
		rank++;
	return rank;
}

/* One that has reports sent, and the softest policy of all: nobody can say
 * which of them was meant, and today none is in force. */
static void fix_several(struct judgement *j, const struct dmarc_place *place)
{
	struct bytes kept = ABSENT, policy = ABSENT;
	int softest = POLICIES;

	for (const struct dns_record *r = place->answer->records; r != NULL;
	     r = r->next) {
		if (!is_meant_as_dmarc(r->data))
			continue;
		if (!bytes_present(kept) ||
		    (!bytes_present(dmarc_edit_value(kept, "rua")) &&
			bytes_present(dmarc_edit_value(r->data, "rua"))))
			kept = r->data;
		if (policy_rank(r->data) < softest) {
			softest = policy_rank(r->data);
			policy = dmarc_edit_value(r->data, "p");
		}
	}
	if (!bytes_present(kept) || !bytes_present(policy))
		return;
	fixed_by(j,
	    "Keep one. Here it is the one with an address for reports, under "
	    "the softest policy of them all (p=%.*s): make that stricter once "
	    "all mail passes.",
	    FMT(policy));
	fix_dmarc(
	    j, place->domain, dmarc_edit_set(j->arena, kept, "p", policy));
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
	fix_several(j, place);
}

static bool has_comma(struct bytes value)
{
	return bytes_find(value, BYTES(",")) != NULL;
}

static void malformed_flaw(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
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
	dmarc_about(j, record, bytes_present(f->value) ? f->value : f->tag);
	fix_dmarc(j, record->domain, dmarc_edit_repair(j->arena, record->text));
	if (!commas) /* the rest of the record counts */
		weighs(j, SEVERITY_RISK);
}

static void malformed(struct judgement *j)
{
	const struct dmarc_place *place = dmarc_author_place(j->in);

	if (place == NULL || place->why == NULL) {
		malformed_flaw(j);
		return;
	}
	found(j, "The text at _dmarc.%.*s is no DMARC record: %s.",
	    FMT(place->domain), place->why);
	shown_by(j, "found", place->refused);
	fix_dmarc(j, place->domain,
	    place->record != NULL
		? place->record->text
		: dmarc_edit_repair(j->arena, place->refused));
	if (place->record != NULL) /* another one counts */
		weighs(j, SEVERITY_RISK);
}

/* A record that is safe takes its place: nobody knows what was behind it. */
static void fix_alias(struct judgement *j, const struct dns_alias *alias)
{
	struct change *change = change_to(j->arena, alias->name, DNS_CNAME,
	    record_host(j->arena, alias->target), NULL);

	if (!domain_is_own(j->in, alias->name))
		return;
	fixed_by(j,
	    "Repair what the CNAME points to, or publish a record in its "
	    "place: p=none is safe; add rua=mailto: with an address of yours.");
	change->action = CHANGE_DELETE;
	change->ttl = alias->ttl;
	fixed_in_dns(j, change);
	fixed_in_dns(j, change_to(j->arena, alias->name, DNS_TXT,
			    record_text(j->arena, DMARC_SAFE), NULL));
}

static void cname_dangling(struct judgement *j)
{
	const struct dmarc_place *place = dmarc_author_place(j->in);

	if (place == NULL || place->answer == NULL ||
	    place->answer->aliases == NULL || place->count > 0 ||
	    place->why != NULL || dns_failed(place->answer))
		return;
	found(j,
	    "_dmarc.%.*s is a CNAME to %.*s, where there is no DMARC record.",
	    FMT(place->domain), FMT(place->answer->owner));
	about_place(j, place);
	fix_alias(j, place->answer->aliases);
}

static bool none_by(const struct inspection *in, enum dmarc_standard standard)
{
	return in->verified.dmarc->by[standard].reason == DMARC_NO_RECORD;
}

/* We looked, and there is none by either way to discover one. */
static bool is_missing(const struct inspection *in)
{
	return own_dmarc(in) != NULL && none_by(in, RFC9989) &&
	       none_by(in, RFC7489);
}

/* A record at `name`, where nobody looks. */
struct stray {
	const struct dns_answer *answer; /* NULL: there is none */
	struct bytes text;
};

static struct stray stray_at(const struct judgement *j, struct bytes name)
{
	struct stray stray = { asked(j, DNS_TXT, name), ABSENT };

	for (const struct dns_record *r =
		 stray.answer != NULL ? stray.answer->records : NULL;
	     r != NULL; r = r->next)
		if (bytes_istarts(bytes_trim(r->data), BYTES("v=DMARC1"))) {
			stray.text = r->data;
			return stray;
		}
	return (struct stray){ NULL, ABSENT };
}

/* At D, dmarc.D or _dmarc.D.D. */
static struct stray stray_of(const struct judgement *j, struct bytes domain)
{
	struct bytes names[] = { domain,
		arena_join(j->arena, BYTES("dmarc."), domain, BYTES("")),
		arena_printf(
		    j->arena, "_dmarc.%.*s.%.*s", FMT(domain), FMT(domain)) };
	struct stray stray = { NULL, ABSENT };

	for (size_t i = 0;
	     i < sizeof(names) / sizeof(names[0]) && stray.answer == NULL; i++)
		stray = stray_at(j, names[i]);
	return stray;
}

static void misplaced(struct judgement *j)
{
	struct bytes domain = j->in->author.domain;
	struct bytes organization = j->in->reported.author_organization;
	struct stray stray;

	if (!is_missing(j->in) || stands(j, "dmarc-cname-dangling") != NULL ||
	    stands(j, "dmarc-record-malformed") != NULL)
		return;
	stray = stray_of(j, domain);
	if (stray.answer == NULL && bytes_present(organization) &&
	    !bytes_eq(domain, organization)) {
		domain = organization;
		stray = stray_of(j, domain);
	}
	if (stray.answer == NULL)
		return;
	found(j,
	    "A DMARC record stands at %.*s; receivers look at _dmarc.%.*s, "
	    "where there is none.",
	    FMT(stray.answer->name), FMT(domain));
	shown_by(j, "at", stray.answer->name);
	shown_by(j, "record", stray.text);
	shown_by(j, "server", stray.answer->server);
	fixed_by(j, "Move it to _dmarc.%.*s.", FMT(domain));
	fix_dmarc(j, domain, dmarc_edit_repair(j->arena, stray.text));
	if (domain_is_own(j->in, stray.answer->name))
		fix_text(j, stray.answer, is_meant_as_dmarc, ABSENT);
}

/* Complete and safe; the address for reports is for the user to say. */
static void fix_missing(struct judgement *j)
{
	struct bytes organization = j->in->reported.author_organization;

	if (!is_missing(j->in) || !bytes_present(organization))
		return;
	fixed_by(j,
	    "Publish this record, which asks receivers for nothing yet; add "
	    "rua=mailto: with an address of yours to see the reports, and a "
	    "stricter p= once all mail passes.");
	fix_dmarc(j, organization, DMARC_SAFE);
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
		    stands(j, "dmarc-record-malformed") != NULL ||
		    stands(j, "dmarc-record-misplaced") != NULL)
			return;
		who = "There is";
	}
	found(j, "%s no DMARC record for %.*s.", who, FMT(in->author.domain));
	shown_by(j, "author", in->author.domain);
	fix_missing(j);
}

/* ---- psd -------------------------------------------------------------------
 */

static void without_psd(struct judgement *j, const struct dmarc_record *record)
{
	fix_dmarc(j, record->domain,
	    dmarc_edit_remove(j->arena, record->text, "psd"));
}

/* Somebody's own domain says that it is a public suffix, or a subdomain that
 * it is an organisation of its own. */
static void psd_misused(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_record *record = dmarc_record_of(in);
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
		dmarc_about(j, record, dmarc_edit_value(record->text, "psd"));
		without_psd(j, record);
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
	dmarc_about(j, record, dmarc_edit_value(record->text, "psd"));
	without_psd(j, record);
}

static const char *const dnssec[] = { "dns-dnssec-broken", NULL };

const struct rule rules_dmarc_record[] = {
	{ "dmarc-unreachable", unreachable, dnssec },
	{ "dmarc-record-several", several, NULL },
	{ "dmarc-record-malformed", malformed, NULL },
	{ "dmarc-cname-dangling", cname_dangling, NULL },
	{ "dmarc-record-misplaced", misplaced, NULL },
	{ "dmarc-record-missing", missing, NULL },
	{ "dmarc-psd-misused", psd_misused, NULL },
	{ 0 },
};
