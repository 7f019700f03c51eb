/* Names: folders in modified UTF-7, mailboxes as URLs, endpoints. */
#include "common/net/connect.h"
#include "inspect/fetch/imap.h"
#include "inspect/fetch/imap/folder_name.h"
#include "tests/test.h"

static const struct {
	const char *shows, *utf8, *name;
	bool one_way; /* the name reads so, but is not written so */
} folders[] = {
	{ "ASCII", "INBOX/a b", "INBOX/a b", false },
	{ "an ampersand", "a&b", "a&-b", false },
	{ "the RFC's example", "~peter/mail/台北/日本語",
	    "~peter/mail/&U,BTFw-/&ZeVnLIqe-", false },
	{ "one letter", "Müll", "M&APw-ll", false },
	{ "at the end", "Mü", "M&APw-", false },
	{ "two in a row", "éè", "&AOkA6A-", false },
	{ "three in a row", "éèê", "&AOkA6ADq-", false },
	{ "beyond 16 bits", "a😀b", "a&2D3eAA-b", false },
	{ "Gmail's", "[Gmail]/重要", "[Gmail]/&kc2JgQ-", false },
	{ "no end", "a&APw", "a&APw", true },
	{ "no base64", "a&A!w-", "a&A!w-", true },
	{ "half a pair", "&2D0-", "&2D0-", true },
	{ "the wrong half first", "&3gDYPQ-", "&3gDYPQ-", true },
	{ "bits left over", "&APx-", "&APx-", true },
	{ "a control inside", "&AAo-", "&AAo-", true },
	{ "8-bit octets", "M\xc3\xbcll", "M\xc3\xbcll", true },
};

static void try_folders(void)
{
	for (size_t i = 0; i < ROWS(folders); i++) {
		struct text out = text_new(1000);
		test_row(folders[i].shows);
		folder_name_decode(&out, bytes_of(folders[i].name));
		check_bytes(
		    "read", text_bytes(&out), bytes_of(folders[i].utf8));
		text_clear(&out);
		if (!folders[i].one_way) {
			folder_name_encode(&out, bytes_of(folders[i].utf8));
			check_bytes("written", text_bytes(&out),
			    bytes_of(folders[i].name));
		}
		text_free(&out);
	}
}

static const struct {
	const char *url;
	enum imap_tls tls;
	const char *host;
	unsigned port;
	const char *user, *folder;
	unsigned uid;
	const char *fault; /* NULL: none, else a part of it */
} urls[] = {
	{ "imaps://imap.example.com", IMAP_TLS_IMPLICIT, "imap.example.com",
	    993, NULL, NULL, 0, NULL },
	{ "IMAP://imap.example.com/", IMAP_TLS_STARTTLS, "imap.example.com",
	    143, NULL, NULL, 0, NULL },
	{ "imaps://me@imap.example.com:1993/", IMAP_TLS_IMPLICIT,
	    "imap.example.com", 1993, "me", NULL, 0, NULL },
	{ "imaps://me%40example.com@h/Junk", IMAP_TLS_IMPLICIT, "h", 993,
	    "me@example.com", "Junk", 0, NULL },
	{ "imaps://me@example.com@h/a/b%20c;UID=7", IMAP_TLS_IMPLICIT, "h", 993,
	    "me@example.com", "a/b c", 7, NULL },
	{ "imaps://h/x;UIDVALIDITY=3;uid=4294967295", IMAP_TLS_IMPLICIT, "h",
	    993, NULL, "x", 4294967295U, NULL },
	{ "imaps://me@[::1]:993/;UID=1", IMAP_TLS_IMPLICIT, "::1", 993, "me",
	    NULL, 1, NULL },
	{ "imaps://[::1]", IMAP_TLS_IMPLICIT, "::1", 993, NULL, NULL, 0, NULL },
	{ "http://h", 0, NULL, 0, NULL, NULL, 0, "does not begin with" },
	{ "imaps://", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://h:0", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://h:65536", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://[::1", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://[::1]x", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://me:secret@h", 0, NULL, 0, NULL, NULL, 0, "password" },
	{ "imaps://me:1a/secret@h", 0, NULL, 0, NULL, NULL, 0, "host" },
	{ "imaps://@h", 0, NULL, 0, NULL, NULL, 0, "user" },
	{ "imaps://a%0d%0ab@h", 0, NULL, 0, NULL, NULL, 0, "user" },
	{ "imaps://a%4@h", 0, NULL, 0, NULL, NULL, 0, "user" },
	{ "imaps://h/a%00", 0, NULL, 0, NULL, NULL, 0, "FOLDER" },
	{ "imaps://h/a%4", 0, NULL, 0, NULL, NULL, 0, "FOLDER" },
	{ "imaps://h/a;UID=0", 0, NULL, 0, NULL, NULL, 0, "FOLDER" },
	{ "imaps://h/a;UID=4294967296", 0, NULL, 0, NULL, NULL, 0, "FOLDER" },
	{ "imaps://h/a;SECTION=TEXT", 0, NULL, 0, NULL, NULL, 0, "FOLDER" },
};

static void try_urls(struct arena *arena)
{
	for (size_t i = 0; i < ROWS(urls); i++) {
		struct mailbox_access access = { 0 };
		struct fault fault = { 0 };
		struct bytes folder;
		struct uid_set uids;

		test_row(urls[i].url);
		bool read = imap_url_read(arena, bytes_of(urls[i].url), &access,
		    &folder, &uids, &fault);
		check_number("read", read, urls[i].fault == NULL);
		if (urls[i].fault != NULL) {
			check_true("the fault's text",
			    bytes_find(bytes_of(fault.text),
				bytes_of(urls[i].fault)) != NULL);
			check_true("no secret in it",
			    bytes_find(bytes_of(fault.text), BYTES("secret")) ==
				NULL);
			continue;
		}
		check_number("tls", access.tls, urls[i].tls);
		check_bytes("host", access.host, bytes_of(urls[i].host));
		check_number("port", access.port, urls[i].port);
		check_bytes("user", access.user, bytes_of(urls[i].user));
		check_bytes("folder", folder, bytes_of(urls[i].folder));
		check_number("uid", uid_set_only(&uids), urls[i].uid);
	}
}

static const struct {
	const char *text, *host; /* NULL: not one */
	unsigned port;
} endpoints[] = {
	{ "imap.example.com:993", "imap.example.com", 993 },
	{ "127.0.0.1:1", "127.0.0.1", 1 },
	{ "[::1]:65535", "::1", 65535 },
	{ "::1:993", NULL, 0 },
	{ "host", NULL, 0 },
	{ "host:", NULL, 0 },
	{ "host:0", NULL, 0 },
	{ "host:65536", NULL, 0 },
	{ "host:9x", NULL, 0 },
	{ ":993", NULL, 0 },
	{ "[]:993", NULL, 0 },
	{ "a b:993", NULL, 0 },
	{ "a\nb:993", NULL, 0 },
};

static void try_endpoints(void)
{
	for (size_t i = 0; i < ROWS(endpoints); i++) {
		struct endpoint got;
		test_row(endpoints[i].text);
		bool read = endpoint_read(bytes_of(endpoints[i].text), &got);
		check_number("read", read, endpoints[i].host != NULL);
		if (!read)
			continue;
		check_text("host", got.host, endpoints[i].host);
		check_number("port", got.port, endpoints[i].port);
	}
}

int main(void)
{
	struct arena *arena = arena_open();

	try_folders();
	try_urls(arena);
	try_endpoints();
	arena_close(arena);
	return test_end("test_imap_names");
}
