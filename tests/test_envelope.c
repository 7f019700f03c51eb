/* inspect/read/envelope, ses_marks, author: facts and where they come from */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/trust.h"

#define WHEN "; Fri, 20 Nov 2026 10:00:00 +0000\r\n"
#define SES  "a8-156.smtp-out.amazonses.com"
#define BORDER                                                \
	"Received: from " SES " (" SES " [54.240.8.156]) by " \
	"mx.example.org (Postfix) with ESMTPS id x" WHEN
#define NO_ADDRESS "Received: from y.example by mx.example.org with X" WHEN
#define AR	   "Authentication-Results: mx.example.org; "
#define ID	   "0100019ecc094b6e-8f1a2b3c-1234-4abc-9def-0123456789ab-000000"

static struct arena *arena;
static struct suffix_list *suffixes;

static struct envelope envelope_of(const char *header, struct premises premises)
{
	struct envelope envelope;
	struct message m;

	premises.suffixes = suffixes;
	message_read(&m, arena_printf(arena, "%s\r\nbody", header), arena);
	struct hop *hops = received_read(arena, &m);
	const struct receiver *receiver = receiver_find(hops, &premises);
	const struct hop *border = border_find(hops, receiver, suffixes);
	struct claim_field *claims = claims_read(arena, &m);
	claims_trust(claims, &m, hops, border, receiver, &premises);
	envelope_read(&envelope, arena, &m, border, claims, &premises);
	return envelope;
}

static const struct {
	const char *shows, *header;
	const char *ip, *ip_source, *helo, *helo_source;
} clients[] = {
	{ "the border", BORDER, "54.240.8.156", "border", SES, "border" },
	{ "local delivery is stepped over",
	    "Received: from mx.example.org ([10.0.0.1]) by mx.example.org with "
	    "LMTP id x" WHEN BORDER,
	    "54.240.8.156", "border", SES, "border" },
	{ "iprev", NO_ADDRESS AR "iprev=pass smtp.remote-ip=192.0.2.1\r\n",
	    "192.0.2.1", "claim", "y.example", "border" },
	{ "iprev, policy",
	    NO_ADDRESS AR "iprev=pass policy.iprev=2001:DB8::1"
			  "\r\n",
	    "2001:db8::1", "claim", "y.example", "border" },
	{ "Received-SPF",
	    NO_ADDRESS "Received-SPF: pass receiver=mx.example.org; "
		       "client-ip=192.0.2.1; helo=z\r\n",
	    "192.0.2.1", "claim", "y.example", "border" },
	{ "helo of a claim",
	    "Received: by mx.example.org" WHEN AR
	    "spf=pass smtp.helo=z.example\r\n",
	    NULL, NULL, "z.example", "claim" },
	{ "a claim nobody trusts",
	    NO_ADDRESS "Authentication-Results: evil.example; iprev=pass "
		       "smtp.remote-ip=192.0.2.1\r\n",
	    NULL, NULL, "y.example", "border" },
	{ "an address that is none",
	    NO_ADDRESS AR "iprev=pass smtp.remote-ip=nowhere\r\n", NULL, NULL,
	    "y.example", "border" },
	{ "X-SES-Outgoing", "X-SES-Outgoing: 2026.06.15-54.240.8.156\r\n",
	    "54.240.8.156", "x-ses-outgoing", NULL, NULL },
	{ "X-SES-Outgoing, IPv6", "X-SES-Outgoing: 2026.06.15-2001:db8::1\r\n",
	    "2001:db8::1", "x-ses-outgoing", NULL, NULL },
	{ "X-SES-Outgoing without sense", "X-SES-Outgoing: 54.240.8.156\r\n",
	    NULL, NULL, NULL, NULL },
	{ "nothing", "From: a@b\r\n", NULL, NULL, NULL, NULL },
};

static void try_clients(void)
{
	for (size_t i = 0; i < ROWS(clients); i++) {
		test_row(clients[i].shows);
		struct envelope e = envelope_of(
		    clients[i].header, (struct premises){ .now = 0 });
		check_bytes("ip", e.client_ip.value, bytes_of(clients[i].ip));
		check_text("source of ip", fact_source_word(e.client_ip.source),
		    clients[i].ip_source);
		check_bytes("helo", e.helo.value, bytes_of(clients[i].helo));
		check_text("source of helo", fact_source_word(e.helo.source),
		    clients[i].helo_source);
	}
}

static const struct {
	const char *shows, *header;
	const char *value, *source, *domain, *return_path;
} senders[] = {
	{ "the border",
	    "Return-Path: <r@r.example>\r\n"
	    "Received: from x ([192.0.2.1]) by mx.example.org "
	    "(envelope-from <a@B.example>)" WHEN,
	    "a@B.example", "border", "b.example", "r@r.example" },
	{ "a claim",
	    "Return-Path: <r@r.example>\r\n" BORDER AR
	    "spf=pass smtp.mailfrom=a@b.example\r\n",
	    "a@b.example", "claim", "b.example", "r@r.example" },
	{ "a claim in angle brackets",
	    BORDER AR "spf=pass smtp.mailfrom=<a@b.example>\r\n", "a@b.example",
	    "claim", "b.example", NULL },
	{ "Yandex", BORDER AR "spf=pass smtp.mail=a@b.example\r\n",
	    "a@b.example", "claim", "b.example", NULL },
	{ "smtp.envelope-from",
	    BORDER AR "spf=pass smtp.envelope-from=a@b.example\r\n",
	    "a@b.example", "claim", "b.example", NULL },
	{ "Received-SPF",
	    "Received-SPF: pass receiver=mx.example.org; "
	    "envelope-from=\"a@b.example\"\r\n" BORDER,
	    "a@b.example", "claim", "b.example", NULL },
	{ "the null sender in a claim",
	    BORDER AR "spf=none smtp.mailfrom=<>\r\n", "", "claim", NULL,
	    NULL },
	{ "Return-Path", "Return-Path: <a@b.example>\r\n" BORDER, "a@b.example",
	    "return-path", "b.example", "a@b.example" },
	{ "Return-Path before a claim's domain alone",
	    "Return-Path: <a@b.example>\r\n" BORDER AR
	    "spf=pass smtp.mailfrom=b.example\r\n",
	    "a@b.example", "return-path", "b.example", "a@b.example" },
	{ "a claim's domain alone",
	    BORDER AR "spf=pass smtp.mailfrom=b.example\r\n", "b.example",
	    "claim", "b.example", NULL },
	{ "the null sender", "Return-Path: <>\r\n", "", "return-path", NULL,
	    "" },
	{ "Return-Path without brackets and with a comment",
	    "Return-Path: (x) a@b.example\r\n", "a@b.example", "return-path",
	    "b.example", "a@b.example" },
	{ "the topmost Return-Path",
	    "Return-Path: <a@b.example>\r\nReturn-Path: <c@d.example>\r\n",
	    "a@b.example", "return-path", "b.example", "a@b.example" },
	{ "Return-Path among the author's fields",
	    BORDER "From: a@b\r\nReturn-Path: <a@b.example>\r\n", NULL, NULL,
	    NULL, "a@b.example" },
	{ "'@' in the local part", "Return-Path: <\"a@c\"@b.example>\r\n",
	    "\"a@c\"@b.example", "return-path", "b.example",
	    "\"a@c\"@b.example" },
	{ "a domain that is none", "Return-Path: <a@b..example>\r\n",
	    "a@b..example", "return-path", NULL, "a@b..example" },
	{ "nothing", "From: a@b\r\n", NULL, NULL, NULL, NULL },
};

static void try_senders(void)
{
	for (size_t i = 0; i < ROWS(senders); i++) {
		test_row(senders[i].shows);
		struct envelope e = envelope_of(
		    senders[i].header, (struct premises){ .now = 0 });
		check_bytes(
		    "value", e.mail_from.value, bytes_of(senders[i].value));
		check_text("source", fact_source_word(e.mail_from.source),
		    senders[i].source);
		check_bytes(
		    "domain", e.mail_from_domain, bytes_of(senders[i].domain));
		check_bytes("return path", e.return_path,
		    bytes_of(senders[i].return_path));
	}
}

static void try_options(void)
{
	struct premises told = { .client_ip = BYTES("203.0.113.9"),
		.helo = BYTES("told.example"),
		.mail_from = BYTES("x@told.example") };
	struct envelope e =
	    envelope_of("Return-Path: <a@b.example>\r\n" BORDER, told);

	test_row("what the user says overrides what headers say");
	check_bytes("ip", e.client_ip.value, BYTES("203.0.113.9"));
	check_number("source", e.client_ip.source, FACT_OPTION);
	check_bytes("helo", e.helo.value, BYTES("told.example"));
	check_number("source", e.helo.source, FACT_OPTION);
	check_bytes("sender", e.mail_from.value, BYTES("x@told.example"));
	check_bytes("domain", e.mail_from_domain, BYTES("told.example"));
	check_bytes("return path", e.return_path, BYTES("a@b.example"));
}

static const struct {
	const char *shows, *header, *id, *region;
} marks[] = {
	{ "us-east-1", "Message-ID: <" ID "@email.amazonses.com>\r\n", ID,
	    "us-east-1" },
	{ "another region", "Message-ID: <" ID "@eu-west-1.amazonses.com>\r\n",
	    ID, "eu-west-1" },
	{ "a region that is new",
	    "Message-ID: <" ID "@eu-north-9.amazonses.com>\r\n", ID,
	    "eu-north-9" },
	{ "Return-Path without a custom MAIL FROM",
	    "Return-Path: <" ID "@eu-west-1.amazonses.com>\r\n", ID,
	    "eu-west-1" },
	{ "Return-Path of us-east-1", "Return-Path: <" ID "@amazonses.com>\r\n",
	    ID, "us-east-1" },
	{ "a custom MAIL FROM and Feedback-ID",
	    "Return-Path: <" ID "@bounce.example.com>\r\n"
	    "Feedback-ID: ::1.us-west-2.abc=:AmazonSES\r\n",
	    ID, "us-west-2" },
	{ "Feedback-ID of old", "Feedback-ID: 1.us-west-2.abc=:AmazonSES\r\n",
	    NULL, "us-west-2" },
	{ "Feedback-ID of somebody else", "Feedback-ID: 1.x.y:Other\r\n", NULL,
	    NULL },
	{ "another Message-ID", "Message-ID: <" ID "@example.com>\r\n", NULL,
	    NULL },
	{ "a domain that only ends like theirs",
	    "Message-ID: <" ID "@evilamazonses.com>\r\n", NULL, NULL },
	{ "a name in the id's place",
	    "Message-ID: <nobody@email.amazonses.com>\r\n", NULL, NULL },
	{ "nothing", "From: a@b\r\n", NULL, NULL },
};

static void try_marks(void)
{
	for (size_t i = 0; i < ROWS(marks); i++) {
		test_row(marks[i].shows);
		struct envelope e =
		    envelope_of(marks[i].header, (struct premises){ .now = 0 });
		check_bytes("id", e.ses_message_id, bytes_of(marks[i].id));
		check_bytes("region", e.ses_region, bytes_of(marks[i].region));
	}
}

static void try_token(void)
{
	struct premises p = { .now = 0 };

	test_row("the token of the message's own header");
	check_bytes("token",
	    envelope_of("X-Mailplumb-Token:  ABC \r\n", p).token, BYTES("ABC"));
	test_row("a token quoted in the body is none");
	check_bytes("token",
	    envelope_of("A: b\r\n\r\nX-Mailplumb-Token: ABC\r\n", p).token,
	    ABSENT);
	test_row("an empty token is none");
	check_bytes(
	    "token", envelope_of("X-Mailplumb-Token: \r\n", p).token, ABSENT);
}

static const struct {
	const char *shows, *header;
	const char *domain, *address, *mistake; /* mistake "": any */
	size_t fields;
} authors[] = {
	{ "one author", "From: A B <a@Example.COM>\r\n", "example.com",
	    "a@Example.COM", NULL, 1 },
	{ "an address alone", "from: a@example.com\r\n", "example.com",
	    "a@example.com", NULL, 1 },
	{ "folded", "From: \"A,\r\n B\"\r\n <a@example.com>\r\n", "example.com",
	    "a@example.com", NULL, 1 },
	{ "two authors of one domain", "From: a@example.com, b@EXAMPLE.com\r\n",
	    "example.com", "a@example.com", NULL, 1 },
	{ "two authors of two domains",
	    "From: a@example.com, b@example.org\r\n", NULL, "a@example.com",
	    "authors of one domain in From", 1 },
	{ "no From", "To: a@example.com\r\n", NULL, NULL, "a From field", 0 },
	{ "two From", "From: a@example.com\r\nFrom: b@example.com\r\n", NULL,
	    "a@example.com", "one From field", 2 },
	{ "an empty From", "From:\r\n", NULL, NULL, "", 1 },
	{ "no domain", "From: <a>\r\n", NULL, NULL, "", 1 },
	{ "a domain that is none", "From: a@exa mple..com\r\n", NULL, NULL, "",
	    1 },
	{ "IDN",
	    "From: a@b\xc3\xbc"
	    "cher.example\r\n",
	    "xn--bcher-kva.example",
	    "a@b\xc3\xbc"
	    "cher.example",
	    NULL, 1 },
};

static void try_authors(void)
{
	for (size_t i = 0; i < ROWS(authors); i++) {
		struct message m;
		struct author a;
		test_row(authors[i].shows);
		message_read(&m,
		    arena_printf(arena, "%s\r\n", authors[i].header), arena);
		author_read(&a, arena, &m);
		check_bytes("domain", a.domain, bytes_of(authors[i].domain));
		check_number("fields", a.from_fields, authors[i].fields);
		if (authors[i].mistake != NULL && !authors[i].mistake[0]) {
			check_true("a mistake", a.mistake != NULL);
			continue;
		}
		check_bytes("address", a.address, bytes_of(authors[i].address));
		check_text("mistake", a.mistake, authors[i].mistake);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_clients();
	try_senders();
	try_options();
	try_marks();
	try_token();
	try_authors();
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_envelope");
}
