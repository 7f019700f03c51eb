#include "inspect/verify/report_targets.h"

#include "common/mail/dmarc_uri.h"
#include "common/net/domain.h"
#include "inspect/verify/dmarc_record.h"
#include <string.h>

struct name {
	char text[DOMAIN_MAX];
	size_t len;
};

static bool name_add(struct name *name, struct bytes part)
{
	if (part.len > sizeof(name->text) - name->len)
		return false;
	memcpy(name->text + name->len, part.ptr, part.len);
	name->len += part.len;
	return true;
}

/* Where permission is published; absent when such a name is too long. */
static struct bytes permission_name(
    struct name *name, struct bytes policy_domain, struct bytes host)
{
	name->len = 0;
	if (!name_add(name, policy_domain) ||
	    !name_add(name, BYTES("._report._dmarc.")) || !name_add(name, host))
		return ABSENT;
	return (struct bytes){ name->text, name->len };
}

/* Who is not below the organisational domain cannot belong to it. */
static bool is_outside(struct bytes domain, struct bytes organization)
{
	return bytes_present(organization) &&
	       !domain_under(domain, organization);
}

static void want(struct dns *dns, const struct dmarc_record *record,
    struct bytes organization, struct bytes domain)
{
	struct name text;
	struct bytes name;

	if (!bytes_present(domain) || !is_outside(domain, organization))
		return;
	name = permission_name(&text, record->domain, domain);
	if (bytes_present(name))
		dns_want(dns, DNS_TXT, name);
}

struct report_target *report_targets_read(struct arena *arena, struct dns *dns,
    const struct dmarc_record *record, struct bytes organization)
{
	struct bytes lists[] = { record->rua, record->ruf }, uri;
	struct report_target *first = NULL, **last = &first;
	const char *mistake;
	size_t count = 0;

	for (size_t i = 0; i < 2; i++)
		while (count < REPORT_TARGETS_MOST &&
		       dmarc_uri_next(&lists[i], &uri, &mistake)) {
			if (mistake != NULL)
				continue;
			struct report_target *target =
			    arena_new(arena, struct report_target);
			target->uri = uri;
			target->failure = i == 1;
			target->domain =
			    domain_read(arena, dmarc_uri_domain(uri));
			target->permission = REPORT_UNKNOWN;
			want(dns, record, organization, target->domain);
			*last = target;
			last = &target->next;
			count++;
		}
	return first;
}

static void ask(struct report_target *target, struct dns *dns,
    const struct dmarc_record *record)
{
	struct name text;
	struct bytes name =
	    permission_name(&text, record->domain, target->domain);

	target->permission = REPORT_UNAUTHORIZED;
	if (!bytes_present(name))
		return;
	target->answer = dns_ask(dns, DNS_TXT, name);
	if (dns_failed(target->answer))
		target->permission = REPORT_UNKNOWN;
	for (const struct dns_record *r = target->answer->records; r != NULL;
	     r = r->next)
		if (dmarc_record_begins(r->data))
			target->permission = REPORT_AUTHORIZED;
}

static void check(struct report_target *target, struct walker *walker,
    const struct dmarc_record *record, struct bytes organization)
{
	struct dmarc_walk walk;

	if (bytes_eq(target->domain, record->domain) ||
	    bytes_eq(target->domain, organization)) {
		target->permission = REPORT_INSIDE;
		return;
	}
	if (!is_outside(target->domain, organization)) {
		walk_run(walker, target->domain, &walk);
		struct bytes other = walk_organization(&walk);
		if (!bytes_present(organization) || !bytes_present(other))
			return;
		if (bytes_eq(other, organization)) {
			target->permission = REPORT_INSIDE;
			return;
		}
	}
	ask(target, walker->dns, record);
}

void report_targets_check(struct report_target *targets, struct walker *walker,
    const struct dmarc_record *record, struct bytes organization)
{
	for (; targets != NULL; targets = targets->next)
		if (bytes_present(targets->domain))
			check(targets, walker, record, organization);
}
