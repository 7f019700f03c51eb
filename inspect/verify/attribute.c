#include "inspect/verify/attribute.h"

#include "common/net/domain.h"

#define PREFIX_LEAST 8 /* RFC 6008 4 */

struct named {		       /* by a claim */
	struct bytes domain;   /* header.d */
	struct bytes identity; /* the domain of header.i */
	struct bytes selector;
	struct bytes signature; /* the start of b= */
};

/* Exchange writes "header.d=none". */
static struct bytes claimed_domain(struct arena *arena, struct bytes value)
{
	struct bytes domain = bytes_present(value) && value.len > 0
				  ? domain_read(arena, value)
				  : ABSENT;

	return domain_labels(domain) > 1 ? domain : ABSENT;
}

static struct named named_by(struct arena *arena, const struct claim *claim)
{
	struct bytes local, host;
	struct named named;

	bytes_cut_last(
	    claim_property(claim, "header", "i"), '@', &local, &host);
	named.domain =
	    claimed_domain(arena, claim_property(claim, "header", "d"));
	named.identity = claimed_domain(arena, host);
	named.selector = claim_property(claim, "header", "s");
	named.signature = claim_property(claim, "header", "b");
	return named;
}

/* How well the claim fits: 0 not at all, else the higher the better. */
static int fits(
    const struct named *named, const struct dkim_signature *signature)
{
	struct bytes d = signature->domain;
	bool domain =
	    bytes_present(named->domain) && bytes_ieq(named->domain, d);
	bool identity = !bytes_present(named->domain) &&
			bytes_present(named->identity) && bytes_present(d) &&
			domain_under(named->identity, d);
	bool selector = bytes_present(named->selector);

	if (bytes_present(named->domain) && !domain)
		return 0;
	if (bytes_present(named->identity) && !domain && !identity)
		return 0;
	if (selector && !bytes_ieq(named->selector, signature->selector))
		return 0;
	if (named->signature.len > 0) {
		bool prefix =
		    bytes_starts(signature->signature, named->signature);
		return prefix && named->signature.len >= PREFIX_LEAST ? 4 : 0;
	}
	if (!domain && !identity)
		return 0;
	return selector ? 3 : domain ? 2 : 1;
}

static bool is_taken(
    const struct identifier *taken, const struct dkim_signature *signature)
{
	for (; taken != NULL; taken = taken->next)
		if (taken->signature == signature)
			return true;
	return false;
}

static bool names_nothing(const struct named *named)
{
	return !bytes_present(named->domain) &&
	       !bytes_present(named->identity) &&
	       !bytes_present(named->selector) && named->signature.len == 0;
}

const struct dkim_signature *signature_of_claim(struct arena *arena,
    const struct claim *claim, const struct dkim_signature *signatures,
    const struct identifier *taken)
{
	struct named named = named_by(arena, claim);
	const struct dkim_signature *best = NULL;
	int best_fit = 0;

	if (names_nothing(&named))
		return signatures != NULL && signatures->next == NULL
			   ? signatures
			   : NULL;
	for (const struct dkim_signature *s = signatures; s != NULL;
	     s = s->next) {
		/* A free signature is better than a taken one. */
		int fit = 2 * fits(&named, s);
		if (fit > 0 && !is_taken(taken, s))
			fit++;
		if (fit > best_fit) {
			best_fit = fit;
			best = s;
		}
	}
	return best;
}

struct bytes domain_of_claim(struct arena *arena, const struct claim *claim,
    const struct dkim_signature *signature)
{
	struct named named = named_by(arena, claim);
	struct bytes d = signature != NULL ? signature->domain : ABSENT;

	if (bytes_present(named.domain))
		return named.domain;
	if (!bytes_present(named.identity))
		return d;
	return bytes_present(d) && domain_under(named.identity, d)
		   ? d
		   : named.identity;
}
