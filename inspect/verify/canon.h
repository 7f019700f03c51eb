/*
 * canon - the canonical form that is signed, straight into its digest
 *
 * Simple and relaxed, for header fields and bodies (RFC 6376 3.4).  The octets
 * are hashed where they lie; only pieces too short for that, as those between
 * places that change, go through a small buffer.  Nothing is allocated.
 *
 *	struct canon canon;
 *	canon_begin(&canon, NULL);
 *	canon_field(&canon, CANON_RELAXED, field);	for each that h= names
 *	canon_last(&canon, CANON_RELAXED, field, b);	the signature's own
 *	canon_end(&canon, digest);
 *
 * What is signed has lines that end in CRLF.  A message out of a file may have
 * lost that, so every LF is a line end here and is hashed as CRLF.  A CR that
 * no LF follows is an octet like any other: neither line end nor blank.
 */
#ifndef INSPECT_VERIFY_CANON_H
#define INSPECT_VERIFY_CANON_H

#include "common/base/crypto.h"
#include "inspect/model/model.h"

enum canon_kind { CANON_SIMPLE, CANON_RELAXED };

/* The digest of the first `length` octets of a canonical body (l=). */
#define CANON_WHOLE UINT64_MAX
struct canon_cut {
	uint64_t length; /* more than there are: all of them are digested */
	unsigned char digest[SHA256_SIZE];
};

#define CANON_BUFFER 4096 /* whole blocks of SHA-256 */
#define CANON_SLACK  16	  /* that copies by sixteen octets may run over */

struct canon {
	struct sha256 hash;
	struct text *copy;
	struct canon_cut *cut, *cut_end;
	bool whole;	/* hash to the end, whatever the cuts */
	uint64_t total; /* octets so far, the buffer's not */
	size_t used;
	char buffer[CANON_BUFFER + CANON_SLACK];
};

/* `copy` takes the canonical octets too; NULL: nobody wants them. */
void canon_begin(struct canon *canon, struct text *copy);

/* Name, value and line end of a field. */
void canon_field(
    struct canon *canon, enum canon_kind kind, const struct field *field);

/* The same for the signature's own field (3.7): no line end, and the value of
 * b=, with all blanks around it, is left out.  `b` is that value within
 * field->value; absent: nothing is left out. */
void canon_last(struct canon *canon, enum canon_kind kind,
    const struct field *field, struct bytes b);

void canon_end(struct canon *canon, unsigned char digest[SHA256_SIZE]);

/* Fill `cuts`, in ascending order of length, in one pass over the body; absent
 * is empty.  Returns how many octets the canonical body has. */
uint64_t canon_body(enum canon_kind kind, struct bytes body,
    struct canon_cut *cuts, size_t count, struct text *copy);

#endif
