#include "inspect/fetch/imap/responses.h"

#include "inspect/fetch/imap/reading.h"
#include <string.h>

/* ---- texts for people --------------------------------------------------- */

static void said_keep(struct filter *filter, struct bytes text)
{
	text = bytes_first(bytes_trim(text), FILTER_SAID);
	if (text.len > 0)
		memcpy(filter->said, text.ptr, text.len);
	filter->said[text.len] = '\0';
}

/* Behind "+"; one that is too long says nothing that could be read. */
static void challenge_keep(struct filter *filter, struct bytes text)
{
	text = bytes_trim(text);
	if (text.len > FILTER_CHALLENGE)
		text = BYTES("");
	memcpy(filter->challenge, text.ptr, text.len);
	filter->challenge[text.len] = '\0';
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

	if (!reading_space(r) || !scan_take(&r->s, '['))
		return;
	struct bytes word = scan_while(&r->s, reading_is_word);
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (bytes_ieq(word, bytes_of(codes[i])) && reading_space(r) &&
		    reading_number(r, 1, &number))
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

	reading_expect(r, ' ');
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
		"LOGINDISABLED", "AUTH=PLAIN", "AUTH=OAUTHBEARER",
		"AUTH=XOAUTH2", "SASL-IR", "IDLE", "UIDPLUS", "ID",
		"SPECIAL-USE", "LIST-EXTENDED", "XLIST", "MOVE", "X-GM-EXT-1" };

	text_printf(&r->filter->out, "* CAPABILITY IMAP4rev1");
	while (reading_space(r)) {
		struct bytes word = scan_while(&r->s, reading_is_atom);
		for (size_t i = 1; i < sizeof(known) / sizeof(*known); i++)
			if (bytes_ieq(word, bytes_of(known[i])))
				text_printf(&r->filter->out, " %s", known[i]);
	}
	text_printf(&r->filter->out, "\r\n");
}

/* ---- LIST --------------------------------------------------------------- */

/* RFC 6154; Gmail's XLIST has words of its own. */
static const struct {
	const char *flag, *written;
} list_words[] = {
	{ "\\Junk", "\\Junk" },
	{ "\\Spam", "\\Junk" },
	{ "\\All", "\\All" },
	{ "\\AllMail", "\\All" },
	{ "\\Trash", "\\Trash" },
};

static void list_flags(struct reading *r, struct text *out)
{
	char memory[64];
	struct text uses = text_within(memory, sizeof(memory));
	bool unusable = false;

	reading_expect(r, '(');
	do {
		struct bytes flag = scan_while(&r->s, reading_is_atom);
		for (size_t i = 0; i < sizeof(list_words) / sizeof(*list_words);
		     i++)
			if (bytes_iis(flag, list_words[i].flag) &&
			    bytes_find(text_bytes(&uses),
				bytes_of(list_words[i].written)) == NULL)
				text_printf(&uses, "%s%s",
				    uses.len > 0 ? " " : "",
				    list_words[i].written);
		if (bytes_iis(flag, "\\Noselect") ||
		    bytes_iis(flag, "\\NonExistent"))
			unusable = true;
	} while (reading_space(r));
	reading_expect(r, ')');
	text_add(out, unusable ? BYTES("\\Noselect") : text_bytes(&uses));
}

/* Extended data behind a name: of no interest. */
static void list_end(struct reading *r)
{
	while (reading_space(r))
		reading_skip(r);
	if (r->literal < 0)
		text_printf(&r->filter->out, "\r\n");
}

static void read_list(struct reading *r)
{
	struct text *out = &r->filter->out;

	reading_expect(r, ' ');
	text_add(out, BYTES("* LIST ("));
	list_flags(r, out);
	text_add(out, BYTES(") NIL "));
	reading_expect(r, ' ');
	reading_skip(r); /* the delimiter */
	reading_expect(r, ' ');
	if (reading_literal(r)) {
		text_printf(out, "{%lld}\r\n", (long long)r->literal);
		r->filter->literal_passes = true;
		r->filter->state = FILTER_AT_END;
		return;
	}
	if (scan_take(&r->s, '"'))
		reading_write(out, reading_quoted(r));
	else
		reading_write(out, scan_while(&r->s, reading_is_atom));
	list_end(r);
}

/* ---- STATUS ------------------------------------------------------------- */

static void status_items(struct reading *r)
{
	static const char *const known[] = { "UIDVALIDITY", "UIDNEXT" };
	const char *before = "";
	uint64_t number;

	reading_expect(r, ' ');
	reading_expect(r, '(');
	text_printf(&r->filter->out, "* STATUS x (");
	do {
		struct bytes word = scan_while(&r->s, reading_is_word);
		if (word.len > 0)
			reading_expect(r, ' ');
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (bytes_ieq(word, bytes_of(known[i])) &&
			    reading_number(r, 1, &number)) {
				text_printf(&r->filter->out, "%s%s %u", before,
				    known[i], (unsigned)number);
				before = " ";
				word = ABSENT;
			}
		if (word.len > 0)
			reading_skip(r);
	} while (reading_space(r));
	reading_expect(r, ')');
	reading_space(r); /* Exchange writes one */
	text_printf(&r->filter->out, ")\r\n");
}

static void read_status(struct reading *r)
{
	reading_expect(r, ' ');
	if (reading_literal(r)) {
		r->filter->literal_passes = false;
		r->filter->state = FILTER_AFTER_NAME;
		return;
	}
	reading_skip(r);
	status_items(r);
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
	{ "XLIST", ASKED_LIST, read_list },
	{ "STATUS", ASKED_STATUS, read_status },
	{ "SEARCH", ASKED_SEARCH, reading_search },
	{ NULL, 0, NULL },
};

static const struct {
	const char *word;
	unsigned asked;
	void (*read)(struct reading *, unsigned number);
} numbered[] = {
	{ "EXISTS", ASKED_NEWS | ASKED_NUMBERS, reading_exists },
	{ "FETCH",
	    ASKED_TOKEN | ASKED_MESSAGE | ASKED_REPORT | ASKED_UID |
		ASKED_LABELS,
	    reading_fetch },
	{ NULL, 0, NULL },
};

static void drop(struct reading *r)
{
	rest(r);
}

static void read_untagged(struct reading *r)
{
	unsigned asked = r->filter->limits.asked;
	struct bytes word = scan_while(&r->s, reading_is_word);

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

	if (!reading_number(r, 0, &number))
		return;
	reading_expect(r, ' ');
	struct bytes word = scan_while(&r->s, reading_is_word);
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
	challenge_keep(r->filter, rest(r));
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
		reading_expect(r, ' ');
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
		reading_fetch_rest(&r);
		break;
	case FILTER_IN_LABELS:
		reading_fetch_labels(&r);
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
