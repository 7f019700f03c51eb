/*
 * send_options - the command line of `mailplumb send`
 */
#ifndef MAILPLUMB_SEND_SEND_OPTIONS_H
#define MAILPLUMB_SEND_SEND_OPTIONS_H

#include "mailplumb/options/common_options.h"
#include "mailplumb/settings/settings.h"

#define SEND_FILES_MOST 100

struct send_options {
	struct common_options common; /* first, as its functions want it */
	struct arena *arena;

	/* the server, when no sender of the configuration is meant */
	const char *server, *region, *user, *profile, *ca_file, *connect_to;
	struct secret_source password;
	unsigned port;
	enum ses_endpoint endpoint;
	int tls; /* enum server_tls; -1: by the URL */

	/* the message */
	const char *from, *envelope_from, *subject, *list_unsubscribe;
	struct bytes to; /* all of them, as a list; absent: none */
	const char *body, *html, *raw;
	const char *attachments[SEND_FILES_MOST];
	size_t attachment_count;
	const struct compose_item *fields; /* as given */
	struct compose_item *last_field;
	struct compose_ses ses;
	struct compose_item *last_tag;
	bool ses_fields;      /* any of `ses` was given */
	const char *simulate; /* the address */

	/* how many, how fast, and what stays */
	uint64_t count;
	unsigned connections;
	double rate; /* 0: not given */
	const char *save;
};

/* The arena must outlive the options. */
bool send_options_read(struct send_options *options, struct arena *arena,
    int argc, char **argv, const char **sender, struct fault *fault);
void send_options_help(struct text *out);

#endif
