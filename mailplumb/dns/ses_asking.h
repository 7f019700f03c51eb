/*
 * ses_asking - ask SES of a sender, beside whatever else goes on
 *
 *	const struct ses_word *word = sender_ask_ses(arena, sender, &key, NULL);
 *	if (word != NULL)
 *		in.ses = word, ses_word_expect(word, &premises.expected);
 *
 * It is asked of the sender's address, its domain, the identity of the
 * configuration or the domains above, and of the account; in a few seconds,
 * whatever SES does.  Nothing that goes wrong is more than a note.
 */
#ifndef MAILPLUMB_DNS_SES_ASKING_H
#define MAILPLUMB_DNS_SES_ASKING_H

#include "inspect/model/ses_word.h"
#include "mailplumb/settings/settings.h"
#include "send/ses_api.h"
#include <pthread.h>

struct ses_note { /* a line about each question; call NULL: none */
	void (*call)(void *context, struct bytes line);
	void *context;
};

/* Waits for the answers.  `key` NULL: the one at hand is looked for.  NULL: the
 * sender is not one of SES, there is no key, or libcurl is missing. */
const struct ses_word *sender_ask_ses(struct arena *arena,
    const struct sender_settings *sender, const struct aws_profile *key,
    const struct ses_note *note);

/* The key at hand, as looked for without one; false: there is none. */
bool ses_key_find(struct arena *arena, const struct sender_settings *sender,
    struct aws_profile *key);

/* The same in a thread. */
struct ses_asking {
	const struct sender_settings *sender;
	struct aws_profile key; /* its secret must last until the end */
	struct ses_note note;
	struct arena *arena;
	const struct ses_word *word;
	pthread_t thread;
	bool runs;
	int64_t started; /* by clock_running() */
	pthread_mutex_t lock;
	pthread_cond_t news;
	bool domains_told;	 /* under the lock, as what follows */
	struct ses_word domains; /* what it says of domains alone */
};

/* Not started without a key. */
void ses_asking_start(struct ses_asking *asking);
/*
 * What SES says of the sender's domain, which it is asked first, with nothing
 * of its address or the account; not waited for longer than `patience` (ms)
 * after the start.  NULL: not in time, or not asked.
 */
const struct ses_word *ses_asking_domains(
    struct ses_asking *asking, int64_t patience);
/* Waits for what is still on its way. */
const struct ses_word *ses_asking_word(struct ses_asking *asking);
/* The word goes, too. */
void ses_asking_close(struct ses_asking *asking);

#endif
