/*
 * inspect/report/matrix: the table of senders and mailboxes, and where the
 * receivers of one sender's messages disagree
 */
#include "tests/test.h"

#include "common/base/text.h"
#include "inspect/model/catalogue.h"
#include "inspect/model/receivers.h"
#include "inspect/report/matrix.h"
#include <string.h>

#define CELLS_MOST 24

static const struct report_style plain = { .utf8 = true };
static struct inspection ins[CELLS_MOST];
static struct matrix_cell cells[CELLS_MOST];
static struct finding findings[CELLS_MOST];
static struct probe probes[CELLS_MOST];

/* A message that arrived and of which all passes. */
static void healthy(size_t i)
{
	probes[i].timing = (struct timing){ 0, 1000, TIME_UNKNOWN, 1250 };
	ins[i] = (struct inspection){
		.message.field_count = 1,
		.origin.placement = PLACEMENT_INBOX,
		.probe = &probes[i],
		.reported = { .dkim = AUTH_PASS,
		    .spf = AUTH_PASS,
		    .dmarc = AUTH_PASS,
		    .dkim_aligned = true,
		    .spf_aligned = true },
	};
	cells[i] = (struct matrix_cell){ &ins[i], false };
}

static void found_there(size_t i, const char *id, const char *message)
{
	findings[i] = (struct finding){ .row = catalogue_row(id),
		.message = bytes_of(message),
		.next = ins[i].findings };
	ins[i].findings = &findings[i];
}

static const struct bytes senders[] = { { "prod", 4 }, { "news", 4 } };
static const struct bytes mailboxes[] = { { "a", 1 }, { "b", 1 }, { "c", 1 },
	{ "d", 1 }, { "e", 1 }, { "f", 1 },
	{ "a-mailbox-with-a-long-name", 26 } };

static struct text drawn(size_t rows, size_t columns)
{
	struct matrix matrix = { senders, mailboxes, rows, columns, cells };
	struct text out = text_new(REPORT_LIMIT);

	report_matrix(&matrix, plain, &out);
	text_char(&out, '\0');
	return out;
}

static void check_drawn(size_t rows, size_t columns, const char *wanted)
{
	struct text out = drawn(rows, columns);

	check_text("table", text_bytes(&out).ptr, wanted);
	text_free(&out);
}

static void try_agreement(void)
{
	test_row("all alike");
	for (size_t i = 0; i < 2; i++)
		healthy(i);
	check_drawn(1, 2,
	    "              a            b\n"
	    "prod\n"
	    "  placement   inbox        inbox\n"
	    "  SPF         pass         pass\n"
	    "  DKIM        pass         pass\n"
	    "  DMARC       pass         pass\n"
	    "  time        0.25 s       0.25 s\n"
	    "\n"
	    "The receivers agree.\n");
}

static void try_disagreement(void)
{
	static const struct receiver gmx = { .name = "gmx",
		.habits = HABIT_DKIM_ONLY };

	test_row("one is otherwise, and a finding says why");
	for (size_t i = 0; i < 3; i++)
		healthy(i);
	ins[1].origin.placement = PLACEMENT_JUNK;
	found_there(1, "msg-in-junk", "It lies in Junk.");
	ins[2].reported.spf = ins[2].reported.dmarc = AUTH_ABSENT;
	ins[2].receiver = &gmx;
	check_drawn(1, 3,
	    "              a            b            c\n"
	    "prod\n"
	    "  placement   inbox        junk         inbox\n"
	    "  SPF         pass         pass         -\n"
	    "  DKIM        pass         pass         pass\n"
	    "  DMARC       pass         pass         -\n"
	    "  time        0.25 s       0.25 s       0.25 s\n"
	    "\n"
	    "Where the receivers disagree, and why\n"
	    "  prod \xe2\x86\x92 b: placement is junk, elsewhere inbox. It "
	    "lies "
	    "in Junk. (msg-in-junk)\n");

	test_row("one decides otherwise and nothing says why");
	healthy(1);
	ins[1].reported.dmarc = AUTH_FAIL;
	struct text out = drawn(1, 3);
	check_true("said",
	    strstr(text_bytes(&out).ptr,
		"b: DMARC is fail, elsewhere pass. mailplumb finds there "
		"what it finds\n  elsewhere: this receiver decides "
		"otherwise.\n") != NULL);
	text_free(&out);
}

static void try_outcomes(void)
{
	static const struct {
		int exit_code;
		const char *finding, *words;
	} rows[] = {
		{ 5, "send-throttled", "not sent" },
		{ 6, "locate-not-found", "lost" },
		{ 6, "locate-bounced", "bounced" },
		{ 7, "mailbox-unreachable", "unreadable" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].words);
		healthy(0);
		healthy(1);
		healthy(2);
		ins[1].message.field_count = 0;
		ins[1].exit_code = rows[i].exit_code;
		probes[1].timing.found = TIME_UNKNOWN;
		found_there(1, rows[i].finding, "So it is.");
		struct text out = drawn(1, 3);
		check_true("in the table",
		    strstr(text_bytes(&out).ptr, rows[i].words) != NULL);
		check_true(
		    "and why", strstr(text_bytes(&out).ptr,
				   "elsewhere inbox. So it is.") != NULL);
		text_free(&out);
	}
}

/* A server that takes nothing and a mailbox that does not open are no word of
 * a receiver. */
static void try_nobody(void)
{
	test_row("no receiver was heard");
	for (size_t i = 0; i < 3; i++) {
		healthy(i);
		ins[i].message.field_count = 0;
		ins[i].exit_code = i == 0 ? 5 : 7;
		probes[i].timing.found = TIME_UNKNOWN;
	}
	struct text out = drawn(1, 3);
	check_true("so it says", strstr(text_bytes(&out).ptr,
				     "\n\nNo receiver was heard.\n") != NULL);
	text_free(&out);

	test_row("what one says differs from no word of ours");
	ins[2].exit_code = 6;
	ins[1].exit_code = 5;
	out = drawn(1, 3);
	check_true("so none is told",
	    strstr(text_bytes(&out).ptr, "The receivers agree.\n") != NULL);
	text_free(&out);
}

static void try_values(void)
{
	static const struct spf_verdict spf = { .result = AUTH_SOFTFAIL };

	test_row("nothing was checked, a fault, what is ours, and another's");
	for (size_t i = 0; i < 4; i++)
		healthy(i);
	cells[1] = (struct matrix_cell){ NULL, false };
	cells[2] = (struct matrix_cell){ NULL, true };
	ins[3].reported.spf = AUTH_ABSENT;
	ins[3].verified.spf = &spf;
	ins[3].reported.dkim_aligned = false;
	ins[3].origin.placement = PLACEMENT_OTHER;
	check_drawn(1, 4,
	    "              a            b            c            d\n"
	    "prod\n"
	    "  placement   inbox                     fault        other "
	    "folder\n"
	    "  SPF         pass                                   (softfail)\n"
	    "  DKIM        pass                                   pass "
	    "\xe2\x89\xa0\n"
	    "  DMARC       pass                                   pass\n"
	    "  time        0.25 s                                 0.25 s\n"
	    "\n"
	    "(pass): what mailplumb found where the receiver says nothing; "
	    "pass \xe2\x89\xa0: of another\norganisation\n"
	    "\n"
	    "Where the receivers disagree, and why\n"
	    "  prod \xe2\x86\x92 d: placement is other folder, elsewhere "
	    "inbox; "
	    "DKIM is pass \xe2\x89\xa0,\n  elsewhere pass. mailplumb finds "
	    "there what it finds elsewhere: this receiver\n  decides "
	    "otherwise.\n");
}

static void try_blocks(void)
{
	test_row("more mailboxes than fit beside each other");
	for (size_t i = 0; i < 14; i++)
		healthy(i);
	struct text out = drawn(2, 7);
	struct bytes rest = bytes_of(text_bytes(&out).ptr), line;
	size_t tables = 0, rows = 0;
	while (bytes_line(&rest, &line)) {
		check_true("80 columns", line.len <= 84); /* the mark of a cut
							     has 3 octets */
		tables += bytes_istarts(line, BYTES("              "));
		rows += bytes_eq(line, BYTES("prod")) ||
			bytes_eq(line, BYTES("news"));
	}
	check_number("blocks", tables, 2);
	check_number("rows", rows, 4);
	check_true("a long name loses its beginning",
	    strstr(text_bytes(&out).ptr, "-long-name\n") != NULL);
	text_free(&out);
}

int main(void)
{
	try_agreement();
	try_disagreement();
	try_outcomes();
	try_nobody();
	try_values();
	try_blocks();
	return test_end("test_matrix");
}
