#include "inspect/fetch/imap/responses.h"

#include "common/base/scan.h"
#include <string.h>

/* A piece while it is read. */
struct reading {
	struct filter *filter;
	struct scan s;
	int64_t literal;
	bool literal_used; /* the grammar has a string where it stands */
};

/* ---- words and values --------------------------------------------------- */

static bool is_word(char c)
{
	return c > ' ' && c != '(' && c != ')' && c != '"' && c != '[' &&
	       c != ']' && c != '{' && c != 127;
}

static bool is_atom(char c) /* also 8-bit, as some servers name folders */
{
	return !is_control(c) && c != ' ' && c != '(' && c != ')' && c != '"';
}

static bool take_space(struct reading *r)
{
	return scan_take(&r->s, ' ');
}

static void expect(struct reading *r, char c)
{
	scan_char(&r->s, c, "sends a response that breaks IMAP's grammar");
}

static bool number_read(struct reading *r, uint64_t least, uint64_t *number)
{
	struct bytes digits = scan_while(&r->s, is_digit);

	if (bytes_number(digits, UINT32_MAX, number) && *number >= least)
		return true;
	scan_expected(&r->s, "sends a number that is none");
	return false;
}

/* Behind '"': what stands until the next one, escapes still in it. */
static struct bytes quoted_rest(struct reading *r)
{
	const char *start = r->s.at;

	while (!scan_end(&r->s) && *r->s.at != '"') {
		scan_take(&r->s, '\\');
		if (!scan_end(&r->s))
			r->s.at++;
	}
	struct bytes inside = bytes_between(start, r->s.at);
	expect(r, '"');
	return inside;
}

/* Any value, of no interest. */
static void value_skip(struct reading *r)
{
	unsigned depth = 0;

	do {
		if (scan_take(&r->s, '"'))
			quoted_rest(r);
		else if (scan_take(&r->s, '(')) {
			if (++depth > FILTER_DEPTH)
				scan_expected(
				    &r->s, "nests parentheses without end");
		} else if (depth > 0 && scan_take(&r->s, ')'))
			depth--;
		else if (depth == 0 || !take_space(r)) {
			if (scan_while(&r->s, is_atom).len == 0)
				break;
		}
	} while (depth > 0 && !scan_end(&r->s));
	/* A line end inside is in order only where a literal is. */
	if (depth > 0)
		scan_expected(&r->s, "breaks off inside parentheses");
}

/* A string is passed on as a literal, which can hold any octet. */
static void string_write(struct text *out, struct bytes escaped)
{
	size_t len = escaped.len;

	for (size_t i = 0; i < escaped.len; i++)
		if (escaped.ptr[i] == '\\') {
			len--;
			i++;
		}
	text_printf(out, "{%zu}\r\n", len);
	for (size_t i = 0; i < escaped.len; i++) {
		if (escaped.ptr[i] == '\\' && i + 1 < escaped.len)
			i++;
		text_char(out, escaped.ptr[i]);
	}
}

/* The piece ends here and its literal is the value. */
static bool literal_here(struct reading *r)
{
	if (r->literal < 0 || r->s.at != r->s.end || r->s.mistake != NULL)
		return false;
	r->literal_used = true;
	return true;
}

/* ---- texts for people --------------------------------------------------- */

static void said_keep(struct filter *filter, struct bytes text)
{
	text = bytes_first(bytes_trim(text), FILTER_SAID);
	if (text.len > 0)
		memcpy(filter->said, text.ptr, text.len);
	filter->said[text.len] = '\0';
}

static struct bytes rest(struct reading *r)
{
	struct bytes all = bytes_between(r->s.at, r->s.end);

	r->s.at = r->s.end;
	return all;
}

/* "[UIDNEXT 5] text": the number is all that can be of use. */
static void code_write(struct reading *r)
{
	static const char *const codes[] = { "UIDVALIDITY", "UIDNEXT" };
	uint64_t number;

	if (!take_space(r) || !scan_take(&r->s, '['))
		return;
	struct bytes word = scan_while(&r->s, is_word);
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (bytes_ieq(word, bytes_of(codes[i])) && take_space(r) &&
		    number_read(r, 1, &number))
			text_printf(&r->filter->out, "* OK [%s %u] x\r\n",
			    codes[i], (unsigned)number);
}

static void read_ok(struct reading *r)
{
	if (r->filter->limits.asked & ASKED_GREETING)
		text_printf(&r->filter->out, "* OK x\r\n");
	else if (r->filter->limits.asked & ASKED_NUMBERS)
		code_write(r);
	rest(r);
}

static void read_preauth(struct reading *r)
{
	if (r->filter->limits.asked & ASKED_GREETING) {
		r->filter->preauth = true;
		text_printf(&r->filter->out, "* PREAUTH x\r\n");
	}
	rest(r);
}

static void read_bye(struct reading *r)
{
	r->filter->bye = true;
	said_keep(r->filter, rest(r));
	text_printf(&r->filter->out, "* BYE x\r\n");
}

static void read_tagged(struct reading *r, struct bytes tag)
{
	static const char *const words[] = { "OK", "NO", "BAD" };
	struct bytes word;

	expect(r, ' ');
	word = scan_while(&r->s, is_alpha);
	if (!scan_end(&r->s) && *r->s.at != ' ')
		word = ABSENT;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (bytes_ieq(word, bytes_of(words[i]))) {
			said_keep(r->filter, rest(r));
			r->filter->answered = true;
			text_printf(&r->filter->out, "%.*s %s x\r\n", FMT(tag),
			    words[i]);
			return;
		}
	scan_expected(&r->s, "sends what is no IMAP response");
}

/* ---- CAPABILITY --------------------------------------------------------- */

static void read_capability(struct reading *r)
{
	static const char *const known[] = { "IMAP4rev1", "STARTTLS",
		"LOGINDISABLED", "AUTH=PLAIN", "SASL-IR", "IDLE", "UIDPLUS",
		"ID", "SPECIAL-USE", "LIST-EXTENDED" };

	text_printf(&r->filter->out, "* CAPABILITY IMAP4rev1");
	while (take_space(r)) {
		struct bytes word = scan_while(&r->s, is_atom);
		for (size_t i = 1; i < sizeof(known) / sizeof(*known); i++)
			if (bytes_ieq(word, bytes_of(known[i])))
				text_printf(&r->filter->out, " %s", known[i]);
	}
	text_printf(&r->filter->out, "\r\n");
}

/* ---- LIST --------------------------------------------------------------- */

static const char *list_flags(struct reading *r)
{
	bool junk = false, unusable = false;

	expect(r, '(');
	do {
		struct bytes flag = scan_while(&r->s, is_atom);
		if (bytes_ieq(flag, BYTES("\\Junk")))
			junk = true;
		if (bytes_ieq(flag, BYTES("\\Noselect")) ||
		    bytes_ieq(flag, BYTES("\\NonExistent")))
			unusable = true;
	} while (take_space(r));
	expect(r, ')');
	return unusable ? "\\Noselect" : junk ? "\\Junk" : "";
}

/* Extended data behind a name: of no interest. */
static void list_end(struct reading *r)
{
	while (take_space(r))
		value_skip(r);
	if (r->literal < 0)
		text_printf(&r->filter->out, "\r\n");
}

static void read_list(struct reading *r)
{
	struct text *out = &r->filter->out;

	expect(r, ' ');
	text_printf(out, "* LIST (%s) NIL ", list_flags(r));
	expect(r, ' ');
	value_skip(r); /* the delimiter */
	expect(r, ' ');
	if (literal_here(r)) {
		text_printf(out, "{%lld}\r\n", (long long)r->literal);
		r->filter->literal_passes = true;
		r->filter->state = FILTER_AT_END;
		return;
	}
	if (scan_take(&r->s, '"'))
		string_write(out, quoted_rest(r));
	else
		string_write(out, scan_while(&r->s, is_atom));
	list_end(r);
}

/* ---- STATUS ------------------------------------------------------------- */

static void status_items(struct reading *r)
{
	static const char *const known[] = { "UIDVALIDITY", "UIDNEXT" };
	const char *before = "";
	uint64_t number;

	expect(r, ' ');
	expect(r, '(');
	text_printf(&r->filter->out, "* STATUS x (");
	do {
		struct bytes word = scan_while(&r->s, is_word);
		if (word.len > 0)
			expect(r, ' ');
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (bytes_ieq(word, bytes_of(known[i])) &&
			    number_read(r, 1, &number)) {
				text_printf(&r->filter->out, "%s%s %u", before,
				    known[i], (unsigned)number);
				before = " ";
				word = ABSENT;
			}
		if (word.len > 0)
			value_skip(r);
	} while (take_space(r));
	expect(r, ')');
	take_space(r); /* Exchange writes one */
	text_printf(&r->filter->out, ")\r\n");
}

static void read_status(struct reading *r)
{
	expect(r, ' ');
	if (literal_here(r)) {
		r->filter->literal_passes = false;
		r->filter->state = FILTER_AFTER_NAME;
		return;
	}
	value_skip(r);
	status_items(r);
}

/* ---- EXISTS, FETCH ------------------------------------------------------ */

static void read_exists(struct reading *r, unsigned number)
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

/* The section as it is written for the library, or NULL: not asked for. */
static const char *section_read(struct reading *r)
{
	struct bytes section = scan_until(&r->s, ']');
	unsigned asked = r->filter->limits.asked;

	expect(r, ']');
	if (!scan_end(&r->s) && *r->s.at == '<')
		return NULL;
	if (section.len == 0)
		return asked & ASKED_MESSAGE ? "BODY[] " : NULL;
	if (asked & ASKED_TOKEN &&
	    (bytes_ieq(
		 section, BYTES("HEADER.FIELDS (" FILTER_TOKEN_FIELD ")")) ||
		bytes_ieq(section,
		    BYTES("HEADER.FIELDS (\"" FILTER_TOKEN_FIELD "\")"))))
		return "BODY[HEADER.FIELDS (" FILTER_TOKEN_FIELD ")] ";
	return NULL;
}

static void body_item(struct reading *r, unsigned number)
{
	const char *section = section_read(r);
	struct text *out = &r->filter->out;

	if (section == NULL) {
		scan_while(&r->s, is_atom); /* <0> */
		expect(r, ' ');
		value_skip(r);
		return;
	}
	expect(r, ' ');
	item_begin(r, number);
	text_add(out, bytes_of(section));
	if (literal_here(r)) {
		text_printf(out, "{%lld}\r\n", (long long)r->literal);
		r->filter->literal_passes = true;
		r->filter->state = FILTER_AFTER_BODY;
	} else if (scan_take(&r->s, '"'))
		string_write(out, quoted_rest(r));
	else if (bytes_ieq(scan_while(&r->s, is_alpha), BYTES("NIL")))
		text_add(out, BYTES("NIL"));
	else
		scan_expected(&r->s, "sends a body that is no string");
}

static void date_item(struct reading *r, unsigned number)
{
	expect(r, '"');
	struct bytes date = quoted_rest(r);
	if (!(r->filter->limits.asked & ASKED_MESSAGE) || !date_time_is(date))
		return;
	item_begin(r, number);
	text_printf(&r->filter->out, "INTERNALDATE \"%.*s\"", FMT(date));
}

static void uid_item(struct reading *r, unsigned number)
{
	uint64_t uid;

	if (!number_read(r, 1, &uid))
		return;
	item_begin(r, number);
	text_printf(&r->filter->out, "UID %u", (unsigned)uid);
}

static void fetch_item(struct reading *r, unsigned number)
{
	struct bytes name = scan_while(&r->s, is_word);

	if (bytes_ieq(name, BYTES("BODY")) && scan_take(&r->s, '[')) {
		body_item(r, number);
		return;
	}
	expect(r, ' ');
	if (bytes_ieq(name, BYTES("UID")))
		uid_item(r, number);
	else if (bytes_ieq(name, BYTES("INTERNALDATE")))
		date_item(r, number);
	else
		value_skip(r);
}

/* Up to the closing parenthesis, or a literal. */
static void fetch_items(struct reading *r, unsigned number)
{
	for (;;) {
		fetch_item(r, number);
		if (r->literal_used || r->s.mistake != NULL)
			return;
		if (!take_space(r))
			break;
	}
	expect(r, ')');
	if (r->filter->begun)
		text_printf(&r->filter->out, ")\r\n");
}

static void fetch_go_on(struct reading *r)
{
	if (take_space(r)) {
		fetch_items(r, 0);
		return;
	}
	expect(r, ')');
	text_printf(&r->filter->out, ")\r\n");
}

static void read_fetch(struct reading *r, unsigned number)
{
	expect(r, ' ');
	expect(r, '(');
	fetch_items(r, number);
}

/* ---- which response it is ----------------------------------------------- */

static const struct {
	const char *word;
	unsigned asked; /* 0: always read */
	void (*read)(struct reading *);
} untagged[] = {
	{ "OK", 0, read_ok },
	{ "BYE", 0, read_bye },
	{ "PREAUTH", 0, read_preauth },
	{ "CAPABILITY", ASKED_CAPABILITY, read_capability },
	{ "LIST", ASKED_LIST, read_list },
	{ "STATUS", ASKED_STATUS, read_status },
	{ NULL, 0, NULL },
};

static const struct {
	const char *word;
	unsigned asked;
	void (*read)(struct reading *, unsigned number);
} numbered[] = {
	{ "EXISTS", ASKED_NEWS | ASKED_NUMBERS, read_exists },
	{ "FETCH", ASKED_TOKEN | ASKED_MESSAGE | ASKED_UID, read_fetch },
	{ NULL, 0, NULL },
};

static void drop(struct reading *r)
{
	rest(r);
}

static void read_untagged(struct reading *r)
{
	unsigned asked = r->filter->limits.asked;
	struct bytes word = scan_while(&r->s, is_word);

	for (size_t i = 0; untagged[i].word != NULL; i++)
		if (bytes_ieq(word, bytes_of(untagged[i].word)) &&
		    (untagged[i].asked == 0 || untagged[i].asked & asked)) {
			untagged[i].read(r);
			return;
		}
	drop(r);
}

static void read_numbered(struct reading *r)
{
	unsigned asked = r->filter->limits.asked;
	uint64_t number;

	if (!number_read(r, 0, &number))
		return;
	expect(r, ' ');
	struct bytes word = scan_while(&r->s, is_word);
	for (size_t i = 0; numbered[i].word != NULL; i++)
		if (bytes_ieq(word, bytes_of(numbered[i].word)) &&
		    numbered[i].asked & asked) {
			numbered[i].read(r, (unsigned)number);
			return;
		}
	drop(r);
}

static void read_go_on(struct reading *r)
{
	if (!(r->filter->limits.asked & ASKED_GO_ON)) {
		scan_expected(&r->s, "asks for more when nothing was begun");
		return;
	}
	rest(r);
	text_printf(&r->filter->out, "+ x\r\n");
}

static bool is_tag(char c)
{
	return is_alpha(c) || is_digit(c);
}

static const char no_greeting[] = "does not greet like an IMAP server";

static void read_response(struct reading *r)
{
	bool greeting = (r->filter->limits.asked & ASKED_GREETING) != 0;

	if (scan_take(&r->s, '*')) {
		expect(r, ' ');
		if (!scan_end(&r->s) && is_digit(*r->s.at))
			read_numbered(r);
		else
			read_untagged(r);
		if (greeting && r->filter->out.len == 0)
			scan_expected(&r->s, no_greeting);
	} else if (greeting)
		scan_expected(&r->s, no_greeting);
	else if (scan_take(&r->s, '+'))
		read_go_on(r);
	else {
		struct bytes tag = scan_while(&r->s, is_tag);
		if (tag.len == 0 || tag.len > 14)
			scan_expected(&r->s, "sends what is no IMAP response");
		read_tagged(r, tag);
	}
}

bool response_is_text(struct bytes line)
{
	static const char *const words[] = { "OK", "NO", "BAD", "BYE",
		"PREAUTH" };
	struct bytes first, word, after;

	if (line.len > 0 && line.ptr[0] == '+')
		return true;
	bytes_cut(line, ' ', &first, &after);
	bytes_cut(after, ' ', &word, &after);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (bytes_ieq(word, bytes_of(words[i])))
			return true;
	return false;
}

const char *response_read(
    struct filter *filter, const struct response_piece *piece)
{
	struct reading r = { .filter = filter,
		.s = scan_of(piece->line),
		.literal = piece->literal };

	switch (filter->state) {
	case FILTER_START:
		read_response(&r);
		break;
	case FILTER_AFTER_BODY:
		fetch_go_on(&r);
		break;
	case FILTER_AFTER_NAME:
		status_items(&r);
		break;
	case FILTER_AT_END:
		list_end(&r);
		break;
	}
	if (r.literal >= 0 && !r.literal_used && r.s.at == r.s.end)
		r.s.mistake = "sends a literal that nobody asked for";
	if (r.s.at != r.s.end)
		scan_expected(
		    &r.s, "sends a response that breaks IMAP's grammar");
	if (filter->out.full)
		scan_expected(&r.s, "sends a response that is too long");
	if (r.s.mistake != NULL)
		text_clear(&filter->out);
	return r.s.mistake;
}
