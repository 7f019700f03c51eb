/* mailplumb/dns/dns_for: what --wait waits for, as a command line tells it */
#include "tests/test.h"

#include "common/base/text.h"
#include "mailplumb/dns/dns_for.h"
#include "tests/dns_answer_line.h"
#include <string.h>

static struct arena *arena;

/* ---- words ----------------------------------------------------------------
 */

static const struct {
	const char *shows, *words, *joined; /* blanks are _ within a word */
} joins[] = {
	{ "three words", "dns x.test --for a.test TXT v",
	    "dns x.test --for "
	    "a.test_TXT_v" },
	{ "two words at the end", "dns --for a.test TXT",
	    "dns --for a.test_TXT" },
	{ "two words before an option", "dns --for a.test mx --wait",
	    "dns --for a.test_mx --wait" },
	{ "one word", "dns --for a.test_TXT_x_y x.test",
	    "dns --for a.test_TXT_x_y x.test" },
	{ "no type", "dns --for a.test x.test", "dns --for a.test x.test" },
	{ "a domain behind", "dns --for a.test TXT v x.test --wait",
	    "dns --for a.test_TXT_v x.test --wait" },
	{ "twice", "dns --for a.test TXT v --for b.test A 192.0.2.1",
	    "dns --for a.test_TXT_v --for b.test_A_192.0.2.1" },
	{ "nothing behind it", "dns --for", "dns --for" },
	{ "behind --", "dns -- --for a.test TXT v",
	    "dns -- --for a.test TXT v" },
};

static void try_join(size_t row)
{
	char *argv[16], *words = arena_cstr(arena, bytes_of(joins[row].words));
	struct text out = text_new(512);
	char *rest = NULL;
	int argc = 0;

	test_row(joins[row].shows);
	for (char *w = strtok_r(words, " ", &rest); w != NULL;
	     w = strtok_r(NULL, " ", &rest)) {
		for (char *c = w; *c != '\0'; c++)
			*c = *c == '_' ? ' ' : *c;
		argv[argc++] = w;
	}
	argv[argc] = NULL;
	argc = dns_for_join(arena, argc, argv);
	for (int i = 0; i < argc; i++) {
		text_printf(&out, "%s", i > 0 ? " " : "");
		for (const char *c = argv[i]; *c != '\0'; c++)
			text_char(&out, *c == ' ' ? '_' : *c);
	}
	check_bytes("words", text_bytes(&out), bytes_of(joins[row].joined));
	check_true("NULL at the end", argv[argc] == NULL);
	text_free(&out);
}

/* ---- records --------------------------------------------------------------
 */

static const struct {
	const char *text, *says; /* NULL: a fault that has ... */
	const char *fault;
} rows[] = {
	{ "a.test TXT v=spf1 -all", "a.test TXT [\"v=spf1 -all\"]", NULL },
	{ "a.test TXT v=DMARC1; p=none", "a.test TXT [\"v=DMARC1; p=none\"]",
	    NULL },
	{ "a.test TXT \"two \" \"strings\"",
	    "a.test TXT [\"two \" \"strings\"]", NULL },
	{ "A.Test. txt x", "a.test TXT [\"x\"]", NULL },
	{ "a.test   TXT    x  y", "a.test TXT [\"x  y\"]", NULL },
	{ "a.test MX 10 Mail.example.com", "a.test MX [10 mail.example.com]",
	    NULL },
	{ "a.test MX 10 mail.example.com.", "a.test MX [10 mail.example.com]",
	    NULL },
	{ "a.test CNAME b.test", "a.test CNAME [b.test]", NULL },
	{ "a.test A 192.0.2.1", "a.test A [192.0.2.1]", NULL },
	{ "a.test AAAA 2001:DB8::0:1", "a.test AAAA [2001:db8::1]", NULL },
	{ "a.test TXT", "a.test TXT any", NULL },
	{ "a.test MX mail.example.com", NULL, "no data of MX" },
	{ "a.test MX 10 mail.example.com x", NULL, "no data of MX" },
	{ "a.test CNAME b..test", NULL, "no data of CNAME" },
	{ "a.test A 2001:db8::1", NULL, "no data of A" },
	{ "a.test TXT \"x", NULL, "no data of" },
	{ "a.test", NULL, "no type" },
	{ "a.test TEXT x", NULL, "no type" },
	{ "a..test TXT x", NULL, "no domain name" },
	{ "", NULL, "no domain name" },
};

static void try_row(size_t row)
{
	struct text out = text_new(512);
	struct served_question q;
	struct fault fault = { 0 };

	test_row(rows[row].text);
	if (!dns_for_read(arena, bytes_of(rows[row].text), &q, &fault)) {
		check_true("no fault was wanted", rows[row].fault != NULL);
		check_number("its kind", fault.kind, FAULT_USAGE);
		check_true("its words",
		    rows[row].fault == NULL ||
			strstr(fault.text, rows[row].fault) != NULL);
		return;
	}
	text_printf(&out, "%.*s %s", FMT(q.name), dns_type_word(q.type));
	if (q.any)
		text_add(&out, BYTES(" any"));
	for (const struct dns_record *r = q.wanted; r != NULL; r = r->next)
		record_shown(&out, q.type, r);
	check_bytes("question", text_bytes(&out), bytes_of(rows[row].says));
	text_free(&out);
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(joins); i++)
		try_join(i);
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	arena_close(arena);
	return test_end("test_dns_for");
}
