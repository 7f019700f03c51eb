/* How findings about sending a message and finding it come about. */
#include "inspect/report/explanation.h"

const struct explanation explanation_way[] = {
	{ "send-auth-rejected",
	    "The SMTP password of SES is not the secret access key but derived "
	    "from it for one region. The same answer comes for another "
	    "region's password, a deleted key, and temporary credentials.",
	    "535 Authentication Credentials Invalid" },
	{ "send-auth-not-offered",
	    "The server is no submission server, or the port is a wrong one.",
	    "EHLO without AUTH" },
	{ "send-tls-failed",
	    "The server offers no STARTTLS, or its certificate is for another "
	    "name, expired or of an unknown authority. Nothing was sent, the "
	    "password neither.",
	    "certificate for smtp.example.net" },
	{ "send-not-verified",
	    "Identities are verified for each region by itself; in the sandbox "
	    "recipients must be verified too.",
	    "554 ... failed the check in region EU-WEST-1: hello@example.com" },
	{ "send-not-authorized",
	    "The IAM user's policy does not allow ses:SendRawEmail for this "
	    "identity or configuration set.",
	    "554 Access denied" },
	{ "send-mailfrom-invalid",
	    "The identity is set to refuse mail when the MX of its custom MAIL "
	    "FROM domain is not right (REJECT_MESSAGE).",
	    "554 MAIL FROM domain not verified" },
	{ "send-configuration-set",
	    "The name is misspelt, or the set is in another region.",
	    "554 Configuration set does not exist" },
	{ "send-throttled",
	    "The account may send so many messages a second, and this was "
	    "more.",
	    "454 Throttling failure: Maximum sending rate exceeded" },
	{ "send-quota",
	    "The account may send so many messages in 24 hours; in the sandbox "
	    "200.",
	    "454 Throttling failure: Daily message quota exceeded" },
	{ "send-paused",
	    "AWS, or somebody at the account, paused sending, most often for "
	    "bounces or complaints.",
	    "554 Message rejected: Sending paused for this account" },
	{ "send-deferred", "A temporary failure that did not go away.",
	    "451 Temporary service failure" },
	{ "send-too-large", "Attachments grow by a third in base64.",
	    "552 Message is too long" },
	{ "send-uncertain",
	    "The connection broke after the message and before the reply. It "
	    "is not sent again by itself.",
	    "no reply to the final dot" },
	{ "send-rejected", "Any other refusal; the server's words tell.",
	    "554 Transaction failed" },
	{ "send-unreachable",
	    "A firewall, a wrong name, or port 25, which Amazon EC2 and many "
	    "networks block.",
	    "connection timed out" },
	{ "mailbox-login-rejected",
	    "User or password is wrong, or the provider wants an app password "
	    "or OAuth.",
	    "NO [AUTHENTICATIONFAILED]" },
	{ "mailbox-oauth-expired",
	    "The consent was withdrawn, or is too old: an app in testing at "
	    "Google has it for seven days.",
	    "invalid_grant" },
	{ "mailbox-unreachable",
	    "No connection, a certificate that does not verify, or the server "
	    "ended the session.",
	    "BYE" },
	{ "locate-not-found",
	    "SES accepted the message. It may be on the suppression list, "
	    "refused by the receiver (a bounce comes to MAIL FROM), greylisted "
	    "for some minutes, or filtered away.",
	    "250 Ok, and nothing in INBOX or Junk" },
	{ "locate-bounced",
	    "The receiver refused the message after SES had accepted it.",
	    "550 5.1.1 no such user" },
	{ "locate-complaint",
	    "The receiver took the message, and its user, or a filter, said "
	    "that it is spam; the provider told the sender. So do complaints "
	    "of the mailbox simulator of SES.",
	    "Feedback-Type: abuse" },
	{ "locate-late",
	    "A server on the way kept the message: greylisting, a queue, a "
	    "scan.",
	    "found after 702 s" },
	{ "locate-pending",
	    "`check --async` sends now and judges what earlier runs sent. At "
	    "first nothing was sent; later the last result may be too old.",
	    "the first run" },
	{ 0 },
};
