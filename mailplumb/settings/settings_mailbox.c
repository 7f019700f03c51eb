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
	struct bytes maildir, mbox, directory; /* absent: another kind */
	struct bytes user;
	int tls; /* enum tls_word */
};

static bool read_imap_url(const struct setting *setting, void *member)
{
	struct bytes url, folder = ABSENT;
	struct uid_set uids;

	if (!setting_text(setting, &url))
		return false;
	if (!imap_url_read(
		setting->arena, url, member, &folder, &uids, setting->fault))
		return fault_at_place(setting->fault, &setting->place);
	return !bytes_present(folder) ||
	       setting_wrong(setting, "names a folder; INBOX and junk are "
				      "looked at, and folders: end it "
				      "behind the host");
}

/* Into the first `folders` of the access; the rest of them is absent. */
static bool read_folders(const struct setting *setting, void *member)
{
	struct bytes *folders = member;
	struct words words;

	if (!setting_words(setting, &words))
		return false;
	if (words.count > MAILBOX_FOLDERS_MOST)
		return setting_wrong(setting, "names %zu folders; %d can be",
		    words.count, MAILBOX_FOLDERS_MOST);
	for (size_t i = 0; i < words.count; i++)
		folders[i] = words.items[i];
	return true;
}

static const struct setting_row mailbox_rows[] = {
#define AT(member) offsetof(struct mailbox_draft, member)
	{ SETTING("address", setting_address, AT(mailbox.address)),
	    .required = true },
	{ SETTING("imap", read_imap_url, AT(mailbox.access)) },
	{ SETTING("maildir", setting_path, AT(maildir)) },
	{ SETTING("mbox", setting_path, AT(mbox)) },
	{ SETTING("directory", setting_path, AT(directory)) },
	{ SETTING("tls", setting_word, AT(tls)), .words = tls_words },
	{ SETTING("user", setting_text, AT(user)) },
	{ SETTING("password", setting_secret, AT(mailbox.password)) },
	{ SETTING("oauth", oauth_map_read, AT(mailbox.oauth)) },
	{ SETTING("receiver", setting_text, AT(mailbox.receiver_name)) },
	{ SETTING("authserv_ids", setting_words, AT(mailbox.authserv_ids)) },
	{ SETTING("junk", setting_text, AT(mailbox.access.junk)) },
	{ SETTING("folders", read_folders, AT(mailbox.access.folders)) },
	{ CA_FILE(AT(mailbox.access.ca_file)) },
	{ CONNECT_TO(AT(mailbox.access.connect_to)) },
	{ 0 },
#undef AT
};

static bool has(const struct setting *map, const char *key)
{
	return yaml_member(map->node, bytes_of(key)) != NULL;
}

/* What only a server needs. */
static bool imap_keys_agree(const struct setting *map, const char *instead)
{
	static const char *const keys[] = { "tls", "user", "oauth", "ca_file",
		"connect_to", "folders" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct setting setting = setting_member(map, keys[i]);
		if (has(map, keys[i]))
			return setting_wrong(
			    &setting, "is about imap; %s needs none", instead);
	}
	return true;
}

/* One of the two, and a token never in clear. */
static bool login_agrees(
    const struct setting *map, const struct mailbox_draft *draft)
{
	const struct mailbox_settings *mailbox = &draft->mailbox;
	bool password = mailbox->password.source.kind != SECRET_UNSET;
	struct setting oauth = setting_member(map, "oauth");

	if (password && mailbox->oauth != NULL)
		return setting_wrong(
		    &oauth, "and a password exclude each other");
	if (!password && mailbox->oauth == NULL)
		return setting_wrong(map,
		    "password is missing: say password_command, password_file "
		    "or another of its forms, or oauth");
	return mailbox->oauth == NULL || draft->tls != TLS_NONE ||
	       setting_wrong(&oauth, "wants TLS: tls is none");
}

static bool imap_settle(const struct setting *map, struct mailbox_draft *draft)
{
	struct mailbox_access *access = &draft->mailbox.access;

	if (!tls_agrees(map, draft->tls, access->tls == IMAP_TLS_IMPLICIT))
		return false;
	if (!login_agrees(map, draft))
		return false;
	if (draft->tls == TLS_NONE)
		access->tls = IMAP_TLS_NONE;
	if (bytes_present(draft->user))
		access->user = draft->user;
	else if (!bytes_present(access->user))
		access->user = draft->mailbox.address;
	if (draft->mailbox.oauth != NULL)
		oauth_settings_name(
		    draft->mailbox.oauth, map->node->key, access->user);
	return true;
}

/* The junk of an mbox or folder is another one; of a Maildir a name. */
static bool store_settle(
    const struct setting *map, struct mailbox_draft *draft, const char *key)
{
	struct mailbox_access *access = &draft->mailbox.access;
	struct setting junk = setting_member(map, "junk");

	if (draft->mailbox.password.source.kind != SECRET_UNSET)
		return setting_wrong(map,
		    "has a password, which is about imap; %s needs none", key);
	return imap_keys_agree(map, key) &&
	       (access->kind == MAILBOX_MAILDIR || !has(map, "junk") ||
		   setting_path(&junk, &access->junk));
}

static bool kind_settle(const struct setting *map, struct mailbox_draft *draft)
{
	const struct {
		const char *key;
		enum mailbox_kind kind;
		struct bytes path;
	} rows[] = {
		{ "imap", MAILBOX_IMAP, ABSENT },
		{ "maildir", MAILBOX_MAILDIR, draft->maildir },
		{ "mbox", MAILBOX_MBOX, draft->mbox },
		{ "directory", MAILBOX_FOLDER, draft->directory },
	};
	size_t at = 0, count = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (has(map, rows[i].key)) {
			at = i;
			count++;
		}
	if (count != 1)
		return setting_wrong(map,
		    count == 0 ? "says none of imap, maildir, mbox and "
				 "directory, so nothing can be found"
			       : "says more than one of imap, maildir, mbox "
				 "and directory");
	draft->mailbox.access.kind = rows[at].kind;
	draft->mailbox.access.path = rows[at].path;
	return rows[at].kind == MAILBOX_IMAP
		   ? imap_settle(map, draft)
		   : store_settle(map, draft, rows[at].key);
}

bool mailbox_entry_read(const struct setting *setting)
{
	struct mailbox_draft draft = { .tls = TLS_UNSAID };
	struct mailbox_settings **end = &setting->settings->mailboxes;

	draft.mailbox.place = setting->place;
	if (!setting_members(setting, mailbox_rows, &draft) ||
	    !kind_settle(setting, &draft))
		return false;
	draft.mailbox.name = draft.mailbox.access.name = setting->node->key;
	while (*end != NULL)
		end = &(*end)->next;
	*end = arena_new(setting->arena, struct mailbox_settings);
	**end = draft.mailbox;
	return true;
}
