#include "common/net/domain.h"

#include "common/base/text.h"
#include <idn2.h>
#include <string.h>

/* A character of UTF-8 takes four octets at most, and no A-label is shorter in
 * octets than its U-label in characters. */
#define TEXT_MAX (4 * (DOMAIN_MAX + 1))

struct name {
	char text[DOMAIN_MAX];
	size_t len;
};

static bool is_label_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
}

/* One label of ASCII, lowered, behind a dot where one is needed. */
static bool name_add(struct name *name, struct bytes label)
{
	size_t dot = name->len > 0;

	if (label.len == 0 || label.len > LABEL_MAX ||
	    name->len + dot + label.len > DOMAIN_MAX)
		return false;
	if (dot)
		name->text[name->len++] = '.';
	for (size_t i = 0; i < label.len; i++) {
		if (!is_label_char(label.ptr[i]))
			return false;
		name->text[name->len++] = ascii_lower(label.ptr[i]);
	}
	return true;
}

static bool name_add_unicode(struct name *name, struct bytes label)
{
	unsigned char text[TEXT_MAX + 1];
	unsigned char *ascii = NULL;

	if (memchr(label.ptr, '\0', label.len) != NULL)
		return false;
	memcpy(text, label.ptr, label.len);
	text[label.len] = '\0';
	if (idn2_lookup_u8(
		text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return false;
	bool added = name_add(name, bytes_of((char *)ascii));
	idn2_free(ascii);
	return added;
}

/* The octets of a dot at the start of `b`: '.', or one of the full stops that
 * RFC 5895 2.3 maps to it (U+3002, U+FF0E, U+FF61); else 0. */
static size_t dot_at(struct bytes b)
{
	if (b.ptr[0] == '.')
		return 1;
	return bytes_starts(b, BYTES("\xe3\x80\x82")) ||
		       bytes_starts(b, BYTES("\xef\xbc\x8e")) ||
		       bytes_starts(b, BYTES("\xef\xbd\xa1"))
		   ? 3
		   : 0;
}

/* Take the next label off `rest`; a dot at the very end ends the name. */
static struct bytes label_take(struct bytes *rest)
{
	struct bytes label = *rest;

	while (rest->len > 0) {
		size_t dot = dot_at(*rest);
		if (dot == 0) {
			*rest = bytes_skip(*rest, 1);
			continue;
		}
		label = bytes_between(label.ptr, rest->ptr);
		*rest = bytes_skip(*rest, dot);
		return label;
	}
	return label;
}

struct bytes domain_read(struct arena *arena, struct bytes text)
{
	struct name name = { .len = 0 };

	if (text.len == 0 || text.len > TEXT_MAX)
		return ABSENT;
	while (text.len > 0) {
		struct bytes label = label_take(&text);
		if (!(is_ascii(label) ? name_add(&name, label)
				      : name_add_unicode(&name, label)))
			return ABSENT;
	}
	return arena_copy(arena, (struct bytes){ name.text, name.len });
}

/* RFC 952 as changed by RFC 1123 2.1. */
static bool is_host_label(struct bytes label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!is_label_char(label.ptr[i]) || label.ptr[i] == '_')
			return false;
	return label.len > 0 && label.len <= LABEL_MAX && label.ptr[0] != '-' &&
	       label.ptr[label.len - 1] != '-';
}

bool domain_is_host(struct bytes domain)
{
	size_t labels = 0;

	if (domain.len > DOMAIN_MAX)
		return false;
	while (bytes_present(domain)) {
		struct bytes label;
		bytes_cut(domain, '.', &label, &domain);
		if (!is_host_label(label))
			return false;
		labels++;
	}
	return labels >= 2;
}

struct bytes domain_parent(struct bytes domain)
{
	struct bytes first, rest;

	bytes_cut(domain, '.', &first, &rest);
	return rest;
}

size_t domain_labels(struct bytes domain)
{
	size_t labels = domain.len > 0;

	for (size_t i = 0; i < domain.len; i++)
		labels += domain.ptr[i] == '.';
	return labels;
}

bool domain_under(struct bytes domain, struct bytes ancestor)
{
	if (ancestor.len == 0 || !bytes_iends(domain, ancestor))
		return false;
	size_t above = domain.len - ancestor.len;
	return above == 0 || domain.ptr[above - 1] == '.';
}
