#include "inspect/model/words.h"

#include <stddef.h>

const char *auth_result_word(enum auth_result result)
{
	static const char *const words[] = {
#define X(id, word) [AUTH_##id] = word,
		AUTH_RESULTS(X)
#undef X
	};
	return words[result];
}

const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_WARN] = "warn",
		[VERDICT_FAIL] = "fail",
		[VERDICT_UNKNOWN] = "unknown",
	};
	return words[verdict];
}

const char *severity_word(enum severity severity)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_RISK] = "risk",
		[SEVERITY_BROKEN] = "broken",
	};
	return words[severity];
}

const char *fact_source_word(enum fact_source source)
{
	static const char *const words[] = {
		[FACT_NONE] = NULL,
		[FACT_OPTION] = "option",
		[FACT_BORDER] = "border",
		[FACT_RETURN_PATH] = "return-path",
		[FACT_CLAIM] = "claim",
		[FACT_SES] = "x-ses-outgoing",
		[FACT_EXPECTED] = "expected",
	};
	return words[source];
}

const char *source_kind_word(enum source_kind kind)
{
	static const char *const words[] = {
		[SOURCE_FILE] = "file",
		[SOURCE_STDIN] = "stdin",
		[SOURCE_MBOX] = "mbox",
		[SOURCE_MAILDIR] = "maildir",
		[SOURCE_IMAP] = "imap",
	};
	return words[kind];
}

const char *placement_word(enum placement placement)
{
	static const char *const words[] = {
		[PLACEMENT_UNKNOWN] = NULL,
		[PLACEMENT_INBOX] = "inbox",
		[PLACEMENT_JUNK] = "junk",
		[PLACEMENT_OTHER] = "other",
	};
	return words[placement];
}

/* The more a result tells for the message, the higher. */
static int rank(enum auth_result result)
{
	static const int ranks[] = {
		[AUTH_ABSENT] = 0,
		[AUTH_NONE] = 1,
		[AUTH_OTHER] = 2,
		[AUTH_PERMERROR] = 3,
		[AUTH_FAIL] = 4,
		[AUTH_SOFTFAIL] = 5,
		[AUTH_POLICY] = 6,
		[AUTH_NEUTRAL] = 7,
		[AUTH_TEMPERROR] = 8,
		[AUTH_PASS] = 9,
	};
	return ranks[result];
}

enum auth_result auth_result_better(enum auth_result a, enum auth_result b)
{
	return rank(b) > rank(a) ? b : a;
}

enum auth_result dkim_result(enum dkim_reason reason)
{
	static const enum auth_result results[] = {
#define X(id, result, text) [DKIM_##id] = AUTH_##result,
		DKIM_REASONS(X)
#undef X
	};
	return results[reason];
}

const char *dkim_reason_text(enum dkim_reason reason)
{
	static const char *const texts[] = {
#define X(id, result, text) [DKIM_##id] = text,
		DKIM_REASONS(X)
#undef X
	};
	return texts[reason];
}

enum auth_result spf_result(enum spf_reason reason)
{
	static const enum auth_result results[] = {
#define X(id, result, text) [SPF_##id] = AUTH_##result,
		SPF_REASONS(X)
#undef X
	};
	return results[reason];
}

const char *spf_reason_text(enum spf_reason reason)
{
	static const char *const texts[] = {
#define X(id, result, text) [SPF_##id] = text,
		SPF_REASONS(X)
#undef X
	};
	return texts[reason];
}

enum auth_result dmarc_result(enum dmarc_reason reason)
{
	static const enum auth_result results[] = {
#define X(id, result, text) [DMARC_##id] = AUTH_##result,
		DMARC_REASONS(X)
#undef X
	};
	return results[reason];
}

const char *dmarc_reason_text(enum dmarc_reason reason)
{
	static const char *const texts[] = {
#define X(id, result, text) [DMARC_##id] = text,
		DMARC_REASONS(X)
#undef X
	};
	return texts[reason];
}

enum auth_result arc_result(enum arc_reason reason)
{
	static const enum auth_result results[] = {
#define X(id, result, text) [ARC_##id] = AUTH_##result,
		ARC_REASONS(X)
#undef X
	};
	return results[reason];
}

const char *arc_reason_text(enum arc_reason reason)
{
	static const char *const texts[] = {
#define X(id, result, text) [ARC_##id] = text,
		ARC_REASONS(X)
#undef X
	};
	return texts[reason];
}

const char *dmarc_policy_word(enum dmarc_policy policy)
{
	static const char *const words[] = {
		[POLICY_UNSET] = NULL,
		[POLICY_NONE] = "none",
		[POLICY_QUARANTINE] = "quarantine",
		[POLICY_REJECT] = "reject",
	};
	return words[policy];
}

const char *dmarc_policy_text(enum dmarc_policy policy)
{
	const char *word = dmarc_policy_word(policy);

	return word != NULL ? word : "unknown";
}

const char *match_text(enum match match)
{
	static const char *const texts[] = {
		[MATCH_UNCHECKED] = "not checked",
		[MATCH_YES] = "matches",
		[MATCH_NO] = "does not match",
	};
	return texts[match];
}

const char *alignment_text(enum alignment alignment)
{
	static const char *const texts[] = {
		[ALIGN_NO] = "not aligned",
		[ALIGN_RELAXED] = "relaxed",
		[ALIGN_STRICT] = "strict",
	};
	return texts[alignment];
}
