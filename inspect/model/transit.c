#include "inspect/model/transit.h"

#include "common/base/text.h"

const char *field_change_word(enum field_change_kind kind)
{
	static const char *const words[] = {
#define X(id, word) [CHANGE_##id] = word,
		FIELD_CHANGES(X)
#undef X
	};

	return words[kind];
}

const char *changed_by_word(enum changed_by by)
{
	static const char *const words[] = {
		[BY_NOBODY] = NULL,
		[BY_SES] = "ses",
		[BY_SERVER] = "server",
		[BY_LIST] = "list",
	};

	return words[by];
}

const char *body_change_word(enum body_change_kind kind)
{
	static const char *const words[] = {
#define X(id, word, text) [BODY_##id] = word,
		BODY_CHANGES(X)
#undef X
	};

	return words[kind];
}

static const char *body_change_text(enum body_change_kind kind)
{
	static const char *const texts[] = {
#define X(id, word, text) [BODY_##id] = text,
		BODY_CHANGES(X)
#undef X
	};

	return texts[kind];
}

const char *blanks_changed_text(enum blanks_changed blanks)
{
	static const char *const texts[] = {
		[BLANKS_NONE] = NULL,
		[BLANKS_LAST_LINES] = "empty lines at the end",
		[BLANKS_LINE_ENDS] = "blanks at the ends of lines",
		[BLANKS_RUNS] = "blanks inside lines",
		[BLANKS_EMPTY_LINES] = "empty lines",
		[BLANKS_LINES] = "lines are broken elsewhere",
	};

	return texts[blanks];
}

bool signature_names(const struct dkim_signature *signature, struct bytes name)
{
	struct bytes names = signature->names, one;

	while (bytes_present(names)) {
		bytes_cut(names, ':', &one, &names);
		if (bytes_ieq(bytes_trim(one), name))
			return true;
	}
	return false;
}

bool signatures_name(const struct dkim_signature *signatures, struct bytes name)
{
	for (const struct dkim_signature *s = signatures; s; s = s->next)
		if (signature_names(s, name))
			return true;
	return false;
}

/* ---- for people ---------------------------------------------------------- */

static bool ends_line(struct bytes octets, size_t i)
{
	while (
	    i < octets.len && (octets.ptr[i] == ' ' || octets.ptr[i] == '\t'))
		i++;
	return i == octets.len || octets.ptr[i] == '\r' ||
	       octets.ptr[i] == '\n';
}

struct bytes octets_visible(struct arena *arena, struct bytes octets)
{
	struct text text = text_new(4 * octets.len + 1);

	for (size_t i = 0; i < octets.len; i++) {
		char c = octets.ptr[i];
		if (c == '\r' || c == '\n' || c == '\t')
			text_printf(&text, "\\%c",
			    c == '\r'	? 'r'
			    : c == '\n' ? 'n'
					: 't');
		else if (c == ' ' && ends_line(octets, i))
			text_add(&text, BYTES("\\x20"));
		else
			text_char(&text, c);
	}
	struct bytes visible = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return visible;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "a text of 142 octets was appended" */
static void say_kind(struct text *out, const struct body_change *change)
{
	size_t n = change->text.len;

	switch (change->kind) {
	case BODY_APPENDED:
		text_printf(
		    out, "a footer of %zu octet%s was appended", n, plural(n));
		break;
	case BODY_PREPENDED:
	case BODY_INSERTED:
		text_printf(out, "%zu octet%s of text %s %s", n, plural(n),
		    n == 1 ? "was" : "were",
		    change->kind == BODY_INSERTED ? "inserted"
						  : "put before the body");
		break;
	case BODY_REMOVED:
	case BODY_CUT:
		text_printf(out, "%zu octet%s %s %s", n, plural(n),
		    n == 1 ? "was" : "were",
		    change->kind == BODY_CUT ? "cut off at the end"
					     : "taken out");
		break;
	default:
		text_printf(out, "%s", body_change_text(change->kind));
	}
}

static void say_where(struct text *out, const struct body_change *change)
{
	if (!bytes_present(change->part))
		return;
	text_printf(out, " in part %.*s", FMT(change->part));
	if (bytes_present(change->media))
		text_printf(out, " (%.*s)", FMT(change->media));
	if (change->parts > 1)
		text_printf(out, " and %zu other%s", change->parts - 1,
		    plural(change->parts - 1));
}

struct bytes body_change_said(
    struct arena *arena, const struct body_change *change)
{
	struct text out = text_new(2000);
	const char *blanks = blanks_changed_text(change->blanks);

	say_kind(&out, change);
	say_where(&out, change);
	if (bytes_present(change->encoded_before))
		text_printf(&out, "%s %.*s %s %.*s",
		    change->kind == BODY_ENCODING ? "," : ", encoded anew,",
		    FMT(change->encoded_before),
		    bytes_ieq(change->encoded_before, change->encoded_after)
			? "before and"
			: "to",
		    FMT(change->encoded_after));
	if (blanks != NULL)
		text_printf(&out, "%s %s",
		    change->kind == BODY_WHITE_SPACE ? ":"
						     : ", and white space:",
		    blanks);
	if (change->line_ends)
		text_add(&out, BYTES(", and line ends were changed"));
	struct bytes said = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return said;
}
