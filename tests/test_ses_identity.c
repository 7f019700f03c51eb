/* common/mail/ses_identity: answers of the SES API, good and bad. */
#include "tests/test.h"

#include "common/mail/ses_identity.h"

static struct arena *arena;

#define DKIM(members) "{\"DkimAttributes\":{" members "}}"
#define FROM(members) "{\"MailFromAttributes\":{" members "}}"

static struct ses_identity read(const char *text)
{
	struct ses_identity identity;

	test_row(text);
	check_true("is an answer",
	    ses_identity_read(&identity, arena, bytes_of(text)));
	return identity;
}

static void test_whole(void)
{
	const struct ses_identity is = read(
	    "{\"ConfigurationSetName\":\"deliverability\",\"DkimAttributes\":{"
	    "\"CurrentSigningKeyLength\":\"RSA_1024_BIT\","
	    "\"LastKeyGenerationTimestamp\":1763971200.5,"
	    "\"NextSigningKeyLength\":\"RSA_2048_BIT\","
	    "\"SigningAttributesOrigin\":\"AWS_SES\",\"SigningEnabled\":true,"
	    "\"SigningHostedZone\":\"DKIM.eu-south-1.amazonses.com.\","
	    "\"Status\":\"SUCCESS\",\"Tokens\":[\"AAA\",\"bbb\",\"ccc\"]},"
	    "\"IdentityType\":\"DOMAIN\",\"MailFromAttributes\":{"
	    "\"BehaviorOnMxFailure\":\"USE_DEFAULT_VALUE\",\"MailFromDomain\":"
	    "\"Bounce.example.com\",\"MailFromDomainStatus\":\"FAILED\"},"
	    "\"VerificationInfo\":{\"ErrorType\":\"HOST_NOT_FOUND\","
	    "\"LastCheckedTimestamp\":1763971200},\"VerificationStatus\":"
	    "\"PENDING\",\"VerifiedForSendingStatus\":false}");

	check_number("kind", is.kind, SES_DOMAIN);
	check_number("verified", is.verified_for_sending, SES_NO);
	check_number("verification", is.verification, SES_PENDING);
	check_text("error", is.error.ptr, "HOST_NOT_FOUND");
	check_number("checked", is.last_checked, 1763971200000);
	check_number("success", is.last_success, TIME_UNKNOWN);
	check_text("set", is.configuration_set.ptr, "deliverability");
	check_number("signing", is.dkim.signing, SES_YES);
	check_number("dkim", is.dkim.status, SES_SUCCESS);
	check_number("tokens", (int64_t)is.dkim.token_count, 3);
	check_text("lower case", is.dkim.tokens[0].ptr, "aaa");
	check_bytes(
	    "zone", is.dkim.zone, BYTES("dkim.eu-south-1.amazonses.com"));
	check_number("bits", is.dkim.bits, 1024);
	check_number("next", is.dkim.next_bits, 2048);
	check_number("made", is.dkim.key_made, 1763971200500);
	check_true("easy", ses_dkim_is_easy(&is.dkim));
	check_true("no replica",
	    !bytes_present(ses_dkim_parent_region(arena, &is.dkim)));
	check_bytes(
	    "mail from", is.mail_from.domain, BYTES("bounce.example.com"));
	check_number("its status", is.mail_from.status, SES_FAILED);
	check_number("without MX", is.mail_from.on_mx_failure, SES_USE_DEFAULT);
}

/* What is no name, no token, no word is as if it were not there. */
static void test_hostile(void)
{
	struct ses_identity is = read(DKIM("\"Tokens\":[\"a;b\",\"$(x)\",\"\","
					   "\"a.b\",7,\"good\"]"));
	check_number("tokens", (int64_t)is.dkim.token_count, 1);
	check_text("the good one", is.dkim.tokens[0].ptr, "good");

	is = read(DKIM("\"Tokens\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\","
		       "\"7\"]"));
	check_number(
	    "no more than fit", (int64_t)is.dkim.token_count, SES_TOKENS_MOST);
	is = read(DKIM("\"SigningHostedZone\":\"a' b.com\""));
	check_true("no zone", !bytes_present(is.dkim.zone));
	is = read(DKIM("\"SigningAttributesOrigin\":\"aws\\u001b[31m\""));
	check_true("no origin", !bytes_present(is.dkim.origin));
	is = read(DKIM("\"Status\":\"NEWER\",\"SigningEnabled\":\"true\""));
	check_number("a word of later", is.dkim.status, SES_STATUS_UNSAID);
	check_number("text is no truth", is.dkim.signing, SES_UNSAID);
	is = read(DKIM("\"LastKeyGenerationTimestamp\":1e300"));
	check_number("no time", is.dkim.key_made, TIME_UNKNOWN);
	is = read(FROM("\"MailFromDomain\":\"\""));
	check_true("no MAIL FROM", !bytes_present(is.mail_from.domain));
	is = read("{\"DkimAttributes\":7,\"MailFromAttributes\":[]}");
	check_number("other types", (int64_t)is.dkim.token_count, 0);
	is = read("{\"ConfigurationSetName\":\"a b\"}");
	check_true("no set", !bytes_present(is.configuration_set));
}

static void test_no_answers(void)
{
	static const char *const rows[] = { "", "{}", "[]", "7", "\"x\"",
		"{\"a\":1,\"a\":2}", "{\"a\":1", "<Unknown/>" };
	struct ses_identity identity;
	struct ses_account account;

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i]);
		check_true("no identity",
		    !ses_identity_read(&identity, arena, bytes_of(rows[i])));
		check_true("no account",
		    !ses_account_read(&account, arena, bytes_of(rows[i])));
	}
}

static void test_origins(void)
{
	static const struct {
		const char *members;
		bool easy;
		const char *parent;
	} rows[] = {
		{ "\"Tokens\":[\"a\"]", true, NULL },
		{ "\"Tokens\":[\"a\"],\"SigningAttributesOrigin\":\"EXTERNAL\"",
		    false, NULL },
		{ "\"Tokens\":[\"a\"],\"SigningAttributesOrigin\":"
		  "\"AWS_SES_EU_WEST_1\"",
		    true, "eu-west-1" },
		{ "\"SigningAttributesOrigin\":\"AWS_SES\"", false, NULL },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes text = arena_printf(
		    arena, "{\"DkimAttributes\":{%s}}", rows[i].members);
		const struct ses_identity is = read(text.ptr);
		check_true("easy", ses_dkim_is_easy(&is.dkim) == rows[i].easy);
		check_bytes("parent", ses_dkim_parent_region(arena, &is.dkim),
		    bytes_of(rows[i].parent));
	}
}

static void test_account(void)
{
	struct ses_account is;

	test_row("an account in the sandbox");
	check_true("is an answer",
	    ses_account_read(&is, arena,
		BYTES("{\"EnforcementStatus\":\"PROBATION\","
		      "\"ProductionAccessEnabled\":false,\"SendQuota\":{"
		      "\"Max24HourSend\":200.0,\"MaxSendRate\":0.5,"
		      "\"SentLast24Hours\":7},\"SendingEnabled\":true}")));
	check_number("sandbox", is.production, SES_NO);
	check_number("sending", is.sending, SES_YES);
	check_text("enforcement", is.enforcement.ptr, "PROBATION");
	check_number("a day", is.most_a_day, 200);
	check_number("sent", is.sent_last_day, 7);
	check_number("a second", is.most_a_second, 500);
	test_row("no limits, odd numbers");
	ses_account_read(&is, arena,
	    BYTES("{\"SendQuota\":{\"Max24HourSend\":-1,\"MaxSendRate\":1e99}"
		  "}"));
	check_number("no limit", is.most_a_day, -1);
	check_number("not said", is.most_a_second, SES_COUNT_UNSAID);
}

static void test_errors(void)
{
	static const struct {
		const char *text, *type, *message;
	} rows[] = {
		{ "{\"message\":\"no\"}", NULL, "no" },
		{ "{\"__type\":\"NotFoundException\",\"Message\":\"x\"}",
		    "NotFoundException", "x" },
		{ "{\"__type\":\"com.amazonaws#ExpiredToken:http://x/\"}",
		    "ExpiredToken", NULL },
		{ "{\"code\":\"a b\",\"message\":\"\"}", NULL, NULL },
		{ "<html>", NULL, NULL },
	};
	struct ses_error error;

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].text);
		ses_error_read(&error, arena, bytes_of(rows[i].text));
		check_bytes("type", error.type, bytes_of(rows[i].type));
		check_bytes(
		    "message", error.message, bytes_of(rows[i].message));
	}
	test_row("meanings");
	check_true("known", ses_error_meaning(BYTES("HOST_NOT_FOUND")) != NULL);
	check_true("not known", ses_error_meaning(BYTES("NEW")) == NULL);
	check_true("absent", ses_error_meaning(ABSENT) == NULL);
}

static void test_answers(void)
{
	static const struct {
		long status;
		const char *type, *message;
		enum ses_answer answer;
	} rows[] = {
		{ 404, "NotFoundException", "no such identity", SES_NOT_FOUND },
		{ 404, NULL, NULL, SES_MALFORMED }, /* not SES's word */
		{ 403, "AccessDeniedException", "x", SES_DENIED },
		{ 403, "AccessDenied", NULL, SES_DENIED },
		{ 403, "UnrecognizedClientException", "x", SES_UNKNOWN_KEY },
		{ 403, "InvalidClientTokenId", "x", SES_UNKNOWN_KEY },
		{ 403, "InvalidSignatureException", "does not match",
		    SES_BAD_SIGNATURE },
		{ 403, "InvalidSignatureException",
		    "Signature expired: 20150830T123600Z is now earlier than",
		    SES_BAD_CLOCK },
		{ 403, "SignatureDoesNotMatch", "Signature not yet current: 2",
		    SES_BAD_CLOCK },
		{ 403, "ExpiredTokenException", "x", SES_EXPIRED },
		{ 400, "ExpiredToken", "x", SES_EXPIRED },
		{ 429, "TooManyRequestsException", "x", SES_THROTTLED },
		{ 429, NULL, NULL, SES_THROTTLED },
		{ 400, "ThrottlingException", "Rate", SES_THROTTLED },
		{ 400, "BadRequestException", "x", SES_REFUSED },
		{ 503, NULL, NULL, SES_UNREACHABLE },
		{ 500, "InternalFailure", "x", SES_UNREACHABLE },
		{ 302, NULL, NULL, SES_MALFORMED },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct ses_error error = { bytes_of(rows[i].type),
			bytes_of(rows[i].message) };
		test_row(rows[i].type != NULL ? rows[i].type : "no type");
		check_text("answer",
		    ses_answer_word(ses_answer_of(rows[i].status, &error)),
		    ses_answer_word(rows[i].answer));
		check_true("has a meaning",
		    ses_answer_meaning(rows[i].answer)[0] != '\0');
	}
}

int main(void)
{
	arena = arena_open();
	test_whole();
	test_hostile();
	test_no_answers();
	test_origins();
	test_account();
	test_errors();
	test_answers();
	arena_close(arena);
	return test_end("test_ses_identity");
}
