/*
 * notice - mail that tells what became of other mail, by its header
 *
 * A delivery report or complaint says so in Content-Type (RFC 6522); others
 * have a null sender (RFC 5321 4.5.5), which the server that delivers writes
 * as Return-Path, or Exim's X-Failed-Recipients.  Vacation notes have a null
 * sender, too: a header says alone that it is worth a look.
 */
#ifndef COMMON_MAIL_NOTICE_H
#define COMMON_MAIL_NOTICE_H

#include "common/base/arena.h"

/* One field of such a header; names in any case. */
bool notice_field(struct arena *arena, struct bytes name, struct bytes value);

#endif
