#include "common/mail/ses_identity.h"

#include "common/base/json.h"
#include "common/base/names.h"
#include "common/mail/ses.h"
#include "common/net/domain.h"
#include <string.h>

#define WORD_MOST    64
#define MESSAGE_MOST 1000
#define COUNT_MOST   1e15
#define TIME_MOST    253402300799.0 /* the end of the year 9999 */

/* ---- words -------------------------------------------------------------- */

static const struct name statuses[] = {
	{ "PENDING", SES_PENDING },
	{ "SUCCESS", SES_SUCCESS },
	{ "FAILED", SES_FAILED },
	{ "TEMPORARY_FAILURE", SES_TEMPORARY_FAILURE },
	{ "NOT_STARTED", SES_NOT_STARTED },
	{ NULL, SES_STATUS_UNSAID },
};

static const struct name kinds[] = {
	{ "DOMAIN", SES_DOMAIN },
	{ "EMAIL_ADDRESS", SES_ADDRESS },
	{ "MANAGED_DOMAIN", SES_MANAGED_DOMAIN },
	{ NULL, SES_KIND_UNSAID },
};

static const struct name mx_failures[] = {
	{ "USE_DEFAULT_VALUE", SES_USE_DEFAULT },
	{ "REJECT_MESSAGE", SES_REJECT_MESSAGE },
	{ NULL, SES_MX_UNSAID },
};

static const struct name key_lengths[] = {
	{ "RSA_1024_BIT", 1024 },
	{ "RSA_2048_BIT", 2048 },
	{ NULL, 0 },
};

/* Of VerificationInfo. */
static const struct {
	const char *error, *meaning;
} errors[] = {
	{ "INVALID_VALUE", "SES found a record there, but with another value "
			   "than it wants" },
	{ "TYPE_NOT_FOUND", "SES found the name, but no record of the type "
			    "that it wants" },
	{ "HOST_NOT_FOUND", "SES did not find the name in the DNS" },
	{ "SERVICE_ERROR", "SES itself had a fault while it looked" },
	{ "DNS_SERVER_ERROR", "the domain's name servers gave SES an error" },
	{ "REPLICATION_ACCESS_DENIED", "SES may not read the identity that "
				       "this one is a replica of" },
	{ "REPLICATION_PRIMARY_NOT_FOUND", "the identity that this one is a "
					   "replica of is not in its region" },
	{ "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED",
	    "the identity that this one is a replica of brings its own DKIM "
	    "key, and such a key is not replicated" },
	{ "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED",
	    "the identity that this one is a replica of is a replica itself" },
	{ "REPLICATION_PRIMARY_INVALID_REGION",
	    "the region that this identity is to be a replica of is none that "
	    "SES takes" },
};

const char *ses_status_word(enum ses_status status)
{
	return name_word(statuses, (int)status);
}

const char *ses_identity_kind_word(enum ses_identity_kind kind)
{
	return name_word(kinds, (int)kind);
}

const char *ses_mx_failure_word(enum ses_mx_failure behavior)
{
	return name_word(mx_failures, (int)behavior);
}

const char *ses_error_meaning(struct bytes error)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (bytes_is(error, errors[i].error))
			return errors[i].meaning;
	return NULL;
}

/* ---- members ------------------------------------------------------------ */

static struct bytes text_at(const struct json *object, const char *key)
{
	return json_bytes(json_get(object, key));
}

static int word_at(
    const struct json *object, const char *key, const struct name *names)
{
	return name_code(names, text_at(object, key));
}

static bool is_word(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!(b.ptr[i] >= 'A' && b.ptr[i] <= 'Z') &&
		    !is_digit(b.ptr[i]) && b.ptr[i] != '_')
			return false;
	return b.len > 0 && b.len <= WORD_MOST;
}

static struct bytes capitals_at(
    struct arena *arena, const struct json *object, const char *key)
{
	struct bytes b = text_at(object, key);

	return is_word(b) ? arena_copy(arena, b) : ABSENT;
}

static struct bytes domain_at(
    struct arena *arena, const struct json *object, const char *key)
{
	struct bytes domain = domain_read(arena, text_at(object, key));

	return domain_is_host(domain) ? domain : ABSENT;
}

static enum ses_truth truth_at(const struct json *object, const char *key)
{
	bool truth;

	if (!json_truth_of(json_get(object, key), &truth))
		return SES_UNSAID;
	return truth ? SES_YES : SES_NO;
}

/* Seconds since 1970, with a fraction or without. */
static int64_t time_at(const struct json *object, const char *key)
{
	double seconds;

	if (!json_number_of(json_get(object, key), &seconds) || seconds < 0 ||
	    seconds > TIME_MOST)
		return TIME_UNKNOWN;
	return (int64_t)(seconds * 1000);
}

static int64_t count_at(
    const struct json *object, const char *key, double factor)
{
	double n;

	if (!json_number_of(json_get(object, key), &n) || n > COUNT_MOST)
		return SES_COUNT_UNSAID;
	return n < 0 ? -1 : (int64_t)(n * factor + 0.5);
}

/* What may be a label, and a name of SES's: letters, digits, hyphens and
 * underscores. */
static bool is_plain(struct bytes b, size_t most)
{
	for (size_t i = 0; i < b.len; i++)
		if (!is_alpha(b.ptr[i]) && !is_digit(b.ptr[i]) &&
		    b.ptr[i] != '-' && b.ptr[i] != '_')
			return false;
	return b.len > 0 && b.len <= most && b.ptr[0] != '-';
}

/* ---- the answers -------------------------------------------------------- */

static void dkim_take(
    struct ses_dkim *dkim, struct arena *arena, const struct json *object)
{
	const struct json *tokens = json_get(object, "Tokens");

	dkim->signing = truth_at(object, "SigningEnabled");
	dkim->status = (enum ses_status)word_at(object, "Status", statuses);
	dkim->zone = domain_at(arena, object, "SigningHostedZone");
	dkim->origin = capitals_at(arena, object, "SigningAttributesOrigin");
	dkim->bits =
	    (unsigned)word_at(object, "CurrentSigningKeyLength", key_lengths);
	dkim->next_bits =
	    (unsigned)word_at(object, "NextSigningKeyLength", key_lengths);
	dkim->key_made = time_at(object, "LastKeyGenerationTimestamp");
	for (size_t i = 0; i < json_size(tokens); i++) {
		struct bytes token = json_bytes(json_at(tokens, i));
		if (is_plain(token, LABEL_MAX) &&
		    dkim->token_count < SES_TOKENS_MOST)
			dkim->tokens[dkim->token_count++] =
			    arena_lower(arena, token);
	}
}

static void mail_from_take(struct ses_mail_from *mail_from, struct arena *arena,
    const struct json *object)
{
	mail_from->domain = domain_at(arena, object, "MailFromDomain");
	mail_from->status =
	    (enum ses_status)word_at(object, "MailFromDomainStatus", statuses);
	mail_from->on_mx_failure = (enum ses_mx_failure)word_at(
	    object, "BehaviorOnMxFailure", mx_failures);
}

static void identity_take(struct ses_identity *identity, struct arena *arena,
    const struct json *object)
{
	const struct json *info = json_get(object, "VerificationInfo");
	struct bytes set = text_at(object, "ConfigurationSetName");

	identity->kind =
	    (enum ses_identity_kind)word_at(object, "IdentityType", kinds);
	identity->verified_for_sending =
	    truth_at(object, "VerifiedForSendingStatus");
	identity->verification =
	    (enum ses_status)word_at(object, "VerificationStatus", statuses);
	identity->error = capitals_at(arena, info, "ErrorType");
	identity->last_checked = time_at(info, "LastCheckedTimestamp");
	identity->last_success = time_at(info, "LastSuccessTimestamp");
	if (is_plain(set, WORD_MOST))
		identity->configuration_set = arena_copy(arena, set);
	dkim_take(&identity->dkim, arena, json_get(object, "DkimAttributes"));
	mail_from_take(&identity->mail_from, arena,
	    json_get(object, "MailFromAttributes"));
}

static bool see_nothing(
    void *target, struct bytes key, const struct json *value)
{
	(void)key, (void)value;
	*(bool *)target = true;
	return false;
}

/* An object with any member; {} says nothing about an identity. */
static struct json *object_read(struct bytes text)
{
	struct fault ignored;
	struct json *object =
	    text.len <= SES_ANSWER_MOST ? json_read(text, &ignored) : NULL;
	bool any = false;

	if (object != NULL)
		json_each(object, &any, see_nothing);
	if (any)
		return object;
	json_free(object);
	return NULL;
}

bool ses_identity_read(
    struct ses_identity *identity, struct arena *arena, struct bytes text)
{
	struct json *object = object_read(text);

	*identity = (struct ses_identity){ .last_checked = TIME_UNKNOWN,
		.last_success = TIME_UNKNOWN,
		.dkim = { .key_made = TIME_UNKNOWN } };
	if (object == NULL)
		return false;
	identity_take(identity, arena, object);
	json_free(object);
	return true;
}

bool ses_account_read(
    struct ses_account *account, struct arena *arena, struct bytes text)
{
	struct json *object = object_read(text);
	const struct json *quota;

	*account = (struct ses_account){ .most_a_day = SES_COUNT_UNSAID,
		.sent_last_day = SES_COUNT_UNSAID,
		.most_a_second = SES_COUNT_UNSAID };
	if (object == NULL)
		return false;
	quota = json_get(object, "SendQuota");
	account->production = truth_at(object, "ProductionAccessEnabled");
	account->sending = truth_at(object, "SendingEnabled");
	account->enforcement = capitals_at(arena, object, "EnforcementStatus");
	account->most_a_day = count_at(quota, "Max24HourSend", 1);
	account->sent_last_day = count_at(quota, "SentLast24Hours", 1);
	account->most_a_second = count_at(quota, "MaxSendRate", 1000);
	json_free(object);
	return true;
}

/* ---- refusals ----------------------------------------------------------- */

struct bytes ses_error_type(struct arena *arena, struct bytes text)
{
	struct bytes before, after;

	bytes_cut(text, ':', &text, &after);
	if (bytes_cut_last(text, '#', &before, &after))
		text = after;
	text = bytes_trim(text);
	return is_plain(text, WORD_MOST) ? arena_copy(arena, text) : ABSENT;
}

void ses_error_read(
    struct ses_error *error, struct arena *arena, struct bytes text)
{
	static const char *const types[] = { "__type", "type", "code" };
	static const char *const messages[] = { "message", "Message" };
	struct json *object = object_read(text);

	*error = (struct ses_error){ ABSENT, ABSENT };
	for (size_t i = 0; i < 3 && !bytes_present(error->type); i++)
		error->type = ses_error_type(arena, text_at(object, types[i]));
	for (size_t i = 0; i < 2 && !bytes_present(error->message); i++) {
		struct bytes b = text_at(object, messages[i]);
		if (b.len > 0)
			error->message =
			    arena_copy(arena, bytes_first(b, MESSAGE_MOST));
	}
	json_free(object);
}

static const struct {
	const char *word, *meaning;
} answers[] = {
	[SES_UNASKED] = { "unasked", "it was not asked" },
	[SES_ANSWERED] = { "found", "SES answered" },
	[SES_NOT_FOUND] = { "not-found",
	    "SES does not know it in this region and account" },
	[SES_DENIED] = { "denied", "the AWS key may not ask this" },
	[SES_UNKNOWN_KEY] = { "unknown-key",
	    "AWS does not know the key, or it is switched off" },
	[SES_BAD_SIGNATURE] = { "bad-signature",
	    "the secret does not belong to the AWS key" },
	[SES_BAD_CLOCK] = { "bad-clock",
	    "this machine's clock differs too much from Amazon's" },
	[SES_EXPIRED] = { "expired", "the temporary AWS key has expired" },
	[SES_THROTTLED] = { "throttled",
	    "SES takes no more than one such question a second" },
	[SES_REFUSED] = { "refused", "SES refused to answer" },
	[SES_UNREACHABLE] = { "unreachable", "SES gave no answer" },
	[SES_MALFORMED] = { "malformed", "what answered is not the SES API" },
};

const char *ses_answer_word(enum ses_answer answer)
{
	return answers[answer].word;
}

const char *ses_answer_meaning(enum ses_answer answer)
{
	return answers[answer].meaning;
}

/* Letter case does not matter, nor "Exception" at the end. */
static const struct name refusals[] = {
	{ "NotFound", SES_NOT_FOUND },
	{ "AccessDenied", SES_DENIED },
	{ "UnrecognizedClient", SES_UNKNOWN_KEY },
	{ "InvalidClientTokenId", SES_UNKNOWN_KEY },
	{ "InvalidAccessKeyId", SES_UNKNOWN_KEY },
	{ "InvalidSignature", SES_BAD_SIGNATURE },
	{ "SignatureDoesNotMatch", SES_BAD_SIGNATURE },
	{ "RequestExpired", SES_BAD_CLOCK },
	{ "RequestTimeTooSkewed", SES_BAD_CLOCK },
	{ "ExpiredToken", SES_EXPIRED },
	{ "TooManyRequests", SES_THROTTLED },
	{ "Throttling", SES_THROTTLED },
	{ NULL, SES_REFUSED },
};

enum ses_answer ses_answer_of(long status, const struct ses_error *error)
{
	struct bytes type = error->type;

	if (bytes_iends(type, BYTES("Exception")))
		type.len -= sizeof("Exception") - 1;
	enum ses_answer answer = (enum ses_answer)name_code(refusals, type);
	if (answer == SES_BAD_SIGNATURE &&
	    (bytes_ifind(error->message, BYTES("expired")) != NULL ||
		bytes_ifind(error->message, BYTES("not yet current")) != NULL))
		return SES_BAD_CLOCK;
	if (answer != SES_REFUSED)
		return answer;
	if (status == 429)
		return SES_THROTTLED;
	if (status >= 500)
		return SES_UNREACHABLE;
	return bytes_present(type) ? SES_REFUSED : SES_MALFORMED;
}

/* ---- Easy DKIM ---------------------------------------------------------- */

bool ses_dkim_is_easy(const struct ses_dkim *dkim)
{
	return dkim->token_count > 0 && !bytes_is(dkim->origin, "EXTERNAL");
}

#define ORIGIN "AWS_SES_"

struct bytes ses_dkim_parent_region(
    struct arena *arena, const struct ses_dkim *dkim)
{
	if (!bytes_starts(dkim->origin, BYTES(ORIGIN)))
		return ABSENT;
	struct bytes region =
	    arena_lower(arena, bytes_skip(dkim->origin, sizeof(ORIGIN) - 1));
	for (char *c = (char *)(uintptr_t)region.ptr;
	     c < region.ptr + region.len; c++)
		if (*c == '_')
			*c = '-';
	return ses_region_valid(region) ? region : ABSENT;
}
