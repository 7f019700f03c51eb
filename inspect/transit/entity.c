#include "inspect/transit/entity.h"

#include "common/base/crypto.h"
#include "common/mail/content_type.h"
#include "common/mail/limits.h"

/* ---- headers ------------------------------------------------------------- */

static struct bytes encoding_word(struct bytes value)
{
	value = bytes_trim(value);
	for (size_t i = 0; i < value.len; i++)
		if (is_blank(value.ptr[i]) || value.ptr[i] == '(' ||
		    value.ptr[i] == ';')
			return bytes_first(value, i);
	return value;
}

static struct bytes value_of(const struct message *message, enum field_id id)
{
	const struct field *field = message_field(message, id);

	return field != NULL ? bytes_first(field->value, LIMIT_VALUE) : ABSENT;
}

struct entity entity_of_message(const struct message *message)
{
	return (struct entity){
		.type = value_of(message, FIELD_CONTENT_TYPE),
		.encoding = encoding_word(
		    value_of(message, FIELD_CONTENT_TRANSFER_ENCODING)),
		.body =
		    bytes_present(message->body) ? message->body : BYTES(""),
	};
}

/* The field that `line` begins, with the folded lines of `rest`. */
static struct bytes field_value(struct bytes line, struct bytes *rest)
{
	const char *end = line.ptr + line.len;
	struct bytes name, value, more;

	while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t') &&
	       bytes_line(rest, &more))
		end = more.ptr + more.len;
	bytes_cut(bytes_between(line.ptr, end), ':', &name, &value);
	return value;
}

struct entity entity_of_part(struct bytes part)
{
	struct entity entity = { .type = ABSENT };
	struct bytes line;

	while (bytes_line(&part, &line) && line.len > 0) {
		struct bytes value =
		    bytes_first(field_value(line, &part), LIMIT_VALUE);
		if (bytes_istarts(line, BYTES("content-type:")))
			entity.type = value;
		if (bytes_istarts(line, BYTES("content-transfer-encoding:")))
			entity.encoding = encoding_word(value);
	}
	entity.body = bytes_present(part) ? part : BYTES("");
	return entity;
}

/* ---- parts --------------------------------------------------------------- */

struct bytes entity_boundary(struct arena *arena, const struct entity *entity)
{
	struct bytes media = bytes_present(entity->type)
				 ? content_type_read(arena, entity->type)
				 : ABSENT;

	if (!bytes_present(media) || !bytes_starts(media, BYTES("multipart/")))
		return ABSENT;
	struct bytes boundary =
	    content_type_parameter(arena, entity->type, "boundary");
	return boundary.len > 0 ? boundary : ABSENT;
}

/* "--BOUNDARY", and "--" behind it where it is the last. */
/* The line end before a boundary belongs to it (RFC 2046 5.1.1). */
static struct bytes until(const char *start, const char *end)
{
	if (end > start && end[-1] == '\n')
		end--;
	if (end > start && end[-1] == '\r')
		end--;
	return bytes_between(start, end);
}

static void keep(struct parts *parts, struct bytes part)
{
	if (parts->count < PARTS_MOST)
		parts->parts[parts->count++] = part;
	else
		parts->left_out = true;
}

void parts_read(struct parts *parts, struct bytes body, struct bytes boundary)
{
	const char *start = NULL;
	struct bytes line;

	*parts = (struct parts){ .count = 0 };
	while (!parts->ended && bytes_line(&body, &line)) {
		bool last = false;
		if (!content_type_is_delimiter(line, boundary, &last))
			continue;
		if (start != NULL)
			keep(parts, until(start, line.ptr));
		start = bytes_present(body) ? body.ptr : line.ptr + line.len;
		parts->ended = last;
	}
	if (!parts->ended && start != NULL && bytes_present(body))
		keep(parts, bytes_between(start, body.ptr + body.len));
}

/* ---- encodings (RFC 2045 6) ---------------------------------------------- */

static int hex(char c)
{
	c = ascii_lower(c);
	return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct decoding {
	struct bytes in;
	char *text;
	size_t len;
};

static void copy(struct decoding *d, size_t n)
{
	memcpy(d->text + d->len, d->in.ptr, n);
	d->len += n;
	d->in = bytes_skip(d->in, n);
}

static size_t blanks_before(struct bytes in)
{
	size_t n = 0;

	while (n < in.len && (in.ptr[n] == ' ' || in.ptr[n] == '\t'))
		n++;
	return n;
}

static size_t line_end_width(struct bytes in)
{
	if (bytes_starts(in, BYTES("\r\n")))
		return 2;
	return in.len > 0 && in.ptr[0] == '\n';
}

/* Blanks at the end of a line were put there on the way. */
static void take_blanks(struct decoding *d)
{
	size_t n = blanks_before(d->in);
	struct bytes behind = bytes_skip(d->in, n);

	if (behind.len == 0 || line_end_width(behind) > 0)
		d->in = behind;
	else
		copy(d, n);
}

/* "=3D", or the end of a line that goes on. */
static bool take_escape(struct decoding *d)
{
	struct bytes rest = bytes_skip(d->in, 1);
	struct bytes behind = bytes_skip(rest, blanks_before(rest));
	size_t end = line_end_width(behind);

	if (end > 0 || behind.len == 0) {
		d->in = bytes_skip(behind, end);
		return true;
	}
	if (rest.len < 2 || hex(rest.ptr[0]) < 0 || hex(rest.ptr[1]) < 0)
		return false;
	d->text[d->len++] = (char)(hex(rest.ptr[0]) * 16 + hex(rest.ptr[1]));
	d->in = bytes_skip(rest, 2);
	return true;
}

static bool quoted_printable_read(
    struct arena *arena, struct bytes in, struct bytes *out)
{
	struct decoding d = { in, arena_alloc(arena, in.len + 1), 0 };
	bool good = true;

	while (d.in.len > 0 && good)
		if (d.in.ptr[0] == '=')
			good = take_escape(&d);
		else if (d.in.ptr[0] == ' ' || d.in.ptr[0] == '\t')
			take_blanks(&d);
		else
			copy(&d, 1);
	if (good)
		*out = (struct bytes){ d.text, d.len };
	return good;
}

bool entity_decode(
    struct arena *arena, const struct entity *entity, struct bytes *text)
{
	*text = entity->body;
	if (bytes_iis(entity->encoding, "quoted-printable"))
		return quoted_printable_read(arena, entity->body, text);
	if (bytes_iis(entity->encoding, "base64") &&
	    !base64_read(arena, entity->body, text)) {
		*text = entity->body;
		return false;
	}
	return true;
}

/* ---- tracking ------------------------------------------------------------ */

/* "/L0/" or "/CL0/" behind the host of a link, the link itself behind that,
 * percent-encoded, up to the next slash. */
static size_t link_mark(struct bytes rest)
{
	static const char *const marks[] = { "/L0/", "/CL0/" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bytes_starts(rest, bytes_of(marks[i])))
			return strlen(marks[i]);
	return 0;
}

static bool ends_link(char c)
{
	return is_blank(c) || c == '"' || c == '\'' || c == '<' || c == '>';
}

static size_t link_length(struct bytes rest)
{
	size_t n = 0;

	while (n < rest.len && !ends_link(rest.ptr[n]))
		n++;
	return n;
}

static void add_unescaped(char *text, size_t *len, struct bytes in)
{
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];
		if (c == '%' && i + 2 < in.len && hex(in.ptr[i + 1]) >= 0 &&
		    hex(in.ptr[i + 2]) >= 0) {
			c = (char)(hex(in.ptr[i + 1]) * 16 +
				   hex(in.ptr[i + 2]));
			i += 2;
		}
		text[(*len)++] = c;
	}
}

/* The link was wrapped: what it led to. */
static bool add_unwrapped(char *text, size_t *len, struct bytes link)
{
	struct bytes scheme, rest, host, path, inner, behind;

	if (!bytes_cut(link, ':', &scheme, &rest) ||
	    !bytes_starts(rest, BYTES("//")) ||
	    !bytes_cut(bytes_skip(rest, 2), '/', &host, &path))
		return false;
	path = bytes_between(path.ptr - 1, path.ptr + path.len);
	if (link_mark(path) == 0 ||
	    !bytes_istarts(bytes_skip(path, link_mark(path)), BYTES("http")) ||
	    !bytes_cut(bytes_skip(path, link_mark(path)), '/', &inner, &behind))
		return false;
	add_unescaped(text, len, inner);
	return true;
}

/* The length of an <img> that only counts, 0 for anything else. */
static size_t pixel_length(struct bytes rest)
{
	if (!bytes_istarts(rest, BYTES("<img")))
		return 0;
	const char *end =
	    memchr(rest.ptr, '>', rest.len < 2000 ? rest.len : 2000);
	if (end == NULL)
		return 0;
	struct bytes tag = bytes_between(rest.ptr, end + 1);
	return bytes_find(tag, BYTES("/I0/")) != NULL ||
		       bytes_find(tag, BYTES("/CI0/")) != NULL
		   ? tag.len
		   : 0;
}

struct bytes tracking_undone(struct arena *arena, struct bytes text)
{
	size_t len = 0;
	bool undone = false;

	if (bytes_find(text, BYTES("L0/")) == NULL &&
	    bytes_find(text, BYTES("I0/")) == NULL)
		return text;
	char *out = arena_alloc(arena, text.len + 1);
	while (text.len > 0) {
		size_t n = pixel_length(text);
		size_t link =
		    bytes_istarts(text, BYTES("http")) ? link_length(text) : 0;
		if (link > 0 &&
		    add_unwrapped(out, &len, bytes_first(text, link)))
			n = link;
		undone |= n > 0;
		if (n == 0) {
			n = link > 0 ? link : 1;
			memcpy(out + len, text.ptr, n);
			len += n;
		}
		text = bytes_skip(text, n);
	}
	return undone ? (struct bytes){ out, len } : text;
}
