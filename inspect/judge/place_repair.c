/* The records that put a key where it is looked for. */
#include "inspect/judge/key_place.h"

#include "inspect/judge/key_text.h"

static void cname_to(
    struct judgement *j, const struct key_place *p, struct bytes target)
{
	fixed_in_dns(j,
	    change_to(j->arena, p->name, DNS_CNAME,
		record_host(j->arena, target), asked(j, DNS_CNAME, p->name)));
}

/* What an answer told of, its CNAME where it is one. */
static const struct dns_answer *itself(
    struct judgement *j, const struct dns_answer *answer)
{
	return answer->aliases != NULL ? asked(j, DNS_CNAME, answer->name)
				       : answer;
}

static void take_away(struct judgement *j, const struct dns_answer *answer)
{
	struct change *change =
	    answer != NULL ? change_away(j->arena, answer) : NULL;

	if (change != NULL)
		fixed_in_dns(j, change);
}

/* The records of another name, at this one. */
static void copy_here(
    struct judgement *j, const struct key_place *p, const struct dns_answer *a)
{
	if (a != NULL && a->records != NULL)
		fixed_in_dns(
		    j, change_to(j->arena, p->name, a->type,
			   records_but(j->arena, a->records, NULL, NULL),
			   asked(j, a->type, p->name)));
}

static void repair_missing(struct judgement *j, const struct key_place *p)
{
	if (p->easy && bytes_present(p->right))
		cname_to(j, p, p->right);
	else if (!p->easy && p->other != NULL)
		copy_here(j, p, itself(j, p->other));
}

static void repair_target(struct judgement *j, const struct key_place *p)
{
	if (bytes_present(p->right) && !bytes_ieq(p->right, p->target))
		cname_to(j, p, p->right);
}

static void repair_doubled(struct judgement *j, const struct key_place *p)
{
	const struct dns_answer *there = itself(j, p->other);

	if (p->easy && !bytes_present(p->right))
		return;
	take_away(j, there);
	if (p->easy)
		cname_to(j, p, p->right);
	else
		copy_here(j, p, there);
}

static void repair_address(struct judgement *j, const struct key_place *p)
{
	if (!bytes_present(p->right))
		return;
	take_away(j, asked(j, DNS_A, p->name));
	take_away(j, asked(j, DNS_AAAA, p->name));
	cname_to(j, p, p->right);
}

static void repair_text(struct judgement *j, const struct key_place *p)
{
	if (!bytes_present(p->right))
		return;
	take_away(j, p->answer);
	cname_to(j, p, p->right);
}

static bool any_signed(struct judgement *j, const struct dns_answer *answer,
    const struct dkim_verdict *verdict)
{
	const struct dns_record *r = answer != NULL ? answer->records : NULL;

	while (r != NULL &&
	       key_text_proof(j->arena, r->data, verdict) != KEY_SIGNED)
		r = r->next;
	return r != NULL;
}

/* Of TXT and CNAME that one goes whose key did not sign. */
static void repair_conflict(struct judgement *j, const struct key_place *p)
{
	if (p->easy) {
		take_away(j, p->answer);
		cname_to(j, p, bytes_present(p->right) ? p->right : p->target);
	} else if (p->verdict != NULL && any_signed(j, p->answer, p->verdict))
		take_away(j, p->other);
	else if (p->verdict != NULL &&
		 any_signed(j, asked(j, DNS_TXT, p->target), p->verdict)) {
		take_away(j, p->answer);
		cname_to(j, p, p->target);
	}
}

void place_repair(struct judgement *j, const struct key_place *place)
{
	static void (*const repairs[PLACE_STATES])(
	    struct judgement * j, const struct key_place *p) = {
		[PLACE_MISSING] = repair_missing,
		[PLACE_DANGLING] = repair_target,
		[PLACE_DOUBLED] = repair_doubled,
		[PLACE_APPENDED] = repair_target,
		[PLACE_WRONG_ZONE] = repair_target,
		[PLACE_ADDRESS] = repair_address,
		[PLACE_TARGET] = repair_text,
		[PLACE_CONFLICT] = repair_conflict,
	};

	if (place->is_own && repairs[place->state] != NULL)
		repairs[place->state](j, place);
}
