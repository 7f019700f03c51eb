/*
 * provider - who gives out tokens: a row each
 *
 * What a provider is peculiar about is its row in provider.c and its rows in
 * refusal.c.
 */
#ifndef OAUTH_PROVIDER_H
#define OAUTH_PROVIDER_H

#include "common/base/arena.h"

enum oauth_flow {
	OAUTH_FLOW_UNSAID,
	OAUTH_LOOPBACK, /* a browser on this machine (RFC 8252 7.3) */
	OAUTH_DEVICE,	/* a browser anywhere (RFC 8628) */
};

/* "%T" in a URL stands for the tenant. */
struct oauth_provider {
	const char *name;  /* of `provider:` */
	const char *title; /* "Google" */
	const char *auth_url, *token_url;
	const char *device_url; /* NULL: no such flow, or not for mail */
	const char *scope;
	const char *extra; /* of the authorisation URL; NULL: none */
	const char *redirect_host;
	const char *tenant;   /* unless said; NULL: there are none */
	enum oauth_flow flow; /* unless said */
};

/* NULL: there is none.  "other" is one whose URLs are NULL. */
const struct oauth_provider *oauth_provider_named(struct bytes name);
const struct oauth_provider *oauth_providers_all(void); /* to a NULL name */

/* The URL with the tenant put in; absent for NULL. */
struct bytes oauth_provider_url(
    struct arena *arena, const char *url, struct bytes tenant);

#endif
