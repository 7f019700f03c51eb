/* send/compose: bodies, attachments, text beside HTML, sizes */
#include "tests/compose_rows.h"

#include "send/plain.h"

#define LONG_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HTML	  "<p>Hi <b>you</b></p>"

static void try_bodies(void)
{
	const struct row rows[] = {
		{ "our own words", { .subject = BYTES("x") },
		    HOLDS("\r\n    example.com\r\n") },
		{ "our own words carry the token", { .subject = BYTES("x") },
		    HOLDS("\r\nMark of this message: " TOKEN "\r\n") },
		{ "LF becomes CRLF", { .text = FILE_OF("t", "a\nb\n") },
		    HOLDS("\r\n\r\na\r\nb\r\n") },
		{ "CR becomes CRLF", { .text = FILE_OF("t", "a\rb\r") },
		    HOLDS("\r\n\r\na\r\nb\r\n") },
		{ "the last line gets its end", { .text = FILE_OF("t", "a") },
		    HOLDS("\r\n\r\na\r\n") },
		{ "empty", { .text = FILE_OF("t", "") },
		    HOLDS("7bit\r\n\r\n") },
		{ "dots are left to the transport",
		    { .text = FILE_OF("t", ".\n..\n") },
		    HOLDS("7bit\r\n\r\n.\r\n..\r\n") },
		{ "UTF-8 becomes quoted-printable",
		    { .text = FILE_OF("t", "Gr" B_UML "n wie Gras\n") },
		    HOLDS("quoted-printable\r\n\r\nGr=C3=BCn wie Gras\r\n") },
		{ "much UTF-8 becomes base64",
		    { .text = FILE_OF("t", "\xe6\x97\xa5\xe6\x9c\xac\n") },
		    HOLDS("base64\r\n\r\n5pel5pysDQo=\r\n") },
		{ "equals sign in ASCII stays",
		    { .text = FILE_OF("t", "a=b\n") },
		    HOLDS("7bit\r\n\r\na=b\r\n") },
		{ "blank at the end of a line",
		    { .text = FILE_OF("t", "-- \nMe\n") },
		    HOLDS("quoted-printable\r\n\r\n--=20\r\nMe\r\n") },
		{ "From at the start of a line",
		    { .text = FILE_OF("t", "From here\n") },
		    HOLDS("quoted-printable\r\n\r\n=46rom here\r\n") },
		{ "a control character",
		    { .text = FILE_OF("t", "a\x1b[1m\x7f\n") },
		    HOLDS("quoted-printable\r\n\r\na=1B[1m=7F\r\n") },
		{ "a long line",
		    { .text = FILE_OF("t",
			  "0123456789012345678901234567890123456789"
			  "01234567890123456789012345678901234567890\n") },
		    HOLDS("quoted-"
			  "printable\r\n\r\n0123456789012345678901234567890123"
			  "45678901234567890123456789012345678901234=\r\n"
			  "567890\r\n") },
		{ "NUL in a text", { .text = FILE_OF("t.txt", "a\0b") },
		    REFUSED(
			"t.txt: holds NUL, so it is not text", FAULT_INPUT) },
		{ "Latin-1 in a text",
		    { .text = FILE_OF("t.txt", "a\ngr\xfcn\n") },
		    REFUSED("t.txt: line 2 is not UTF-8", FAULT_INPUT) },
		{ "Latin-1 in HTML", { .html = FILE_OF("t.html", "gr\xfcn") },
		    REFUSED("t.html: line 1 is not UTF-8", FAULT_INPUT) },
		{ "HTML comes last of the alternatives",
		    { .html = FILE_OF("h", HTML), .text = FILE_OF("t", "T") },
		    HOLDS("\r\n\r\nT\r\n\r\n--=_alternative_" TOKEN
			  "\r\nContent-Type: text/html; charset=utf-8\r\n"
			  "Content-Transfer-Encoding: 7bit\r\n\r\n" HTML
			  "\r\n") },
		{ "HTML alone gets its own text",
		    { .html = FILE_OF("h", HTML) },
		    HOLDS(
			"text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: 7bit\r\n\r\nHi you\r\n") },
		{ "HTML that shows nothing",
		    { .html = FILE_OF("h", "<img src=x>") },
		    HOLDS("\r\nMark of this message: ") },
		{ "attachment",
		    { .text = FILE_OF("t", "T"),
			.attachments = FILE_OF("dir/a.PDF", "x") },
		    HOLDS(
			"\r\n--=_mixed_" TOKEN
			"\r\nContent-Type: application/pdf\r\n"
			"Content-Disposition: attachment;\r\n"
			"\tfilename=\"a.PDF\"\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\neA==\r\n\r\n"
			"--=_mixed_" TOKEN "--\r\n") },
		{ "empty attachment", { .attachments = FILE_OF("a", "") },
		    HOLDS("Content-Type: application/octet-stream\r\n") },
		{ "text attachment of UTF-8",
		    { .attachments = FILE_OF("a.txt", B_UML) },
		    HOLDS("Content-Type: text/plain; charset=utf-8\r\n") },
		{ "text attachment of Latin-1",
		    { .attachments = FILE_OF("a.txt", "\xfc") },
		    HOLDS("Content-Type: text/plain\r\n") },
		{ "a boundary in the text is no boundary",
		    { .text = FILE_OF("t", "--=_mixed_" TOKEN "--\n"),
			.attachments = FILE_OF("a", "x") },
		    HOLDS("\r\n\r\n--=3D_mixed_" TOKEN "--\r\n") },
		{ "file name of UTF-8",
		    { .attachments = FILE_OF("gr" B_UML "n.txt", "x") },
		    HOLDS("\tfilename*=UTF-8''gr%C3%BCn.txt\r\n") },
		{ "quotation mark in a file name",
		    { .attachments = FILE_OF("a\"; x=\"b", "x") },
		    HOLDS("\tfilename*=UTF-8''a%22%3B%20x%3D%22b\r\n") },
		{ "file name that fills its line",
		    { .attachments =
			    FILE_OF("\xc3\xbc"
				    "0123456789012345678901234567890123"
				    "45678901234567",
				"x") },
		    HOLDS(
			"\tfilename*=UTF-8''%C3%BC0123456789012345678901234567"
			"8901234567890123"
			"4567\r\n") },
		{ "long file name",
		    { .attachments = FILE_OF(LONG_NAME "aaaaaaaa", "x") },
		    HOLDS("\tfilename*0*=UTF-8''" LONG_NAME
			  ";\r\n\tfilename*1*=aaaaaaaa\r\n") },
		{ "CR LF in a file name",
		    { .attachments = FILE_OF("a\r\nX: y", "x") },
		    REFUSED(
			"name of an attachment: a line break", FAULT_USAGE) },
		{ "LF in a file name", { .attachments = FILE_OF("a\nb", "x") },
		    REFUSED(
			"name of an attachment: a line break", FAULT_USAGE) },
		{ "NUL in a file name", { .attachments = FILE_OF("a\0b", "x") },
		    REFUSED("name of an attachment: NUL", FAULT_USAGE) },
		{ "no file name", { .attachments = FILE_OF("dir/", "x") },
		    REFUSED(
			"attachment 'dir/' has no file name", FAULT_USAGE) },
	};

	try_rows(rows, ROWS(rows));
}

static void try_html(void)
{
	static const struct {
		const char *shows, *html, *text;
	} rows[] = {
		{ "blanks", " a \n\t b ", "a b" },
		{ "paragraphs", "<p>a</p><p>b</p>", "a\r\n\r\nb" },
		{ "line break", "a<br>b<br/>c", "a\r\nb\r\nc" },
		{ "list", "<ul><li>a</li><li>b</li></ul>c",
		    "* a\r\n* b\r\n\r\nc" },
		{ "cells", "<tr><td>a</td><td>b</td></tr><tr><td>c",
		    "a b\r\nc" },
		{ "inline marks", "a<b>b</b>c <i>d</i>", "abc d" },
		{ "link", "<a href=\"https://e.example/\">here</a>.",
		    "here <https://e.example/>." },
		{ "link that shows itself",
		    "<a href='https://e.example/'>https://e.example/</a>",
		    "https://e.example/" },
		{ "link to a place of the page", "<a href=\"#x\">here</a>",
		    "here" },
		{ "named entities", "&lt;&amp;&gt;&quot;&euro;&szlig;",
		    "<&>\"\xe2\x82\xac\xc3\x9f" },
		{ "numbered entities", "&#65;&#x42;&#x1F600;",
		    "AB\xf0\x9f\x98\x80" },
		{ "blank entity", "a&nbsp;b&#32;c", "a b c" },
		{ "entities that are none", "&; &x &#0; &#13; &#xD800; &#x;",
		    "&; &x &#0; &#13; &#xD800; &#x;" },
		{ "entity beyond Unicode", "&#x110000;&#1114112;",
		    "&#x110000;&#1114112;" },
		{ "hidden elements",
		    "<style>a>b{}</style>x<script>if (a<b) \"</p>\"</script>y",
		    "xy" },
		{ "title is no text", "<head><title>T</title></head>x", "x" },
		{ "comment", "a<!-- <p> -- > -->b", "ab" },
		{ "document type", "<!DOCTYPE html><p>a", "a" },
		{ "mark within quotation marks", "<img alt=\"a>b\">c", "c" },
		{ "less-than sign", "a < b", "a < b" },
		{ "open tag", "a<b", "a" },
		{ "open comment", "a<!-- b", "a" },
		{ "open script", "a<script>b", "a" },
		{ "nothing shown", "<img src=x> &nbsp; <p></p>", "" },
		{ "empty", "", "" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct compose_file html = { .name = BYTES("h"),
			.content = bytes_of(rows[i].html) };
		struct bytes text =
		    plain_of_html(arena, bytes_of(rows[i].html));
		struct compose_request request =
		    request_of((struct compose_request){ .html = &html });
		struct composed out;
		struct fault fault;
		test_row(rows[i].shows);
		check_text("text", arena_cstr(arena, text),
		    rows[i].text[0] == '\0'
			? ""
			: arena_printf(arena, "%s\r\n", rows[i].text).ptr);
		check_true("composed", compose(arena, &request, &out, &fault));
		check_text("wrong", valid_message(out.raw, true), NULL);
	}
}

static void try_sizes(void)
{
	size_t ten = 10 * 1024 * 1024;
	char *octets = arena_alloc(arena, ten);
	struct compose_ses ses = { .tags = NULL };
	struct compose_file file = { .name = BYTES("a"),
		.content = { octets, ten } };
	struct compose_request request = request_of(
	    (struct compose_request){ .attachments = &file, .ses = &ses });
	struct compose_file five[4] = { file, file, file, file };
	struct composed out;
	struct fault fault;

	test_row("10 MB attached");
	check_true("composed", compose(arena, &request, &out, &fault));
	check_text("wrong", valid_message(out.raw, true), NULL);

	test_row("more than the server takes");
	for (size_t i = 0; i < 3; i++)
		five[i].next = &five[i + 1];
	request.attachments = five;
	check_true("refused", !compose(arena, &request, &out, &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	check_true(fault.text, strstr(fault.text, "41943040 octets") != NULL);
	check_bytes("raw", out.raw, ABSENT);

	test_row("a subject that no header holds");
	request.attachments = NULL;
	request.subject = (struct bytes){ octets, 2 * 1024 * 1024 };
	memset(octets, 'a', ten);
	check_true("refused", !compose(arena, &request, &out, &fault));
	check_true(fault.text, strstr(fault.text, "the header has") != NULL);

	test_row("10 MB of text in one line");
	request.subject = ABSENT;
	request.text = &file;
	check_true("composed", compose(arena, &request, &out, &fault));
	check_text("wrong", valid_message(out.raw, true), NULL);
}

int main(void)
{
	arena = arena_open();
	try_bodies();
	try_html();
	try_sizes();
	arena_close(arena);
	return test_end("test_compose_body");
}
