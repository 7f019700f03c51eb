/* send/sigv4: the examples that AWS publishes, and what SES's paths need. */
#include "tests/test.h"

#include "send/sigv4.h"

#define KEY_ID	   "AKIDEXAMPLE"
#define SECRET	   "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define NOON	   "2015-08-30T12:36:00Z"
#define FORM	   "application/x-www-form-urlencoded; charset=utf-8"
#define IDENTITIES "/v2/email/identities"

/* The first is that of the IAM user guide, the next two are of the published
 * suite of tests; the others were computed by another implementation, as
 * fixtures/lab/ses-api computes them. */
static const struct {
	const char *shows;
	const char *host, *path, *query, *type, *region, *service, *token;
	const char *names, *signature;
} rows[] = {
	{ "ListUsers of the user guide", "iam.amazonaws.com", "/",
	    "Action=ListUsers&Version=2010-05-08", FORM, "us-east-1", "iam",
	    NULL, "content-type;host;x-amz-date",
	    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d"
	    "7" },
	{ "get-vanilla", "example.amazonaws.com", "", NULL, NULL, "us-east-1",
	    "service", NULL, "host;x-amz-date",
	    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf3"
	    "1" },
	{ "get-vanilla-query-order-key-case", "example.amazonaws.com", "/",
	    "Param2=value2&Param1=value1", NULL, "us-east-1", "service", NULL,
	    "host;x-amz-date",
	    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf250"
	    "0" },
	{ "an escape in the path is escaped again",
	    "email.eu-west-1.amazonaws.com", IDENTITIES "/mary%40example.com",
	    NULL, NULL, "eu-west-1", "ses", NULL, "host;x-amz-date",
	    "ba2746fffb998d9bd511f8b7a02c32fbf5e7e6a429924201455800f66980343"
	    "5" },
	{ "values sorted under one name, escapes made alike",
	    "email.eu-west-1.amazonaws.com", IDENTITIES,
	    "b=2&a=%3A&a=%20x&B=~&c", NULL, "eu-west-1", "ses", NULL,
	    "host;x-amz-date",
	    "57b439001a9edac8e1a57b1c935a58fe1946d422f0b51f8848bfbb6f85ac8c4"
	    "9" },
	{ "a temporary key", "email.us-east-1.amazonaws.com",
	    "/v2/email/account", NULL, NULL, "us-east-1", "ses",
	    "TOKEN+/=", "host;x-amz-date;x-amz-security-token",
	    "d5d7c06bdb31454de893678e5c7b52afbb44c13ba5375c08c57180eb1e30392"
	    "2" },
};

static void try_row(struct arena *arena, size_t i)
{
	const struct sigv4_key key = { BYTES(KEY_ID), BYTES(SECRET),
		bytes_of(rows[i].token) };
	struct sigv4_request request = {
		.method = "GET",
		.host = bytes_of(rows[i].host),
		.path = bytes_of(rows[i].path),
		.query = bytes_of(rows[i].query),
		.content_type = bytes_of(rows[i].type),
		.region = bytes_of(rows[i].region),
		.service = bytes_of(rows[i].service),
	};
	struct sigv4 done;

	test_row(rows[i].shows);
	check_true("a time", time_read(BYTES(NOON), &request.time));
	sigv4_sign(&done, arena, &request, &key);
	check_text("date", done.date.ptr, "20150830T123600Z");
	check_bytes("authorization", done.authorization,
	    arena_printf(arena,
		"AWS4-HMAC-SHA256 Credential=" KEY_ID
		"/20150830/%s/%s/aws4_request, SignedHeaders=%s, Signature=%s",
		rows[i].region, rows[i].service, rows[i].names,
		rows[i].signature));
	check_true("no secret in what is signed",
	    bytes_find(done.canonical, BYTES(SECRET)) == NULL &&
		bytes_find(done.string_to_sign, BYTES(SECRET)) == NULL);
}

static void test_escapes(struct arena *arena)
{
	static const char *const escapes[][2] = {
		{ "mary@example.com", "mary%40example.com" },
		{ "a b+c/d", "a%20b%2Bc%2Fd" },
		{ "-._~Az09", "-._~Az09" },
		{ "\xc3\xbc%", "%C3%BC%25" },
		{ "", "" },
	};

	for (size_t i = 0; i < ROWS(escapes); i++) {
		test_row(escapes[i][0]);
		check_bytes("escaped",
		    sigv4_escape(arena, bytes_of(escapes[i][0])),
		    bytes_of(escapes[i][1]));
	}
}

static void test_canonical(struct arena *arena)
{
	const struct sigv4_key key = { BYTES(KEY_ID), BYTES(SECRET), ABSENT };
	const struct sigv4_request request = { .method = "GET",
		.host = BYTES(" h "),
		.path = BYTES("/a/%40"),
		.query = BYTES("x=%"),
		.region = BYTES("r"),
		.service = BYTES("s"),
		.time = 0 };
	struct sigv4 done;

	test_row("the canonical request");
	sigv4_sign(&done, arena, &request, &key);
	check_text("canonical", done.canonical.ptr,
	    "GET\n/a/%2540\nx=%25\nhost:h\nx-amz-date:19700101T000000Z\n\n"
	    "host;x-amz-date\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(arena, i);
	test_escapes(arena);
	test_canonical(arena);
	arena_close(arena);
	return test_end("test_sigv4");
}
