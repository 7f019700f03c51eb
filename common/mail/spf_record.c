#include "common/mail/spf_record.h"

#include "common/base/scan.h"
#include "common/mail/spf_macro.h"

/* ---- version and selection (4.5) ---------------------------------------- */

#define VERSION	     BYTES("v=spf1")
#define MEANT_WITHIN 16 /* octets in which "spf" tells what a text is */

bool spf_record_begins(struct bytes text)
{
	return bytes_istarts(text, VERSION) &&
	       (text.len == VERSION.len || text.ptr[VERSION.len] == ' ');
}

/* It has "spf1" where the version would stand, or "spf" and such terms as no
 * other text has. */
static bool looks_like_one(struct bytes text)
{
	static const char *const telling[] = { "~all", "-all", "include:" };
	struct bytes start = bytes_first(text, MEANT_WITHIN);
	size_t i = 0, most = sizeof(telling) / sizeof(telling[0]);

	if (bytes_ifind(start, BYTES("spf1")) != NULL)
		return true;
	while (i < most && bytes_ifind(text, bytes_of(telling[i])) == NULL)
		i++;
	return i < most && bytes_ifind(start, BYTES("spf")) != NULL &&
	       bytes_ifind(start, BYTES("spf2.0")) == NULL;
}

const char *spf_record_refused(struct bytes text)
{
	const char *version = bytes_ifind(text, VERSION);

	if (spf_record_begins(text) || !looks_like_one(text))
		return NULL;
	if (version == NULL)
		return "it does not begin with v=spf1";
	if (version == text.ptr)
		return "there is no blank after v=spf1";
	struct bytes before = bytes_between(text.ptr, version);
	if (bytes_trim(before).len == 0)
		return "a blank stands before v=spf1";
	if (*before.ptr == '"')
		return "a quotation mark stands before v=spf1";
	return "something stands before v=spf1";
}

size_t spf_record_find(const struct dns_answer *answer, struct bytes *text)
{
	size_t count = 0;

	*text = ABSENT;
	for (const struct dns_record *r = answer->records; r != NULL;
	     r = r->next)
		if (spf_record_begins(r->data) && count++ == 0)
			*text = r->data;
	return count;
}

/* ---- domain-spec (7.1) ----------------------------------------------------
 */

static bool is_alphanum(char c)
{
	return is_alpha(c) || is_digit(c);
}

/* toplabel = ( *alphanum ALPHA *alphanum ) /
 *            ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static bool is_toplabel(struct bytes label)
{
	bool numeric = true;

	for (size_t i = 0; i < label.len; i++) {
		if (!is_alphanum(label.ptr[i]) && label.ptr[i] != '-')
			return false;
		numeric &= is_digit(label.ptr[i]);
	}
	return label.len > 0 && !numeric && label.ptr[0] != '-' &&
	       label.ptr[label.len - 1] != '-';
}

/* The text ends in a macro: "%{...}", "%%", "%_" or "%-". */
static bool ends_in_macro(struct bytes text)
{
	struct scan s = scan_of(text);
	bool macro = false;

	while (!scan_end(&s)) {
		macro = scan_take(&s, '%');
		if (macro && *s.at == '{')
			scan_until(&s, '}');
		s.at++;
	}
	return macro;
}

/* domain-spec = macro-string domain-end
 * domain-end  = ( "." toplabel [ "." ] ) / macro-expand */
static const char *domain_check(struct bytes text)
{
	struct bytes before, label, bare = text;
	const char *mistake = spf_macro_check(text, SPF_IN_DOMAIN);

	if (text.len == 0)
		return "a domain";
	if (mistake != NULL || ends_in_macro(text))
		return mistake;
	if (bare.ptr[bare.len - 1] == '.')
		bare.len--;
	bytes_cut_last(bare, '.', &before, &label);
	if (!bytes_present(before))
		return "a domain of more than one label";
	return is_toplabel(label) ? NULL : "a top-level domain at its end";
}

/* ---- cidr-length (5.3, 5.6) ------------------------------------------------
 */

/* "0" / %x31-39 *DIGIT, at most `most` */
static bool read_bits(struct bytes digits, unsigned most, unsigned char *bits)
{
	unsigned n = 0;

	if (digits.len == 0 || digits.len > 3 ||
	    (digits.len > 1 && digits.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		if (!is_digit(digits.ptr[i]))
			return false;
		n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	}
	*bits = (unsigned char)n;
	return n <= most;
}

static bool all_digits(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!is_digit(b.ptr[i]))
			return false;
	return b.len > 0;
}

/* Take "/DIGITS" off the end; a '/' that is no length may be of the name. */
static bool take_length(struct bytes *text, struct bytes *digits)
{
	struct bytes before, after;

	if (!bytes_cut_last(*text, '/', &before, &after) || !all_digits(after))
		return false;
	*text = before;
	*digits = after;
	return true;
}

/* dual-cidr-length = [ "/" ip4-cidr-length ] [ "//" ip6-cidr-length ] */
static const char *read_dual(struct bytes *text, struct spf_term *term)
{
	struct bytes digits;

	term->bits_4 = 32;
	term->bits_6 = 128;
	if (!take_length(text, &digits))
		return NULL;
	if (text->len > 0 && text->ptr[text->len - 1] == '/') {
		text->len--;
		if (!read_bits(digits, 128, &term->bits_6))
			return "at most 128 bits behind '//'";
		if (!take_length(text, &digits))
			return NULL;
	}
	return read_bits(digits, 32, &term->bits_4)
		   ? NULL
		   : "at most 32 bits behind '/'";
}

/* ---- mechanisms (5) --------------------------------------------------------
 */

/* `rest` is what stands behind the name: "", ":..." or "/..." */

static const char *read_nothing(struct spf_term *term, struct bytes rest)
{
	(void)term;
	return rest.len == 0 ? NULL : "nothing behind the mechanism";
}

static const char *read_domain(struct spf_term *term, struct bytes rest)
{
	if (rest.len == 0 || rest.ptr[0] != ':')
		return "':' and a domain behind the mechanism";
	term->domain = bytes_skip(rest, 1);
	return domain_check(term->domain);
}

static const char *read_domain_if_any(struct spf_term *term, struct bytes rest)
{
	return rest.len == 0 ? NULL : read_domain(term, rest);
}

static const char *read_hosts(struct spf_term *term, struct bytes rest)
{
	const char *mistake = read_dual(&rest, term);

	return mistake != NULL ? mistake : read_domain_if_any(term, rest);
}

static const char *read_network(struct spf_term *term, struct bytes rest,
    int family, unsigned most, unsigned char *bits)
{
	struct bytes address, length;

	if (rest.len == 0 || rest.ptr[0] != ':')
		return "':' and an address behind the mechanism";
	bytes_cut(bytes_skip(rest, 1), '/', &address, &length);
	if (!ip_read_family(address, family, &term->network))
		return family == 4 ? "an IPv4 address" : "an IPv6 address";
	*bits = (unsigned char)most;
	if (bytes_present(length) && !read_bits(length, most, bits))
		return family == 4 ? "a length of 0 to 32 bits"
				   : "a length of 0 to 128 bits";
	return NULL;
}

static const char *read_ip4(struct spf_term *term, struct bytes rest)
{
	return read_network(term, rest, 4, 32, &term->bits_4);
}

static const char *read_ip6(struct spf_term *term, struct bytes rest)
{
	return read_network(term, rest, 6, 128, &term->bits_6);
}

static const struct mechanism {
	struct bytes name;
	bool asks;
	const char *(*read)(struct spf_term *term, struct bytes rest);
} mechanisms[] = {
	[SPF_ALL] = { { "all", 3 }, false, read_nothing },
	[SPF_INCLUDE] = { { "include", 7 }, true, read_domain },
	[SPF_A] = { { "a", 1 }, true, read_hosts },
	[SPF_MX] = { { "mx", 2 }, true, read_hosts },
	[SPF_PTR] = { { "ptr", 3 }, true, read_domain_if_any },
	[SPF_IP4] = { { "ip4", 3 }, false, read_ip4 },
	[SPF_IP6] = { { "ip6", 3 }, false, read_ip6 },
	[SPF_EXISTS] = { { "exists", 6 }, true, read_domain },
};
#define MECHANISMS (sizeof(mechanisms) / sizeof(mechanisms[0]))

bool spf_mechanism_asks(enum spf_mechanism mechanism)
{
	return mechanisms[mechanism].asks;
}

static size_t mechanism_named(struct bytes name)
{
	size_t i = 0;

	while (i < MECHANISMS && !bytes_ieq(name, mechanisms[i].name))
		i++;
	return i;
}

/* ---- terms (4.6.1) ---------------------------------------------------------
 */

struct reading {
	struct spf_record *record;
	struct spf_term *terms;
};

static char read_qualifier(struct bytes *text)
{
	char c = text->len > 0 ? text->ptr[0] : '\0';

	if (c != '+' && c != '-' && c != '?' && c != '~')
		return '+';
	*text = bytes_skip(*text, 1);
	return c;
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
static bool is_name_char(char c)
{
	return is_alphanum(c) || c == '-' || c == '_' || c == '.';
}

static struct bytes name_of(struct bytes text)
{
	size_t len = 0;

	while (len < text.len && is_name_char(text.ptr[len]))
		len++;
	return bytes_first(text, len);
}

static const char *read_mechanism(struct reading *r, struct bytes text)
{
	struct spf_term *term = &r->terms[r->record->count];

	*term = (struct spf_term){ .text = text };
	term->qualifier = read_qualifier(&text);
	struct bytes name = name_of(text);
	struct bytes rest = bytes_skip(text, name.len);
	size_t i = mechanism_named(name);
	if (i == MECHANISMS)
		return "a mechanism that there is";
	if (rest.len > 0 && rest.ptr[0] != ':' && rest.ptr[0] != '/')
		return "':' or '/' behind the mechanism";
	term->mechanism = (enum spf_mechanism)i;
	const char *mistake = mechanisms[i].read(term, rest);
	if (mistake == NULL) {
		r->record->count++;
		r->record->all |= i == SPF_ALL;
	}
	return mistake;
}

static const char *store_modifier(
    struct spf_modifier *modifier, struct bytes text, struct bytes value)
{
	if (bytes_present(modifier->text))
		return "this modifier once"; /* 6 */
	*modifier = (struct spf_modifier){ text, value };
	return domain_check(value);
}

/* modifier = redirect / explanation / unknown-modifier */
static const char *read_modifier(
    struct reading *r, struct bytes text, struct bytes name)
{
	struct bytes value = bytes_skip(text, name.len + 1);

	if (bytes_ieq(name, BYTES("redirect")))
		return store_modifier(&r->record->redirect, text, value);
	if (bytes_ieq(name, BYTES("exp")))
		return store_modifier(&r->record->explanation, text, value);
	return spf_macro_check(value, SPF_IN_DOMAIN);
}

static const char *read_term(struct reading *r, struct bytes text)
{
	struct bytes name = name_of(text);

	if (name.len > 0 && is_alpha(name.ptr[0]) && name.len < text.len &&
	    text.ptr[name.len] == '=')
		return read_modifier(r, text, name);
	return read_mechanism(r, text);
}

/* Take the next term off; terms are separated by blanks and nothing else. */
static struct bytes take_term(struct bytes *rest)
{
	struct bytes term;

	while (rest->len > 0 && rest->ptr[0] == ' ')
		*rest = bytes_skip(*rest, 1);
	bytes_cut(*rest, ' ', &term, rest);
	return term;
}

/* At most: each begins at the start or behind a blank. */
static size_t count_terms(struct bytes text)
{
	size_t count = 1;

	for (size_t i = 1; i < text.len; i++)
		count += text.ptr[i - 1] == ' ' && text.ptr[i] != ' ';
	return count;
}

bool spf_record_read(
    struct spf_record *record, struct arena *arena, struct bytes text)
{
	struct bytes rest = bytes_skip(text, VERSION.len), term;
	struct reading r = { record,
		arena_new_array(arena, struct spf_term, count_terms(rest)) };

	*record = (struct spf_record){ .text = text, .terms = r.terms };
	while (record->mistake == NULL && (term = take_term(&rest)).len > 0) {
		record->mistake = read_term(&r, term);
		if (record->mistake != NULL)
			record->mistaken = term;
	}
	return record->mistake == NULL;
}
