#include "common/mail/address.h"

#include "common/base/text.h"
#include "common/mail/grammar.h"

struct reader {
	struct scan s;
	struct arena *arena;
	struct address_list *list;
	struct address **tail;
	struct text joined; /* the words read last */
	bool in_group;
	bool any; /* an address or a group was read */
};

static bool next_is(const struct reader *r, char c)
{
	return !scan_end(&r->s) && *r->s.at == c;
}

/* What was joined; a view where the text itself reads so. */
static struct bytes joined_since(struct reader *r, struct bytes written)
{
	struct bytes joined = text_bytes(&r->joined);

	return bytes_eq(joined, written) ? written
					 : arena_copy(r->arena, joined);
}

/* atom, quoted-string or "."; false when something else is next. */
static bool word_next(struct reader *r, struct bytes *word)
{
	const char *start = r->s.at;

	if (scan_at_quoted(&r->s))
		*word = scan_quoted(r->arena, &r->s);
	else if (next_is(r, '.'))
		*word = (struct bytes){ r->s.at++, 1 };
	else
		*word = scan_atom(&r->s);
	return r->s.mistake == NULL && r->s.at > start;
}

/*
 * obs-phrase = word *(word / "." / CFWS)
 *
 * Comments and folding between words become one blank.  Absent when there is
 * no word.
 */
static struct bytes phrase(struct reader *r)
{
	const char *start = r->s.at, *end = start;
	struct bytes word;

	text_clear(&r->joined);
	for (const char *at = start; word_next(r, &word); at = r->s.at) {
		if (end > start && at > end)
			text_char(&r->joined, ' ');
		text_add(&r->joined, word);
		end = r->s.at;
		scan_cfws(&r->s);
	}
	return end > start ? joined_since(r, bytes_between(start, end))
			   : ABSENT;
}

/*
 * obs-local-part = word *("." word)
 *
 * Dots at either end and two in a row are taken too: some large providers
 * have given out such addresses.
 */
static struct bytes local_part(struct reader *r)
{
	const char *start = r->s.at, *end = start;
	struct bytes word;
	bool after_word = false, any = false;

	text_clear(&r->joined);
	while (!after_word || next_is(r, '.')) {
		bool dot = next_is(r, '.');
		if (!word_next(r, &word))
			break;
		text_add(&r->joined, word);
		after_word = !dot;
		any = any || after_word;
		end = r->s.at;
		scan_cfws(&r->s);
	}
	if (!any)
		scan_expected(&r->s, "a local part");
	return joined_since(r, bytes_between(start, end));
}

/* domain-literal = "[" *([FWS] dtext) [FWS] "]" */
static struct bytes domain_literal(struct reader *r)
{
	const char *start = r->s.at;
	struct bytes inside = scan_until(&r->s, ']');

	for (size_t i = 1; i < inside.len; i++)
		if (inside.ptr[i] == '[' || inside.ptr[i] == '\\') {
			r->s.at = inside.ptr + i;
			scan_expected(&r->s, "']' after an address literal");
		}
	scan_char(&r->s, ']', "']' after an address literal");
	return bytes_between(start, r->s.at);
}

/* domain = atom *("." atom) / domain-literal, CFWS around each (4.4) */
static struct bytes domain(struct reader *r)
{
	scan_cfws(&r->s);
	if (next_is(r, '['))
		return domain_literal(r);

	const char *start = r->s.at, *end = start;
	text_clear(&r->joined);
	do {
		scan_cfws(&r->s);
		struct bytes label = scan_atom(&r->s);
		if (label.len == 0)
			scan_expected(&r->s, "a domain");
		if (end > start)
			text_char(&r->joined, '.');
		text_add(&r->joined, label);
		end = r->s.at;
		scan_cfws(&r->s);
	} while (scan_take(&r->s, '.'));
	return joined_since(r, bytes_between(start, end));
}

/* addr-spec = local-part "@" domain */
static void addr_spec(struct reader *r, struct address *address)
{
	scan_cfws(&r->s);
	address->local = local_part(r);
	scan_char(&r->s, '@', "'@' after the local part");
	address->domain = domain(r);
	scan_cfws(&r->s);
}

static void keep(struct reader *r, const struct address *address)
{
	if (r->list->count >= ADDRESSES_MOST)
		scan_expected(&r->s, "fewer addresses");
	if (r->s.mistake != NULL)
		return;
	*r->tail = arena_new(r->arena, struct address);
	**r->tail = *address;
	r->tail = &(*r->tail)->next;
	r->list->count++;
}

/* obs-route = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain]) ":" */
static void route(struct reader *r)
{
	bool any = false;

	for (scan_cfws(&r->s); !scan_end(&r->s); scan_cfws(&r->s)) {
		if (scan_take(&r->s, '@'))
			domain(r);
		else if (!scan_take(&r->s, ','))
			break;
		any = true;
	}
	if (any)
		scan_char(&r->s, ':', "':' after a route");
}

/* angle-addr = "<" [obs-route] addr-spec ">"; the mark is taken */
static void angle_addr(struct reader *r, struct address *address)
{
	route(r);
	addr_spec(r, address);
	scan_char(&r->s, '>', "'>' after the address");
}

/* ',' or an end must follow an address or group. */
static void separator(struct reader *r)
{
	scan_cfws(&r->s);
	if (!scan_end(&r->s) && !next_is(r, ',') &&
	    !(r->in_group && next_is(r, ';')))
		scan_expected(&r->s, "',' between addresses");
}

/* mailbox = name-addr / addr-spec, or the start of a group: phrase ":" */
static void mailbox(struct reader *r)
{
	const char *start = r->s.at;
	struct bytes words = phrase(r);
	struct address address = { .display = ABSENT };

	r->any = true;
	if (scan_take(&r->s, '<')) {
		address.display = words;
		angle_addr(r, &address);
	} else if (bytes_present(words) && next_is(r, '@')) {
		r->s.at = start;
		addr_spec(r, &address);
	} else if (bytes_present(words) && !r->in_group &&
		   scan_take(&r->s, ':')) {
		r->in_group = true;
		return;
	} else {
		scan_expected(
		    &r->s, bytes_present(words) ? "'@' or '<'" : "an address");
	}
	keep(r, &address);
	separator(r);
}

void address_list_read(
    struct address_list *list, struct arena *arena, struct bytes text)
{
	struct reader r = { .s = scan_of(text), .arena = arena, .list = list };
	const char *start = r.s.at;

	*list = (struct address_list){ .first = NULL };
	r.tail = &list->first;
	r.joined = text_within(arena_alloc(arena, text.len + 1), text.len + 1);
	for (scan_cfws(&r.s); !scan_end(&r.s); scan_cfws(&r.s)) {
		if (scan_take(&r.s, ','))
			continue;
		if (r.in_group && scan_take(&r.s, ';')) {
			r.in_group = false;
			separator(&r);
			continue;
		}
		mailbox(&r);
	}
	if (r.in_group)
		scan_expected(&r.s, "';' at the end of a group");
	if (!r.any)
		scan_expected(&r.s, "an address");
	list->mistake = r.s.mistake;
	list->mistake_at = (size_t)(r.s.at - start);
}

bool address_read(
    struct arena *arena, struct bytes text, struct address *address)
{
	struct address_list list;

	address_list_read(&list, arena, text);
	if (list.mistake != NULL || list.count != 1)
		return false;
	*address = *list.first;
	return true;
}
