/*
 * gmail - where Gmail has put a message, beyond the folder it is in
 *
 * There folders are labels: one message shows in several of them, and the tabs
 * of the inbox are in none.  Source: developers.google.com/gmail/imap/
 * imap-extensions; the words of searches: support.google.com/mail/answer/7190.
 */
#ifndef INSPECT_FETCH_IMAP_GMAIL_H
#define INSPECT_FETCH_IMAP_GMAIL_H

#include "inspect/fetch/imap/session.h"

struct gmail {
	bool inbox;	      /* it is in the inbox */
	const char *category; /* "promotions"; NULL: none, not known */
	struct text labels;   /* UTF-8, a line each */
	bool copy; /* what we sent or composed ourselves, in no inbox */
};

/* Of a message in the open folder `which`: all but the category. */
bool gmail_read(
    struct session *session, size_t which, uint32_t uid, struct gmail *gmail);
/* The tab of the inbox that it is in; asked for again when it is in none, since
 * what came just now may not be in the index. */
bool gmail_categorize(
    struct session *session, uint32_t uid, struct gmail *gmail);
/* Tell the watch; between a message's octets and its end. */
void gmail_tell(struct session *session, const struct gmail *gmail);
void gmail_free(struct gmail *gmail);

/*
 * A message that is expunged stays in the archive there: into the trash with
 * it.  `*moved` is false where expunging is right: in the trash, in junk.
 */
bool gmail_throw_away(
    struct session *session, size_t which, uint32_t uid, bool *moved);

#endif
