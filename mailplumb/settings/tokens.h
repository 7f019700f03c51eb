/*
 * tokens - a mailbox that is opened with OAuth: its settings as a source of
 * tokens for a watch
 */
#ifndef MAILPLUMB_SETTINGS_TOKENS_H
#define MAILPLUMB_SETTINGS_TOKENS_H

#include "mailplumb/settings/settings.h"

/* The client with its secret, in the arena. */
bool tokens_client(struct arena *arena, const struct oauth_settings *settings,
    struct oauth_client **client, struct fault *fault);

/* access->tokens; what it needs is in the arena. */
bool tokens_login(struct arena *arena, const struct oauth_settings *settings,
    struct mailbox_access *access, struct fault *fault);

#endif
