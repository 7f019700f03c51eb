/*
 * send_plan - what `mailplumb send` is to send, and through which server
 *
 * Made of the command line and, for a sender of the configuration, of its
 * settings; what the command line says comes first.
 */
#ifndef MAILPLUMB_SEND_SEND_PLAN_H
#define MAILPLUMB_SEND_SEND_PLAN_H

#include "mailplumb/send/send_options.h"

struct send_plan {
	struct server server;
	struct compose_request request; /* token and time still to be put in */
	struct compose_ses ses;
	double rate;
	struct bytes warning; /* absent, or one line about the credentials */
};

/* `sender` NULL: the only one of the configuration, unless --server or
 * --region name a server. */
bool send_plan_make(struct send_plan *plan, const struct send_options *options,
    const char *sender, struct fault *fault);

#endif
