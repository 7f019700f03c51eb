/* What the custom MAIL FROM domain publishes for SES: its MX. */
#include "inspect/judge/repair.h"

#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "inspect/judge/ses_said.h"

enum mx {
	MX_UNKNOWN, /* 0: nobody asked, or nothing may be concluded */
	MX_RIGHT,
	MX_HIDDEN, /* a CNAME stands in its place */
	MX_MISSING,
	MX_SEVERAL,
	MX_OTHER_REGION,
	MX_WRONG,
};

struct look {
	struct bytes domain; /* the MAIL FROM domain in question */
	bool used;	     /* by this message, so that it worked then */
	const struct dns_answer *answer;
	enum mx mx;
};

/* ---- which domain, and what its MX is ---------------------------------------
 */

static bool fell_back(const struct inspection *in)
{
	return bytes_present(in->premises->expected.mail_from) &&
	       domain_is_ses(in->envelope.mail_from_domain);
}

/* SES took it for this message, which comes from there directly. */
static bool was_used(const struct inspection *in)
{
	struct bytes domain = in->envelope.mail_from_domain;

	return !in->foreseen && came_through_ses(in) && !was_forwarded(in) &&
	       bytes_present(domain) && !domain_is_ses(domain) &&
	       domain_is_own(in, domain);
}

static bool is_expected(const struct inspection *in)
{
	return bytes_present(in->premises->expected.mail_from) &&
	       came_through_ses(in) && (in->foreseen || fell_back(in));
}

static enum mx one_is(const struct judgement *j, struct bytes host)
{
	struct bytes wanted = feedback_host(j);
	struct bytes region = ses_feedback_region(host);

	if (bytes_present(wanted) ? bytes_ieq(host, wanted)
				  : bytes_present(region))
		return MX_RIGHT;
	return bytes_present(region) ? MX_OTHER_REGION : MX_WRONG;
}

static enum mx answer_is(
    const struct judgement *j, const struct dns_answer *answer)
{
	if (answer == NULL || dns_failed(answer))
		return MX_UNKNOWN;
	if (answer->status != DNS_FOUND)
		return MX_MISSING;
	return answer->record_count > 1 ? MX_SEVERAL
					: one_is(j, answer->records->data);
}

static void look_anew(const struct judgement *j, struct look *look)
{
	const struct inspection *in = j->in;

	if (is_expected(in))
		look->domain = in->premises->expected.mail_from;
	else if (was_used(in))
		look->domain = in->envelope.mail_from_domain;
	look->used = !is_expected(in);
	if (!bytes_present(look->domain) ||
	    stands(j, "spf-mailfrom-not-under-identity") != NULL)
		return;
	look->answer = asked(j, DNS_MX, look->domain);
	look->mx = answer_is(j, look->answer);
	/* It was there when SES looked, and a copy of the DNS may lack it. */
	if (look->used && look->mx == MX_MISSING)
		look->mx = MX_UNKNOWN;
	else if (look->mx > MX_HIDDEN && look->answer->aliases != NULL)
		look->mx = MX_HIDDEN;
}

/* The same for all rules of this file. */
static const struct look *look_at(struct judgement *j)
{
	if (j->mail_from == NULL) {
		struct look *look = arena_new(j->arena, struct look);
		look_anew(j, look);
		j->mail_from = look;
	}
	return j->mail_from;
}

static void about(struct judgement *j, const struct look *look)
{
	shown_by(j, "MAIL FROM domain", look->domain);
	for (const struct dns_record *r = look->answer->records; r != NULL;
	     r = r->next)
		shown_by(j, "MX",
		    arena_printf(
			j->arena, "%u %.*s", r->preference, FMT(r->data)));
	shown_by(j, "wanted", feedback_host(j));
	shown_by(j, "DNS", bytes_of(dns_status_word(look->answer->status)));
	shown_by(j, "server", look->answer->server);
}

/* SES looks at the MX alone, receivers at the TXT. */
static void fix_txt_too(struct judgement *j, const struct look *look)
{
	const struct dns_answer *txt = asked(j, DNS_TXT, look->domain);

	for (const struct dns_record *r = txt->records; r != NULL; r = r->next)
		if (is_meant_as_spf(r->data))
			return;
	fix_text(j, txt, is_meant_as_spf, SPF_FOR_SES);
}

static void fix(struct judgement *j, const struct look *look)
{
	fix_mx(j, look->domain, look->answer);
	if (!look->used && !j->in->foreseen)
		fix_txt_too(j, look);
	if (fell_back(j->in))
		fix_by_setting_mail_from(j, look->domain);
}

/* ---- what is wrong ----------------------------------------------------------
 */

static void not_under_identity(struct judgement *j)
{
	const struct inspection *in = j->in;
	struct bytes identity = in->premises->expected.identity;
	struct bytes domain = in->premises->expected.mail_from;

	if (!is_expected(in) || !bytes_present(identity) ||
	    (domain_under(domain, identity) && !bytes_ieq(domain, identity)))
		return;
	if (bytes_ieq(domain, identity))
		found(j,
		    "The MAIL FROM domain %.*s is the identity itself; SES "
		    "wants one below it.",
		    FMT(domain));
	else
		found(j,
		    "The MAIL FROM domain %.*s is not below the identity %.*s, "
		    "so SES does not use it.",
		    FMT(domain), FMT(identity));
	shown_by(j, "MAIL FROM domain", domain);
	shown_by(j, "identity", identity);
	fixed_by(j,
	    "Choose a subdomain of %.*s that neither sends nor takes mail, for "
	    "example bounce.%.*s.",
	    FMT(identity), FMT(identity));
}

/* Any name there has that CNAME: it goes away for one with records. */
static bool is_wildcard(
    const struct judgement *j, const struct dns_alias *alias)
{
	struct bytes sibling =
	    arena_join(j->arena, BYTES("mailplumb-looks-for-a-wildcard."),
		domain_parent(alias->name), BYTES(""));
	const struct dns_answer *answer = asked(j, DNS_CNAME, sibling);

	return answer != NULL && answer->status == DNS_FOUND &&
	       bytes_eq(answer->records->data, alias->target);
}

static void fix_alias(struct judgement *j, const struct dns_alias *alias)
{
	struct change *change;

	if (is_wildcard(j, alias)) {
		fixed_by(j,
		    "The CNAME is a wildcard's: MX and TXT records of %.*s "
		    "itself take its place.",
		    FMT(alias->name));
	} else {
		change = change_to(j->arena, alias->name, DNS_CNAME,
		    record_host(j->arena, alias->target), NULL);
		change->action = CHANGE_DELETE;
		change->ttl = alias->ttl;
		fixed_in_dns(j, change);
	}
	fix_mx(j, alias->name, NULL);
	fixed_in_dns(j, change_to(j->arena, alias->name, DNS_TXT,
			    record_text(j->arena, SPF_FOR_SES), NULL));
}

/* The CNAME behind which SPF, or the MX, is not what SES needs. */
static const struct dns_answer *hidden_by_alias(
    const struct judgement *j, const struct look *look)
{
	const struct spf_verdict *spf = own_spf(j->in);

	if (look->mx == MX_HIDDEN)
		return look->answer;
	return spf != NULL && spf->answer != NULL &&
		       spf->answer->aliases != NULL && decides(spf->result) &&
		       spf->result != AUTH_PASS &&
		       bytes_eq(spf->domain, look->domain)
		   ? spf->answer
		   : NULL;
}

static void cname(struct judgement *j)
{
	const struct look *look = look_at(j);
	const struct dns_answer *answer = hidden_by_alias(j, look);

	if (answer == NULL)
		return;
	const struct dns_alias *alias = answer->aliases;
	found(j,
	    "A CNAME stands at %.*s (to %.*s), which hides the MX and the SPF "
	    "record that SES and receivers look for.",
	    FMT(alias->name), FMT(alias->target));
	shown_by(j, "CNAME",
	    arena_printf(j->arena, "%.*s -> %.*s", FMT(alias->name),
		FMT(alias->target)));
	shown_by(j, dns_type_word(answer->type),
	    bytes_of(dns_status_word(answer->status)));
	shown_by(j, "server", answer->server);
	if (!domain_is_own(j->in, alias->name))
		return;
	fix_alias(j, alias);
	if (fell_back(j->in))
		fix_by_setting_mail_from(j, look->domain);
}

static void mx_missing(struct judgement *j)
{
	const struct look *look = look_at(j);

	if (look->mx != MX_MISSING)
		return;
	found(j, "%.*s has no MX, so SES does not use it as MAIL FROM.",
	    FMT(look->domain));
	about(j, look);
	fix(j, look);
}

static bool is_null(struct bytes host)
{
	return host.len == 0 || bytes_is(host, ".");
}

static bool has_priority(struct bytes host)
{
	return host.len > 0 && is_digit(*host.ptr) &&
	       bytes_ifind(host, BYTES("feedback-smtp")) != NULL;
}

static bool is_appended(struct bytes host)
{
	const char *zone = bytes_ifind(host, BYTES(".amazonses.com."));

	return zone != NULL && bytes_istarts(host, BYTES("feedback-smtp."));
}

static bool is_of_aws(struct bytes host)
{
	return bytes_istarts(host, BYTES("feedback-smtp.")) &&
	       bytes_iends(host, BYTES(".amazonaws.com"));
}

static bool takes_mail_in(struct bytes host)
{
	return bytes_istarts(host, BYTES("inbound-smtp."));
}

static bool is_any(struct bytes host)
{
	(void)host;
	return true;
}

static const struct {
	bool (*is)(struct bytes host);
	const char *what;
} wrongs[] = {
	{ is_null, "says that it takes no mail (a null MX)" },
	{ has_priority, "has the priority inside the host name" },
	{ is_appended,
	    "has a zone's name behind it: the final dot is missing" },
	{ is_of_aws, "is at amazonaws.com instead of amazonses.com" },
	{ takes_mail_in, "is the host that takes mail in, not the one for "
			 "bounces" },
	{ is_any, "is not the host of SES for bounces" },
};

static void mx_wrong(struct judgement *j)
{
	const struct look *look = look_at(j);
	size_t i = 0;

	if (look->mx != MX_WRONG)
		return;
	struct bytes host = look->answer->records->data;
	while (!wrongs[i].is(host))
		i++;
	found(j, "The MX of the MAIL FROM domain %.*s%s%.*s%s %s.",
	    FMT(look->domain), is_null(host) ? "" : " (", FMT(host),
	    is_null(host) ? "" : ")", wrongs[i].what);
	about(j, look);
	fix(j, look);
}

static void mx_region(struct judgement *j)
{
	const struct look *look = look_at(j);

	if (look->mx != MX_OTHER_REGION)
		return;
	found(j,
	    "The MX of the MAIL FROM domain %.*s is that of the region %.*s, "
	    "while SES sends from %.*s.",
	    FMT(look->domain),
	    FMT(ses_feedback_region(look->answer->records->data)),
	    FMT(region_of(j->in)));
	about(j, look);
	fix(j, look);
}

static void mx_several(struct judgement *j)
{
	const struct look *look = look_at(j);

	if (look->mx != MX_SEVERAL)
		return;
	found(j,
	    "The MAIL FROM domain %.*s has %zu MX records; SES wants exactly "
	    "one, its own.",
	    FMT(look->domain), look->answer->record_count);
	about(j, look);
	fix(j, look);
}

/* ---- what SES did
 * ------------------------------------------------------------
 */

/* The records are right, but SES has given up looking for them. */
static void fix_by_restart(struct judgement *j, const struct look *look)
{
	fixed_by(j,
	    "The MX of %.*s is right now, so nothing has to be published. SES "
	    "stops looking after 72 hours: set the MAIL FROM domain of the "
	    "identity again, and wait until its status is SUCCESS.",
	    FMT(look->domain));
}

static void fallback(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct look *look = look_at(j);

	if (!fell_back(in))
		return;
	bool right = look->mx == MX_RIGHT;
	found(j,
	    "SES used %.*s as MAIL FROM instead of %.*s%s, so SPF cannot "
	    "align.",
	    FMT(in->envelope.mail_from_domain),
	    FMT(in->premises->expected.mail_from),
	    right ? ", although its MX is right in the DNS now" : "");
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "expected", in->premises->expected.mail_from);
	if (look->answer != NULL)
		about(j, look);
	if (right)
		fix_by_restart(j, look);
	fix_by_setting_mail_from(j, in->premises->expected.mail_from);
}

/* ---- none is set up
 * -----------------------------------------------------------
 */

/* A name below `base` at which nothing is published; absent: not known. */
static struct bytes unused_name(const struct judgement *j, struct bytes base)
{
	static const char *const labels[] = { "bounce", "ses-bounce",
		"mail-from" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct bytes name =
		    arena_printf(j->arena, "%s.%.*s", labels[i], FMT(base));
		const struct dns_answer *mx = asked(j, DNS_MX, name);
		const struct dns_answer *txt = asked(j, DNS_TXT, name);
		if (mx != NULL && mx->status != DNS_FOUND &&
		    txt->status != DNS_FOUND && !dns_failed(mx) &&
		    !dns_failed(txt) && mx->aliases == NULL)
			return name;
	}
	return ABSENT;
}

static void fix_by_new_name(struct judgement *j)
{
	struct bytes identity = j->in->premises->expected.identity;
	struct bytes name = unused_name(
	    j, bytes_present(identity) ? identity : j->in->author.domain);

	if (!bytes_present(name) || !bytes_present(feedback_host(j)) ||
	    !domain_is_own(j->in, name))
		return;
	fixed_by(j,
	    "Set a custom MAIL FROM domain for the identity, for example "
	    "%.*s, which nothing uses: publish its MX and SPF record, then "
	    "name it to SES.",
	    FMT(name));
	fix_mx(j, name, NULL);
	fixed_in_dns(j, change_to(j->arena, name, DNS_TXT,
			    record_text(j->arena, SPF_FOR_SES), NULL));
	fix_by_setting_mail_from(j, name);
}

static void amazonses(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (!domain_is_ses(in->envelope.mail_from_domain) ||
	    !bytes_present(in->author.domain) ||
	    domain_is_ses(in->author.domain) ||
	    stands(j, "spf-mailfrom-fallback") != NULL ||
	    stands(j, "dmarc-freemail-from") != NULL)
		return;
	found(j,
	    "MAIL FROM is at %.*s, so SPF is about Amazon and can never align "
	    "with %.*s.",
	    FMT(in->envelope.mail_from_domain), FMT(in->author.domain));
	shown_by(j, "MAIL FROM", in->envelope.mail_from.value);
	shown_by(j, "author", in->author.domain);
	fix_by_new_name(j);
}

const struct rule rules_mail_from[] = {
	{ "spf-mailfrom-not-under-identity", not_under_identity, NULL },
	{ "spf-mailfrom-cname", cname, NULL },
	{ "spf-mailfrom-mx-missing", mx_missing, NULL },
	{ "spf-mailfrom-mx-wrong", mx_wrong, NULL },
	{ "spf-mailfrom-mx-region", mx_region, NULL },
	{ "spf-mailfrom-mx-several", mx_several, NULL },
	{ 0 },
};

const struct rule rules_mail_from_used[] = {
	{ "spf-mailfrom-fallback", fallback, ses_mail_from_not },
	{ "spf-mailfrom-amazonses", amazonses, ses_mail_from_not },
	{ 0 },
};
