/* oauth: answers, redirects, refusals, what is kept; and what is advised when
 * a log-in is refused */
#include "tests/test.h"

#include "common/base/crypto.h"
#include "common/net/http.h"
#include "inspect/fetch/imap/protocol.h"
#include "inspect/fetch/imap/sasl.h"
#include "inspect/fetch/login_advice.h"
#include "oauth/redirect.h"
#include "oauth/store.h"
#include <string.h>

static struct arena *arena;

/* ---- answers of a token endpoint ----------------------------------------- */

#define T "\"token_type\": \"Bearer\", "

static const struct {
	const char *shows, *body, *access, *refresh, *error;
	int64_t expires_in;
} answers[] = {
	{ "a token", "{" T "\"access_token\": \"a\", \"expires_in\": 3599}",
	    "a", NULL, NULL, 3599000 },
	{ "a refresh token, too",
	    "{" T "\"access_token\": \"a\", \"refresh_token\": \"r\"}", "a",
	    "r", NULL, 0 },
	{ "a type in other letters, a time as text",
	    "{\"token_type\": \"bearer\", \"access_token\": \"a\", "
	    "\"expires_in\": \"3600\"}",
	    "a", NULL, NULL, 3600000 },
	{ "no type", "{\"access_token\": \"a\"}", "a", NULL, NULL, 0 },
	{ "a type we cannot use",
	    "{\"token_type\": \"mac\", \"access_token\": \"a\"}", NULL, NULL,
	    NULL, 0 },
	{ "a negative time",
	    "{" T "\"access_token\": \"a\", \"expires_in\": -1}", "a", NULL,
	    NULL, 0 },
	{ "more time than anybody gives",
	    "{" T "\"access_token\": \"a\", \"expires_in\": 99999999999}", "a",
	    NULL, NULL, 400LL * 86400 * 1000 },
	{ "a control character in a token",
	    "{" T "\"access_token\": \"a\\u0001b\"}", NULL, NULL, NULL, 0 },
	{ "a blank in a token", "{" T "\"access_token\": \"a b\"}", NULL, NULL,
	    NULL, 0 },
	{ "an empty token", "{" T "\"access_token\": \"\"}", NULL, NULL, NULL,
	    0 },
	{ "an error", "{\"error\": \"invalid_grant\"}", NULL, NULL,
	    "invalid_grant", 0 },
	{ "an error beside a token",
	    "{\"error\": \"x\", " T "\"access_token\": \"a\"}", NULL, NULL, "x",
	    0 },
	{ "an error that is no word", "{\"error\": \"\\u001b[31m\"}", NULL,
	    NULL, NULL, 0 },
	{ "no JSON", "<html>", NULL, NULL, NULL, 0 },
	{ "a list", "[]", NULL, NULL, NULL, 0 },
	{ "nothing", "", NULL, NULL, NULL, 0 },
};

static void try_answers(void)
{
	for (size_t i = 0; i < ROWS(answers); i++) {
		struct oauth_answer answer;

		test_row(answers[i].shows);
		oauth_answer_read(&answer, arena, bytes_of(answers[i].body));
		check_bytes(
		    "access", answer.access, bytes_of(answers[i].access));
		check_bytes(
		    "refresh", answer.refresh, bytes_of(answers[i].refresh));
		check_bytes("error", answer.error, bytes_of(answers[i].error));
		check_number(
		    "expires", answer.expires_in, answers[i].expires_in);
	}
}

#define D "{\"device_code\": \"d\", \"user_code\": \"A B\", "

static const struct {
	const char *shows, *body;
	bool read;
	int64_t interval;
} devices[] = {
	{ "a code", D "\"verification_uri\": \"https://h/\", \"interval\": 7}",
	    true, 7000 },
	{ "without interval, by an older name",
	    D "\"verification_url\": \"https://h/\"}", true, 5000 },
	{ "an interval of an hour",
	    D "\"verification_uri\": \"https://h/\", \"interval\": 3600}", true,
	    60000 },
	{ "no TLS", D "\"verification_uri\": \"http://h/\"}", false, 5000 },
	{ "an escape", D "\"verification_uri\": \"https://h/\\u001b\"}", false,
	    5000 },
	{ "no address", D "\"interval\": 5}", false, 5000 },
	{ "no code", "{\"verification_uri\": \"https://h/\"}", false, 5000 },
};

static void try_devices(void)
{
	for (size_t i = 0; i < ROWS(devices); i++) {
		struct oauth_device device;

		test_row(devices[i].shows);
		check_true(
		    "read", oauth_device_read(&device, arena,
				bytes_of(devices[i].body)) == devices[i].read);
		check_number("interval", device.interval, devices[i].interval);
	}
}

/* ---- the redirect -------------------------------------------------------- */

#define GET(target)	"GET " target " HTTP/1.1\r\n"
#define HOST		"Host: 127.0.0.1:50123\r\n"
#define REQUEST(target) GET(target) HOST "Accept: */*\r\n\r\n"

static const struct {
	const char *shows, *head;
	enum redirect_kind kind;
	const char *code, *error;
} redirects[] = {
	{ "a code", REQUEST("/?state=S&code=4%2Fab&scope=mail"),
	    REDIRECT_GRANTED, "4/ab", NULL },
	{ "lines end in LF",
	    "GET /?state=S&code=c HTTP/1.0\nhost: "
	    "127.0.0.1:50123\n\n",
	    REDIRECT_GRANTED, "c", NULL },
	{ "an error",
	    REQUEST("/?error=access_denied&error_description=no+way&state=S"),
	    REDIRECT_REFUSED, NULL, "access_denied" },
	{ "half of it", "GET /?state=S&code=c HTTP/1.1\r\nHost: ",
	    REDIRECT_PARTIAL, NULL, NULL },
	{ "nothing", "", REDIRECT_PARTIAL, NULL, NULL },
	{ "another path", REQUEST("/favicon.ico"), REDIRECT_NO_PAGE, NULL,
	    NULL },
	{ "... with our state", REQUEST("/x?state=S&code=c"), REDIRECT_NO_PAGE,
	    NULL, NULL },
	{ "another method", "POST /?state=S&code=c HTTP/1.1\r\n" HOST "\r\n",
	    REDIRECT_NO_PAGE, NULL, NULL },
	{ "no HTTP", "GET /?state=S&code=c\r\n" HOST "\r\n", REDIRECT_NO_PAGE,
	    NULL, NULL },
	{ "another state", REQUEST("/?state=s&code=c"), REDIRECT_FOREIGN, NULL,
	    NULL },
	{ "no state", REQUEST("/?code=c"), REDIRECT_FOREIGN, NULL, NULL },
	{ "the state twice", REQUEST("/?state=S&state=S&code=c"),
	    REDIRECT_FOREIGN, NULL, NULL },
	{ "two codes", REQUEST("/?state=S&code=c&code=d"), REDIRECT_FOREIGN,
	    NULL, NULL },
	{ "an empty code", REQUEST("/?state=S&code="), REDIRECT_FOREIGN, NULL,
	    NULL },
	{ "a code with NUL", REQUEST("/?state=S&code=a%00b"), REDIRECT_FOREIGN,
	    NULL, NULL },
	{ "another host", GET("/?state=S&code=c") "Host: evil.example\r\n\r\n",
	    REDIRECT_FOREIGN, NULL, NULL },
	{ "another port",
	    GET("/?state=S&code=c") "Host: 127.0.0.1:50124\r\n\r\n",
	    REDIRECT_FOREIGN, NULL, NULL },
	{ "two hosts", GET("/?state=S&code=c") HOST HOST "\r\n",
	    REDIRECT_FOREIGN, NULL, NULL },
	{ "no host", GET("/?state=S&code=c") "\r\n", REDIRECT_FOREIGN, NULL,
	    NULL },
};

static void try_redirects(void)
{
	for (size_t i = 0; i < ROWS(redirects); i++) {
		struct oauth_redirect got;

		test_row(redirects[i].shows);
		check_number("kind",
		    oauth_redirect_read(&got, arena,
			bytes_of(redirects[i].head), BYTES("127.0.0.1:50123"),
			BYTES("S")),
		    redirects[i].kind);
		check_bytes("code", got.code, bytes_of(redirects[i].code));
		check_bytes(
		    "error", got.answer.error, bytes_of(redirects[i].error));
	}
	test_row("forms");
	check_bytes("escapes", http_form_value(arena, BYTES("a%2Fb+%c3%A9")),
	    BYTES("a/b \xc3\xa9"));
	check_bytes("what is none stays",
	    http_form_value(arena, BYTES("%4%zz%")), BYTES("%4%zz%"));
}

/* ---- refusals ------------------------------------------------------------ */

static const struct {
	const char *provider, *error, *description;
	long status;
	enum oauth_end end;
	const char *advice; /* a part of it; NULL: none */
} refusals[] = {
	{ "google", "invalid_grant", "Token has been expired or revoked.", 400,
	    OAUTH_CONSENT_OVER, "seven days" },
	{ "google", "invalid_grant", "Bad Request", 400, OAUTH_CONSENT_OVER,
	    "Consent anew" },
	{ "google", "invalid_grant", "reauth related error (invalid_rapt)", 400,
	    OAUTH_CONSENT_OVER, "session control" },
	{ "google", "invalid_client", "The OAuth client was not found.", 401,
	    OAUTH_MISCONFIGURED, "client_id" },
	{ "google", "invalid_client", "Unauthorized", 401, OAUTH_MISCONFIGURED,
	    "client_secret" },
	{ "google", "invalid_request", "client_secret is missing.", 400,
	    OAUTH_MISCONFIGURED, "Desktop client" },
	{ "google", "invalid_scope", "Invalid device flow scope", 400,
	    OAUTH_MISCONFIGURED, "flow: loopback" },
	{ "google", "admin_policy_enforced", "", 400, OAUTH_MISCONFIGURED,
	    "administrator" },
	{ "google", "deleted_client", "", 401, OAUTH_MISCONFIGURED, "Desktop" },
	{ "microsoft", "invalid_grant",
	    "AADSTS70008: The provided authorization code or refresh token "
	    "has expired due to inactivity.",
	    400, OAUTH_CONSENT_OVER, "not used" },
	{ "microsoft", "invalid_grant", "AADSTS700082: expired", 400,
	    OAUTH_CONSENT_OVER, "not used" },
	{ "microsoft", "interaction_required", "AADSTS50076: use MFA", 400,
	    OAUTH_CONSENT_OVER, "multi-factor" },
	{ "microsoft", "invalid_grant", "AADSTS50173: password changed", 400,
	    OAUTH_CONSENT_OVER, "password was changed" },
	{ "microsoft", "invalid_grant", "AADSTS65001: no consent", 400,
	    OAUTH_CONSENT_OVER, "IMAP.AccessAsUser.All" },
	{ "microsoft", "invalid_client", "AADSTS7000215: Invalid secret", 401,
	    OAUTH_MISCONFIGURED, "its Value" },
	{ "microsoft", "invalid_client", "AADSTS7000218: need a secret", 401,
	    OAUTH_MISCONFIGURED, "public client flows" },
	{ "microsoft", "unauthorized_client", "AADSTS700016: no such app", 400,
	    OAUTH_MISCONFIGURED, "client_id" },
	{ "microsoft", "invalid_request", "AADSTS50194: not multi-tenant", 400,
	    OAUTH_MISCONFIGURED, "not common" },
	{ "microsoft", "invalid_grant", "AADSTS50196: a loop", 400, OAUTH_LATER,
	    "wait" },
	{ "microsoft", "authorization_pending", "AADSTS70016: pending", 400,
	    OAUTH_PENDING, "" },
	{ "other", "slow_down", "", 400, OAUTH_SLOW_DOWN, "" },
	{ "other", "expired_token", "", 400, OAUTH_TOO_LATE, "begin again" },
	{ "other", "access_denied", "", 400, OAUTH_DENIED, "denied" },
	{ "other", "invalid_grant", "", 400, OAUTH_CONSENT_OVER, "Consent" },
	/* The words of another provider mean nothing here. */
	{ "other", "invalid_grant", "AADSTS50196: a loop", 400,
	    OAUTH_CONSENT_OVER, "Consent" },
	{ "other", "invalid_client", "", 401, OAUTH_MISCONFIGURED,
	    "client_secret" },
	/* Nobody's consent is over by a server that is broken or busy. */
	{ "google", "invalid_grant", "", 500, OAUTH_LATER, NULL },
	{ "google", "invalid_grant", "", 429, OAUTH_LATER, NULL },
	{ "other", "temporarily_unavailable", "", 400, OAUTH_LATER, NULL },
	{ "other", "something_new", "", 400, OAUTH_LATER, NULL },
	{ "other", NULL, NULL, 404, OAUTH_LATER, NULL },
};

static void try_refusals(void)
{
	for (size_t i = 0; i < ROWS(refusals); i++) {
		const struct oauth_answer answer = { .error = bytes_of(
							 refusals[i].error),
			.description = bytes_of(refusals[i].description) };
		const struct oauth_refusal *row = oauth_refusal_of(
		    oauth_provider_named(bytes_of(refusals[i].provider)),
		    refusals[i].status, &answer);

		test_row(
		    refusals[i].error != NULL ? refusals[i].error : "none");
		check_number("end", row->end, refusals[i].end);
		check_true("advice",
		    refusals[i].advice == NULL
			? row->advice == NULL
			: row->advice != NULL &&
			      strstr(row->advice, refusals[i].advice) != NULL);
	}
	test_row("every row");
	for (const struct oauth_refusal *row = oauth_refusals_all();
	     row->advice != NULL; row++)
		check_true("is of a provider there is",
		    row->provider == NULL ||
			oauth_provider_named(bytes_of(row->provider)) != NULL);
}

/* ---- what a refused log-in means ----------------------------------------- */

static const struct {
	const char *host, *said;
	enum login_by by;
	const char *advice; /* a part of it; NULL: none */
} advices[] = {
	{ "imap.gmail.com",
	    "[ALERT] Application-specific password required: https://support",
	    LOGIN_BY_PASSWORD, "2-Step Verification" },
	{ "imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials",
	    LOGIN_BY_PASSWORD, "apppasswords" },
	{ "imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials",
	    LOGIN_BY_TOKEN, "https://mail.google.com/" },
	{ "imap.gmail.com", "[ALERT] Please log in via your web browser",
	    LOGIN_BY_PASSWORD, "sign in once" },
	{ "imap.gmail.com", "[ALERT] Your account is not enabled for IMAP use.",
	    LOGIN_BY_TOKEN, "administrator" },
	{ "imap.gmail.com", "[ALERT] Too many simultaneous connections.",
	    LOGIN_BY_TOKEN, "15" },
	{ "outlook.office365.com", "LOGIN failed.", LOGIN_BY_PASSWORD,
	    "provider: microsoft" },
	{ "imap-mail.outlook.com", "AUTHENTICATE failed.", LOGIN_BY_TOKEN,
	    "not of Graph" },
	{ "outlook.office365.com", "User is authenticated but not connected.",
	    LOGIN_BY_TOKEN, "ImapEnabled" },
	{ "imap.mail.yahoo.com", "[AUTHENTICATIONFAILED] invalid",
	    LOGIN_BY_PASSWORD, "app password" },
	{ "imap.aol.com", "[AUTHENTICATIONFAILED] invalid", LOGIN_BY_PASSWORD,
	    "app password" },
	{ "imap.mail.me.com", "[AUTHENTICATIONFAILED] failed",
	    LOGIN_BY_PASSWORD, "app-specific" },
	{ "imap.fastmail.com", "Sorry, you need an app password",
	    LOGIN_BY_PASSWORD, "app passwords" },
	{ "imap.zoho.eu",
	    "[ALERT] You are yet to enable IMAP for your account.",
	    LOGIN_BY_PASSWORD, "IMAP is off" },
	{ "imap.zoho.com", "[AUTHENTICATIONFAILED] Invalid credentials",
	    LOGIN_BY_PASSWORD, "region" },
	{ "imap.gmx.net", "authentication failed", LOGIN_BY_PASSWORD,
	    "IMAP is off" },
	{ "imap.web.de", "authentication failed", LOGIN_BY_PASSWORD,
	    "IMAP is off" },
	{ "imap.163.com", "LOGIN Login error or password error",
	    LOGIN_BY_PASSWORD, "authorisation code" },
	{ "imap.126.com", "EXAMINE Unsafe Login. Please contact kefu@188.com",
	    LOGIN_BY_PASSWORD, "does not trust" },
	{ "imap.qq.com", "Login fail. Password is incorrect", LOGIN_BY_PASSWORD,
	    "authorisation code" },
	{ "imap.mail.ru", "Application password is REQUIRED", LOGIN_BY_PASSWORD,
	    "external" },
	{ "imap.yandex.com", "invalid credentials or IMAP is disabled",
	    LOGIN_BY_PASSWORD, "app password" },
	{ "mail.proton.me", "no", LOGIN_BY_PASSWORD, "Bridge" },
	{ "127.0.0.1", "no such user", LOGIN_BY_PASSWORD, "Bridge" },
	{ "mail.infomaniak.com", "[AUTHENTICATIONFAILED] x", LOGIN_BY_PASSWORD,
	    "app passwords" },
	{ "mail.example.com", "[EXPIRED] change it", LOGIN_BY_PASSWORD,
	    "expired" },
	{ "mail.example.com", "[CONTACTADMIN] x", LOGIN_BY_PASSWORD,
	    "administrator" },
	{ "mail.example.com", "[PRIVACYREQUIRED] x", LOGIN_BY_PASSWORD, "TLS" },
	{ "mail.example.com", "[AUTHORIZATIONFAILED] x", LOGIN_BY_PASSWORD,
	    "correct user" },
	{ "mail.example.com", "[AUTHENTICATIONFAILED] x", LOGIN_BY_TOKEN,
	    "consent again" },
	{ "mail.example.com", "[AUTHENTICATIONFAILED] x", LOGIN_BY_PASSWORD,
	    NULL },
	{ "gmail.com.example.com", "x", LOGIN_BY_PASSWORD, NULL },
};

/* Each row is used by a line above. */
static void try_advices(void)
{
	const struct login_advice *rows = login_advice_all();
	size_t used[ROWS(advices)] = { 0 };

	for (size_t i = 0; i < ROWS(advices); i++) {
		const char *advice = login_advice_of(bytes_of(advices[i].host),
		    bytes_of(advices[i].said), advices[i].by);

		test_row(advices[i].said);
		check_true(advices[i].host,
		    advices[i].advice == NULL
			? advice == NULL
			: advice != NULL &&
			      strstr(advice, advices[i].advice) != NULL);
		for (size_t n = 0; rows[n].advice != NULL; n++)
			used[n] += advice != NULL &&
				   strcmp(rows[n].advice, advice) == 0;
	}
	for (size_t n = 0; rows[n].advice != NULL; n++) {
		test_row(rows[n].advice);
		check_true("a line shows it", used[n] > 0);
	}
}

/* ---- SASL ---------------------------------------------------------------- */

static void try_sasl(void)
{
	const struct sasl_bearer *bearer =
	    sasl_bearer_of(CAN_OAUTHBEARER | CAN_XOAUTH2 | CAN_PLAIN);
	struct bytes octets;

	test_row("OAUTHBEARER");
	check_true(
	    "is the better one", strcmp(bearer->name, "OAUTHBEARER") == 0);
	check_true(
	    "base64", base64_read(arena,
			  sasl_bearer_first(bearer, arena, BYTES("a=b,c"),
			      BYTES("h"), 993, BYTES("t")),
			  &octets));
	check_bytes("first message", octets,
	    BYTES("n,a=a=3Db=2Cc,\1host=h\1port=993\1auth=Bearer t\1\1"));
	test_row("XOAUTH2");
	bearer = sasl_bearer_of(CAN_XOAUTH2);
	check_true("base64", base64_read(arena,
				 sasl_bearer_first(bearer, arena, BYTES("a=b"),
				     BYTES("h"), 993, BYTES("t")),
				 &octets));
	check_bytes(
	    "first message", octets, BYTES("user=a=b\1auth=Bearer t\1\1"));
	test_row("neither");
	check_true("none", sasl_bearer_of(CAN_PLAIN) == NULL);

	test_row("challenges");
	check_bytes("Google's",
	    sasl_refusal(
		arena, base64_write(arena,
			   BYTES("{\"status\":\"400\",\"schemes\":\"Bearer\","
				 "\"scope\":\"https://mail.google.com/\"}"))),
	    BYTES("status 400, scope https://mail.google.com/"));
	check_bytes("no JSON",
	    sasl_refusal(arena, base64_write(arena, BYTES("no"))), ABSENT);
	check_bytes("no base64", sasl_refusal(arena, BYTES("!")), ABSENT);
	check_bytes("nothing", sasl_refusal(arena, BYTES("")), ABSENT);
}

/* ---- what is kept -------------------------------------------------------- */

static void try_texts(void)
{
	struct oauth_client client = { .mailbox = BYTES("box"),
		.provider = oauth_provider_named(BYTES("google")),
		.id = BYTES("c"),
		.user = BYTES("u") };
	struct oauth_token again, token = { .access = BYTES("a"),
		.refresh = BYTES("r"),
		.expires = 1700000000123 };
	struct fault fault = { .kind = FAULT_NONE };
	struct bytes text = oauth_text_write(arena, &client, &token);

	test_row("kept and read");
	check_true(
	    "read", oauth_text_read(arena, &client, text, &again, &fault));
	check_bytes("access", again.access, token.access);
	check_bytes("refresh", again.refresh, token.refresh);
	check_number("expires", again.expires, token.expires);
	token.expires = TIME_UNKNOWN;
	text = oauth_text_write(arena, &client, &token);
	check_true("without a time",
	    oauth_text_read(arena, &client, text, &again, &fault) &&
		again.expires == TIME_UNKNOWN);
	for (size_t i = 0; i + 1 < text.len; i++)
		check_true("a part is refused",
		    !oauth_text_read(
			arena, &client, bytes_first(text, i), &again, &fault));
	client.user = BYTES("v");
	check_true("another user's is refused",
	    !oauth_text_read(arena, &client, text, &again, &fault) &&
		strstr(fault.text, "mailplumb login box") != NULL);
}

int main(void)
{
	arena = arena_open();
	try_answers();
	try_devices();
	try_redirects();
	try_refusals();
	try_advices();
	try_sasl();
	try_texts();
	arena_close(arena);
	return test_end("test_oauth_parts");
}
