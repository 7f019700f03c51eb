#include "send/receipt.h"

#include "common/base/crypto.h"

struct bytes receipt_expected_id(
    struct arena *arena, const struct receipt *receipt)
{
	const struct submit_outcome *outcome = receipt->outcome;

	if (!bytes_present(receipt->server->region))
		return receipt->message_id;
	if (!bytes_present(outcome->ses_message_id))
		return ABSENT;
	return ses_message_id(
	    arena, receipt->server->region, outcome->ses_message_id);
}

static struct bytes sha256_hex(struct arena *arena, struct bytes raw)
{
	unsigned char digest[SHA256_SIZE];

	sha256(raw, digest);
	return hex_write(
	    arena, (struct bytes){ (char *)digest, sizeof(digest) });
}

static struct json *code_json(int code)
{
	return code != 0 ? json_count(code) : json_null_new();
}

struct json *receipt_json(const struct receipt *receipt)
{
	const struct submit_outcome *outcome = receipt->outcome;
	struct arena *arena = arena_open();
	struct json *j = json_object_new();

	json_put(j, "schema", json_word("mailplumb.receipt/1"));
	json_put(j, "token", json_text(receipt->token));
	json_put(j, "from", json_text(receipt->from));
	json_put(j, "to", json_text(receipt->to));
	json_put(j, "subject", json_text(receipt->subject));
	json_put(j, "server", json_text(server_url(arena, receipt->server)));
	json_put(j, "smtp_code", code_json(outcome->code));
	json_put(j, "smtp_reply", json_text(outcome->reply));
	json_put(j, "ses_message_id", json_text(outcome->ses_message_id));
	json_put(j, "expected_message_id",
	    json_text(receipt_expected_id(arena, receipt)));
	json_put(j, "queued", json_time(outcome->queued));
	json_put(j, "accepted",
	    json_time(outcome->accepted ? outcome->finished : TIME_UNKNOWN));
	json_put(j, "attempts", json_count(outcome->attempts));
	json_put(j, "bytes_sha256", json_text(sha256_hex(arena, receipt->raw)));
	json_put(j, "sent_file", json_text(receipt->sent_file));
	json_put(
	    j, "may_have_been_sent", json_truth(outcome->may_have_been_sent));
	json_put(j, "finding", json_word(outcome->meaning->finding));
	arena_close(arena);
	return j;
}

static void add_line(struct text *out, const char *label, struct bytes value)
{
	if (!bytes_present(value))
		return;
	text_printf(out, "%-12s", label);
	text_shown(out, value);
	text_char(out, '\n');
}

static const char *state_word(const struct submit_outcome *outcome)
{
	if (outcome->accepted)
		return "accepted";
	return outcome->may_have_been_sent ? "may have been sent" : "not sent";
}

void receipt_text(const struct receipt *receipt, struct text *out)
{
	const struct submit_outcome *outcome = receipt->outcome;
	struct arena *arena = arena_open();
	struct bytes reply = outcome->reply, line;

	text_printf(out, "%-12s%s", "Message", state_word(outcome));
	if (outcome->accepted)
		text_printf(out, " in %.3f s",
		    (double)(outcome->finished - outcome->queued) / 1000);
	if (outcome->attempts > 1)
		text_printf(out, ", %u attempts", outcome->attempts);
	text_char(out, '\n');
	add_line(out, "From", receipt->from);
	add_line(out, "To", receipt->to);
	add_line(out, "Subject", receipt->subject);
	add_line(out, "Server", server_url(arena, receipt->server));
	while (bytes_line(&reply, &line))
		add_line(out, "Reply", line);
	add_line(out, "Message-ID", receipt_expected_id(arena, receipt));
	add_line(out, "Token", receipt->token);
	add_line(out, "Kept in", receipt->sent_file);
	arena_close(arena);
}
