#include "inspect/read/envelope.h"

#include "common/mail/grammar.h"
#include "common/mail/limits.h"
#include "common/net/domain.h"
#include "common/net/ip.h"
#include "inspect/read/border.h"
#include "inspect/read/message.h"
#include "inspect/read/ses_marks.h"

#define TOKEN_MOST 64

static void settle(
    struct fact *fact, struct bytes value, enum fact_source source)
{
	if (fact->source == FACT_NONE && bytes_present(value))
		*fact = (struct fact){ value, source };
}

static bool is_address(struct bytes text)
{
	struct bytes local, domain;

	return text.len == 0 || bytes_cut_last(text, '@', &local, &domain);
}

/* ---- what trusted claims tell ------------------------------------------ */

/* Where methods write one fact: {method, ptype, property}, best first. */
struct place {
	const char *method, *type, *name;
};

static const struct place ip_places[] = {
	{ "iprev", "smtp", "remote-ip" },
	{ "iprev", "policy", "iprev" },
	{ "spf", "smtp", "remote-ip" },
	{ "spf", NULL, "client-ip" },
	{ "arc", "smtp", "client-ip" },
	{ "arc", "smtp", "remote-ip" },
	{ NULL, NULL, NULL },
};
static const struct place helo_places[] = {
	{ "spf", "smtp", "helo" },
	{ "spf", NULL, "helo" },
	{ NULL, NULL, NULL },
};
static const struct place mail_from_places[] = {
	{ "spf", "smtp", "mailfrom" },
	{ "spf", "smtp", "mail" },
	{ "spf", "smtp", "envelope-from" },
	{ "spf", NULL, "envelope-from" },
	{ NULL, NULL, NULL },
};

static struct bytes told_at(
    const struct claim_field *claims, const struct place *place)
{
	for (; claims != NULL; claims = claims->next) {
		if (claims->trust != TRUST_YES)
			continue;
		for (struct claim *c = claims->claims; c != NULL; c = c->next) {
			if (!bytes_is(c->method, place->method))
				continue;
			struct bytes value =
			    claim_property(c, place->type, place->name);
			if (bytes_present(value))
				return value;
		}
	}
	return ABSENT;
}

static struct bytes told(
    const struct claim_field *claims, const struct place *places)
{
	struct bytes value = ABSENT;

	for (; places->method != NULL && !bytes_present(value); places++)
		value = told_at(claims, places);
	return value;
}

/* ---- the facts --------------------------------------------------------- */

static struct bytes return_path_of(
    struct arena *arena, const struct message *message)
{
	const struct field *field = message_field(message, FIELD_RETURN_PATH);
	struct bytes value;

	if (field == NULL)
		return ABSENT;
	value = bytes_first(field->value, LIMIT_VALUE);
	struct scan s = scan_of(value);
	scan_cfws(&s);
	return value_without_angles(
	    value_unfold(arena, bytes_between(s.at, s.end)));
}

/* Final delivery writes it (RFC 5321 4.4); an author could as well. */
static bool is_receivers_return_path(
    const struct envelope *envelope, const struct message *message)
{
	const struct field *field = message_field(message, FIELD_RETURN_PATH);
	size_t author_at = border_author_at(envelope->border, message);

	return field != NULL && (size_t)(field - message->fields) < author_at;
}

static void mail_from_read(struct envelope *envelope, struct arena *arena,
    const struct message *message, const struct claim_field *claims,
    const struct premises *premises)
{
	struct fact *fact = &envelope->mail_from;
	struct bytes claimed = told(claims, mail_from_places);

	if (bytes_present(claimed))
		claimed = value_without_angles(claimed);
	settle(fact, premises->mail_from, FACT_OPTION);
	if (envelope->border != NULL)
		settle(fact, envelope->border->mail_from, FACT_BORDER);
	if (is_address(claimed))
		settle(fact, claimed, FACT_CLAIM);
	if (is_receivers_return_path(envelope, message))
		settle(fact, envelope->return_path, FACT_RETURN_PATH);
	/* Many receivers claim the domain alone. */
	settle(fact, claimed, FACT_CLAIM);

	struct bytes local, domain;
	bytes_cut_last(fact->value, '@', &local, &domain);
	if (domain.len > 0)
		envelope->mail_from_domain = domain_read(arena, domain);
}

static struct bytes token_of(const struct message *message)
{
	const struct field *field =
	    message_field(message, FIELD_MAILPLUMB_TOKEN);

	if (field == NULL)
		return ABSENT;
	struct bytes token = bytes_trim(field->value);
	return token.len > 0 && token.len <= TOKEN_MOST ? token : ABSENT;
}

void envelope_read(struct envelope *envelope, struct arena *arena,
    const struct message *message, const struct hop *border,
    const struct claim_field *claims, const struct premises *premises)
{
	*envelope = (struct envelope){ .border = border };
	envelope->return_path = return_path_of(arena, message);
	envelope->token = token_of(message);
	ses_marks_read(envelope, arena, message);

	settle(&envelope->client_ip, premises->client_ip, FACT_OPTION);
	settle(&envelope->helo, premises->helo, FACT_OPTION);
	if (border != NULL) {
		settle(&envelope->client_ip, border->ip, FACT_BORDER);
		settle(&envelope->helo, border->helo, FACT_BORDER);
	}
	settle(&envelope->client_ip,
	    ip_canonical(arena, told(claims, ip_places)), FACT_CLAIM);
	settle(&envelope->helo, told(claims, helo_places), FACT_CLAIM);
	settle(&envelope->client_ip, envelope->ses_outgoing_ip, FACT_SES);
	mail_from_read(envelope, arena, message, claims, premises);
}
