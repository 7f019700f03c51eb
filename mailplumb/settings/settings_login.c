#include "mailplumb/settings/settings.h"

#include "common/mail/address.h"
#include "common/net/domain.h"
#include "mailplumb/settings/tokens.h"
#include <string.h>

#define SECRET_TIMEOUT 60000 /* time to answer a password manager's prompt */

bool fault_at_place(struct fault *fault, const struct place *place)
{
	if (place->line == 0)
		return false;
	if (place->key.len == 0)
		return fault_at(fault, "%s:%u", place->file, place->line);
	return fault_at(
	    fault, "%s:%u: %.*s", place->file, place->line, FMT(place->key));
}

bool secret_setting_read(struct arena *arena,
    const struct secret_setting *secret, struct bytes *value,
    struct fault *fault)
{
	return secret_read(
		   arena, &secret->source, SECRET_TIMEOUT, value, fault) ||
	       fault_at_place(fault, &secret->place);
}

/* Whose secret it was that could not be read. */
static const struct place *login_place(const struct sender_settings *sender)
{
	const struct login_settings *login = &sender->login;

	if (login->password.source.kind != SECRET_UNSET)
		return &login->password.place;
	if (login->secret_access_key.source.kind != SECRET_UNSET)
		return &login->secret_access_key.place;
	return &sender->place;
}

static bool ses_login(struct arena *arena, const struct sender_settings *sender,
    struct server *server, struct aws_profile *key, struct bytes *warning,
    struct fault *fault)
{
	const struct login_settings *login = &sender->login;
	bool smtp = login->password.source.kind != SECRET_UNSET;
	struct credential_sources sources = {
		.smtp_user = smtp ? sender->server.user : ABSENT,
		.smtp_password = login->password.source,
		.access_key_id = login->access_key_id,
		.secret_access_key = login->secret_access_key.source,
		.profile = login->profile,
	};
	struct credentials found;

	if (!credentials_find(
		arena, &sources, server->region, SECRET_TIMEOUT, &found, fault))
		return fault_at_place(fault, login_place(sender));
	server->user = found.user;
	server->password = found.password;
	*warning = found.warning;
	*key = found.key;
	return true;
}

bool sender_login(struct arena *arena, const struct sender_settings *sender,
    struct server *server, struct bytes *warning, struct fault *fault)
{
	struct aws_profile key;

	return sender_login_key(arena, sender, server, &key, warning, fault);
}

bool sender_login_key(struct arena *arena, const struct sender_settings *sender,
    struct server *server, struct aws_profile *key, struct bytes *warning,
    struct fault *fault)
{
	*key = (struct aws_profile){ 0 };
	*server = sender->server;
	*warning = ABSENT;
	if (sender->ses != NULL) {
		if (!ses_login(arena, sender, server, key, warning, fault))
			return false;
	} else if (bytes_present(server->user) &&
		   !secret_setting_read(arena, &sender->login.password,
		       &server->password, fault)) {
		return false;
	}
	return server_check(server, fault) ||
	       fault_at_place(fault, &sender->place);
}

static struct bytes author_domain(
    struct arena *arena, const struct sender_settings *sender)
{
	struct address address;

	return address_read(arena, sender->from, &address)
		   ? domain_read(arena, address.domain)
		   : ABSENT;
}

/* Without a word to the contrary the author's domain is the identity. */
static struct bytes identity_of(
    struct arena *arena, const struct sender_settings *sender)
{
	return bytes_present(sender->expect.dkim_domain)
		   ? sender->expect.dkim_domain
		   : author_domain(arena, sender);
}

struct expected sender_expected(
    struct arena *arena, const struct sender_settings *sender)
{
	const struct expect_settings *expect = &sender->expect;

	return (struct expected){
		.author = author_domain(arena, sender),
		.identity = identity_of(arena, sender),
		.mail_from = expect->mail_from,
		.region = sender->server.region,
		.configuration_set = sender->ses != NULL
					 ? sender->ses->configuration_set
					 : ABSENT,
		.dkim_domain = expect->dkim_domain,
		.dkim_tokens = expect->dkim_tokens.items,
		.dkim_token_count = expect->dkim_tokens.count,
		.bulk = sender->bulk,
		.elsewhere = sender->ses == NULL,
	};
}

bool mailbox_login(struct arena *arena, const struct mailbox_settings *mailbox,
    struct mailbox_access *access, struct fault *fault)
{
	*access = mailbox->access;
	if (mailbox->oauth != NULL)
		return tokens_login(arena, mailbox->oauth, access, fault);
	return access->kind != MAILBOX_IMAP ||
	       secret_setting_read(
		   arena, &mailbox->password, &access->password, fault);
}
