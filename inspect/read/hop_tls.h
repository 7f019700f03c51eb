/*
 * hop_tls - what a Received field tells of TLS
 *
 * Servers write it as a comment, each in its own way: "using TLSv1.3 with
 * cipher X (256/256 bits)", "version=TLS1_3 cipher=X bits=256/256",
 * "TLS1.3:X:256", "X encrypted" ...
 */
#ifndef INSPECT_READ_HOP_TLS_H
#define INSPECT_READ_HOP_TLS_H

#include "inspect/model/model.h"

/* "TLS1.3 CIPHER", the cipher where it is known; absent: not about TLS. */
struct bytes hop_tls_read(struct arena *arena, struct bytes comment);

/* The word after "with" tells of TLS (RFC 3848, RFC 6531 4.3). */
bool hop_with_encrypts(struct bytes with);

#endif
