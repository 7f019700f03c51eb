#include "inspect/judge/key_repair.h"

#include "inspect/judge/key_place.h"
#include "inspect/judge/key_text.h"

static bool has_alias(const struct dkim_verdict *v)
{
	return v->key != NULL && v->key->aliases != NULL;
}

static enum public_key_kind kind_signed(const struct dkim_verdict *v)
{
	return bytes_istarts(v->signature->algorithm, BYTES("ed25519"))
		   ? PUBLIC_KEY_ED25519
		   : PUBLIC_KEY_RSA;
}

/* ---- what repairs it ------------------------------------------------------
 */

/* Where the record stands; NULL: not with the user. */
static const struct dns_answer *own_records(
    struct judgement *j, const struct dkim_verdict *v)
{
	if (v->key == NULL || !key_is_own(j->in, v->signature->domain) ||
	    !key_is_own(j->in, v->key->owner))
		return NULL;
	return has_alias(v) ? asked(j, DNS_TXT, v->key->owner) : v->key;
}

static const struct dns_record *record_used(
    const struct dns_answer *answer, struct bytes text)
{
	const struct dns_record *r = answer->records;

	while (r != NULL && !bytes_eq(r->data, text))
		r = r->next;
	return r;
}

/* `text` in place of the record that was used; all others stay. */
static bool put_text(
    struct judgement *j, const struct dkim_verdict *v, struct bytes text)
{
	const struct dns_answer *now = own_records(j, v);
	const struct dns_record *old =
	    now != NULL ? record_used(now, v->key_record) : NULL;

	if (old == NULL || !bytes_present(text))
		return false;
	fixed_in_dns(j, change_to(j->arena, now->name, DNS_TXT,
			    records_but(j->arena, now->records, old,
				record_text(j->arena, text)),
			    now));
	return true;
}

/* A key of Easy DKIM belongs behind a CNAME: that replaces what was copied,
 * where SES serves the key. */
bool repair_by_cname(struct judgement *j, const struct dkim_verdict *v)
{
	const struct dns_answer *now = own_records(j, v), *there;
	struct bytes target;

	if (now == NULL || has_alias(v) || now->records == NULL ||
	    !selector_is_easy(j->in, v->signature->selector))
		return false;
	target = easy_target(j, v->signature->selector);
	there = asked(j, DNS_TXT, target);
	if (there == NULL || there->records == NULL ||
	    key_text_proof(j->arena, there->records->data, v) ==
		KEY_DID_NOT_SIGN ||
	    !key_text_usable(j->arena, there->records->data, kind_signed(v)))
		return false;
	fixed_in_dns(j, change_away(j->arena, now));
	fixed_in_dns(j, change_to(j->arena, now->name, DNS_CNAME,
			    record_host(j->arena, target), NULL));
	fixed_by(j,
	    "Delete the TXT record: the key of an Easy DKIM token stands at "
	    "SES, behind a CNAME to %.*s.",
	    FMT(target));
	return true;
}

/* The text, when it can be used and no other key is known to have signed. */
static struct bytes if_useful(
    struct judgement *j, const struct dkim_verdict *v, struct bytes text)
{
	return bytes_present(text) &&
		       key_text_usable(j->arena, text, kind_signed(v)) &&
		       key_text_proof(j->arena, text, v) != KEY_DID_NOT_SIGN
		   ? text
		   : ABSENT;
}

bool repair_by_mending(struct judgement *j, const struct dkim_verdict *v)
{
	return put_text(j, v,
	    if_useful(j, v,
		key_text_mended(j->arena, v->key_record, kind_signed(v))));
}

bool repair_tag(struct judgement *j, const struct dkim_verdict *v, char tag,
    struct bytes value)
{
	return put_text(j, v,
	    if_useful(
		j, v, key_text_with(j->arena, v->key_record, tag, value)));
}

/* ---- one of several -------------------------------------------------------
 */

/* Of several keys the one that signed; NULL: it cannot be told. */
static const struct dns_record *key_that_signed(
    struct judgement *j, const struct dkim_verdict *v)
{
	const struct dns_record *first = v->key->records, *r = first;

	while (r != NULL && key_text_proof(j->arena, r->data, v) != KEY_SIGNED)
		r = r->next;
	if (r != NULL)
		return r;
	for (r = first; r != NULL; r = r->next)
		if (!bytes_eq(key_text_tag(r->data, 'p'),
			key_text_tag(first->data, 'p')))
			return NULL;
	return first;
}

static bool is_key(const struct dns_record *record)
{
	return bytes_present(key_text_tag(record->data, 'p'));
}

/* All but the other keys. */
static const struct dns_record *only_key(struct judgement *j,
    const struct dns_answer *now, const struct dns_record *keep)
{
	const struct dns_record *left =
	    records_but(j->arena, now->records, NULL, NULL);

	for (const struct dns_record *r = now->records; r != NULL; r = r->next)
		if (is_key(r) && !bytes_eq(r->data, keep->data))
			left = records_but(j->arena, left,
			    record_used(&(struct dns_answer){ .records = left },
				r->data),
			    NULL);
	return left;
}

void repair_by_keeping_one(struct judgement *j, const struct dkim_verdict *v)
{
	const struct dns_answer *now = own_records(j, v);
	const struct dns_record *keep =
	    v->key != NULL ? key_that_signed(j, v) : NULL;

	if (keep == NULL || now == NULL)
		return;
	shown_by(j, "the key that signed", keep->data);
	fixed_in_dns(j, change_to(j->arena, now->name, DNS_TXT,
			    only_key(j, now, keep), now));
	fixed_by(j, "Keep the one whose key signed, as below.");
}

/* ---- two that should be one -----------------------------------------------
 */

/* A long key that was entered as two records instead of two strings. */
static struct bytes joined(struct judgement *j, const struct dkim_verdict *v)
{
	const struct dns_record *r = v->key != NULL ? v->key->records : NULL;

	for (; r != NULL; r = r->next) {
		struct bytes whole = arena_join(
		    j->arena, v->key_record, bytes_trim(r->data), ABSENT);
		if (!is_key(r) && bytes_present(if_useful(j, v, whole)))
			return whole;
	}
	return ABSENT;
}

bool repair_by_joining(struct judgement *j, const struct dkim_verdict *v)
{
	const struct dns_answer *now = own_records(j, v);
	struct bytes whole = joined(j, v);

	if (now == NULL || !bytes_present(whole))
		return false;
	const struct dns_record *left = records_but(j->arena, now->records,
	    record_used(now, v->key_record), record_text(j->arena, whole));
	struct bytes rest = bytes_skip(whole, v->key_record.len);
	const struct dns_record *r = left;
	while (r != NULL && !bytes_eq(bytes_trim(r->data), rest))
		r = r->next;
	fixed_in_dns(j, change_to(j->arena, now->name, DNS_TXT,
			    records_but(j->arena, left, r, NULL), now));
	fixed_by(j,
	    "Join the two records: one TXT record may have several strings of "
	    "at most 255 octets.");
	return true;
}
