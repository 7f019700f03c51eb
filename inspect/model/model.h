/*
 * model - what an inspection knows
 *
 * Read this file first.  The stages of an inspection never see each other;
 * each reads and fills a part of `struct inspection`:
 *
 *	fetch	the raw message, and where it lay
 *	read	its parts: message, hops, envelope, claims, signatures
 *	verify	what that means by the standards: reported and verified
 *	transit	what changed on the way, where the sent octets are known
 *	judge	what is wrong and what to do: findings, verdict
 *	report	renders all of it and changes nothing
 *
 * The structs are open and live in one arena; a stage only reads what an
 * earlier one filled.  Views point into the raw message or that arena.
 * A pointer named `...s` heads a list; NULL is the empty list.
 *
 * Claims are what somebody wrote into the message.  They are never merged
 * with what we compute ourselves.
 */
#ifndef INSPECT_MODEL_MODEL_H
#define INSPECT_MODEL_MODEL_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/dns/dns.h"
#include "inspect/model/expected.h"
#include "inspect/model/field_names.h"
#include "inspect/model/finding.h"
#include "inspect/model/origin.h"
#include "inspect/model/words.h"

/* ---- the message ------------------------------------------------------ */

struct field {
	struct bytes raw;   /* name through final line end, as received */
	struct bytes name;  /* as written, blanks before the colon not */
	struct bytes value; /* after the colon, folding kept, line end not */
	enum field_id id;   /* what the name says */
};

struct message {
	struct bytes raw;
	struct bytes header; /* the fields, not the empty line */
	struct bytes body;   /* after the empty line; absent without one */
	const struct field *fields; /* top to bottom */
	size_t field_count;
	size_t bare_lf;	      /* line ends of the header that are LF alone */
	bool left_out;	      /* there are more fields: nothing may be concluded
				 from what is missing */
	size_t from_left_out; /* From fields among those */
	const char *mistake;  /* NULL, or the first thing wrong with its form */
	size_t mistake_at;    /* offset into raw */
};

struct author { /* RFC 5322 3.6.2, one author domain as RFC 9989 4.2 wants */
	struct bytes from;    /* the value of From, unfolded; absent: no From */
	struct bytes address; /* the first author */
	struct bytes domain;  /* canonical; absent when unusable */
	size_t from_fields;
	const char *mistake; /* NULL, or why no author domain can be told */
};

struct hop { /* one Received field, RFC 5321 4.4 */
	const struct field *field;
	struct bytes helo; /* what the client called itself */
	struct bytes rdns; /* the name the server found for it */
	bool nameless;	   /* the server says that it found none, or one that
			      does not lead back: "unknown", "may be forged" */
	struct bytes ip;   /* of the client, as ip_write() writes it */
	struct bytes by;
	struct bytes with; /* ESMTPS ... (RFC 3848), as written */
	struct bytes id;
	struct bytes recipient; /* "for" */
	struct bytes mail_from; /* "envelope-from"; present, empty: null */
	struct bytes tls; /* version and cipher, "TLS1.3 ..."; absent: none
			      written */
	bool encrypted;	  /* `with` or a comment tells of TLS */
	int64_t time;	  /* TIME_UNKNOWN when unreadable */
	int64_t delay;	  /* ms since the hop below; TIME_UNKNOWN */
	struct hop *next; /* the one below, earlier in time */
};

struct fact {
	struct bytes value;
	enum fact_source source;
};

struct envelope {
	struct fact client_ip;
	struct fact helo;
	struct fact mail_from; /* an address; present, empty: null sender */
	struct bytes mail_from_domain; /* canonical; absent when none */
	struct bytes return_path;      /* as the topmost Return-Path says */
	const struct hop *border;      /* the trusted receiver's own; NULL */
	struct bytes token;	       /* X-Mailplumb-Token of the top header */
	struct bytes ses_message_id;   /* absent: did not come through SES */
	struct bytes ses_region;
	struct bytes ses_outgoing_ip; /* of X-SES-Outgoing */
};

/* ---- what receivers claim: Authentication-Results, RFC 8601 ----------- */

struct property {	   /* smtp.mailfrom=example.com */
	struct bytes type; /* ptype; absent for a bare `action=none` */
	struct bytes name;
	struct bytes value; /* unquoted */
	struct property *next;
};

struct claim {		     /* spf=pass reason="..." smtp.mailfrom=... */
	struct bytes method; /* lower case */
	unsigned version;
	enum auth_result result;
	struct bytes word; /* the result as written */
	struct bytes reason;
	struct bytes comment; /* the first one; shown, never believed */
	struct property *properties;
	struct claim *next;
};

enum claim_kind {
	CLAIM_AUTHENTICATION_RESULTS,
	CLAIM_ARC_AUTHENTICATION_RESULTS,
	CLAIM_RECEIVED_SPF,
	CLAIM_OTHER, /* X-Forefront-Antispam-Report and its kin */
};

enum trust {
	TRUST_YES,	   /* the receiver's id, above what strangers wrote */
	TRUST_FOREIGN,	   /* another id: no evidence */
	TRUST_MISPLACED,   /* the receiver's id where it cannot have written */
	TRUST_NO_RECEIVER, /* nobody to trust is known */
	TRUST_NEVER,	   /* this kind of field is shown, not believed */
};

/* What a filter or receiver wrote beside results: SCL:5, action=oreject. */
struct remark {
	struct bytes name, value;
	const char *meaning; /* NULL: not known */
	bool against;	     /* it speaks for Junk */
	struct remark *next;
};

struct claim_field {
	const struct field *field;
	enum claim_kind kind;
	size_t position;	  /* among all fields, from 0 at the top */
	unsigned instance;	  /* i= of ARC; else 0 */
	struct bytes authserv_id; /* absent when the field has none */
	enum trust trust;
	const char *why;	/* the trust, in words */
	struct claim *claims;	/* as written, in order */
	struct remark *remarks; /* inspect/read/remarks.h */
	bool placed;		/* they stand where only the receiver writes */
	const char *mistake;	/* NULL, or what the grammar expected */
	size_t mistake_at;	/* offset into the field's value */
	struct claim_field *next;
};

/* ---- DKIM-Signature, RFC 6376 3.5 ------------------------------------- */

struct dkim_signature {
	enum signature_kind kind;
	const struct field *field;
	size_t index;	   /* from 1, top to bottom */
	unsigned instance; /* i= of ARC; 0: none that can be read */
	struct bytes version, algorithm, canonicalization, query;
	struct bytes domain, selector;	   /* canonical */
	struct bytes identity;		   /* i= as written; absent when none */
	struct bytes names;		   /* h= as written */
	struct bytes signature, body_hash; /* b=, bh=, blanks removed */
	struct bytes written;		   /* b= where it stands in `field` */
	struct bytes copied;		   /* z= */
	int64_t timestamp;		   /* t=, TIME_UNKNOWN when absent */
	int64_t expiration;		   /* x=, TIME_UNKNOWN when absent */
	int64_t length;			   /* l=, -1 when absent */
	enum alignment alignment; /* of d= with the author's domain, whether
				     or not the signature is good */
	const char *mistake;	  /* NULL, or why it cannot be read */
	struct dkim_signature *next;
};

/* ---- what the trusted claims say, and what aligns ---------------------- */

/*
 * A domain for which the trusted receiver claims a result.  RFC 7489 3.1:
 * strict, the same domain as the author's; relaxed, the same organisational
 * domain, here by the Public Suffix List.
 */
struct identifier {
	enum identifier_kind kind;
	enum auth_result result;
	struct bytes domain; /* canonical; absent when the claim names none */
	struct bytes selector;
	struct bytes organization;
	enum alignment alignment; /* of the domain, whatever the result */
	const struct claim *claim;
	const struct dkim_signature *signature; /* NULL: none fits the claim */
	struct identifier *next;
};

struct reported {
	enum auth_result dkim; /* best aligned result, else best of all */
	enum auth_result spf, dmarc, arc;
	const struct claim *spf_claim, *dmarc_claim;
	const struct claim *dmarc_of_other; /* of another organisation than the
					       author's (header.from): not
					       believed */
	struct bytes dmarc_policy; /* as the receiver wrote it, lower case; when
				      only a comment has it, for show */
	struct bytes author_organization;
	struct identifier *identifiers; /* DKIM in order, then SPF */
	bool dkim_aligned; /* one that passed is aligned (relaxed) */
	bool spf_aligned;
};

/* ---- what we compute: DKIM, RFC 6376, 8301, 8463 ------------------------ */

/* On one signature.  Body hash and header signature are judged apart, each
 * whenever it can be; `reason` is the first thing wrong. */
struct dkim_verdict {
	const struct dkim_signature *signature;
	enum dkim_reason reason;
	struct bytes detail; /* what exactly; absent: the reason says all */
	enum match body_hash, header_signature;
	enum match key_fits; /* whether it made a signature that is no match */
	struct bytes body_digest, header_digest; /* SHA-256; absent: unasked */
	size_t body_length;	      /* octets of the canonical body */
	const struct dns_answer *key; /* NULL: never asked */
	struct bytes key_record;      /* the TXT used; absent: none */
	unsigned key_bits;	      /* 0: no usable key */
	bool key_testing;	      /* t=y */
	bool future;		      /* t= lies ahead of now */
	struct dkim_verdict *next;
};

/* ---- SPF, RFC 7208 ------------------------------------------------------ */

struct spf_step {	     /* one term, in the order tried */
	struct bytes domain; /* whose record it stands in */
	struct bytes term;   /* as published */
	unsigned depth;	     /* of include and redirect */
	bool matched;
	unsigned lookups, void_lookups; /* its own cost, inner terms apart */
	enum auth_result result; /* of an include or redirect; else ABSENT */
	struct spf_step *next;
};

struct spf_verdict {
	enum auth_result result;
	enum spf_reason reason;
	struct bytes detail; /* what exactly; absent: the reason says all */
	struct bytes domain; /* that was checked; absent: none */
	bool helo;	     /* the HELO name, since the sender is null */
	struct bytes client_ip;
	struct bytes record;	  /* of `domain`, as published; absent: none */
	struct bytes matched;	  /* the term that decided, as published */
	struct bytes explanation; /* of exp=, for a fail; absent: none */
	unsigned lookups, void_lookups;
	const struct dns_answer *answer; /* TXT of `domain`; NULL: not asked */
	struct spf_step *steps;
	size_t steps_left_out; /* tried, and not kept */
};

/* ---- DMARC, RFC 9989 and the RFC 7489 it replaces ------------------------ */

struct dmarc_flaw { /* what receivers skip or take otherwise than meant */
	enum dmarc_flaw_kind kind;
	struct bytes tag; /* as written; absent: of the whole record */
	struct bytes value;
	const char *what; /* in words */
	struct dmarc_flaw *next;
};

struct dmarc_record {
	struct bytes domain;	     /* without "_dmarc." */
	struct bytes text;	     /* as published, strings joined */
	enum dmarc_policy p, sp, np; /* UNSET: absent or invalid */
	enum dmarc_psd psd;
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	bool testing;		      /* t=y */
	unsigned percent;	      /* pct=, RFC 7489; 100 when absent */
	struct bytes rua, ruf;	      /* as written; absent: no tag */
	bool rua_valid;		      /* it has a URI that can be used */
	/* p= is missing, or one of p=, sp= (and np=) is no policy: then it is
	 * none if there is a valid rua, else the record does not count. */
	bool unusable[DMARC_STANDARDS];
	struct dmarc_flaw *flaws;
};

/* A name that was asked for a record, RFC 9989 4.10. */
struct dmarc_place {
	struct bytes domain;		 /* without "_dmarc." */
	const struct dns_answer *answer; /* NULL: too long to be asked */
	size_t count; /* of records; several are all ignored */
	const struct dmarc_record *record; /* the only one, or NULL */
	struct bytes refused; /* a text that was meant as a record, and ... */
	const char *why;      /* ... what is wrong with it; NULL: none */
	const struct dmarc_place *next;
};

#define DMARC_WALK_MOST 8 /* RFC 9989 4.10: questions of one walk */

struct dmarc_walk { /* from a domain up to the top, or where psd= ends it */
	struct bytes start;
	const struct dmarc_place *places[DMARC_WALK_MOST]; /* as asked */
	size_t count;
};

/* A domain that DKIM or SPF vouches for, by our own verification, in
 * whatever way that ended.  SPF: MAIL FROM alone, never HELO. */
struct verified_identifier {
	enum identifier_kind kind;
	enum auth_result result;
	struct bytes domain;
	const struct dkim_verdict *dkim; /* NULL: it is SPF's */
	/* Absent: the DNS failed, or nobody needed to know. */
	struct bytes organization[DMARC_STANDARDS];
	enum alignment alignment[DMARC_STANDARDS]; /* whatever the mode */
	bool unknown[DMARC_STANDARDS]; /* the alignment: the DNS failed */
	bool aligned[DMARC_STANDARDS]; /* passes, and aligns under the mode */
	struct verified_identifier *next;
};

struct dmarc_view { /* the same message by one standard */
	enum dmarc_reason reason;
	struct bytes detail;
	const struct dmarc_record *record; /* NULL: none applies */
	struct bytes organization;	   /* the author domain's */
	enum dmarc_policy policy;	   /* for this author domain */
	enum dmarc_policy applied; /* to this message: after t=, pct=0 and the
				      result; NONE when it passes */
};

struct report_target { /* a URI of rua= or ruf= */
	struct bytes uri, domain;
	bool failure; /* of ruf= */
	enum report_permission permission;
	const struct dns_answer *answer; /* NULL: not asked */
	struct report_target *next;
};

struct dmarc_verdict {
	struct bytes author_domain;
	bool author_exists; /* not NXDOMAIN; true when nobody needed to ask */
	struct dmarc_walk walk; /* the author domain's */
	struct dmarc_view by[DMARC_STANDARDS];
	struct verified_identifier *identifiers; /* DKIM in order, then SPF */
	struct report_target *targets;		 /* of the record of RFC 9989 */
	bool diverges; /* results, applied policies or alignments differ */
	struct bytes divergence; /* which, and why; absent: they do not */
};

/* ---- ARC, RFC 8617: evidence of what happened on the way, never a pass -- */

struct arc_instance { /* one ARC set, RFC 8617 4.2 */
	unsigned instance;
	struct dkim_signature *seal, *signature; /* NULL: missing */
	const struct field *results;		 /* NULL: missing */
	const struct claim_field *claims; /* of ARC-Authentication-Results */
	struct bytes domain, selector;	  /* of the seal, canonical */
	struct bytes chain_value;	  /* cv= as written */
	const char *doubled;		  /* a field that is there twice */
	struct dkim_verdict *message;	  /* of ARC-Message-Signature */
	enum auth_result sealed;	  /* of the seal itself, and why */
	struct bytes detail;
	struct arc_instance *next; /* the next higher instance */
};

struct arc_chain { /* the ARC fields of a message */
	size_t field_count;
	struct arc_instance *instances;
	struct dkim_signature *signatures; /* of the message, newest first */
	const struct field *stray; /* one that belongs to no set; NULL: none */
	const char *stray_mistake; /* why */
};

struct arc_verdict {
	enum auth_result result; /* NONE: the message has no ARC field */
	enum arc_reason reason;
	struct bytes detail;
	unsigned oldest_pass; /* RFC 8617 5.2; beyond the newest: none */
	struct arc_instance *instances;
};

/* ---- what we computed, all of it ----------------------------------------- */

struct verified {
	struct dkim_verdict *dkim;	/* one per signature, in order */
	enum auth_result dkim_result;	/* best aligned, else best of all */
	bool dkim_aligned, spf_aligned; /* passes, and aligns by RFC 9989 under
					   the record's mode */
	const struct spf_verdict *spf;	/* NULL: no DNS or no client IP */
	const struct dmarc_verdict *dmarc; /* NULL: no DNS */
	const struct arc_verdict *arc;	   /* NULL: no ARC field */
};

/* ---- all of it --------------------------------------------------------- */

struct record_check;
struct transit;
struct sent;
struct ses_word;
struct served;
struct waited;

/* What the user fixed before the message was read. */
struct premises {
	int64_t now;	  /* the only clock */
	unsigned require; /* enum method_set */
	enum severity fail_on;
	const struct receiver *receiver;  /* --receiver; NULL: tell by border */
	const struct receiver *receivers; /* the user's own rows, as in
					     receivers.h; NULL: none */
	const char *const *authserv_ids;  /* --authserv-id, NULL at the end */
	struct bytes client_ip, mail_from, helo; /* absent when not given */
	struct expected expected;
	const struct suffix_list *suffixes;
	bool bulk;    /* --bulk: receivers ask more of this sender */
	bool what_if; /* the DNS is one that nobody has seen (--overlay): what
			 the receiver found wrong was with the one there is */
	const struct waited *waited; /* inspect/model/waited.h; NULL: nobody
					waited for a change */
};

struct dkim_keys; /* inspect/verify/dkim_key.h */

struct inspection {
	struct arena *arena;
	const struct premises *premises;
	struct dns *dns;	   /* NULL: --no-dns */
	struct dkim_keys *keys;	   /* of the run, parsed; NULL without DNS */
	const struct probe *probe; /* NULL outside `check` */
	/* Of the sender, foreseen before it was sent; NULL: nobody looked. */
	const struct inspection *published;
	bool foreseen; /* inspect/verify/foresee.h: there is no message, what
			  follows is of one that would be sent now */
	const struct sent *sent; /* as in transit.h; NULL: not known */
	struct origin origin;

	struct message message; /* read */
	struct author author;
	struct hop *hops;		 /* top of the message first */
	const struct receiver *receiver; /* NULL when unknown */
	struct claim_field *claims;
	struct envelope envelope;
	struct dkim_signature *signatures;
	struct arc_chain arc;

	struct reported reported; /* verify */
	struct verified verified;
	const struct transit *transit; /* inspect/model/transit.h; NULL: what
					  was sent is not known */
	const struct ses_word *ses; /* inspect/model/ses_word.h; NULL: SES was
				       not asked */
	const struct record_check *records; /* inspect/model/record_check.h; all
					       that a sender needs, of what is
					       foreseen */
	const struct served *served; /* inspect/model/served.h; NULL: the name
					servers were not asked one by one */

	enum standing dkim, spf, dmarc; /* judge */
	struct finding *findings;	/* worst first */
	enum verdict verdict;
	int exit_code;
};

/* The first field of this name, or NULL. */
const struct field *message_field(
    const struct message *message, enum field_id id);
const struct field *message_field_named(
    const struct message *message, const char *name);

/* The first property of this type and name, as in ("smtp", "mailfrom"); NULL
 * type: a bare key=value.  Absent when there is none. */
struct bytes claim_property(
    const struct claim *claim, const char *type, const char *name);

/* What we found of this signature; NULL when it was not verified. */
const struct dkim_verdict *verified_of_signature(
    const struct verified *verified, const struct dkim_signature *signature);

/* What is claimed of this signature, and of SPF; or NULL. */
const struct identifier *reported_of_signature(
    const struct reported *reported, const struct dkim_signature *signature);
const struct identifier *reported_of_spf(const struct reported *reported);

#endif
