#include "mailplumb/crew/mailbox_source.h"

#include "common/net/domain.h"
#include "inspect/fetch/store_watch.h"
#include "inspect/model/receivers.h"
#include "mailplumb/options/wire_line.h"
#include <unistd.h>

#define FETCH_WITHIN 120000 /* ms, unless --timeout says otherwise */

/* ---- what an operand means ---------------------------------------------- */

static struct mailbox_source source_of_url(
    struct arena *arena, struct bytes url, struct fault *fault)
{
	struct mailbox_source source = { .kind = MAILBOX_SOURCE_URL };

	if (!imap_url_read(arena, url, &source.access, &source.folder,
		&source.uids, fault))
		source.kind = MAILBOX_SOURCE_FAULT;
	else if (!bytes_present(source.access.user)) {
		fault_set(fault, FAULT_USAGE,
		    "%.*s names no user: imaps://USER@HOST", FMT(url));
		source.kind = MAILBOX_SOURCE_FAULT;
	}
	return source;
}

/* "/FOLDER;UID=5" behind a name. */
static bool place_read(
    struct bytes place, struct bytes *folder, struct uid_set *uids)
{
	*folder = ABSENT;
	uids->count = 0;
	if (place.len > 0 && place.ptr[0] == '/') {
		bytes_cut(bytes_skip(place, 1), ';', folder, &place);
		if (folder->len == 0)
			return false;
		if (!bytes_present(place))
			return true;
	} else if (place.len > 0)
		place = bytes_skip(place, 1);
	if (place.len == 0)
		return true;
	return bytes_istarts(place, BYTES("UID=")) &&
	       uid_set_read(bytes_skip(place, 4), uids);
}

static struct bytes name_of(struct bytes operand)
{
	struct bytes name, rest;

	bytes_cut(operand, '/', &name, &rest);
	bytes_cut(name, ';', &name, &rest);
	return name;
}

static struct mailbox_source source_of_name(struct arena *arena,
    struct bytes operand, const char *config, struct fault *fault)
{
	struct mailbox_source source = { .kind = MAILBOX_SOURCE_NONE };
	struct settings *settings = arena_new(arena, struct settings);
	struct bytes name = name_of(operand);

	if (!settings_load_any(settings, arena, config, fault)) {
		if (config != NULL)
			source.kind = MAILBOX_SOURCE_FAULT;
		return source;
	}
	for (struct mailbox_settings *mailbox = settings->mailboxes;
	     mailbox != NULL; mailbox = mailbox->next)
		if (bytes_eq(mailbox->name, name))
			source.settings = mailbox;
	if (source.settings == NULL)
		return source;
	source.kind = MAILBOX_SOURCE_SETTINGS;
	if (place_read(
		bytes_skip(operand, name.len), &source.folder, &source.uids))
		return source;
	fault_set(fault, FAULT_USAGE, "%.*s is not MAILBOX/FOLDER;UID=N",
	    FMT(operand));
	source.kind = MAILBOX_SOURCE_FAULT;
	return source;
}

struct mailbox_source mailbox_source_read(struct arena *arena,
    const char *operand, const struct common_options *options,
    struct fault *fault)
{
	struct bytes text = bytes_of(operand);

	if (imap_url_is(text))
		return source_of_url(arena, text, fault);
	if (bytes_eq(text, BYTES("-")) || access(operand, F_OK) == 0)
		return (struct mailbox_source){ .kind = MAILBOX_SOURCE_NONE };
	return source_of_name(arena, text, options->config, fault);
}

/* ---- the message -------------------------------------------------------- */

static bool url_login(struct arena *arena, const struct mailbox_source *source,
    const char *password_file, struct mailbox_access *access,
    struct fault *fault)
{
	struct secret_source from = { SECRET_VARIABLE,
		BYTES(MAILBOX_PASSWORD_VARIABLE) };

	*access = source->access;
	if (password_file != NULL)
		from = (struct secret_source){ SECRET_FILE,
			bytes_of(password_file) };
	return secret_read(arena, &from, 0, &access->password, fault) ||
	       fault_at(fault, "the password for %.*s", FMT(access->name));
}

/* Files of this machine have no numbers. */
static bool store_fetch(struct arena *arena,
    const struct mailbox_source *source, struct origin *origin,
    struct bytes *octets, struct fault *fault)
{
	const struct mailbox_access *access = &source->settings->access;

	if (source->uids.count > 0)
		return fault_set(fault, FAULT_USAGE,
		    "UID is about IMAP; the messages of mailbox %.*s are "
		    "inspected as %.*s",
		    FMT(access->name), FMT(access->path));
	return store_newest(
	    arena, access, source->folder, origin, octets, fault);
}

static int64_t within(const struct common_options *options)
{
	return options->timeout != TIME_UNKNOWN ? options->timeout
						: FETCH_WITHIN;
}

static bool is_store(const struct mailbox_source *source)
{
	return source->kind == MAILBOX_SOURCE_SETTINGS &&
	       source->settings->access.kind != MAILBOX_IMAP;
}

/* `access` lasts as long as what it is given to. */
static bool login(struct arena *arena, const struct mailbox_source *source,
    const struct common_options *options, const char *password_file,
    struct mailbox_access *access, struct fault *fault)
{
	bool known =
	    source->kind == MAILBOX_SOURCE_URL
		? url_login(arena, source, password_file, access, fault)
		: mailbox_login(arena, source->settings, access, fault);

	if (known && options->verbose > 0) {
		access->dialogue = wire_line_of_mailbox;
		access->context = &access->name;
	}
	return known;
}

bool mailbox_source_is_many(const struct mailbox_source *source)
{
	return source->uids.count > 0 && !is_store(source) &&
	       uid_set_only(&source->uids) == 0;
}

struct imap_many *mailbox_source_open(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    const char *password_file, struct fault *fault)
{
	struct mailbox_access *access = arena_new(arena, struct mailbox_access);

	if (!login(arena, source, options, password_file, access, fault))
		return NULL;
	return imap_many_open(
	    access, source->folder, &source->uids, within(options), fault);
}

bool mailbox_source_fetch(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    const char *password_file, struct origin *origin, struct bytes *octets,
    struct fault *fault)
{
	uint64_t uid = uid_set_only(&source->uids);
	struct mailbox_access access;

	if (is_store(source))
		return store_fetch(arena, source, origin, octets, fault);
	return login(arena, source, options, password_file, &access, fault) &&
	       imap_fetch_one(arena, &access, source->folder,
		   uid != UID_NEWEST ? (uint32_t)uid : 0,
		   clock_running() + within(options), origin, octets, fault);
}

/* ---- whom to believe ---------------------------------------------------- */

static const struct receiver *receiver_of_address(
    struct arena *arena, const struct receiver *own, struct bytes address)
{
	struct bytes local, domain;

	if (!bytes_cut_last(address, '@', &local, &domain))
		return NULL;
	domain = domain_read(arena, domain);
	return bytes_present(domain) ? receiver_of_mailbox(own, domain) : NULL;
}

static const char *const *ids_of(struct arena *arena, const struct words *words)
{
	const char **ids =
	    arena_new_array(arena, const char *, words->count + 1);

	for (size_t i = 0; i < words->count; i++)
		ids[i] = arena_cstr(arena, words->items[i]);
	return ids;
}

/* --receiver NAME, where NAME is known: cmd_inspect and cmd_check saw to it. */
static const struct receiver *receiver_told(
    const struct common_options *options, const struct receiver *own)
{
	struct bytes name = bytes_of(options->receiver);

	return bytes_present(name) && !receiver_is_auto(name)
		   ? receiver_named(own, name)
		   : NULL;
}

void mailbox_settings_trust(struct arena *arena,
    const struct mailbox_settings *settings,
    const struct common_options *options, struct premises *premises)
{
	const struct words *words = &settings->authserv_ids;
	const struct receiver *own = settings->receivers;

	if (options->authserv_ids[0] == NULL && words->count > 0)
		premises->authserv_ids = ids_of(arena, words);
	premises->receivers = own;
	premises->receiver = receiver_told(options, own);
	if (premises->receiver == NULL && options->receiver == NULL)
		premises->receiver = settings->receiver;
	if (premises->receiver == NULL)
		premises->receiver =
		    receiver_of_address(arena, own, settings->address);
}

void mailbox_source_trust(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    struct premises *premises)
{
	if (source->kind == MAILBOX_SOURCE_SETTINGS)
		mailbox_settings_trust(
		    arena, source->settings, options, premises);
	else if (premises->receiver == NULL)
		premises->receiver = receiver_of_address(
		    arena, premises->receivers, source->access.user);
}
