#include "publish/sender_commands.h"

#include "common/base/shell.h"
#include "common/base/text.h"

#define COMMAND_MOST 4096

struct maker {
	struct arena *arena;
	const struct sender_wish *wish;
	struct text line;
	struct sender_command *first, **end;
};

static void begin(struct maker *maker, const char *action)
{
	text_clear(&maker->line);
	text_printf(&maker->line, "aws sesv2 %s --email-identity ", action);
	text_add(&maker->line, shell_quoted(maker->arena, maker->wish->domain));
}

static void option(struct maker *maker, const char *name, struct bytes value)
{
	text_printf(&maker->line, " --%s ", name);
	text_add(&maker->line, shell_quoted(maker->arena, value));
}

static void end(struct maker *maker, const char *purpose)
{
	struct sender_command *command =
	    arena_new(maker->arena, struct sender_command);

	option(maker, "region", maker->wish->region);
	command->purpose = purpose;
	command->text = arena_copy(maker->arena, text_bytes(&maker->line));
	*(maker->first == NULL ? &maker->first : maker->end) = command;
	maker->end = &command->next;
}

struct sender_command *sender_commands_make(
    struct arena *arena, const struct sender_wish *wish)
{
	struct maker maker = { .arena = arena, .wish = wish };
	bool own_key = bytes_present(wish->selector);

	if (!bytes_present(wish->region))
		return NULL;
	maker.line = text_new(COMMAND_MOST);
	begin(&maker, "create-email-identity");
	option(&maker, "dkim-signing-attributes",
	    own_key ? BYTES("file://" DKIM_JSON)
		    : BYTES("NextSigningKeyLength=RSA_2048_BIT"));
	end(&maker, "creates the identity, where there is none yet");
	if (!own_key && wish->token_count == 0) {
		begin(&maker, "get-email-identity");
		option(&maker, "query", BYTES("DkimAttributes"));
		end(&maker, "shows its three tokens");
	}
	if (bytes_present(wish->mail_from)) {
		begin(&maker, "put-email-identity-mail-from-attributes");
		option(&maker, "mail-from-domain", wish->mail_from);
		option(&maker, "behavior-on-mx-failure",
		    BYTES("USE_DEFAULT_VALUE"));
		end(&maker, "sets its MAIL FROM domain");
	}
	text_free(&maker.line);
	return maker.first;
}
