/*
 * folder_name - folders as people write them (UTF-8) and as IMAP does:
 * modified UTF-7, RFC 3501 5.1.3
 */
#ifndef INSPECT_FETCH_IMAP_FOLDER_NAME_H
#define INSPECT_FETCH_IMAP_FOLDER_NAME_H

#include "common/base/text.h"

/* Appended; what is no UTF-8 stays as it is. */
void folder_name_encode(struct text *out, struct bytes utf8);
/* Appended; a name that is no modified UTF-7 stays as it is. */
void folder_name_decode(struct text *out, struct bytes name);

#endif
