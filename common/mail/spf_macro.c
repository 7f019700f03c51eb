#include "common/mail/spf_macro.h"

#include "common/base/scan.h"
#include "common/net/domain.h"
#include <stdio.h>
#include <string.h>

struct macro { /* %{ letter transformers *delimiter } */
	char letter;
	bool escaped; /* it was a capital */
	size_t parts; /* on the right that are used; SIZE_MAX: all */
	bool reversed;
	struct bytes delimiters; /* empty: "." */
};

/* ---- the grammar --------------------------------------------------------- */

static bool is_delimiter(char c)
{
	return c != '\0' && strchr(".-+,/_=", c) != NULL;
}

/* %x21-24 / %x26-7E, and the blank of explanations. */
static bool is_literal(char c)
{
	return c > ' ' && c < 127 && c != '%';
}

static bool is_letter(char c, enum spf_macro_place place)
{
	return c != '\0' &&
	       strchr(place == SPF_IN_DOMAIN ? "slodipvh" : "slodipvhcrt",
		   ascii_lower(c)) != NULL;
}

/* transformers = *DIGIT [ "r" ]; 7.3: the number must not be 0. */
static void read_transformers(struct scan *s, struct macro *m)
{
	struct bytes digits = scan_while(s, is_digit);
	uint64_t parts = 0;

	m->parts = SIZE_MAX;
	if (digits.len > 0 && bytes_number(digits, SPF_VALUE_MOST, &parts))
		m->parts = (size_t)parts;
	if (m->parts == 0)
		scan_expected(s, "a number of parts that is not 0");
	m->reversed = scan_take(s, 'r') || scan_take(s, 'R');
	m->delimiters = scan_while(s, is_delimiter);
}

/* What stands behind "%{". */
static struct macro read_macro(struct scan *s, enum spf_macro_place place)
{
	struct macro m = { 0 };

	if (s->at == s->end || !is_letter(*s->at, place)) {
		scan_expected(
		    s, place == SPF_IN_DOMAIN
			   ? "one of the letters s l o d i p v h in a macro"
			   : "one of the letters s l o d i p v h c r t in a "
			     "macro");
		return m;
	}
	m.letter = ascii_lower(*s->at);
	m.escaped = m.letter != *s->at;
	s->at++;
	read_transformers(s, &m);
	scan_char(s, '}', "'}' at the end of a macro");
	return m;
}

static void check_percent(struct scan *s, enum spf_macro_place place)
{
	if (scan_take(s, '{'))
		read_macro(s, place);
	else if (!scan_take(s, '%') && !scan_take(s, '_') && !scan_take(s, '-'))
		scan_expected(s, "'{', '%', '_' or '-' behind '%'");
}

const char *spf_macro_check(struct bytes text, enum spf_macro_place place)
{
	struct scan s = scan_of(text);

	while (!scan_end(&s)) {
		if (is_literal(*s.at) ||
		    (*s.at == ' ' && place == SPF_IN_EXPLANATION))
			s.at++;
		else if (scan_take(&s, '%'))
			check_percent(&s, place);
		else
			scan_expected(&s, "printable ASCII");
	}
	return s.mistake;
}

bool spf_macro_needs_validated(struct bytes text)
{
	struct scan s = scan_of(text);

	while (!scan_end(&s)) {
		scan_until(&s, '%');
		if (scan_take(&s, '%') && s.end - s.at > 1 && s.at[0] == '{' &&
		    ascii_lower(s.at[1]) == 'p')
			return true;
		if (!scan_end(&s))
			s.at++;
	}
	return false;
}

/* ---- values ---------------------------------------------------------------
 */

#define NIBBLES_SIZE 64 /* 32 of them, and what stands between */

/* "192.0.2.1"; of IPv6 every nibble is a part: "2.0.0.1.0.D.B.8. ..." */
static struct bytes dotted(const struct ip *ip, char text[NIBBLES_SIZE])
{
	static const char digits[] = "0123456789ABCDEF";

	if (ip->family == 4)
		return bytes_of(ip_write(ip, text));
	for (size_t i = 0; i < 32; i++) {
		unsigned octet = ip->octets[i / 2];
		unsigned nibble = i % 2 == 0 ? octet >> 4 : octet;
		text[2 * i] = digits[nibble & 15];
		text[2 * i + 1] = '.';
	}
	return (struct bytes){ text, 63 };
}

static struct bytes seconds(int64_t ms, char text[NIBBLES_SIZE])
{
	snprintf(text, NIBBLES_SIZE, "%lld", (long long)(ms / 1000));
	return bytes_of(text);
}

static struct bytes value_of(
    const struct spf_macros *macros, char letter, char text[NIBBLES_SIZE])
{
	switch (letter) {
	case 's':
		return macros->sender;
	case 'l':
		return macros->local;
	case 'o':
		return macros->sender_domain;
	case 'd':
		return macros->domain;
	case 'i':
		return dotted(&macros->client, text);
	case 'p':
		return macros->validated;
	case 'v':
		return macros->client.family == 4 ? BYTES("in-addr")
						  : BYTES("ip6");
	case 'h':
		return macros->helo;
	case 'c':
		return bytes_of(ip_write(&macros->client, text));
	case 'r':
		return macros->receiver;
	default:
		return seconds(macros->now, text);
	}
}

/* ---- expansion ------------------------------------------------------------
 */

/* Of a name the end counts, of an explanation the beginning. */
struct expansion {
	char text[SPF_EXPLANATION_MOST];
	size_t len;
	bool is_name;
};

#define TAIL ((size_t)DOMAIN_MAX + 1)

static void put(struct expansion *e, char c)
{
	if (e->len == sizeof(e->text)) {
		if (!e->is_name)
			return;
		memmove(e->text, e->text + e->len - TAIL, TAIL);
		e->len = TAIL;
	}
	e->text[e->len++] = c;
}

static void put_escaped(struct expansion *e, char c)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char octet = (unsigned char)c;

	if (is_alpha(c) || is_digit(c) ||
	    (c != '\0' && strchr("-._~", c) != NULL)) { /* RFC 3986 2.3 */
		put(e, c);
		return;
	}
	put(e, '%');
	put(e, digits[octet >> 4]);
	put(e, digits[octet & 15]);
}

static void put_value(struct expansion *e, struct bytes value, bool escaped)
{
	for (size_t i = 0; i < value.len; i++)
		if (escaped)
			put_escaped(e, value.ptr[i]);
		else
			put(e, value.ptr[i]);
}

static bool splits(const struct macro *m, char c)
{
	return m->delimiters.len == 0
		   ? c == '.'
		   : memchr(m->delimiters.ptr, c, m->delimiters.len) != NULL;
}

static size_t split(
    const struct macro *m, struct bytes value, struct bytes *parts)
{
	size_t count = 0, start = 0;

	for (size_t i = 0; i <= value.len; i++) {
		if (i < value.len && !splits(m, value.ptr[i]))
			continue;
		parts[count++] =
		    bytes_first(bytes_skip(value, start), i - start);
		start = i + 1;
	}
	return count;
}

/* 7.3: split, turn round, keep parts on the right, join by dots. */
static void put_macro(
    struct expansion *e, const struct macro *m, const struct spf_macros *macros)
{
	struct bytes parts[SPF_VALUE_MOST + 1];
	char text[NIBBLES_SIZE];
	struct bytes value =
	    bytes_first(value_of(macros, m->letter, text), SPF_VALUE_MOST);
	size_t count = split(m, value, parts);
	size_t used = m->parts < count ? m->parts : count;

	for (size_t i = 0; i < used; i++) {
		size_t at = m->reversed ? used - 1 - i : count - used + i;
		if (i > 0)
			put(e, '.');
		put_value(e, parts[at], m->escaped);
	}
}

static void put_percent(
    struct expansion *e, struct scan *s, const struct spf_macros *macros)
{
	if (scan_take(s, '{')) {
		struct macro m = read_macro(s, SPF_IN_EXPLANATION);
		if (s->mistake == NULL)
			put_macro(e, &m, macros);
	} else if (scan_take(s, '_')) {
		put(e, ' ');
	} else if (scan_take(s, '-')) {
		put_value(e, BYTES("%20"), false);
	} else {
		put(e, '%');
		scan_char(s, '%', "'%' behind '%'");
	}
}

static bool is_full(const struct expansion *e)
{
	return !e->is_name && e->len == sizeof(e->text);
}

static void expand(
    struct expansion *e, struct bytes text, const struct spf_macros *macros)
{
	struct scan s = scan_of(text);

	while (!scan_end(&s) && !is_full(e)) {
		put_value(e, scan_until(&s, '%'), false);
		if (scan_take(&s, '%'))
			put_percent(e, &s, macros);
	}
}

static struct bytes fitting(struct bytes name)
{
	struct bytes label;

	if (name.len > 0 && name.ptr[name.len - 1] == '.')
		name.len--;
	if (name.len > TAIL)
		name = bytes_skip(name, name.len - TAIL);
	while (name.len > DOMAIN_MAX)
		bytes_cut(name, '.', &label, &name);
	return bytes_present(name) ? name : BYTES("");
}

struct bytes spf_macro_domain(
    struct arena *arena, struct bytes text, const struct spf_macros *macros)
{
	struct expansion e;

	if (memchr(text.ptr, '%', text.len) == NULL)
		return fitting(text);
	e.len = 0;
	e.is_name = true;
	expand(&e, text, macros);
	return arena_copy(arena, fitting((struct bytes){ e.text, e.len }));
}

struct bytes spf_macro_explanation(
    struct arena *arena, struct bytes text, const struct spf_macros *macros)
{
	struct expansion e;

	e.len = 0;
	e.is_name = false;
	expand(&e, text, macros);
	return arena_copy(arena, (struct bytes){ e.text, e.len });
}
