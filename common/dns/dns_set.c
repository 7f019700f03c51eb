#include "common/dns/dns_set.h"

#include "common/base/hash.h"
#include "common/dns/dns_chain.h"
#include "common/net/domain.h"
#include <stdlib.h>
#include <string.h>

#define ANY_TYPE      ((enum dns_type)0)
#define RECORDS_MOST  4096 /* of one name and type; a packet holds fewer */
#define BUCKETS_FIRST 64

struct rrset {
	struct dns_row row;
	const struct dns_record **tail;
	struct rrset *next;
};

struct node { /* a name that is listed, or has a listed one below */
	struct bytes name;
	struct rrset *rrsets;
	bool own;     /* one of its rows is other than no-name */
	size_t below; /* names below with such rows */
	struct node *next;
};

struct dns_set {
	struct arena *arena;
	struct hash_key key;
	struct node **buckets;
	size_t bucket_count, node_count;
	bool literal;
};

struct dns_set *dns_set_open(void)
{
	struct arena *arena = arena_open();
	struct dns_set *set = arena_new(arena, struct dns_set);

	set->arena = arena;
	set->key = hash_key_new();
	set->bucket_count = BUCKETS_FIRST;
	set->buckets = arena_new_array(arena, struct node *, BUCKETS_FIRST);
	return set;
}

void dns_set_close(struct dns_set *set)
{
	if (set != NULL)
		arena_close(set->arena);
}

void dns_set_literal(struct dns_set *set)
{
	set->literal = true;
}

/* ---- filling ------------------------------------------------------------ */

static struct node **bucket_of(const struct dns_set *set, struct bytes name)
{
	return &set->buckets[hash_of(&set->key, name) &
			     (set->bucket_count - 1)];
}

static struct node *node_at(const struct dns_set *set, struct bytes name)
{
	struct node *node = *bucket_of(set, name);

	while (node != NULL && !bytes_eq(node->name, name))
		node = node->next;
	return node;
}

static void grow(struct dns_set *set)
{
	struct node **old = set->buckets;
	size_t count = set->bucket_count;

	set->bucket_count = count * 2;
	set->buckets =
	    arena_new_array(set->arena, struct node *, set->bucket_count);
	for (size_t i = 0; i < count; i++)
		for (struct node *node = old[i], *next; node; node = next) {
			struct node **bucket = bucket_of(set, node->name);
			next = node->next;
			node->next = *bucket;
			*bucket = node;
		}
}

/* `name` must last as long as the set. */
static struct node *node_new(struct dns_set *set, struct bytes name)
{
	struct node *node = arena_new(set->arena, struct node);

	if (set->node_count++ == set->bucket_count)
		grow(set);
	struct node **bucket = bucket_of(set, name);
	node->name = name;
	node->next = *bucket;
	*bucket = node;
	return node;
}

static struct node *node_of(struct dns_set *set, struct bytes name)
{
	struct node *node = node_at(set, name);

	return node != NULL ? node
			    : node_new(set, arena_copy(set->arena, name));
}

static struct rrset *rrset_at(const struct node *node, enum dns_type type)
{
	struct rrset *rrset = node->rrsets;

	while (rrset != NULL && rrset->row.type != type)
		rrset = rrset->next;
	return rrset;
}

static void rrset_clear(struct rrset *rrset)
{
	rrset->row.records = NULL;
	rrset->row.record_count = 0;
	rrset->tail = &rrset->row.records;
}

static struct rrset *rrset_of(
    struct dns_set *set, struct node *node, enum dns_type type)
{
	struct rrset *rrset = rrset_at(node, type);

	if (rrset != NULL)
		return rrset;
	rrset = arena_new(set->arena, struct rrset);
	rrset->row.type = type;
	rrset->row.status = DNS_NO_DATA;
	rrset->next = node->rrsets;
	node->rrsets = rrset;
	rrset_clear(rrset);
	return rrset;
}

static bool has_rows(const struct node *node)
{
	const struct rrset *rrset = node->rrsets;

	while (rrset != NULL && rrset->row.status == DNS_NO_NAME)
		rrset = rrset->next;
	return rrset != NULL;
}

/* A name that comes to exist, or no longer does, is told to all above it. */
static void own_set(struct dns_set *set, struct node *node, bool own)
{
	struct bytes name = domain_parent(node->name);

	if (node->own == own)
		return;
	node->own = own;
	for (; bytes_present(name); name = domain_parent(name)) {
		struct node *above = node_at(set, name);
		if (above == NULL)
			above = node_new(set, name);
		above->below += own ? 1 : (size_t)-1;
	}
}

static bool record_eq(const struct dns_record *a, const struct dns_record *b)
{
	if (a->preference != b->preference ||
	    a->string_count != b->string_count || !bytes_eq(a->data, b->data))
		return false;
	for (size_t i = 0; i < a->string_count; i++)
		if (a->strings[i].len != b->strings[i].len)
			return false;
	return true;
}

static bool is_listed(const struct rrset *rrset, const struct dns_record *data)
{
	for (const struct dns_record *r = rrset->row.records; r; r = r->next)
		if (record_eq(r, data))
			return true;
	return false;
}

/* The strings are views into the joined data. */
static void copy_strings(struct dns_record *copy, struct arena *arena,
    const struct dns_record *record)
{
	struct bytes *strings =
	    arena_new_array(arena, struct bytes, record->string_count);
	size_t len = 0;

	for (size_t i = 0; i < record->string_count; i++)
		len += record->strings[i].len;
	char *data = arena_alloc(arena, len + 1);
	copy->data = (struct bytes){ data, len };
	for (size_t i = 0; i < record->string_count; i++) {
		struct bytes s = record->strings[i];
		if (s.len > 0)
			memcpy(data, s.ptr, s.len);
		strings[i] = (struct bytes){ data, s.len };
		data += s.len;
	}
	copy->strings = strings;
}

static struct dns_record *record_copy(
    struct arena *arena, const struct dns_record *record)
{
	struct dns_record *copy = arena_new(arena, struct dns_record);

	*copy = *record;
	copy->next = NULL;
	if (record->string_count > 0)
		copy_strings(copy, arena, record);
	else
		copy->data = arena_copy(arena, record->data);
	return copy;
}

bool dns_set_add(struct dns_set *set, struct bytes name, enum dns_type type,
    uint32_t ttl, const struct dns_record *data, struct fault *fault)
{
	struct node *node = node_of(set, name);
	struct rrset *rrset = rrset_of(set, node, type);
	bool first = rrset->row.status != DNS_FOUND;

	if (first)
		rrset_clear(rrset);
	rrset->row.status = DNS_FOUND;
	rrset->row.ttl = first || ttl < rrset->row.ttl ? ttl : rrset->row.ttl;
	own_set(set, node, true);
	if (is_listed(rrset, data))
		return true;
	if (rrset->row.record_count == RECORDS_MOST)
		return fault_set(fault, FAULT_INPUT,
		    "more than %d %s records at %.*s", RECORDS_MOST,
		    dns_type_word(type), FMT(name));
	struct dns_record *copy = record_copy(set->arena, data);
	*rrset->tail = copy;
	rrset->tail = &copy->next;
	rrset->row.record_count++;
	return true;
}

void dns_set_status(struct dns_set *set, struct bytes name, enum dns_type type,
    enum dns_status status, uint32_t ttl)
{
	struct node *node = node_of(set, name);
	struct rrset *rrset = rrset_of(set, node, type);

	rrset_clear(rrset);
	rrset->row.status = status;
	rrset->row.ttl = ttl;
	own_set(set, node, has_rows(node));
}

void dns_set_source(struct dns_set *set, struct bytes name, enum dns_type type,
    struct bytes server, struct bytes detail)
{
	struct rrset *rrset = rrset_of(set, node_of(set, name), type);

	rrset->row.server =
	    bytes_present(server) ? arena_copy(set->arena, server) : ABSENT;
	rrset->row.detail =
	    bytes_present(detail) ? arena_cstr(set->arena, detail) : NULL;
}

/* ---- looking ------------------------------------------------------------ */

static bool exists(const struct node *node)
{
	return node->own || node->below > 0;
}

/* The row for `type` at a node, or NULL. */
static const struct dns_row *row_at(const struct node *node, enum dns_type type)
{
	const struct rrset *rrset = rrset_at(node, type);
	const struct rrset *alias = rrset_at(node, DNS_CNAME);

	/* An overlay may say that a type is gone, and put a CNAME there. */
	bool nothing = rrset == NULL || rrset->row.status == DNS_NO_DATA;
	if (nothing && alias != NULL && alias->row.status == DNS_FOUND)
		rrset = alias;
	if (rrset == NULL)
		rrset = rrset_at(node, ANY_TYPE);
	return rrset != NULL ? &rrset->row : NULL;
}

/* RFC 2308 5: the lower of the SOA's own TTL and its last item. */
static uint32_t negative_ttl(const struct rrset *soa)
{
	struct bytes data = soa->row.records->data, before, last;
	uint64_t minimum = 0;

	bytes_cut_last(data, ' ', &before, &last);
	if (!bytes_number(last, UINT32_MAX, &minimum))
		return soa->row.ttl;
	return minimum < soa->row.ttl ? (uint32_t)minimum : soa->row.ttl;
}

static uint32_t negative_ttl_at(const struct dns_set *set, struct bytes name)
{
	for (; bytes_present(name); name = domain_parent(name)) {
		const struct node *node = node_at(set, name);
		const struct rrset *soa =
		    node != NULL ? rrset_at(node, DNS_SOA) : NULL;
		if (soa != NULL && soa->row.records != NULL)
			return negative_ttl(soa);
	}
	return 0;
}

static enum dns_known nothing(const struct dns_set *set, struct bytes name,
    enum dns_known known, struct dns_row *row)
{
	row->status = known == DNS_UNKNOWN ? DNS_NO_NAME : DNS_NO_DATA;
	row->ttl = negative_ttl_at(set, name);
	return known;
}

/* The closest name above that exists, RFC 4592 3.3.1; or NULL. */
static const struct node *encloser(const struct dns_set *set, struct bytes name)
{
	const struct node *node = NULL;

	while (node == NULL || !exists(node)) {
		name = domain_parent(name);
		if (!bytes_present(name))
			return NULL;
		node = node_at(set, name);
	}
	return node;
}

static enum dns_known find_by_star(const struct dns_set *set,
    enum dns_type type, struct bytes name, struct dns_row *row)
{
	const struct node *above = set->literal ? NULL : encloser(set, name);
	char star[DOMAIN_MAX + 2] = "*.";

	if (above == NULL || above->name.len > DOMAIN_MAX)
		return nothing(set, name, DNS_UNKNOWN, row);
	memcpy(star + 2, above->name.ptr, above->name.len);
	const struct node *node =
	    node_at(set, (struct bytes){ star, above->name.len + 2 });
	if (node == NULL || !exists(node))
		return nothing(set, name, DNS_UNKNOWN, row);
	const struct dns_row *found = row_at(node, type);
	if (found == NULL)
		return nothing(set, name, DNS_KNOWN_BY_STAR, row);
	*row = *found;
	return DNS_KNOWN_BY_STAR;
}

enum dns_known dns_set_find(const struct dns_set *set, enum dns_type type,
    struct bytes name, struct dns_row *row)
{
	const struct node *node = node_at(set, name);

	*row = (struct dns_row){ .type = type };
	if (node == NULL || (node->rrsets == NULL && !exists(node)))
		return find_by_star(set, type, name, row);
	const struct dns_row *found = row_at(node, type);
	if (found != NULL) {
		*row = *found;
		if (row->type == ANY_TYPE)
			row->type = type;
		return DNS_KNOWN;
	}
	return nothing(
	    set, name, exists(node) ? DNS_KNOWN_NAME : DNS_UNKNOWN, row);
}

bool dns_set_answer(const struct dns_set *set, struct arena *arena,
    enum dns_type type, struct bytes name, struct dns_answer *answer)
{
	struct dns_chain chain;
	struct dns_row row;

	*answer = (struct dns_answer){ .name = name, .type = type };
	dns_chain_start(&chain, answer);
	bool known = dns_set_find(set, type, name, &row) != DNS_UNKNOWN;
	while (dns_chain_add(&chain, arena, &row))
		dns_set_find(set, type, answer->owner, &row);
	return known;
}
