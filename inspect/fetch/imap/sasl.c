#include "inspect/fetch/imap/sasl.h"

#include "common/base/crypto.h"
#include "common/base/json.h"
#include "inspect/fetch/imap/protocol.h"

#define WORD_MOST 100 /* octets shown of a member */

/* RFC 5801 4: in a saslname "," and "=" are written "=2C" and "=3D". */
static struct bytes saslname(struct arena *arena, struct bytes user)
{
	char *out = arena_alloc(arena, 3 * user.len + 1), *at = out;

	for (size_t i = 0; i < user.len; i++) {
		const char *as = user.ptr[i] == ','   ? "=2C"
				 : user.ptr[i] == '=' ? "=3D"
						      : NULL;
		if (as == NULL) {
			*at++ = user.ptr[i];
			continue;
		}
		memcpy(at, as, 3);
		at += 3;
	}
	return bytes_between(out, at);
}

/* RFC 7628 3.1. */
static struct bytes oauthbearer(struct arena *arena, struct bytes user,
    struct bytes host, unsigned port, struct bytes token)
{
	return arena_printf(arena,
	    "n,a=%.*s,\1host=%.*s\1port=%u\1auth=Bearer %.*s\1\1",
	    FMT(saslname(arena, user)), FMT(host), port, FMT(token));
}

/* developers.google.com/gmail/imap/xoauth2-protocol */
static struct bytes xoauth2(struct arena *arena, struct bytes user,
    struct bytes host, unsigned port, struct bytes token)
{
	(void)host, (void)port;
	return arena_printf(
	    arena, "user=%.*s\1auth=Bearer %.*s\1\1", FMT(user), FMT(token));
}

/* The better one first.  "AQ==" is the octet 1 (RFC 7628 3.2.3). */
static const struct sasl_bearer mechanisms[] = {
	{ "OAUTHBEARER", "AQ==", CAN_OAUTHBEARER, oauthbearer },
	{ "XOAUTH2", "", CAN_XOAUTH2, xoauth2 },
};

const struct sasl_bearer *sasl_bearer_of(unsigned can)
{
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++)
		if (can & mechanisms[i].capability)
			return &mechanisms[i];
	return NULL;
}

struct bytes sasl_bearer_first(const struct sasl_bearer *mechanism,
    struct arena *arena, struct bytes user, struct bytes host, unsigned port,
    struct bytes token)
{
	struct bytes plain = mechanism->first(arena, user, host, port, token);
	struct bytes coded = base64_write(arena, plain);

	wipe((char *)(uintptr_t)plain.ptr, plain.len);
	return coded;
}

struct bytes sasl_refusal(struct arena *arena, struct bytes challenge)
{
	static const char *const members[] = { "status", "scope" };
	struct fault ignored = { .kind = FAULT_NONE };
	struct bytes text, said = ABSENT;

	if (!base64_read(arena, challenge, &text))
		return ABSENT;
	struct json *json = json_read(text, &ignored);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct bytes value = bytes_first(
		    json_bytes(json_get(json, members[i])), WORD_MOST);
		if (value.len > 0)
			said = arena_printf(arena, "%.*s%s%s %.*s", FMT(said),
			    said.len > 0 ? ", " : "", members[i], FMT(value));
	}
	json_free(json);
	return said;
}
