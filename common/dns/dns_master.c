#include "common/dns/dns_master.h"

struct dns_master dns_master_of(struct bytes text)
{
	if (bytes_starts(text, BYTES("\xef\xbb\xbf"))) /* as Windows writes */
		text = bytes_skip(text, 3);
	return (struct dns_master){ .rest = text, .line = 1 };
}

static void mistaken(
    struct dns_master *m, const char *mistake, struct dns_item wrong)
{
	if (m->mistake == NULL) {
		m->mistake = mistake;
		m->wrong = wrong;
	}
}

static struct dns_item item_here(const struct dns_master *m, size_t len)
{
	return (struct dns_item){ .text = bytes_first(m->rest, len),
		.line = m->line };
}

static bool ends_word(char c)
{
	return is_blank(c) || c == ';' || c == '(' || c == ')' || c == '"';
}

static bool ends_string(char c)
{
	return c == '"' || c == '\n';
}

/* Octets up to one that `ends`; an escaped one does not. */
static size_t item_length(struct bytes text, bool (*ends)(char))
{
	size_t n = 0;

	while (n < text.len && !ends(text.ptr[n])) {
		bool escape = text.ptr[n] == '\\' && n + 1 < text.len &&
			      text.ptr[n + 1] != '\n';
		n += escape ? 2 : 1;
	}
	return n;
}

static struct dns_item string_read(struct dns_master *m)
{
	m->rest = bytes_skip(m->rest, 1);
	struct dns_item item = item_here(m, item_length(m->rest, ends_string));

	item.quoted = true;
	m->rest = bytes_skip(m->rest, item.text.len);
	if (m->rest.len == 0 || m->rest.ptr[0] != '"')
		mistaken(m, "has no closing quotation mark on its line", item);
	m->rest = bytes_skip(m->rest, 1);
	return item;
}

static struct dns_item word_read(struct dns_master *m)
{
	struct dns_item item = item_here(m, item_length(m->rest, ends_word));

	m->rest = bytes_skip(m->rest, item.text.len);
	return item;
}

static void item_add(struct dns_master *m, struct dns_entry *entry)
{
	struct dns_item item =
	    m->rest.ptr[0] == '"' ? string_read(m) : word_read(m);

	if (entry->count < DNS_ITEMS_MOST)
		entry->items[entry->count++] = item;
	else
		mistaken(m, "is more than a record may have", item);
}

static void paren_read(struct dns_master *m)
{
	struct dns_item item = item_here(m, 1);
	bool opens = m->rest.ptr[0] == '(';

	if (opens && m->inside)
		mistaken(m, "stands in other parentheses", item);
	if (!opens && !m->inside)
		mistaken(m, "closes nothing", item);
	m->inside = opens;
	m->paren = item;
	m->rest = bytes_skip(m->rest, 1);
}

/* One thing; false when it was the end of an entry. */
static bool step(struct dns_master *m, struct dns_entry *entry)
{
	switch (m->rest.ptr[0]) {
	case '\n':
		m->rest = bytes_skip(m->rest, 1);
		m->line++;
		return m->inside;
	case ';':
		while (m->rest.len > 0 && m->rest.ptr[0] != '\n')
			m->rest = bytes_skip(m->rest, 1);
		break;
	case '(':
	case ')':
		paren_read(m);
		break;
	case ' ':
	case '\t':
	case '\r':
		m->rest = bytes_skip(m->rest, 1);
		break;
	default:
		item_add(m, entry);
	}
	return m->mistake == NULL;
}

bool dns_master_next(struct dns_master *m, struct dns_entry *entry)
{
	entry->count = 0;
	while (entry->count == 0 && m->rest.len > 0 && m->mistake == NULL) {
		entry->same_owner = is_blank(m->rest.ptr[0]);
		while (m->rest.len > 0 && step(m, entry))
			;
	}
	if (m->inside)
		mistaken(m, "is never closed", m->paren);
	return m->mistake == NULL && entry->count > 0;
}
