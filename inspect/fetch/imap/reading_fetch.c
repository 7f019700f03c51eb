#include "inspect/fetch/imap/reading.h"

void reading_exists(struct reading *r, unsigned number)
{
	text_printf(&r->filter->out, "* %u EXISTS\r\n", number);
}

/* "17-Jul-1996 02:44:25 -0700": RFC 9051 9, date-time. */
static bool date_time_is(struct bytes date)
{
	static const char form[] = "?9-Aaa-9999 99:99:99 +9999";
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	if (date.len != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < date.len; i++) {
		char c = date.ptr[i], want = form[i];
		if (want == '9' || (want == '?' && c != ' ')) {
			if (!is_digit(c))
				return false;
		} else if (want == '+') {
			if (c != '+' && c != '-')
				return false;
		} else if (want == 'A' || want == 'a') {
			if (!is_alpha(c))
				return false;
		} else if (want != '?' && c != want)
			return false;
	}
	const char *at =
	    bytes_ifind(bytes_of(months), bytes_first(bytes_skip(date, 3), 3));
	return at != NULL && (at - months) % 3 == 0;
}

/* Something of the response is of use: write what stands before it. */
static void item_begin(struct reading *r, unsigned number)
{
	if (!r->filter->begun)
		text_printf(&r->filter->out, "* %u FETCH (", number);
	else if (r->filter->items > 0)
		text_char(&r->filter->out, ' ');
	r->filter->begun = true;
	r->filter->items++;
}

/* A field's name, which may be quoted. */
static bool name_is(struct bytes name, struct bytes wanted)
{
	if (name.len == wanted.len + 2 && name.ptr[0] == '"' &&
	    name.ptr[name.len - 1] == '"')
		name = bytes_first(bytes_skip(name, 1), wanted.len);
	return bytes_ieq(name, wanted);
}

/* Which of whose_fields it is; their number: none. */
static unsigned field_named(struct bytes name)
{
	unsigned i = 0;

	while (
	    i < WHOSE_FIELD_COUNT && !name_is(name, bytes_of(whose_fields[i])))
		i++;
	return i;
}

/* FILTER_SECTION, as servers give it back: the same fields in any order. */
static bool is_our_fields(struct bytes section)
{
	struct bytes begin = BYTES("HEADER.FIELDS ("), name;
	unsigned seen = 0;

	if (!bytes_istarts(section, begin) ||
	    section.ptr[section.len - 1] != ')')
		return false;
	section = bytes_skip(section, begin.len);
	section = bytes_first(section, section.len - 1);
	while (bytes_present(section)) {
		bytes_cut(section, ' ', &name, &section);
		unsigned bit = 1U << field_named(name);
		if (bit >> WHOSE_FIELD_COUNT != 0 || (seen & bit) != 0)
			return false;
		seen |= bit;
	}
	return seen == (1U << WHOSE_FIELD_COUNT) - 1;
}

/* The section as it is written for the library, or NULL: not asked for. */
static const char *section_read(struct reading *r)
{
	struct bytes section = scan_until(&r->s, ']');
	unsigned asked = r->filter->limits.asked;

	reading_expect(r, ']');
	struct bytes origin = scan_while(&r->s, reading_is_atom);
	if (section.len == 0 && asked & ASKED_REPORT)
		return origin.len == 0 || bytes_eq(origin, BYTES("<0>"))
			   ? "BODY[] "
			   : NULL;
	if (origin.len > 0)
		return NULL;
	if (section.len == 0)
		return asked & ASKED_MESSAGE ? "BODY[] " : NULL;
	if (asked & ASKED_TOKEN && is_our_fields(section))
		return "BODY[" FILTER_SECTION "] ";
	return NULL;
}

static void body_item(struct reading *r, unsigned number)
{
	const char *section = section_read(r);
	struct text *out = &r->filter->out;

	if (section == NULL) {
		reading_expect(r, ' ');
		reading_skip(r);
		return;
	}
	reading_expect(r, ' ');
	item_begin(r, number);
	text_add(out, bytes_of(section));
	if (reading_literal(r)) {
		text_printf(out, "{%lld}\r\n", (long long)r->literal);
		r->filter->literal_passes = true;
		r->filter->state = FILTER_AFTER_BODY;
	} else if (scan_take(&r->s, '"'))
		reading_write(out, reading_quoted(r));
	else if (bytes_ieq(scan_while(&r->s, is_alpha), BYTES("NIL")))
		text_add(out, BYTES("NIL"));
	else
		scan_expected(&r->s, "sends a body that is no string");
}

static void date_item(struct reading *r, unsigned number)
{
	reading_expect(r, '"');
	struct bytes date = reading_quoted(r);
	if (!(r->filter->limits.asked & ASKED_MESSAGE) || !date_time_is(date))
		return;
	item_begin(r, number);
	text_printf(&r->filter->out, "INTERNALDATE \"%.*s\"", FMT(date));
}

static void uid_item(struct reading *r, unsigned number)
{
	uint64_t uid;

	if (!reading_number(r, 1, &uid))
		return;
	r->filter->gmail.its_uid = (uint32_t)uid;
	item_begin(r, number);
	text_printf(&r->filter->out, "UID %u", (unsigned)uid);
}

static void fetch_item(struct reading *r, unsigned number)
{
	struct bytes name = scan_while(&r->s, reading_is_word);

	if (bytes_ieq(name, BYTES("BODY")) && scan_take(&r->s, '[')) {
		body_item(r, number);
		return;
	}
	reading_expect(r, ' ');
	if (bytes_ieq(name, BYTES("UID")))
		uid_item(r, number);
	else if (bytes_ieq(name, BYTES("INTERNALDATE")))
		date_item(r, number);
	else if (bytes_ieq(name, BYTES("X-GM-LABELS")) &&
		 r->filter->limits.asked & ASKED_LABELS) {
		reading_expect(r, '(');
		reading_labels(r);
	} else
		reading_skip(r);
}

/* All of it was read. */
static void fetch_end(struct reading *r)
{
	if (r->filter->begun)
		text_printf(&r->filter->out, ")\r\n");
	if (r->s.mistake == NULL)
		reading_labels_end(r);
}

/* Up to the closing parenthesis, or a literal. */
static void fetch_items(struct reading *r, unsigned number)
{
	for (;;) {
		fetch_item(r, number);
		if (r->literal_used || r->s.mistake != NULL)
			return;
		if (!reading_space(r))
			break;
	}
	reading_expect(r, ')');
	fetch_end(r);
}

void reading_fetch_rest(struct reading *r)
{
	if (reading_space(r)) {
		fetch_items(r, r->filter->gmail.number);
		return;
	}
	reading_expect(r, ')');
	fetch_end(r);
}

void reading_fetch_labels(struct reading *r)
{
	if (reading_space(r))
		reading_labels(r);
	else
		reading_expect(r, ')');
	if (!r->literal_used && r->s.mistake == NULL)
		reading_fetch_rest(r);
}

void reading_fetch(struct reading *r, unsigned number)
{
	struct filter_gmail *gmail = &r->filter->gmail;

	gmail->number = number;
	gmail->its_uid = 0;
	gmail->its_labelled = false;
	gmail->its_len = 0;
	reading_expect(r, ' ');
	reading_expect(r, '(');
	fetch_items(r, number);
}
