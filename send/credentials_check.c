/* What shows before the server says 535. */
#include "send/credentials.h"

#include "common/base/crypto.h"
#include "common/mail/ses.h"

#define PASSWORD_SIZE	 44 /* characters */
#define PASSWORD_OCTETS	 33
#define PASSWORD_VERSION 0x04
#define OLD_VERSION	 0x02 /* until 2019-01-10, of no region */
#define SECRET_KEY_SIZE	 40

struct bytes smtp_password_derive(
    struct arena *arena, struct bytes secret_access_key, struct bytes region)
{
	unsigned char mac[1 + SHA256_SIZE] = { PASSWORD_VERSION };
	struct bytes key =
	    arena_printf(arena, "AWS4%.*s", FMT(secret_access_key));
	const struct bytes steps[] = { BYTES("11111111"),
		arena_lower(arena, region), BYTES("ses"), BYTES("aws4_request"),
		BYTES("SendRawEmail") };

	hmac_sha256(key, steps[0], mac + 1);
	wipe((char *)(uintptr_t)key.ptr, key.len);
	for (size_t i = 1; i < sizeof(steps) / sizeof(steps[0]); i++)
		hmac_sha256((struct bytes){ (char *)mac + 1, SHA256_SIZE },
		    steps[i], mac + 1);
	struct bytes password =
	    base64_write(arena, (struct bytes){ (char *)mac, sizeof(mac) });
	wipe(mac, sizeof(mac));
	return password;
}

enum smtp_password_form smtp_password_form(struct bytes password)
{
	struct arena *arena = arena_open();
	enum smtp_password_form form = PASSWORD_ODD;
	bool plain = true;
	struct bytes octets;

	for (size_t i = 0; i < password.len; i++)
		plain =
		    plain &&
		    (is_alpha(password.ptr[i]) || is_digit(password.ptr[i]) ||
			password.ptr[i] == '+' || password.ptr[i] == '/');
	if (plain && password.len == SECRET_KEY_SIZE)
		form = PASSWORD_RAW_SECRET;
	else if (base64_read(arena, password, &octets) && octets.len > 0) {
		if (octets.len == PASSWORD_OCTETS &&
		    password.len == PASSWORD_SIZE &&
		    octets.ptr[0] == PASSWORD_VERSION)
			form = PASSWORD_DERIVED;
		else if (octets.ptr[0] == OLD_VERSION &&
			 octets.len == PASSWORD_OCTETS)
			form = PASSWORD_OLD;
		wipe((char *)(uintptr_t)octets.ptr, octets.len);
	}
	arena_close(arena);
	return form;
}

static bool derived_for(
    struct bytes password, struct bytes secret, struct bytes region)
{
	struct arena *arena = arena_open();
	struct bytes derived = smtp_password_derive(arena, secret, region);
	bool same = bytes_eq(password, derived);

	wipe((char *)(uintptr_t)derived.ptr, derived.len);
	arena_close(arena);
	return same;
}

/* `secret` is the key that the password should have been derived from. */
static bool check_region(struct bytes password, struct bytes secret,
    struct bytes region, struct bytes *warning, struct fault *fault)
{
	if (derived_for(password, secret, region))
		return true;
	for (const struct ses_region *r = ses_regions(); r->name != NULL; r++)
		if (derived_for(password, secret, bytes_of(r->name)))
			return fault_set(fault, FAULT_USAGE,
			    "the SMTP password is that of region %s and does "
			    "not work in %.*s; mailplumb password --region "
			    "%.*s makes the right one",
			    r->name, FMT(region), FMT(region));
	*warning = BYTES("the SMTP password does not come from the secret "
			 "access key at hand for this region");
	return true;
}

bool smtp_password_check(struct bytes password, struct bytes secret,
    struct bytes region, struct bytes *warning, struct fault *fault)
{
	*warning = ABSENT;
	switch (smtp_password_form(password)) {
	case PASSWORD_RAW_SECRET:
		return fault_set(fault, FAULT_USAGE,
		    "the SMTP password looks like an AWS secret access key, "
		    "which SES does not take: give it as secret_access_key, or "
		    "derive the password with mailplumb password --region "
		    "%.*s",
		    FMT(region));
	case PASSWORD_OLD:
		*warning = BYTES("the SMTP password is of the form of before "
				 "2019: SES slows it down");
		return true;
	case PASSWORD_ODD:
		*warning = BYTES("the SMTP password has not the form of SES's "
				 "(44 characters, the first a B)");
		return true;
	case PASSWORD_DERIVED:
		break;
	}
	return bytes_empty(secret) ||
	       check_region(password, secret, region, warning, fault);
}

bool access_key_check(const struct aws_profile *key, struct fault *fault)
{
	if (bytes_present(key->session_token) ||
	    bytes_istarts(key->access_key_id, BYTES("ASIA")))
		return fault_set(fault, FAULT_USAGE,
		    "the AWS key %.*s is temporary (it has a session token or "
		    "begins with ASIA), and SES takes no temporary keys over "
		    "SMTP: use the key of an IAM user",
		    FMT(key->access_key_id));
	if (smtp_password_form(key->secret_access_key) == PASSWORD_DERIVED)
		return fault_set(fault, FAULT_USAGE,
		    "the secret access key looks like an SES SMTP password: "
		    "give it as smtp_password");
	return true;
}
