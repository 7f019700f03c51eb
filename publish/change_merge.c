#include "publish/change_merge.h"

#include "publish/text_merge.h"

/* ---- lists --------------------------------------------------------------- */

struct records { /* copies, in order */
	struct arena *arena;
	const struct dns_record *first, **end;
};

static void append(struct records *list, const struct dns_record *record)
{
	struct dns_record *copy = arena_new(list->arena, struct dns_record);

	*copy = *record;
	copy->next = NULL;
	*(list->first == NULL ? &list->first : list->end) = copy;
	list->end = &copy->next;
}

static void append_new(struct records *list, const struct dns_record *more)
{
	for (const struct dns_record *r = more; r != NULL; r = r->next)
		if (!record_listed(list->first, r))
			append(list, r);
}

static const struct dns_record *after(const struct change *change)
{
	return change->action == CHANGE_UPSERT ? change->records : NULL;
}

/* What stands there before; a deletion names it as what goes. */
static const struct dns_record *before(const struct change *change)
{
	return change->replaces != NULL		 ? change->replaces
	       : change->action == CHANGE_DELETE ? change->records
						 : NULL;
}

static bool takes_away(
    const struct change *change, const struct dns_record *record)
{
	return record_listed(before(change), record) &&
	       !record_listed(after(change), record);
}

/* ---- two changes of the same name and type --------------------------------
 */

/* "v=spf1" of a TXT that says which version it is of; absent: it does not. */
static struct bytes version_of(
    enum dns_type type, const struct dns_record *record)
{
	size_t len = 0;

	if ((type != DNS_TXT && type != DNS_SPF) ||
	    !bytes_istarts(record->data, BYTES("v=")))
		return ABSENT;
	while (len < record->data.len && record->data.ptr[len] != ' ' &&
	       record->data.ptr[len] != ';')
		len++;
	return bytes_first(record->data, len);
}

static bool is_taken(enum dns_type type, const struct dns_record *list,
    const struct dns_record *record)
{
	struct bytes version = version_of(type, record);

	if (type == DNS_CNAME || type == DNS_SOA)
		return list != NULL;
	for (const struct dns_record *r = list; r != NULL; r = r->next)
		if (bytes_present(version) &&
		    bytes_ieq(version_of(type, r), version))
			return true;
	return false;
}

/* The record that both replace, by whatever; NULL: none. */
static const struct dns_record *collision(
    const struct change *a, const struct change *b)
{
	const struct dns_record *r = before(a);

	while (r != NULL && (!takes_away(a, r) || !takes_away(b, r)))
		r = r->next;
	return r;
}

/* What this change puts in place of `old`, of the same version; or NULL. */
static const struct dns_record *successor(
    const struct change *change, const struct dns_record *old)
{
	struct bytes version = version_of(change->type, old);
	const struct dns_record *r = after(change);

	while (r != NULL &&
	       (record_listed(before(change), r) || !bytes_present(version) ||
		   !bytes_ieq(version_of(change->type, r), version)))
		r = r->next;
	return r;
}

/* Both changes of one text in one; else what the earlier made of it. */
static const struct dns_record *settled(struct arena *arena,
    const struct change *earlier, const struct change *later,
    const struct dns_record *records)
{
	const struct dns_record *old = collision(earlier, later);
	const struct dns_record *a = successor(earlier, old);
	const struct dns_record *b = successor(later, old), *r = records;

	struct bytes text =
	    a != NULL && b != NULL
		? text_merged(arena, old->data, a->data, b->data)
		: ABSENT;
	while (r != NULL && a != NULL && !bytes_eq(r->data, a->data))
		r = r->next;
	return bytes_present(text) && r != NULL
		   ? records_but(arena, records, r, record_text(arena, text))
		   : records;
}

static const struct dns_record *joined(struct arena *arena,
    const struct change *earlier, const struct change *later)
{
	struct records records = { .arena = arena };

	for (const struct dns_record *r = after(earlier); r; r = r->next)
		if (!takes_away(later, r))
			append(&records, r);
	if (collision(earlier, later) != NULL)
		return settled(arena, earlier, later, records.first);
	for (const struct dns_record *r = after(later); r; r = r->next)
		if (!record_listed(before(later), r) &&
		    !record_listed(records.first, r) &&
		    !is_taken(earlier->type, records.first, r))
			append(&records, r);
	return records.first;
}

static void join(
    struct arena *arena, struct change *earlier, const struct change *later)
{
	const struct dns_record *records = joined(arena, earlier, later);
	struct records replaces = { .arena = arena };

	append_new(&replaces, before(earlier));
	append_new(&replaces, before(later));
	earlier->action = records != NULL ? CHANGE_UPSERT : CHANGE_DELETE;
	earlier->records = records != NULL ? records : replaces.first;
	earlier->replaces = replaces.first;
	if (later->ttl < earlier->ttl)
		earlier->ttl = later->ttl;
}

/* ---- lists of changes ------------------------------------------------------
 */

static struct change *change_of(
    struct change *list, struct bytes name, enum dns_type type)
{
	while (
	    list != NULL && (list->type != type || !bytes_eq(list->name, name)))
		list = list->next;
	return list;
}

struct change *changes_merged(struct arena *arena, const struct change *list)
{
	struct change *first = NULL, **end = &first;

	for (const struct change *c = list; c != NULL; c = c->next) {
		struct change *same = change_of(first, c->name, c->type);
		if (same != NULL) {
			join(arena, same, c);
			continue;
		}
		*end = arena_new(arena, struct change);
		**end = *c;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return first;
}

static struct bytes copied(struct arena *arena, struct bytes b)
{
	return bytes_present(b) ? arena_copy(arena, b) : ABSENT;
}

static const struct dns_record *records_copied(
    struct arena *arena, const struct dns_record *list)
{
	struct records copies = { .arena = arena };

	for (const struct dns_record *r = list; r != NULL; r = r->next) {
		struct dns_record copy = *r;
		struct bytes *strings =
		    arena_new_array(arena, struct bytes, r->string_count + 1);
		for (size_t i = 0; i < r->string_count; i++)
			strings[i] = copied(arena, r->strings[i]);
		copy.strings = strings;
		copy.data = copied(arena, r->data);
		append(&copies, &copy);
	}
	return copies.first;
}

struct change *changes_copied(struct arena *arena, const struct change *list)
{
	struct change *first = NULL, **end = &first;

	for (const struct change *c = list; c != NULL; c = c->next) {
		*end = arena_new(arena, struct change);
		**end = *c;
		(*end)->name = copied(arena, c->name);
		(*end)->records = records_copied(arena, c->records);
		(*end)->replaces = records_copied(arena, c->replaces);
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return first;
}
