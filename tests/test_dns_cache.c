/* common/dns/dns_cache: what is kept, for how long, and for whom */
#include "tests/test.h"

#include "common/base/hash.h"
#include "common/dns/dns_cache.h"
#include <pthread.h>
#include <string.h>

#define SECOND 1000

static struct hash_key hashing;
static struct arena *arena;

static struct dns_key key(enum dns_type type, const char *name)
{
	struct bytes b = bytes_of(name);

	return (struct dns_key){ hash_of(&hashing, b), type, b };
}

static const struct dns_entry *keep(struct dns_cache *cache, const char *name,
    const struct dns_row *row, int64_t now)
{
	struct dns_key k = key(row->type, name);

	return dns_cache_keep(cache, &k, row, now);
}

static bool is_kept(
    struct dns_cache *cache, enum dns_type type, const char *name, int64_t now)
{
	struct dns_key k = key(type, name);
	const struct dns_entry *entry = dns_cache_find(cache, &k, now);

	if (entry != NULL)
		dns_entry_release(entry);
	return entry != NULL;
}

static void keep_text(
    struct dns_cache *cache, const char *name, struct bytes text, int64_t now)
{
	const struct dns_record txt = {
		.data = text, .strings = &text, .string_count = 1
	};
	const struct dns_row row = { DNS_TXT, DNS_FOUND, 60, &txt, 1, ABSENT,
		NULL };

	dns_entry_release(keep(cache, name, &row, now));
}

/* ---- for how long ---------------------------------------------------------
 */

static const struct {
	const char *shows;
	enum dns_status status;
	uint32_t ttl;
	int64_t seconds; /* still there just before, gone then */
} lives[] = {
	{ "its TTL", DNS_FOUND, 300, 300 },
	{ "TTL 0 lives for the message", DNS_FOUND, 0, DNS_CACHE_FLOOR },
	{ "a day at most", DNS_FOUND, UINT32_MAX, DNS_CACHE_DAY },
	{ "no-data by its TTL", DNS_NO_DATA, 900, 900 },
	{ "no-name by its TTL", DNS_NO_NAME, 60, 60 },
	{ "servfail for a moment", DNS_SERVFAIL, 900, DNS_CACHE_FAILED },
	{ "refused for a moment", DNS_REFUSED, 900, DNS_CACHE_FAILED },
	{ "a time-out for a moment", DNS_TIMEOUT, 0, DNS_CACHE_FAILED },
	{ "malformed for a moment", DNS_MALFORMED, 900, DNS_CACHE_FAILED },
};

static void try_lives(void)
{
	struct dns_cache *cache = dns_cache_open(DNS_CACHE_OCTETS);
	struct dns_cache *record = dns_cache_open(0);
	int64_t now = 5000;

	for (size_t i = 0; i < ROWS(lives); i++) {
		const struct dns_row row = { DNS_A, lives[i].status,
			lives[i].ttl, NULL, 0, ABSENT, NULL };
		const char *name = lives[i].shows;
		int64_t end = now + lives[i].seconds * SECOND;
		test_row(lives[i].shows);
		dns_entry_release(keep(cache, name, &row, now));
		dns_entry_release(keep(record, name, &row, now));
		check_true("kept", is_kept(cache, DNS_A, name, end - 1));
		check_true("not for ever", !is_kept(cache, DNS_A, name, end));
		check_true("gone", !is_kept(cache, DNS_A, name, now));
		check_true("recorded", is_kept(record, DNS_A, name, INT64_MAX));
	}
	test_row("nothing is left of what expired");
	check_number("octets", dns_cache_octets(cache), 0);
	dns_cache_close(cache);
	dns_cache_close(record);
}

/* ---- what ------------------------------------------------------------------
 */

static void try_copy(void)
{
	struct bytes strings[] = { BYTES("v=DKIM1; "), BYTES(""),
		BYTES("p=\0\xff") };
	char octets[] = "v=DKIM1; p=\0\xff";
	struct dns_record second = { .data = BYTES("mx"), .preference = 7 };
	struct dns_record txt = { .data = { octets, 13 },
		.strings = strings,
		.string_count = 3,
		.next = &second };
	char server[] = "192.0.2.1#53", detail[] = "cut short";
	struct dns_row row = { DNS_TXT, DNS_FOUND, 60, &txt, 2,
		bytes_of(server), detail };
	struct dns_cache *cache = dns_cache_open(DNS_CACHE_OCTETS);
	const struct dns_entry *entry = keep(cache, "a.example", &row, 0);

	test_row("a copy, with its strings");
	memset(octets, 'x', sizeof(octets));
	server[0] = detail[0] = 'x';
	strings[0] = BYTES("x");
	const struct dns_row *got = dns_entry_row(entry);
	check_bytes("name", dns_entry_name(entry), BYTES("a.example"));
	check_bytes("data", got->records->data, BYTES("v=DKIM1; p=\0\xff"));
	check_number("strings", got->records->string_count, 3);
	check_bytes("0", got->records->strings[0], BYTES("v=DKIM1; "));
	check_bytes("1", got->records->strings[1], BYTES(""));
	check_bytes("2", got->records->strings[2], BYTES("p=\0\xff"));
	check_bytes("next", got->records->next->data, BYTES("mx"));
	check_number("preference", got->records->next->preference, 7);
	check_bytes("server", got->server, BYTES("192.0.2.1#53"));
	check_text("detail", got->detail, "cut short");
	dns_cache_close(cache);
	check_bytes("held", got->records->next->data, BYTES("mx"));
	dns_entry_release(entry);
}

static const struct dns_record b_example = { .data = { "b.example", 9 } };
static const struct dns_record c_example = { .data = { "c.example", 9 } };
static const struct dns_row to_b = {
	.type = DNS_CNAME, .ttl = 60, .records = &b_example, .record_count = 1
};
static const struct dns_row to_c = {
	.type = DNS_CNAME, .ttl = 60, .records = &c_example, .record_count = 1
};
static const struct dns_row late = { .type = DNS_TXT, .status = DNS_TIMEOUT };
static const struct dns_row no_alias = { .type = DNS_CNAME,
	.status = DNS_NO_DATA };

/* What a question for `type` finds after `first` and `second` were kept. */
static const struct {
	const char *shows;
	const struct dns_row *first, *second;
	enum dns_type type;
	const struct dns_row *found; /* NULL: nothing */
} meets[] = {
	{ "the first stays", &to_b, &to_c, DNS_CNAME, &to_b },
	{ "an alias serves every type", &to_b, NULL, DNS_TXT, &to_b },
	{ "nothing beside an alias", &to_b, &late, DNS_TXT, &to_b },
	{ "an alias beside what is known", &late, &to_b, DNS_A, &to_b },
	{ "what is known beside an alias", &late, &to_b, DNS_TXT, &late },
	{ "no alias is none", &no_alias, NULL, DNS_TXT, NULL },
	{ "... and is an answer", &no_alias, NULL, DNS_CNAME, &no_alias },
	{ "other types", &late, NULL, DNS_A, NULL },
};

static void try_meets(void)
{
	for (size_t i = 0; i < ROWS(meets); i++) {
		struct dns_cache *cache = dns_cache_open(0);
		struct dns_key k = key(meets[i].type, "a.example");
		const struct dns_row *want = meets[i].found;
		test_row(meets[i].shows);
		dns_entry_release(keep(cache, "a.example", meets[i].first, 0));
		if (meets[i].second != NULL)
			dns_entry_release(
			    keep(cache, "a.example", meets[i].second, 0));
		const struct dns_entry *entry = dns_cache_find(cache, &k, 0);
		check_true("found", (entry != NULL) == (want != NULL));
		if (entry != NULL && want != NULL) {
			const struct dns_row *got = dns_entry_row(entry);
			check_number("type", got->type, want->type);
			check_number("status", got->status, want->status);
			if (want->records != NULL)
				check_bytes("data", got->records->data,
				    want->records->data);
		}
		if (entry != NULL)
			dns_entry_release(entry);
		dns_cache_close(cache);
	}
}

static void try_list(void)
{
	struct dns_cache *cache = dns_cache_open(0);
	static const char *const names[] = { "b", "a.b", "a", "ab", "a" };
	static const char *const sorted[] = { "a", "a", "a.b", "ab", "b" };
	size_t count = 0;

	test_row("a list by name and type");
	for (size_t i = 0; i < ROWS(names); i++) {
		const struct dns_row row = { i == 4 ? DNS_A : DNS_TXT,
			DNS_NO_DATA, 0, NULL, 0, ABSENT, NULL };
		dns_entry_release(keep(cache, names[i], &row, 0));
	}
	const struct dns_entry **list = dns_cache_list(cache, arena, &count);
	check_number("count", count, ROWS(sorted));
	for (size_t i = 0; i < count; i++)
		check_bytes(
		    "name", dns_entry_name(list[i]), bytes_of(sorted[i]));
	check_number("A before TXT", dns_entry_row(list[0])->type, DNS_A);
	dns_cache_close(cache);
}

/* ---- how much --------------------------------------------------------------
 */

static void try_full(void)
{
	size_t most = 256 * 1024;
	struct dns_cache *cache = dns_cache_open(most);
	char text[2000];

	test_row("no more than its octets; what is used stays");
	memset(text, 'x', sizeof(text));
	keep_text(cache, "used.example", BYTES("v=spf1 -all"), 0);
	for (size_t i = 0; i < 20000; i++) {
		char name[32];
		snprintf(name, sizeof(name), "n%zu.example", i);
		keep_text(
		    cache, name, (struct bytes){ text, i % sizeof(text) }, 0);
		if (!is_kept(cache, DNS_TXT, "used.example", 0))
			break;
	}
	check_true("used", is_kept(cache, DNS_TXT, "used.example", 0));
	check_true("newest", is_kept(cache, DNS_TXT, "n19999.example", 0));
	check_true("oldest", !is_kept(cache, DNS_TXT, "n0.example", 0));
	check_true("octets", dns_cache_octets(cache) <= most);
	dns_cache_close(cache);

	test_row("an entry larger than there is room is given, not kept");
	cache = dns_cache_open(16 * 1024);
	const struct dns_record txt = { .data = { text, sizeof(text) } };
	const struct dns_row row = { DNS_TXT, DNS_FOUND, 60, &txt, 1, ABSENT,
		NULL };
	const struct dns_entry *entry = keep(cache, "big.example", &row, 0);
	check_bytes("data", dns_entry_row(entry)->records->data, txt.data);
	check_number("octets", dns_cache_octets(cache), 0);
	dns_entry_release(entry);
	dns_cache_close(cache);
}

/* ---- for whom --------------------------------------------------------------
 */

#define WORKERS 4
#define ROUNDS	20000

struct worker {
	pthread_t thread;
	struct dns_cache *cache;
	size_t wrong;
};

/* Each name has one right answer; a small cache forgets all the time. */
static void *work(void *argument)
{
	struct worker *worker = argument;

	for (size_t i = 0; i < ROUNDS; i++) {
		char name[32];
		int len =
		    snprintf(name, sizeof(name), "n%zu.example", (i * 7) % 257);
		struct bytes text = { name, (size_t)len };
		struct dns_key k = key(DNS_TXT, name);
		const struct dns_record txt = { .data = text };
		const struct dns_row row = { DNS_TXT, DNS_FOUND, 60, &txt, 1,
			ABSENT, NULL };
		int64_t now = (int64_t)i * 10;
		const struct dns_entry *e =
		    dns_cache_find(worker->cache, &k, now);
		if (e == NULL)
			e = dns_cache_keep(worker->cache, &k, &row, now);
		worker->wrong +=
		    !bytes_eq(dns_entry_row(e)->records->data, text);
		dns_entry_release(e);
	}
	return NULL;
}

static void try_threads(void)
{
	struct worker workers[WORKERS] = { 0 };
	struct dns_cache *cache = dns_cache_open(32 * 1024);

	test_row("several threads");
	for (size_t i = 0; i < WORKERS; i++) {
		workers[i].cache = cache;
		check_number("started",
		    pthread_create(&workers[i].thread, NULL, work, &workers[i]),
		    0);
	}
	for (size_t i = 0; i < WORKERS; i++) {
		pthread_join(workers[i].thread, NULL);
		check_number("wrong", workers[i].wrong, 0);
	}
	check_true("octets", dns_cache_octets(cache) <= 32 * 1024);
	dns_cache_close(cache);
}

int main(void)
{
	hashing = hash_key_new();
	arena = arena_open();
	try_lives();
	try_copy();
	try_meets();
	try_list();
	try_full();
	try_threads();
	arena_close(arena);
	return test_end("test_dns_cache");
}
