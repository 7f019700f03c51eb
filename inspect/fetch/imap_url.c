#include "inspect/fetch/imap.h"

#include <string.h>

static const struct {
	const char *scheme;
	enum imap_tls tls;
	unsigned port;
} schemes[] = {
	{ "imaps://", IMAP_TLS_IMPLICIT, 993 },
	{ "imap://", IMAP_TLS_STARTTLS, 143 },
	{ NULL, 0, 0 },
};

bool imap_url_is(struct bytes text)
{
	for (size_t i = 0; schemes[i].scheme != NULL; i++)
		if (bytes_istarts(text, bytes_of(schemes[i].scheme)))
			return true;
	return false;
}

/* RFC 3986 2.1; absent when an escape is broken or hides a control. */
static struct bytes unescape(struct arena *arena, struct bytes text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '%') {
			int high =
			    i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(text.ptr[i + 2]) : -1;
			if (low < 0)
				return ABSENT;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (is_control(c))
			return ABSENT;
		out[len++] = c;
	}
	return (struct bytes){ out, len };
}

static bool host_read(struct bytes text, struct mailbox_access *access)
{
	struct bytes host, port;
	uint64_t number = 0;

	if (text.len > 0 && text.ptr[0] == '[') {
		if (!bytes_cut(bytes_skip(text, 1), ']', &host, &port) ||
		    (port.len > 0 && port.ptr[0] != ':'))
			return false;
		port = port.len > 0 ? bytes_skip(port, 1) : ABSENT;
	} else
		bytes_cut(text, ':', &host, &port);
	if (bytes_present(port) &&
	    (!bytes_number(port, 65535, &number) || number == 0))
		return false;
	access->host = host;
	if (number != 0)
		access->port = (unsigned)number;
	return host.len > 0;
}

/* "/FOLDER;UID=5", with or without more parameters. */
static bool path_read(struct arena *arena, struct bytes path,
    struct bytes *folder, struct uid_set *uids)
{
	struct bytes parameter;

	bytes_cut(path, ';', folder, &path);
	*folder = unescape(arena, *folder);
	if (!bytes_present(*folder))
		return false;
	while (bytes_present(path)) {
		bytes_cut(path, ';', &parameter, &path);
		if (bytes_istarts(parameter, BYTES("UID="))) {
			if (!uid_set_read(bytes_skip(parameter, 4), uids))
				return false;
		} else if (!bytes_istarts(parameter, BYTES("UIDVALIDITY=")))
			return false;
	}
	return true;
}

bool imap_url_read(struct arena *arena, struct bytes url,
    struct mailbox_access *access, struct bytes *folder, struct uid_set *uids,
    struct fault *fault)
{
	struct bytes rest = url, user, host, path;
	size_t i = 0;

	*folder = ABSENT;
	uids->count = 0;
	while (schemes[i].scheme != NULL &&
	       !bytes_istarts(url, bytes_of(schemes[i].scheme)))
		i++;
	if (schemes[i].scheme == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s does not begin with imaps:// or imap://", FMT(url));
	rest = bytes_skip(rest, strlen(schemes[i].scheme));
	access->tls = schemes[i].tls;
	access->port = schemes[i].port;
	bytes_cut(rest, '/', &rest, &path);
	access->user = ABSENT;
	if (bytes_cut_last(rest, '@', &user, &host)) {
		if (memchr(user.ptr, ':', user.len) != NULL)
			return fault_set(fault, FAULT_USAGE,
			    "a password has no place in the address of a "
			    "mailbox: set MAILPLUMB_IMAP_PASSWORD or use the "
			    "configuration");
		access->user = unescape(arena, user);
		if (access->user.len == 0)
			return fault_set(fault, FAULT_USAGE,
			    "the user in %.*s cannot be read", FMT(url));
	}
	/* A password with a '/' in it may be what stands there. */
	if (!host_read(host, access))
		return fault_set(fault, FAULT_USAGE,
		    "the host of a mailbox cannot be read; it is written "
		    "imaps://USER@HOST/FOLDER");
	access->name = access->host;
	if (bytes_present(path) && path.len > 0 &&
	    !path_read(arena, path, folder, uids))
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is not imaps://USER@HOST/FOLDER;UID=N", FMT(url));
	if (folder->len == 0)
		*folder = ABSENT;
	return true;
}
