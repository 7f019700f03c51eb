/*
 * mailbox_source - messages of a mailbox, as an operand of `inspect`
 *
 * MAILBOX[/FOLDER][;UID=N] is a mailbox of the configuration,
 * imaps://USER@HOST[:PORT][/FOLDER][;UID=N] any other.  Without a folder it is
 * INBOX, without a number the newest message.  N may be a set: uid_set.h.
 */
#ifndef MAILPLUMB_CREW_MAILBOX_SOURCE_H
#define MAILPLUMB_CREW_MAILBOX_SOURCE_H

#include "inspect/fetch/imap_many.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/settings/settings.h"

/* Where a URL's password comes from when no file is given. */
#define MAILBOX_PASSWORD_VARIABLE "MAILPLUMB_IMAP_PASSWORD"

enum mailbox_source_kind {
	MAILBOX_SOURCE_NONE, /* the operand names a file */
	MAILBOX_SOURCE_URL,
	MAILBOX_SOURCE_SETTINGS,
	MAILBOX_SOURCE_FAULT, /* it cannot be told: --config is in fault */
};

struct mailbox_source {
	enum mailbox_source_kind kind;
	struct mailbox_access access; /* of a URL */
	const struct mailbox_settings *settings;
	struct bytes folder; /* absent: INBOX */
	struct uid_set uids; /* none: the newest */
};

/*
 * What an operand means.  A file of that name comes first; the configuration
 * is read only when there is none.  All lives in the arena.
 */
struct mailbox_source mailbox_source_read(struct arena *arena,
    const char *operand, const struct common_options *options,
    struct fault *fault);

/* The set names more than one message: they are opened, not fetched. */
bool mailbox_source_is_many(const struct mailbox_source *source);
/* NULL and a fault; the source must last as long. */
struct imap_many *mailbox_source_open(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    const char *password_file, struct fault *fault);

/* The message; `password_file` is NULL or for a URL.  Blocks. */
bool mailbox_source_fetch(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    const char *password_file, struct origin *origin, struct bytes *octets,
    struct fault *fault);

/*
 * Whose claims in it to believe: what the options say, else the mailbox's
 * settings, else the domain of its address.
 */
void mailbox_source_trust(struct arena *arena,
    const struct mailbox_source *source, const struct common_options *options,
    struct premises *premises);
void mailbox_settings_trust(struct arena *arena,
    const struct mailbox_settings *settings,
    const struct common_options *options, struct premises *premises);

#endif
