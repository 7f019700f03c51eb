/*
 * dkim_key - key records (RFC 6376 3.6.1, RFC 8463) and the keys of a run
 *
 * To parse a public key costs more than to verify with it, so parsed keys are
 * kept for the run, by the octets of p=.  One store per worker; it holds a
 * bounded number of keys.
 */
#ifndef INSPECT_VERIFY_DKIM_KEY_H
#define INSPECT_VERIFY_DKIM_KEY_H

#include "inspect/model/model.h"

struct dkim_keys;

struct dkim_keys *dkim_keys_open(void);
void dkim_keys_close(struct dkim_keys *keys); /* NULL is fine */

#endif
