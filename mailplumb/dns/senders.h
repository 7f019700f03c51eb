/*
 * senders - whom `mailplumb dns` is about, one after the other
 *
 * They come from the operands, each a domain or a sender of the configuration,
 * then from the lines of a list:
 *
 *	# comment
 *	example.com
 *	example.net  region=eu-west-1 mail-from=bounce.example.net token=...
 *
 * The keys are those of the facts that options tell; a line goes before the
 * options, they before the configuration.
 */
#ifndef MAILPLUMB_DNS_SENDERS_H
#define MAILPLUMB_DNS_SENDERS_H

#include "mailplumb/crew/intake.h"

#define FACTS_MOST 20 /* tokens, or selectors, of one sender */

/* Facts about a sender as somebody wrote them. */
struct facts {
	struct bytes region, mail_from, dkim_zone; /* absent: not told */
	struct bytes tokens[FACTS_MOST], selectors[FACTS_MOST];
	size_t token_count, selector_count;
};

/* Put one of them, by its name ("token"); a fault says what is wrong. */
bool facts_put(struct facts *facts, struct bytes name, struct bytes value,
    struct fault *fault);
/* Those that are told take the place of what `expected` has. */
bool facts_expect(const struct facts *facts, struct arena *arena,
    struct expected *expected, struct fault *fault);

struct senders_options {
	const struct common_options *common;
	struct facts facts; /* that options tell */
	char *const *operands;
	size_t count;
	const char *list; /* "-": on standard input; or NULL */
	bool no_ses_api;
};

struct senders;

/* FAULT_INPUT: the list cannot be opened; FAULT_USAGE: an operand or option is
 * wrong.  All that is passed must last. */
struct senders *senders_open(const struct senders_options *options,
    const struct premises *premises, struct fault *fault);
void senders_close(struct senders *senders); /* NULL is fine */

/* The letter_source of senders. */
bool senders_next(void *from, struct arena *arena, struct letter *letter);

#endif
