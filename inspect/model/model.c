#include "inspect/model/model.h"

const struct field *message_field(
    const struct message *message, enum field_id id)
{
	for (size_t i = 0; i < message->field_count; i++)
		if (message->fields[i].id == id)
			return &message->fields[i];
	return NULL;
}

const struct field *message_field_named(
    const struct message *message, const char *name)
{
	for (size_t i = 0; i < message->field_count; i++)
		if (bytes_iis(message->fields[i].name, name))
			return &message->fields[i];
	return NULL;
}

struct bytes claim_property(
    const struct claim *claim, const char *type, const char *name)
{
	const struct property *p = claim->properties;

	for (; p != NULL; p = p->next)
		if (bytes_present(p->type) == (type != NULL) &&
		    (type == NULL || bytes_is(p->type, type)) &&
		    bytes_is(p->name, name))
			return p->value;
	return ABSENT;
}

const struct identifier *reported_of_signature(
    const struct reported *reported, const struct dkim_signature *signature)
{
	const struct identifier *id = reported->identifiers;

	while (id != NULL && id->signature != signature)
		id = id->next;
	return id;
}

const struct identifier *reported_of_spf(const struct reported *reported)
{
	const struct identifier *id = reported->identifiers;

	while (id != NULL && id->kind != IDENTIFIER_SPF)
		id = id->next;
	return id;
}

const struct dkim_verdict *verified_of_signature(
    const struct verified *verified, const struct dkim_signature *signature)
{
	const struct dkim_verdict *v = verified->dkim;

	while (v != NULL && v->signature != signature)
		v = v->next;
	return v;
}
