#include "send/compose_parts.h"

#include "send/encode.h"
#include "send/plain.h"
#include <string.h>

/* ---- texts ---- */

static bool text_check(const struct compose_file *file, struct fault *fault)
{
	struct bytes rest = file->content, line;
	size_t number = 1;

	if (memchr(rest.len > 0 ? rest.ptr : "x", '\0', rest.len) != NULL)
		return fault_set(fault, FAULT_INPUT,
		    "%.*s: holds NUL, so it is not text; attach it instead",
		    FMT(file->name));
	for (; bytes_line(&rest, &line); number++)
		if (!utf8_valid(line))
			return fault_set(fault, FAULT_INPUT,
			    "%.*s: line %zu is not UTF-8; convert the file or "
			    "attach it",
			    FMT(file->name), number);
	return true;
}

/* What a human who finds the message should know. */
static struct bytes own_text(struct composer *c)
{
	return arena_printf(c->arena,
	    "This is a test message. With it, the owner of\r\n"
	    "    %.*s\r\n"
	    "checks whether mail from there arrives, and whether the server "
	    "that\r\n"
	    "received it could tell by SPF, DKIM and DMARC that it is genuine."
	    "\r\n"
	    "\r\n"
	    "A program (mailplumb) has sent it and will look for it. There is "
	    "nothing\r\n"
	    "to do and nobody waits for an answer. If you do not run such "
	    "tests, the\r\n"
	    "recipient was most likely mistyped: please delete it.\r\n"
	    "\r\n"
	    "Mark of this message: %.*s\r\n",
	    FMT(c->out->from_domain), FMT(c->request->token));
}

static bool plain_text(struct composer *c, struct bytes *text)
{
	const struct compose_request *request = c->request;

	*text = ABSENT;
	if (request->text != NULL) {
		*text = encode_lines(c->arena, request->text->content, NULL);
		return text_check(request->text, c->fault);
	}
	if (request->html != NULL)
		*text = plain_of_html(c->arena, request->html->content);
	if (text->len == 0)
		*text = own_text(c);
	return true;
}

static void text_part(struct composer *c, const char *type, struct bytes text)
{
	enum encoding encoding = encoding_choose(text);

	text_printf(&c->text,
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    type, encoding_word(encoding));
	encode(&c->text, text, encoding);
}

/* ---- multiparts, RFC 2046 5.1 ---- */

/*
 * A boundary begins with "=_", which no quoted-printable or base64 line holds,
 * and encoding_choose() lets no line of 7bit begin with "--=".  So none can
 * occur in a part.
 */
static void multipart_open(struct composer *c, const char *kind)
{
	text_printf(&c->text,
	    "Content-Type: multipart/%s;\r\n"
	    "\tboundary=\"=_%s_%.*s\"\r\n\r\n",
	    kind, kind, FMT(c->request->token));
}

/* RFC 2046 5.1.1: the line end before a boundary belongs to it. */
static void multipart_next(struct composer *c, const char *kind)
{
	text_printf(
	    &c->text, "\r\n--=_%s_%.*s\r\n", kind, FMT(c->request->token));
}

static void multipart_close(struct composer *c, const char *kind)
{
	text_printf(
	    &c->text, "\r\n--=_%s_%.*s--\r\n", kind, FMT(c->request->token));
}

static bool content(struct composer *c)
{
	static const char kind[] = "alternative";
	const struct compose_file *html = c->request->html;
	struct bytes text;

	if (html != NULL && !text_check(html, c->fault))
		return false;
	if (!plain_text(c, &text))
		return false;
	if (html == NULL) {
		text_part(c, "text/plain", text);
		return true;
	}
	multipart_open(c, kind);
	multipart_next(c, kind);
	text_part(c, "text/plain", text);
	multipart_next(c, kind);
	text_part(c, "text/html", encode_lines(c->arena, html->content, NULL));
	multipart_close(c, kind);
	return true;
}

/* ---- attachments ---- */

/* A mail (.eml) is not here: RFC 2046 5.2.1 forbids base64 for it. */
static const struct {
	const char *suffix, *type;
} media[] = {
	{ ".csv", "text/csv" },
	{ ".docx", "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document" },
	{ ".gif", "image/gif" },
	{ ".gz", "application/gzip" },
	{ ".htm", "text/html" },
	{ ".html", "text/html" },
	{ ".ics", "text/calendar" },
	{ ".jpeg", "image/jpeg" },
	{ ".jpg", "image/jpeg" },
	{ ".json", "application/json" },
	{ ".md", "text/markdown" },
	{ ".mp3", "audio/mpeg" },
	{ ".mp4", "video/mp4" },
	{ ".odt", "application/vnd.oasis.opendocument.text" },
	{ ".pdf", "application/pdf" },
	{ ".png", "image/png" },
	{ ".svg", "image/svg+xml" },
	{ ".txt", "text/plain" },
	{ ".webp", "image/webp" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet" },
	{ ".xml", "application/xml" },
	{ ".zip", "application/zip" },
};

static const char *media_type(struct bytes name)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++)
		if (bytes_iends(name, bytes_of(media[i].suffix)))
			return media[i].type;
	return "application/octet-stream";
}

static struct bytes base_name(struct bytes path)
{
	struct bytes folder, name;

	bytes_cut_last(path, '/', &folder, &name);
	return name;
}

static bool attachment(struct composer *c, const struct compose_file *file)
{
	struct bytes name = base_name(file->name);

	if (!field_check("name of an attachment", name, FAULT_USAGE, c->fault))
		return false;
	if (name.len == 0)
		return fault_set(c->fault, FAULT_USAGE,
		    "attachment '%.*s' has no file name", FMT(file->name));
	const char *type = media_type(name);
	bool text = bytes_starts(bytes_of(type), BYTES("text/")) &&
		    utf8_valid(file->content);
	text_printf(&c->text, "Content-Type: %s%s\r\n", type,
	    text ? "; charset=utf-8" : "");
	struct field_writer f =
	    field_open(&c->text, BYTES("Content-Disposition"));
	field_word(&f, BYTES("attachment"));
	field_parameter(&f, "filename", name);
	field_close(&f);
	text_add(&c->text, BYTES("Content-Transfer-Encoding: base64\r\n\r\n"));
	encode_base64(&c->text, file->content);
	return true;
}

bool compose_body(struct composer *c)
{
	static const char kind[] = "mixed";
	const struct compose_file *file = c->request->attachments;

	if (file == NULL)
		return content(c);
	multipart_open(c, kind);
	multipart_next(c, kind);
	if (!content(c))
		return false;
	for (; file != NULL; file = file->next) {
		multipart_next(c, kind);
		if (!attachment(c, file))
			return false;
	}
	multipart_close(c, kind);
	return true;
}
