#include "inspect/verify/reported.h"

#include "common/mail/limits.h"
#include "common/net/domain.h"
#include "inspect/verify/align.h"
#include "inspect/verify/attribute.h"

struct heard { /* a claim that counts */
	const struct claim *claim;
	struct heard *next;
};

struct gathering {
	struct reported *reported;
	struct arena *arena;
	const struct claim_field *claims;
	const struct author *author;
	const struct suffix_list *suffixes;
	struct identifier **last;
};

static struct heard *hear_kind(
    const struct gathering *g, enum claim_kind kind, const char *method)
{
	struct heard *first = NULL;
	struct heard **last = &first;
	size_t count = 0;

	for (const struct claim_field *f = g->claims; f != NULL; f = f->next) {
		if (f->trust != TRUST_YES || f->kind != kind)
			continue;
		for (struct claim *c = f->claims; c != NULL; c = c->next) {
			if (!bytes_is(c->method, method) ||
			    count++ >= LIMIT_CLAIMS)
				continue;
			*last = arena_new(g->arena, struct heard);
			(*last)->claim = c;
			last = &(*last)->next;
		}
	}
	return first;
}

/* Of Authentication-Results; only without any there, of its kin. */
static struct heard *hear(const struct gathering *g, const char *method)
{
	static const enum claim_kind kinds[] = { CLAIM_AUTHENTICATION_RESULTS,
		CLAIM_RECEIVED_SPF, CLAIM_ARC_AUTHENTICATION_RESULTS };
	struct heard *heard = NULL;

	for (size_t i = 0; heard == NULL && i < sizeof(kinds) / sizeof(*kinds);
	     i++)
		heard = hear_kind(g, kinds[i], method);
	return heard;
}

static struct identifier *add_identifier(struct gathering *g,
    enum identifier_kind kind, const struct claim *claim, struct bytes domain)
{
	struct identifier *added = arena_new(g->arena, struct identifier);

	added->kind = kind;
	added->result = claim->result;
	added->claim = claim;
	added->domain = domain;
	if (bytes_present(domain)) {
		added->organization = organization_of(g->suffixes, domain);
		added->alignment =
		    alignment_of(g->suffixes, g->author->domain, domain);
	}
	*g->last = added;
	g->last = &added->next;
	return added;
}

/* ---- dkim -------------------------------------------------------------- */

static bool is_repeated(const struct gathering *g,
    const struct dkim_signature *signature, enum auth_result result)
{
	const struct identifier *i = g->reported->identifiers;

	for (; signature != NULL && i != NULL; i = i->next)
		if (i->signature == signature && i->result == result)
			return true;
	return false;
}

static void dkim_claim(struct gathering *g, const struct claim *claim,
    const struct dkim_signature *signatures)
{
	const struct dkim_signature *signature = signature_of_claim(
	    g->arena, claim, signatures, g->reported->identifiers);
	struct bytes domain = domain_of_claim(g->arena, claim, signature);

	/* "dkim=none" is about the message, not about a domain. */
	if (claim->result == AUTH_NONE ||
	    is_repeated(g, signature, claim->result))
		return;
	struct identifier *i =
	    add_identifier(g, IDENTIFIER_DKIM, claim, domain);
	i->signature = signature;
	i->selector = signature != NULL ? signature->selector
					: claim_property(claim, "header", "s");
}

static void dkim_read(
    struct gathering *g, const struct dkim_signature *signatures)
{
	struct reported *reported = g->reported;
	enum auth_result best = AUTH_ABSENT;
	enum auth_result aligned = AUTH_ABSENT;

	for (struct heard *h = hear(g, "dkim"); h != NULL; h = h->next) {
		best = auth_result_better(best, h->claim->result);
		dkim_claim(g, h->claim, signatures);
	}
	for (struct identifier *i = reported->identifiers; i; i = i->next)
		if (i->alignment != ALIGN_NO)
			aligned = auth_result_better(aligned, i->result);
	reported->dkim = aligned != AUTH_ABSENT ? aligned : best;
	reported->dkim_aligned = aligned == AUTH_PASS;
}

/* ---- spf --------------------------------------------------------------- */

/* The MAIL FROM a claim names; absent when it names none. */
static struct bytes mail_from_of(const struct claim *claim)
{
	static const struct {
		const char *type, *name;
	} places[] = { { "smtp", "mailfrom" }, { "smtp", "mail" },
		{ "smtp", "envelope-from" }, { NULL, "envelope-from" } };
	struct bytes value = ABSENT;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (!bytes_present(value))
			value = claim_property(
			    claim, places[i].type, places[i].name);
	return value;
}

/* SPF of the HELO name alone says nothing about MAIL FROM (RFC 7489 3.1.2). */
static bool is_of_helo(const struct claim *claim)
{
	struct bytes identity = claim_property(claim, NULL, "identity");

	if (bytes_present(identity))
		return bytes_ieq(identity, BYTES("helo"));
	return !bytes_present(mail_from_of(claim)) &&
	       bytes_present(claim_property(claim, "smtp", "helo"));
}

/* The domain in "user@example.com", "example.com", "<user@example.com>"; empty
 * for "<>". */
static struct bytes domain_written(struct bytes value)
{
	struct bytes local, domain;

	bytes_cut_last(value, '@', &local, &domain);
	if (domain.len > 0 && domain.ptr[0] == '<')
		domain = bytes_skip(domain, 1);
	if (domain.len > 0 && domain.ptr[domain.len - 1] == '>')
		domain.len--;
	return domain;
}

static struct bytes spf_domain(struct arena *arena, const struct claim *claim,
    const struct envelope *envelope)
{
	struct bytes value = mail_from_of(claim);

	if (is_of_helo(claim))
		return ABSENT;
	if (!bytes_present(value))
		return envelope->mail_from_domain;
	struct bytes domain = domain_written(value);
	return domain.len > 0 ? domain_read(arena, domain) : ABSENT;
}

static void spf_read(struct gathering *g, const struct envelope *envelope)
{
	const struct claim *claim = NULL;

	for (struct heard *h = hear(g, "spf"); h != NULL; h = h->next)
		if (claim == NULL ||
		    (is_of_helo(claim) && !is_of_helo(h->claim)))
			claim = h->claim;
	if (claim == NULL)
		return;
	struct identifier *i = add_identifier(
	    g, IDENTIFIER_SPF, claim, spf_domain(g->arena, claim, envelope));
	g->reported->spf_claim = claim;
	g->reported->spf = claim->result;
	g->reported->spf_aligned =
	    i->result == AUTH_PASS && i->alignment != ALIGN_NO;
}

/* ---- dmarc, arc -------------------------------------------------------- */

static bool is_word_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-';
}

/* "p=REJECT sp=REJECT dis=NONE", "policy=none" */
static struct bytes policy_in_comment(struct bytes comment)
{
	static const char *const keys[] = { "p=", "policy=" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct bytes key = bytes_of(keys[i]);
		size_t len = key.len;
		if (!bytes_istarts(comment, key))
			continue;
		while (len < comment.len && is_word_char(comment.ptr[len]))
			len++;
		if (len > key.len)
			return bytes_skip(bytes_first(comment, len), key.len);
	}
	return ABSENT;
}

static struct bytes policy_of(struct arena *arena, const struct claim *claim)
{
	static const char *const names[] = { "published-domain-policy", "dmarc",
		"p", "policy" };
	struct bytes policy = ABSENT;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (policy.len == 0)
			policy = claim_property(claim, "policy", names[i]);
	if (policy.len == 0)
		policy = policy_in_comment(claim->comment);
	return policy.len > 0 ? arena_lower(arena, policy) : ABSENT;
}

/* A pass of another organisation's author is no pass of this one; no other
 * result could make anybody trusted. */
static bool is_of_author(struct gathering *g, const struct claim *claim)
{
	struct bytes from =
	    domain_written(claim_property(claim, "header", "from"));
	struct bytes domain =
	    from.len > 0 ? domain_read(g->arena, from) : ABSENT;

	return claim->result != AUTH_PASS || !bytes_present(domain) ||
	       !bytes_present(g->author->domain) ||
	       alignment_of(g->suffixes, g->author->domain, domain) != ALIGN_NO;
}

static void dmarc_read(struct gathering *g)
{
	const struct heard *dmarc = hear(g, "dmarc");
	const struct heard *arc = hear(g, "arc");

	while (dmarc != NULL && !is_of_author(g, dmarc->claim)) {
		g->reported->dmarc_of_other = dmarc->claim;
		dmarc = dmarc->next;
	}
	if (dmarc != NULL) {
		g->reported->dmarc_claim = dmarc->claim;
		g->reported->dmarc = dmarc->claim->result;
		g->reported->dmarc_policy = policy_of(g->arena, dmarc->claim);
	}
	if (arc != NULL)
		g->reported->arc = arc->claim->result;
}

void reported_read(struct reported *reported, struct arena *arena,
    const struct claim_field *claims, const struct dkim_signature *signatures,
    const struct author *author, const struct envelope *envelope,
    const struct suffix_list *suffixes)
{
	struct gathering g = { reported, arena, claims, author, suffixes,
		&reported->identifiers };

	*reported = (struct reported){ .dkim = AUTH_ABSENT };
	if (bytes_present(author->domain))
		reported->author_organization =
		    organization_of(suffixes, author->domain);
	dkim_read(&g, signatures);
	spf_read(&g, envelope);
	dmarc_read(&g);
}
