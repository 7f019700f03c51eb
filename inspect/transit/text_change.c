#include "inspect/transit/text_change.h"

struct cursor {
	const char *start, *at, *end;
};

static struct cursor cursor_of(struct bytes b)
{
	const char *start = bytes_present(b) ? b.ptr : "";

	return (struct cursor){ start, start, start + b.len };
}

static bool crlf_at(const struct cursor *c, const char *at)
{
	return *at == '\r' && at + 1 < c->end && at[1] == '\n';
}

/* How many octets the next character takes, CRLF being one; 0 at the end. */
static size_t width(const struct cursor *c)
{
	return c->at == c->end ? 0 : crlf_at(c, c->at) ? 2 : 1;
}

/* The same before the cursor. */
static size_t width_before(const struct cursor *c)
{
	if (c->at == c->start)
		return 0;
	return c->at[-1] == '\n' && c->at - c->start >= 2 && c->at[-2] == '\r'
		   ? 2
		   : 1;
}

/* Both stand before the same character; step over it. */
static bool step(struct cursor *a, struct cursor *b)
{
	size_t wa = width(a), wb = width(b);

	if (wa == 0 || wb == 0 || a->at[wa - 1] != b->at[wb - 1])
		return false;
	a->at += wa;
	b->at += wb;
	return true;
}

static bool step_back(struct cursor *a, struct cursor *b)
{
	size_t wa = width_before(a), wb = width_before(b);

	if (wa == 0 || wb == 0 || a->at[-1] != b->at[-1])
		return false;
	a->at -= wa;
	b->at -= wb;
	return true;
}

void text_differs_at(struct bytes sent, struct bytes received, bool exact,
    size_t *sent_at, size_t *received_at)
{
	struct cursor a = cursor_of(sent), b = cursor_of(received);

	if (exact)
		while (a.at < a.end && b.at < b.end && *a.at == *b.at)
			a.at++, b.at++;
	else
		while (step(&a, &b))
			;
	*sent_at = (size_t)(a.at - a.start);
	*received_at = (size_t)(b.at - b.start);
}

/* ---- white space --------------------------------------------------------- */

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && is_blank(*c->at))
		c->at++;
}

/* As far as both are the same but for white space. */
static void step_unspaced(struct cursor *a, struct cursor *b)
{
	skip_blanks(a);
	skip_blanks(b);
	while (a->at < a->end && b->at < b->end && *a->at == *b->at) {
		a->at++;
		b->at++;
		skip_blanks(a);
		skip_blanks(b);
	}
}

static struct bytes without_end_blanks(struct bytes line)
{
	while (line.len > 0 && is_blank(line.ptr[line.len - 1]))
		line.len--;
	return line;
}

/* A run of blanks is as good as any other. */
static bool same_words(struct bytes a, struct bytes b)
{
	size_t i = 0, k = 0;

	while (i < a.len && k < b.len) {
		bool blank = is_blank(a.ptr[i]);
		if (blank != is_blank(b.ptr[k]) ||
		    (!blank && a.ptr[i] != b.ptr[k]))
			return false;
		i++, k++;
		while (blank && i < a.len && is_blank(a.ptr[i]))
			i++;
		while (blank && k < b.len && is_blank(b.ptr[k]))
			k++;
	}
	return i == a.len && k == b.len;
}

static bool same_line(
    struct bytes a, struct bytes b, enum blanks_changed tolerated)
{
	if (tolerated < BLANKS_LINE_ENDS)
		return bytes_eq(a, b);
	a = without_end_blanks(a);
	b = without_end_blanks(b);
	return tolerated < BLANKS_RUNS ? bytes_eq(a, b) : same_words(a, b);
}

static bool line_next(
    struct bytes *rest, struct bytes *line, enum blanks_changed tolerated)
{
	while (bytes_line(rest, line))
		if (tolerated < BLANKS_EMPTY_LINES || bytes_trim(*line).len > 0)
			return true;
	return false;
}

static bool only_empty_lines(struct bytes rest, enum blanks_changed tolerated)
{
	struct bytes line;

	while (bytes_line(&rest, &line))
		if (line.len > 0 &&
		    (tolerated < BLANKS_LINE_ENDS || bytes_trim(line).len > 0))
			return false;
	return true;
}

static bool same_lines(
    struct bytes a, struct bytes b, enum blanks_changed tolerated)
{
	struct bytes one, other, a_rest = a, b_rest = b;

	for (;;) {
		bool more_a = line_next(&a_rest, &one, tolerated);
		bool more_b = line_next(&b_rest, &other, tolerated);
		if (!more_a || !more_b)
			return tolerated >= BLANKS_LAST_LINES &&
			       only_empty_lines(more_a ? a : b, tolerated);
		if (!same_line(one, other, tolerated))
			return false;
		a = a_rest;
		b = b_rest;
	}
}

/* The least that explains the difference of two texts that are the same but
 * for white space. */
static enum blanks_changed blanks_between(struct bytes a, struct bytes b)
{
	for (int t = BLANKS_LAST_LINES; t < BLANKS_LINES; t++)
		if (same_lines(a, b, (enum blanks_changed)t))
			return (enum blanks_changed)t;
	return BLANKS_LINES;
}

/* Most lines of one end in CRLF, the other's in LF. */
static bool ends_in_crlf(struct bytes text)
{
	const char *lf = text.len > 0 ? memchr(text.ptr, '\n', text.len) : NULL;

	return lf != NULL && lf > text.ptr && lf[-1] == '\r';
}

static bool has_lines(struct bytes text)
{
	return text.len > 0 && memchr(text.ptr, '\n', text.len) != NULL;
}

static bool unlike_line_ends(struct bytes a, struct bytes b)
{
	return has_lines(a) && has_lines(b) &&
	       ends_in_crlf(a) != ends_in_crlf(b);
}

static bool white_space_alone(
    struct body_change *change, struct bytes sent, struct bytes received)
{
	struct cursor a = cursor_of(sent), b = cursor_of(received);

	while (step(&a, &b))
		;
	if (a.at == a.end && b.at == b.end) {
		change->kind = BODY_LINE_ENDS;
		return true;
	}
	a = cursor_of(sent);
	b = cursor_of(received);
	step_unspaced(&a, &b);
	if (a.at < a.end || b.at < b.end)
		return false;
	change->kind = BODY_WHITE_SPACE;
	change->blanks = blanks_between(sent, received);
	change->line_ends = unlike_line_ends(sent, received);
	return true;
}

/* ---- the rest ------------------------------------------------------------ */

static struct bytes left(const struct cursor *c)
{
	return bytes_between(c->at, c->end);
}

/* All that was sent is here, but for white space, and something behind it. */
static bool appended_with_blanks(
    struct body_change *change, struct bytes sent, struct bytes received)
{
	struct cursor a = cursor_of(sent), b = cursor_of(received);

	step_unspaced(&a, &b);
	if (a.at < a.end || a.end == a.start)
		return false;
	change->kind = BODY_APPENDED;
	change->text = left(&b);
	change->blanks = blanks_between(sent, bytes_between(b.start, b.at));
	return true;
}

static struct bytes without_last_lines(struct bytes text)
{
	while (text.len > 0 && (text.ptr[text.len - 1] == '\n' ||
				   text.ptr[text.len - 1] == '\r'))
		text.len--;
	return text;
}

static bool only_line_ends(struct bytes text)
{
	return without_last_lines(text).len == 0;
}

/* What lies between what both begin with and what both end with. */
static void middle(
    struct body_change *change, struct bytes sent, struct bytes received)
{
	struct cursor a = cursor_of(sent), b = cursor_of(received);

	while (step(&a, &b))
		;
	struct cursor a_end = { a.at, a.end, a.end };
	struct cursor b_end = { b.at, b.end, b.end };
	bool begins = a.at > a.start;
	while (step_back(&a_end, &b_end))
		;
	struct bytes gone = bytes_between(a.at, a_end.at);
	struct bytes come = bytes_between(b.at, b_end.at);
	bool ends = !only_line_ends(left(&a_end));
	if (gone.len == 0) {
		change->kind = !ends	 ? BODY_APPENDED
			       : !begins ? BODY_PREPENDED
					 : BODY_INSERTED;
		change->text = ends ? come : left(&b);
	} else if (come.len == 0) {
		change->kind = ends ? BODY_REMOVED : BODY_CUT;
		change->text = gone;
	} else
		change->kind = BODY_ALTERED;
}

void text_compare(
    struct body_change *change, struct bytes sent, struct bytes received)
{
	struct bytes trimmed = without_last_lines(sent);

	change->kind = BODY_NONE;
	change->text = ABSENT;
	if (bytes_eq(sent, received) ||
	    white_space_alone(change, sent, received))
		return;
	change->line_ends = unlike_line_ends(sent, received);
	middle(change, sent, received);
	if (change->kind == BODY_ALTERED)
		middle(change, trimmed, received);
	if (change->kind == BODY_ALTERED)
		middle(change, sent, without_last_lines(received));
	if (change->kind == BODY_ALTERED)
		appended_with_blanks(change, sent, received);
}
