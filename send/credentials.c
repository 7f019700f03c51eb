#include "send/credentials.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FILE_VARIABLE "AWS_SHARED_CREDENTIALS_FILE"
#define FILE_MOST     ((size_t)1024 * 1024) /* of the shared credentials file */

/* The value of an environment variable; empty is as good as unset. */
static struct bytes variable(const char *name)
{
	struct bytes value = bytes_of(getenv(name));

	return bytes_empty(value) ? ABSENT : value;
}

static bool key_whole(const struct aws_profile *key)
{
	return bytes_present(key->access_key_id) &&
	       bytes_present(key->secret_access_key);
}

static bool file_take(struct arena *arena, const char *path,
    struct bytes *content, struct fault *fault)
{
	FILE *file = fopen(path, "r");
	char *octets = arena_alloc(arena, FILE_MOST + 1);

	if (file == NULL)
		return fault_errno(fault, FAULT_USAGE, "%s", path);
	setvbuf(file, NULL, _IONBF, 0);
	size_t len = fread(octets, 1, FILE_MOST + 1, file);
	bool failed = ferror(file) != 0;
	if (failed)
		fault_errno(fault, FAULT_USAGE, "%s", path);
	fclose(file);
	if (failed)
		return false;
	if (len > FILE_MOST)
		return fault_set(fault, FAULT_USAGE,
		    "%s: more than 1 MB is no credentials file", path);
	*content = (struct bytes){ octets, len };
	return true;
}

/* Where the file is; NULL when nobody says and there is no home. */
static const char *file_path(struct arena *arena)
{
	struct bytes named = variable(FILE_VARIABLE);
	struct bytes home = variable("HOME");

	if (bytes_present(named))
		return named.ptr;
	if (!bytes_present(home))
		return NULL;
	return arena_printf(arena, "%.*s/.aws/credentials", FMT(home)).ptr;
}

struct found_key {
	struct aws_profile key;
	const char *source; /* NULL: none was found */
};

static bool key_from_profile(struct arena *arena, const char *path,
    struct bytes content, struct bytes profile, bool named,
    struct found_key *found, struct fault *fault)
{
	aws_profile_read(content, profile, &found->key);
	if (!found->key.found && !named)
		return true;
	if (!found->key.found)
		return fault_set(fault, FAULT_USAGE, "%s: no profile [%.*s]",
		    path, FMT(profile));
	if (!key_whole(&found->key))
		return fault_set(fault, FAULT_USAGE,
		    "%s: profile [%.*s] has not both aws_access_key_id and "
		    "aws_secret_access_key (roles and SSO give temporary keys, "
		    "which SES takes not over SMTP)",
		    path, FMT(profile));
	found->source =
	    arena_printf(arena, "profile %.*s of %s", FMT(profile), path).ptr;
	return true;
}

/*
 * A file that nobody named need not exist, nor a profile that nobody named be
 * in it; what was named must be there and whole.
 */
static bool key_from_file(struct arena *arena, struct bytes profile,
    struct found_key *found, struct fault *fault)
{
	bool named = bytes_present(profile);
	const char *path = file_path(arena);
	struct bytes content;

	if (path == NULL && named)
		return fault_set(fault, FAULT_USAGE,
		    "profile %.*s: $HOME is not set, so there is no "
		    "credentials file",
		    FMT(profile));
	if (path == NULL ||
	    (!named && !bytes_present(variable(FILE_VARIABLE)) &&
		access(path, F_OK) != 0))
		return true;
	if (!file_take(arena, path, &content, fault))
		return false;
	return key_from_profile(arena, path, content,
	    named ? profile : BYTES("default"), named, found, fault);
}

static bool key_from_settings(struct arena *arena,
    const struct credential_sources *sources, int64_t timeout_ms,
    struct found_key *found, struct fault *fault)
{
	if (bytes_empty(sources->access_key_id))
		return fault_set(fault, FAULT_USAGE,
		    "secret_access_key is given, access_key_id is not");
	if (sources->secret_access_key.kind == SECRET_UNSET)
		return fault_set(fault, FAULT_USAGE,
		    "access_key_id is given, secret_access_key is not");
	found->key.access_key_id = sources->access_key_id;
	found->source = "the settings";
	return secret_read(arena, &sources->secret_access_key, timeout_ms,
	    &found->key.secret_access_key, fault);
}

static bool key_from_environment(struct found_key *found, struct fault *fault)
{
	struct aws_profile *key = &found->key;

	key->access_key_id = variable("AWS_ACCESS_KEY_ID");
	key->secret_access_key = variable("AWS_SECRET_ACCESS_KEY");
	key->session_token = variable("AWS_SESSION_TOKEN");
	found->source = "the environment";
	if (key_whole(key))
		return true;
	return fault_set(fault, FAULT_USAGE,
	    "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set");
}

static bool key_find(struct arena *arena,
    const struct credential_sources *sources, int64_t timeout_ms,
    struct found_key *found, struct fault *fault)
{
	if (bytes_present(sources->access_key_id) ||
	    sources->secret_access_key.kind != SECRET_UNSET)
		return key_from_settings(
		    arena, sources, timeout_ms, found, fault);
	if (!bytes_empty(sources->profile))
		return key_from_file(arena, sources->profile, found, fault);
	if (bytes_present(variable("AWS_ACCESS_KEY_ID")) ||
	    bytes_present(variable("AWS_SECRET_ACCESS_KEY")))
		return key_from_environment(found, fault);
	return key_from_file(arena, variable("AWS_PROFILE"), found, fault);
}

bool access_key_find(struct arena *arena,
    const struct credential_sources *sources, int64_t timeout_ms,
    struct aws_profile *key)
{
	struct found_key found = { 0 };
	struct fault ignored;

	*key = (struct aws_profile){ 0 };
	if (!key_find(arena, sources, timeout_ms, &found, &ignored) ||
	    found.source == NULL)
		return false;
	*key = found.key;
	key->found = true;
	return true;
}

/* The secret of the key that `user` names, if it lies about: a password of
 * another region can then be told.  Not finding it is no fault. */
static struct bytes secret_of(const struct aws_profile *key, struct bytes user)
{
	return key->found && bytes_eq(key->access_key_id, user)
		   ? key->secret_access_key
		   : ABSENT;
}

static bool password_given(struct arena *arena,
    const struct credential_sources *sources, struct bytes region,
    int64_t timeout_ms, struct credentials *credentials, struct fault *fault)
{
	struct aws_profile key = { .access_key_id = sources->smtp_user };

	if (bytes_empty(sources->smtp_user))
		return fault_set(fault, FAULT_USAGE,
		    "an SMTP password is given, its user (the access key id) "
		    "is not");
	if (sources->smtp_password.kind == SECRET_UNSET)
		return fault_set(fault, FAULT_USAGE,
		    "user %.*s has no SMTP password", FMT(sources->smtp_user));
	if (!access_key_check(&key, fault) ||
	    !secret_read(arena, &sources->smtp_password, timeout_ms,
		&credentials->password, fault))
		return false;
	credentials->user = sources->smtp_user;
	credentials->source = "the SMTP user and password given";
	access_key_find(arena, sources, timeout_ms, &credentials->key);
	return smtp_password_check(credentials->password,
	    secret_of(&credentials->key, sources->smtp_user), region,
	    &credentials->warning, fault);
}

bool credentials_find(struct arena *arena,
    const struct credential_sources *sources, struct bytes region,
    int64_t timeout_ms, struct credentials *credentials, struct fault *fault)
{
	struct found_key found = { 0 };

	*credentials = (struct credentials){ 0 };
	if (bytes_present(sources->smtp_user) ||
	    sources->smtp_password.kind != SECRET_UNSET)
		return password_given(
		    arena, sources, region, timeout_ms, credentials, fault);
	if (!key_find(arena, sources, timeout_ms, &found, fault))
		return false;
	if (found.source == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "no credentials for SES: set access_key_id and "
		    "secret_access_key_*, or smtp_user and smtp_password_*, or "
		    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile "
		    "in ~/.aws/credentials");
	if (!access_key_check(&found.key, fault))
		return fault_at(fault, "%s", found.source);
	credentials->user = found.key.access_key_id;
	credentials->password =
	    smtp_password_derive(arena, found.key.secret_access_key, region);
	credentials->source = found.source;
	credentials->key = found.key;
	credentials->key.found = true;
	return true;
}
