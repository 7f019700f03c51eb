/* What receivers wrote, and what of it cannot be taken as it stands. */
#include "inspect/judge/rule.h"

#include "common/net/domain.h"
#include "inspect/model/receivers.h"

#define SHOWN_MOST 5 /* fields of one kind named as evidence */

static bool is_any_host(const struct receiver *receiver)
{
	return receiver == NULL || receiver_is_any_host(receiver);
}

/* The server that took the message wrote claims which nobody trusts yet: the
 * option that would. */
static void name_the_receiver(struct judgement *j)
{
	const struct inspection *in = j->in;
	const struct claim_field *f = in->claims;
	struct bytes by =
	    domain_read(j->arena, in->hops != NULL ? in->hops->by : ABSENT);

	while (f != NULL &&
	       (f->kind != CLAIM_AUTHENTICATION_RESULTS || !bytes_present(by) ||
		   !bytes_ieq(f->authserv_id, by)))
		f = f->next;
	if (f == NULL || !is_any_host(in->receiver))
		return;
	shown_by(j, "written by", by);
	fixed_by(j,
	    "If %.*s is your mailbox's own server, trust what it wrote: "
	    "--authserv-id %.*s, or authserv_ids of the mailbox in the "
	    "configuration.",
	    FMT(by), FMT(by));
}

static void missing(struct judgement *j)
{
	const struct inspection *in = j->in;

	if (has_trusted_claim(in) || in->message.left_out)
		return;
	if (!is_any_host(in->receiver))
		found(j, "%s left no Authentication-Results in the message.",
		    in->receiver->title);
	else
		found(j, "No field of a receiver that can be trusted says "
			 "what was checked.");
	if (in->probe != NULL)
		weighs(j, SEVERITY_RISK);
	name_the_receiver(j);
}

static struct bytes place(struct judgement *j, const struct claim_field *f)
{
	return arena_printf(j->arena, "field %zu, %.*s: %s", f->position + 1,
	    FMT(f->field->name), f->why != NULL ? f->why : "");
}

static void forged(struct judgement *j)
{
	size_t shown = 0;

	for (const struct claim_field *f = j->in->claims; f != NULL;
	     f = f->next) {
		if (f->trust != TRUST_MISPLACED)
			continue;
		if (shown == 0)
			found(j,
			    "%.*s bears the receiver's name where the receiver "
			    "cannot have written; it was ignored.",
			    FMT(f->field->name));
		if (shown++ < SHOWN_MOST)
			shown_by(j, "ignored", place(j, f));
	}
}

static void untrusted(struct judgement *j)
{
	size_t shown = 0;

	for (const struct claim_field *f = j->in->claims; f != NULL;
	     f = f->next) {
		if (f->trust != TRUST_FOREIGN ||
		    f->kind != CLAIM_AUTHENTICATION_RESULTS)
			continue;
		if (shown == 0)
			found(j,
			    "Authentication-Results of %.*s is not the "
			    "receiver's; it was ignored.",
			    FMT(bytes_present(f->authserv_id)
				    ? f->authserv_id
				    : BYTES("nobody")));
		if (shown++ < SHOWN_MOST)
			shown_by(j, "ignored", place(j, f));
	}
}

static void malformed(struct judgement *j)
{
	for (const struct claim_field *f = j->in->claims; f != NULL;
	     f = f->next) {
		if (f->trust != TRUST_YES || f->mistake == NULL)
			continue;
		found(j, "%.*s cannot be read to its end: %s at octet %zu.",
		    FMT(f->field->name), f->mistake, f->mistake_at);
		return;
	}
}

/* The receiver read another author out of the message than we did. */
static void other_author(struct judgement *j)
{
	const struct claim *claim = j->in->reported.dmarc_of_other;

	if (claim == NULL)
		return;
	found(j,
	    "The receiver says that DMARC passes for another author domain "
	    "than "
	    "%.*s; that was ignored.",
	    FMT(j->in->author.domain));
	shown_by(j, "header.from", claim_property(claim, "header", "from"));
	shown_by(j, "author", j->in->author.domain);
}

/* ---- the receiver's disposition ----------------------------------------- */

/* How hard "none", "quarantine" and "reject" are; -1 for another word. */
static int hardness(struct bytes word)
{
	static const char *const words[] = { "none", "quarantine", "reject" };

	for (int i = 0; i < 3; i++)
		if (bytes_ieq(word, bytes_of(words[i])))
			return i;
	return -1;
}

static void policy_override(struct judgement *j)
{
	const struct reported *reported = &j->in->reported;
	const struct claim *claim = reported->dmarc_claim;

	if (claim == NULL)
		return;
	struct bytes applied =
	    claim_property(claim, "policy", "applied-disposition");
	if (!bytes_present(applied))
		applied = claim_property(claim, NULL, "action");
	int done = hardness(applied), asked = hardness(reported->dmarc_policy);
	bool softer = reported->dmarc == AUTH_FAIL && done >= 0 && done < asked;
	bool harder = reported->dmarc == AUTH_PASS && done > 0;
	if (!softer && !harder)
		return;
	found(j, "DMARC is %s, yet the receiver's disposition is %.*s.",
	    auth_result_word(reported->dmarc), FMT(applied));
	shown_by(j, "policy", reported->dmarc_policy);
	shown_by(j, "disposition", applied);
}

/* ---- ARC ----------------------------------------------------------------- */

/* By our own verification, else by the receiver's. */
static void arc_broken(struct judgement *j)
{
	const struct arc_verdict *arc = j->in->verified.arc;

	if (arc == NULL || !decides(arc->result)) {
		if (j->in->reported.arc == AUTH_FAIL)
			found(j, "The receiver reports that the ARC chain "
				 "fails.");
		return;
	}
	if (arc->result != AUTH_FAIL)
		return;
	found(j, "The ARC chain fails: %s%s%.*s.", arc_reason_text(arc->reason),
	    bytes_present(arc->detail) ? ", " : "", FMT(arc->detail));
	for (const struct arc_instance *i = arc->instances; i; i = i->next)
		shown_by(j, "sealer",
		    arena_printf(
			j->arena, "%u: %.*s", i->instance, FMT(i->domain)));
}

static const struct claim_field *first_hop(const struct inspection *in)
{
	const struct claim_field *f = in->claims;

	while (f != NULL && (f->kind != CLAIM_ARC_AUTHENTICATION_RESULTS ||
				f->instance != 1))
		f = f->next;
	return f;
}

/* What our verification adds to the word of the first hop. */
static const char *proof_of_arc(const struct inspection *in)
{
	const struct arc_verdict *arc = in->verified.arc;

	if (arc == NULL || !decides(arc->result))
		return "";
	return arc->result == AUTH_PASS
		   ? " Its seal is intact."
		   : " Nothing proves that: the ARC chain fails.";
}

static void first_hop_passed(struct judgement *j)
{
	const struct claim_field *first = first_hop(j->in);
	const struct claim *claim = first != NULL ? first->claims : NULL;

	while (claim != NULL && (claim->result != AUTH_PASS ||
				    !bytes_eq(claim->method, BYTES("dmarc"))))
		claim = claim->next;
	if (claim == NULL || (j->in->reported.dmarc != AUTH_FAIL &&
				 dmarc_word(j->in) != AUTH_FAIL))
		return;
	found(j,
	    "%.*s, which passed the message on, says that DMARC passed "
	    "there.%s",
	    FMT(first->authserv_id), proof_of_arc(j->in));
}

const struct rule rules_claim[] = {
	{ "claim-missing", missing, NULL },
	{ "claim-forged", forged, NULL },
	{ "claim-untrusted", untrusted, NULL },
	{ "claim-malformed", malformed, NULL },
	{ "claim-other-author", other_author, NULL },
	{ "claim-policy-override", policy_override, NULL },
	{ "arc-broken", arc_broken, NULL },
	{ "arc-first-hop-passed", first_hop_passed, NULL },
	{ 0 },
};
