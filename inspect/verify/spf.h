/*
 * spf - whether a client may send for a domain (RFC 7208)
 *
 * check_host() with the limits of 4.6.4; every term that was tried is kept,
 * in order, with its cost.  With a null sender the HELO name is checked as
 * postmaster@HELO (2.4).
 */
#ifndef INSPECT_VERIFY_SPF_H
#define INSPECT_VERIFY_SPF_H

#include "inspect/model/model.h"

struct spf_query {
	struct ip client;
	struct bytes mail_from; /* an address; present, empty: null sender;
				   absent: only HELO is known */
	struct bytes helo;	/* absent when unknown */
	struct bytes receiver;	/* for %{r}; absent: "unknown" */
	int64_t now;		/* ms, for %{t} */
};

/* Put the first question on its way. */
void spf_want(struct dns *dns, const struct spf_query *query);

void spf_check(struct spf_verdict *verdict, struct arena *arena,
    struct dns *dns, const struct spf_query *query);

#endif
