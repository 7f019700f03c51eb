#include "inspect/read/software.h"

#include "inspect/model/receivers.h"

/* Behind `by`, where no client's HELO stands. */
static bool received_says(const struct hop *border, const char *words)
{
	struct bytes value = border->field->value;
	const char *by = bytes_find(value, BYTES("by "));

	return by != NULL &&
	       bytes_find(bytes_skip(value, (size_t)(by - value.ptr)),
		   bytes_of(words)) != NULL;
}

static bool comment_has(const struct claim *claim, struct bytes words)
{
	return bytes_find(claim->comment, words) != NULL;
}

static bool comment_begins(const struct claim *claim, struct bytes words)
{
	return bytes_istarts(claim->comment, words);
}

static bool claims_say(const struct claim_field *claims, struct bytes method,
    bool (*says)(const struct claim *claim, struct bytes words),
    const char *words)
{
	for (const struct claim_field *f = claims; f != NULL; f = f->next)
		for (const struct claim *c = f->claims; c != NULL; c = c->next)
			if (f->trust == TRUST_YES &&
			    bytes_eq(c->method, method) &&
			    bytes_present(c->comment) &&
			    says(c, bytes_of(words)))
				return true;
	return false;
}

static bool fits(const struct software_signs *signs,
    const struct claim_field *claims, const struct hop *border)
{
	if (signs->received != NULL && !received_says(border, signs->received))
		return false;
	if (signs->dkim_comment != NULL &&
	    !claims_say(
		claims, BYTES("dkim"), comment_has, signs->dkim_comment))
		return false;
	return signs->dmarc_comment == NULL ||
	       claims_say(claims, BYTES("dmarc"), comment_begins,
		   signs->dmarc_comment);
}

static bool has_signs(const struct software_signs *signs)
{
	return signs->received != NULL || signs->dkim_comment != NULL ||
	       signs->dmarc_comment != NULL;
}

const struct receiver *software_find(
    const struct claim_field *claims, const struct hop *border)
{
	const struct receiver *row = receivers_all();

	if (border == NULL)
		return NULL;
	while (row->name != NULL &&
	       !(has_signs(&row->signs) && fits(&row->signs, claims, border)))
		row++;
	return row->name != NULL ? row : NULL;
}
