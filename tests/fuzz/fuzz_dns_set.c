/*
 * Records and statuses at a few names, then every question about them: what a
 * set answers is what a search through the list of all that was put in gives,
 * and no chain is longer than LIMIT_DNS_ALIASES.
 */
#include "tests/fuzz/fuzz.h"

#include "common/dns/dns_limits.h"
#include "common/dns/dns_set.h"
#include "common/net/domain.h"

#define NAMES	 40
#define PUT_MOST 400

/* Few labels, so that they meet: a name is up to three of them. */
static const char *const labels[] = { "*", "a", "b" };

struct put {
	struct bytes name;
	enum dns_type type; /* 0: every type */
	enum dns_status status;
	struct bytes target; /* of a CNAME */
};

static const enum dns_type types[] = { DNS_TXT, DNS_A, DNS_CNAME };
static struct arena *arena;
static struct bytes names[NAMES];
static struct put said[PUT_MOST];
static size_t put_count;

static void name_all(void)
{
	size_t n = 0;

	for (size_t i = 0; i < 3; i++) {
		names[n++] = bytes_of(labels[i]);
		for (size_t k = 0; k < 3; k++) {
			names[n++] =
			    arena_printf(arena, "%s.%s", labels[i], labels[k]);
			for (size_t m = 0; m < 3; m++)
				names[n++] = arena_printf(arena, "%s.%s.%s",
				    labels[i], labels[k], labels[m]);
		}
	}
	names[n] = BYTES("c");
}

/* The last status of a type replaces what stood there, and a record does
 * away with a status. */
static void forget(struct bytes name, enum dns_type type, bool found_too)
{
	size_t n = 0;

	for (size_t i = 0; i < put_count; i++) {
		const struct put *p = &said[i];
		bool same = p->type == type && bytes_eq(p->name, name);
		if (!same || (p->status == DNS_FOUND && !found_too))
			said[n++] = *p;
	}
	put_count = n;
}

static void put_status(
    struct dns_set *set, struct bytes name, size_t type, enum dns_status status)
{
	enum dns_type t = type < 3 ? types[type] : (enum dns_type)0;

	forget(name, t, true);
	said[put_count++] = (struct put){ name, t, status, ABSENT };
	dns_set_status(set, name, t, status, 1);
}

static void put_record(
    struct dns_set *set, struct bytes name, size_t type, struct bytes target)
{
	const struct dns_record record = { .data = target };
	struct fault fault;

	forget(name, types[type], false);
	said[put_count++] =
	    (struct put){ name, types[type], DNS_FOUND, target };
	must(dns_set_add(set, name, types[type], 1, &record, &fault));
}

/* ---- the same by search ----------------------------------------------------
 */

static const struct put *put_at(struct bytes name, enum dns_type type)
{
	for (size_t i = 0; i < put_count; i++)
		if (said[i].type == type && bytes_eq(said[i].name, name))
			return &said[i];
	return NULL;
}

static bool exists(struct bytes name)
{
	for (size_t i = 0; i < put_count; i++)
		if (said[i].status != DNS_NO_NAME &&
		    domain_under(said[i].name, name))
			return true;
	return false;
}

/* The row at one name, or NULL; the type decides unless it has no data, then an
 * alias, then "*". */
static const struct put *row_at(struct bytes name, enum dns_type type)
{
	const struct put *p = put_at(name, type);
	const struct put *alias = put_at(name, DNS_CNAME);

	bool nothing = p == NULL || p->status == DNS_NO_DATA;
	if (nothing && alias != NULL && alias->status == DNS_FOUND)
		p = alias;
	return p != NULL ? p : put_at(name, (enum dns_type)0);
}

static bool is_listed(struct bytes name)
{
	for (size_t i = 0; i < put_count; i++)
		if (bytes_eq(said[i].name, name))
			return true;
	return false;
}

static enum dns_status status_of(
    struct bytes name, enum dns_type type, bool stars, struct bytes *target)
{
	const struct put *p = row_at(name, type);
	struct bytes star = ABSENT, above = domain_parent(name);

	if (p == NULL && stars && !is_listed(name) && !exists(name)) {
		while (bytes_present(above) && !exists(above))
			above = domain_parent(above);
		if (bytes_present(above))
			star = arena_printf(arena, "*.%.*s", FMT(above));
		if (bytes_present(star) && exists(star))
			p = row_at(star, type);
	}
	*target = ABSENT;
	if (p == NULL)
		return exists(name) || (bytes_present(star) && exists(star))
			   ? DNS_NO_DATA
			   : DNS_NO_NAME;
	if (p->type == DNS_CNAME && type != DNS_CNAME)
		*target = p->target;
	return p->status;
}

static void check(const struct dns_set *set, struct bytes name,
    enum dns_type type, bool stars)
{
	struct dns_answer answer;
	struct bytes at = name, target;
	size_t count = 0;

	dns_set_answer(set, arena, type, name, &answer);
	for (const struct dns_alias *a = answer.aliases; a; a = a->next) {
		must(++count <= LIMIT_DNS_ALIASES);
		must(bytes_eq(a->name, at));
		status_of(at, type, stars, &target);
		must(bytes_eq(target, a->target));
		at = target;
	}
	must(bytes_eq(answer.owner, at));
	if (answer.detail == NULL)
		must(answer.status == status_of(at, type, stars, &target));
	else
		must(answer.status == DNS_MALFORMED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_set *set = dns_set_open();
	bool stars = size > 0 && data[0] % 2 == 0;

	if (arena == NULL)
		arena = arena_open();
	name_all();
	put_count = 0;
	if (!stars)
		dns_set_literal(set);
	for (size_t i = 1; i + 2 < size && put_count < PUT_MOST; i += 3) {
		struct bytes name = names[data[i] % NAMES];
		struct bytes target = names[data[i + 1] % NAMES];
		uint8_t what = data[i + 2];
		if (what % 4 == 0)
			put_status(set, name, what / 4 % 4,
			    (enum dns_status)(what / 16 % 6 + 1));
		else
			put_record(set, name, what % 4 - 1, target);
	}
	for (size_t i = 0; i < NAMES; i++)
		for (size_t k = 0; k < 3; k++)
			check(set, names[i], types[k], stars);
	dns_set_close(set);
	arena_reset(arena);
	return 0;
}
