#include "inspect/report/html/html.h"

#include <assert.h>

/* What stands in place of the character at the start of `b`, which takes
 * `*len` octets; NULL: the character itself. */
static const char *escape_of(struct bytes b, size_t *len)
{
	*len = 1;
	switch (b.ptr[0]) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		break;
	}
	/* U+FFFE and U+FFFF are valid UTF-8 and no characters of XML. */
	if (!bytes_starts(b, BYTES("\xef\xbf\xbe")) &&
	    !bytes_starts(b, BYTES("\xef\xbf\xbf")))
		return NULL;
	*len = 3;
	return "\xef\xbf\xbd";
}

static void add_escaped(struct text *out, struct bytes b)
{
	while (b.len > 0) {
		size_t plain = 0, len = 0;
		const char *escape = NULL;
		while (plain < b.len &&
		       (escape = escape_of(bytes_skip(b, plain), &len)) == NULL)
			plain++;
		text_shown(out, bytes_first(b, plain));
		if (escape != NULL)
			text_add(out, bytes_of(escape));
		b = bytes_skip(b, escape != NULL ? plain + len : plain);
	}
}

/* At most so many octets, and no part of a character. */
static struct bytes characters_first(struct bytes b, size_t most)
{
	if (b.len <= most)
		return b;
	for (int i = 0; i < 3 && ((unsigned char)b.ptr[most] & 0xc0) == 0x80;
	     i++)
		most--;
	return bytes_first(b, most);
}

void html_text(struct text *out, struct bytes value)
{
	struct bytes shown = characters_first(value, HTML_VALUE_MOST);

	add_escaped(out, shown);
	if (shown.len < value.len)
		text_add(out, BYTES(" \u2026"));
}

void html_lines(struct text *out, struct bytes lines)
{
	struct bytes line;

	while (bytes_line(&lines, &line)) {
		text_add(out, BYTES("<span class=\"row\">"));
		add_escaped(out, line);
		text_add(
		    out, lines.len > 0 ? BYTES("\n</span>") : BYTES("</span>"));
	}
}

void html_add(struct text *out, const char *markup)
{
	text_add(out, bytes_of(markup));
}

void html_put_all(struct text *out, const char *markup,
    const struct bytes *values, size_t count)
{
	struct bytes rest = bytes_of(markup), part;
	size_t used = 0;

	while (bytes_cut(rest, '$', &part, &rest)) {
		text_add(out, part);
		assert(used < count);
		html_text(out, values[used++]);
	}
	text_add(out, part);
	assert(used == count);
	(void)count; /* of the assertion alone */
}

struct bytes html_tone(enum tone tone)
{
	static const char *const classes[] = {
		[TONE_PLAIN] = "plain",
		[TONE_GOOD] = "good",
		[TONE_BAD] = "bad",
		[TONE_UNSURE] = "unsure",
		[TONE_FAINT] = "faint",
	};

	return bytes_of(classes[tone]);
}

struct bytes html_mark(enum tone tone)
{
	static const char *const marks[] = {
		[TONE_PLAIN] = "\u00b7",
		[TONE_GOOD] = "\u2713",
		[TONE_BAD] = "\u2717",
		[TONE_UNSURE] = "!",
		[TONE_FAINT] = "\u00b7",
	};

	return bytes_of(marks[tone]);
}
