/* SMTP passwords, where keys are found, and the mistakes that show. */
#include "tests/test.h"

#include "common/mail/ses.h"
#include "send/credentials.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define EAST   "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9"
#define WEST   "BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd"

static void test_vectors(void)
{
	static const struct {
		const char *region, *secret, *password;
	} rows[] = {
		{ "eu-central-1", "some+secret+key",
		    "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2" },
		{ "eu-central-1", "another+secret+key",
		    "BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh" },
		{ "us-west-1", "some+secret+key",
		    "BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj" },
		{ "us-west-1", "another+secret+key",
		    "BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF" },
		{ "us-east-1", SECRET, EAST },
		{ "US-WEST-2", SECRET, WEST },
		{ "eu-west-1", SECRET,
		    "BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk" },
	};
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].password);
		check_bytes("password",
		    smtp_password_derive(arena, bytes_of(rows[i].secret),
			bytes_of(rows[i].region)),
		    bytes_of(rows[i].password));
	}
	arena_close(arena);
}

static void test_checks(void)
{
	static const struct {
		const char *password, *secret, *fault, *warning;
	} rows[] = {
		{ EAST, NULL, NULL, NULL },
		{ EAST, SECRET, NULL, NULL },
		{ WEST, NULL, NULL, NULL }, /* nothing to compare with */
		{ WEST, SECRET, "region us-west-2", NULL },
		{ EAST, "some+secret+key", NULL, "does not come from" },
		{ SECRET, NULL, "looks like an AWS secret access key", NULL },
		{ "AsXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2", NULL, NULL,
		    "before 2019" },
		{ "letmein", NULL, NULL, "has not the form" },
		{ "DMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2", NULL, NULL,
		    "has not the form" },
		{ "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdQ==", NULL, NULL,
		    "has not the form" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes warning;
		struct fault fault = { .kind = FAULT_NONE };
		test_row(rows[i].password);
		bool good = smtp_password_check(bytes_of(rows[i].password),
		    bytes_of(rows[i].secret), BYTES("us-east-1"), &warning,
		    &fault);
		check_true("good or fault", good == (rows[i].fault == NULL));
		check_true("the fault names it",
		    rows[i].fault == NULL ||
			strstr(fault.text, rows[i].fault) != NULL);
		check_true("warning or none",
		    bytes_present(warning) == (rows[i].warning != NULL));
		check_true("the warning names it",
		    rows[i].warning == NULL ||
			bytes_find(warning, bytes_of(rows[i].warning)) != NULL);
		check_true("no secret is told",
		    strstr(fault.text, rows[i].password) == NULL);
	}
}

static void test_keys(void)
{
	static const struct {
		const char *id, *secret, *token, *fault;
	} rows[] = {
		{ "AKIAIOSFODNN7EXAMPLE", SECRET, NULL, NULL },
		{ "ASIAIOSFODNN7EXAMPLE", SECRET, NULL, "temporary" },
		{ "AKIAIOSFODNN7EXAMPLE", SECRET, "token", "temporary" },
		{ "AKIAIOSFODNN7EXAMPLE", EAST, NULL, "SMTP password" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct fault fault = { .kind = FAULT_NONE };
		const struct aws_profile key = {
			.access_key_id = bytes_of(rows[i].id),
			.secret_access_key = bytes_of(rows[i].secret),
			.session_token = bytes_of(rows[i].token),
		};
		test_row(rows[i].id);
		check_true("verdict",
		    access_key_check(&key, &fault) == (rows[i].fault == NULL));
		check_true("the fault names it",
		    rows[i].fault == NULL ||
			strstr(fault.text, rows[i].fault) != NULL);
	}
}

static void test_files(void)
{
	static const struct {
		const char *shows, *file, *name, *id, *secret, *token;
		bool found;
	} rows[] = {
		{ "plain",
		    "[default]\naws_access_key_id = A\n"
		    "aws_secret_access_key=B\n",
		    "default", "A", "B", NULL, true },
		{ "CRLF, comments, blanks, other sections",
		    "# c\r\n[x]\r\naws_access_key_id=X\r\n[ p ] ; c\r\n"
		    "aws_access_key_id = A # c\r\n\r\n;c\r\n"
		    "AWS_SECRET_ACCESS_KEY = B/+#=\r\naws_session_token = T",
		    "p", "A", "B/+#=", "T", true },
		{ "the last value wins; a section may come twice",
		    "[p]\naws_access_key_id=A\n[q]\n[p]\n"
		    "aws_access_key_id=B\n",
		    "p", "B", NULL, NULL, true },
		{ "indented lines belong to the key before",
		    "[p]\ns3 =\n  aws_access_key_id = N\n", "p", NULL, NULL,
		    NULL, true },
		{ "no such section", "[p]\naws_access_key_id=A\n", "P", NULL,
		    NULL, NULL, false },
		{ "keys before any section", "aws_access_key_id=A\n", "", NULL,
		    NULL, NULL, false },
		{ "an empty value is none", "[p]\naws_access_key_id=\n", "p",
		    NULL, NULL, NULL, true },
		{ "byte order mark", "\xef\xbb\xbf[p]\naws_access_key_id=A\n",
		    "p", "A", NULL, NULL, true },
		{ "a bracket without end", "[p\naws_access_key_id=A\n", "p",
		    NULL, NULL, NULL, false },
		{ "no equals sign", "[p]\naws_access_key_id A\n=\n==\n", "p",
		    NULL, NULL, NULL, true },
		{ "empty", "", "p", NULL, NULL, NULL, false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct aws_profile p;
		test_row(rows[i].shows);
		aws_profile_read(
		    bytes_of(rows[i].file), bytes_of(rows[i].name), &p);
		check_true("found", p.found == rows[i].found);
		check_bytes("id", p.access_key_id, bytes_of(rows[i].id));
		check_bytes(
		    "secret", p.secret_access_key, bytes_of(rows[i].secret));
		check_bytes("token", p.session_token, bytes_of(rows[i].token));
	}
}

/* ---- where they are found ----------------------------------------------- */

static const char *const variables[] = { "AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
	"AWS_SHARED_CREDENTIALS_FILE", "HOME" };

#define KEY_FILE                                                              \
	"[default]\naws_access_key_id=FILEKEY\naws_secret_access_key=" SECRET \
	"\n[sso]\nsso_session=x\n[sts]\naws_access_key_id=ASIAX\n"            \
	"aws_secret_access_key=" SECRET "\naws_session_token=t\n"

static const struct {
	const char *shows;
	const char *environment[6]; /* in the order above; NULL: not set */
	const char *smtp_user, *smtp_password, *key_id, *secret, *profile;
	const char *user, *password, *fault;
} places[] = {
	{ .shows = "SMTP user and password come first",
	    .environment = { "ENVKEY", SECRET },
	    .smtp_user = "U",
	    .smtp_password = EAST,
	    .user = "U",
	    .password = EAST },
	{ .shows = "password of another region, its key in the environment",
	    .environment = { "U", SECRET },
	    .smtp_user = "U",
	    .smtp_password = WEST,
	    .fault = "us-west-2" },
	{ .shows = "settings before the environment",
	    .environment = { "ENVKEY", "x" },
	    .key_id = "SETKEY",
	    .secret = SECRET,
	    .user = "SETKEY",
	    .password = EAST },
	{ .shows = "environment",
	    .environment = { "ENVKEY", SECRET },
	    .user = "ENVKEY",
	    .password = EAST },
	{ .shows = "half an environment",
	    .environment = { "ENVKEY" },
	    .fault = "only one is set" },
	{ .shows = "session token",
	    .environment = { "ENVKEY", SECRET, "token" },
	    .fault = "the environment: the AWS key ENVKEY is temporary" },
	{ .shows = "the shared file",
	    .environment = { [4] = "@", [5] = "/nonexistent" },
	    .user = "FILEKEY",
	    .password = EAST },
	{ .shows = "a profile of the environment",
	    .environment = { [3] = "sts", [4] = "@" },
	    .fault = "temporary" },
	{ .shows = "a named profile before the environment",
	    .environment = { "ENVKEY", SECRET, [4] = "@" },
	    .profile = "sso",
	    .fault = "[sso] has not both" },
	{ .shows = "no such profile",
	    .environment = { [3] = "nobody", [4] = "@" },
	    .fault = "no profile [nobody]" },
	{ .shows = "no such file",
	    .environment = { [4] = "/nonexistent/credentials" },
	    .fault = "/nonexistent/credentials: No such file" },
	{ .shows = "nothing at all",
	    .environment = { [5] = "/nonexistent" },
	    .fault = "no credentials for SES" },
	{ .shows = "no home",
	    .environment = { [3] = "x" },
	    .fault = "$HOME is not set" },
	{ .shows = "user without password",
	    .smtp_user = "U",
	    .fault = "has no SMTP password" },
	{ .shows = "password without user",
	    .smtp_password = EAST,
	    .fault = "its user" },
	{ .shows = "temporary key as user",
	    .smtp_user = "ASIAX",
	    .smtp_password = EAST,
	    .fault = "temporary" },
	{ .shows = "key id without secret",
	    .key_id = "K",
	    .fault = "secret_access_key is not" },
	{ .shows = "secret without key id",
	    .secret = SECRET,
	    .fault = "access_key_id is not" },
};

static struct secret_source value_of(const char *text)
{
	return (struct secret_source){
		text != NULL ? SECRET_VALUE : SECRET_UNSET, bytes_of(text)
	};
}

static void test_place(size_t i, const char *path)
{
	const struct credential_sources sources = {
		.smtp_user = bytes_of(places[i].smtp_user),
		.smtp_password = value_of(places[i].smtp_password),
		.access_key_id = bytes_of(places[i].key_id),
		.secret_access_key = value_of(places[i].secret),
		.profile = bytes_of(places[i].profile),
	};
	struct arena *arena = arena_open();
	struct credentials found;
	struct fault fault = { .kind = FAULT_NONE };

	test_row(places[i].shows);
	for (size_t v = 0; v < ROWS(variables); v++) {
		const char *value = places[i].environment[v];
		if (value == NULL)
			unsetenv(variables[v]);
		else
			setenv(variables[v],
			    strcmp(value, "@") == 0 ? path : value, 1);
	}
	bool good = credentials_find(
	    arena, &sources, BYTES("us-east-1"), 1000, &found, &fault);
	check_text("fault or none", good ? NULL : "a fault",
	    places[i].fault != NULL ? "a fault" : NULL);
	if (good) {
		check_bytes("user", found.user, bytes_of(places[i].user));
		check_bytes(
		    "password", found.password, bytes_of(places[i].password));
	} else if (places[i].fault != NULL &&
		   strstr(fault.text, places[i].fault) == NULL) {
		check_text("fault", fault.text, places[i].fault);
	}
	check_true("no secret is told", strstr(fault.text, SECRET) == NULL);
	arena_close(arena);
}

static void test_places(void)
{
	char path[] = "/tmp/mailplumb-credentials-XXXXXX";
	int fd = mkstemp(path);

	test_row("a file to read");
	check_true("could be written",
	    fd >= 0 && write(fd, KEY_FILE, sizeof(KEY_FILE) - 1) ==
			   (ssize_t)sizeof(KEY_FILE) - 1);
	for (size_t i = 0; i < ROWS(places); i++)
		test_place(i, path);
	close(fd);
	unlink(path);
}

int main(void)
{
	test_vectors();
	test_checks();
	test_keys();
	test_files();
	test_places();
	return test_end("test_credentials");
}
