/* inspect/transit: what changed between sending and here */
#include "tests/test.h"

#include "common/base/text.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/transit/transit.h"
#include <stdlib.h>

#define ID  "Message-ID: <0100-1@email.amazonses.com>\r\n"
#define MP  "Content-Type: multipart/mixed; boundary=b\r\n"
#define B64 "Content-Transfer-Encoding: base64\r\n"
#define QP  "Content-Transfer-Encoding: quoted-printable\r\n"
#define PX  "<img src=\"https://x.r.us-east-1.awstrack.me/I0/1/2/3\">"

static struct arena *arena;

/* ---- header fields ------------------------------------------------------- */

/* Both are headers; `changes` is "KIND NAME BY" of each, '|' behind it. */
static const struct {
	const char *shows, *sent, *received, *changes;
} headers[] = {
	{ "nothing", "A: 1\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n", "" },
	{ "one was added", "A: 1\r\n", "A: 1\r\nB: 2\r\n", "added B -|" },
	{ "one was removed", "A: 1\r\nB: 2\r\n", "A: 1\r\n", "removed B -|" },
	{ "one was replaced", "A: 1\r\n", "A: 2\r\n", "replaced A -|" },
	{ "folding", "A: 1 2\r\n", "A: 1\r\n 2\r\n", "refolded A -|" },
	{ "a blank more inside", "A: 1 2\r\n", "A: 1  2\r\n", "refolded A -|" },
	{ "a blank more before it is none", "A: 1\r\n", "A:  1\r\n", "" },
	{ "line ends are none", "A: 1\r\nB: 2\r\n", "A: 1\nB: 2\n", "" },
	{ "the case of a name is none", "Subject: 1\r\n", "SUBJECT: 1\r\n",
	    "" },
	{ "the case of a value is one", "A: x\r\n", "A: X\r\n",
	    "replaced A -|" },
	{ "moved", "A: 1\r\nB: 2\r\nC: 3\r\n", "B: 2\r\nC: 3\r\nA: 1\r\n",
	    "moved A -|" },
	{ "moved among its kind", "A: 1\r\nA: 2\r\n", "A: 2\r\nA: 1\r\n",
	    "moved A -|" },
	{ "of several the right one", "A: 1\r\nA: 2\r\nA: 3\r\n",
	    "A: 1\r\nA: x\r\nA: 3\r\n", "replaced A -|" },
	{ "of several one is gone", "A: 1\r\nA: 2\r\n", "A: 2\r\n",
	    "removed A -|" },
	{ "a second of the same value", "A: 1\r\n", "A: 1\r\nA: 1\r\n",
	    "added A -|" },
	{ "a list's subject", "Subject: hello\r\n", "Subject: [list] hello\r\n",
	    "replaced Subject -|" },
	/* SES */
	{ "SES: Message-ID", ID "A: 1\r\n",
	    "Message-ID: <0100-2@email.amazonses.com>\r\nA: 1\r\n",
	    "replaced Message-ID ses|" },
	{ "SES: Date", "Date: 1\r\n", "Date: 2\r\n" ID,
	    "replaced Date ses|added Message-ID ses|" },
	{ "SES: Date, which was not sent", "A: 1\r\n", "A: 1\r\nDate: 2\r\n" ID,
	    "added Date ses|added Message-ID ses|" },
	{ "not SES: Message-ID", "Message-ID: <1@a>\r\n",
	    "Message-ID: <2@a>\r\n", "replaced Message-ID -|" },
	{ "not SES: Date", "Date: 1\r\n", "Date: 2\r\n", "replaced Date -|" },
	{ "SES consumes its own",
	    ID "X-SES-CONFIGURATION-SET: a\r\nX-SES-MESSAGE-TAGS: a=b\r\n"
	       "x-ses-tenant: t\r\n",
	    ID,
	    "removed X-SES-CONFIGURATION-SET ses|"
	    "removed X-SES-MESSAGE-TAGS ses|removed x-ses-tenant ses|" },
	{ "another field removed", ID "X-Sess: 1\r\n", ID,
	    "removed X-Sess -|" },
	{ "SES signs twice, and more", ID "A: 1\r\n",
	    "DKIM-Signature: 1\r\nDKIM-Signature: 2\r\n" ID
	    "A: 1\r\nFeedback-ID: 3\r\nX-SES-Outgoing: 4\r\n",
	    "added DKIM-Signature ses|added DKIM-Signature ses|"
	    "added Feedback-ID ses|added X-SES-Outgoing ses|" },
	{ "a signature above Received is another's", ID,
	    "DKIM-Signature: 1\r\nReceived: from a by b; 1\r\n"
	    "DKIM-Signature: 2\r\n" ID,
	    "added DKIM-Signature server|added Received server|"
	    "added DKIM-Signature ses|" },
	{ "Bcc", ID "Bcc: a@b\r\n", ID, "removed Bcc ses|" },
	{ "Subject is nobody's habit", ID "Subject: 1\r\n", ID "Subject: 2\r\n",
	    "replaced Subject -|" },
	/* receivers */
	{ "receivers", "A: 1\r\n",
	    "Delivered-To: a\r\nReturn-Path: <b>\r\nReceived: by c; 1\r\n"
	    "Authentication-Results: d\r\nARC-Seal: e\r\n"
	    "X-Google-Smtp-Source: f\r\nX-Spam-Score: 0\r\nA: 1\r\n",
	    "added Delivered-To server|added Return-Path server|"
	    "added Received server|added Authentication-Results server|"
	    "added ARC-Seal server|added X-Google-Smtp-Source server|"
	    "added X-Spam-Score server|" },
	{ "Return-Path replaced", "Return-Path: <a>\r\n",
	    "Return-Path: <b>\r\n", "replaced Return-Path server|" },
	{ "Received removed is nobody's habit", "Received: by a; 1\r\n",
	    "A: 1\r\n", "removed Received -|added A -|" },
	/* lists */
	{ "a list", "A: 1\r\n", "A: 1\r\nList-Id: <l>\r\nPrecedence: list\r\n",
	    "added List-Id list|added Precedence list|" },
	{ "SES's own unsubscription", ID,
	    ID "List-Unsubscribe: <https://a>\r\n",
	    "added List-Unsubscribe ses|" },
};

static struct bytes changes_of(const struct transit *t)
{
	struct text out = text_new(10000);

	for (const struct field_change *f = t->fields; f; f = f->next)
		text_printf(&out, "%s %.*s %s|", field_change_word(f->kind),
		    FMT(f->name),
		    f->by != BY_NOBODY ? changed_by_word(f->by) : "-");
	struct bytes said = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return said;
}

static const struct transit *transit_of(
    struct bytes sent, struct bytes received, const char *id)
{
	struct message *a = arena_new(arena, struct message);
	struct message *b = arena_new(arena, struct message);
	struct sent *facts = arena_new(arena, struct sent);

	facts->raw = sent;
	facts->expected_message_id = bytes_of(id);
	message_read(a, sent, arena);
	message_read(b, received, arena);
	const struct transit_question question = {
		.facts = facts,
		.sent = a,
		.received = b,
		.hops = received_read(arena, b),
		.through_ses =
		    bytes_find(received, BYTES("amazonses.com")) != NULL,
	};
	return transit_find(arena, &question);
}

static void try_headers(void)
{
	for (size_t i = 0; i < ROWS(headers); i++) {
		test_row(headers[i].shows);
		const struct transit *t = transit_of(
		    arena_printf(arena, "%s\r\nbody\r\n", headers[i].sent),
		    arena_printf(arena, "%s\r\nbody\r\n", headers[i].received),
		    NULL);
		check_bytes(
		    "changes", changes_of(t), bytes_of(headers[i].changes));
		check_number("body", t->body.kind, BODY_NONE);
	}
}

static void try_values(void)
{
	test_row("values are unfolded");
	const struct transit *t = transit_of(BYTES("Subject: a\r\n b\r\n\r\n"),
	    BYTES("Received: from x by one; 1\r\nReceived: by two; 2\r\n"
		  "Subject: c\r\n\td\r\nX: 1\r\n\r\n"),
	    NULL);
	check_bytes("sent", t->fields->sent, BYTES("a b"));
	check_bytes("received", t->fields->received, BYTES("c d"));
	check_number("position", t->fields->position, 2);

	test_row("the server above tells who added a field");
	const struct field_change *f = t->fields;
	while (f != NULL && !bytes_is(f->name, "X"))
		f = f->next;
	check_true("added", f != NULL && f->below != NULL);
	if (f != NULL && f->below != NULL)
		check_bytes("by", f->below->by, BYTES("two"));

	test_row("the id that SES told");
	t = transit_of(BYTES("Message-ID: <1@a>\r\n\r\n"),
	    BYTES("Message-ID: <2@email.amazonses.com>\r\n\r\n"),
	    "<2@email.amazonses.com>");
	check_number("by", t->fields->by, BY_SES);
	test_row("an id that SES did not tell");
	t = transit_of(BYTES("Message-ID: <1@a>\r\n\r\n"),
	    BYTES("Message-ID: <3@email.amazonses.com>\r\n\r\n"),
	    "<2@email.amazonses.com>");
	check_number("by", t->fields->by, BY_NOBODY);
	check_true("why", t->fields->why != NULL);
}

/* ---- bodies -------------------------------------------------------------- */

/* Header fields of both, bodies; `said` is the sentence, `text` what was
 * appended or taken out. */
static const struct {
	const char *shows, *sent, *received;
	const char *said, *text;
} bodies[] = {
	{ "the same", "\r\na\r\n", "\r\na\r\n", "the body is as it was sent",
	    NULL },
	{ "both empty", "\r\n", "\r\n", "the body is as it was sent", NULL },
	{ "line ends", "\r\na\r\nb\r\n", "\na\nb\n", "line ends were changed",
	    NULL },
	/* white space */
	{ "empty lines at the end", "\r\na\r\n", "\r\na\r\n\r\n\r\n",
	    "white space was changed: empty lines at the end", NULL },
	{ "no line end at the end", "\r\na\r\n", "\r\na",
	    "white space was changed: empty lines at the end", NULL },
	{ "a blank at the end of a line", "\r\na\r\nb\r\n", "\r\na \r\nb\r\n",
	    "white space was changed: blanks at the ends of lines", NULL },
	{ "blanks at the ends are gone", "\r\na\t\r\n-- \r\nb\r\n",
	    "\r\na\r\n--\r\nb\r\n",
	    "white space was changed: blanks at the ends of lines", NULL },
	{ "a tab for a blank", "\r\na b\r\n", "\r\na\tb\r\n",
	    "white space was changed: blanks inside lines", NULL },
	{ "two blanks for one", "\r\na b c\r\n", "\r\na  b c\r\n",
	    "white space was changed: blanks inside lines", NULL },
	{ "an empty line more", "\r\na\r\nb\r\n", "\r\na\r\n\r\nb\r\n",
	    "white space was changed: empty lines", NULL },
	{ "lines are wrapped", "\r\naa bb\r\n", "\r\naa\r\nbb\r\n",
	    "white space was changed: lines are broken elsewhere", NULL },
	{ "a word is broken", "\r\naabb\r\n", "\r\naa\r\nbb\r\n",
	    "white space was changed: lines are broken elsewhere", NULL },
	{ "white space, and line ends", "\r\na\r\nb\r\n", "\na \nb\n",
	    "white space was changed: blanks at the ends of lines, and line "
	    "ends were changed",
	    NULL },
	/* more, and less */
	{ "a footer", "\r\na\r\n", "\r\na\r\n-- \r\nScanned.\r\n",
	    "a footer of 15 octets was appended", "-- \r\nScanned.\r\n" },
	{ "a footer of one octet", "\r\na\r\n", "\r\na\r\nb",
	    "a footer of 1 octet was appended", "b" },
	{ "a footer behind fewer line ends", "\r\na\r\n\r\n",
	    "\r\na\r\nfoot\r\n", "a footer of 6 octets was appended",
	    "foot\r\n" },
	{ "a footer, and other line ends", "\r\na\r\nb\r\n", "\na\nb\nfoot\n",
	    "a footer of 5 octets was appended, and line ends were changed",
	    "foot\n" },
	{ "a footer, and blanks", "\r\na \r\nb\r\n", "\r\na\r\nb\r\nfoot\r\n",
	    "a footer of 6 octets was appended, and white space: blanks at "
	    "the ends of lines",
	    "foot\r\n" },
	{ "a footer below nothing", "\r\n", "\r\nfoot\r\n",
	    "a footer of 6 octets was appended", "foot\r\n" },
	{ "a warning above", "\r\na\r\n", "\r\nEXTERNAL\r\na\r\n",
	    "10 octets of text were put before the body", "EXTERNAL\r\n" },
	{ "text in the middle", "\r\na\r\nb\r\n", "\r\na\r\nxy\r\nb\r\n",
	    "4 octets of text were inserted", "xy\r\n" },
	{ "a line less", "\r\na\r\nxy\r\nb\r\n", "\r\na\r\nb\r\n",
	    "4 octets were taken out", "xy\r\n" },
	{ "cut", "\r\na\r\nlong text\r\n", "\r\na\r\nlong",
	    "7 octets were cut off at the end", " text\r\n" },
	{ "nothing is left", "\r\na\r\n", "\r\n",
	    "3 octets were cut off at the end", "a\r\n" },
	{ "no body at all", "\r\na\r\n", "", "3 octets were cut off at the end",
	    "a\r\n" },
	{ "another text", "\r\na b c\r\n", "\r\na x c\r\n",
	    "the body was altered", NULL },
	{ "eight bits are lost", "\r\nz\xc3\xbcrich\r\n", "\r\nz??rich\r\n",
	    "the body was altered", NULL },
	/* encodings */
	{ "8bit to quoted-printable", "\r\nz\xc3\xbcrich\r\n",
	    QP "\r\nz=C3=BCrich\r\n",
	    "the body was encoded anew, 7bit to quoted-printable", NULL },
	{ "quoted-printable to 8bit", QP "\r\nz=C3=BCr=\r\nich\r\n",
	    "Content-Transfer-Encoding: 8bit\r\n\r\nz\xc3\xbcrich\r\n",
	    "the body was encoded anew, quoted-printable to 8bit", NULL },
	{ "quoted-printable to base64", QP "\r\na=3Db\r\n",
	    B64 "\r\nYT1iDQo=\r\n",
	    "the body was encoded anew, quoted-printable to base64", NULL },
	{ "base64 in other lines", B64 "\r\nYT1iDQo=\r\n",
	    B64 "\r\nYT1i\r\nDQo=\r\n",
	    "the body was encoded anew, base64 before and base64", NULL },
	{ "a comment behind the encoding",
	    "Content-Transfer-Encoding: base64 (x)\r\n\r\nYT1iDQo=\r\n",
	    QP "\r\na=3Db\r\n",
	    "the body was encoded anew, base64 to quoted-printable", NULL },
	{ "a footer inside base64", B64 "\r\nYQ0K\r\n",
	    B64 "\r\nYQ0KZm9vdA0K\r\n", "a footer of 6 octets was appended",
	    "foot\r\n" },
	{ "a footer behind base64", B64 "\r\nYQ0K\r\n",
	    B64 "\r\nYQ0K\r\n-- foot!\r\n",
	    "a footer of 10 octets was appended", "-- foot!\r\n" },
	{ "a footer, encoded anew", "\r\nz\xc3\xbc\r\n",
	    B64 "\r\nesO8DQpmb290DQo=\r\n",
	    "a footer of 6 octets was appended, encoded anew, 7bit to base64",
	    "foot\r\n" },
	{ "no quoted-printable", QP "\r\na=b\r\n", QP "\r\na=c\r\n",
	    "the body was altered", NULL },
	{ "blanks at line ends of quoted-printable are no text",
	    QP "\r\na=3D\r\nb\r\n", QP "\r\na=3D  \r\nb\r\n",
	    "the body was encoded anew, quoted-printable before and "
	    "quoted-printable",
	    NULL },
	/* tracking */
	{ "a link that counts",
	    "\r\n<a href=\"https://example.com/?a=b\">x</a>\r\n",
	    "\r\n<a href=\"https://x.r.us-east-1.awstrack.me/L0/"
	    "https:%2F%2Fexample.com%2F%3Fa=b/1/0100-1/hash=1\">x</a>\r\n",
	    "links were rewritten to count clicks", NULL },
	{ "a link of one's own domain that counts",
	    "\r\n<a href='http://a.b/'>x</a>\r\n",
	    "\r\n<a href='https://links.example.com/CL0/"
	    "http:%2F%2Fa.b%2F/1/0100-1/x'>x</a>\r\n",
	    "links were rewritten to count clicks", NULL },
	{ "a picture that counts", "\r\n<p>x</p>\r\n", "\r\n<p>x</p>" PX "\r\n",
	    "links were rewritten to count clicks", NULL },
	{ "a picture that counts, and a footer", "\r\n<p>x</p>\r\n",
	    "\r\n<p>x</p>" PX "\r\nfoot\r\n",
	    "a footer of 6 octets was appended", "foot\r\n" },
	{ "another picture is text", "\r\n<p>x</p>\r\n",
	    "\r\n<p>x</p><img src=\"https://a.b/c\">\r\n",
	    "a footer of 27 octets was appended",
	    "<img src=\"https://a.b/c\">\r\n" },
	{ "another link", "\r\n<a href='http://a.b/'>x</a>\r\n",
	    "\r\n<a href='https://safe.example/?url=http:%2F%2Fa.b%2F'>x</a>"
	    "\r\n",
	    "the body was altered", NULL },
	/* parts */
	{ "a footer in one part",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: text/html\r\n\r\n"
	       "<p>\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\na\r\nfoot\r\n--b\r\nContent-Type: "
	       "text/html\r\n\r\n<p>\r\n--b--\r\n",
	    "a footer of 6 octets was appended in part 1", "\r\nfoot" },
	{ "a footer in two parts",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: text/html\r\n\r\n"
	       "<p>\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\nafoot\r\n--b\r\nContent-Type: "
	       "text/html\r\n\r\n<p>foot\r\n--b--\r\n",
	    "a footer of 4 octets was appended in part 1 and 1 other", "foot" },
	{ "the type of a part",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: Text/HTML\r\n\r\n"
	       "<p>\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: Text/HTML\r\n\r\n"
	       "<q>\r\n--b--\r\n",
	    "the body was altered in part 2 (text/html)", NULL },
	{ "a part more", MP "\r\n--b\r\n\r\na\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: text/plain\r\n" B64
	       "\r\nZm9vdA==\r\n--b--\r\n",
	    "a footer of 4 octets was appended in part 2 (text/plain)",
	    "foot" },
	{ "a part encoded anew", MP "\r\n--b\r\n\r\nz\xc3\xbc\r\n--b--\r\n",
	    MP "\r\n--b\r\n" QP "\r\nz=C3=BC\r\n--b--\r\n",
	    "the body was encoded anew in part 1, 7bit to quoted-printable",
	    NULL },
	{ "a footer weighs more than an encoding",
	    MP "\r\n--b\r\n\r\nz\xc3\xbc\r\n--b\r\n\r\na\r\n--b--\r\n",
	    MP "\r\n--b\r\n" QP "\r\nz=C3=BC\r\n--b\r\n\r\nafoot\r\n--b--\r\n",
	    "a footer of 4 octets was appended in part 2 and 1 other", "foot" },
	{ "parts in parts",
	    MP "\r\n--b\r\nContent-Type: multipart/alternative;\r\n "
	       "boundary=\"c\"\r\n\r\n--c\r\n\r\na\r\n--c\r\n\r\nb\r\n--c--\r\n"
	       "\r\n--b--\r\n",
	    MP "\r\n--b\r\nContent-Type: multipart/alternative;\r\n "
	       "boundary=\"c\"\r\n\r\n--c\r\n\r\na\r\n--c\r\n\r\nB\r\n--c--\r\n"
	       "\r\n--b--\r\n",
	    "the body was altered in part 1.2", NULL },
	{ "behind the last boundary", MP "\r\n--b\r\n\r\na\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\na\r\n--b--\r\nfoot\r\n",
	    "a footer of 6 octets was appended", "foot\r\n" },
	{ "cut inside a part",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\n\r\nlong text\r\n--b--\r\n",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\n\r\nlong",
	    "14 octets were cut off at the end", " text\r\n--b--\r\n" },
	{ "other boundaries", MP "\r\n--b\r\n\r\na\r\n--b--\r\n",
	    "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\na\r\n"
	    "--c--\r\n",
	    "the body was packed into new MIME parts", NULL },
	{ "packed, with a footer of its own", "\r\na\r\n",
	    MP "\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
	       "foot\r\n--b--\r\n",
	    "the body was packed into new MIME parts in part 2 (text/plain)",
	    "foot" },
	{ "no boundary", "Content-Type: multipart/mixed\r\n\r\na\r\n",
	    "Content-Type: multipart/mixed\r\n\r\nab\r\n",
	    "a footer of 3 octets was appended", "b\r\n" },
};

static void try_bodies(void)
{
	for (size_t i = 0; i < ROWS(bodies); i++) {
		test_row(bodies[i].shows);
		const struct transit *t = transit_of(
		    arena_printf(arena, "A: 1\r\n%s", bodies[i].sent),
		    arena_printf(arena, "A: 1\r\n%s", bodies[i].received),
		    NULL);
		check_bytes("said", body_change_said(arena, &t->body),
		    bytes_of(bodies[i].said));
		if (bodies[i].text != NULL)
			check_bytes(
			    "text", t->body.text, bytes_of(bodies[i].text));
	}
}

static void try_spots(void)
{
	test_row("where it begins to differ");
	const struct transit *t =
	    transit_of(BYTES("A: 1\r\n\r\none\r\ntwo\r\n"),
		BYTES("B: 1\nA: 1\n\none\ntwx\n"), NULL);
	check_number("offset sent", t->body.sent.offset, 15);
	check_number("line sent", t->body.sent.line, 4);
	check_bytes("sent", t->body.sent.octets, BYTES("o\r\n"));
	check_number("offset received", t->body.received.offset, 17);
	check_number("line received", t->body.received.line, 5);
	check_bytes("received", t->body.received.octets, BYTES("x\n"));

	test_row("where line ends begin to differ");
	t = transit_of(
	    BYTES("A: 1\n\na\r\nb\r\n"), BYTES("A: 1\n\na\nb\n"), NULL);
	check_bytes("sent", t->body.sent.octets, BYTES("\r\nb\r\n"));
	check_bytes("shown", octets_visible(arena, t->body.sent.octets),
	    BYTES("\\r\\nb\\r\\n"));

	test_row("blanks at a line's end are shown");
	check_bytes("shown", octets_visible(arena, BYTES("a b  \r\n\t \n c")),
	    BYTES("a b\\x20\\x20\\r\\n\\t\\x20\\n c"));
}

/* ---- limits -------------------------------------------------------------- */

static struct bytes repeated(const char *start, const char *piece, size_t n)
{
	struct text text = text_new(64 * 1024 * 1024);

	text_printf(&text, "%s", start);
	for (size_t i = 0; i < n; i++)
		text_printf(&text, "%s", piece);
	struct bytes all = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return all;
}

static void try_limits(void)
{
	test_row("a thousand fields of one name");
	const struct transit *t = transit_of(repeated("", "A: x\r\n", 999),
	    repeated("B: 1\r\n", "A: y\r\n", 999), NULL);
	size_t n = 0;
	for (const struct field_change *f = t->fields; f; f = f->next)
		n++;
	check_number("all of them", n + t->fields_left_out, 1000);
	check_true("few are listed", n <= 200);

	test_row("more fields than are read");
	t = transit_of(repeated("", "A: x\r\n", 1500),
	    repeated("", "A: x\r\n", 1500), NULL);
	check_true("is told", t->header_partial);

	test_row("many parts");
	t = transit_of(repeated(MP "\r\n", "--b\r\n\r\na\r\n", 2000),
	    repeated(MP "\r\n", "--b\r\n\r\na\r\n", 1999), NULL);
	check_number("cut", t->body.kind, BODY_CUT);

	test_row("blanks without end");
	t = transit_of(repeated("A: 1\r\n" QP "\r\n", "  \t  =  x", 100000),
	    repeated("A: 1\r\n" QP "\r\n", "  \t  =  y", 100000), NULL);
	check_number("altered", t->body.kind, BODY_ALTERED);

	test_row("without what was sent");
	const struct sent nothing = { .mistake = BYTES("no file") };
	const struct transit_question question = { .facts = &nothing };
	t = transit_find(arena, &question);
	check_true("nothing is compared", !t->compared && !t->fields);
}

int main(void)
{
	arena = arena_open();
	try_headers();
	try_values();
	try_bodies();
	try_spots();
	try_limits();
	arena_close(arena);
	return test_end("test_transit");
}
