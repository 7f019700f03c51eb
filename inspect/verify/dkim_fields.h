/*
 * dkim_fields - the fields of a header by name, from the bottom up
 *
 * A signature names fields, and a name that comes again means the next one
 * above (RFC 6376 5.4.2).  The header is read once for all signatures; to take
 * a field costs the same however many there are.
 */
#ifndef INSPECT_VERIFY_DKIM_FIELDS_H
#define INSPECT_VERIFY_DKIM_FIELDS_H

#include "common/base/hash.h"
#include "inspect/model/model.h"

struct dkim_fields;

struct dkim_fields *dkim_fields_read(struct arena *arena,
    const struct message *message, const struct hash_key *key);

/* Nothing is taken. */
void dkim_fields_restart(struct dkim_fields *fields);

/* The lowest field of this name not yet taken, in any case; NULL when there is
 * none. */
const struct field *dkim_fields_take(
    struct dkim_fields *fields, struct bytes name);

#endif
