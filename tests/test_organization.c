/* inspect/verify/organization, align: RFC 9989 4.10, RFC 7489 3.2 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/net/suffix.h"
#include "inspect/verify/align.h"
#include "inspect/verify/organization.h"
#include "tests/dns_of_lines.h"

static struct arena *arena;

struct world {
	struct resolver *resolver;
	struct dns *dns;
	struct walker walker;
};

static void world_open(struct world *world, const char *lines)
{
	world->resolver = dns_of_lines(lines);
	world->dns = dns_open(world->resolver);
	dns_begin(world->dns);
	world->walker = (struct walker){ .arena = arena, .dns = world->dns };
}

static void world_close(struct world *world)
{
	dns_close(world->dns);
	resolver_close(world->resolver);
}

/* What was asked, without "_dmarc.", separated by blanks. */
static struct bytes asked(const struct dns *dns)
{
	struct text out = text_new(4096);

	for (size_t i = 0; i < dns_asked(dns); i++) {
		struct bytes name = dns_answer_at(dns, i)->name;
		if (i > 0)
			text_char(&out, ' ');
		text_add(&out, bytes_starts(name, BYTES("_dmarc."))
				   ? bytes_skip(name, 7)
				   : name);
	}
	struct bytes copy = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return copy;
}

#define RECORD " TXT v=DMARC1; p=none\n"
#define PSD    " TXT v=DMARC1; p=none; psd=y\n"
#define OWN    " TXT v=DMARC1; p=none; psd=n\n"

static const struct {
	const char *shows, *domain, *dns, *asked, *organization;
} walks[] = {
	{ "nothing published: the domain itself", "a.mail.example.com", "",
	    "a.mail.example.com mail.example.com example.com com",
	    "a.mail.example.com" },
	{ "one label", "com", "", "com", "com" },
	{ "its own record", "example.com", "_dmarc.example.com" RECORD,
	    "example.com com", "example.com" },
	{ "one above", "mail.example.com", "_dmarc.example.com" RECORD,
	    "mail.example.com example.com com", "example.com" },
	{ "two: the one with the fewest labels (4.10.2, first example)",
	    "a.mail.example.com",
	    "_dmarc.mail.example.com" RECORD "_dmarc.example.com" RECORD,
	    "a.mail.example.com mail.example.com example.com com",
	    "example.com" },
	{ "psd=n ends it (second example)", "a.mail.example.com",
	    "_dmarc.mail.example.com" OWN "_dmarc.example.com" RECORD,
	    "a.mail.example.com mail.example.com", "mail.example.com" },
	{ "psd=y above: one label below it (third example)",
	    "a.mail.example.com", "_dmarc.com" PSD,
	    "a.mail.example.com mail.example.com example.com com",
	    "example.com" },
	{ "psd=y ends it", "a.mail.example.com",
	    "_dmarc.example.com" PSD "_dmarc.com" RECORD,
	    "a.mail.example.com mail.example.com example.com",
	    "mail.example.com" },
	{ "psd=y where the walk starts is no reason to go below", "example.com",
	    "_dmarc.example.com" PSD, "example.com", "example.com" },
	{ "psd=y, with a record below", "giant.bank.example",
	    "_dmarc.giant.bank.example" RECORD "_dmarc.bank.example" PSD,
	    "giant.bank.example bank.example", "giant.bank.example" },
	{ "psd=n at the start", "mail.example.com",
	    "_dmarc.mail.example.com" OWN "_dmarc.example.com" RECORD,
	    "mail.example.com", "mail.example.com" },
	{ "psd=u is like none", "mail.example.com",
	    "_dmarc.mail.example.com TXT v=DMARC1; p=none; psd=u\n"
	    "_dmarc.example.com" RECORD,
	    "mail.example.com example.com com", "example.com" },
	{ "a record at the top-level domain, without psd=y", "mail.example.com",
	    "_dmarc.example.com" RECORD "_dmarc.com" RECORD,
	    "mail.example.com example.com com", "com" },
	{ "several records are none; the walk goes on", "mail.example.com",
	    "_dmarc.mail.example.com" OWN
	    "_dmarc.mail.example.com TXT v=DMARC1; p=reject\n"
	    "_dmarc.example.com" RECORD,
	    "mail.example.com example.com com", "example.com" },
	{ "what is no record is not counted", "mail.example.com",
	    "_dmarc.mail.example.com TXT v=spf1 -all\n"
	    "_dmarc.mail.example.com TXT v=dmarc1; p=reject; psd=n\n"
	    "_dmarc.mail.example.com" RECORD "_dmarc.example.com" RECORD,
	    "mail.example.com example.com com", "example.com" },
	{ "seven labels: all", "a.b.c.d.e.example.com",
	    "_dmarc.example.com" RECORD,
	    "a.b.c.d.e.example.com b.c.d.e.example.com c.d.e.example.com "
	    "d.e.example.com e.example.com example.com com",
	    "example.com" },
	{ "eight labels: all", "a.b.c.d.e.f.example.com",
	    "_dmarc.example.com" RECORD,
	    "a.b.c.d.e.f.example.com b.c.d.e.f.example.com "
	    "c.d.e.f.example.com d.e.f.example.com e.f.example.com "
	    "f.example.com example.com com",
	    "example.com" },
	{ "nine labels: from the second question on, seven",
	    "a.b.c.d.e.f.g.example.com", "_dmarc.example.com" RECORD,
	    "a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com "
	    "d.e.f.g.example.com e.f.g.example.com f.g.example.com "
	    "g.example.com example.com com",
	    "example.com" },
	{ "thirteen labels (B.4.2)", "a.b.c.d.e.f.g.h.i.j.k.example.com",
	    "_dmarc.example.com" RECORD,
	    "a.b.c.d.e.f.g.h.i.j.k.example.com g.h.i.j.k.example.com "
	    "h.i.j.k.example.com i.j.k.example.com j.k.example.com "
	    "k.example.com example.com com",
	    "example.com" },
	{ "a record between is passed over", "a.b.c.d.e.f.g.example.com",
	    "_dmarc.b.c.d.e.f.g.example.com" OWN,
	    "a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com "
	    "d.e.f.g.example.com e.f.g.example.com f.g.example.com "
	    "g.example.com example.com com",
	    "a.b.c.d.e.f.g.example.com" },
	{ "psd=y far above a long name", "a.b.c.d.e.f.g.example.com",
	    "_dmarc.com" PSD,
	    "a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com "
	    "d.e.f.g.example.com e.f.g.example.com f.g.example.com "
	    "g.example.com example.com com",
	    "example.com" },
	{ "the DNS fails above: it may be another", "mail.example.com",
	    "_dmarc.example.com" RECORD "_dmarc.com timeout\n",
	    "mail.example.com example.com com", NULL },
	{ "the DNS fails at the start, and nothing else is there",
	    "mail.example.com", "_dmarc.mail.example.com servfail\n",
	    "mail.example.com example.com com", "mail.example.com" },
	{ "the DNS fails at the start, and above is more", "mail.example.com",
	    "_dmarc.mail.example.com servfail\n_dmarc.example.com" RECORD,
	    "mail.example.com example.com com", NULL },
	{ "the DNS fails behind the end", "mail.example.com",
	    "_dmarc.mail.example.com" OWN "_dmarc.com refused\n",
	    "mail.example.com", "mail.example.com" },
	{ "it fails right below psd=y", "mail.example.com",
	    "_dmarc.example.com timeout\n_dmarc.com" PSD,
	    "mail.example.com example.com com", NULL },
};

static void try_walks(void)
{
	for (size_t i = 0; i < ROWS(walks); i++) {
		struct world world;
		struct dmarc_walk walk;
		test_row(walks[i].shows);
		world_open(&world, walks[i].dns);
		walk_run(&world.walker, bytes_of(walks[i].domain), &walk);
		check_bytes(
		    "asked", asked(world.dns), bytes_of(walks[i].asked));
		check_number("places", walk.count, dns_asked(world.dns));
		check_bytes("organisational domain", walk_organization(&walk),
		    bytes_of(walks[i].organization));
		walk_run(&world.walker, bytes_of(walks[i].domain), &walk);
		check_bytes(
		    "again", asked(world.dns), bytes_of(walks[i].asked));
		world_close(&world);
	}
}

/* ---- names at their limits ------------------------------------------------
 */

static struct bytes labels_of(const char *label, size_t times, const char *end)
{
	struct text out = text_new(512);

	while (times-- > 0)
		text_printf(&out, "%s.", label);
	text_add(&out, bytes_of(end));
	struct bytes copy = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return copy;
}

static void try_long(void)
{
	struct world world;
	struct dmarc_walk walk;
	struct bytes domain = labels_of("a", 126, "b"); /* 253 octets */

	test_row("127 labels, 253 octets: no question is too long");
	world_open(&world, "_dmarc.a.a.b" RECORD);
	walk_want(world.dns, domain);
	walk_run(&world.walker, domain, &walk);
	check_number("octets", domain.len, 253);
	check_number("places", walk.count, DMARC_WALK_MOST);
	check_number("asked", dns_asked(world.dns), DMARC_WALK_MOST - 1);
	check_true("not asked", walk.places[0]->answer == NULL);
	check_bytes(
	    "organisational domain", walk_organization(&walk), BYTES("a.a.b"));
	world_close(&world);

	test_row("246 octets, the most that can have a record");
	world_open(&world, "");
	domain = labels_of("abc", 61, "de");
	walk_run(&world.walker, domain, &walk);
	check_number("octets", domain.len, 246);
	check_true("asked", walk.places[0]->answer != NULL);
	check_number("name", walk.places[0]->answer->name.len, 253);
	check_true("fine", walk.places[0]->answer->detail == NULL);
	world_close(&world);

	test_row("what is no domain");
	world_open(&world, "");
	walk_want(world.dns, ABSENT);
	walk_run(&world.walker, ABSENT, &walk);
	check_number("places", walk.count, 0);
	walk_run(&world.walker, labels_of("a", 200, "b"), &walk);
	check_number("places", walk.count, 0);
	world_close(&world);
}

/* ---- two walks -------------------------------------------------------------
 */

enum { NO, YES, OPEN };

static const struct {
	const char *shows, *a, *b, *dns;
	int meet;
} pairs[] = {
	{ "parent and child under one record", "mail.example.com",
	    "example.com", "_dmarc.example.com" RECORD, YES },
	{ "siblings under one record", "a.example.com", "b.example.com",
	    "_dmarc.example.com" RECORD, YES },
	{ "no record: each is its own", "mail.example.com", "example.com", "",
	    NO },
	{ "a record at the child alone", "mail.example.com", "example.com",
	    "_dmarc.mail.example.com" RECORD, NO },
	{ "strangers", "example.com", "example.net",
	    "_dmarc.example.com" RECORD "_dmarc.example.net" RECORD, NO },
	{ "psd=n cuts the child off", "mail.example.com", "example.com",
	    "_dmarc.mail.example.com" OWN "_dmarc.example.com" RECORD, NO },
	{ "two below psd=y", "mail.giant.bank.example",
	    "mail.mega.bank.example", "_dmarc.bank.example" PSD, NO },
	{ "both fail above, to the same end", "mail.example.com", "example.com",
	    "_dmarc.example.com" RECORD "_dmarc.com timeout\n", YES },
	{ "strangers whose top-level domain fails", "a.example.com",
	    "b.example.net",
	    "_dmarc.example.com" RECORD "_dmarc.example.net" RECORD
	    "_dmarc.net timeout\n",
	    NO },
	{ "they would meet in a record at the top", "a.example.com",
	    "b.elsewhere.com",
	    "_dmarc.example.com" RECORD "_dmarc.elsewhere.com" RECORD
	    "_dmarc.com timeout\n",
	    OPEN },
	{ "the child may be cut off", "mail.example.com", "example.com",
	    "_dmarc.mail.example.com timeout\n_dmarc.example.com" RECORD,
	    OPEN },
	{ "two fail", "a.example.com", "b.example.com",
	    "_dmarc.a.example.com timeout\n_dmarc.b.example.com timeout\n"
	    "_dmarc.example.com" RECORD,
	    OPEN },
};

static void try_pairs(void)
{
	for (size_t i = 0; i < ROWS(pairs); i++) {
		struct world world;
		struct dmarc_walk a, b;
		bool same = false;
		test_row(pairs[i].shows);
		world_open(&world, pairs[i].dns);
		walk_run(&world.walker, bytes_of(pairs[i].a), &a);
		walk_run(&world.walker, bytes_of(pairs[i].b), &b);
		int meet = walks_meet(&a, &b, &same) ? same : OPEN;
		check_number("meet", meet, pairs[i].meet);
		meet = walks_meet(&b, &a, &same) ? same : OPEN;
		check_number("the other way", meet, pairs[i].meet);
		world_close(&world);
	}
}

/* ---- by the Public Suffix List ---------------------------------------------
 */

static const struct {
	const char *domain, *organization;
} listed[] = {
	{ "example.com", "example.com" },
	{ "a.b.example.com", "example.com" },
	{ "a.example.co.uk", "example.co.uk" },
	{ "co.uk", "co.uk" },
	{ "com", "com" },
	{ "localhost", "localhost" },
};

static void try_list(void)
{
	struct fault fault = { 0 };
	struct suffix_list *list = suffix_list_open(NULL, &fault);

	for (size_t i = 0; list != NULL && i < ROWS(listed); i++) {
		test_row(listed[i].domain);
		check_bytes("organisational domain",
		    organization_of(list, bytes_of(listed[i].domain)),
		    bytes_of(listed[i].organization));
	}
	suffix_list_close(list);
}

int main(void)
{
	arena = arena_open();
	try_walks();
	try_long();
	try_pairs();
	try_list();
	arena_close(arena);
	return test_end("test_organization");
}
