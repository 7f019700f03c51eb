/* inspect/judge/rules/rules_published, inspect/model/served, common/dns/served:
 * what name servers say one by one, and what that means */
#include "tests/served_lines.h"
#include "tests/world.h"

struct row {
	const char *shows, *lines;
	const char *wanted; /* of a.example.com; NULL: nothing in particular */
	const char *findings; /* the ids, in order; "": none */
	const char *says;     /* a part of the first finding; NULL: none */
};

#define TWO(one, other)                              \
	"zone\nns1 dl 192.0.2.1 authority " one "\n" \
	"ns2 dl 192.0.2.2 authority " other "\n"
#define RESOLVER(says) "= 192.0.2.53 " says "\n"

static const struct row rows[] = {
	{ "all agree", TWO("7 x y", "7 x y") RESOLVER("authority x y"), NULL,
	    "", NULL },
	{ "all say that there is nothing",
	    TWO("7 -", "7 -") RESOLVER("authority -"), NULL, "", NULL },
	{ "serials differ, data does not", TWO("7 x", "6 x"), NULL, "", NULL },

	/* ---- dns-not-propagated ---- */
	{ "one is behind", TWO("7 new", "6 old/900"), NULL,
	    "dns-not-propagated",
	    "different data: a change has not reached all" },
	{ "... for as long as its TTL", TWO("7 new", "6 old/900"), NULL,
	    "dns-not-propagated", "for 900 s after that" },
	{ "... evidence names server, serial and data",
	    TWO("7 new", "6 old/900"), NULL, "dns-not-propagated",
	    "ns2.example.com (192.0.2.2), serial 6: old" },
	{ "a new record at one alone", TWO("7 new", "6 -/60"), NULL,
	    "dns-not-propagated", "serial 6: no such name" },
	{ "several names are one finding",
	    TWO("7 new new", "6 old old") RESOLVER("authority old new"), NULL,
	    "dns-not-propagated", "b.example.com TXT" },
	{ "serial 1 is Route 53's and tells nothing", TWO("1 new", "1 old"),
	    NULL, "dns-not-propagated", NULL },
	{ "a serial round the corner", TWO("2 new", "4294967295 old"), NULL,
	    "dns-not-propagated", NULL },
	{ "a CNAME to somewhere else", TWO("7 >a.test", "6 >b.test"), NULL,
	    "dns-not-propagated", "CNAME to b.test" },
	{ "the same CNAME", TWO("7 >a.test", "6 >a.test"), NULL, "", NULL },
	{ "of what is wanted", TWO("7 old", "6 new"), "new",
	    "dns-not-propagated", NULL },
	{ "a resolver is behind",
	    TWO("7 new", "7 new") RESOLVER("authority old/280"), NULL,
	    "dns-not-propagated", "forgets the old data in 280 s" },
	{ "a resolver is behind, and nobody is ahead",
	    TWO("7 new", "7 new") RESOLVER("authority new/280"), NULL, "",
	    NULL },
	{ "none has what is wanted: nothing is on its way",
	    TWO("7 old", "7 old") RESOLVER("authority old"), "new", "", NULL },

	/* ---- dns-servers-disagree ---- */
	{ "the same serial, different data", TWO("7 new", "7 old"), NULL,
	    "dns-servers-disagree", "the same serial and different data" },
	{ "refuses",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 192.0.2.2 lame ? ~\n",
	    NULL, "dns-servers-disagree",
	    "ns2.example.com (192.0.2.2) is named as a server of example.com" },
	{ "says SERVFAIL",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 192.0.2.2 failing ? ~\n",
	    NULL, "dns-servers-disagree", "failing" },
	{ "lame, and nobody names it",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 - 192.0.2.2 lame ? ~\n",
	    NULL, "", NULL },
	{ "one of two addresses is silent: a note",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns1 dl 2001:db8::1 silent ? ~\n",
	    NULL, "dns-servers-disagree", "2001:db8::1" },
	{ "no way to IPv6 from here",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns1 dl 2001:db8::1 no-route ? ~\n",
	    NULL, "", NULL },
	{ "no IPv6 at all", "zone\nns1 dl 192.0.2.1 authority 7 x\n", NULL, "",
	    NULL },
	{ "no address", "zone\nns1 dl 192.0.2.1 authority 7 x\nns2 dl none\n",
	    NULL, "dns-servers-disagree", "has no address" },
	{ "nobody answers at all: that may be here",
	    "zone\nns1 dl 192.0.2.1 silent ? ~\n", NULL, "", NULL },

	/* ---- dns-delegation-stale ---- */
	{ "records where the parent sends nobody",
	    "zone\nns1 l 192.0.2.1 authority 7 x\n"
	    "old d 192.0.2.9 authority 3 -\n",
	    NULL, "dns-delegation-stale dns-not-propagated",
	    "stand at ns1.example.com, which the parent does not name" },
	{ "... and others where it does",
	    "zone\nns1 l 192.0.2.1 authority 7 new\n"
	    "old d 192.0.2.9 authority 7 old\n",
	    NULL, "dns-delegation-stale dns-servers-disagree",
	    "NS at the parent" },
	{ "the sets differ, the records do not",
	    "zone\nns1 l 192.0.2.1 authority 7 x\n"
	    "old d 192.0.2.9 authority 7 x\n",
	    NULL, "", NULL },
	{ "the parent's servers have more than the zone's",
	    "zone\nns1 l 192.0.2.1 authority 6 -\n"
	    "new d 192.0.2.9 authority 7 x\n",
	    NULL, "dns-not-propagated", NULL },
	{ "... but it is not what is wanted",
	    "zone\nns1 l 192.0.2.1 authority 7 x\n"
	    "old d 192.0.2.9 authority 7 -\n",
	    "y", "dns-servers-disagree", NULL },
	{ "the servers that it names refuse",
	    "zone\nns1 d 192.0.2.1 lame ? ~\nns2 d 192.0.2.2 silent ? ~\n",
	    NULL, "dns-delegation-stale", "do not serve that zone" },
	{ "... with SERVFAIL: they know it",
	    "zone\nns1 d 192.0.2.1 failing ? ~\n", NULL, "", NULL },
	{ "no delegation any more",
	    "zone undelegated\nns1 - 192.0.2.1 authority 7 x\n", NULL,
	    "dns-delegation-stale", "does not delegate the zone" },
	{ "nobody could tell the delegation",
	    "zone unknown\nns1 l 192.0.2.1 authority 7 x\n", NULL, "", NULL },

	/* ---- dns-dnssec-broken ---- */
	{ "SERVFAIL, and data without checking",
	    "zone ds\nns1 dl 192.0.2.1 authority 7 x\n"
	    "= 192.0.2.53 authority !x\n",
	    NULL, "dns-dnssec-broken", "DNSSEC does not validate" },
	{ "... and that there is nothing",
	    "zone ds\nns1 dl 192.0.2.1 authority 7 -\n"
	    "= 192.0.2.53 authority !-\n",
	    NULL, "dns-dnssec-broken", "without checking: no such name" },
	{ "... but the parent has no DS",
	    TWO("7 x", "7 x") RESOLVER("authority !x"), NULL, "", NULL },
	{ "... but behind an alias",
	    TWO("7 >b.test", "7 >b.test") RESOLVER("authority !>b.test"), NULL,
	    "dns-dnssec-broken", NULL },
	{ "SERVFAIL, with and without checking",
	    "zone ds\nns1 dl 192.0.2.1 authority 7 x\n"
	    "= 192.0.2.53 failing ~\n",
	    NULL, "", NULL },

	/* ---- dns-negative-cached ---- */
	{ "a resolver remembers that there was nothing",
	    TWO("7 x", "7 x") RESOLVER("authority -/540"), NULL,
	    "dns-negative-cached", "asks again in 540 s" },
	{ "... while some servers say so, too",
	    TWO("7 x", "6 -") RESOLVER("authority -/540"), NULL,
	    "dns-not-propagated", NULL },
	{ "... and there is nothing",
	    TWO("7 -", "7 -") RESOLVER("authority -/540"), NULL, "", NULL },
	{ "... and what there is was not wanted",
	    TWO("7 x", "7 x") RESOLVER("authority -/540"), "y", "", NULL },
};

static bool of_rules_published(const struct finding *finding)
{
	const struct rule *r = rules_published;

	while (r->finding != NULL && strcmp(r->finding, finding->row->id) != 0)
		r++;
	return r->finding != NULL;
}

static bool says(const struct finding *f, const char *part)
{
	struct bytes wanted = bytes_of(part);

	if (bytes_find(f->message, wanted) != NULL ||
	    bytes_find(f->fix.text, wanted) != NULL)
		return true;
	for (const struct evidence *e = f->evidence; e != NULL; e = e->next)
		if (bytes_find(e->value, wanted) != NULL ||
		    bytes_find(bytes_of(e->label), wanted) != NULL)
			return true;
	return false;
}

static void check_findings(const struct inspection *in, const struct row *row)
{
	struct text ids = text_new(1024);
	bool said = row->says == NULL;

	for (const struct finding *f = in->findings; f != NULL; f = f->next) {
		if (!of_rules_published(f))
			continue;
		text_printf(&ids, "%s%s", ids.len > 0 ? " " : "", f->row->id);
		said = said || says(f, row->says);
	}
	check_bytes("findings", ids.len > 0 ? text_bytes(&ids) : BYTES(""),
	    bytes_of(row->findings));
	check_true("what it says", said);
	text_free(&ids);
}

static void try_row(const struct row *row)
{
	struct served_world served;
	struct world w;

	test_row(row->shows);
	world_make(&w);
	w.in.served = served_of_lines(&served, arena, row->lines, row->wanted);
	judge(&w.in);
	check_findings(&w.in, row);
}

/* ---- weights and causes ---------------------------------------------------
 */

static void try_weight(const char *shows, const char *lines, const char *id,
    enum severity severity, const char *cause)
{
	struct served_world served;
	struct world w;

	test_row(shows);
	world_make(&w);
	w.in.served = served_of_lines(&served, arena, lines, NULL);
	judge(&w.in);
	const struct finding *f = finding_of(&w.in, id);
	check_true("is found", f != NULL);
	if (f == NULL)
		return;
	check_number("severity", f->severity, severity);
	check_text("cause", f->cause != NULL ? f->cause->row->id : NULL, cause);
}

static void try_weights(void)
{
	try_weight("silence is a note",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 192.0.2.2 silent ? ~\n",
	    "dns-servers-disagree", SEVERITY_NOTE, NULL);
	try_weight("a lame server is a risk",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 192.0.2.2 lame ? ~\n",
	    "dns-servers-disagree", SEVERITY_RISK, NULL);
	try_weight("a stale delegation explains what differs",
	    "zone\nns1 l 192.0.2.1 authority 7 x\n"
	    "old d 192.0.2.9 authority 3 -\n",
	    "dns-not-propagated", SEVERITY_RISK, "dns-delegation-stale");
	try_weight("an old cache is a note",
	    TWO("7 new", "7 new") RESOLVER("authority old/280"),
	    "dns-not-propagated", SEVERITY_NOTE, NULL);
	test_row("nobody was asked one by one");
	struct world w;
	world_make(&w);
	judge(&w.in);
	check_true("no finding", w.in.findings == NULL);
}

/* ---- everywhere, and for how long not -------------------------------------
 */

static const struct {
	const char *shows, *lines, *wanted;
	bool everywhere;
	uint32_t lingers;
} views[] = {
	{ "all agree", TWO("7 x", "7 x"), NULL, true, 0 },
	{ "all have it", TWO("7 x", "6 x"), "x", true, 0 },
	{ "none has it", TWO("7 x", "6 x/900"), "y", false, 900 },
	{ "one has it", TWO("7 x", "6 y/900"), "x", false, 900 },
	{ "a resolver alone has it not",
	    TWO("7 x", "7 x") RESOLVER("authority -/12"), "x", true, 12 },
	{ "one is silent",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 192.0.2.2 silent ? ~\n",
	    "x", false, 0 },
	{ "one is silent over IPv6",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns1 dl 2001:db8::1 silent ? ~\n",
	    "x", true, 0 },
	{ "one cannot be reached from here",
	    "zone\nns1 dl 192.0.2.1 authority 7 x\n"
	    "ns2 dl 2001:db8::1 no-route ? ~\n",
	    "x", true, 0 },
	{ "nobody answers", "zone\nns1 dl 192.0.2.1 silent ? ~\n", "x", false,
	    0 },
};

static void try_views(void)
{
	struct served_world w;

	for (size_t i = 0; i < ROWS(views); i++) {
		test_row(views[i].shows);
		served_of_lines(&w, arena, views[i].lines, views[i].wanted);
		check_number("everywhere", served_everywhere(&w.views[0]),
		    views[i].everywhere);
		check_number(
		    "lingers", served_lingers(&w.views[0]), views[i].lingers);
	}
}

int main(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(&rows[i]);
	try_weights();
	try_views();
	arena_close(arena);
	suffix_list_close(suffixes);
	return test_end("test_published");
}
