/*
 * provider - how many connections those who run mailboxes allow
 */
#ifndef INSPECT_FETCH_PROVIDER_H
#define INSPECT_FETCH_PROVIDER_H

#include "common/base/bytes.h"

/*
 * To one account of an IMAP server at the same time; fewer than allowed, since
 * its user may read mail meanwhile.
 */
unsigned provider_connections(struct bytes host);

#endif
