/* receivers: rows of the user's own, and what mailboxes name of all rows. */
#include "mailplumb/settings/settings_rows.h"

#include "common/net/domain.h"
#include "inspect/model/receivers.h"

struct receiver_draft {
	struct bytes title;
	struct words domains, borders, ids;
	unsigned habits;
};

static const struct setting_row receiver_rows[] = {
#define AT(member) offsetof(struct receiver_draft, member)
	{ SETTING("title", setting_text, AT(title)) },
	{ SETTING("domains", setting_words, AT(domains)) },
	{ SETTING("borders", setting_words, AT(borders)) },
	{ SETTING("authserv_ids", setting_words, AT(ids)) },
	{ SETTING("habits", setting_set, AT(habits)),
	    .words = receiver_habits },
	{ 0 },
#undef AT
};

/* Domains in the form in which they are compared; what is none, such as
 * "*-mx-*" or a bare host name, as it stands, in lower case. */
static const char *const *list_of(struct arena *arena, struct words words)
{
	const char **list =
	    arena_new_array(arena, const char *, words.count + 1);

	for (size_t i = 0; i < words.count; i++) {
		struct bytes domain = domain_read(arena, words.items[i]);
		if (!bytes_present(domain))
			domain = arena_lower(arena, words.items[i]);
		list[i] = arena_cstr(arena, domain);
	}
	return list;
}

static bool row_usable(const struct setting *setting,
    const struct receiver_draft *draft, const char *name)
{
	if (receiver_is_auto(bytes_of(name)))
		return setting_wrong(setting,
		    "auto is what receiver says where nobody is "
		    "named");
	return draft->domains.count > 0 || draft->borders.count > 0 ||
	       draft->ids.count > 0 ||
	       setting_wrong(setting,
		   "wants domains, borders or authserv_ids: nothing tells "
		   "this receiver");
}

/* The entry's place in the file is its place in the table. */
bool receiver_entry_read(const struct setting *setting)
{
	struct receiver *row = setting->settings->receivers;
	struct receiver_draft draft = { .habits = 0 };
	struct arena *arena = setting->arena;
	const char *name = arena_cstr(arena, setting->node->key);

	if (!setting_members(setting, receiver_rows, &draft) ||
	    !row_usable(setting, &draft, name))
		return false;
	if (draft.ids.count == 0)
		draft.ids = draft.borders;
	while (row->name != NULL)
		row++;
	*row = (struct receiver){
		.name = name,
		.title = bytes_present(draft.title)
			     ? arena_cstr(arena, draft.title)
			     : name,
		.domains = list_of(arena, draft.domains),
		.borders = list_of(arena, draft.borders),
		.ids = list_of(arena, draft.ids),
		.habits = draft.habits,
	};
	return true;
}

struct bytes receivers_known(struct arena *arena, const struct receiver *own)
{
	const struct receiver *tables[] = { own, receivers_all() };
	struct bytes list = BYTES("auto");

	for (size_t i = 0; i < 2; i++)
		for (const struct receiver *row = tables[i];
		     row != NULL && row->name != NULL; row++)
			list = arena_printf(
			    arena, "%.*s, %s", FMT(list), row->name);
	return list;
}

static bool mailbox_resolve(
    const struct setting *entry, struct mailbox_settings *mailbox)
{
	const struct receiver *own = entry->settings->receivers;
	struct setting receiver = setting_member(entry, "receiver");
	struct bytes name = mailbox->receiver_name;

	mailbox->receivers = own;
	if (!bytes_present(name) || receiver_is_auto(name))
		return true;
	mailbox->receiver = receiver_named(own, name);
	return mailbox->receiver != NULL ||
	       setting_wrong(&receiver,
		   "unknown receiver \"%.*s\"; known are %.*s; for any other "
		   "leave receiver out and say authserv_ids, or describe it "
		   "below receivers",
		   FMT(name), FMT(receivers_known(entry->arena, own)));
}

bool receivers_resolve(const struct setting *whole)
{
	struct mailbox_settings *mailbox = whole->settings->mailboxes;
	struct setting map = setting_member(whole, "mailboxes");
	const struct yaml_node *node = map.node->first;

	for (; mailbox != NULL; mailbox = mailbox->next, node = node->next) {
		struct setting entry = setting_below(&map, node);
		if (!mailbox_resolve(&entry, mailbox))
			return false;
	}
	return true;
}
