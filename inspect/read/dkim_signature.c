#include "inspect/read/dkim_signature.h"

#include "common/mail/limits.h"
#include "common/mail/taglist.h"
#include "common/net/domain.h"

struct reading {
	struct arena *arena;
	struct dkim_signature *signature;
	struct bytes chain_value;
};

static const char *store_version(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->version = value;
	return bytes_eq(value, BYTES("1")) ? NULL : "v=1";
}

static const char *store_algorithm(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->algorithm = value;
	return value.len > 0 ? NULL : "an algorithm in a=";
}

static const char *store_canonicalization(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->canonicalization = value;
	return value.len > 0 ? NULL : "a canonicalization in c=";
}

static const char *store_query(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->query = value;
	return NULL;
}

/* RFC 6376 3.5: sub-domain 1*("." sub-domain), so that nobody signs for all of
 * a top-level domain. */
static const char *store_domain(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->domain = domain_read(r->arena, value);
	return domain_labels(r->signature->domain) > 1 ? NULL
						       : "a domain in d=";
}

static const char *store_selector(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->selector = domain_read(r->arena, value);
	return bytes_present(r->signature->selector) ? NULL
						     : "a selector in s=";
}

static const char *store_identity(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->identity = value;
	return NULL;
}

static const char *store_names(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->names = value;
	return value.len > 0 ? NULL : "field names in h=";
}

/* base64string may be folded anywhere. */
static struct bytes without_blanks(struct arena *arena, struct bytes value)
{
	char *text = arena_alloc(arena, value.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		text[len] = value.ptr[i];
		len += !is_blank(value.ptr[i]);
	}
	return (struct bytes){ text, len };
}

static bool is_base64(struct bytes text)
{
	size_t padding = 0;

	while (text.len > 0 && text.ptr[text.len - 1] == '=') {
		text.len--;
		padding++;
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '/')
			return false;
	}
	return padding <= 2 && text.len > 0;
}

static const char *store_signature(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->written = value;
	r->signature->signature = without_blanks(r->arena, value);
	return is_base64(r->signature->signature) ? NULL : "base64 in b=";
}

static const char *store_body_hash(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->body_hash = without_blanks(r->arena, value);
	return is_base64(r->signature->body_hash) ? NULL : "base64 in bh=";
}

static const char *store_copied(void *target, struct bytes value)
{
	struct reading *r = target;

	r->signature->copied = value;
	return NULL;
}

#define LAST_SECOND UINT64_C(253402300799) /* of the year 9999 */

/* At most 12 digits (t=, x=); what no calendar here can write is as late as it
 * can be. */
static bool read_time(struct bytes value, int64_t *time)
{
	uint64_t seconds = 0;

	if (!bytes_number(value, UINT64_C(999999999999), &seconds))
		return false;
	if (seconds > LAST_SECOND)
		seconds = LAST_SECOND;
	*time = (int64_t)seconds * 1000;
	return true;
}

static const char *store_timestamp(void *target, struct bytes value)
{
	struct reading *r = target;

	return read_time(value, &r->signature->timestamp) ? NULL
							  : "a time in t=";
}

static const char *store_expiration(void *target, struct bytes value)
{
	struct reading *r = target;

	return read_time(value, &r->signature->expiration) ? NULL
							   : "a time in x=";
}

static const char *store_length(void *target, struct bytes value)
{
	struct reading *r = target;
	uint64_t length = 0;

	if (!bytes_number(value, INT64_MAX, &length))
		return "a number in l=";
	r->signature->length = (int64_t)length;
	return NULL;
}

static const struct tag signature_tags[] = {
	/* RFC 6376 3.5 */
	{ "v", "v=, the version", store_version },
	{ "a", "a=, the algorithm", store_algorithm },
	{ "b", "b=, the signature", store_signature },
	{ "bh", "bh=, the hash of the body", store_body_hash },
	{ "c", NULL, store_canonicalization },
	{ "d", "d=, the domain", store_domain },
	{ "h", "h=, the names of signed fields", store_names },
	{ "i", NULL, store_identity },
	{ "l", NULL, store_length },
	{ "q", NULL, store_query },
	{ "s", "s=, the selector", store_selector },
	{ "t", NULL, store_timestamp },
	{ "x", NULL, store_expiration },
	{ "z", NULL, store_copied },
	{ NULL, NULL, NULL },
};

/* ---- ARC ----------------------------------------------------------------- */

static const char *store_instance(void *target, struct bytes value)
{
	struct reading *r = target;
	uint64_t instance = 0;

	if (!bytes_number(value, LIMIT_ARC_INSTANCES, &instance) ||
	    instance == 0)
		return "an instance from 1 to 50 in i=";
	r->signature->instance = (unsigned)instance;
	return NULL;
}

/* RFC 8617 4.1.2: any field but a seal, or none at all. */
static const char *store_any_names(void *target, struct bytes value)
{
	struct reading *r = target;
	struct bytes name, rest = value;

	r->signature->names = value;
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', &name, &rest);
		if (bytes_ieq(bytes_trim(name), BYTES("ARC-Seal")))
			return "no ARC-Seal in h=";
	}
	return NULL;
}

static const char *store_chain_value(void *target, struct bytes value)
{
	struct reading *r = target;

	r->chain_value = value;
	return value.len > 0 ? NULL : "none, pass or fail in cv=";
}

static const char *refuse_names(void *target, struct bytes value)
{
	(void)target;
	(void)value;
	return "no h= in a seal";
}

static const struct tag message_tags[] = {
	/* RFC 8617 4.1.2 */
	{ "a", "a=, the algorithm", store_algorithm },
	{ "b", "b=, the signature", store_signature },
	{ "bh", "bh=, the hash of the body", store_body_hash },
	{ "c", NULL, store_canonicalization },
	{ "d", "d=, the domain", store_domain },
	{ "h", "h=, the names of signed fields", store_any_names },
	{ "i", "i=, the instance", store_instance },
	{ "l", NULL, store_length },
	{ "q", NULL, store_query },
	{ "s", "s=, the selector", store_selector },
	{ "t", NULL, store_timestamp },
	{ "x", NULL, store_expiration },
	{ "z", NULL, store_copied },
	{ NULL, NULL, NULL },
};

static const struct tag seal_tags[] = {
	/* RFC 8617 4.1.3 */
	{ "a", "a=, the algorithm", store_algorithm },
	{ "b", "b=, the signature", store_signature },
	{ "cv", "cv=, the state of the chain", store_chain_value },
	{ "d", "d=, the domain", store_domain },
	{ "h", NULL, refuse_names },
	{ "i", "i=, the instance", store_instance },
	{ "s", "s=, the selector", store_selector },
	{ "t", NULL, store_timestamp },
	{ NULL, NULL, NULL },
};

/* ---- fields -------------------------------------------------------------- */

static struct dkim_signature *signature_read(struct reading *r,
    const struct field *field, enum signature_kind kind, const struct tag *tags)
{
	struct dkim_signature *signature =
	    arena_new(r->arena, struct dkim_signature);

	r->signature = signature;
	signature->kind = kind;
	signature->field = field;
	signature->timestamp = TIME_UNKNOWN;
	signature->expiration = TIME_UNKNOWN;
	signature->length = -1;
	signature->mistake =
	    taglist_read(bytes_first(field->value, LIMIT_VALUE), tags, r);
	if (field->value.len > LIMIT_VALUE)
		signature->mistake = "a shorter field";
	return signature;
}

struct dkim_signature *arc_message_signature_read(
    struct arena *arena, const struct field *field)
{
	struct reading r = { .arena = arena };

	return signature_read(&r, field, SIGNATURE_ARC_MESSAGE, message_tags);
}

struct dkim_signature *arc_seal_read(
    struct arena *arena, const struct field *field, struct bytes *chain_value)
{
	struct reading r = { .arena = arena };
	struct dkim_signature *seal =
	    signature_read(&r, field, SIGNATURE_ARC_SEAL, seal_tags);

	*chain_value = r.chain_value;
	return seal;
}

struct dkim_signature *dkim_signatures_read(
    struct arena *arena, const struct message *message)
{
	struct dkim_signature *first = NULL;
	struct dkim_signature **last = &first;
	struct reading r = { .arena = arena };
	size_t count = 0;

	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		if (field->id != FIELD_DKIM_SIGNATURE ||
		    count++ >= LIMIT_SIGNATURES)
			continue;
		*last =
		    signature_read(&r, field, SIGNATURE_DKIM, signature_tags);
		(*last)->index = count;
		last = &(*last)->next;
	}
	return first;
}
