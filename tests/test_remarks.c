/*
 * inspect/read/remarks: what filters say, and whether it stands where only the
 * receiver writes
 *
 * A remark is written NAME=VALUE, with ! when it speaks for Junk; one whose
 * meaning nobody knows has a ? behind it.
 */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/remark_words.h"
#include "inspect/read/remarks.h"
#include "inspect/read/trust.h"

static const struct {
	const char *shows, *header, *out;
} rows[] = {
	{ "Exchange: what it says of a client and a message",
	    "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:US;LANG:en;SCL:5;"
	    "SRV:;IPV:NLI;SFV:SPM;\r\n H:a.example;PTR:a.example;CAT:SPOOF;"
	    "SFS:(13230040)(366016);SFTY:9.22;DIR:INB;",
	    "CIP=192.0.2.1 CTRY=US SCL=5! IPV=NLI SFV=SPM! H=a.example "
	    "PTR=a.example CAT=SPOOF! SFTY=9.22!" },
	{ "Exchange: nothing to object",
	    "X-Forefront-Antispam-Report: SCL:1;SFV:NSPM;CAT:NONE;PTR:;",
	    "SCL=1 SFV=NSPM CAT=NONE" },
	{ "Exchange: a category that is new",
	    "X-Forefront-Antispam-Report: CAT:NEWS;SFV:NEW", "CAT=NEWS!?" },
	{ "Exchange: bulk", "X-Microsoft-Antispam: BCL:8;ARA:1|2;", "BCL=8!" },
	{ "Exchange: hardly bulk", "X-Microsoft-Antispam: BCL:4;", "BCL=4" },
	{ "Exchange: where it put it",
	    "X-Microsoft-Antispam-Mailbox-Delivery: "
	    "ucf:0;auth:0;dest:J;ENG:(1)",
	    "dest=J!" },
	{ "Exchange: its level alone", "X-MS-Exchange-Organization-SCL: 6",
	    "X-MS-Exchange-Organization-SCL=6!" },
	{ "Exchange: no level", "X-MS-Exchange-Organization-SCL: -1",
	    "X-MS-Exchange-Organization-SCL=-1" },
	{ "rspamd: spam",
	    "X-Spamd-Result: default: True [16.10 / 15.00];\r\n"
	    "\tR_DKIM_REJECT(1.00)[a.example:s=x];\r\n"
	    "\tR_SPF_ALLOW(-0.20)[+ip4:192.0.2.0/24:c];\r\n"
	    "\tMIME_GOOD(-0.10)[text/plain];\tBAYES_SPAM(5.10)[99.9%];\r\n"
	    "\tDMARC_POLICY_QUARANTINE(1.50)[a.example : SPF not aligned, "
	    "quarantine]",
	    "score=16.10 / 15.00! R_DKIM_REJECT=1.00 [a.example:s=x]! "
	    "R_SPF_ALLOW=-0.20 [+ip4:192.0.2.0/24:c] BAYES_SPAM=5.10 "
	    "[99.9%]!? DMARC_POLICY_QUARANTINE=1.50 [a.example : SPF not "
	    "aligned, quarantine]!" },
	{ "rspamd: no spam",
	    "X-Spamd-Result: default: False [-0.66 / 15.00]; "
	    "TO_DN_NONE(0.00)[]",
	    "score=-0.66 / 15.00" },
	{ "rspamd: broken off", "X-Spamd-Result: default: False [-0.66",
	    "score=-0.66" },
	{ "rspamd: a symbol without a name",
	    "X-Spamd-Result: default: False [1 / 5]; (9)[x]; A",
	    "score=1 / 5" },
	{ "rspamd: nothing", "X-Spamd-Result:", "" },
	{ "rspamd: what it did", "X-Rspamd-Action: add header",
	    "X-Rspamd-Action=add header!" },
	{ "SpamAssassin: spam",
	    "X-Spam-Status: Yes, score=7.1 required=5.0 tests=BAYES_99,\r\n"
	    "\tHTML_MESSAGE autolearn=no version=4.0.0",
	    "X-Spam-Status=Yes! score=7.1 of 5.0!? tests=BAYES_99, "
	    "HTML_MESSAGE!?" },
	{ "SpamAssassin: no spam",
	    "X-Spam-Status: No, score=-1.9 required=5.0 tests=DKIM_VALID",
	    "X-Spam-Status=No score=-1.9 of 5.0? tests=DKIM_VALID?" },
	{ "SpamAssassin: the word alone", "X-Spam-Status: Yes",
	    "X-Spam-Status=Yes!" },
	{ "a flag", "X-Spam-Flag: YES", "X-Spam-Flag=YES!" },
	{ "SES: spam", "X-SES-Spam-Verdict: FAIL", "X-SES-Spam-Verdict=FAIL!" },
	{ "SES: it did not look", "X-SES-Virus-Verdict: PROCESSING_FAILED",
	    "X-SES-Virus-Verdict=PROCESSING_FAILED" },
	{ "Gmail", "X-Gm-Spam: 1", "X-Gm-Spam=1!" },
	{ "Yandex: 1 is no spam", "X-Yandex-Spam: 1", "X-Yandex-Spam=1" },
	{ "Yandex: 4 is", "X-Yandex-Spam: 4", "X-Yandex-Spam=4!" },
	{ "Yandex: what nobody knows", "X-Yandex-Spam: 7", "X-Yandex-Spam=7?" },
	{ "GMX: no spam",
	    "X-GMX-Antispam: 0 (Mail was not recognized as spam); Detail=V3;",
	    "X-GMX-Antispam=0 (Mail was not recognized as spam); Detail=V3;" },
	{ "GMX: a number that is not 0",
	    "X-GMX-Antispam: 6 (text pattern profiler); Detail=V3;",
	    "X-GMX-Antispam=6 (text pattern profiler); Detail=V3;!" },
	{ "Fastmail", "X-Spam-known-sender: no (\"failed\"); in-addressbook",
	    "X-Spam-known-sender=no (\"failed\"); in-addressbook" },
	{ "Fastmail: a score", "X-Spam-score: 2.8", "X-Spam-score=2.8?" },
	{ "a value that is empty", "X-Spam-Flag: ", "" },
	/* codes in results */
	{ "Outlook: why compauth failed",
	    "Authentication-Results: dmarc=fail action=oreject header.from=b;"
	    "compauth=fail reason=000",
	    "action=oreject! compauth reason=000!" },
	{ "Outlook: the class of a reason",
	    "Authentication-Results: dmarc=pass action=none;compauth=pass "
	    "reason=109",
	    "action=none compauth reason=109" },
	{ "Gmail: what it did",
	    "Authentication-Results: a; dmarc=fail (p=REJECT sp=NONE "
	    "dis=QUARANTINE) header.from=b",
	    "dis=QUARANTINE!" },
	{ "a word that is no code",
	    "Authentication-Results: a; dmarc=fail action=\"x\" (dis=y)", "" },
};

static struct arena *arena;
static struct suffix_list *suffixes;

static struct bytes text_of(const struct remark *remark)
{
	struct bytes text = BYTES("");

	for (; remark != NULL; remark = remark->next)
		text = arena_printf(arena, "%.*s%s%.*s=%.*s%s%s", FMT(text),
		    text.len > 0 ? " " : "", FMT(remark->name),
		    FMT(remark->value), remark->against ? "!" : "",
		    remark->meaning == NULL ? "?" : "");
	return text;
}

static struct claim_field *fields_of(struct message *m, const char *header)
{
	message_read(m, arena_printf(arena, "%s\r\n\r\nbody", header), arena);
	return claims_read(arena, m);
}

static void try_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct message m;
		test_row(rows[i].shows);
		struct claim_field *f = fields_of(&m, rows[i].header);
		check_true("a field", f != NULL && f->next == NULL);
		if (f != NULL)
			check_bytes("remarks", text_of(remarks_of(arena, f)),
			    bytes_of(rows[i].out));
	}
}

/* ---- every word -------------------------------------------------------- */

static void try_tables(void)
{
	static const struct remark_word *const tables[] = { microsoft_words,
		rspamd_words, verdict_words, result_codes };

	test_row("each row of the tables is reached");
	for (size_t i = 0; i < ROWS(tables); i++)
		for (const struct remark_word *w = tables[i]; w->key; w++)
			check_true(w->key,
			    remark_word_find(tables[i], bytes_of(w->key),
				bytes_of(w->value != NULL ? w->value
							  : "else")) == w);
}

/* ---- where they stand ---------------------------------------------------- */

#define WHEN "; Fri, 20 Nov 2026 10:00:00 +0000\r\n"
#define BY(host)                                                      \
	"Received: from a.example (a.example [203.0.113.9]) by " host \
	" with ESMTPS id x" WHEN
#define FLAG "X-Spam-Flag: YES\r\n"
#define FROM "From: a@example.com\r\n"
#define EXCHANGE                                                        \
	"Received: from a.example (203.0.113.9) by x.prod.outlook.com " \
	"with Microsoft SMTP Server id 1" WHEN
#define REPORT "X-Forefront-Antispam-Report: SCL:5;\r\n"

static const struct {
	const char *shows, *header, *placed; /* Y or N for each field */
} places[] = {
	{ "above the border", FLAG BY("mx.example.org") FROM, "Y" },
	{ "right below it", BY("mx.example.org") FLAG FROM, "Y" },
	{ "among the author's fields", BY("mx.example.org") FROM FLAG, "N" },
	{ "no border", FLAG FROM, "N" },
	{ "Exchange writes behind the author's fields", EXCHANGE FROM REPORT,
	    "Y" },
	{ "... but once", EXCHANGE FROM REPORT REPORT, "NN" },
	{ "what it renamed is another's",
	    EXCHANGE FROM "X-Forefront-Antispam-Report-Untrusted: SCL:5\r\n",
	    "N" },
	{ "a claim that is trusted",
	    "Authentication-Results: mx.example.org; dmarc=pass "
	    "(dis=none)\r\n" BY("mx.example.org") FROM,
	    "Y" },
	{ "a claim that is not",
	    "Authentication-Results: mx.test; dmarc=pass (dis=none)\r\n" BY(
		"mx.example.org") FROM,
	    "N" },
};

static void try_places(void)
{
	const struct premises premises = { .suffixes = suffixes };

	for (size_t i = 0; i < ROWS(places); i++) {
		struct message m;
		char placed[8] = "";
		size_t n = 0;
		test_row(places[i].shows);
		struct claim_field *claims = fields_of(&m, places[i].header);
		struct hop *hops = received_read(arena, &m);
		const struct receiver *r = receiver_find(hops, &premises);
		const struct hop *border = border_find(hops, r, suffixes);
		claims_trust(claims, &m, hops, border, r, &premises);
		remarks_read(claims, arena, &m, border, r);
		for (struct claim_field *f = claims; f && n < 7; f = f->next)
			placed[n++] = f->placed ? 'Y' : 'N';
		check_text("placed", placed, places[i].placed);
	}
}

static void try_limit(void)
{
	struct bytes header = BYTES("X-Spamd-Result: default: True [9 / 5]");
	struct message m;
	size_t n = 0;

	test_row("more symbols than the limit");
	for (int i = 0; i < 100; i++)
		header = arena_printf(arena, "%.*s; A%d(1)[]", FMT(header), i);
	struct claim_field *f = fields_of(&m, header.ptr);
	for (struct remark *r = remarks_of(arena, f); r; r = r->next)
		n++;
	check_number("remarks", n, LIMIT_REMARKS);
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_rows();
	try_tables();
	try_places();
	try_limit();
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_remarks");
}
