#include "mailplumb/settings/settings.h"

#include "common/base/nearest.h"
#include "inspect/model/receivers.h"
#include "mailplumb/settings/settings_rows.h"

static const struct name method_words[] = {
	{ "dkim", METHOD_DKIM },
	{ "spf", METHOD_SPF },
	{ "dmarc", METHOD_DMARC },
	{ NULL, 0 },
};

static const struct name alert_words[] = {
	{ "fail", 1 },
	{ "warn", 2 },
	{ "unknown", 4 },
	{ "recovered", 8 },
	{ NULL, 0 },
};

static void note_unused(const struct setting *setting)
{
	if (setting->settings->unused != NULL)
		return;
	struct place *place = arena_new(setting->arena, struct place);
	*place = setting->place;
	setting->settings->unused = place;
}

/* ---- checks */

static const struct setting_row check_rows[] = {
#define AT(member) offsetof(struct check_settings, member)
	{ SETTING("sender", setting_words, AT(sender_names)),
	    .required = true },
	{ SETTING("mailbox", setting_words, AT(mailbox_names)),
	    .required = true },
	{ SETTING("every", setting_duration, AT(every)) },
	{ SETTING("deadline", setting_duration, AT(deadline)) },
	{ SETTING("warn_after", setting_duration, AT(warn_after)) },
	{ SETTING("keep", setting_truth, AT(keep)) },
	{ SETTING("require", setting_set, AT(require)), .words = method_words },
	{ 0 },
#undef AT
};

bool check_entry_read(const struct setting *setting)
{
	struct check_settings *check =
	    arena_new(setting->arena, struct check_settings);
	struct check_settings **end = &setting->settings->checks;

	*check = (struct check_settings){ .name = setting->node->key,
		.place = setting->place,
		.deadline = CHECK_DEADLINE,
		.keep = true };
	if (!setting_members(setting, check_rows, check))
		return false;
	while (*end != NULL)
		end = &(*end)->next;
	*end = check;
	return true;
}

/* ---- the whole file ------------------------------------------------------ */

/* A name is typed on command lines, where imaps://... is a mailbox, too. */
static bool name_usable(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (is_control(name.ptr[i]) || is_blank(name.ptr[i]) ||
		    name.ptr[i] == '/' || name.ptr[i] == ':')
			return false;
	return name.len > 0 && name.ptr[0] != '-';
}

/* A map from names of the user's choice to entries. */
static bool read_entries(const struct setting *setting, struct words *names,
    bool (*read)(const struct setting *entry))
{
	const struct yaml_node *node = setting->node;

	if (node->kind != YAML_MAP)
		return setting_wrong(
		    setting, "wants a map of names and what they mean");
	names->items =
	    arena_new_array(setting->arena, struct bytes, node->count);
	for (node = node->first; node != NULL; node = node->next) {
		struct setting entry = setting_below(setting, node);
		if (!name_usable(node->key))
			return setting_wrong(&entry,
			    "a name has no blank, '/' or ':' and does not "
			    "begin with '-'");
		if (!read(&entry))
			return false;
		names->items[names->count++] = node->key;
	}
	return true;
}

static bool read_senders(const struct setting *setting, void *member)
{
	return read_entries(setting, member, sender_entry_read);
}

static bool read_mailboxes(const struct setting *setting, void *member)
{
	return read_entries(setting, member, mailbox_entry_read);
}

static bool read_receivers(const struct setting *setting, void *member)
{
	setting->settings->receivers = arena_new_array(
	    setting->arena, struct receiver, setting->node->count + 1);
	return read_entries(setting, member, receiver_entry_read);
}

static bool read_checks(const struct setting *setting, void *member)
{
	return read_entries(setting, member, check_entry_read);
}

/* What only `watch` obeys is read as strictly as the rest. */
struct watch_draft {
	struct bytes history, listen;
	unsigned on;
	struct secret_setting webhook_url;
};

static bool form_history(struct bytes text)
{
	static const struct bytes starts[] = {
		{ "sqlite:", 7 },
		{ "postgresql://", 13 },
		{ "postgres://", 11 },
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (bytes_starts(text, starts[i]))
			return text.len > starts[i].len;
	return false;
}

static bool read_watch_form(const struct setting *setting, void *member)
{
	struct bytes text;

	(void)member;
	note_unused(setting);
	return setting_form(setting, &text);
}

static const struct setting_row alert_rows[] = {
	{ SETTING("on", setting_set, offsetof(struct watch_draft, on)),
	    .required = true, .words = alert_words },
	{ SETTING("webhook_url", setting_secret,
	      offsetof(struct watch_draft, webhook_url)),
	    .required = true },
	{ 0 },
};

static bool read_alerts(const struct setting *setting, void *member)
{
	const struct yaml_node *node = setting->node;

	(void)member;
	note_unused(setting);
	if (node->kind != YAML_LIST)
		return setting_wrong(setting, "wants a list of alerts");
	for (node = node->first; node != NULL; node = node->next) {
		struct setting alert = setting_below(setting, node);
		struct watch_draft draft = { .on = 0 };
		if (!setting_members(&alert, alert_rows, &draft))
			return false;
	}
	return true;
}

static const struct setting_row file_rows[] = {
#define AT(member) offsetof(struct settings, member)
	{ SETTING("senders", read_senders, AT(sender_names)) },
	{ SETTING("mailboxes", read_mailboxes, AT(mailbox_names)) },
	{ SETTING("checks", read_checks, AT(check_names)) },
	{ SETTING("receivers", read_receivers, AT(receiver_names)) },
	{ SETTING("state", setting_path, AT(state)) },
	{ SETTING("history", read_watch_form, 0),
	    .wants = "sqlite:FILE or postgresql://...", .fits = form_history },
	{ SETTING("listen", read_watch_form, 0),
	    .wants = "ADDRESS:PORT, such as 127.0.0.1:9741",
	    .fits = form_host_port },
	{ SETTING("alerts", read_alerts, 0) },
	{ 0 },
#undef AT
};

/* ---- names --------------------------------------------------------------- */

static struct bytes names_joined(struct arena *arena, struct words names)
{
	struct bytes list = BYTES("");

	for (size_t i = 0; i < names.count && list.len < 500; i++)
		list = arena_printf(arena, "%.*s%s%.*s", FMT(list),
		    i > 0 ? ", " : "", FMT(names.items[i]));
	return list;
}

/* "no mailbox "gmial"; did you mean "gmail"?" */
static bool unknown_name(const struct settings *settings, const char *what,
    struct bytes name, struct words names, struct fault *fault)
{
	struct bytes meant = nearest_word(name, names.items, names.count);

	if (names.count == 0)
		return fault_set(fault, FAULT_USAGE,
		    "no %s \"%.*s\": %s has none", what, FMT(name),
		    settings->file);
	if (bytes_present(meant))
		return fault_set(fault, FAULT_USAGE,
		    "no %s \"%.*s\"; did you mean \"%.*s\"? %s has %.*s", what,
		    FMT(name), FMT(meant), settings->file,
		    FMT(names_joined(settings->arena, names)));
	return fault_set(fault, FAULT_USAGE, "no %s \"%.*s\"; %s has %.*s",
	    what, FMT(name), settings->file,
	    FMT(names_joined(settings->arena, names)));
}

const struct sender_settings *settings_find_sender(
    const struct settings *settings, struct bytes name)
{
	const struct sender_settings *sender = settings->senders;

	while (sender != NULL && !bytes_eq(sender->name, name))
		sender = sender->next;
	return sender;
}

const struct sender_settings *settings_sender(
    const struct settings *settings, struct bytes name, struct fault *fault)
{
	const struct sender_settings *sender =
	    settings_find_sender(settings, name);

	if (sender == NULL)
		unknown_name(
		    settings, "sender", name, settings->sender_names, fault);
	return sender;
}

const struct mailbox_settings *settings_mailbox(
    const struct settings *settings, struct bytes name, struct fault *fault)
{
	const struct mailbox_settings *mailbox = settings->mailboxes;

	while (mailbox != NULL && !bytes_eq(mailbox->name, name))
		mailbox = mailbox->next;
	if (mailbox == NULL)
		unknown_name(
		    settings, "mailbox", name, settings->mailbox_names, fault);
	return mailbox;
}

const struct check_settings *settings_check(
    const struct settings *settings, struct bytes name, struct fault *fault)
{
	const struct check_settings *check = settings->checks;

	while (check != NULL && !bytes_eq(check->name, name))
		check = check->next;
	if (check == NULL)
		unknown_name(
		    settings, "check", name, settings->check_names, fault);
	return check;
}

static bool check_resolve(struct check_settings *check,
    const struct setting *entry, const struct settings *settings)
{
	struct setting sender = setting_member(entry, "sender");
	struct setting mailbox = setting_member(entry, "mailbox");
	struct setting keep = setting_member(entry, "keep");
	struct words *names = &check->sender_names;

	check->senders = arena_new_array(
	    settings->arena, const struct sender_settings *, names->count);
	for (size_t i = 0; i < names->count; i++) {
		check->senders[i] =
		    settings_sender(settings, names->items[i], entry->fault);
		if (check->senders[i] == NULL)
			return fault_at_place(entry->fault, &sender.place);
	}
	names = &check->mailbox_names;
	check->mailboxes = arena_new_array(
	    settings->arena, const struct mailbox_settings *, names->count);
	for (size_t i = 0; i < names->count; i++) {
		check->mailboxes[i] =
		    settings_mailbox(settings, names->items[i], entry->fault);
		if (check->mailboxes[i] == NULL)
			return fault_at_place(entry->fault, &mailbox.place);
		if (!check->keep &&
		    check->mailboxes[i]->access.kind == MAILBOX_MBOX)
			return setting_wrong(&keep,
			    "no message is taken out of the mbox %.*s: leave "
			    "keep out",
			    FMT(names->items[i]));
	}
	return true;
}

/* The checks stand in the order of their entries. */
static bool checks_resolve(
    struct settings *settings, const struct setting *whole)
{
	struct setting map = setting_member(whole, "checks");
	struct check_settings *check = settings->checks;
	const struct yaml_node *node = map.node->first;

	for (; check != NULL; check = check->next, node = node->next) {
		struct setting entry = setting_below(&map, node);
		if (!check_resolve(check, &entry, settings))
			return false;
	}
	return true;
}

bool settings_read(struct settings *settings, struct arena *arena,
    const char *file, struct bytes text, struct fault *fault)
{
	struct yaml_node *root;
	struct setting whole = { .arena = arena,
		.settings = settings,
		.place = { .file = file, .line = 1, .key = BYTES("") },
		.fault = fault };

	*settings = (struct settings){ .arena = arena, .file = file };
	if (!yaml_read(&root, arena, file, text, fault))
		return false;
	whole.node = root;
	return setting_members(&whole, file_rows, settings) &&
	       receivers_resolve(&whole) && checks_resolve(settings, &whole);
}
