#include "inspect/read/arc_set.h"

#include "common/mail/limits.h"
#include "inspect/read/authres.h"
#include "inspect/read/dkim_signature.h"

struct reading {
	struct arena *arena;
	struct arc_chain *chain;
	const struct claim_field *claims;
	struct arc_instance *sets[LIMIT_ARC_INSTANCES + 1]; /* by instance */
};

static struct arc_instance *set_of(struct reading *r, unsigned instance)
{
	struct arc_instance **set = &r->sets[instance];

	if (*set == NULL) {
		*set = arena_new(r->arena, struct arc_instance);
		(*set)->instance = instance;
	}
	return *set;
}

/* NULL, and noted, when the field belongs to none. */
static struct arc_instance *set_find(struct reading *r,
    const struct field *field, unsigned instance, const char *mistake)
{
	if (instance > 0)
		return set_of(r, instance);
	if (r->chain->stray == NULL) {
		r->chain->stray = field;
		r->chain->stray_mistake = mistake;
	}
	return NULL;
}

static void read_seal(struct reading *r, const struct field *field)
{
	struct bytes chain_value = ABSENT;
	struct dkim_signature *seal =
	    arc_seal_read(r->arena, field, &chain_value);
	struct arc_instance *set =
	    set_find(r, field, seal->instance, seal->mistake);

	if (set == NULL)
		return;
	if (set->seal != NULL) {
		set->doubled = "ARC-Seal";
		return;
	}
	set->seal = seal;
	set->domain = seal->domain;
	set->selector = seal->selector;
	set->chain_value = chain_value;
}

static void read_signature(struct reading *r, const struct field *field)
{
	struct dkim_signature *signature =
	    arc_message_signature_read(r->arena, field);
	struct arc_instance *set =
	    set_find(r, field, signature->instance, signature->mistake);

	if (set == NULL)
		return;
	if (set->signature == NULL)
		set->signature = signature;
	else
		set->doubled = "ARC-Message-Signature";
}

static const struct claim_field *claims_of(
    const struct reading *r, const struct field *field)
{
	const struct claim_field *claims = r->claims;

	while (claims != NULL && claims->field != field)
		claims = claims->next;
	return claims;
}

static void read_results(struct reading *r, const struct field *field)
{
	struct arc_instance *set = set_find(r, field,
	    claim_instance(bytes_first(field->value, LIMIT_VALUE)),
	    "an instance from 1 to 50 in front, and ';' behind it");

	if (set == NULL)
		return;
	if (set->results != NULL) {
		set->doubled = "ARC-Authentication-Results";
		return;
	}
	set->results = field;
	set->claims = claims_of(r, field);
}

static void read_field(struct reading *r, const struct field *field)
{
	switch (field->id) {
	case FIELD_ARC_SEAL:
		read_seal(r, field);
		break;
	case FIELD_ARC_MESSAGE_SIGNATURE:
		read_signature(r, field);
		break;
	case FIELD_ARC_AUTHENTICATION_RESULTS:
		read_results(r, field);
		break;
	default:
		return;
	}
	r->chain->field_count++;
}

/* The sets lowest first, their message signatures newest first. */
static void sets_link(struct reading *r)
{
	struct dkim_signature **last = &r->chain->signatures;

	for (size_t i = LIMIT_ARC_INSTANCES; i > 0; i--) {
		struct arc_instance *set = r->sets[i];
		if (set == NULL)
			continue;
		set->next = r->chain->instances;
		r->chain->instances = set;
		if (set->signature != NULL) {
			*last = set->signature;
			last = &(*last)->next;
		}
	}
}

void arc_chain_read(struct arc_chain *chain, struct arena *arena,
    const struct message *message, const struct claim_field *claims)
{
	struct reading r = { .arena = arena, .chain = chain, .claims = claims };

	*chain = (struct arc_chain){ .field_count = 0 };
	for (size_t i = 0; i < message->field_count; i++)
		read_field(&r, &message->fields[i]);
	if (chain->field_count > 0)
		sets_link(&r);
}
