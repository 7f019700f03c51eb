/* What passes to the IMAP library of what a server sends (filter.h). */
#include "inspect/fetch/imap/filter.h"
#include "tests/test.h"

#include <string.h>

#define TOKEN_SECTION "BODY[HEADER.FIELDS (" WHOSE_FIELDS ")]"
#define GRAMMAR	      "sends a response that breaks IMAP's grammar"
#define NOT_ASKED     "sends a literal that nobody asked for"
#define NO_RESPONSE   "sends what is no IMAP response"
#define NO_GREETING   "does not greet like an IMAP server"

static const struct row {
	const char *shows;
	unsigned asked;
	const char *in;
	const char *out;     /* what passed, also before a mistake */
	const char *mistake; /* NULL: none */
} rows[] = {
	/* greeting */
	{ "greeting", ASKED_GREETING, "* OK hello\r\n", "* OK x\r\n", NULL },
	{ "greeting without text", ASKED_GREETING, "* OK\r\n", "* OK x\r\n",
	    NULL },
	{ "the greeting that crashed libetpan", ASKED_GREETING,
	    "* OK [PERMANENTFLAGS (\r\n", "* OK x\r\n", NULL },
	{ "greeting of one logged in", ASKED_GREETING, "* PREAUTH hi\r\n",
	    "* PREAUTH x\r\n", NULL },
	{ "no room", ASKED_GREETING, "* BYE full\r\n", "* BYE x\r\n", NULL },
	{ "a number greets", ASKED_GREETING, "* 5 EXISTS\r\n", "",
	    NO_GREETING },
	{ "SMTP greets", ASKED_GREETING, "220 mx ESMTP\r\n", "", NO_GREETING },
	{ "HTTP greets", ASKED_GREETING, "HTTP/1.1 400 Bad\r\n", "",
	    NO_GREETING },
	{ "NO greets", ASKED_GREETING, "* NO way\r\n", "", NO_GREETING },
	{ "lower case", ASKED_GREETING, "* ok hello\r\n", "* OK x\r\n", NULL },

	/* tagged */
	{ "OK", 0, "1 OK done\r\n", "1 OK x\r\n", NULL },
	{ "OK alone", 0, "1 OK\r\n", "1 OK x\r\n", NULL },
	{ "NO with a code", 0, "A7 NO [ALERT] no {5}\r\n", "A7 NO x\r\n",
	    NULL },
	{ "BAD", 0, "12 BAD syntax\r\n", "12 BAD x\r\n", NULL },
	{ "another word", 0, "1 MAYBE later\r\n", "", NO_RESPONSE },
	{ "a word that only begins so", 0, "1 OKAY\r\n", "", NO_RESPONSE },
	{ "a tag too long", 0, "123456789012345 OK x\r\n", "", NO_RESPONSE },
	{ "no tag", 0, " OK x\r\n", "", NO_RESPONSE },
	{ "an empty line", 0, "\r\n", "", NO_RESPONSE },
	{ "a tag of marks", 0, "1) OK x\r\n", "", GRAMMAR },

	/* untagged status */
	{ "OK nobody asked for", 0, "* OK still here\r\n", "", NULL },
	{ "NO nobody asked for", 0, "* NO disk is full\r\n", "", NULL },
	{ "BYE at any time", 0, "* BYE idle too long\r\n", "* BYE x\r\n",
	    NULL },
	{ "PREAUTH too late", 0, "* PREAUTH hi\r\n", "", NULL },
	{ "UIDNEXT", ASKED_NUMBERS, "* OK [UIDNEXT 5] next\r\n",
	    "* OK [UIDNEXT 5] x\r\n", NULL },
	{ "UIDVALIDITY", ASKED_NUMBERS, "* OK [UIDVALIDITY 4294967295] x\r\n",
	    "* OK [UIDVALIDITY 4294967295] x\r\n", NULL },
	{ "UIDNEXT of nobody", 0, "* OK [UIDNEXT 5] next\r\n", "", NULL },
	{ "UIDNEXT 0", ASKED_NUMBERS, "* OK [UIDNEXT 0] x\r\n", "",
	    "sends a number that is none" },
	{ "UIDNEXT beyond 32 bits", ASKED_NUMBERS,
	    "* OK [UIDNEXT 4294967301] x\r\n", "",
	    "sends a number that is none" },
	{ "other codes", ASKED_NUMBERS,
	    "* OK [PERMANENTFLAGS (\\*)] x\r\n* OK [HIGHESTMODSEQ 1]\r\n", "",
	    NULL },

	/* continuation */
	{ "go on", ASKED_GO_ON, "+ idling\r\n", "+ x\r\n", NULL },
	{ "go on without text", ASKED_GO_ON, "+\r\n", "+ x\r\n", NULL },
	{ "go on unasked", 0, "+ go\r\n", "",
	    "asks for more when nothing was begun" },

	/* CAPABILITY */
	{ "capabilities we use", ASKED_CAPABILITY,
	    "* CAPABILITY IMAP4rev1 XYZZY idle AUTH=PLAIN AUTH=LOGIN\r\n",
	    "* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n", NULL },
	{ "no capability at all", ASKED_CAPABILITY, "* CAPABILITY\r\n",
	    "* CAPABILITY IMAP4rev1\r\n", NULL },
	{ "capabilities with parentheses", ASKED_CAPABILITY,
	    "* CAPABILITY (\r\n", "", GRAMMAR },
	{ "capabilities unasked", 0, "* CAPABILITY IDLE\r\n", "", NULL },

	/* LIST */
	{ "a folder", ASKED_LIST, "* LIST (\\HasNoChildren) \"/\" Sent\r\n",
	    "* LIST () NIL {4}\r\nSent\r\n", NULL },
	{ "the junk folder", ASKED_LIST,
	    "* LIST (\\Marked \\junk) \"/\" \"M&APw-ll\"\r\n",
	    "* LIST (\\Junk) NIL {8}\r\nM&APw-ll\r\n", NULL },
	{ "other uses", ASKED_LIST, "* LIST (\\All \\Trash) NIL a\r\n",
	    "* LIST (\\All \\Trash) NIL {1}\r\na\r\n", NULL },
	{ "the words of old Gmail", ASKED_LIST,
	    "* XLIST (\\HasNoChildren \\Spam) \"/\" \"[Gmail]/Spam\"\r\n"
	    "* XLIST (\\AllMail) \"/\" All\r\n",
	    "* LIST (\\Junk) NIL {12}\r\n[Gmail]/Spam\r\n"
	    "* LIST (\\All) NIL {3}\r\nAll\r\n",
	    NULL },
	{ "a use said again and again", ASKED_LIST,
	    "* LIST (\\Junk \\Junk \\Junk \\Junk \\Junk \\Junk \\Junk "
	    "\\Junk \\Junk \\Junk \\Junk) NIL a\r\n",
	    "* LIST (\\Junk) NIL {1}\r\na\r\n", NULL },
	{ "cannot be opened", ASKED_LIST,
	    "* LIST (\\Junk \\NonExistent) NIL x\r\n",
	    "* LIST (\\Noselect) NIL {1}\r\nx\r\n", NULL },
	{ "a name with brackets", ASKED_LIST,
	    "* LIST () \"/\" [Gmail]/Spam\r\n",
	    "* LIST () NIL {12}\r\n[Gmail]/Spam\r\n", NULL },
	{ "a quoted name with escapes", ASKED_LIST,
	    "* LIST () \"\\\\\" \"a\\\"b\\\\c\"\r\n",
	    "* LIST () NIL {5}\r\na\"b\\c\r\n", NULL },
	{ "a name of 8-bit octets", ASKED_LIST,
	    "* LIST () \"/\" \"M\xc3\xbcll\"\r\n",
	    "* LIST () NIL {5}\r\nM\xc3\xbcll\r\n", NULL },
	{ "a name as literal", ASKED_LIST, "* LIST () \"/\" {4}\r\na\"b(\r\n",
	    "* LIST () NIL {4}\r\na\"b(\r\n", NULL },
	{ "extended data", ASKED_LIST,
	    "* LIST () \"/\" a (CHILDINFO (\"SUBSCRIBED\"))\r\n",
	    "* LIST () NIL {1}\r\na\r\n", NULL },
	{ "a literal in extended data", ASKED_LIST,
	    "* LIST () \"/\" a {3}\r\nabc\r\n", "", NOT_ASKED },
	{ "a literal as delimiter", ASKED_LIST, "* LIST () {1}\r\n/ a\r\n", "",
	    NOT_ASKED },
	{ "flags without end", ASKED_LIST, "* LIST (\\a \"/\" a\r\n", "",
	    GRAMMAR },
	{ "a quote without end", ASKED_LIST, "* LIST () \"/\" \"a\r\n", "",
	    GRAMMAR },
	{ "LIST unasked", 0, "* LIST () \"/\" a\r\n", "", NULL },
	{ "LIST unasked with a literal", 0, "* LIST () \"/\" {1}\r\na\r\n", "",
	    NOT_ASKED },

	/* what Gmail adds: kept apart, so that nothing but UID passes */
	{ "labels", ASKED_LABELS,
	    "* 1 FETCH (X-GM-LABELS (\"\\\\Inbox\" a \\Sent) UID 5)\r\n",
	    "* 1 FETCH (UID 5)\r\n", NULL },
	{ "no labels", ASKED_LABELS, "* 1 FETCH (UID 5 X-GM-LABELS ())\r\n",
	    "* 1 FETCH (UID 5)\r\n", NULL },
	{ "a label that is a literal", ASKED_LABELS,
	    "* 1 FETCH (X-GM-LABELS (a {3}\r\nx)( b) UID 5)\r\n",
	    "* 1 FETCH (UID 5)\r\n", NULL },
	{ "the last label is a literal", ASKED_LABELS,
	    "* 1 FETCH (UID 5 X-GM-LABELS ({1}\r\nx))\r\n",
	    "* 1 FETCH (UID 5)\r\n", NULL },
	{ "labels without end", ASKED_LABELS,
	    "* 1 FETCH (X-GM-LABELS (a b UID 5\r\n", "", GRAMMAR },
	{ "labels in labels", ASKED_LABELS,
	    "* 1 FETCH (X-GM-LABELS (a (b)) UID 5)\r\n", "", GRAMMAR },
	{ "labels unasked", ASKED_UID,
	    "* 1 FETCH (X-GM-LABELS (a \"b\") UID 5)\r\n",
	    "* 1 FETCH (UID 5)\r\n", NULL },
	{ "a literal among labels unasked", ASKED_UID,
	    "* 1 FETCH (X-GM-LABELS ({1}\r\nx) UID 5)\r\n", "", NOT_ASKED },
	{ "search", ASKED_SEARCH, "* SEARCH 1 5 9\r\n* SEARCH\r\n", "", NULL },
	{ "search with MODSEQ", ASKED_SEARCH, "* SEARCH 5 (MODSEQ 9)\r\n", "",
	    NULL },
	{ "search of no number", ASKED_SEARCH, "* SEARCH x\r\n", "",
	    "sends a number that is none" },
	{ "search beyond 32 bits", ASKED_SEARCH, "* SEARCH 4294967301\r\n", "",
	    "sends a number that is none" },
	{ "search unasked", 0, "* SEARCH x\r\n", "", NULL },

	/* STATUS */
	{ "status", ASKED_STATUS, "* STATUS Junk (UIDNEXT 7 UIDVALIDITY 3)\r\n",
	    "* STATUS x (UIDNEXT 7 UIDVALIDITY 3)\r\n", NULL },
	{ "status with more", ASKED_STATUS,
	    "* STATUS \"a b\" (MESSAGES 3 UIDNEXT 7) \r\n",
	    "* STATUS x (UIDNEXT 7)\r\n", NULL },
	{ "status of a literal name", ASKED_STATUS,
	    "* STATUS {3}\r\na)b (UIDNEXT 7)\r\n", "* STATUS x (UIDNEXT 7)\r\n",
	    NULL },
	{ "status of nothing", ASKED_STATUS, "* STATUS a ()\r\n",
	    "* STATUS x ()\r\n", NULL },
	{ "status breaks off", ASKED_STATUS, "* STATUS a (UIDNEXT\r\n", "",
	    GRAMMAR },
	{ "two literals", ASKED_STATUS,
	    "* STATUS {1}\r\na (UIDNEXT {1}\r\n7)\r\n", "", NOT_ASKED },

	/* EXISTS and what else has a number */
	{ "news", ASKED_NEWS, "* 23 EXISTS\r\n", "* 23 EXISTS\r\n", NULL },
	{ "news unasked", 0, "* 23 EXISTS\r\n", "", NULL },
	{ "expunge", ASKED_NEWS, "* 23 EXPUNGE\r\n", "", NULL },
	{ "recent", ASKED_NEWS, "* 1 RECENT\r\n", "", NULL },
	{ "a number too large", ASKED_NEWS, "* 4294967296 EXISTS\r\n", "",
	    "sends a number that is none" },
	{ "a number and no more", ASKED_NEWS, "* 4\r\n", "", GRAMMAR },

	/* FETCH */
	{ "a token's field", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (X-Mailplumb-Token "
	    "Content-Type Return-Path X-Failed-Recipients)] "
	    "{2}\r\n\r\n)\r\n",
	    "* 4 FETCH (UID 9 " TOKEN_SECTION " {2}\r\n\r\n)\r\n", NULL },
	{ "UID behind the field", ASKED_TOKEN,
	    "* 4 FETCH (BODY[HEADER.FIELDS (\"CONTENT-TYPE\" "
	    "\"X-FAILED-RECIPIENTS\" RETURN-PATH "
	    "\"X-MAILPLUMB-TOKEN\")] "
	    "{3}\r\na\r\n UID 9)\r\n",
	    "* 4 FETCH (" TOKEN_SECTION " {3}\r\na\r\n UID 9)\r\n", NULL },
	{ "flags are dropped", ASKED_TOKEN,
	    "* 4 FETCH (FLAGS (\\Seen $x) UID 9 MODSEQ (5))\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "flags behind the field", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (" WHOSE_FIELDS ")] NIL "
	    "FLAGS (\\Seen))\r\n",
	    "* 4 FETCH (UID 9 " TOKEN_SECTION " NIL)\r\n", NULL },
	{ "a field as quoted string", ASKED_TOKEN,
	    "* 4 FETCH (BODY[HEADER.FIELDS (" WHOSE_FIELDS ")] "
	    "\"a\\\"b\")\r\n",
	    "* 4 FETCH (" TOKEN_SECTION " {3}\r\na\"b)\r\n", NULL },
	{ "nothing but flags", ASKED_TOKEN, "* 4 FETCH (FLAGS ())\r\n", "",
	    NULL },
	{ "a message longer than announced", ASKED_MESSAGE,
	    "* 4 FETCH (UID 9 INTERNALDATE \" 7-Feb-1994 21:52:25 -0800\" "
	    "BODY[] {5}\r\n* OK \r\n)\r\n",
	    "* 4 FETCH (UID 9 INTERNALDATE \" 7-Feb-1994 21:52:25 -0800\" "
	    "BODY[] {5}\r\n* OK ",
	    GRAMMAR },
	{ "a message with what looks like lines", ASKED_MESSAGE,
	    "* 4 FETCH (UID 9 INTERNALDATE \" 7-Feb-1994 21:52:25 -0800\" "
	    "BODY[] {7}\r\n1 OK x\r)\r\n",
	    "* 4 FETCH (UID 9 INTERNALDATE \" 7-Feb-1994 21:52:25 -0800\" "
	    "BODY[] {7}\r\n1 OK x\r)\r\n",
	    NULL },
	{ "an empty message", ASKED_MESSAGE, "* 4 FETCH (BODY[] {0}\r\n)\r\n",
	    "* 4 FETCH (BODY[] {0}\r\n)\r\n", NULL },
	{ "a date that is none", ASKED_MESSAGE,
	    "* 4 FETCH (UID 9 INTERNALDATE \" 7-Fub-1994 21:52:25 -0800\")"
	    "\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "a date unasked", ASKED_TOKEN,
	    "* 4 FETCH (INTERNALDATE \"17-Feb-1994 21:52:25 +0800\")\r\n", "",
	    NULL },
	{ "a message unasked", ASKED_TOKEN, "* 4 FETCH (BODY[] {3}\r\nabc)\r\n",
	    "", NOT_ASKED },
	{ "a part of a message", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[]<0> {3}\r\nabc)\r\n", "", NOT_ASKED },
	{ "other fields", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (SUBJECT CONTENT-TYPE)] "
	    "\"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "one field twice", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (CONTENT-TYPE CONTENT-TYPE)] "
	    "\"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "a field too many", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (" WHOSE_FIELDS " TO)] "
	    "\"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "one field", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (X-MAILPLUMB-TOKEN)] "
	    "\"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "no fields", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 BODY[HEADER.FIELDS (] \"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "a part of fields", ASKED_TOKEN,
	    "* 4 FETCH (UID 9 " TOKEN_SECTION "<0> \"a\")\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "a report", ASKED_REPORT,
	    "* 4 FETCH (UID 9 BODY[]<0> {3}\r\nabc)\r\n",
	    "* 4 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n", NULL },
	{ "a report, from further on", ASKED_REPORT,
	    "* 4 FETCH (BODY[]<1> {3}\r\nabc)\r\n", "", NOT_ASKED },
	{ "a report of a server that gives no parts", ASKED_REPORT,
	    "* 4 FETCH (BODY[] {3}\r\nabc)\r\n",
	    "* 4 FETCH (BODY[] {3}\r\nabc)\r\n", NULL },
	{ "a report unasked", ASKED_TOKEN,
	    "* 4 FETCH (BODY[]<0> {3}\r\nabc)\r\n", "", NOT_ASKED },
	{ "another section, quoted", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[TEXT] \"abc\" UID 9)\r\n", "* 4 FETCH (UID 9)\r\n",
	    NULL },
	{ "another section, a literal", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[TEXT] {3}\r\nabc)\r\n", "", NOT_ASKED },
	{ "a section without end", ASKED_MESSAGE, "* 4 FETCH (BODY[\r\n", "",
	    GRAMMAR },
	{ "FETCH unasked", ASKED_NEWS, "* 4 FETCH (FLAGS (\\Seen))\r\n", "",
	    NULL },
	{ "UID alone", ASKED_UID, "* 4 FETCH (UID 9)\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "UID 0", ASKED_UID, "* 4 FETCH (UID 0)\r\n", "",
	    "sends a number that is none" },
	{ "something behind", ASKED_UID, "* 4 FETCH (UID 9) x\r\n", "",
	    GRAMMAR },
	{ "not closed", ASKED_UID, "* 4 FETCH (UID 9\r\n", "", GRAMMAR },
	{ "depth 8", ASKED_UID, "* 4 FETCH (X ((((((((x)))))))) UID 9)\r\n",
	    "* 4 FETCH (UID 9)\r\n", NULL },
	{ "depth 9", ASKED_UID, "* 4 FETCH (X (((((((((x))))))))) UID 9)\r\n",
	    "", "nests parentheses without end" },
	{ "a literal of four gigabytes", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[] {4294967295}\r\n", "",
	    "announces a literal that is too large" },
	{ "a literal that wraps 32 bits", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[] {4294967301}\r\n", "",
	    "announces a literal that is too large" },
	{ "a literal beyond 64 bits", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[] {99999999999999999999}\r\n", "",
	    "sends a body that is no string" },
	{ "a literal below zero", ASKED_MESSAGE, "* 4 FETCH (BODY[] {-1}\r\n",
	    "", "sends a body that is no string" },
	{ "more literals than asked for", ASKED_MESSAGE,
	    "* 4 FETCH (BODY[] {1}\r\na BODY[] {1}\r\nb BODY[] {1}\r\nc "
	    "BODY[] {1}\r\nd)\r\n",
	    "* 4 FETCH (BODY[] {1}\r\na BODY[] {1}\r\nb BODY[] {1}\r\nc",
	    "sends more literals than anybody asked for" },

	/* octets and lines */
	{ "unknown responses", 0, "* XPROC {x}\r\n* SEARCH 1 2\r\n", "", NULL },
	{ "LF alone", 0, "1 OK x\n", "", "ends a line without CR LF" },
	{ "CR alone", 0, "1 OK\rx\r\n", "", "sends a CR inside a line" },
	{ "NUL", 0, "1 OK \x01\r\n", "", "sends control characters" },
	{ "escape", 0, "1 OK \x1b[0m\r\n", "", "sends control characters" },
	{ "tab in a text", 0, "1 OK a\tb\r\n", "1 OK x\r\n", NULL },
	{ "DEL", 0, "1 OK \x7f\r\n", "", "sends control characters" },
	{ "more lines than asked for", 0,
	    "* 1 X\r\n* 1 X\r\n* 1 X\r\n* 1 X\r\n* 1 X\r\n", "",
	    "sends more lines than anybody asked for" },
	{ "what was in order before a mistake passes", ASKED_NEWS,
	    "* 3 EXISTS\r\n* \r\n* (\r\n1 ?\r\n", "* 3 EXISTS\r\n",
	    NO_RESPONSE },
};

/* The whole, fed `step` octets at a time into `room` octets at a time. */
static struct bytes run(struct filter *filter, struct bytes in, size_t step,
    size_t room, char *out, size_t size)
{
	size_t len = 0;

	while (in.len > 0 || filter->out.len > 0) {
		size_t taken, want = room < size - len ? room : size - len;
		size_t got = filter_move(
		    filter, bytes_first(in, step), &taken, out + len, want);
		len += got;
		in = bytes_skip(in, taken);
		if (got == 0 && (taken == 0 || filter->mistake != NULL))
			break;
	}
	return (struct bytes){ out, len };
}

static void try_row(const struct row *row, size_t step, size_t room)
{
	static const size_t literal = 1000;
	static char out[4096];
	struct filter_limits limits = { row->asked, literal, 3, 4 };
	struct filter *filter = &(struct filter){ 0 };

	filter_open(filter);
	filter_expect(filter, &limits);
	check_bytes("passed",
	    run(filter, bytes_of(row->in), step, room, out, sizeof(out)),
	    bytes_of(row->out));
	check_text("mistake", filter->mistake, row->mistake);
	if (row->mistake == NULL)
		check_true("idle", filter_idle(filter));
	filter_close(filter);
}

static void fill(struct text *text, const char *head, char c, size_t n)
{
	text_add(text, bytes_of(head));
	text_repeat(text, c, n);
}

/* Lines as long as allowed, and longer; what is kept of a text. */
static void try_lengths(void)
{
	static const struct {
		const char *shows;
		size_t n;
		const char *mistake;
	} lengths[] = {
		{ "the longest line", FILTER_LINE - 6, NULL },
		{ "a line too long", FILTER_LINE,
		    "sends a line that is too long" },
		{ "a line without end", 20 * FILTER_RESPONSE,
		    "sends a line that is too long" },
	};

	for (size_t i = 0; i < ROWS(lengths); i++) {
		struct text text = text_new(21 * FILTER_RESPONSE);
		struct filter *filter = &(struct filter){ 0 };
		char out[64];

		test_row(lengths[i].shows);
		filter_open(filter);
		filter_expect(filter, &(struct filter_limits){ 0, 0, 0, 5 });
		fill(&text, "1 NO ", 'n', lengths[i].n);
		text_add(&text, BYTES("\r\n"));
		run(filter, text_bytes(&text), 1000, sizeof(out), out,
		    sizeof(out));
		check_text("mistake", filter->mistake, lengths[i].mistake);
		if (lengths[i].mistake == NULL)
			check_number("said", strlen(filter->said), FILTER_SAID);
		check_true("memory", filter->out.size <= 4 * FILTER_RESPONSE);
		filter_close(filter);
		text_free(&text);
	}
}

/* 20,000 parentheses overflow libetpan's stack. */
static void try_depth(void)
{
	struct text text = text_new(64 * 1024);
	struct filter *filter = &(struct filter){ 0 };
	char out[64];

	test_row("20,000 parentheses");
	filter_open(filter);
	filter_expect(filter, &(struct filter_limits){ ASKED_UID, 0, 0, 5 });
	fill(&text, "* 1 FETCH (BODYSTRUCTURE ", '(', 15000);
	text_add(&text, BYTES("\r\n"));
	check_bytes("passed",
	    run(filter, text_bytes(&text), 1000, sizeof(out), out, sizeof(out)),
	    BYTES(""));
	check_text("mistake", filter->mistake, "nests parentheses without end");
	filter_close(filter);
	text_free(&text);
}

/* STARTTLS: what comes behind its answer came before TLS. */
static void try_more(void)
{
	static const struct {
		const char *shows, *in;
		bool idle;
	} cases[] = {
		{ "nothing behind the answer", "1 OK go\r\n", true },
		{ "news before the answer", "* 1 X\r\n1 OK go\r\n", true },
		{ "a line behind it", "1 OK go\r\n* 1 X\r\n", false },
		{ "a part of a line behind it", "1 OK go\r\n*", false },
	};

	for (size_t i = 0; i < ROWS(cases); i++) {
		struct filter *filter = &(struct filter){ 0 };
		char out[64];

		test_row(cases[i].shows);
		filter_open(filter);
		filter_expect(filter, &(struct filter_limits){ 0, 0, 0, 5 });
		run(filter, bytes_of(cases[i].in), 1000, sizeof(out), out,
		    sizeof(out));
		check_number("idle", filter_idle(filter), cases[i].idle);
		filter_close(filter);
	}
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		try_row(&rows[i], SIZE_MAX, SIZE_MAX);
		try_row(&rows[i], 1, 1);
		try_row(&rows[i], 7, 3);
	}
	try_lengths();
	try_depth();
	try_more();
	return test_end("test_imap_filter");
}
