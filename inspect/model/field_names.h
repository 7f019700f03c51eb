/*
 * field_names - the names of header fields that mean something to us
 *
 * message_read() tells each field's name apart once; who looks for a field
 * then compares numbers.
 */
#ifndef INSPECT_MODEL_FIELD_NAMES_H
#define INSPECT_MODEL_FIELD_NAMES_H

#include "common/base/bytes.h"

#define FIELD_NAMES(X)                                                  \
	/* RFC 5322 3.6, RFC 2045 */                                    \
	X(FROM, "From")                                                 \
	X(SENDER, "Sender")                                             \
	X(REPLY_TO, "Reply-To")                                         \
	X(TO, "To")                                                     \
	X(CC, "Cc")                                                     \
	X(BCC, "Bcc")                                                   \
	X(SUBJECT, "Subject")                                           \
	X(DATE, "Date")                                                 \
	X(MESSAGE_ID, "Message-ID")                                     \
	X(IN_REPLY_TO, "In-Reply-To")                                   \
	X(REFERENCES, "References")                                     \
	X(MIME_VERSION, "MIME-Version")                                 \
	X(CONTENT_TYPE, "Content-Type")                                 \
	X(CONTENT_TRANSFER_ENCODING, "Content-Transfer-Encoding")       \
	X(RETURN_PATH, "Return-Path")                                   \
	X(DELIVERED_TO, "Delivered-To")                                 \
	X(RECEIVED, "Received")                                         \
	/* what servers check and sign */                               \
	X(RECEIVED_SPF, "Received-SPF")                                 \
	X(AUTHENTICATION_RESULTS, "Authentication-Results")             \
	X(DKIM_SIGNATURE, "DKIM-Signature")                             \
	X(DOMAINKEY_SIGNATURE, "DomainKey-Signature")                   \
	X(ARC_SEAL, "ARC-Seal")                                         \
	X(ARC_MESSAGE_SIGNATURE, "ARC-Message-Signature")               \
	X(ARC_AUTHENTICATION_RESULTS, "ARC-Authentication-Results")     \
	X(RESULTS_ORIGINAL, "Authentication-Results-Original")          \
	X(RESULTS_EXCHANGE, "X-MS-Exchange-Authentication-Results")     \
	X(RESULTS_X_ORIGINAL, "X-Original-Authentication-Results")      \
	X(RESULTS_FASTMAIL, "X-ME-Authentication-Results")              \
	X(FOREFRONT, "X-Forefront-Antispam-Report")                     \
	X(FOREFRONT_UNTRUSTED, "X-Forefront-Antispam-Report-Untrusted") \
	X(ANTISPAM, "X-Microsoft-Antispam")                             \
	X(ANTISPAM_UNTRUSTED, "X-Microsoft-Antispam-Untrusted")         \
	X(ANTISPAM_DELIVERY, "X-Microsoft-Antispam-Mailbox-Delivery")   \
	X(EXCHANGE_SCL, "X-MS-Exchange-Organization-SCL")               \
	X(SPAMD_RESULT, "X-Spamd-Result")                               \
	X(RSPAMD_ACTION, "X-Rspamd-Action")                             \
	X(SPAM_STATUS, "X-Spam-Status")                                 \
	X(SPAM_FLAG, "X-Spam-Flag")                                     \
	X(SPAM, "X-Spam")                                               \
	X(SPAM_SCORE, "X-Spam-Score")                                   \
	X(SPAM_HITS, "X-Spam-Hits")                                     \
	X(SPAM_KNOWN_SENDER, "X-Spam-Known-Sender")                     \
	X(SES_SPAM, "X-SES-Spam-Verdict")                               \
	X(SES_VIRUS, "X-SES-Virus-Verdict")                             \
	X(GM_SPAM, "X-Gm-Spam")                                         \
	X(GM_PHISHY, "X-Gm-Phishy")                                     \
	X(YANDEX_SPAM, "X-Yandex-Spam")                                 \
	X(GMX_ANTISPAM, "X-GMX-Antispam")                               \
	X(ME_CATEGORY, "X-ME-VSCategory")                               \
	/* what senders and lists add */                                \
	X(LIST_ID, "List-Id")                                           \
	X(PRECEDENCE, "Precedence")                                     \
	X(LIST_UNSUBSCRIBE, "List-Unsubscribe")                         \
	X(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe-Post")               \
	X(FEEDBACK_ID, "Feedback-ID")                                   \
	X(SES_OUTGOING, "X-SES-Outgoing")                               \
	X(MAILER, "X-Mailer")                                           \
	X(USER_AGENT, "User-Agent")                                     \
	X(AUTO_SUBMITTED, "Auto-Submitted")                             \
	X(MAILPLUMB_TOKEN, "X-Mailplumb-Token")

enum field_id {
	FIELD_OTHER,
#define X(id, name) FIELD_##id,
	FIELD_NAMES(X)
#undef X
	    FIELD_IDS
};

/* Letters in any case; FIELD_OTHER for any other name. */
enum field_id field_id(struct bytes name);
const char *field_name(enum field_id id); /* as RFCs write it */

#endif
