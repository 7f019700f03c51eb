/*
 * credentials - the user and password for the SES SMTP interface
 *
 * The user is the id of an IAM access key.  The password is derived from its
 * secret for one region; neither the secret itself nor the password of
 * another region works there, nor do temporary keys.  These mistakes are told
 * before the server says 535, as far as they show.
 *
 * Source: SES developer guide, "Obtaining SMTP credentials".
 */
#ifndef SEND_CREDENTIALS_H
#define SEND_CREDENTIALS_H

#include "common/base/fault.h"
#include "common/base/secret.h"

/* 44 characters: base64 of 0x04 and HMAC-SHA256 over date, region, service ...
 */
struct bytes smtp_password_derive(
    struct arena *arena, struct bytes secret_access_key, struct bytes region);

enum smtp_password_form {
	PASSWORD_DERIVED,    /* as above, for whatever region */
	PASSWORD_OLD,	     /* of before 2019, version 0x02 */
	PASSWORD_RAW_SECRET, /* 40 characters: a secret access key itself */
	PASSWORD_ODD,	     /* none of these */
};
enum smtp_password_form smtp_password_form(struct bytes password);

/*
 * False and FAULT_USAGE when SES cannot take it; `warning` is absent or one
 * line.  `secret`, when not empty, is what it should be derived from.
 */
bool smtp_password_check(struct bytes password, struct bytes secret,
    struct bytes region, struct bytes *warning, struct fault *fault);

/* What the settings of a sender say; kind SECRET_UNSET and absent: nothing. */
struct credential_sources {
	struct bytes smtp_user;
	struct secret_source smtp_password;
	struct bytes access_key_id;
	struct secret_source secret_access_key;
	struct bytes profile; /* of the shared credentials file */
};

/* One profile of a shared credentials file. */
struct aws_profile {
	struct bytes access_key_id;
	struct bytes secret_access_key;
	struct bytes session_token;
	bool found; /* the section is there */
};

struct credentials {
	struct bytes user;
	struct bytes password;
	const char *source;   /* "the environment", "profile default of ..." */
	struct bytes warning; /* absent, or one line: it may well be refused */
	struct aws_profile key; /* at hand for the SES API, which takes
				   temporary ones; not found: none */
};

/*
 * The first that is there: smtp_user and smtp_password; access_key_id and
 * secret_access_key; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the profile
 * (its name, else AWS_PROFILE, else "default") of AWS_SHARED_CREDENTIALS_FILE
 * or ~/.aws/credentials.  A named profile comes before the environment.
 * Faults are FAULT_USAGE.
 */
bool credentials_find(struct arena *arena,
    const struct credential_sources *sources, struct bytes region,
    int64_t timeout_ms, struct credentials *credentials, struct fault *fault);

/* The AWS key of those places alone, whatever it may be used for.  False: there
 * is none that can be read. */
bool access_key_find(struct arena *arena,
    const struct credential_sources *sources, int64_t timeout_ms,
    struct aws_profile *key);

/* Never fails: what is not understood is passed over. */
void aws_profile_read(
    struct bytes file, struct bytes name, struct aws_profile *profile);

/* The key is not temporary and its secret no SMTP password; FAULT_USAGE. */
bool access_key_check(const struct aws_profile *key, struct fault *fault);

#endif
