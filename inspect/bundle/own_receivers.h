/*
 * own_receivers - the user's rows of receivers, kept in a bundle
 *
 * They stand in premises.json as `receivers`: a list of objects with the
 * members of a row, its habits as words.
 */
#ifndef INSPECT_BUNDLE_OWN_RECEIVERS_H
#define INSPECT_BUNDLE_OWN_RECEIVERS_H

#include "common/base/json.h"
#include "inspect/model/model.h"

/* NULL is an empty list. */
struct json *own_receivers_json(const struct receiver *own);

/* A list, or NULL, as older bundles have it; false when it is wrong.  All
 * lives in the arena. */
bool own_receivers_read(
    struct arena *arena, const struct json *list, const struct receiver **own);

#endif
