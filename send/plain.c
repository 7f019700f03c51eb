#include "send/plain.h"

#include "common/base/names.h"
#include "common/base/text.h"
#include <string.h>

struct plain {
	struct text out;
	struct bytes rest;   /* of the HTML */
	bool blank;	     /* between the last and the next word */
	unsigned line_ends;  /* before the next word */
	struct bytes target; /* of the link we are in; absent: none */
	size_t target_text;  /* where its text begins in `out` */
};

enum effect {
	EFFECT_NONE,
	EFFECT_BLANK,	  /* a cell of a table */
	EFFECT_LINE,	  /* a line of its own */
	EFFECT_PARAGRAPH, /* an empty line around it */
	EFFECT_ITEM,
	EFFECT_LINK,
	EFFECT_HIDDEN, /* to its end mark */
};

static const struct name effects[] = {
	{ "a", EFFECT_LINK },
	{ "blockquote", EFFECT_PARAGRAPH },
	{ "br", EFFECT_LINE },
	{ "div", EFFECT_LINE },
	{ "footer", EFFECT_PARAGRAPH },
	{ "h1", EFFECT_PARAGRAPH },
	{ "h2", EFFECT_PARAGRAPH },
	{ "h3", EFFECT_PARAGRAPH },
	{ "h4", EFFECT_PARAGRAPH },
	{ "header", EFFECT_PARAGRAPH },
	{ "hr", EFFECT_PARAGRAPH },
	{ "li", EFFECT_ITEM },
	{ "ol", EFFECT_PARAGRAPH },
	{ "p", EFFECT_PARAGRAPH },
	{ "pre", EFFECT_PARAGRAPH },
	{ "script", EFFECT_HIDDEN },
	{ "section", EFFECT_PARAGRAPH },
	{ "style", EFFECT_HIDDEN },
	{ "table", EFFECT_PARAGRAPH },
	{ "td", EFFECT_BLANK },
	{ "template", EFFECT_HIDDEN },
	{ "th", EFFECT_BLANK },
	{ "title", EFFECT_HIDDEN },
	{ "tr", EFFECT_LINE },
	{ "ul", EFFECT_PARAGRAPH },
	{ NULL, EFFECT_NONE },
};

static const struct name entities[] = {
	{ "amp", '&' },
	{ "apos", '\'' },
	{ "bull", 0x2022 },
	{ "copy", 0xa9 },
	{ "euro", 0x20ac },
	{ "gt", '>' },
	{ "hellip", 0x2026 },
	{ "laquo", 0xab },
	{ "ldquo", 0x201c },
	{ "lsquo", 0x2018 },
	{ "lt", '<' },
	{ "mdash", 0x2014 },
	{ "middot", 0xb7 },
	{ "nbsp", ' ' },
	{ "ndash", 0x2013 },
	{ "quot", '"' },
	{ "raquo", 0xbb },
	{ "rdquo", 0x201d },
	{ "reg", 0xae },
	{ "rsquo", 0x2019 },
	{ "szlig", 0xdf },
	{ "times", 0xd7 },
	{ "trade", 0x2122 },
	{ NULL, 0 },
};

static void utf8_add(struct text *out, uint32_t code)
{
	static const uint32_t most[] = { 0x7f, 0x7ff, 0xffff, 0x10ffff };
	static const unsigned char marks[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned more = 0;

	while (code > most[more])
		more++;
	text_char(out, (char)(marks[more] | code >> (6 * more)));
	while (more-- > 0)
		text_char(out, (char)(0x80 | (code >> (6 * more) & 0x3f)));
}

static void put(struct plain *p, struct bytes word)
{
	if (p->out.len > 0 && p->line_ends > 0)
		for (unsigned i = 0; i < p->line_ends; i++)
			text_add(&p->out, BYTES("\r\n"));
	else if (p->out.len > 0 && p->blank)
		text_char(&p->out, ' ');
	p->line_ends = 0;
	p->blank = false;
	text_add(&p->out, word);
}

static void end_lines(struct plain *p, unsigned n)
{
	if (p->line_ends < n)
		p->line_ends = n;
}

/* ---- entities ---- */

static bool hex_number(struct bytes digits, uint64_t *number)
{
	static const char all[] = "0123456789abcdef";

	*number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		char c = ascii_lower(digits.ptr[i]);
		const char *at = c != '\0' ? strchr(all, c) : NULL;
		if (at == NULL || *number > 0x10ffff)
			return false;
		*number = *number * 16 + (uint64_t)(at - all);
	}
	return digits.len > 0;
}

static uint32_t entity_code(struct bytes name)
{
	uint64_t code = 0;

	if (bytes_istarts(name, BYTES("#x")))
		return hex_number(bytes_skip(name, 2), &code) ? (uint32_t)code
							      : 0;
	if (bytes_starts(name, BYTES("#")))
		return bytes_number(bytes_skip(name, 1), 0x10ffff, &code)
			   ? (uint32_t)code
			   : 0;
	return (uint32_t)name_code(entities, name);
}

static bool is_shown(uint32_t code)
{
	return code >= 32 && (code < 0x7f || code > 0x9f) &&
	       (code < 0xd800 || code > 0xdfff) && code <= 0x10ffff;
}

/* What begins with '&'; one that is not known stays as it is written. */
static void entity(struct plain *p)
{
	struct bytes name, after;
	uint32_t code = 0;

	if (bytes_cut(bytes_first(p->rest, 12), ';', &name, &after))
		code = entity_code(bytes_skip(name, 1));
	if (!is_shown(code)) {
		put(p, BYTES("&"));
		p->rest = bytes_skip(p->rest, 1);
		return;
	}
	if (code == ' ') {
		p->blank = true;
	} else {
		put(p, BYTES(""));
		utf8_add(&p->out, code);
	}
	p->rest = bytes_skip(p->rest, name.len + 1);
}

/* ---- tags ---- */

/* To '>', but not one inside quotation marks; all the rest without one. */
static struct bytes tag_take(struct plain *p)
{
	struct bytes tag = p->rest;
	char quote = '\0';

	for (size_t i = 0; i < tag.len; i++) {
		char c = tag.ptr[i];
		if (quote == '\0' && c == '>') {
			p->rest = bytes_skip(tag, i + 1);
			return bytes_first(tag, i);
		}
		if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if (c == quote)
			quote = '\0';
	}
	p->rest = bytes_skip(tag, tag.len);
	return tag;
}

static void skip_to(struct plain *p, struct bytes mark)
{
	const char *at = bytes_find(p->rest, mark);

	p->rest = at == NULL ? bytes_skip(p->rest, p->rest.len)
			     : bytes_between(at, p->rest.ptr + p->rest.len);
}

static void skip_to_end_of(struct plain *p, struct bytes name)
{
	while (p->rest.len > 0) {
		skip_to(p, BYTES("</"));
		if (bytes_istarts(bytes_skip(p->rest, 2), name))
			return;
		p->rest = bytes_skip(p->rest, 2);
	}
}

static struct bytes link_target(struct bytes tag)
{
	const char *at = bytes_ifind(tag, BYTES("href="));
	struct bytes target = ABSENT, rest;

	if (at == NULL)
		return ABSENT;
	rest = bytes_skip(tag, (size_t)(at - tag.ptr) + strlen("href="));
	if (rest.len > 0 && (rest.ptr[0] == '"' || rest.ptr[0] == '\''))
		bytes_cut(bytes_skip(rest, 1), rest.ptr[0], &target, &rest);
	return bytes_istarts(target, BYTES("http")) ? target : ABSENT;
}

static void link_end(struct plain *p)
{
	struct bytes shown = bytes_skip(text_bytes(&p->out), p->target_text);

	if (bytes_present(p->target) && bytes_find(shown, p->target) == NULL) {
		p->blank = true;
		put(p, BYTES("<"));
		text_add(&p->out, p->target);
		text_char(&p->out, '>');
	}
	p->target = ABSENT;
}

static void tag_obey(
    struct plain *p, enum effect effect, bool end, struct bytes tag)
{
	switch (effect) {
	case EFFECT_NONE:
	case EFFECT_HIDDEN:
		break;
	case EFFECT_BLANK:
		p->blank = true;
		break;
	case EFFECT_LINE:
		end_lines(p, 1);
		break;
	case EFFECT_PARAGRAPH:
		end_lines(p, 2);
		break;
	case EFFECT_ITEM:
		end_lines(p, 1);
		if (!end) {
			put(p, BYTES("*"));
			p->blank = true;
		}
		break;
	case EFFECT_LINK:
		if (end) {
			link_end(p);
		} else {
			p->target = link_target(tag);
			p->target_text = p->out.len;
		}
		break;
	}
}

static bool is_name_char(char c)
{
	return is_alpha(c) || is_digit(c);
}

static void tag(struct plain *p)
{
	bool end = p->rest.len > 1 && p->rest.ptr[1] == '/';
	struct bytes name = bytes_skip(p->rest, end ? 2 : 1);
	size_t len = 0;

	while (len < name.len && is_name_char(name.ptr[len]))
		len++;
	name = bytes_first(name, len);
	if (bytes_starts(p->rest, BYTES("<!--"))) {
		skip_to(p, BYTES("-->"));
		p->rest = bytes_skip(p->rest, 3);
		return;
	}
	if (len == 0 && !bytes_starts(p->rest, BYTES("<!")) &&
	    !bytes_starts(p->rest, BYTES("<?"))) {
		put(p, BYTES("<"));
		p->rest = bytes_skip(p->rest, 1);
		return;
	}
	enum effect effect = (enum effect)name_code(effects, name);
	struct bytes whole = tag_take(p);
	if (effect == EFFECT_HIDDEN && !end)
		skip_to_end_of(p, name);
	tag_obey(p, effect, end, whole);
}

static void word(struct plain *p)
{
	size_t len = 0;

	while (len < p->rest.len && !is_blank(p->rest.ptr[len]) &&
	       !is_control(p->rest.ptr[len]) &&
	       memchr("<&", p->rest.ptr[len], 2) == NULL)
		len++;
	put(p, bytes_first(p->rest, len));
	p->rest = bytes_skip(p->rest, len);
}

struct bytes plain_of_html(struct arena *arena, struct bytes html)
{
	/* "<li>" takes 4 octets and gives 6 at most, "<p>x" 3 and 5. */
	struct plain p = { .out = text_new(2 * html.len + 16), .rest = html };

	while (p.rest.len > 0) {
		char c = p.rest.ptr[0];
		if (c == '<') {
			tag(&p);
		} else if (c == '&') {
			entity(&p);
		} else if (is_blank(c) || is_control(c)) {
			p.blank = true;
			p.rest = bytes_skip(p.rest, 1);
		} else {
			word(&p);
		}
	}
	if (p.out.len > 0)
		text_add(&p.out, BYTES("\r\n"));
	struct bytes text = arena_copy(arena, text_bytes(&p.out));
	text_free(&p.out);
	return text;
}
