/*
 * dkim_rows - a row for each way a signature may end (tests/test_dkim.c)
 */
#ifndef TESTS_DKIM_ROWS_H
#define TESTS_DKIM_ROWS_H

#include "tests/signer.h"

static EVP_PKEY *key_2048, *key_1024, *key_768, *key_other, *key_ed25519;

enum { U = MATCH_UNCHECKED, Y = MATCH_YES, N = MATCH_NO };

static const struct row {
	const char *shows;
	struct signing how;    /* with the key of 2048 bits */
	const char *from, *to; /* the change afterwards */
	enum dkim_reason reason;
	int body, header;
	const char *detail;
} rows[] = {
	{ "intact", { .names = "from:to:subject" }, NULL, NULL, DKIM_VERIFIED,
	    Y, Y, NULL },
	{ "body changed", { .names = "from:to:subject" }, "hungry", "angry",
	    DKIM_BODY_CHANGED, N, Y, NULL },
	{ "text behind the body", { .names = "from" }, "?\r\n\r\n",
	    "?\r\n--\r\nfooter\r\n", DKIM_BODY_CHANGED, N, Y, NULL },
	{ "signed field changed", { .names = "from:to:subject" }, "dinner",
	    "Dinner", DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "From changed", { .names = "from" }, "Joe <joe", "Moe <joe",
	    DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "both changed", { .names = "from:subject" },
	    "ready?\r\nX-Other: "
	    "none\r\n\r\nHello",
	    "?\r\nX-Other: none\r\n\r\nHullo", DKIM_BODY_CHANGED, N, N, NULL },
	{ "unsigned field changed", { .names = "from:to:subject" }, "none",
	    "some", DKIM_VERIFIED, Y, Y, NULL },
	{ "the signature's own field changed", { .more = "z=From:a; " },
	    "z=From:a", "z=From:b", DKIM_HEADER_CHANGED, Y, N, NULL },

	{ "v=2", { .first = "v=2; " }, NULL, NULL, DKIM_VERSION, U, U, "2" },
	{ "no v=", { .first = "" }, NULL, NULL, DKIM_UNREADABLE, U, U,
	    "expected v=, the version" },
	{ "no tags", { .names = "from" }, "v=1; a=", "v 1; a=", DKIM_UNREADABLE,
	    U, U, "expected '=' after a tag" },
	{ "a=rsa-sha1", { .algorithm = "rsa-sha1" }, NULL, NULL, DKIM_SHA1, U,
	    U, NULL },
	{ "a= unknown", { .algorithm = "rsa-sha512" }, NULL, NULL,
	    DKIM_ALGORITHM, U, U, "rsa-sha512" },
	{ "a= of another kind of key", { .algorithm = "ed25519-sha256" }, NULL,
	    NULL, DKIM_KEY_TYPE, Y, U, NULL },
	{ "c= nonsense", { .canonicalization = "nonsense" }, NULL, NULL,
	    DKIM_CANONICALIZATION, U, U, "nonsense" },
	{ "c= nonsense for the body", { .canonicalization = "relaxed/nowsp" },
	    NULL, NULL, DKIM_CANONICALIZATION, U, U, "relaxed/nowsp" },
	{ "c= empty for the body", { .canonicalization = "simple/" }, NULL,
	    NULL, DKIM_CANONICALIZATION, U, U, "simple/" },
	{ "c= with three", { .canonicalization = "simple/simple/simple" }, NULL,
	    NULL, DKIM_CANONICALIZATION, U, U, "simple/simple/simple" },
	{ "c=relaxed: the body is simple",
	    { .header = CANON_RELAXED, .canonicalization = "relaxed" }, NULL,
	    NULL, DKIM_VERIFIED, Y, Y, NULL },
	{ "c=simple", { .canonicalization = "simple" }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "c=simple with relaxed changes", { .canonicalization = "simple" },
	    "the game. ", "the game.", DKIM_BODY_CHANGED, N, Y, NULL },

	{ "q=dns/txt", { .more = "q=dns/txt; " }, NULL, NULL, DKIM_VERIFIED, Y,
	    Y, NULL },
	{ "q= with others", { .more = "q=http:dns/txt; " }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "q= unknown", { .more = "q=http; " }, NULL, NULL, DKIM_QUERY, Y, Y,
	    NULL },
	{ "i= of the domain", { .more = "i=joe@example.com; " }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "i= without local part", { .more = "i=@Example.COM; " }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "i= below", { .more = "i=@mail.example.com; " }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "i= elsewhere", { .more = "i=@example.org; " }, NULL, NULL,
	    DKIM_IDENTITY, Y, Y, NULL },
	{ "i= that ends alike", { .more = "i=@notexample.com; " }, NULL, NULL,
	    DKIM_IDENTITY, Y, Y, NULL },
	{ "i= above", { .more = "i=@com; " }, NULL, NULL, DKIM_IDENTITY, Y, Y,
	    NULL },
	{ "i= without @", { .more = "i=example.com; " }, NULL, NULL,
	    DKIM_IDENTITY, Y, Y, NULL },
	{ "From unsigned", { .names = "to:subject" }, NULL, NULL,
	    DKIM_FROM_UNSIGNED, Y, Y, NULL },
	{ "From in other letters", { .names = "FROM:To" }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "h= with blanks", { .names = "from :\r\n\t to : subject" }, NULL,
	    NULL, DKIM_VERIFIED, Y, Y, NULL },
	{ "a second From above", { .names = "from" }, "To: Ann",
	    "From: Eve <eve@example.net>\r\nTo: Ann", DKIM_FROM_UNSIGNED, Y, N,
	    NULL },
	{ "a second From above all", { .names = "from" }, "DKIM-Sig",
	    "From: Eve <eve@example.net>\r\nDKIM-Sig", DKIM_FROM_UNSIGNED, Y, Y,
	    NULL },
	{ "a second From where that is signed", { .names = "from:from" },
	    "DKIM-Sig", "From: Eve <eve@example.net>\r\nDKIM-Sig",
	    DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "a second Subject above all", { .names = "from:subject" }, "DKIM-Sig",
	    "Subject: x\r\nDKIM-Sig", DKIM_VERIFIED, Y, Y, NULL },
	{ "a second Subject below", { .names = "from:subject" }, "X-Other",
	    "Subject: x\r\nX-Other", DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "a second Subject where that is signed",
	    { .names = "from:subject:subject" }, "DKIM-Sig",
	    "Subject: x\r\nDKIM-Sig", DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "signed fields that are not there",
	    { .names = "from:cc:x-none:from:subject" }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "... and come later", { .names = "from:cc" }, "X-Other",
	    "Cc: c@example.net\r\nX-Other", DKIM_HEADER_CHANGED, Y, N, NULL },
	{ "its own name in h=", { .names = "from:dkim-signature" }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },

	{ "x= to come", { .more = "t=1795168700; x=1795168801; " }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "x= now", { .more = "x=1795168800; " }, NULL, NULL, DKIM_VERIFIED, Y,
	    Y, NULL },
	{ "x= past", { .more = "x=1795168799; " }, NULL, NULL, DKIM_EXPIRED, Y,
	    Y, NULL },
	{ "x= past and a changed body", { .more = "x=1795168799; " }, "hungry",
	    "angry", DKIM_EXPIRED, N, Y, NULL },
	{ "x= not after t=", { .more = "t=1795168900; x=1795168900; " }, NULL,
	    NULL, DKIM_UNREADABLE, Y, Y, "x= is not after t=" },
	{ "t= to come", { .more = "t=1795168801; " }, NULL, NULL, DKIM_VERIFIED,
	    Y, Y, NULL },

	{ "l= of part of the body",
	    { .more = "l=10; ", .cut = true, .length = 10 }, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "l=, changed behind it",
	    { .more = "l=10; ", .cut = true, .length = 10 }, "hungry", "angry",
	    DKIM_VERIFIED, Y, Y, NULL },
	{ "l=, changed before it",
	    { .more = "l=10; ", .cut = true, .length = 10 }, "Hello", "Hallo",
	    DKIM_BODY_CHANGED, N, Y, NULL },
	{ "l=0", { .more = "l=0; ", .cut = true, .length = 0 }, "Hello",
	    "Hallo", DKIM_VERIFIED, Y, Y, NULL },
	{ "l= larger than the body", { .more = "l=100000; " }, NULL, NULL,
	    DKIM_LENGTH, Y, Y, NULL },

	{ "bh= of another length", { .names = "from" }, "bh=", "bh=AAAA",
	    DKIM_BODY_CHANGED, N, N, "bh= has 35 octets, not 32" },
	{ "b= of another length", { .names = "from" }, "\tb=", "\tb=AAAA",
	    DKIM_KEY_MISMATCH, Y, N, "b= has 259 octets, not 256" },
	{ "b= of one octet", { .names = "from" }, "\tb=", "\tb=AA==; y=",
	    DKIM_KEY_MISMATCH, Y, N, "b= has 1 octets, not 256" },
	{ "b= empty", { .names = "from" }, "\tb=", "\tb=; y=", DKIM_UNREADABLE,
	    U, U, "expected base64 in b=" },
	{ "fields below the signature", { .names = "from:x-other" },
	    "X-Other: none\r\n", "X-Other: none\r\nX-More: x\r\n",
	    DKIM_VERIFIED, Y, Y, NULL },
};

static const struct key_row {
	const char *shows;
	EVP_PKEY **signer;
	const char *more, *status;
	const char *record; /* before the base64; NULL: v=DKIM1; k=..; p= */
	EVP_PKEY **published;
	const char *from, *to;
	enum dkim_reason reason;
	int body, header;
	const char *detail;
	unsigned bits;
} key_rows[] = {
	{ "2048 bits", &key_2048, "", "found", NULL, &key_2048, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL, 2048 },
	{ "1024 bits", &key_1024, "", "found", NULL, &key_1024, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL, 1024 },
	{ "768 bits", &key_768, "", "found", NULL, &key_768, NULL, NULL,
	    DKIM_KEY_WEAK, Y, Y, NULL, 768 },
	{ "768 bits, body changed", &key_768, "", "found", NULL, &key_768,
	    "Hello", "Hallo", DKIM_BODY_CHANGED, N, Y, NULL, 768 },
	{ "Ed25519", &key_ed25519, "", "found", NULL, &key_ed25519, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL, 256 },
	{ "Ed25519, header changed", &key_ed25519, "", "found", NULL,
	    &key_ed25519, "Joe", "Moe", DKIM_HEADER_CHANGED, Y, N, NULL, 256 },
	{ "Ed25519 signature, RSA key", &key_ed25519, "", "found", NULL,
	    &key_2048, NULL, NULL, DKIM_KEY_TYPE, Y, U, NULL, 2048 },
	{ "another key", &key_2048, "", "found", NULL, &key_other, NULL, NULL,
	    DKIM_KEY_MISMATCH, Y, N, NULL, 2048 },
	{ "a key of another size", &key_2048, "", "found", NULL, &key_1024,
	    NULL, NULL, DKIM_KEY_MISMATCH, Y, N, "b= has 256 octets, not 128",
	    1024 },
	{ "key revoked", &key_2048, "", "found", "v=DKIM1; p=", NULL, NULL,
	    NULL, DKIM_KEY_REVOKED, Y, U, NULL, 0 },
	{ "key revoked, body changed", &key_2048, "", "found", "v=DKIM1; p=",
	    NULL, "Hello", "Hallo", DKIM_KEY_REVOKED, N, U, NULL, 0 },
	{ "key malformed", &key_2048, "", "found", "v=DKIM1; p=?", NULL, NULL,
	    NULL, DKIM_KEY_MALFORMED, Y, U, "expected base64 in p=", 0 },
	{ "key cut", &key_2048, "", "found", "v=DKIM1; p=MIIBIjANBg", NULL,
	    NULL, NULL, DKIM_KEY_TRUNCATED, Y, U,
	    "p= ends before the end of the key", 0 },
	{ "h=sha1", &key_2048, "", "found", "h=sha1; p=", &key_2048, NULL, NULL,
	    DKIM_KEY_HASH, Y, Y, NULL, 2048 },
	{ "s=tlsrpt", &key_2048, "", "found", "s=tlsrpt; p=", &key_2048, NULL,
	    NULL, DKIM_KEY_SERVICE, Y, Y, NULL, 2048 },
	{ "t=s", &key_2048, "", "found", "t=s; p=", &key_2048, NULL, NULL,
	    DKIM_VERIFIED, Y, Y, NULL, 2048 },
	{ "t=s, i= the domain", &key_2048, "i=a@EXAMPLE.com; ", "found",
	    "t=s; p=", &key_2048, NULL, NULL, DKIM_VERIFIED, Y, Y, NULL, 2048 },
	{ "t=s, i= below", &key_2048, "i=@a.example.com; ", "found", "t=s; p=",
	    &key_2048, NULL, NULL, DKIM_KEY_SUBDOMAIN, Y, Y, NULL, 2048 },
	{ "no name", &key_2048, "", "no-name", NULL, NULL, NULL, NULL,
	    DKIM_KEY_MISSING, Y, U, "the name does not exist", 0 },
	{ "no data", &key_2048, "", "no-data", NULL, NULL, NULL, NULL,
	    DKIM_KEY_MISSING, Y, U, "the name has no TXT record", 0 },
	{ "SERVFAIL", &key_2048, "", "servfail", NULL, NULL, NULL, NULL,
	    DKIM_KEY_UNREACHABLE, Y, U, "servfail", 0 },
	{ "a time-out", &key_2048, "", "timeout", NULL, NULL, NULL, NULL,
	    DKIM_KEY_UNREACHABLE, Y, U, "timeout", 0 },
	{ "a time-out, body changed", &key_2048, "", "timeout", NULL, NULL,
	    "Hello", "Hallo", DKIM_BODY_CHANGED, N, U, NULL, 0 },
};

#endif
