#include "inspect/read/border.h"

#include "common/base/names.h"
#include "common/net/domain.h"
#include "common/net/ip.h"
#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include <string.h>

/* Fields that a server adds stand above these, and are none of these. */
static const bool author_writes[FIELD_IDS] = {
	[FIELD_RECEIVED] = true,
	[FIELD_DKIM_SIGNATURE] = true,
	[FIELD_DOMAINKEY_SIGNATURE] = true,
	[FIELD_FROM] = true,
	[FIELD_SENDER] = true,
	[FIELD_REPLY_TO] = true,
	[FIELD_TO] = true,
	[FIELD_CC] = true,
	[FIELD_BCC] = true,
	[FIELD_SUBJECT] = true,
	[FIELD_DATE] = true,
	[FIELD_MESSAGE_ID] = true,
	[FIELD_IN_REPLY_TO] = true,
	[FIELD_REFERENCES] = true,
	[FIELD_MIME_VERSION] = true,
	[FIELD_CONTENT_TYPE] = true,
	[FIELD_CONTENT_TRANSFER_ENCODING] = true,
	[FIELD_LIST_UNSUBSCRIBE] = true,
	[FIELD_LIST_UNSUBSCRIBE_POST] = true,
	[FIELD_LIST_ID] = true,
	[FIELD_FEEDBACK_ID] = true,
	[FIELD_SES_OUTGOING] = true,
	[FIELD_MAILER] = true,
	[FIELD_USER_AGENT] = true,
	[FIELD_AUTO_SUBMITTED] = true,
	[FIELD_MAILPLUMB_TOKEN] = true,
};

/* Whose hops are within: a receiver's row, else a host's organisation. */
struct inside {
	const struct receiver *receiver;
	struct bytes host; /* a `by`; absent: none has a public name */
	const struct suffix_list *suffixes;
};

static const char *const local_names[] = { "localhost", "internal", "local",
	"localdomain", "lan", "home.arpa", NULL };

/* A name or address that means something within one organisation only. */
static bool is_local_name(struct bytes name)
{
	struct ip ip;

	if (name.len == 0 || ip_read(name, &ip))
		return name.len == 0 || ip_is_local(&ip);
	if (memchr(name.ptr, '.', name.len) == NULL)
		return true;
	for (int i = 0; local_names[i] != NULL; i++)
		if (domain_under(name, bytes_of(local_names[i])))
			return true;
	return false;
}

static bool is_inside(const struct inside *in, struct bytes host)
{
	if (in->receiver != NULL)
		return receiver_has_border(in->receiver, host);
	return suffix_same(in->suffixes, in->host, host);
}

/* Local delivery, or fetched from a mailbox: no mail server was handed it. */
static bool is_delivery(const struct hop *hop)
{
	static const char *const words[] = { "LMTP", "POP", "IMAP", "local",
		NULL };

	for (int i = 0; words[i] != NULL; i++)
		if (bytes_istarts(hop->with, bytes_of(words[i])))
			return true;
	return false;
}

static bool tells_helo_alone(const struct inside *in)
{
	return in->receiver != NULL &&
	       (in->receiver->habits & HABIT_HELO_ALONE) != 0;
}

/*
 * The client of the hop is within as well, by the name the server found.
 * Anybody says in HELO what he likes; it counts where a receiver writes no
 * other name.
 */
static bool is_inner(const struct inside *in, const struct hop *hop)
{
	struct ip ip;

	if (is_delivery(hop))
		return true;
	if (ip_read(hop->ip, &ip))
		return ip_is_local(&ip) || is_inside(in, hop->rdns) ||
		       (tells_helo_alone(in) && is_inside(in, hop->helo));
	return is_local_name(hop->helo) || is_inside(in, hop->helo);
}

/* The lowest hop within; NULL when already the top one is not. */
static const struct hop *lowest(const struct inside *in, const struct hop *hops)
{
	const struct hop *border = NULL;

	for (const struct hop *hop = hops; hop != NULL; hop = hop->next) {
		if (!is_local_name(hop->by) && !is_inside(in, hop->by))
			break;
		border = hop;
		if (!is_inner(in, hop))
			break;
	}
	return border;
}

/* The organisation of the topmost host with a public name. */
static struct inside inside_of_top(
    const struct hop *hops, const struct suffix_list *suffixes)
{
	struct inside in = { NULL, ABSENT, suffixes };

	for (const struct hop *hop = hops; hop != NULL; hop = hop->next) {
		if (!is_local_name(hop->by)) {
			in.host = hop->by;
			break;
		}
		if (!is_inner(&in, hop))
			break;
	}
	return in;
}

/* One of the hops down to `border` names a host of the receiver. */
static bool is_named(
    const struct inside *in, const struct hop *hops, const struct hop *border)
{
	if (border == NULL)
		return false;
	for (const struct hop *hop = hops; hop != border; hop = hop->next)
		if (is_inside(in, hop->by))
			return true;
	return is_inside(in, border->by);
}

const struct hop *border_find(const struct hop *hops,
    const struct receiver *receiver, const struct suffix_list *suffixes)
{
	struct inside told = { receiver, ABSENT, suffixes };

	if (receiver != NULL) {
		const struct hop *border = lowest(&told, hops);
		if (is_named(&told, hops, border))
			return border;
	}
	struct inside top = inside_of_top(hops, suffixes);
	return lowest(&top, hops);
}

struct bytes border_host(
    const struct hop *hops, const struct suffix_list *suffixes)
{
	return inside_of_top(hops, suffixes).host;
}

const struct receiver *receiver_find(
    const struct hop *hops, const struct premises *premises)
{
	if (premises->receiver != NULL)
		return premises->receiver;
	struct bytes host = border_host(hops, premises->suffixes);
	/* Some have names without a dot, which are nobody's else. */
	if (!bytes_present(host) && hops != NULL)
		host = hops->by;
	return bytes_present(host)
		   ? receiver_of_border(premises->receivers, host)
		   : NULL;
}

size_t border_author_at(const struct hop *border, const struct message *message)
{
	size_t at =
	    border != NULL ? (size_t)(border->field - message->fields) + 1 : 0;

	while (
	    at < message->field_count && !author_writes[message->fields[at].id])
		at++;
	return at;
}
