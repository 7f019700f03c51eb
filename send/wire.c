#include "send/wire.h"

#include "common/base/crypto.h"
#include <string.h>

/* Shorter ones would blank out half the dialogue, and protect nothing. */
#define SHORTEST 6

struct secrets secrets_of(struct arena *arena, const struct server *server)
{
	struct secrets secrets = { { ABSENT, ABSENT, ABSENT } };

	if (!bytes_present(server->password))
		return secrets;
	struct bytes plain = arena_printf(arena, "%c%.*s%c%.*s", '\0',
	    FMT(server->user), '\0', FMT(server->password));
	secrets.forms[0] = arena_copy(arena, server->password);
	secrets.forms[1] = base64_write(arena, server->password);
	secrets.forms[2] = base64_write(arena, plain);
	wipe((char *)(uintptr_t)plain.ptr, plain.len);
	return secrets;
}

void secrets_wipe(const struct secrets *secrets)
{
	for (size_t i = 0; i < 3; i++)
		if (bytes_present(secrets->forms[i]))
			wipe((char *)(uintptr_t)secrets->forms[i].ptr,
			    secrets->forms[i].len);
}

static void conceal(struct bytes secret, char *text, size_t len)
{
	struct bytes rest = { text, len };
	const char *at;

	if (secret.len < SHORTEST)
		return;
	while ((at = bytes_find(rest, secret)) != NULL) {
		memset(text + (at - text), '*', secret.len);
		rest = bytes_between(at + secret.len, text + len);
	}
}

void secrets_conceal(const struct secrets *secrets, char *text, size_t len)
{
	for (size_t i = 0; i < 3; i++)
		conceal(secrets->forms[i], text, len);
}

struct bytes wire_command(struct bytes line)
{
	static const char *const shown[] = { "EHLO ", "HELO ", "STARTTLS",
		"MAIL FROM:", "RCPT TO:", "DATA", "QUIT", "RSET", "NOOP" };

	line = bytes_trim(line);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (bytes_starts(line, bytes_of(shown[i])))
			return line;
	if (bytes_istarts(line, BYTES("AUTH PLAIN")))
		return BYTES("AUTH PLAIN ***");
	if (bytes_istarts(line, BYTES("AUTH LOGIN")))
		return BYTES("AUTH LOGIN ***");
	return BYTES("***");
}
