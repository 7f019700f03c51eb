/*
 * received - the way of a message, top of the message first
 *
 * RFC 5321 4.4 leaves much open and nobody keeps to it, so this reads what
 * Gmail, Exchange, Postfix, Exim, Yahoo, iCloud, sendmail, qmail, Dovecot and
 * others write: clauses by their words, names and addresses where they stand
 * in or beside the comments behind them.  At most LIMIT_HOPS.
 */
#ifndef INSPECT_READ_RECEIVED_H
#define INSPECT_READ_RECEIVED_H

#include "inspect/model/model.h"

struct hop *received_read(struct arena *arena, const struct message *message);

#endif
