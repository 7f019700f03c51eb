/*
 * settings_rows - the parts of a configuration, one entry at a time
 *
 * Each reads one named entry (`setting` is its map) and puts it at the end of
 * its list in setting->settings.
 */
#ifndef MAILPLUMB_SETTINGS_SETTINGS_ROWS_H
#define MAILPLUMB_SETTINGS_SETTINGS_ROWS_H

#include "mailplumb/settings/settings_type.h"

bool sender_entry_read(const struct setting *setting);
bool mailbox_entry_read(const struct setting *setting);
bool check_entry_read(const struct setting *setting);
bool receiver_entry_read(const struct setting *setting);

/* Once the whole file is read: what mailboxes name as their receiver. */
bool receivers_resolve(const struct setting *whole);

/* `oauth:` of a mailbox; the member is a struct oauth_settings *. */
bool oauth_map_read(const struct setting *setting, void *member);
/* ... once the mailbox has a user. */
void oauth_settings_name(
    struct oauth_settings *oauth, struct bytes mailbox, struct bytes user);

/* What `tls:` says; the scheme of the URL says the rest. */
enum tls_word { TLS_UNSAID, TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };

extern const struct name tls_words[];

/* `tls` does not contradict the URL, which says implicit TLS or not. */
bool tls_agrees(const struct setting *map, int tls, bool implicit);

/* Rows that both kinds of server have, at `member` of the draft. */
#define CA_FILE(member) SETTING("ca_file", setting_path, (member))
#define CONNECT_TO(member)                                \
	SETTING("connect_to", setting_form, (member)),    \
	    .wants = "HOST:PORT, such as 127.0.0.1:2587", \
	    .fits = form_host_port

#endif
