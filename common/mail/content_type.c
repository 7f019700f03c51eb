#include "common/mail/content_type.h"

#include "common/mail/grammar.h"

/* type "/" subtype, and the comments around them. */
static struct bytes essence(struct arena *arena, struct scan *s)
{
	scan_cfws(s);
	struct bytes type = scan_token(s);
	scan_cfws(s);
	scan_char(s, '/', "'/' between type and subtype");
	scan_cfws(s);
	struct bytes subtype = scan_token(s);
	scan_cfws(s);
	if (s->mistake != NULL || type.len == 0 || subtype.len == 0)
		return ABSENT;
	return arena_lower(
	    arena, arena_printf(arena, "%.*s/%.*s", FMT(type), FMT(subtype)));
}

struct bytes content_type_read(struct arena *arena, struct bytes value)
{
	struct scan s = scan_of(value);

	return essence(arena, &s);
}

static bool is_value_char(char c)
{
	return !is_control(c) && !is_blank(c) && c != ';' && c != '"';
}

struct bytes content_type_parameter(
    struct arena *arena, struct bytes value, const char *name)
{
	struct scan s = scan_of(value);

	essence(arena, &s);
	while (!scan_end(&s)) {
		scan_char(&s, ';', "';' before a parameter");
		scan_cfws(&s);
		struct bytes attribute = scan_token(&s);
		scan_cfws(&s);
		if (attribute.len == 0 && !scan_end(&s) && *s.at == ';')
			continue;
		if (scan_end(&s))
			break;
		scan_char(&s, '=', "'=' behind a parameter's name");
		scan_cfws(&s);
		struct bytes text = scan_at_quoted(&s)
					? scan_quoted(arena, &s)
					: scan_while(&s, is_value_char);
		if (s.mistake == NULL && bytes_ieq(attribute, bytes_of(name)))
			return text;
		scan_cfws(&s);
	}
	return ABSENT;
}

bool content_type_is_delimiter(
    struct bytes line, struct bytes boundary, bool *last)
{
	if (!bytes_starts(line, BYTES("--")) ||
	    !bytes_starts(bytes_skip(line, 2), boundary))
		return false;
	line = bytes_skip(line, 2 + boundary.len);
	*last = bytes_starts(line, BYTES("--"));
	return bytes_trim(bytes_skip(line, *last ? 2 : 0)).len == 0;
}

static bool is_report_of(
    struct arena *arena, struct bytes value, const char *type)
{
	struct bytes kind = content_type_parameter(arena, value, "report-type");

	return bytes_eq(content_type_read(arena, value),
		   BYTES("multipart/report")) &&
	       bytes_iis(kind, type);
}

bool content_type_is_delivery_report(struct arena *arena, struct bytes value)
{
	return is_report_of(arena, value, "delivery-status");
}

bool content_type_is_complaint(struct arena *arena, struct bytes value)
{
	return is_report_of(arena, value, "feedback-report");
}
