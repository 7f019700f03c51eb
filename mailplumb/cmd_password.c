/* `mailplumb password`: the SES SMTP password of a secret access key. */
#include "mailplumb/commands.h"

#include "common/base/crypto.h"
#include "common/base/options.h"
#include "common/mail/ses.h"
#include "mailplumb/prompt.h"
#include "send/credentials.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct password_options {
	const char *region;
};

static bool store_region(void *target, const char *value, struct fault *fault)
{
	if (!ses_region_valid(bytes_of(value)))
		return fault_set(fault, FAULT_USAGE,
		    "'%s' is not one like us-east-1", value);
	((struct password_options *)target)->region = value;
	return true;
}

static const struct option_row rows[] = {
	{ "region", 0, "REGION",
	    "the SES region; else AWS_REGION or AWS_DEFAULT_REGION",
	    store_region },
	{ 0 },
};

void cmd_password_help(struct text *out)
{
	text_add(out,
	    BYTES(
		"Usage: mailplumb password --region REGION\n\n"
		"Prints the password for the SES SMTP interface that "
		"belongs to an AWS secret\naccess key in one region (the "
		"user is the access key id).  The secret is the\n"
		"variable AWS_SECRET_ACCESS_KEY, else the first line of "
		"standard input; a\nterminal does not show it.\n\nOptions:\n"));
	options_help(rows, out);
}

static bool region_find(struct password_options *options, struct fault *fault)
{
	static const char *const variables[] = { "AWS_REGION",
		"AWS_DEFAULT_REGION" };

	for (size_t i = 0; options->region == NULL && i < 2; i++) {
		const char *value = getenv(variables[i]);
		if (value != NULL && value[0] != '\0' &&
		    !store_region(options, value, fault))
			return fault_at(fault, "%s", variables[i]);
	}
	return options->region != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "the password depends on the region: --region us-east-1");
}

static bool key_read(
    struct arena *arena, struct aws_profile *key, struct fault *fault)
{
	static const char *const variable = "AWS_SECRET_ACCESS_KEY";
	const char *value = getenv(variable);
	bool set = value != NULL && value[0] != '\0';
	struct secret_source source = {
		.kind = set ? SECRET_VARIABLE : SECRET_FILE,
		.text = bytes_of(set ? variable : "/dev/stdin"),
	};

	if (set) {
		key->access_key_id = bytes_of(getenv("AWS_ACCESS_KEY_ID"));
		key->session_token = bytes_of(getenv("AWS_SESSION_TOKEN"));
		if (bytes_empty(key->session_token))
			key->session_token = ABSENT;
	} else if (isatty(STDIN_FILENO)) {
		return prompt_secret(arena,
		    "Secret access key: ", &key->secret_access_key, fault);
	}
	return secret_read(arena, &source, 0, &key->secret_access_key, fault);
}

static bool run(struct arena *arena, int argc, char **argv,
    struct bytes *password, struct fault *fault)
{
	struct password_options options = { 0 };
	struct aws_profile key = { 0 };
	int operands;

	if (!options_read(rows, NULL, &options, argc, argv, &operands, fault))
		return false;
	if (operands < argc)
		return fault_set(fault, FAULT_USAGE,
		    "the secret is not given as an argument, where others can "
		    "see it: use standard input or AWS_SECRET_ACCESS_KEY");
	if (!region_find(&options, fault) || !key_read(arena, &key, fault) ||
	    !access_key_check(&key, fault))
		return false;
	*password = smtp_password_derive(
	    arena, key.secret_access_key, bytes_of(options.region));
	wipe((char *)(uintptr_t)key.secret_access_key.ptr,
	    key.secret_access_key.len);
	return true;
}

int cmd_password(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct fault fault = { 0 };
	struct bytes password;

	if (run(arena, argc, argv, &password, &fault)) {
		printf("%.*s\n", FMT(password));
		if (fflush(stdout) != 0)
			fault_errno(&fault, FAULT_OURS, "standard output");
		wipe((char *)(uintptr_t)password.ptr, password.len);
	}
	if (fault.kind != FAULT_NONE)
		fault_print(&fault);
	arena_close(arena);
	return fault_exit_status(fault.kind);
}
