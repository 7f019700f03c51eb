/*
 * words - the vocabularies of an inspection
 *
 * Every kind of verdict has a list of reasons.  A reason's row holds its name,
 * the result word it means and what it says, so that the three cannot
 * disagree.  To add a reason, add a row; tests/test_words.c asks for a case.
 */
#ifndef INSPECT_MODEL_WORDS_H
#define INSPECT_MODEL_WORDS_H

#include <stdbool.h>

/* The result words of RFC 8601 2.7: one vocabulary for all methods. */
#define AUTH_RESULTS(X)           \
	X(ABSENT, NULL)           \
	X(NONE, "none")           \
	X(PASS, "pass")           \
	X(FAIL, "fail")           \
	X(SOFTFAIL, "softfail")   \
	X(POLICY, "policy")       \
	X(NEUTRAL, "neutral")     \
	X(TEMPERROR, "temperror") \
	X(PERMERROR, "permerror") \
	X(OTHER, "other")

enum auth_result {
#define X(id, word) AUTH_##id,
	AUTH_RESULTS(X)
#undef X
};

/* Whether two domains belong together; strict: they are the same. */
enum alignment { ALIGN_NO, ALIGN_RELAXED, ALIGN_STRICT };

enum identifier_kind { IDENTIFIER_DKIM, IDENTIFIER_SPF };

/* Which fields hold a signature. */
enum signature_kind {
	SIGNATURE_DKIM,
	SIGNATURE_ARC_MESSAGE, /* RFC 8617 4.1.2: no v=, i= is the instance,
				  any fields may be signed */
	SIGNATURE_ARC_SEAL,    /* 4.1.3: neither c=, h= nor bh= */
};

/* Headers can lie, so a fact carries where we have it from. */
enum fact_source {
	FACT_NONE,
	FACT_OPTION,	  /* the user said so */
	FACT_BORDER,	  /* the Received field of the trusted receiver */
	FACT_RETURN_PATH, /* the trusted receiver's Return-Path */
	FACT_CLAIM,	  /* a trusted Authentication-Results, Received-SPF */
	FACT_SES,	  /* X-SES-Outgoing, which nobody signs */
	FACT_EXPECTED,	  /* foreseen: there is no message */
};

/* ---- why: DKIM, SPF, DMARC, ARC ----------------------------------------- */

#define DKIM_REASONS(X)                                                       \
	X(VERIFIED, PASS, "the signature verifies")                           \
	X(UNASKED, ABSENT, "the DNS was not asked for the key")               \
	X(UNREADABLE, PERMERROR, "the signature field is malformed")          \
	X(VERSION, PERMERROR, "the version is not 1")                         \
	X(ALGORITHM, PERMERROR, "the algorithm is not known")                 \
	X(SHA1, PERMERROR, "rsa-sha1 is no longer accepted")                  \
	X(CANONICALIZATION, PERMERROR, "the canonicalization is not known")   \
	X(QUERY, PERMERROR, "the key's query method is not known")            \
	X(IDENTITY, PERMERROR, "i= is neither d= nor below it")               \
	X(FROM_UNSIGNED, PERMERROR, "a From field is not signed")             \
	X(FIELDS, PERMERROR, "the header has more fields than are read")      \
	X(HEADER_LARGE, PERMERROR, "the header is larger than 1 MB")          \
	X(EXPIRED, FAIL, "the signature has expired")                         \
	X(LENGTH, PERMERROR, "l= is larger than the body")                    \
	X(BODY_CHANGED, FAIL, "the body hash does not match")                 \
	X(HEADER_CHANGED, FAIL, "the signed fields do not match")             \
	X(KEY_UNREACHABLE, TEMPERROR, "the key could not be looked up")       \
	X(KEY_MISSING, PERMERROR, "there is no key at the selector")          \
	X(KEY_AMBIGUOUS, PERMERROR, "there are several keys at the selector") \
	X(KEY_MALFORMED, PERMERROR, "the key record is malformed")            \
	X(KEY_TRUNCATED, PERMERROR, "the key is cut off before its end")      \
	X(KEY_REVOKED, PERMERROR, "the key is revoked")                       \
	X(KEY_TYPE, PERMERROR, "the key is of another kind than a=")          \
	X(KEY_HASH, PERMERROR, "the key does not allow this hash (h=)")       \
	X(KEY_SERVICE, PERMERROR, "the key is not for mail (s=)")             \
	X(KEY_MISMATCH, FAIL, "the published key did not make the signature") \
	X(KEY_SUBDOMAIN, PERMERROR, "the key forbids i= below d= (t=s)")      \
	X(KEY_WEAK, POLICY, "the RSA key is shorter than 1024 bits")          \
	X(KEY_UNUSABLE, PERMERROR, "the key cannot be used")

enum dkim_reason {
#define X(id, result, text) DKIM_##id,
	DKIM_REASONS(X)
#undef X
};

enum match { MATCH_UNCHECKED, MATCH_YES, MATCH_NO };

#define SPF_REASONS(X)                                                        \
	X(MATCHED, OTHER, "a term matched") /* its qualifier is the result */ \
	X(DEFAULT, NEUTRAL, "no term matched and there is no all")            \
	X(NO_RECORD, NONE, "there is no SPF record")                          \
	X(NO_DOMAIN, NONE, "there is no domain to check")                     \
	X(SEVERAL, PERMERROR, "there are several SPF records")                \
	X(SYNTAX, PERMERROR, "the record is malformed")                       \
	X(LOOKUPS, PERMERROR, "more than 10 terms need the DNS")              \
	X(VOID_LOOKUPS, PERMERROR, "more than 2 lookups found nothing")       \
	X(MX_HOSTS, PERMERROR, "an MX has more than 10 hosts")                \
	X(INCLUDE_NONE, PERMERROR, "an included domain has no SPF record")    \
	X(REDIRECT_NONE, PERMERROR, "the redirect has no SPF record")         \
	X(LOOP, PERMERROR, "include or redirect goes in circles")             \
	X(UNREACHABLE, TEMPERROR, "the DNS gave no answer")

enum spf_reason {
#define X(id, result, text) SPF_##id,
	SPF_REASONS(X)
#undef X
};

/* Receivers find the organisational domain by the tree walk of the one or
 * still by the Public Suffix List of the other.  We do both. */
enum dmarc_standard { RFC9989, RFC7489, DMARC_STANDARDS };

enum dmarc_policy {
	POLICY_UNSET,
	POLICY_NONE,
	POLICY_QUARANTINE,
	POLICY_REJECT
};
enum dmarc_psd { PSD_UNKNOWN, PSD_YES, PSD_NO };

enum dmarc_flaw_kind {
	FLAW_SYNTAX,   /* no tag=value: ignored */
	FLAW_UNKNOWN,  /* a tag that nobody defined: ignored */
	FLAW_REMOVED,  /* RFC 9989 ignores what RFC 7489 knew */
	FLAW_VALUE,    /* no value of this tag: as if it were absent */
	FLAW_REPEATED, /* only the first counts */
	FLAW_MISSING,  /* p= */
	FLAW_PLACE,    /* RFC 7489 wanted it elsewhere */
	FLAW_IDLE,     /* valid, and without effect */
};

#define DMARC_REASONS(X)                                                     \
	X(ALIGNED, PASS, "an identifier passes and aligns")                  \
	X(UNALIGNED, FAIL, "what passes does not align")                     \
	X(NOTHING_PASSES, FAIL, "neither DKIM nor SPF passes")               \
	X(NO_RECORD, NONE, "there is no DMARC record")                       \
	X(SEVERAL, NONE, "there are several DMARC records: all are ignored") \
	X(NO_POLICY, NONE, "the record has neither p= nor a valid rua=")     \
	X(NO_AUTHOR, NONE, "From has no usable author domain")               \
	X(UNREACHABLE, TEMPERROR, "the DNS gave no answer")                  \
	X(UNDECIDED, TEMPERROR, "DKIM or SPF could not be decided")          \
	X(UNFORESEEN, ABSENT, "what DKIM or SPF will find is not known")

enum dmarc_reason {
#define X(id, result, text) DMARC_##id,
	DMARC_REASONS(X)
#undef X
};

enum report_permission {
	REPORT_INSIDE,	   /* same organisation: needs none */
	REPORT_AUTHORIZED, /* RFC 9990 4 */
	REPORT_UNAUTHORIZED,
	REPORT_UNKNOWN, /* the DNS gave no answer, or was not asked */
};

#define ARC_REASONS(X)                                                       \
	X(VALID, PASS, "the chain is intact")                                \
	X(UNASKED, ABSENT, "the DNS was not asked for the keys")             \
	X(STRUCTURE, FAIL, "a set is incomplete, doubled or out of order")   \
	X(UNREADABLE, FAIL, "a field of a set is malformed")                 \
	X(CLAIMED_BROKEN, FAIL, "a sealer found the chain broken (cv=fail)") \
	X(CHAIN_VALUE, FAIL, "cv= is not what its place asks for")           \
	X(MESSAGE_CHANGED, FAIL,                                             \
	    "the newest message signature does not verify")                  \
	X(SEAL_BROKEN, FAIL, "a seal does not verify")                       \
	X(KEY, FAIL, "a sealer's key is missing or unusable")                \
	X(UNREACHABLE, TEMPERROR, "a sealer's key could not be looked up")

enum arc_reason {
#define X(id, result, text) ARC_##id,
	ARC_REASONS(X)
#undef X
};

/* ---- judgement ----------------------------------------------------------- */

enum severity { SEVERITY_NOTE, SEVERITY_RISK, SEVERITY_BROKEN };
enum verdict { VERDICT_PASS, VERDICT_WARN, VERDICT_FAIL, VERDICT_UNKNOWN };

/* How a method stands: for DKIM and SPF, passing and aligned. */
enum standing { STANDING_UNKNOWN, STANDING_PASS, STANDING_FAIL };

/* The methods that must pass and align (--require). */
enum method_set { METHOD_DKIM = 1, METHOD_SPF = 2, METHOD_DMARC = 4 };

/* ---- where the message lay ---------------------------------------------- */

enum source_kind {
	SOURCE_FILE,
	SOURCE_STDIN,
	SOURCE_MBOX,
	SOURCE_MAILDIR,
	SOURCE_IMAP,
};
enum placement {
	PLACEMENT_UNKNOWN,
	PLACEMENT_INBOX,
	PLACEMENT_JUNK,
	PLACEMENT_OTHER,
};

const char *auth_result_word(enum auth_result result); /* NULL for ABSENT */
/* Of two the one that tells more for the message. */
enum auth_result auth_result_better(enum auth_result a, enum auth_result b);
enum auth_result dkim_result(enum dkim_reason reason);
const char *dkim_reason_text(enum dkim_reason reason);
/* OTHER: the qualifier of the term decides. */
enum auth_result spf_result(enum spf_reason reason);
const char *spf_reason_text(enum spf_reason reason);
enum auth_result dmarc_result(enum dmarc_reason reason);
const char *dmarc_reason_text(enum dmarc_reason reason);
enum auth_result arc_result(enum arc_reason reason);
const char *arc_reason_text(enum arc_reason reason);
const char *dmarc_policy_word(enum dmarc_policy policy); /* NULL for UNSET */
/* The same for people, of a policy that the DNS kept: "unknown" for UNSET. */
const char *dmarc_policy_text(enum dmarc_policy policy);
const char *match_text(enum match match);	      /* "does not match" */
const char *alignment_text(enum alignment alignment); /* "not aligned" */
const char *verdict_word(enum verdict verdict);
const char *severity_word(enum severity severity);
const char *fact_source_word(enum fact_source source); /* NULL for NONE */
const char *source_kind_word(enum source_kind kind);
const char *placement_word(enum placement placement); /* NULL for UNKNOWN */

#endif
