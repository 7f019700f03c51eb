/* What the tags of a DMARC record ask for. */
#include "inspect/judge/dmarc_found.h"

#include "common/base/nearest.h"
#include "common/net/domain.h"
#include "common/net/suffix.h"
#include "publish/dmarc_edit.h"

static void fix_tag(struct judgement *j, const struct dmarc_record *record,
    const char *tag, struct bytes value)
{
	fix_dmarc(j, record->domain,
	    dmarc_edit_set(j->arena, record->text, tag, value));
}

static void without_tag(
    struct judgement *j, const struct dmarc_record *record, const char *tag)
{
	fix_dmarc(
	    j, record->domain, dmarc_edit_remove(j->arena, record->text, tag));
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
	const struct dmarc_record *record = dmarc_record_of(j->in);

	if (flaw_of(record, FLAW_MISSING, is_policy) == NULL)
		return;
	found(j, "The DMARC record of %.*s has no p=: %s.", FMT(record->domain),
	    record->rua_valid
		? "it counts as p=none, and older receivers ignore the record"
		: "without a valid rua= the record does not count");
	dmarc_about(j, record, ABSENT);
	fix_tag(j, record, "p", BYTES("none"));
}

/* p= becomes none; without sp= or np= its policy is that of p=. */
static void fix_policy(
    struct judgement *j, const struct dmarc_record *record, struct bytes tag)
{
	const char *name = arena_cstr(j->arena, tag);

	if (!bytes_iis(tag, "p")) {
		fixed_by(j,
		    "Write none, quarantine or reject, or leave %s= out: then "
		    "p= counts for subdomains, too.",
		    name);
		without_tag(j, record, name);
		return;
	}
	fixed_by(j,
	    "Write none, quarantine or reject. Nobody but you knows which was "
	    "meant: p=none is safe until you say more.");
	fix_tag(j, record, "p", BYTES("none"));
}

static void policy_invalid(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, FLAW_VALUE, is_policy);

	if (f == NULL)
		return;
	found(j,
	    "\"%.*s=%.*s\" in the DMARC record of %.*s is no policy: it is "
	    "none of none, quarantine, reject.",
	    FMT(f->tag), FMT(f->value), FMT(record->domain));
	dmarc_about(j, record, f->value);
	fix_policy(j, record, f->tag);
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
	const struct dmarc_record *record = dmarc_record_of(j->in);

	if (record == NULL || !record->testing)
		return;
	found(j,
	    "The DMARC record of %.*s is marked as a test (t=y): its policy "
	    "is applied one step softer.",
	    FMT(record->domain));
	dmarc_about(j, record, dmarc_edit_value(record->text, "t"));
	without_tag(j, record, "t");
}

static bool is_organization(
    const struct inspection *in, const struct dmarc_record *record)
{
	return bytes_eq(own_dmarc(in)->organization, record->domain);
}

/* sp=none, np=none: NULL at the end. */
static const char *const *open_tags(const struct dmarc_record *record)
{
	static const char *const both[] = { "sp", "np", NULL };

	if (record->sp != POLICY_NONE)
		return both + 1;
	return both;
}

static void without_open(struct judgement *j, const struct dmarc_record *record)
{
	struct bytes text = record->text;

	for (const char *const *tag = open_tags(record); *tag != NULL; tag++)
		if (bytes_iis(dmarc_edit_value(text, *tag), "none"))
			text = dmarc_edit_remove(j->arena, text, *tag);
	fix_dmarc(j, record->domain, text);
}

static void subdomain_open(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);

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
	dmarc_about(
	    j, record, dmarc_edit_value(record->text, open_tags(record)[0]));
	fixed_by(j,
	    "Leave %s out, so that p=%s counts for subdomains, too; publish a "
	    "record of their own for those that are not ready.",
	    record->sp == POLICY_NONE ? "sp= and np=" : "np=",
	    dmarc_policy_word(record->p));
	without_open(j, record);
}

static void subdomain_tag_ignored(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);

	if (record == NULL || record->sp == POLICY_UNSET ||
	    !bytes_present(own_dmarc(j->in)->organization) ||
	    is_organization(j->in, record))
		return;
	found(j,
	    "sp= in the DMARC record of %.*s is ignored: the organisational "
	    "domain is %.*s.",
	    FMT(record->domain), FMT(own_dmarc(j->in)->organization));
	dmarc_about(j, record, dmarc_edit_value(record->text, "sp"));
	without_tag(j, record, "sp");
}

/* ---- reports ----------------------------------------------------------------
 */

static void rua_missing(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);

	if (record == NULL || bytes_present(record->rua))
		return;
	found(j,
	    "The DMARC record of %.*s has no rua=: nobody sees the "
	    "reports.",
	    FMT(record->domain));
	dmarc_about(j, record, ABSENT);
	/* A wrong separator hides it. */
	struct bytes meant = dmarc_edit_repair(j->arena, record->text);
	if (bytes_present(meant) &&
	    bytes_present(dmarc_edit_value(meant, "rua")))
		follows(j, stands(j, "dmarc-record-malformed"));
}

/* Both lists, as far as what stands there is an address. */
static void fix_addresses(
    struct judgement *j, const struct dmarc_record *record)
{
	static const char *const tags[] = { "rua", "ruf" };
	struct bytes text = record->text;

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct bytes list =
		    dmarc_edit_addresses(j->arena, text, tags[i]);
		if (bytes_present(list))
			text = list;
	}
	if (!bytes_eq(text, record->text))
		fix_dmarc(j, record->domain, text);
}

static void rua_invalid(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, FLAW_VALUE, is_report);

	if (f == NULL)
		f = flaw_of(record, FLAW_IDLE, is_report);
	if (f == NULL)
		return;
	found(j,
	    "%.*s= of %.*s has \"%.*s\", which is no mailto: address "
	    "that receivers can use.",
	    FMT(f->tag), FMT(record->domain), FMT(f->value));
	dmarc_about(j, record, f->value);
	fix_addresses(j, record);
}

/* The same domain stands earlier in the lists. */
static bool is_named_before(
    const struct inspection *in, const struct report_target *target)
{
	const struct report_target *t = in->verified.dmarc->targets;

	while (t != target && !bytes_eq(t->domain, target->domain))
		t = t->next;
	return t != target;
}

/* Theirs to publish, not the user's. */
static void fix_by_them(struct judgement *j, const struct dmarc_record *record,
    const struct report_target *target)
{
	struct bytes name = arena_printf(j->arena, "%.*s._report._dmarc.%.*s",
	    FMT(record->domain), FMT(target->domain));

	fixed_by(j,
	    "Have those who run %.*s publish this record in their zone, or "
	    "name an address of your own.",
	    FMT(target->domain));
	if (name.len <= DOMAIN_MAX)
		fixed_in_dns(
		    j, change_to(j->arena, name, DNS_TXT,
			   records_but(j->arena,
			       target->answer != NULL ? target->answer->records
						      : NULL,
			       NULL, record_text(j->arena, BYTES("v=DMARC1"))),
			   target->answer));
}

static void rua_unauthorized(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
	const struct report_target *t =
	    record != NULL ? j->in->verified.dmarc->targets : NULL;

	for (; t != NULL; t = t->next) {
		if (t->permission != REPORT_UNAUTHORIZED ||
		    is_named_before(j->in, t))
			continue;
		found(j,
		    "%.*s does not allow reports about %.*s: receivers drop "
		    "them.",
		    FMT(t->domain), FMT(record->domain));
		shown_by(j, t->failure ? "ruf" : "rua", t->uri);
		dmarc_about(j, record, t->uri);
		fix_by_them(j, record, t);
		if (domain_is_own(j->in, t->domain)) /* but for psd= */
			follows(j, stands(j, "dmarc-psd-misused"));
	}
}

/* A name server said so, or the zone at hand is the user's own.  Of the
 * author's domain and its organisation nothing is concluded from silence: many
 * a zone at hand has what SPF and DMARC need, and not the MX of its apex. */
static bool silence_counts(
    const struct judgement *j, const struct dns_answer *mx)
{
	return (bytes_present(mx->server) || domain_is_own(j->in, mx->name)) &&
	       !bytes_eq(mx->name, j->in->author.domain) &&
	       !bytes_eq(mx->name, j->in->reported.author_organization);
}

/* Why mail for this domain goes nowhere; NULL: it does not. */
static const char *takes_no_mail(
    const struct judgement *j, const struct report_target *target)
{
	const struct dns_answer *mx = asked(j, DNS_MX, target->domain);

	if (mx == NULL || dns_failed(mx))
		return NULL;
	if (mx->status == DNS_FOUND)
		return mx->record_count == 1 && mx->records->data.len == 0
			   ? "says that it takes no mail (a null MX)"
			   : NULL;
	if (!silence_counts(j, mx))
		return NULL;
	const struct dns_answer *a = asked(j, DNS_A, target->domain);
	const struct dns_answer *aaaa = asked(j, DNS_AAAA, target->domain);
	if (a->status == DNS_FOUND || aaaa->status == DNS_FOUND ||
	    dns_failed(a) || dns_failed(aaaa))
		return NULL; /* RFC 5321 5.1: the address is its own MX */
	return mx->status == DNS_NO_NAME ? "does not exist"
					 : "has neither an MX nor an address";
}

/* Beside a message the user's own are not asked about: it does not depend on
 * them, and they cost a question each. */
static bool is_asked_for_mx(
    const struct inspection *in, const struct report_target *target)
{
	return target->permission == REPORT_AUTHORIZED ||
	       (in->foreseen && target->permission != REPORT_UNAUTHORIZED);
}

static void rua_no_mx(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
	const struct report_target *t =
	    record != NULL ? j->in->verified.dmarc->targets : NULL;

	for (; t != NULL; t = t->next) {
		const char *why = is_asked_for_mx(j->in, t) &&
					  !is_named_before(j->in, t) &&
					  bytes_present(t->domain)
				      ? takes_no_mail(j, t)
				      : NULL;
		if (why == NULL)
			continue;
		found(j, "%.*s, where reports about %.*s go, %s.",
		    FMT(t->domain), FMT(record->domain), why);
		shown_by(j, t->failure ? "ruf" : "rua", t->uri);
		dmarc_about(j, record, t->uri);
	}
}

/* ---- tags -------------------------------------------------------------------
 */

static void tag_is(
    struct judgement *j, enum dmarc_flaw_kind kind, const char *what)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);
	const struct dmarc_flaw *f = flaw_of(record, kind, is_any);

	if (f == NULL)
		return;
	found(j, "\"%.*s\" in the DMARC record of %.*s %s.", FMT(f->tag),
	    FMT(record->domain), what);
	dmarc_about(j, record, f->tag);
	for (; f != NULL; f = f->next)
		if (f->kind == kind)
			shown_by(j, f->what,
			    arena_printf(j->arena, "%.*s=%.*s", FMT(f->tag),
				FMT(f->value)));
}

/* rua= and ruf= without "!10m". */
static struct bytes without_sizes(struct judgement *j, struct bytes text)
{
	static const char *const tags[] = { "rua", "ruf" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct bytes value = dmarc_edit_value(text, tags[i]);
		struct bytes list = ABSENT;
		if (bytes_find(value, BYTES("!")) != NULL)
			list = dmarc_edit_addresses(j->arena, text, tags[i]);
		if (bytes_present(list))
			text = list;
	}
	return text;
}

static void tag_removed(struct judgement *j)
{
	static const char *const removed[] = { "pct", "rf", "ri" };
	const struct dmarc_record *record = dmarc_record_of(j->in);

	tag_is(j, FLAW_REMOVED,
	    "is no longer part of DMARC: some receivers heed it, others do "
	    "not");
	if (j->found == NULL)
		return;
	struct bytes text = record->text;
	if (record->percent == 0 && record->p > POLICY_NONE)
		text = dmarc_edit_set(j->arena, text, "t", BYTES("y"));
	for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++)
		text = dmarc_edit_remove(j->arena, text, removed[i]);
	text = without_sizes(j, text);
	fix_dmarc(j, record->domain, text);
}

/* The tag that was meant, when the record does not have it; NULL: none. */
static const char *tag_meant(
    const struct dmarc_record *record, struct bytes tag)
{
	static const struct bytes known[] = { { "rua", 3 }, { "ruf", 3 },
		{ "adkim", 5 }, { "aspf", 4 } };
	struct bytes meant =
	    nearest_word(tag, known, sizeof(known) / sizeof(known[0]));

	return bytes_present(meant) &&
		       !bytes_present(dmarc_edit_value(record->text, meant.ptr))
		   ? meant.ptr
		   : NULL;
}

static void tag_unknown(struct judgement *j)
{
	const struct dmarc_record *record = dmarc_record_of(j->in);

	tag_is(j, FLAW_UNKNOWN, "is not known and ignored");
	if (j->found == NULL)
		return;
	struct bytes text = record->text;
	for (const struct dmarc_flaw *f = record->flaws; f; f = f->next) {
		const char *meant =
		    f->kind == FLAW_UNKNOWN ? tag_meant(record, f->tag) : NULL;
		if (meant != NULL)
			text = dmarc_edit_rename(j->arena, text, f->tag, meant);
		else if (f->kind == FLAW_UNKNOWN)
			text = dmarc_edit_remove(
			    j->arena, text, arena_cstr(j->arena, f->tag));
	}
	fix_dmarc(j, record->domain, text);
}

static const char *const unfit[] = { "dmarc-record-malformed", NULL };

const struct rule rules_dmarc_tags[] = {
	{ "dmarc-policy-missing", policy_missing, NULL },
	{ "dmarc-policy-invalid", policy_invalid, unfit },
	{ "dmarc-policy-none", policy_none, NULL },
	{ "dmarc-testing", testing, NULL },
	{ "dmarc-subdomain-open", subdomain_open, NULL },
	{ "dmarc-subdomain-tag-ignored", subdomain_tag_ignored, NULL },
	{ "dmarc-rua-missing", rua_missing, NULL },
	{ "dmarc-rua-invalid", rua_invalid, NULL },
	{ "dmarc-rua-unauthorized", rua_unauthorized, NULL },
	{ "dmarc-rua-no-mx", rua_no_mx, NULL },
	{ "dmarc-tag-removed", tag_removed, NULL },
	{ "dmarc-tag-unknown", tag_unknown, NULL },
	{ 0 },
};
