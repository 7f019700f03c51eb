/*
 * rule - one way in which a message can be wrong
 *
 * A rule is one function and, right below the functions of its file, one
 * row.  The function looks at the inspection and says what it found, or says
 * nothing:
 *
 *	static void dkim_unsigned(struct judgement *j)
 *	{
 *		if (j->in->signatures == NULL)
 *			found(j, "The message has no DKIM-Signature.");
 *	}
 *	... { "dkim-unsigned", dkim_unsigned, NULL },
 *
 * Severity, subject and fix come from the catalogue.  The fix is a template:
 * {author}, {organization}, {mailfrom} and {region} become what this message
 * says, or plain words when it does not.
 *
 * The rules are in inspect/judge/rules.  What several of them look at, say and
 * repair stands here:
 *
 *	witness, standing	what the two witnesses say of each method
 *	key_place, easy_zone	where keys are looked for, and what stands there
 *	key_text		what is wrong in the text of a key
 *	place_repair		what leads to keys put right
 *	key_repair		keys put right
 *	spf_cost		what the terms of SPF cost
 *	dmarc_found		which DMARC record it is about
 *	repair			SPF, MAIL FROM and DMARC put right
 *	changed			what changed on the way
 *	ses_said		what SES says of itself
 *	mark			the place in a text, as evidence
 */
#ifndef INSPECT_JUDGE_RULE_H
#define INSPECT_JUDGE_RULE_H

#include "inspect/model/catalogue.h"
#include "inspect/model/model.h"
#include "inspect/model/witness.h"

struct key_place;

struct judgement {
	const struct inspection *in;
	struct arena *arena;
	struct finding *findings, **end; /* in the order they were found */
	const struct rule *rule;	 /* the one at work */
	struct finding *found;		 /* its last one; NULL: nothing yet */
	struct key_place *places;	 /* inspect/judge/key_place.h's */
	bool places_known;
	const struct look *mail_from; /* of rules_mail_from.c */
};

struct rule {
	const char *finding; /* its id in the catalogue */
	void (*look)(struct judgement *j);
	/* Findings of which this one is a consequence, NULL at the end: the
	 * first that stands is its cause. */
	const char *const *causes;
};

/* One finding, said in one sentence.  A rule may find several. */
void found(struct judgement *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What shows it; after found().  Absent values are left out. */
void shown_by(struct judgement *j, const char *label, struct bytes value);
/* What to do here, instead of what the catalogue says. */
void fixed_by(struct judgement *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* ... in the DNS; a list, NULL: nothing.  See publish/change.h. */
void fixed_in_dns(struct judgement *j, struct change *change);
/* ... by a command for a shell, "aws sesv2 ...".  Whatever a stranger wrote
 * must have been checked to be a name. */
void fixed_by_command(struct judgement *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* It is a consequence of this one, whatever causes its row names; NULL: it
 * is as its row says. */
void follows(struct judgement *j, const struct finding *cause);
/* It weighs this much here. */
void weighs(struct judgement *j, enum severity severity);

/*
 * A question that no verifier asks, put when something is to be explained: a
 * rule does so only after it has seen what is wrong, so that a message with
 * nothing wrong costs none.  NULL without DNS or name.
 */
const struct dns_answer *asked(
    const struct judgement *j, enum dns_type type, struct bytes name);

/* The finding of this id that stands, or NULL. */
const struct finding *stands(const struct judgement *j, const char *id);

/* The first that stands of what is broken about this subject, whatever it
 * weighs here; or NULL. */
const struct finding *broken_about(
    const struct judgement *j, const char *subject);

/* Fill the template of a fix; absent stays absent. */
struct bytes fix_written(const struct inspection *in, const char *fix);

/* The tables, a row without finding at the end of each. */
extern const struct rule rules_author[], rules_key[], rules_signature[],
    rules_token[], rules_dkim[], rules_mail_from[], rules_mail_from_used[],
    rules_spf_record[], rules_spf_terms[], rules_spf[], rules_dmarc_record[],
    rules_dmarc_tags[], rules_dmarc[], rules_ses[], rules_published[],
    rules_claim[], rules_disagree[], rules_message[], rules_arrival[],
    rules_receiver[];

/* All of them: NULL at the end, in the order they are tried. */
extern const struct rule *const rules_all[];

/* ---- what several rules ask --------------------------------------------- */

/* A trusted field makes any claim at all. */
bool has_trusted_claim(const struct inspection *in);
/* SES left its marks in the header, or is foreseen to send. */
bool came_through_ses(const struct inspection *in);
/* amazonses.com or below it: what SES uses when nothing else is set up. */
bool domain_is_ses(struct bytes domain);

/* Where SES sends from, by the message or as expected; absent: not known. */
struct bytes region_of(const struct inspection *in);

/* The user says so: --bulk, or bulk: true of the sender. */
bool sends_bulk(const struct inspection *in);

/* Of the author's organisation: its records are the user's to repair. */
bool domain_is_own(const struct inspection *in, struct bytes domain);

/* ---- what the two witnesses say (witness.c) ------------------------------ */

/* The signatures that DKIM stands or falls by: the author's own; without any,
 * those of everybody but Amazon, which signs beside its customers. */
bool signature_matters(
    const struct inspection *in, const struct dkim_signature *signature);
/* One of the author's own verifies. */
bool own_signature_passes(const struct inspection *in);
/* Our first verdict of this reason on a signature that matters, or NULL. */
const struct dkim_verdict *failed_for(
    const struct inspection *in, enum dkim_reason reason);

/*
 * Where the client's address is known from X-SES-Outgoing alone, which nobody
 * signs, SPF passes only when a signature proves that SES had the message.
 */
bool client_ip_is_proven(const struct inspection *in);

/* SES noted the address it sent from; somebody else handed the message in. */
bool was_forwarded(const struct inspection *in);

/* Our SPF verdict on a domain that is not Amazon's; NULL: there is none. */
const struct spf_verdict *own_spf(const struct inspection *in);
/* How the three methods stand, by the trusted claims and by our own
 * verification: either may fail a method, neither decides alone that it
 * passes when the other fails it. */
void standings_find(struct inspection *in);

#endif
