#include "inspect/judge/repair.h"

#include "common/mail/ses.h"
#include "common/mail/spf_record.h"
#include "common/net/domain.h"
#include "publish/dmarc_edit.h"
#include "publish/spf_edit.h"

#define MEANT_WITHIN 16 /* octets in which "dmarc" tells what a text is */

bool is_meant_as_spf(struct bytes text)
{
	return spf_record_begins(text) || spf_record_refused(text) != NULL;
}

/* "p=reject; ...": a record whose version was left out. */
static bool begins_with_policy(struct bytes text)
{
	struct bytes value = dmarc_edit_value(text, "p");

	return bytes_istarts(bytes_trim(text), BYTES("p")) &&
	       (bytes_iis(value, "none") || bytes_iis(value, "quarantine") ||
		   bytes_iis(value, "reject"));
}

bool is_meant_as_dmarc(struct bytes text)
{
	return begins_with_policy(text) ||
	       bytes_ifind(bytes_first(text, MEANT_WITHIN), BYTES("dmarc")) !=
		   NULL ||
	       bytes_ifind(text, BYTES("v=DMARC1")) != NULL;
}

/* ---- TXT -------------------------------------------------------------------
 */

/* Those of another kind, and `record` where the first of this kind stood. */
static const struct dns_record *records_with(struct arena *arena,
    const struct dns_record *list, text_kind *kind, struct dns_record *record)
{
	const struct dns_record *first = NULL, **end = &first;
	bool placed = record == NULL;

	for (; list != NULL; list = list->next) {
		struct dns_record *next = NULL;
		if (!kind(list->data)) {
			next = record_kept(arena, list);
		} else if (!placed) {
			next = record;
			placed = true;
		}
		if (next == NULL)
			continue;
		next->next = NULL;
		*end = next;
		end = &next->next;
	}
	if (!placed)
		*end = record;
	return first;
}

void fix_text(struct judgement *j, const struct dns_answer *now,
    text_kind *kind, struct bytes text)
{
	if (now == NULL || dns_failed(now) ||
	    (now->aliases != NULL && !domain_is_own(j->in, now->owner)))
		return;
	const struct dns_record *records = records_with(j->arena, now->records,
	    kind, bytes_present(text) ? record_text(j->arena, text) : NULL);
	if (records == NULL)
		fixed_in_dns(j, change_away(j->arena, now));
	else
		fixed_in_dns(
		    j, change_to(j->arena, now->owner, DNS_TXT, records, now));
}

/* ---- SPF -------------------------------------------------------------------
 */

bool includes_ses(struct bytes record)
{
	struct bytes term;

	while (bytes_present(record)) {
		bytes_cut(record, ' ', &term, &record);
		if (bytes_iends(term, BYTES("include:amazonses.com")))
			return true;
	}
	return false;
}

/* SES uses this domain as MAIL FROM, as far as anybody knows. */
static bool is_mail_from_of_ses(
    const struct inspection *in, struct bytes domain)
{
	return came_through_ses(in) && !was_forwarded(in) &&
	       (bytes_eq(domain, in->envelope.mail_from_domain) ||
		   bytes_eq(domain, in->premises->expected.mail_from));
}

void fix_spf(struct judgement *j, struct bytes domain, struct bytes text)
{
	if (!bytes_present(text) || !domain_is_own(j->in, domain))
		return;
	if (is_mail_from_of_ses(j->in, domain) && !includes_ses(text) &&
	    bytes_ifind(text, BYTES("redirect=")) == NULL)
		text = spf_edit_add(
		    j->arena, text, BYTES("include:amazonses.com"));
	if (bytes_present(text))
		fix_text(j, asked(j, DNS_TXT, domain), is_meant_as_spf, text);
}

/* ---- MAIL FROM -------------------------------------------------------------
 */

struct bytes feedback_host(const struct judgement *j)
{
	struct bytes region = region_of(j->in);

	return bytes_present(region) && ses_region_valid(region)
		   ? ses_feedback_host(j->arena, region)
		   : ABSENT;
}

void fix_mx(
    struct judgement *j, struct bytes domain, const struct dns_answer *now)
{
	struct bytes host = feedback_host(j);

	if (bytes_present(host))
		fixed_in_dns(j, change_to(j->arena, domain, DNS_MX,
				    record_mx(j->arena, 10, host), now));
}

/* Absent when it may be the author's domain or one above. */
static struct bytes identity_of(const struct inspection *in)
{
	struct bytes author = in->author.domain;

	if (bytes_present(in->premises->expected.identity))
		return in->premises->expected.identity;
	return bytes_eq(author, in->reported.author_organization) ? author
								  : ABSENT;
}

/* No shell nor the program it runs takes it for anything but a name. */
static bool is_argument(struct bytes domain)
{
	return domain.len > 0 && *domain.ptr != '-' && domain_is_host(domain);
}

void fix_by_setting_mail_from(struct judgement *j, struct bytes domain)
{
	struct bytes identity = identity_of(j->in), region = region_of(j->in);

	if (is_argument(identity) && is_argument(domain) &&
	    bytes_present(region) && ses_region_valid(region))
		fixed_by_command(j,
		    "aws sesv2 put-email-identity-mail-from-attributes "
		    "--email-identity %.*s --mail-from-domain %.*s "
		    "--behavior-on-mx-failure USE_DEFAULT_VALUE --region %.*s",
		    FMT(identity), FMT(domain), FMT(region));
}

/* ---- DMARC -----------------------------------------------------------------
 */

const struct dns_answer *dmarc_answer(
    const struct judgement *j, struct bytes domain)
{
	return bytes_present(domain)
		   ? asked(j, DNS_TXT,
			 arena_join(
			     j->arena, BYTES("_dmarc."), domain, BYTES("")))
		   : NULL;
}

/* What is there of SPF comes of a wildcard: it is no record of this name. */
static bool is_meant_as_dmarc_or_stray(struct bytes text)
{
	return is_meant_as_dmarc(text) || spf_record_begins(text);
}

void fix_dmarc(struct judgement *j, struct bytes domain, struct bytes text)
{
	if (bytes_present(text) && domain_is_own(j->in, domain))
		fix_text(j, dmarc_answer(j, domain), is_meant_as_dmarc_or_stray,
		    text);
}
