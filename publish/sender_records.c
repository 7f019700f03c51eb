#include "publish/sender_records.h"

#include "common/base/text.h"
#include "common/mail/dmarc_uri.h"
#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "publish/change_merge.h"

#define SES_SPF	      "v=spf1 include:amazonses.com ~all"
#define MX_PREFERENCE 10    /* as SES documents it */
#define DMARC_MOST    65535 /* octets of a record */

struct maker {
	struct arena *arena;
	struct fault *fault;
	bool failed;
};

static void add(struct maker *maker, struct change **list, struct bytes name,
    enum dns_type type, const struct dns_record *record)
{
	while (*list != NULL)
		list = &(*list)->next;
	*list = change_to(maker->arena, name, type, record, NULL);
	if (name.len > DOMAIN_MAX && !maker->failed) {
		maker->failed = true;
		fault_set(maker->fault, FAULT_USAGE,
		    "%.*s: a name of the DNS has at most %d octets, this has "
		    "%zu",
		    FMT(name), DOMAIN_MAX, name.len);
	}
}

/* "LABEL._domainkey.DOMAIN" */
static struct bytes key_name(
    struct maker *maker, struct bytes label, struct bytes domain)
{
	return arena_printf(
	    maker->arena, "%.*s._domainkey.%.*s", FMT(label), FMT(domain));
}

static void add_tokens(
    struct maker *maker, struct change **list, const struct sender_wish *wish)
{
	struct bytes zone = wish->dkim_zone;

	if (!bytes_present(zone))
		zone = ses_dkim_zone(maker->arena, wish->region);
	for (size_t i = 0; i < wish->token_count; i++) {
		struct bytes token = wish->tokens[i];
		struct bytes target =
		    arena_join(maker->arena, token, BYTES("."), zone);
		add(maker, list, key_name(maker, token, wish->domain),
		    DNS_CNAME, record_host(maker->arena, target));
	}
}

/* Without v= and k=, as SES asks for it; both are what is taken anyway. */
static void add_key(
    struct maker *maker, struct change **list, const struct sender_wish *wish)
{
	struct bytes text =
	    arena_join(maker->arena, BYTES("p="), wish->public_key, ABSENT);

	add(maker, list, key_name(maker, wish->selector, wish->domain), DNS_TXT,
	    record_text(maker->arena, text));
}

static void add_mail_from(
    struct maker *maker, struct change **list, const struct sender_wish *wish)
{
	struct bytes host = ses_feedback_host(maker->arena, wish->region);

	add(maker, list, wish->mail_from, DNS_MX,
	    record_mx(maker->arena, MX_PREFERENCE, host));
	add(maker, list, wish->mail_from, DNS_TXT,
	    record_text(maker->arena, BYTES(SES_SPF)));
}

/* ---- DMARC ----------------------------------------------------------------
 */

static void add_tag(struct text *out, const char *tag, struct bytes value)
{
	if (bytes_present(value))
		text_printf(out, "; %s=%.*s", tag, FMT(value));
}

static void add_uris(
    struct text *out, const char *tag, const struct bytes *uris, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (i == 0)
			add_tag(out, tag, uris[i]);
		else
			text_printf(out, ",%.*s", FMT(uris[i]));
}

static struct bytes dmarc_text(
    struct arena *arena, const struct dmarc_wish *wish)
{
	struct text out = text_new(DMARC_MOST);

	text_add(&out, BYTES("v=DMARC1"));
	add_tag(&out, "p", wish->p);
	add_tag(&out, "sp", wish->sp);
	add_tag(&out, "np", wish->np);
	add_tag(&out, "adkim", wish->adkim);
	add_tag(&out, "aspf", wish->aspf);
	if (wish->testing)
		add_tag(&out, "t", BYTES("y"));
	add_uris(&out, "rua", wish->rua, wish->rua_count);
	add_uris(&out, "ruf", wish->ruf, wish->ruf_count);
	add_tag(&out, "fo", wish->fo);
	struct bytes text = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return text;
}

static void add_dmarc(
    struct maker *maker, struct change **list, const struct sender_wish *wish)
{
	add(maker, list,
	    arena_printf(maker->arena, "_dmarc.%.*s", FMT(wish->domain)),
	    DNS_TXT,
	    record_text(maker->arena, dmarc_text(maker->arena, &wish->dmarc)));
}

static void add_permissions(struct maker *maker, struct change **list,
    struct bytes domain, const struct bytes *uris, size_t count,
    const struct suffix_list *suffixes)
{
	for (size_t i = 0; i < count; i++) {
		struct bytes host =
		    domain_read(maker->arena, dmarc_uri_domain(uris[i]));
		if (!bytes_present(host) || suffix_same(suffixes, domain, host))
			continue;
		add(maker, list,
		    arena_printf(maker->arena, "%.*s._report._dmarc.%.*s",
			FMT(domain), FMT(host)),
		    DNS_TXT, record_text(maker->arena, BYTES("v=DMARC1")));
	}
}

/* ---- all of it ------------------------------------------------------------
 */

bool sender_records_make(struct sender_records *records, struct arena *arena,
    const struct sender_wish *wish, const struct suffix_list *suffixes,
    struct fault *fault)
{
	const struct dmarc_wish *dmarc = &wish->dmarc;
	struct maker maker = { .arena = arena, .fault = fault };
	struct change *reports = NULL;

	*records = (struct sender_records){ 0 };
	if (bytes_present(wish->selector))
		add_key(&maker, &records->dkim, wish);
	else
		add_tokens(&maker, &records->dkim, wish);
	if (bytes_present(wish->mail_from))
		add_mail_from(&maker, &records->mail_from, wish);
	if (bytes_present(dmarc->p)) {
		add_dmarc(&maker, &records->dmarc, wish);
		add_permissions(&maker, &reports, wish->domain, dmarc->rua,
		    dmarc->rua_count, suffixes);
		add_permissions(&maker, &reports, wish->domain, dmarc->ruf,
		    dmarc->ruf_count, suffixes);
	}
	records->reports = changes_merged(arena, reports);
	return !maker.failed;
}
