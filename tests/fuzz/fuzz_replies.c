/*
 * A server says anything, in any order: nothing goes out before AUTH, nothing
 * is accepted before its end, and every reply means something.
 *
 * A line "open", "tls", "gate" or "dot" is that event, any other a line of the
 * server's.
 */
#include "tests/fuzz/fuzz.h"

#include "send/dialogue.h"
#include "send/wire.h"

static void event(struct dialogue *d, struct bytes line, bool *dot)
{
	bool connecting = d->gate == GATE_CLOSED;

	if (bytes_eq(line, BYTES("open")) && connecting)
		dialogue_opened(d);
	else if (bytes_eq(line, BYTES("tls")) && connecting)
		dialogue_tls(d);
	else if (bytes_eq(line, BYTES("gate")) && connecting)
		must(dialogue_gate(d) == (d->gate == GATE_OPEN));
	else if (bytes_eq(line, BYTES("dot"))) {
		dialogue_dot_sent(d);
		*dot = *dot || d->phase == PHASE_END;
	} else
		dialogue_line(d, line);
	must(d->gate != GATE_OPEN || d->authenticated);
	must(!dialogue_accepted(d) || *dot);
	must(d->reply_len <= sizeof(d->reply));
}

static void explain(const struct dialogue *d)
{
	const struct bytes to[] = { BYTES("you@example.net") };
	struct arena *arena = arena_open();
	struct bytes reply = dialogue_reply(d);
	const struct reply_row *row = reply_meaning(d->code, reply);

	must(row->meaning != NULL);
	must((row->finding == NULL) == (d->code / 100 == 2));
	reply_unverified(arena, reply, BYTES("me@example.com"), to, 1);
	reply_ses_id(reply);
	reply_text(arena, reply);
	wire_command(reply);
	dialogue_hopeless(d);
	arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct server server = { .tls = SERVER_STARTTLS,
		.user = BYTES("u"),
		.password = BYTES("p") };
	static const char octets[50];
	const struct submission submission = { .to_count = 2,
		.raw = { octets, sizeof(octets) } };
	struct bytes rest = { (const char *)data, size }, line;
	static struct dialogue d;
	bool dot = false;

	d = (struct dialogue){ .code = 0 };
	dialogue_begin(&d, &server, &submission);
	while (bytes_line(&rest, &line))
		event(&d, line, &dot);
	explain(&d);
	return 0;
}
