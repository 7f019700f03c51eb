/*
 * dmarc_record - policy records (RFC 9989 4.7, 4.8; RFC 7489 6.3, 6.4)
 *
 * A text that does not begin with v=DMARC1 is no record.  In one that does,
 * nothing can be wrong enough to lose the rest: what cannot be used counts
 * as if it were not there, and is kept as a flaw.
 */
#ifndef INSPECT_VERIFY_DMARC_RECORD_H
#define INSPECT_VERIFY_DMARC_RECORD_H

#include "inspect/model/model.h"

/* v=DMARC1 stands first, in this case; blanks around "=" are fine. */
bool dmarc_record_begins(struct bytes text);

/* Why a text that seems to be meant as a record is none; NULL when it is one,
 * or is something else altogether. */
const char *dmarc_record_refused(struct bytes text);

/* `text` begins as dmarc_record_begins() says; it and `domain`, that without
 * "_dmarc.", must last as long as the record. */
const struct dmarc_record *dmarc_record_read(
    struct arena *arena, struct bytes domain, struct bytes text);

#endif
