/*
 * Where keys are looked for: the CNAMEs of Easy DKIM, whichever of them
 * signed, and the TXT records of others.
 */
#include "inspect/judge/key_place.h"

#include "common/mail/ses.h"

/* While another of the author's signatures passes, DKIM holds. */
static void about(struct judgement *j, const struct key_place *p)
{
	const struct dns_answer *a = p->answer;

	if (j->in->verified.dkim_aligned)
		weighs(j, SEVERITY_RISK);
	shown_by(j, "d=", p->domain);
	shown_by(j, "s=", p->selector);
	if (p->verdict != NULL)
		shown_by(j, "record", p->verdict->key_record);
	for (const struct dns_alias *c = a->aliases; c != NULL; c = c->next)
		shown_by(j, "CNAME",
		    arena_printf(j->arena, "%.*s -> %.*s", FMT(c->name),
			FMT(c->target)));
	shown_by(j, "target expected", p->right);
	if (p->verdict != NULL)
		shown_by(j, "detail", p->verdict->detail);
	shown_by(j, "DNS", bytes_of(dns_status_word(a->status)));
	shown_by(j, "server", a->server);
	place_repair(j, p);
}

/* Others that are wrong in the same way, whether they sign or not. */
static const struct key_place *next_alike(const struct key_place *place)
{
	const struct key_place *p = place->next;

	while (p != NULL && p->state != place->state)
		p = p->next;
	return p;
}

/* ... need the same. */
static void and_others(struct judgement *j, const struct key_place *first)
{
	for (const struct key_place *p = next_alike(first); p != NULL;
	     p = next_alike(p)) {
		shown_by(j, "likewise", p->name);
		place_repair(j, p);
	}
}

static const char *also(const struct key_place *first)
{
	return next_alike(first) != NULL ? ", and likewise other tokens" : "";
}

static const struct dns_record *first_record(const struct dns_answer *answer)
{
	return answer != NULL ? answer->records : NULL;
}

/* ---- something is there, but not as it should be --------------------------
 */

static void name_doubled(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_DOUBLED);

	if (p == NULL)
		return;
	found(j,
	    "There is no key at %.*s: the record stands at %.*s, with the "
	    "domain twice%s.",
	    FMT(p->name), FMT(p->other->name), also(p));
	shown_by(j, "found at", p->other->name);
	about(j, p);
	and_others(j, p);
	fixed_by(j,
	    "The DNS panel appends the zone to what is entered: delete the "
	    "record and enter the host part alone, %.*s._domainkey%s.",
	    FMT(p->selector),
	    p->easy && !bytes_present(p->right)
		? ", with the target that SES shows"
		: "");
}

static void target_zone_appended(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_APPENDED);

	if (p == NULL)
		return;
	found(j,
	    "%.*s is a CNAME to %.*s: the zone was appended to the target, "
	    "which lacks its final dot%s.",
	    FMT(p->name), FMT(p->target), also(p));
	about(j, p);
	and_others(j, p);
	fixed_by(
	    j, "Write the target with a final dot: \"%.*s.\"", FMT(p->right));
}

static void wrong_zone(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_WRONG_ZONE);
	struct bytes region = region_of(j->in);

	if (p == NULL)
		return;
	found(j,
	    "%.*s is a CNAME to %.*s, but SES keeps the keys%s%.*s "
	    "elsewhere%s.",
	    FMT(p->name), FMT(p->target), bytes_present(region) ? " of " : "",
	    FMT(region), also(p));
	about(j, p);
	and_others(j, p);
	if (bytes_present(p->right))
		fixed_by(j,
		    "Point it at %.*s (SES shows the zone as "
		    "SigningHostedZone).",
		    FMT(p->right));
}

static void not_cname(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_TARGET);

	if (p != NULL) {
		found(j,
		    "%.*s is a TXT record that holds the name of the key "
		    "instead of a CNAME that leads there%s.",
		    FMT(p->name), also(p));
		about(j, p);
		and_others(j, p);
		fixed_by(j, "Replace the TXT record with a CNAME.");
	}
	p = key_place_in(j, PLACE_ADDRESS);
	if (p == NULL)
		return;
	found(j,
	    "%.*s has an address in place of the CNAME: it is proxied or "
	    "flattened%s.",
	    FMT(p->name), also(p));
	shown_by(j, p->other->type == DNS_A ? "A" : "AAAA",
	    first_record(p->other) != NULL ? p->other->records->data : ABSENT);
	about(j, p);
	and_others(j, p);
}

static void conflict(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_CONFLICT);

	if (p == NULL)
		return;
	found(j,
	    "%.*s has a CNAME and a TXT record: servers and resolvers differ "
	    "in which one they serve%s.",
	    FMT(p->name), also(p));
	shown_by(j, "CNAME", p->target);
	about(j, p);
	if (p->easy)
		fixed_by(j, "Delete the TXT record: the CNAME stays.");
	else if (j->found->fix.changes == NULL)
		fixed_by(j, "Keep the one whose key signs, delete the other.");
	and_others(j, p);
}

/* ---- nothing is there ------------------------------------------------------
 */

static bool serves_nothing(const struct key_place *p)
{
	return bytes_present(p->target) &&
	       (!p->easy || !bytes_present(p->right) ||
		   bytes_ieq(p->right, p->answer->owner));
}

static void cname_dangling(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_DANGLING);

	if (p == NULL)
		return;
	found(j, "%.*s is a CNAME to %.*s, where there is no key%s.",
	    FMT(p->name), FMT(p->answer->owner), also(p));
	about(j, p);
	and_others(j, p);
	if (!serves_nothing(p) && bytes_present(p->right))
		fixed_by(j, "Point it at %.*s.", FMT(p->right));
}

static const char *why_missing(const struct key_place *p)
{
	if (p->answer->status == DNS_NO_NAME)
		return "the name does not exist";
	if (p->answer->records == NULL)
		return "the name has no TXT record";
	return p->answer->records->data.len == 0
		   ? "the TXT record is empty"
		   : "the TXT record there is that of a wildcard";
}

static void missing(struct judgement *j)
{
	const struct key_place *p = key_place_in(j, PLACE_MISSING);

	if (p == NULL)
		return;
	found(j, "There is no key at %.*s: %s%s.", FMT(p->name), why_missing(p),
	    also(p));
	if (p->other != NULL)
		shown_by(j, "found at", p->other->name);
	about(j, p);
	and_others(j, p);
	if (p->easy && bytes_present(p->right))
		fixed_by(
		    j, "Publish %.*s CNAME %.*s.", FMT(p->name), FMT(p->right));
	else if (p->easy)
		fixed_by(j,
		    "Publish %.*s as a CNAME to %.*s in the zone that SES "
		    "shows for the identity (SigningHostedZone).",
		    FMT(p->name), FMT(p->selector));
	else if (j->found->fix.changes != NULL)
		fixed_by(j, "Publish the record of %.*s at %.*s.",
		    FMT(p->other->name), FMT(p->name));
	else
		fixed_by(j,
		    "Publish %.*s TXT \"p=...\" with the public key that "
		    "belongs to the signer's private key.",
		    FMT(p->name));
}

/* ---- tokens that do not sign now ------------------------------------------
 */

static const char *what_is_wrong(const struct key_place *p)
{
	static const char *const words[PLACE_STATES] = {
		[PLACE_MISSING] = "does not exist",
		[PLACE_DANGLING] = "leads elsewhere",
		[PLACE_DOUBLED] = "stands at a name with the domain twice",
		[PLACE_APPENDED] = "has the own zone behind its target",
		[PLACE_WRONG_ZONE] = "leads to another zone than SES's here",
		[PLACE_ADDRESS] = "is an address instead of a CNAME",
		[PLACE_TARGET] = "is a TXT record instead of a CNAME",
		[PLACE_CONFLICT] = "has a TXT record beside the CNAME",
	};

	return words[p->state];
}

/* The same is wrong with one that signs. */
static bool is_alike(struct judgement *j, const struct key_place *place)
{
	return key_place_in(j, place->state) != NULL;
}

/* The next that does not sign, alike or not. */
static const struct key_place *next_idle(
    struct judgement *j, const struct key_place *p, bool alike)
{
	while (p != NULL && (p->signs || what_is_wrong(p) == NULL ||
				is_alike(j, p) != alike))
		p = p->next;
	return p;
}

static void say_idle(struct judgement *j, const struct key_place *first,
    const struct key_place *more, const char *and_more)
{
	if (more == NULL)
		found(j,
		    "The Easy DKIM record %.*s %s: mail passes until SES "
		    "signs with that token.",
		    FMT(first->name), what_is_wrong(first));
	else
		found(j,
		    "The Easy DKIM records of the tokens %.*s and %.*s%s are "
		    "absent or wrong: mail passes until SES signs with them.",
		    FMT(first->selector), FMT(more->selector), and_more);
}

static void idle_tokens(struct judgement *j, bool alike)
{
	const struct key_place *p = next_idle(j, key_places(j), alike), *more;

	if (p == NULL)
		return;
	more = next_idle(j, p->next, alike);
	say_idle(j, p, more,
	    more != NULL && next_idle(j, more->next, alike) != NULL
		? " and more"
		: "");
	for (; p != NULL; p = next_idle(j, p->next, alike)) {
		shown_by(j, "token",
		    arena_printf(
			j->arena, "%.*s %s", FMT(p->name), what_is_wrong(p)));
		shown_by(j, "CNAME", p->target);
		shown_by(j, "target expected", p->right);
		if (!alike)
			place_repair(j, p);
	}
}

static void token_missing(struct judgement *j)
{
	idle_tokens(j, false);
}

/* What is to be published is told with the token that signs. */
static void token_missing_too(struct judgement *j)
{
	idle_tokens(j, true);
}

static void token_empty(struct judgement *j)
{
	const struct key_place *p = key_places(j);

	while (p != NULL && p->state != PLACE_EMPTY)
		p = p->next;
	if (p == NULL)
		return;
	found(j,
	    "The Easy DKIM token %.*s has no key now; SES fills it before it "
	    "signs with it.",
	    FMT(p->selector));
	for (; p != NULL; p = p->next)
		if (p->state == PLACE_EMPTY)
			shown_by(j, "CNAME",
			    arena_printf(j->arena, "%.*s -> %.*s", FMT(p->name),
				FMT(p->target)));
}

/* What is wrong with all is told once, at the token that signs. */
static const char *const token_causes[] = { KEY_PLACE_FINDINGS, NULL };

const struct rule rules_token[] = {
	{ "dkim-key-conflict", conflict, NULL },
	{ "dkim-key-name-doubled", name_doubled, NULL },
	{ "dkim-key-target-zone-appended", target_zone_appended, NULL },
	{ "dkim-key-wrong-zone", wrong_zone, NULL },
	{ "dkim-key-not-cname", not_cname, NULL },
	{ "dkim-key-cname-dangling", cname_dangling, NULL },
	{ "dkim-key-missing", missing, NULL },
	{ "dkim-token-missing", token_missing, NULL },
	{ "dkim-token-missing", token_missing_too, token_causes },
	{ "dkim-token-empty", token_empty, NULL },
	{ 0 },
};
