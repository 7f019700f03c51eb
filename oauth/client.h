/*
 * client - all that is configured about the tokens of one mailbox
 */
#ifndef OAUTH_CLIENT_H
#define OAUTH_CLIENT_H

#include "oauth/provider.h"

/* Where tokens are kept: a file, or two commands. */
struct oauth_store {
	struct bytes file;
	struct bytes read_command;  /* prints what write_command was given */
	struct bytes write_command; /* gets it on standard input */
};

struct oauth_client {
	const struct oauth_provider *provider;
	struct bytes mailbox; /* its name, for `mailplumb login` */
	struct bytes user;    /* who is to consent */
	struct bytes id;
	struct bytes secret; /* absent: a public client */
	struct bytes scope;
	struct bytes auth_url, token_url, device_url; /* absent: none */
	enum oauth_flow flow;
	struct bytes ca_file;	 /* absent: the system's authorities */
	struct bytes connect_to; /* "HOST:PORT" instead of all URLs' */
	struct oauth_store store;
};

#endif
