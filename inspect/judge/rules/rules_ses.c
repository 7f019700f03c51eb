/* What SES says of the identity and the account, beside DNS and message. */
#include "inspect/judge/ses_said.h"

#include "common/base/shell.h"
#include "common/base/text.h"

/* ---- the identity ----------------------------------------------------------
 */

static struct bytes names_asked(
    struct judgement *j, const struct ses_word *word, const char *between)
{
	struct text out = text_new(2000);

	for (size_t i = 0; i < word->count; i++) {
		text_add(&out, i > 0 ? bytes_of(between) : ABSENT);
		text_add(&out, word->identities[i].name);
	}
	struct bytes names = arena_copy(j->arena, text_bytes(&out));
	text_free(&out);
	return names;
}

/* The last asked of is the least exact: the domain. */
static void fix_missing(struct judgement *j, const struct ses_word *word)
{
	struct bytes came = j->in->envelope.ses_region;

	if (bytes_present(came) && !bytes_ieq(came, word->region)) {
		fixed_by(j,
		    "The message came through %.*s: set that region for the "
		    "sender, or create the identity in %.*s too.",
		    FMT(came), FMT(word->region));
		return;
	}
	fixed_by(j,
	    "Correct the region, or create the identity in %.*s: identities "
	    "belong to one region of one account.",
	    FMT(word->region));
	fixed_by_sesv2(j, "create-email-identity",
	    &word->identities[word->count - 1], ABSENT);
}

static void identity_missing(struct judgement *j)
{
	const struct ses_word *word = j->in->ses;

	if (word == NULL || word->elsewhere || !ses_knows_none(word))
		return;
	found(j, "SES in %.*s does not know %.*s as an identity.",
	    FMT(word->region), FMT(names_asked(j, word, " nor ")));
	shown_by(j, "region", word->region);
	shown_by(j, "the message's region", j->in->envelope.ses_region);
	if (!own_dkim_works(j->in)) {
		fix_missing(j, word);
		return;
	}
	weighs(j, SEVERITY_NOTE);
	fixed_by(j,
	    "Nothing: the message is signed, so the identity is another "
	    "account's or region's than the AWS key and the configuration "
	    "name.");
}

static bool dkim_signs(const struct ses_identity *is)
{
	return is->dkim.signing == SES_YES && is->dkim.status == SES_SUCCESS;
}

static bool mail_from_holds(const struct ses_identity *is)
{
	return bytes_present(is->mail_from.domain) &&
	       is->mail_from.status == SES_SUCCESS;
}

static void identity_overrides(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);
	const struct ses_asked *below =
	    asked != NULL ? ses_below(j->in->ses, asked) : NULL;

	if (below == NULL)
		return;
	bool dkim = dkim_signs(&below->is) && !dkim_signs(&asked->is);
	bool mail_from = mail_from_holds(&below->is) &&
			 domain_is_ses(j->in->envelope.mail_from_domain);
	if (!dkim && !mail_from)
		return;
	found(j,
	    "%.*s is verified with SES by itself, so %s of %.*s %s not used "
	    "for it.",
	    FMT(asked->name),
	    dkim && mail_from ? "DKIM and MAIL FROM"
	    : dkim	      ? "DKIM"
			      : "MAIL FROM",
	    FMT(below->name), dkim && mail_from ? "are" : "is");
	shown_by(j, "in force", asked->name);
	shown_by(j, "its DKIM", status_shown(asked->is.dkim.status));
	shown_by(j, "hidden", below->name);
	shown_by(j, "its DKIM", status_shown(below->is.dkim.status));
	fixed_by(j,
	    "Delete the identity %.*s, so that the settings of %.*s apply, or "
	    "set DKIM and MAIL FROM up for it too.",
	    FMT(asked->name), FMT(below->name));
	fixed_by_sesv2(j, "delete-email-identity", asked, ABSENT);
	if (dkim && own_dkim_works(j->in))
		weighs(j, SEVERITY_RISK);
}

/* ---- DKIM as it is set -----------------------------------------------------
 */

static bool never_started(const struct ses_dkim *dkim)
{
	return dkim->status == SES_NOT_STARTED ||
	       (dkim->signing == SES_NO && dkim->token_count == 0);
}

static void dkim_disabled(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);

	if (asked == NULL || asked->is.dkim.signing != SES_NO ||
	    never_started(&asked->is.dkim) ||
	    stands(j, "ses-identity-overrides") != NULL)
		return;
	found(j, "SES does not sign for %.*s: signing is switched off.",
	    FMT(asked->name));
	shown_by(j, "SigningEnabled", BYTES("false"));
	shown_by(j, "Status", status_shown(asked->is.dkim.status));
	fixed_by_sesv2(j, "put-email-identity-dkim-attributes", asked,
	    BYTES("--signing-enabled"));
	if (own_dkim_works(j->in))
		weighs(j, SEVERITY_RISK);
}

#define EASY_DKIM                              \
	"--signing-attributes-origin AWS_SES " \
	"--signing-attributes NextSigningKeyLength=RSA_2048_BIT"

static void dkim_not_started(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);

	if (asked == NULL || !never_started(&asked->is.dkim) ||
	    stands(j, "ses-identity-overrides") != NULL)
		return;
	found(j, "SES does not sign for %.*s: DKIM was never set up for it.",
	    FMT(asked->name));
	shown_by(j, "Status", status_shown(asked->is.dkim.status));
	fixed_by_sesv2(j, "put-email-identity-dkim-signing-attributes", asked,
	    BYTES(EASY_DKIM));
	if (own_dkim_works(j->in))
		weighs(j, SEVERITY_NOTE); /* signed before SES had it */
}

static void key_short(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);

	if (asked == NULL || asked->is.dkim.bits != 1024 ||
	    asked->is.dkim.next_bits == 2048)
		return;
	found(
	    j, "SES signs for %.*s with a key of 1024 bits.", FMT(asked->name));
	shown_by(j, "CurrentSigningKeyLength", BYTES("RSA_1024_BIT"));
	if (ses_dkim_is_easy(&asked->is.dkim))
		fixed_by_sesv2(j, "put-email-identity-dkim-signing-attributes",
		    asked, BYTES(EASY_DKIM));
}

/* ---- the configuration -----------------------------------------------------
 */

static bool has_token(const struct ses_dkim *dkim, struct bytes token)
{
	for (size_t i = 0; i < dkim->token_count; i++)
		if (bytes_ieq(dkim->tokens[i], token))
			return true;
	return false;
}

static struct bytes listed(
    struct judgement *j, const struct bytes *words, size_t n)
{
	struct text out = text_new(1000);

	for (size_t i = 0; i < n; i++) {
		text_add(&out, i > 0 ? BYTES(", ") : ABSENT);
		text_add(&out, words[i]);
	}
	struct bytes all = arena_copy(j->arena, text_bytes(&out));
	text_free(&out);
	return all;
}

static void tokens_differ(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);
	const struct ses_dkim *dkim = asked != NULL ? &asked->is.dkim : NULL;
	const struct expected *configured =
	    asked != NULL ? &j->in->ses->configured : NULL;
	size_t known = 0;

	if (asked == NULL || dkim->token_count == 0 ||
	    configured->dkim_token_count == 0)
		return;
	for (size_t i = 0; i < configured->dkim_token_count; i++)
		known += has_token(dkim, configured->dkim_tokens[i]);
	if (known == configured->dkim_token_count)
		return;
	found(j,
	    "The configuration names other DKIM tokens for %.*s than SES does.",
	    FMT(asked->name));
	shown_by(j, "configured",
	    listed(j, configured->dkim_tokens, configured->dkim_token_count));
	shown_by(j, "SES", listed(j, dkim->tokens, dkim->token_count));
}

static void mail_from_differs(struct judgement *j)
{
	const struct ses_asked *asked = said_of(j->in);

	if (asked == NULL)
		return;
	struct bytes configured = j->in->ses->configured.mail_from;
	struct bytes said = asked->is.mail_from.domain;
	if (!bytes_present(configured) || !bytes_present(said) ||
	    bytes_ieq(configured, said))
		return;
	found(j, "SES uses %.*s as MAIL FROM of %.*s; expected is %.*s.",
	    FMT(said), FMT(asked->name), FMT(configured));
	shown_by(j, "configured", configured);
	shown_by(j, "SES", said);
	shown_by(j, "MAIL FROM", j->in->envelope.mail_from_domain);
}

/* ---- the account -----------------------------------------------------------
 */

static const struct ses_account *account_of(const struct inspection *in)
{
	return in->ses != NULL && in->ses->account_answer == SES_ANSWERED
		   ? &in->ses->account
		   : NULL;
}

static void sending_paused(struct judgement *j)
{
	const struct ses_account *account = account_of(j->in);

	if (account == NULL || (account->sending != SES_NO &&
				   !bytes_is(account->enforcement, "SHUTDOWN")))
		return;
	found(j, "SES has paused the sending of this account in %.*s.",
	    FMT(j->in->ses->region));
	shown_by(j, "SendingEnabled",
	    account->sending == SES_NO ? BYTES("false") : ABSENT);
	shown_by(j, "EnforcementStatus", account->enforcement);
}

static void probation(struct judgement *j)
{
	const struct ses_account *account = account_of(j->in);

	if (account == NULL || !bytes_is(account->enforcement, "PROBATION"))
		return;
	found(j,
	    "Amazon reviews this account's sending in %.*s and may pause it.",
	    FMT(j->in->ses->region));
	shown_by(j, "EnforcementStatus", account->enforcement);
}

static void sandbox(struct judgement *j)
{
	const struct ses_account *account = account_of(j->in);

	if (account == NULL || account->production != SES_NO)
		return;
	found(j,
	    "The account is in the sandbox of %.*s: it sends to verified "
	    "recipients alone.",
	    FMT(j->in->ses->region));
	if (account->most_a_day >= 0)
		shown_by(j, "messages a day",
		    arena_printf(
			j->arena, "%lld", (long long)account->most_a_day));
}

/* ---- what could not be asked -----------------------------------------------
 */

static bool is_known(enum ses_answer answer)
{
	return answer == SES_ANSWERED || answer == SES_NOT_FOUND ||
	       answer == SES_UNASKED;
}

static void show_unasked(struct judgement *j, struct bytes name,
    enum ses_answer answer, struct bytes detail)
{
	if (!is_known(answer))
		shown_by(j, "not told",
		    arena_printf(j->arena, "%.*s: %s%s%.*s%s", FMT(name),
			ses_answer_meaning(answer),
			bytes_present(detail) ? " (" : "", FMT(detail),
			bytes_present(detail) ? ")" : ""));
}

/* The first that failed says what to do; the catalogue speaks of denials. */
static void fix_unasked(struct judgement *j, enum ses_answer answer)
{
	static const struct {
		enum ses_answer answer;
		const char *fix;
	} fixes[] = {
		{ SES_UNKNOWN_KEY, "Give the sender an AWS key that is "
				   "active." },
		{ SES_BAD_SIGNATURE, "Give the sender the secret that belongs "
				     "to its AWS key." },
		{ SES_BAD_CLOCK, "Set this machine's clock." },
		{ SES_EXPIRED, "Get a new temporary key." },
		{ SES_THROTTLED, "Nothing: try again later." },
		{ SES_UNREACHABLE, "Nothing, if it is for a moment; else let "
				   "this machine reach the SES API, or say "
				   "--no-ses-api." },
		{ SES_MALFORMED, "Correct api_endpoint." },
		{ SES_REFUSED, "Do as SES says, or say --no-ses-api." },
	};

	for (size_t i = 0; i < sizeof(fixes) / sizeof(fixes[0]); i++)
		if (fixes[i].answer == answer)
			fixed_by(j, "%s", fixes[i].fix);
}

static enum ses_answer first_unknown(const struct ses_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (!is_known(word->identities[i].answer))
			return word->identities[i].answer;
	return word->account_answer;
}

static void unasked(struct judgement *j)
{
	const struct ses_word *word = j->in->ses;

	if (word == NULL || is_known(first_unknown(word)))
		return;
	found(j, "SES in %.*s could not be asked about everything.",
	    FMT(word->region));
	for (size_t i = 0; i < word->count; i++)
		show_unasked(j, word->identities[i].name,
		    word->identities[i].answer, word->identities[i].detail);
	show_unasked(j, BYTES("the account"), word->account_answer,
	    word->account_detail);
	fix_unasked(j, first_unknown(word));
}

const struct rule rules_ses[] = {
	{ "ses-sending-paused", sending_paused, NULL },
	{ "ses-identity-missing", identity_missing, NULL },
	{ "ses-identity-unverified", ses_address_unverified, NULL },
	{ "ses-identity-overrides", identity_overrides, NULL },
	{ "ses-dkim-disabled", dkim_disabled, NULL },
	{ "ses-dkim-not-started", dkim_not_started, NULL },
	{ "ses-dkim-key-short", key_short, NULL },
	{ "ses-tokens-differ", tokens_differ, NULL },
	{ "ses-mailfrom-differs", mail_from_differs, NULL },
	{ "ses-probation", probation, NULL },
	{ "ses-sandbox", sandbox, NULL },
	{ "ses-unasked", unasked, NULL },
	{ 0 },
};
