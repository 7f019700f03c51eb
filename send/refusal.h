/*
 * refusal - what a refused sending tells beyond its row in replies.h
 *
 * SES names in its replies what is missing: identities, action and resource,
 * a configuration set, a header field.  From them come evidence and exact
 * commands.  Whatever stands in a command was checked to be a name and is
 * quoted for the shell.  Of a refused password the form alone is told.
 *
 * A server that hands mail on while it is talked to passes on what the receiver
 * said: words that no row of replies.h knows are looked up in refusal_code.h.
 *
 * Source: the SES developer guide (troubleshooting SMTP), replies as seen.
 */
#ifndef SEND_REFUSAL_H
#define SEND_REFUSAL_H

#include "common/mail/refusal_code.h"
#include "send/submit.h"

#define REFUSAL_ITEMS_MOST 12

struct refusal_item {
	const char *label;
	struct bytes value;
};

struct refusal {
	enum demand demand; /* of a receiver whose words come through */
	struct bytes why;   /* whole sentences; absent: nothing more is known */
	struct bytes fix;   /* instead of the row's; absent: the row's */
	struct refusal_item evidence[REFUSAL_ITEMS_MOST];
	size_t evidence_count;
	struct bytes commands[REFUSAL_ITEMS_MOST];
	size_t command_count;
};

void refusal_read(struct refusal *refusal, struct arena *arena,
    const struct server *server, const struct submission *submission, int code,
    struct bytes reply);

#endif
