/* publish: several changes as one, and what stands there now */
#include "tests/change_rows.h"

#include "publish/change_merge.h"
#include "publish/change_write.h"

/* ---- merged ---------------------------------------------------------------
 */

struct part {
	const char *name;
	enum dns_type type;
	const char *records, *replaces;
};

static const struct {
	const char *shows;
	struct part parts[3];
	const char *want; /* as a zone file */
} merges[] = {
	{ "two names",
	    { { "a.b", DNS_TXT, "x", NULL }, { "c.b", DNS_TXT, "y", NULL } },
	    "a.b. 300 IN TXT \"x\"\nc.b. 300 IN TXT \"y\"\n" },
	{ "two types",
	    { { "a.b", DNS_TXT, "x", NULL }, { "a.b", DNS_MX, "1 y", NULL } },
	    "a.b. 300 IN TXT \"x\"\na.b. 300 IN MX 1 y.\n" },
	{ "the same twice",
	    { { "a.b", DNS_TXT, "x", NULL }, { "a.b", DNS_TXT, "x", NULL } },
	    "a.b. 300 IN TXT \"x\"\n" },
	{ "each adds one",
	    { { "a.b", DNS_TXT, "o|x", "o" }, { "a.b", DNS_TXT, "o|y", "o" } },
	    "a.b. 300 IN TXT \"o\"\na.b. 300 IN TXT \"x\"\n"
	    "a.b. 300 IN TXT \"y\"\n" },
	{ "each replaces another one",
	    { { "a.b", DNS_TXT, "x|q", "p|q" },
		{ "a.b", DNS_TXT, "p|y", "p|q" } },
	    "; was: a.b. 300 IN TXT \"p\"\n; was: a.b. 300 IN TXT \"q\"\n"
	    "a.b. 300 IN TXT \"x\"\na.b. 300 IN TXT \"y\"\n" },
	{ "both replace the same: the earlier counts",
	    { { "a.b", DNS_TXT, "x|k", "p|k" },
		{ "a.b", DNS_TXT, "y|k", "p|k" } },
	    "; was: a.b. 300 IN TXT \"p\"\n"
	    "a.b. 300 IN TXT \"x\"\na.b. 300 IN TXT \"k\"\n" },
	{ "two of one version: the earlier counts",
	    { { "a.b", DNS_TXT, "v=DMARC1; p=none", NULL },
		{ "a.b", DNS_TXT, "v=DMARC1;p=reject", NULL } },
	    "a.b. 300 IN TXT \"v=DMARC1; p=none\"\n" },
	{ "two versions",
	    { { "a.b", DNS_TXT, "v=spf1 -all", NULL },
		{ "a.b", DNS_TXT, "v=spf10", NULL } },
	    "a.b. 300 IN TXT \"v=spf1 -all\"\na.b. 300 IN TXT \"v=spf10\"\n" },
	{ "two CNAMEs: the earlier counts",
	    { { "a.b", DNS_CNAME, "x", NULL },
		{ "a.b", DNS_CNAME, "y", NULL } },
	    "a.b. 300 IN CNAME x.\n" },
	{ "one goes, one comes",
	    { { "a.b", DNS_TXT, NULL, "o" }, { "a.b", DNS_TXT, "o|x", "o" } },
	    "; was: a.b. 300 IN TXT \"o\"\na.b. 300 IN TXT \"x\"\n" },
	{ "both go",
	    { { "a.b", DNS_TXT, NULL, "o" }, { "a.b", DNS_TXT, NULL, "o" } },
	    "; delete: a.b. 300 IN TXT \"o\"\n" },
	{ "MX that differ in preference are two",
	    { { "a.b", DNS_MX, "1 x", NULL }, { "a.b", DNS_MX, "2 x", NULL } },
	    "a.b. 300 IN MX 1 x.\na.b. 300 IN MX 2 x.\n" },
	{ "three",
	    { { "a.b", DNS_TXT, "x", NULL }, { "c.b", DNS_TXT, "y", NULL },
		{ "a.b", DNS_TXT, "z", NULL } },
	    "a.b. 300 IN TXT \"x\"\na.b. 300 IN TXT \"z\"\n"
	    "c.b. 300 IN TXT \"y\"\n" },
};

static void try_merges(void)
{
	for (size_t i = 0; i < ROWS(merges); i++) {
		struct change *first = NULL, **end = &first;
		struct text out = text_new(10000);
		for (size_t k = 0; k < 3 && merges[i].parts[k].name; k++) {
			const struct part *part = &merges[i].parts[k];
			*end = change_of(part->name, part->type, part->records,
			    part->replaces);
			end = &(*end)->next;
		}
		test_row(merges[i].shows);
		changes_write(
		    changes_merged(arena, changes_copied(arena, first)),
		    CHANGE_ZONE, ABSENT, &out);
		check_bytes(
		    "merged", text_bytes(&out), bytes_of(merges[i].want));
		text_free(&out);
	}
}

/* ---- what stands there now --------------------------------------------------
 */

static void try_ttls(void)
{
	static const struct {
		const char *shows;
		uint32_t ttl;
		bool server;
		uint32_t want;
	} ttls[] = {
		{ "a file's", 77, false, 77 },
		{ "a server's, round", 300, true, 300 },
		{ "a resolver's, counted down", 2411, true, 3600 },
		{ "... to the last second", 1, true, 5 },
		{ "longer than any", 700000, true, 700000 },
		{ "none", 0, true, CHANGE_TTL },
	};

	for (size_t i = 0; i < ROWS(ttls); i++) {
		const struct dns_record *record =
		    record_host(arena, BYTES("a.b"));
		struct dns_answer now = { .name = BYTES("x.b"),
			.type = DNS_CNAME,
			.status = DNS_FOUND,
			.ttl = ttls[i].ttl,
			.records = record,
			.server =
			    ttls[i].server ? BYTES("192.0.2.1#53") : ABSENT };
		test_row(ttls[i].shows);
		check_number(
		    "ttl", change_away(arena, &now)->ttl, ttls[i].want);
	}
}

int main(void)
{
	arena = arena_open();
	try_merges();
	try_ttls();
	arena_close(arena);
	return test_end("test_change_merge");
}
