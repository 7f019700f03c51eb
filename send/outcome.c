#include "send/outcome.h"

#include "common/base/text.h"
#include "send/refusal.h"
#include <string.h>

#define ADDRESS_MOST 320
/* A fault has room for these and the advice; the outcome has all of a reply. */
#define SAID_MOST 350 /* octets of a reply as it is shown */
#define WHO_MOST  250 /* octets about who is not verified */

/* RFC 5321 4.5.3.1: 64 octets of local part, @, 255 of domain.  Octets over 127
 * need SMTPUTF8, which SES does not have. */
static bool address_check(const struct submission *submission,
    struct bytes address, struct fault *fault)
{
	if (address.len > ADDRESS_MOST)
		return fault_set(fault, FAULT_USAGE,
		    "address '%.60s...' is longer than %d octets", address.ptr,
		    ADDRESS_MOST);
	for (size_t i = 0; i < address.len; i++)
		if (is_control(address.ptr[i]) ||
		    (!submission->smtputf8 &&
			(unsigned char)address.ptr[i] > 127) ||
		    address.ptr[i] == ' ' || address.ptr[i] == '<' ||
		    address.ptr[i] == '>')
			return fault_set(fault, FAULT_USAGE,
			    "address '%.*s' has a blank, an angle bracket, a "
			    "control character or no ASCII at octet %zu",
			    FMT(address), i);
	return true;
}

/* RFC 5321 2.3.8: CR and LF only together. */
static bool lines_check(struct bytes raw, struct fault *fault)
{
	const char *at = raw.ptr, *end = raw.ptr + raw.len, *lf;
	const char *cr = at;

	while (at < end && (lf = memchr(at, '\n', (size_t)(end - at)))) {
		cr = memchr(at, '\r', (size_t)(lf - at));
		if (cr == NULL || cr + 1 != lf)
			return fault_set(fault, FAULT_USAGE,
			    "the message has a bare %s at octet %td",
			    cr == NULL ? "LF" : "CR",
			    (cr == NULL ? lf : cr) - raw.ptr);
		at = lf + 1;
	}
	if (at < end && memchr(at, '\r', (size_t)(end - at)) != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "the message has a bare CR in its last line");
	return true;
}

bool submission_check(const struct submission *submission, struct fault *fault)
{
	if (submission->to_count == 0)
		return fault_set(
		    fault, FAULT_USAGE, "the message has no recipient");
	if (submission->to_count > RECIPIENTS_MOST)
		return fault_set(fault, FAULT_USAGE,
		    "the message has %zu recipients; at most %d fit",
		    submission->to_count, RECIPIENTS_MOST);
	if (!bytes_present(submission->from) || submission->raw.len == 0)
		return fault_set(fault, FAULT_USAGE,
		    "the message has no sender or no octets");
	for (size_t i = 0; i < submission->to_count; i++) {
		if (bytes_empty(submission->to[i]))
			return fault_set(
			    fault, FAULT_USAGE, "a recipient is empty");
		if (!address_check(submission, submission->to[i], fault))
			return false;
	}
	return address_check(submission, submission->from, fault) &&
	       lines_check(submission->raw, fault);
}

static void show_reply(struct text *out, struct bytes reply)
{
	struct text shown = text_new(SAID_MOST);

	text_shown(&shown, reply);
	text_add(out, text_bytes(&shown));
	if (shown.full)
		text_add(out, BYTES("..."));
	text_free(&shown);
}

/* HOST:PORT answers AUTH with "535 Authentication Credentials Invalid" ... */
static void say_who(struct text *out, const struct transfer *t,
    const struct submit_outcome *outcome, const struct attempt *attempt)
{
	const struct server *server = t->route->server;

	text_shown(out, server->host);
	text_printf(out, ":%u ", server->port);
	if (attempt->code == 0) {
		text_printf(
		    out, "(%s): %s", outcome->phase, attempt->meaning->meaning);
		text_add(out, BYTES(" ("));
		text_shown(out, bytes_of(attempt->detail));
		if (attempt->meaning == reply_trouble(TROUBLE_NO_AUTH) &&
		    t->dialogue.offers.auth[0] != '\0') {
			text_add(out, BYTES("; offered: "));
			text_shown(out, bytes_of(t->dialogue.offers.auth));
		}
		text_char(out, ')');
		return;
	}
	text_printf(out, "answers %s with \"", outcome->phase);
	show_reply(out, outcome->reply);
	text_printf(out, "\": %s", attempt->meaning->meaning);
}

static void tell_fault(const struct submit_outcome *outcome,
    const struct transfer *t, const struct submission *submission,
    const struct attempt *attempt, struct fault *fault)
{
	struct arena *arena = arena_open();
	struct refusal refusal;
	struct text out = text_new(sizeof(fault->text) - 1);
	struct bytes who = reply_unverified(arena, outcome->reply,
	    submission->from, submission->to, submission->to_count);

	say_who(&out, t, outcome, attempt);
	if (bytes_present(who))
		text_printf(&out, " (%.*s%s)", FMT(bytes_first(who, WHO_MOST)),
		    who.len > WHO_MOST ? "..." : "");
	text_printf(&out, "; %s [%s]", attempt->meaning->fix,
	    attempt->meaning->finding);
	if (outcome->attempts > 1)
		text_printf(&out, " (%u attempts)", outcome->attempts);
	refusal_read(&refusal, arena, t->route->server, submission,
	    outcome->code, outcome->reply);
	if (bytes_present(refusal.why)) {
		text_add(&out, BYTES(". "));
		text_add(&out, refusal.why);
	}
	if (refusal.command_count > 0) {
		text_add(&out, BYTES(" Run: "));
		text_shown(&out, refusal.commands[0]);
	}
	fault_set(fault, FAULT_SEND, "%.*s", FMT(text_bytes(&out)));
	text_free(&out);
	arena_close(arena);
}

void outcome_tell(struct submit_outcome *outcome,
    const struct transfer *transfer, const struct submission *submission,
    const struct attempt *attempt, struct fault *fault)
{
	outcome->accepted = attempt->accepted;
	outcome->may_have_been_sent = attempt->uncertain;
	outcome->code = attempt->code;
	outcome->reply =
	    attempt->code != 0 ? dialogue_reply(&transfer->dialogue) : ABSENT;
	outcome->ses_message_id =
	    attempt->accepted ? reply_ses_id(outcome->reply) : ABSENT;
	outcome->meaning = attempt->meaning;
	outcome->phase = phase_name(transfer->dialogue.phase);
	fault->kind = FAULT_NONE;
	if (!attempt->accepted)
		tell_fault(outcome, transfer, submission, attempt, fault);
}

void outcome_keep(struct arena *arena, struct submit_outcome *outcome)
{
	if (bytes_present(outcome->reply))
		outcome->reply = arena_copy(arena, outcome->reply);
	if (bytes_present(outcome->ses_message_id))
		outcome->ses_message_id = reply_ses_id(outcome->reply);
}
