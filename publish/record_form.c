#include "publish/record_form.h"

static void number_form(struct text *out, char c, enum radix radix)
{
	text_printf(out, radix == RADIX_OCTAL ? "\\%03o" : "\\%03u",
	    (unsigned)(unsigned char)c);
}

static bool is_printable(char c)
{
	return c >= ' ' && c < 127;
}

/* ---- names --------------------------------------------------------------- */

/* What no reader of master files takes for anything else. */
static bool is_plain(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
}

/* A wildcard is the whole first label. */
static bool is_wildcard(struct bytes name, size_t i)
{
	return i == 0 && name.ptr[0] == '*' &&
	       (name.len == 1 || name.ptr[1] == '.');
}

void name_form(struct text *out, struct bytes name, enum radix radix)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool dot_within =
		    c == '\\' && i + 1 < name.len && name.ptr[i + 1] == '.';
		if (dot_within)
			number_form(out, name.ptr[++i], radix);
		else if (is_plain(c) || c == '.' || is_wildcard(name, i))
			text_char(out, c);
		else
			number_form(out, c, radix);
	}
	text_char(out, '.');
}

/* ---- data ---------------------------------------------------------------- */

/* Route 53 names \" alone among the escapes of one character. */
void string_form(struct text *out, struct bytes octets, enum radix radix)
{
	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.ptr[i];
		if (c == '"' || (c == '\\' && radix == RADIX_DECIMAL))
			text_printf(out, "\\%c", c);
		else if (is_printable(c) && c != '\\')
			text_char(out, c);
		else
			number_form(out, c, radix);
	}
}

static void quoted_form(struct text *out, struct bytes string, enum radix radix)
{
	text_char(out, '"');
	string_form(out, string, radix);
	text_char(out, '"');
}

static void strings_form(
    struct text *out, const struct dns_record *record, enum radix radix)
{
	if (record->string_count == 0)
		quoted_form(out, BYTES(""), radix);
	for (size_t i = 0; i < record->string_count; i++) {
		if (i > 0)
			text_char(out, ' ');
		quoted_form(out, record->strings[i], radix);
	}
}

/* "MNAME RNAME SERIAL ...", the names without their final dots. */
static void soa_form(struct text *out, struct bytes data, enum radix radix)
{
	struct bytes name, rest = data;

	for (int i = 0; i < 2; i++) {
		bytes_cut(rest, ' ', &name, &rest);
		name_form(
		    out, bytes_eq(name, BYTES(".")) ? BYTES("") : name, radix);
		text_char(out, ' ');
	}
	text_add(out, rest);
}

void record_form(struct text *out, enum dns_type type,
    const struct dns_record *record, enum radix radix)
{
	switch (type) {
	case DNS_TXT:
	case DNS_SPF:
		strings_form(out, record, radix);
		break;
	case DNS_MX:
		text_printf(out, "%u ", record->preference);
		name_form(out, record->data, radix);
		break;
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
		name_form(out, record->data, radix);
		break;
	case DNS_SOA:
		soa_form(out, record->data, radix);
		break;
	case DNS_A:
	case DNS_AAAA:
		text_add(out, record->data);
		break;
	}
}
