#include "mailplumb/settings/settings_type.h"

#include "common/base/nearest.h"
#include "common/mail/address.h"
#include "common/net/domain.h"
#include <stdlib.h>
#include <string.h>

#define ROWS_MOST  32 /* in one table */
#define SHOWN_MOST 60 /* octets of a value in a fault */

bool setting_wrong(const struct setting *setting, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	struct bytes text = arena_vprintf(setting->arena, format, args);
	va_end(args);
	fault_set(setting->fault, FAULT_USAGE, "%.*s", FMT(text));
	return fault_at_place(setting->fault, &setting->place);
}

/* ---- scalars ------------------------------------------------------------- */

/* YAML has several ways to write nothing. */
static bool is_nothing(const struct yaml_node *node)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!node->quoted && bytes_eq(node->text, bytes_of(words[i])))
			return true;
	return false;
}

/* The text of a scalar, or a fault that says what is wanted. */
static bool scalar(
    const struct setting *setting, const char *wants, struct bytes *text)
{
	static const char *const kinds[] = {
		[YAML_LIST] = "a list",
		[YAML_MAP] = "a map",
	};
	const struct yaml_node *node = setting->node;

	if (node->kind != YAML_SCALAR)
		return setting_wrong(
		    setting, "wants %s, not %s", wants, kinds[node->kind]);
	if (is_nothing(node))
		return setting_wrong(setting, "has no value, wants %s", wants);
	*text = node->text;
	return true;
}

/* A scalar that is not text, so it must stand without quotes. */
static bool plain(
    const struct setting *setting, const char *wants, struct bytes *text)
{
	if (!scalar(setting, wants, text))
		return false;
	return !setting->node->quoted ||
	       setting_wrong(setting, "wants %s, without quotes", wants);
}

static bool unfit(
    const struct setting *setting, struct bytes text, const char *wants)
{
	bool cut = text.len > SHOWN_MOST;

	return setting_wrong(setting, "\"%.*s%s\" is not %s",
	    FMT(bytes_first(text, SHOWN_MOST)), cut ? "..." : "", wants);
}

bool setting_text(const struct setting *setting, void *member)
{
	struct bytes text;

	if (!scalar(setting, "text", &text))
		return false;
	if (text.len == 0)
		return setting_wrong(setting, "is empty");
	for (size_t i = 0; i < text.len; i++)
		if (is_control(text.ptr[i]))
			return setting_wrong(setting,
			    "contains a line end or control character");
	*(struct bytes *)member = text;
	return true;
}

bool setting_form(const struct setting *setting, void *member)
{
	struct bytes text;

	if (!setting_text(setting, &text))
		return false;
	if (!setting->row->fits(text))
		return unfit(setting, text, setting->row->wants);
	*(struct bytes *)member = text;
	return true;
}

bool setting_address(const struct setting *setting, void *member)
{
	struct address address;
	struct bytes text;

	if (!setting_text(setting, &text))
		return false;
	if (!address_read(setting->arena, text, &address) ||
	    !bytes_present(domain_read(setting->arena, address.domain)))
		return unfit(
		    setting, text, "an address such as hello@example.com");
	*(struct bytes *)member = text;
	return true;
}

bool setting_domain(const struct setting *setting, void *member)
{
	struct bytes text;

	if (!setting_text(setting, &text))
		return false;
	struct bytes domain = domain_read(setting->arena, text);
	if (!bytes_present(domain) || !domain_is_host(domain))
		return unfit(setting, text, "a domain such as example.com");
	*(struct bytes *)member = domain;
	return true;
}

/* What stands before the last '/' of `file`, that '/' included. */
static struct bytes folder_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return (struct bytes){ file,
		slash != NULL ? (size_t)(slash - file) + 1 : 0 };
}

bool setting_path(const struct setting *setting, void *member)
{
	const char *home = getenv("HOME");
	struct bytes *path = member;

	if (!setting_text(setting, path))
		return false;
	if (bytes_starts(*path, BYTES("/")))
		return true;
	if (!bytes_starts(*path, BYTES("~/"))) {
		*path = arena_printf(setting->arena, "%.*s%.*s",
		    FMT(folder_of(setting->place.file)), FMT(*path));
		return true;
	}
	if (home == NULL || home[0] == '\0')
		return setting_wrong(setting, "HOME is not set for \"~/\"");
	*path = arena_printf(
	    setting->arena, "%s%.*s", home, FMT(bytes_skip(*path, 1)));
	return true;
}

bool setting_number(const struct setting *setting, void *member)
{
	unsigned least = setting->row->least, most = setting->row->most;
	struct bytes text, wants = arena_printf(setting->arena,
			       "a whole number from %u to %u", least, most);
	uint64_t number;

	if (!plain(setting, wants.ptr, &text))
		return false;
	if (!bytes_number(text, most, &number) || number < least ||
	    (text.len > 1 && text.ptr[0] == '0'))
		return unfit(setting, text, wants.ptr);
	*(unsigned *)member = (unsigned)number;
	return true;
}

bool setting_truth(const struct setting *setting, void *member)
{
	struct bytes text = ABSENT;

	if (!plain(setting, "true or false", &text))
		return false;
	*(bool *)member = bytes_eq(text, BYTES("true"));
	return *(bool *)member || bytes_eq(text, BYTES("false")) ||
	       unfit(setting, text, "true or false");
}

bool setting_duration(const struct setting *setting, void *member)
{
	static const char *const wants = "a duration such as 90s, 5m, 2h or 1d";
	struct bytes text;

	if (!scalar(setting, wants, &text))
		return false;
	return (duration_read(text, member) && text.ptr[0] != '0') ||
	       unfit(setting, text, wants);
}

/* ---- words --------------------------------------------------------------- */

static struct bytes words_listed(struct arena *arena, const struct name *words)
{
	struct bytes list = BYTES("");

	for (; words->word != NULL; words++)
		list = arena_printf(arena, "%.*s%s%s", FMT(list),
		    list.len > 0 ? ", " : "", words->word);
	return list;
}

static bool word_code(
    const struct setting *setting, struct bytes word, int *code)
{
	const struct name *row = setting->row->words;

	while (row->word != NULL && !bytes_eq(bytes_of(row->word), word))
		row++;
	*code = row->code;
	return row->word != NULL ||
	       unfit(setting, word,
		   arena_printf(setting->arena, "one of %.*s",
		       FMT(words_listed(setting->arena, setting->row->words)))
		       .ptr);
}

bool setting_word(const struct setting *setting, void *member)
{
	struct bytes text;

	return setting_text(setting, &text) && word_code(setting, text, member);
}

bool setting_words(const struct setting *setting, void *member)
{
	const struct yaml_node *node = setting->node;
	bool is_list = node->kind == YAML_LIST;
	struct words *words = member;

	if (is_list && node->count == 0)
		return setting_wrong(setting, "is an empty list");
	words->count = 0;
	words->items = arena_new_array(
	    setting->arena, struct bytes, is_list ? node->count : 1);
	if (!is_list)
		return setting_text(setting, &words->items[words->count++]);
	for (node = node->first; node != NULL; node = node->next) {
		struct setting item = setting_below(setting, node);
		struct bytes *text = &words->items[words->count];
		if (!setting_text(&item, text))
			return false;
		for (size_t i = 0; i < words->count; i++)
			if (bytes_eq(*text, words->items[i]))
				return setting_wrong(
				    &item, "names %.*s twice", FMT(*text));
		words->count++;
	}
	return true;
}

bool setting_set(const struct setting *setting, void *member)
{
	const struct yaml_node *node = setting->node->first;
	struct words words;
	unsigned set = 0;
	int code;

	if (!setting_words(setting, &words))
		return false;
	for (size_t i = 0; i < words.count; i++) {
		struct setting item = *setting;
		if (node != NULL)
			item = setting_below(setting, node);
		if (!word_code(&item, words.items[i], &code))
			return false;
		set |= (unsigned)code;
		node = node != NULL ? node->next : NULL;
	}
	*(unsigned *)member = set;
	return true;
}

/* ---- secrets ------------------------------------------------------------- */

static bool secret_text(const struct setting *setting, void *member)
{
	struct bytes text;

	if (!scalar(setting, "text", &text))
		return false;
	if (text.len == 0)
		return setting_wrong(setting, "is empty");
	if (setting->settings->inline_secret == NULL) {
		struct place *place = arena_new(setting->arena, struct place);
		*place = setting->place;
		setting->settings->inline_secret = place;
	}
	*(struct bytes *)member = text;
	return true;
}

static bool secret_descriptor(const struct setting *setting, void *member)
{
	const struct setting_row row = { .least = 0, .most = 65535 };
	struct setting numbered = *setting;
	unsigned number = 0;

	numbered.row = &row;
	if (!setting_number(&numbered, &number))
		return false;
	*(struct bytes *)member =
	    arena_printf(setting->arena, "/dev/fd/%u", number);
	return true;
}

static const struct secret_form {
	const char *suffix; /* of the key */
	enum secret_kind kind;
	bool (*read)(const struct setting *setting, void *text);
} secret_forms[] = {
	{ "", SECRET_VALUE, secret_text },
	{ "_command", SECRET_COMMAND, setting_text },
	{ "_file", SECRET_FILE, setting_path },
	{ "_fd", SECRET_FILE, secret_descriptor },
	{ "_env", SECRET_VARIABLE, setting_text },
	{ "_credential", SECRET_CREDENTIAL, setting_text },
};
#define SECRET_FORMS (sizeof(secret_forms) / sizeof(secret_forms[0]))

static const struct secret_form *form_of(
    const struct setting_row *row, struct bytes key)
{
	size_t base = strlen(row->key);

	if (!bytes_starts(key, bytes_of(row->key)))
		return NULL;
	for (size_t i = 0; i < SECRET_FORMS; i++)
		if (bytes_eq(bytes_skip(key, base),
			bytes_of(secret_forms[i].suffix)))
			return &secret_forms[i];
	return NULL;
}

bool setting_secret(const struct setting *setting, void *member)
{
	struct secret_setting *secret = member;
	const struct secret_form *form =
	    form_of(setting->row, setting->node->key);

	if (secret->source.kind != SECRET_UNSET)
		return setting_wrong(setting,
		    "is given already, by %.*s in line %u",
		    FMT(secret->place.key), secret->place.line);
	secret->place = setting->place;
	secret->source.kind = form->kind;
	return form->read(setting, &secret->source.text);
}

/* ---- maps ---------------------------------------------------------------- */

struct setting setting_below(
    const struct setting *setting, const struct yaml_node *node)
{
	struct setting below = *setting;
	struct bytes key = setting->place.key;

	below.node = node;
	below.place.line = node->line;
	if (bytes_present(node->key))
		below.place.key =
		    key.len == 0 ? node->key
				 : arena_printf(setting->arena, "%.*s.%.*s",
				       FMT(key), FMT(node->key));
	return below;
}

struct setting setting_member(const struct setting *setting, const char *key)
{
	const struct yaml_node *node =
	    yaml_member(setting->node, bytes_of(key));

	return node != NULL ? setting_below(setting, node) : *setting;
}

static const struct setting_row *row_of(
    const struct setting_row *rows, struct bytes key)
{
	for (; rows->key != NULL; rows++)
		if (rows->read == setting_secret
			? form_of(rows, key) != NULL
			: bytes_eq(bytes_of(rows->key), key))
			return rows;
	return NULL;
}

/* The keys of a table; a secret has as many as it has forms. */
static struct words keys_of(
    struct arena *arena, const struct setting_row *rows, bool forms)
{
	struct words keys = { arena_new_array(arena, struct bytes,
				  ROWS_MOST * SECRET_FORMS),
		0 };

	for (; rows->key != NULL; rows++) {
		size_t n =
		    forms && rows->read == setting_secret ? SECRET_FORMS : 1;
		for (size_t i = 0; i < n; i++)
			keys.items[keys.count++] = arena_printf(
			    arena, "%s%s", rows->key, secret_forms[i].suffix);
	}
	return keys;
}

static struct bytes words_joined(struct arena *arena, struct words words)
{
	struct bytes list = BYTES("");

	for (size_t i = 0; i < words.count; i++)
		list = arena_printf(arena, "%.*s%s%.*s", FMT(list),
		    i > 0 ? ", " : "", FMT(words.items[i]));
	return list;
}

static bool unknown_key(
    const struct setting *member, const struct setting_row *rows)
{
	struct words keys = keys_of(member->arena, rows, true);
	struct bytes meant =
	    nearest_word(member->node->key, keys.items, keys.count);

	if (bytes_present(meant))
		return setting_wrong(
		    member, "unknown key; did you mean \"%.*s\"?", FMT(meant));
	keys = keys_of(member->arena, rows, false);
	return setting_wrong(member, "unknown key; there are: %.*s",
	    FMT(words_joined(member->arena, keys)));
}

static bool missing_key(
    const struct setting *setting, const struct setting_row *row)
{
	if (row->read != setting_secret)
		return setting_wrong(setting, "%s is missing", row->key);
	return setting_wrong(setting,
	    "%s is missing: say %s_command, %s_file or another of its forms",
	    row->key, row->key, row->key);
}

bool setting_members(
    const struct setting *setting, const struct setting_row *rows, void *target)
{
	const struct yaml_node *node = setting->node;
	bool seen[ROWS_MOST] = { false };

	if (node->kind != YAML_MAP)
		return setting_wrong(setting, "wants a map of keys and values");
	for (node = node->first; node != NULL; node = node->next) {
		struct setting member = setting_below(setting, node);
		member.row = row_of(rows, node->key);
		if (member.row == NULL)
			return unknown_key(&member, rows);
		if (!member.row->read(
			&member, (char *)target + member.row->offset))
			return false;
		seen[member.row - rows] = true;
	}
	for (size_t i = 0; rows[i].key != NULL; i++)
		if (rows[i].required && !seen[i])
			return missing_key(setting, &rows[i]);
	return true;
}

bool setting_map(const struct setting *setting, void *member)
{
	return setting_members(setting, setting->row->rows, member);
}

/* ---- forms --------------------------------------------------------------- */

bool form_host_port(struct bytes text)
{
	struct bytes host, port;
	uint64_t number;

	return bytes_cut_last(text, ':', &host, &port) &&
	       bytes_number(port, 65535, &number) && number > 0 &&
	       port.ptr[0] != '0' && host.len > 0 &&
	       bytes_find(host, BYTES(" ")) == NULL &&
	       (bytes_find(host, BYTES(":")) == NULL ||
		   (host.ptr[0] == '[' && host.ptr[host.len - 1] == ']'));
}
