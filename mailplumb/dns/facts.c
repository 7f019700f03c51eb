/* Facts about a sender, as options and lines tell them. */
#include "mailplumb/dns/senders.h"

#include "common/mail/ses.h"
#include "common/net/domain.h"
#include <stddef.h>

/* ---- as written ----------------------------------------------------------
 */

static bool put_more(
    struct bytes *list, size_t *count, struct bytes value, struct fault *fault)
{
	if (*count == FACTS_MOST)
		return fault_set(
		    fault, FAULT_USAGE, "more than %d", FACTS_MOST);
	list[(*count)++] = value;
	return true;
}

static bool put_token(
    struct facts *facts, struct bytes value, struct fault *fault)
{
	return put_more(facts->tokens, &facts->token_count, value, fault);
}

static bool put_selector(
    struct facts *facts, struct bytes value, struct fault *fault)
{
	return put_more(facts->selectors, &facts->selector_count, value, fault);
}

static bool put_region(
    struct facts *facts, struct bytes value, struct fault *fault)
{
	facts->region = value;
	return ses_region_valid(value) ||
	       fault_set(fault, FAULT_USAGE, "'%.*s' is no region", FMT(value));
}

static bool put_mail_from(
    struct facts *facts, struct bytes value, struct fault *fault)
{
	(void)fault;
	facts->mail_from = value;
	return true;
}

static bool put_dkim_zone(
    struct facts *facts, struct bytes value, struct fault *fault)
{
	(void)fault;
	facts->dkim_zone = value;
	return true;
}

bool facts_put(struct facts *facts, struct bytes name, struct bytes value,
    struct fault *fault)
{
	static const struct {
		const char *name;
		bool (*put)(struct facts *facts, struct bytes value,
		    struct fault *fault);
	} rows[] = {
		{ "region", put_region },
		{ "mail-from", put_mail_from },
		{ "dkim-zone", put_dkim_zone },
		{ "token", put_token },
		{ "selector", put_selector },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (bytes_eq(name, bytes_of(rows[i].name)))
			return rows[i].put(facts, value, fault);
	return fault_set(fault, FAULT_USAGE,
	    "'%.*s' is none of region, mail-from, dkim-zone, token, selector",
	    FMT(name));
}

/* ---- as they are used ----------------------------------------------------
 */

static bool read_domain(struct arena *arena, const char *what,
    struct bytes value, struct bytes *domain, struct fault *fault)
{
	if (!bytes_present(value))
		return true;
	*domain = domain_read(arena, value);
	return (bytes_present(*domain) && domain_labels(*domain) > 1) ||
	       fault_set(fault, FAULT_USAGE, "%s: '%.*s' is no domain", what,
		   FMT(value));
}

/* Into `*list`, unless none is told. */
static bool read_names(struct arena *arena, const char *what,
    const struct bytes *values, size_t count, const struct bytes **list,
    size_t *list_count, struct fault *fault)
{
	struct bytes *names = arena_new_array(arena, struct bytes, count + 1);

	if (count == 0)
		return true;
	for (size_t i = 0; i < count; i++) {
		names[i] = domain_read(arena, values[i]);
		if (!bytes_present(names[i]))
			return fault_set(fault, FAULT_USAGE,
			    "%s: '%.*s' is no name of a DNS record", what,
			    FMT(values[i]));
	}
	*list = names;
	*list_count = count;
	return true;
}

bool facts_expect(const struct facts *facts, struct arena *arena,
    struct expected *e, struct fault *fault)
{
	if (bytes_present(facts->region))
		e->region = arena_lower(arena, facts->region);
	return read_domain(arena, "mail-from", facts->mail_from, &e->mail_from,
		   fault) &&
	       read_domain(arena, "dkim-zone", facts->dkim_zone, &e->dkim_zone,
		   fault) &&
	       read_names(arena, "token", facts->tokens, facts->token_count,
		   &e->dkim_tokens, &e->dkim_token_count, fault) &&
	       read_names(arena, "selector", facts->selectors,
		   facts->selector_count, &e->dkim_selectors,
		   &e->dkim_selector_count, fault);
}
