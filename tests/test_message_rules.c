/* What rules of the message find beyond what it holds: what was sent, and what
 * the sender is known to use. */
#include "tests/world.h"

#include "common/base/text.h"
#include "inspect/model/receivers.h"
#include "inspect/model/transit.h"

/* Line ends of what was sent count, too, whatever a server made of them. */
static void try_sent_newline(void)
{
	static const struct {
		const char *shows, *sent;
		bool found;
	} sent[] = {
		{ "sent with CRLF", "From: a@example.com\r\n\r\nx\r\n", false },
		{ "sent from a local file", "From: a@example.com\n\nx\n",
		    false },
		{ "sent with both", "From: a@example.com\r\n\r\nx\ny\r\n",
		    true },
		{ "sent with a CR alone", "From: a@example.com\n\nx\ry\n",
		    true },
	};

	for (size_t i = 0; i < ROWS(sent); i++) {
		struct common_options options = common_options_new();
		struct premises premises = common_premises(&options);
		struct inspection in = inspection_new(arena, &premises);
		struct fault fault = { 0 };
		struct sent was = { .raw = bytes_of(sent[i].sent),
			.queued = TIME_UNKNOWN,
			.accepted = TIME_UNKNOWN };
		test_row(sent[i].shows);
		premises.suffixes = suffixes;
		in.sent = &was;
		check_true("a message",
		    inspection_run(&in, bytes_of(message), &fault));
		check_number("found",
		    finding_of(&in, "msg-bare-newline") != NULL, sent[i].found);
		arena_reset(arena);
	}
}

static const char plain[] =
    "Received: from out.mailer.example (out.mailer.example [198.51.100.20]) "
    "by mx.club.example with ESMTP id 1; Fri, 20 Nov 2026 10:00:02 +0000\n"
    "From: Ann <ann@example.com>\nSubject: x\n"
    "Message-ID: <0100019aa0c5e2b7-3f1c8a54-6d2e-4b97-9c10-7e5a2d84f6b3-000000"
    "@email.amazonses.com>\n\nbody\n";

/* Gmail's limits: 32 KB for a field, lists of addresses aside, 500 KB for
 * all. */
static void try_large_header(void)
{
	static const struct {
		const char *name;
		int octets, count;
		bool found;
	} rows[] = { { "Subject", 32000, 1, false },
		{ "Subject", 33000, 1, true }, { "To", 33000, 1, false },
		{ "X-A", 30000, 18, true } };

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct common_options options = common_options_new();
		options.receiver = "gmail";
		struct premises premises = common_premises(&options);
		struct inspection in = inspection_new(arena, &premises);
		struct fault fault = { 0 };
		struct text raw = text_new(1 << 20);
		for (int n = 0; n < rows[i].count; n++)
			text_printf(&raw, "%s: %*s\n", rows[i].name,
			    rows[i].octets, "x");
		text_add(&raw, bytes_of(plain));
		test_row(rows[i].name);
		premises.suffixes = suffixes;
		check_true("a message",
		    inspection_run(
			&in, arena_copy(arena, text_bytes(&raw)), &fault));
		const struct finding *f = finding_of(&in, "rule-gmail-bulk");
		check_number("found",
		    f != NULL &&
			bytes_find(f->message, BYTES("552 5.3.4")) != NULL,
		    rows[i].found);
		text_free(&raw);
		arena_reset(arena);
	}
}

/* Yahoo asks for the SOA of both domains. */
static void try_domain_missing(void)
{
	for (int exists = 0; exists <= 1; exists++) {
		struct world w;
		test_row(exists ? "a domain" : "no such domain");
		world_make(&w);
		w.in.receiver = receiver_named(NULL, BYTES("yahoo"));
		w.dmarc.author_exists = exists;
		judge(&w.in);
		const struct finding *f = finding_of(&w.in, "rule-yahoo-bulk");
		check_number("found",
		    f != NULL && bytes_find(f->message,
				     BYTES("does not exist (451 or 554)")),
		    !exists);
		arena_reset(arena);
	}
}

/* The command is only given with every name in it, and none that could be more
 * than a name for a shell. */
static void try_tls_command(void)
{
	static const struct {
		const char *set;
		bool given;
	} sets[] = { { "deliverability", true }, { NULL, false },
		{ "a;b", false }, { "--x", false } };

	for (size_t i = 0; i < ROWS(sets); i++) {
		struct common_options options = common_options_new();
		struct premises premises = common_premises(&options);
		struct inspection in = inspection_new(arena, &premises);
		struct fault fault = { 0 };
		test_row(sets[i].set != NULL ? sets[i].set : "no name");
		premises.suffixes = suffixes;
		premises.expected.configuration_set = bytes_of(sets[i].set);
		check_true(
		    "a message", inspection_run(&in, bytes_of(plain), &fault));
		const struct finding *f = finding_of(&in, "msg-no-tls");
		const struct fix_command *c =
		    f != NULL ? f->fix.commands : NULL;
		check_true("found", f != NULL);
		check_bytes("command", c != NULL ? c->text : ABSENT,
		    sets[i].given
			? BYTES("aws sesv2 put-configuration-set-delivery-"
				"options --configuration-set-name "
				"deliverability --tls-policy REQUIRE "
				"--region us-east-1")
			: ABSENT);
		arena_reset(arena);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	try_sent_newline();
	try_tls_command();
	try_large_header();
	try_domain_missing();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_message_rules");
}
