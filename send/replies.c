#include "send/replies.h"

#include "common/base/text.h"
#include "common/mail/ses.h"
#include <string.h>

/* The first row that fits is taken: exact words, then codes, then classes. */
static const struct reply_row replies[] = {
	{ 454, "Maximum sending rate exceeded", "send-throttled",
	    "more messages a second than SES allows this account",
	    "lower --rate or max_rate, or ask AWS for a higher sending rate",
	    RETRY_SLOWER },
	{ 454, "Daily message quota exceeded", "send-quota",
	    "the account's messages of the last 24 hours are used up",
	    "wait until the window moves on, or ask AWS for a higher quota",
	    RETRY_LATER },
	{ 454, "Maximum SigV2 SMTP sending rate exceeded", "send-throttled",
	    "the SMTP password is of the old form of before 2019, which SES "
	    "slows down",
	    "make new SMTP credentials: mailplumb password --region R",
	    RETRY_SLOWER },
	{ 454, "Temporary authentication failure", "send-deferred",
	    "the server could not check the credentials just now",
	    "try again later", RETRY_PAUSED },
	{ 421, "Too many concurrent SMTP connections", "send-throttled",
	    "more connections at once than the server allows",
	    "lower --connections", RETRY_SLOWER },
	{ 451, "Timeout waiting for data from client", "send-deferred",
	    "the server found us too slow and hung up",
	    "try again; if it stays so, look for what slows the network",
	    RETRY_PAUSED },
	{ 530, "STARTTLS", "send-tls-failed",
	    "the server wants TLS before anything else",
	    "use smtp:// with STARTTLS, or smtps://", RETRY_NEVER },
	{ 530, NULL, "send-auth-rejected",
	    "the server wants user and password first",
	    "give user and password for this server", RETRY_NEVER },
	{ 535, "not subscribed to SES", "send-auth-rejected",
	    "the AWS account of this key does not use SES",
	    "sign the account up for SES, or use another account's key",
	    RETRY_NEVER },
	{ 535, NULL, "send-auth-rejected",
	    "the server refuses user or password",
	    "for SES: the password must be derived from the secret key for "
	    "this very region (mailplumb password --region R); the key must "
	    "be active and not temporary (STS)",
	    RETRY_NEVER },
	{ 538, NULL, "send-tls-failed",
	    "the server takes passwords over TLS only",
	    "use smtp:// with STARTTLS, or smtps://", RETRY_NEVER },
	{ 552, "too long", "send-too-large",
	    "the message is larger than the server takes",
	    "send less; SES takes 40 MB, base64 included", RETRY_NEVER },
	{ 552, NULL, "send-too-large",
	    "the message or the mailbox is too large",
	    "send less, or to another mailbox", RETRY_NEVER },
	{ 553, NULL, "send-rejected", "the server does not take this address",
	    "correct the address of sender or recipient; SES takes ASCII "
	    "before the @, and domains as A-labels",
	    RETRY_NEVER },
	{ 554, "tenant", "send-not-authorized",
	    "the tenant has not the identity or the configuration set",
	    "associate the identity and the configuration set with the tenant "
	    "(aws sesv2 create-tenant-resource-association), or send without "
	    "a tenant",
	    RETRY_NEVER },
	{ 554, "not authorized to perform", "send-not-authorized",
	    "the key's IAM user or a sending policy does not allow this",
	    "allow ses:SendRawEmail on the identity and on the configuration "
	    "set",
	    RETRY_NEVER },
	{ 554, "Access denied", "send-not-authorized",
	    "the key's IAM user or a sending policy does not allow this",
	    "allow ses:SendRawEmail on the identity and on the configuration "
	    "set",
	    RETRY_NEVER },
	{ 554, "MAIL FROM domain is not verified", "send-mailfrom-invalid",
	    "the custom MAIL FROM domain has no valid MX, and SES was told to "
	    "refuse then",
	    "publish the domain's MX: 10 feedback-smtp.REGION.amazonses.com",
	    RETRY_NEVER },
	{ 554, "MAIL FROM domain not verified", "send-mailfrom-invalid",
	    "the custom MAIL FROM domain has no valid MX, and SES was told to "
	    "refuse then",
	    "publish the domain's MX: 10 feedback-smtp.REGION.amazonses.com",
	    RETRY_NEVER },
	{ 554, "address is not verified", "send-not-verified",
	    "an address is no verified identity of this account in this region",
	    "verify the identity in this region; recipients need it only "
	    "while the account is in the sandbox",
	    RETRY_NEVER },
	{ 554, "Configuration set does not exist", "send-configuration-set",
	    "the configuration set is not known in this region",
	    "correct its name, or create it in this region", RETRY_NEVER },
	{ 554, "Configuration set", "send-configuration-set",
	    "something is wrong with the configuration set",
	    "correct its name, or create it in this region", RETRY_NEVER },
	{ 554, "Sending paused", "send-paused",
	    "sending is paused for the account or the configuration set",
	    "see the reputation page of the SES console", RETRY_NEVER },
	{ 554, "is paused", "send-paused",
	    "sending is paused for the account or the configuration set",
	    "see the reputation page of the SES console", RETRY_NEVER },
	{ 554, "Duplicate header", "send-rejected",
	    "a header field that may stand once stands twice",
	    "send the field once", RETRY_NEVER },
	{ 2, NULL, NULL, "the server took the message", "", RETRY_NEVER },
	{ 454, NULL, "send-deferred",
	    "the server cannot take the message just now", "try again later",
	    RETRY_PAUSED },
	{ 4, NULL, "send-deferred",
	    "the server cannot take the message just now", "try again later",
	    RETRY_PAUSED },
	{ 5, NULL, "send-rejected", "the server refuses the message",
	    "as the server says", RETRY_NEVER },
	{ 0, NULL, "send-rejected", "the server says what SMTP does not know",
	    "check host and port", RETRY_NEVER },
	{ 0, NULL, NULL, NULL, NULL, RETRY_NEVER },
};

static const struct reply_row troubles[] = {
	[TROUBLE_UNREACHABLE] = { 0, NULL, "send-unreachable",
	    "no connection to the server",
	    "check host and port; networks often block port 25: use 587, 2587 "
	    "or 465",
	    RETRY_NEVER },
	[TROUBLE_SILENT] = { 0, NULL, "send-unreachable",
	    "the server fell silent; nothing was sent",
	    "check host and port, try again, or give a longer --timeout",
	    RETRY_NEVER },
	[TROUBLE_LOST] = { 0, NULL, "send-unreachable",
	    "the connection was lost; nothing was sent", "try again",
	    RETRY_PAUSED },
	[TROUBLE_UNCERTAIN] = { 0, NULL, "send-uncertain",
	    "no reply came after the end of the message: it may have been "
	    "sent",
	    "look for the message before sending it again", RETRY_NEVER },
	[TROUBLE_NO_TLS] = { 0, NULL, "send-tls-failed",
	    "the server does not offer STARTTLS; nothing was sent",
	    "check host and port; something between may strip STARTTLS: try "
	    "port 465",
	    RETRY_NEVER },
	[TROUBLE_INJECTED] = { 0, NULL, "send-tls-failed",
	    "the answer to STARTTLS is not to be trusted; nothing was sent",
	    "somebody may tamper with the connection: use port 465",
	    RETRY_NEVER },
	[TROUBLE_CERTIFICATE] = { 0, NULL, "send-tls-failed",
	    "the server's certificate does not verify; nothing was sent",
	    "if it has expired, see that it is renewed and that this clock is "
	    "right; else correct the host name, or name the authority with "
	    "ca_file",
	    RETRY_NEVER },
	[TROUBLE_TLS] = { 0, NULL, "send-tls-failed",
	    "TLS could not be agreed on; nothing was sent",
	    "check the port: 465 and 2465 begin with TLS, the others with "
	    "STARTTLS",
	    RETRY_NEVER },
	[TROUBLE_NO_AUTH] = { 0, NULL, "send-auth-not-offered",
	    "the server offers no AUTH PLAIN or LOGIN after TLS; nothing was "
	    "sent",
	    "check host and port, or give no user", RETRY_NEVER },
	[TROUBLE_TOO_LARGE] = { 0, NULL, "send-too-large",
	    "the message is larger than the server says it takes; nothing was "
	    "sent",
	    "send less", RETRY_NEVER },
	[TROUBLE_NO_SMTPUTF8] = { 0, NULL, "send-rejected",
	    "an address is not ASCII before its @, and the server does not "
	    "take such (no SMTPUTF8); nothing was sent",
	    "use another address", RETRY_NEVER },
	[TROUBLE_MALFORMED] = { 0, NULL, "send-unreachable",
	    "what answers there does not speak SMTP; nothing was sent",
	    "check host and port", RETRY_NEVER },
	[TROUBLE_MALFORMED + 1] = { 0, NULL, NULL, NULL, NULL, RETRY_NEVER },
};

const struct reply_row *reply_rows(void)
{
	return replies;
}

const struct reply_row *trouble_rows(void)
{
	return troubles;
}

const struct reply_row *reply_trouble(enum trouble trouble)
{
	return &troubles[trouble];
}

/* `text` has room for as many octets as the reply. */
static size_t join_lines(char *text, struct bytes reply)
{
	size_t len = 0;
	struct bytes line;

	while (bytes_line(&reply, &line)) {
		line = bytes_trim(bytes_skip(line, 4));
		if (line.len == 0)
			continue;
		if (len > 0)
			text[len++] = ' ';
		memcpy(text + len, line.ptr, line.len);
		len += line.len;
	}
	return len;
}

struct bytes reply_text(struct arena *arena, struct bytes reply)
{
	char *text = arena_alloc(arena, reply.len + 1);

	return (struct bytes){ text, join_lines(text, reply) };
}

static bool row_fits(const struct reply_row *row, int code, struct bytes text)
{
	return (row->code == 0 || row->code == code ||
		   row->code == code / 100) &&
	       (row->text == NULL ||
		   bytes_ifind(text, bytes_of(row->text)) != NULL);
}

const struct reply_row *reply_meaning(int code, struct bytes reply)
{
	char joined[REPLY_MAX];
	const struct reply_row *row = replies;

	reply = bytes_first(reply, sizeof(joined));
	struct bytes text = { joined, join_lines(joined, reply) };
	while (!row_fits(row, code, text))
		row++;
	return row;
}

struct bytes reply_ses_id(struct bytes reply)
{
	struct bytes line, id;

	if (!bytes_line(&reply, &line) || !bytes_istarts(line, BYTES("250 Ok")))
		return ABSENT;
	bytes_cut(bytes_trim(bytes_skip(line, 6)), ' ', &id, &line);
	return ses_id_valid(id) ? id : ABSENT;
}

/* ---- "Email address is not verified" ----------------------------------- */

#define CHECK_WORDS "failed the check in region "

static bool is_recipient(
    struct bytes identity, const struct bytes *to, size_t to_count)
{
	for (size_t i = 0; i < to_count; i++)
		if (bytes_ieq(identity, to[i]))
			return true;
	return false;
}

/* "Example <a@example.com>" names a@example.com. */
static struct bytes identity_address(struct bytes identity)
{
	struct bytes before, after;

	if (bytes_cut_last(identity, '<', &before, &after) &&
	    bytes_cut(after, '>', &before, &after))
		return before;
	return identity;
}

static void tell_identity(struct text *out, struct bytes identity,
    struct bytes from, const struct bytes *to, size_t to_count)
{
	bool recipient =
	    is_recipient(identity, to, to_count) && !bytes_ieq(identity, from);

	if (identity.len == 0 || bytes_eq(identity, BYTES("...")))
		return;
	text_shown(out, identity);
	text_add(out, recipient
			  ? BYTES(" is a recipient: the account is in the "
				  "sandbox; ")
			  : BYTES(" is a sender: verify it; "));
}

struct bytes reply_unverified(struct arena *arena, struct bytes reply,
    struct bytes from, const struct bytes *to, size_t to_count)
{
	struct bytes text = reply_text(arena, reply), region, identity, rest;
	const char *words = bytes_ifind(text, BYTES(CHECK_WORDS));

	if (words == NULL)
		return ABSENT;
	struct text out = text_new(800);
	rest =
	    bytes_between(words + sizeof(CHECK_WORDS) - 1, text.ptr + text.len);
	bytes_cut(rest, ':', &region, &rest);
	while (bytes_present(rest)) {
		bytes_cut(rest, ',', &identity, &rest);
		tell_identity(&out, identity_address(bytes_trim(identity)),
		    from, to, to_count);
	}
	text_add(&out, BYTES("the region is "));
	text_shown(&out, bytes_trim(region));
	struct bytes told = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return told;
}
