/* SPF, and the MAIL FROM domain it is about. */
#include "inspect/judge/repair.h"

#include "common/mail/spf_record.h"
#include "common/net/domain.h"
#include "inspect/judge/mark.h"
#include "publish/dmarc_edit.h"
#include "publish/spf_edit.h"

/* The domain that was checked, unless it is Amazon's. */
static struct bytes checked_domain(const struct inspection *in)
{
	struct bytes domain = spf_domain(in);

	return domain_is_ses(domain) ? ABSENT : domain;
}

/* "The receiver" alone, while we could not look. */
static const char *who_found(const struct inspection *in)
{
	return in->verified.spf != NULL && decides(in->verified.spf->result)
		   ? "There is"
		   : "The receiver found";
}

static void fixed_by_direct_test(struct judgement *j)
{
	const struct envelope *envelope = &j->in->envelope;

	fixed_by(j,
	    "SES sent the message from %.*s, but %.*s handed it in: it was "
	    "forwarded, which SPF does not survive. Test with a mailbox that "
	    "gets it directly.",
	    FMT(envelope->ses_outgoing_ip), FMT(envelope->client_ip.value));
	/* Who handed it in changed it, too: one cause. */
	follows(j, stands(j, "dkim-body-changed") != NULL
		       ? stands(j, "dkim-body-changed")
		       : stands(j, "dkim-header-changed"));
}

/* The record of this domain is not what has to change. */
static bool fixed_elsewhere(struct judgement *j, struct bytes domain)
{
	struct bytes organization = j->in->reported.author_organization;

	if (was_forwarded(j->in)) {
		fixed_by_direct_test(j);
		return true;
	}
	if (!bytes_present(organization) || domain_is_own(j->in, domain))
		return false;
	fixed_by(j,
	    "%.*s belongs to another organisation: use a MAIL FROM domain "
	    "under %.*s. If it forwarded the message, test with a mailbox that "
	    "gets it directly.",
	    FMT(domain), FMT(organization));
	return true;
}

/* We looked, and there is no record at the domain that was checked. */
static const struct spf_verdict *without_record(const struct inspection *in)
{
	const struct spf_verdict *spf = own_spf(in);

	return spf != NULL && spf->reason == SPF_NO_RECORD &&
		       spf->answer != NULL && domain_is_own(in, spf->domain)
		   ? spf
		   : NULL;
}

/* What receivers no longer ask for. */
static void type99(struct judgement *j)
{
	const struct spf_verdict *spf = without_record(j->in);
	const struct dns_answer *answer =
	    spf != NULL ? asked(j, DNS_SPF, spf->domain) : NULL;
	struct bytes text = ABSENT;

	if (answer == NULL || spf_record_find(answer, &text) == 0)
		return;
	found(j,
	    "The SPF record of %.*s is published as type SPF (99) alone, "
	    "which receivers do not ask for.",
	    FMT(spf->domain));
	shown_by(j, "found", text);
	shown_by(j, "server", answer->server);
	fix_spf(j, spf->domain, spf_edit_repair(j->arena, text));
	weighs(j, SEVERITY_BROKEN); /* it is why there is no record */
}

/* Where a record that was meant for the MAIL FROM domain may stand. */
static const struct dns_answer *record_elsewhere(
    const struct judgement *j, struct bytes domain)
{
	const struct inspection *in = j->in;
	const struct bytes places[] = { in->premises->expected.identity,
		in->author.domain, in->reported.author_organization };
	struct bytes text;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const struct dns_answer *answer =
		    bytes_eq(places[i], domain) ? NULL
						: asked(j, DNS_TXT, places[i]);
		if (answer != NULL && spf_record_find(answer, &text) > 0 &&
		    includes_ses(text))
			return answer;
	}
	return NULL;
}

static bool is_misread(const struct judgement *j)
{
	return stands(j, "spf-record-quoted") != NULL ||
	       stands(j, "spf-record-malformed") != NULL;
}

static void elsewhere(struct judgement *j)
{
	const struct spf_verdict *spf = without_record(j->in);
	const struct dns_answer *there;
	struct bytes text;

	if (spf == NULL || !came_through_ses(j->in) || is_misread(j) ||
	    stands(j, "spf-type99") != NULL || was_forwarded(j->in))
		return;
	there = record_elsewhere(j, spf->domain);
	if (there == NULL)
		return;
	spf_record_find(there, &text);
	found(j,
	    "The SPF record for SES stands at %.*s, but SPF is checked at the "
	    "MAIL FROM domain %.*s, which has none.",
	    FMT(there->name), FMT(spf->domain));
	shown_by(j, "at", there->name);
	shown_by(j, "record", text);
	shown_by(j, "checked", spf->domain);
	fix_spf(j, spf->domain, SPF_FOR_SES);
}

static void record_missing(struct judgement *j)
{
	struct bytes domain = checked_domain(j->in);

	if (spf_word(j->in) != AUTH_NONE || !bytes_present(domain) ||
	    is_misread(j) || stands(j, "spf-record-elsewhere") != NULL)
		return;
	found(j, "%s no SPF record at %.*s.", who_found(j->in), FMT(domain));
	shown_by(j, "checked", domain);
	if (fixed_elsewhere(j, domain))
		return;
	if (!came_through_ses(j->in))
		fixed_by(j,
		    "Publish %.*s TXT \"v=spf1 ... ~all\" that names the "
		    "servers which send for it.",
		    FMT(domain));
	else if (without_record(j->in) != NULL &&
		 stands(j, "spf-type99") == NULL &&
		 stands(j, "spf-mailfrom-cname") == NULL)
		fix_spf(j, domain, SPF_FOR_SES);
}

/* No term names the client, whatever the record says of such clients. */
static bool is_refusal(const struct inspection *in, enum auth_result spf)
{
	return spf == AUTH_FAIL || spf == AUTH_SOFTFAIL ||
	       (spf == AUTH_NEUTRAL && in->verified.spf != NULL &&
		   in->verified.spf->result == AUTH_NEUTRAL);
}

static bool decided_before_all(const struct spf_verdict *spf)
{
	struct bytes term = spf->matched;

	return bytes_present(term) && !bytes_iends(term, BYTES("all"));
}

/* The record with SES in it, unless a term in front of all refuses it. */
static void fix_by_ses(struct judgement *j, const struct spf_verdict *spf)
{
	if (stands(j, "spf-include-typo") == NULL &&
	    stands(j, "spf-after-all") == NULL &&
	    stands(j, "spf-record-malformed") == NULL &&
	    stands(j, "spf-mailfrom-cname") == NULL &&
	    !decided_before_all(spf) && bytes_present(spf->record))
		fix_spf(j, spf->domain,
		    spf_edit_add(
			j->arena, spf->record, BYTES("include:amazonses.com")));
}

static void fix_authorization(struct judgement *j, struct bytes domain)
{
	const struct inspection *in = j->in;

	if (fixed_elsewhere(j, domain))
		return;
	if (!came_through_ses(in))
		fixed_by(j,
		    "If that server sends for you, add it to the SPF record of "
		    "%.*s; if not, the message is not yours.",
		    FMT(domain));
	else if (own_spf(in) != NULL && !includes_ses(own_spf(in)->record))
		fix_by_ses(j, own_spf(in));
	else if (own_spf(in) != NULL)
		fixed_by(j,
		    "The record has include:amazonses.com already, so the "
		    "server is none of SES: somebody forwarded the message, or "
		    "the client IP is not the right one (--client-ip).");
}

static void not_authorized(struct judgement *j)
{
	const struct inspection *in = j->in;
	enum auth_result spf = spf_word(in);
	struct bytes ip = in->envelope.client_ip.value;
	struct bytes domain = checked_domain(in);

	if (!is_refusal(in, spf) || !bytes_present(domain))
		return;
	found(j,
	    "SPF is %s: the record of %.*s does not cover the sending server%s"
	    "%.*s.",
	    auth_result_word(spf), FMT(domain), bytes_present(ip) ? " " : "",
	    FMT(ip));
	shown_by(j, "client IP", ip);
	shown_by(j, "checked", domain);
	if (own_spf(in) != NULL) {
		shown_by(j, "record", own_spf(in)->record);
		shown_by(j, "matched", own_spf(in)->matched);
		shown_by(j, "where",
		    marked(
			j->arena, own_spf(in)->record, own_spf(in)->matched));
	}
	fix_authorization(j, domain);
}

static void not_aligned(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes domain = checked_domain(in);

	if (spf_word(in) != AUTH_PASS || in->spf != STANDING_FAIL ||
	    !bytes_present(domain) || !bytes_present(in->author.domain) ||
	    domain_is_own(in, domain) ||
	    stands(j, "dmarc-freemail-from") != NULL)
		return;
	found(j,
	    "SPF passes for %.*s, which belongs to another organisation than "
	    "%.*s.",
	    FMT(domain), FMT(in->author.domain));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "author", in->author.domain);
	if (was_forwarded(in))
		fixed_by_direct_test(j);
}

/* adkim=s stands in the way of a signature, too. */
static bool keeps_out_signatures(
    const struct inspection *in, const struct dmarc_record *record)
{
	const struct verified_identifier *id = in->verified.dmarc->identifiers;

	while (id != NULL &&
	       (id->kind != IDENTIFIER_DKIM || id->result != AUTH_PASS ||
		   id->alignment[RFC9989] != ALIGN_RELAXED))
		id = id->next;
	return record->strict_dkim && id != NULL;
}

/* aspf=s wants the author's domain itself; SES wants one below it. */
static void strict_impossible(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct dmarc_view *view = own_dmarc(in);
	const struct spf_verdict *spf = own_spf(in);

	if (view == NULL || view->record == NULL || !view->record->strict_spf ||
	    spf == NULL || !decides(spf->result) ||
	    !bytes_present(in->author.domain) ||
	    bytes_ieq(spf->domain, in->author.domain) ||
	    !domain_under(spf->domain, in->author.domain))
		return;
	found(j,
	    "The DMARC record wants SPF for %.*s itself (aspf=s), but MAIL "
	    "FROM is at %.*s.",
	    FMT(in->author.domain), FMT(spf->domain));
	struct bytes text = view->record->text;
	shown_by(j, "record", text);
	shown_by(
	    j, "where", marked(j->arena, text, dmarc_edit_value(text, "aspf")));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	text = dmarc_edit_set(j->arena, text, "aspf", BYTES("r"));
	if (keeps_out_signatures(in, view->record))
		text = dmarc_edit_set(j->arena, text, "adkim", BYTES("r"));
	fix_dmarc(j, view->record->domain, text);
}

static const char *const missing_causes[] = { "spf-mailfrom-cname",
	"spf-type99", NULL };
static const char *const refusal_causes[] = { "spf-mailfrom-cname",
	"spf-record-malformed", "spf-include-typo", "spf-after-all", NULL };
static const char *const alignment_causes[] = {
	"spf-mailfrom-not-under-identity", NULL
};

const struct rule rules_spf[] = {
	{ "spf-type99", type99, NULL },
	{ "spf-record-elsewhere", elsewhere, NULL },
	{ "spf-record-missing", record_missing, missing_causes },
	{ "spf-not-authorized", not_authorized, refusal_causes },
	{ "spf-strict-impossible", strict_impossible, NULL },
	{ "spf-not-aligned", not_aligned, alignment_causes },
	{ 0 },
};
