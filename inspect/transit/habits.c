/* Sources: the SES developer guide (header fields, raw e-mail) and headers of
 * real messages; RFC 5321 4.4, RFC 8601, RFC 8617, RFC 2369, RFC 2919. */
#include "inspect/transit/habits.h"

#define IS(kind) (1u << CHANGE_##kind)
#define ANY	 (IS(ADDED) | IS(REMOVED) | IS(REPLACED) | IS(REFOLDED))
#define COME	 (IS(ADDED) | IS(REPLACED))

struct habit {
	const char *name; /* "X-Google-*": all that begin so */
	unsigned kinds;
	enum changed_by by;
	const char *why;
};

static const struct habit habits[] = {
	{ "Message-ID", COME, BY_SES, "SES gives every message its own" },
	{ "Date", COME, BY_SES, "SES writes the time it took the message" },
	{ "Return-Path", ANY, BY_SERVER,
	    "the last server writes the envelope sender" },
	{ "Feedback-ID", COME, BY_SES, "SES adds it" },
	{ "X-SES-Outgoing", COME, BY_SES, "SES adds it" },
	{ "DKIM-Signature", IS(ADDED), BY_SES, "SES signs" },
	{ "Bcc", IS(REMOVED), BY_SES, "nobody is to see it" },
	{ "X-SES-Spam-Verdict", COME, BY_SERVER, "SES as receiver adds it" },
	{ "X-SES-Virus-Verdict", COME, BY_SERVER, "SES as receiver adds it" },
	{ "X-SES-RECEIPT", COME, BY_SERVER, "SES as receiver adds it" },
	{ "X-SES-*", IS(REMOVED), BY_SES, "meant for SES alone" },
	{ "List-Unsubscribe", IS(ADDED), BY_SES,
	    "SES adds it for its subscription management" },
	{ "List-Unsubscribe-Post", IS(ADDED), BY_SES,
	    "SES adds it for its subscription management" },

	{ "Received", IS(ADDED), BY_SERVER, "every server adds one" },
	{ "Delivered-To", COME, BY_SERVER, "the last server adds it" },
	{ "X-Original-To", COME, BY_SERVER, "the last server adds it" },
	{ "Envelope-To", COME, BY_SERVER, "the last server adds it" },
	{ "Delivery-Date", COME, BY_SERVER, "the last server adds it" },
	{ "Authentication-Results", COME, BY_SERVER, "a receiver's results" },
	{ "Authentication-Results-Original", COME, BY_SERVER,
	    "a receiver's results" },
	{ "Received-SPF", COME, BY_SERVER, "a receiver's results" },
	{ "ARC-*", IS(ADDED), BY_SERVER, "a server that passes on seals" },
	{ "DKIM-Signature", IS(ADDED), BY_SERVER,
	    "a server on the way signs, too" },
	{ "X-Received", COME, BY_SERVER, "Gmail adds it" },
	{ "X-Google-*", COME, BY_SERVER, "Gmail adds it" },
	{ "X-Gm-*", COME, BY_SERVER, "Gmail adds it" },
	{ "X-MS-*", COME, BY_SERVER, "Exchange adds it" },
	{ "X-Microsoft-*", COME, BY_SERVER, "Exchange adds it" },
	{ "X-Forefront-*", COME, BY_SERVER, "Exchange adds it" },
	{ "X-EOP*", COME, BY_SERVER, "Exchange adds it" },
	{ "X-Sender-IP", COME, BY_SERVER, "Exchange adds it" },
	{ "X-SID-*", COME, BY_SERVER, "Exchange adds it" },
	{ "X-Auto-Response-Suppress", COME, BY_SERVER, "Exchange adds it" },
	{ "X-IncomingTopHeaderMarker", COME, BY_SERVER, "Exchange adds it" },
	{ "X-IncomingHeaderCount", COME, BY_SERVER, "Exchange adds it" },
	{ "X-Apple-*", COME, BY_SERVER, "iCloud adds it" },
	{ "X-ICL-*", COME, BY_SERVER, "iCloud adds it" },
	{ "X-Apparently-To", COME, BY_SERVER, "Yahoo adds it" },
	{ "X-YMail*", COME, BY_SERVER, "Yahoo adds it" },
	{ "X-ME-*", COME, BY_SERVER, "Fastmail adds it" },
	{ "X-Spam*", COME, BY_SERVER, "a spam filter adds it" },
	{ "X-GMX-*", COME, BY_SERVER, "GMX adds it" },
	{ "X-Yandex-*", COME, BY_SERVER, "Yandex adds it" },
	{ "X-CM-*", COME, BY_SERVER, "NetEase adds it" },
	{ "X-Coremail-*", COME, BY_SERVER, "NetEase adds it" },
	{ "X-Rspamd*", COME, BY_SERVER, "a spam filter adds it" },
	{ "X-Proofpoint*", COME, BY_SERVER, "a gateway adds it" },
	{ "X-Mimecast*", COME, BY_SERVER, "a gateway adds it" },
	{ "X-Barracuda*", COME, BY_SERVER, "a gateway adds it" },
	{ "X-Virus*", COME, BY_SERVER, "a virus filter adds it" },

	{ "List-*", COME, BY_LIST, "a mailing list" },
	{ "X-BeenThere", IS(ADDED), BY_LIST, "a mailing list" },
	{ "X-Mailman*", IS(ADDED), BY_LIST, "a mailing list" },
	{ "Mailing-List", IS(ADDED), BY_LIST, "a mailing list" },
	{ "Precedence", IS(ADDED), BY_LIST, "a mailing list" },
	{ "Errors-To", IS(ADDED), BY_LIST, "a mailing list" },
};

static bool name_fits(struct bytes name, const char *pattern)
{
	struct bytes wanted = bytes_of(pattern);

	if (wanted.ptr[wanted.len - 1] != '*')
		return bytes_ieq(name, wanted);
	return bytes_istarts(name, bytes_first(wanted, wanted.len - 1));
}

/* SES works below all Received fields: it writes none itself. */
static bool fits(const struct habit *habit, const struct field_change *change,
    bool through_ses, bool above_received)
{
	if (!name_fits(change->name, habit->name) ||
	    (habit->kinds & 1u << change->kind) == 0)
		return false;
	return habit->by != BY_SES || (through_ses && !above_received);
}

/* Somebody else than SES gave it. */
static bool is_strange_id(
    const struct field_change *change, struct bytes message_id)
{
	return bytes_iis(change->name, "Message-ID") &&
	       bytes_present(message_id) &&
	       !bytes_eq(bytes_trim(change->received), bytes_trim(message_id));
}

void habit_of(struct field_change *change, bool through_ses,
    bool above_received, struct bytes message_id)
{
	change->by = BY_NOBODY;
	change->why = NULL;
	if (is_strange_id(change, message_id)) {
		change->why = "not the one that SES gave";
		return;
	}
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (fits(&habits[i], change, through_ses, above_received)) {
			change->by = habits[i].by;
			change->why = habits[i].why;
			return;
		}
}
