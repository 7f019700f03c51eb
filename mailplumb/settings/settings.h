/*
 * settings - mailplumb.yaml, read strictly (mailplumb.yaml(5))
 *
 * Every key is one row of a table in settings.c, with its type.  An
 * unknown key, a wrong type, a key that stands twice, a missing key or secret
 * and a name that nothing has are FAULT_USAGE and begin "FILE:LINE: KEY: ".
 *
 * A secret stays where it is until secret_setting_read() needs it.
 * Names of files may begin with "~/"; they are relative to the folder of the
 * configuration.  Durations are milliseconds.
 *
 * Everything lives in the arena given to settings_load().
 */
#ifndef MAILPLUMB_SETTINGS_SETTINGS_H
#define MAILPLUMB_SETTINGS_SETTINGS_H

#include "common/base/secret.h"
#include "inspect/fetch/imap.h"
#include "inspect/model/model.h"
#include "oauth/client.h"
#include "send/compose.h"
#include "send/credentials.h"
#include "send/server.h"

/* Of a setting, for faults. */
struct place {
	const char *file;
	unsigned line;	  /* 0: not in the file */
	struct bytes key; /* "mailboxes.gmail.password_command" */
};

struct secret_setting { /* source.kind is SECRET_UNSET when not given */
	struct secret_source source;
	struct place place;
};

struct words {
	struct bytes *items;
	size_t count;
};

/* The other half of `server` is a password: sender_login() reads it. */
struct login_settings {
	struct secret_setting password; /* of server.user */
	struct bytes access_key_id; /* SES only, all of these: absent, unset */
	struct secret_setting secret_access_key;
	struct bytes profile;
};

struct expect_settings { /* absent, 0: not stated */
	struct bytes mail_from, dkim_domain;
	struct words dkim_tokens;
};

struct sender_settings {
	struct bytes name;
	struct place place;
	struct bytes from; /* as written: "Example <hello@example.com>" */
	struct bytes to;   /* default recipient of `send`; absent */
	struct bytes envelope_from; /* absent: the address of `from` */
	struct server server;	    /* its password is absent */
	struct login_settings login;
	struct compose_ses *ses;   /* NULL: the server is not SES */
	struct bytes api_endpoint; /* of SES; absent: not SES */
	unsigned max_rate;	   /* messages a second; 0: no limit */
	struct expect_settings expect;
	bool bulk; /* receivers' rules for bulk senders hold */
	struct sender_settings *next;
};

/* Its secret is absent: mailbox_login() reads it. */
struct oauth_settings {
	struct place place;
	struct oauth_client client;
	struct secret_setting secret;
};

struct mailbox_settings {
	struct bytes name;
	struct place place;
	struct bytes address;
	struct mailbox_access access;	  /* its password is absent */
	struct secret_setting password;	  /* unset where there is oauth */
	struct oauth_settings *oauth;	  /* NULL: there is a password */
	struct bytes receiver_name;	  /* as written; absent: not given */
	const struct receiver *receiver;  /* NULL: told by the address */
	const struct receiver *receivers; /* the file's own rows, or NULL */
	struct words authserv_ids;
	struct mailbox_settings *next;
};

#define CHECK_DEADLINE 300000 /* 5m: most mail arrives within seconds */

struct check_settings {
	struct bytes name;
	struct place place;
	struct words sender_names, mailbox_names;
	const struct sender_settings **senders; /* as many as the names */
	const struct mailbox_settings **mailboxes;
	int64_t deadline;
	int64_t warn_after; /* 0: never */
	bool keep;	    /* the message stays in the mailbox */
	unsigned require;   /* enum method_set; 0: not given */
	int64_t every;	    /* for `check --async`; 0: not given */
	struct check_settings *next;
};

struct settings {
	struct arena *arena;
	const char *file;		 /* NULL: none was found */
	struct sender_settings *senders; /* in the order of the file */
	struct mailbox_settings *mailboxes;
	struct check_settings *checks;
	struct receiver *receivers; /* own rows, one without name at the end;
				       NULL: none */
	struct words sender_names, mailbox_names, check_names, receiver_names;
	struct bytes state; /* of `check --async`; absent: not given */
	unsigned mode;	    /* permission bits of the file */
	const struct place *inline_secret; /* the first; NULL: none */
	const struct place *unused; /* the first that only `watch` obeys */
};

/*
 * Read `path` (--config), else $MAILPLUMB_CONFIG, else the first there is of
 * ./mailplumb.yaml, $XDG_CONFIG_HOME/mailplumb/mailplumb.yaml (else below
 * ~/.config) and /etc/mailplumb/mailplumb.yaml.  settings_load() makes it a
 * fault when there is none; settings_load_any() leaves `file` NULL.
 */
bool settings_load(struct settings *settings, struct arena *arena,
    const char *path, struct fault *fault);
bool settings_load_any(struct settings *settings, struct arena *arena,
    const char *path, struct fault *fault);

/* The text of a configuration as if it stood in `file`; names of files in it
 * are made absolute by the folder of `file`. */
bool settings_read(struct settings *settings, struct arena *arena,
    const char *file, struct bytes text, struct fault *fault);

/* On stderr: secrets others may read; without `quiet`, what is not used. */
void settings_warn(const struct settings *settings, bool quiet);

/* NULL: there is none of this name. */
const struct sender_settings *settings_find_sender(
    const struct settings *settings, struct bytes name);
/* NULL and a fault that lists those there are. */
const struct sender_settings *settings_sender(
    const struct settings *settings, struct bytes name, struct fault *fault);
const struct mailbox_settings *settings_mailbox(
    const struct settings *settings, struct bytes name, struct fault *fault);
const struct check_settings *settings_check(
    const struct settings *settings, struct bytes name, struct fault *fault);

/* Read a secret; a fault names file, line and key, never what was read. */
bool secret_setting_read(struct arena *arena,
    const struct secret_setting *secret, struct bytes *value,
    struct fault *fault);

/*
 * The server of a sender with its user and password, found where the settings
 * say, for SES also in the environment and the shared credentials file.
 * `warning` is absent, or one line that the user should see.
 */
bool sender_login(struct arena *arena, const struct sender_settings *sender,
    struct server *server, struct bytes *warning, struct fault *fault);
/* ... and the AWS key at hand for the SES API, if there is any. */
bool sender_login_key(struct arena *arena, const struct sender_settings *sender,
    struct server *server, struct aws_profile *key, struct bytes *warning,
    struct fault *fault);

/* What a sender's settings tell of how its mail ought to come out. */
struct expected sender_expected(
    struct arena *arena, const struct sender_settings *sender);

/* The access to a mailbox with its password, or with where its tokens come
 * from, which lives in the arena, too. */
bool mailbox_login(struct arena *arena, const struct mailbox_settings *mailbox,
    struct mailbox_access *access, struct fault *fault);

/* "auto, mine, gmail, ...", for who named none of them; `own` may be NULL. */
struct bytes receivers_known(struct arena *arena, const struct receiver *own);

/* Put "FILE:LINE: KEY: " before a fault; returns false. */
bool fault_at_place(struct fault *fault, const struct place *place);

#endif
