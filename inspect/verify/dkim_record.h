/*
 * dkim_record - the text of a key record (RFC 6376 3.6.1)
 *
 * k=rsa and k=ed25519 (RFC 8463).  Tags of elder drafts (g=) and unknown ones
 * are ignored.
 */
#ifndef INSPECT_VERIFY_DKIM_RECORD_H
#define INSPECT_VERIFY_DKIM_RECORD_H

#include "inspect/verify/dkim_key.h"

/* Fill `key` from `text`; what is wrong with it is its reason.  Its public key
 * is opened and the caller's to close. */
void dkim_record_read(
    struct dkim_key *key, struct arena *arena, struct bytes text);

#endif
