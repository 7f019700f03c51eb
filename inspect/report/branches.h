/*
 * branches - who is compared with whom, and what it comes to
 *
 * What a diagram shows, in text or as a picture: the author's domain, hanging
 * from it each domain that a signature or SPF authenticates, and DMARC at the
 * end.  A result is ours where we could decide, else the receiver's.  Where it
 * is no pass, or the two differ, a note says why and what the other says.
 */
#ifndef INSPECT_REPORT_BRANCHES_H
#define INSPECT_REPORT_BRANCHES_H

#include "inspect/report/page.h"

struct branch {
	const char *label;
	size_t number; /* behind the label; 0: none */
	enum auth_result result;
	enum alignment alignment;
	struct bytes domain;
	const char *nameless; /* said when there is no domain */
	bool by_one;	      /* aligned by RFC 7489 alone */
	struct bytes note;    /* absent: none */
	const struct dkim_signature *signature; /* NULL: none */
	struct branch *next;
};

struct conclusion { /* of DMARC */
	enum auth_result result;
	struct bytes words; /* "by DKIM 1; policy reject" */
	struct bytes note;  /* empty: none */
};

/* Signatures in order, claims that fit no signature, SPF.  In the arena of the
 * inspection, as all texts. */
const struct branch *branches_of(const struct inspection *in);
struct conclusion dmarc_conclusion(const struct inspection *in);

enum tone branch_tone(const struct branch *branch);
/* "same organisation"; of a branch with a domain. */
const char *branch_words(const struct branch *branch);
/* "pass", "unknown". */
const char *result_shown(enum auth_result result);

#endif
