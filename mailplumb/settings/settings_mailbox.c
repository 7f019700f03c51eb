#include "mailplumb/settings/settings_rows.h"

const struct name tls_words[] = {
	{ "implicit", TLS_IMPLICIT },
	{ "starttls", TLS_STARTTLS },
	{ "none", TLS_NONE },
	{ NULL, 0 },
};

bool tls_agrees(const struct setting *map, int tls, bool implicit)
{
	struct setting setting = setting_member(map, "tls");

	if (tls == TLS_UNSAID || implicit == (tls == TLS_IMPLICIT))
		return true;
	return setting_wrong(&setting,
	    "the URL says %s; for implicit TLS it begins with imaps:// or "
	    "smtps://, else with imap:// or smtp://",
	    implicit ? "implicit TLS" : "no implicit TLS");
}

struct mailbox_draft {
	struct mailbox_settings mailbox;
	struct bytes user;
	int tls; /* enum tls_word */
};

static bool read_imap_url(const struct setting *setting, void *member)
{
	struct bytes url, folder = ABSENT;
	uint32_t uid = 0;

	if (!setting_text(setting, &url))
		return false;
	if (!imap_url_read(
		setting->arena, url, member, &folder, &uid, setting->fault))
		return fault_at_place(setting->fault, &setting->place);
	return !bytes_present(folder) ||
	       setting_wrong(setting, "names a folder; INBOX and junk are "
				      "looked at: end it behind "
				      "the host");
}

static const struct setting_row mailbox_rows[] = {
#define AT(member) offsetof(struct mailbox_draft, member)
	{ SETTING("address", setting_address, AT(mailbox.address)),
	    .required = true },
	{ SETTING("imap", read_imap_url, AT(mailbox.access)),
	    .required = true },
	{ SETTING("tls", setting_word, AT(tls)), .words = tls_words },
	{ SETTING("user", setting_text, AT(user)) },
	{ SETTING("password", setting_secret, AT(mailbox.password)),
	    .required = true },
	{ SETTING("receiver", setting_text, AT(mailbox.receiver_name)) },
	{ SETTING("authserv_ids", setting_words, AT(mailbox.authserv_ids)) },
	{ SETTING("junk", setting_text, AT(mailbox.access.junk)) },
	{ CA_FILE(AT(mailbox.access.ca_file)) },
	{ CONNECT_TO(AT(mailbox.access.connect_to)) },
	{ 0 },
#undef AT
};

bool mailbox_entry_read(const struct setting *setting)
{
	struct mailbox_draft draft = { .tls = TLS_UNSAID };
	struct mailbox_access *access = &draft.mailbox.access;
	struct mailbox_settings **end = &setting->settings->mailboxes;

	draft.mailbox.place = setting->place;
	if (!setting_members(setting, mailbox_rows, &draft) ||
	    !tls_agrees(setting, draft.tls, access->tls == IMAP_TLS_IMPLICIT))
		return false;
	if (draft.tls == TLS_NONE)
		access->tls = IMAP_TLS_NONE;
	draft.mailbox.name = access->name = setting->node->key;
	if (bytes_present(draft.user))
		access->user = draft.user;
	else if (!bytes_present(access->user))
		access->user = draft.mailbox.address;
	while (*end != NULL)
		end = &(*end)->next;
	*end = arena_new(setting->arena, struct mailbox_settings);
	**end = draft.mailbox;
	return true;
}
