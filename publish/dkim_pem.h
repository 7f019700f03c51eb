/*
 * dkim_pem - the public key of a key pair, for p= of a DKIM record
 *
 * A file as `openssl pkey -pubout` writes it (RFC 7468 13): PEM, an RSA key
 * as SubjectPublicKeyInfo.  SES signs with RSA alone, with keys of 1024 to
 * 2048 bits; RFC 8301 3.2 wants up to 4096 verified.  Whatever else a PEM file
 * may hold is refused with the command that makes the right one of it.
 */
#ifndef PUBLISH_DKIM_PEM_H
#define PUBLISH_DKIM_PEM_H

#include "common/base/arena.h"
#include "common/base/fault.h"

#define DKIM_BITS_LEAST	   1024
#define DKIM_BITS_MOST	   4096
#define DKIM_BITS_SES_MOST 2048

struct dkim_pem {
	struct bytes base64; /* of the key, without line ends */
	unsigned bits;
};

/* FAULT_INPUT, and names the file. */
bool dkim_pem_read(struct dkim_pem *key, struct arena *arena, struct bytes pem,
    const char *file, struct fault *fault);

#endif
