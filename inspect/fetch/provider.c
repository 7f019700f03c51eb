#include "inspect/fetch/provider.h"

/* By the end of the host's name; the last row is all others. */
static const struct {
	const char *host;
	unsigned connections;
} rows[] = {
	/* support.google.com/mail/answer/7126229: 15 for each account */
	{ "imap.gmail.com", 10 },
	{ "imap.googlemail.com", 10 },
	/* Dovecot's mail_max_userip_connections: 10, where nobody sets it */
	{ "", 6 },
};

unsigned provider_connections(struct bytes host)
{
	size_t i = 0;

	while (!bytes_iends(host, bytes_of(rows[i].host)))
		i++;
	return rows[i].connections;
}
