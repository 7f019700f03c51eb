/* inspect/verify/dmarc_record, dmarc_uri: RFC 9989 4.7 and 4.8 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/mail/dmarc_uri.h"
#include "inspect/verify/dmarc_record.h"

static struct arena *arena;

/* ---- what is a record -----------------------------------------------------
 */

static const struct {
	const char *text, *refused;
	bool begins;
} texts[] = {
	{ "v=DMARC1; p=none", NULL, true },
	{ "v=DMARC1", NULL, true },
	{ "v=DMARC1;", NULL, true },
	{ "v = DMARC1 ; p=none", NULL, true },
	{ "v\t=\tDMARC1\t;p=none", NULL, true },
	{ " v=DMARC1;p=none", NULL, true },
	{ "V=DMARC1; p=none", NULL, true },
	{ "v=DMARC1;;;", NULL, true },
	{ "v=dmarc1; p=none", "DMARC1 is not in capitals", false },
	{ "v=DMARC1x; p=none", "there is no ';' after v=DMARC1", false },
	{ "v=DMARC1 p=none", "there is no ';' after v=DMARC1", false },
	{ "v=DMARC1, p=none", "there is no ';' after v=DMARC1", false },
	{ "v=DMARC2; p=none", "the version is not DMARC1", false },
	{ "v=DMARC; p=none", "the version is not DMARC1", false },
	{ "p=none; v=DMARC1", "v=DMARC1 is not the first tag", false },
	{ ";v=DMARC1; p=none", "v=DMARC1 is not the first tag", false },
	{ "\"v=DMARC1; p=none\"", "something stands before v=DMARC1", false },
	{ "\xef\xbb\xbfv=DMARC1; p=none", "something stands before v=DMARC1",
	    false },
	{ "DMARC1; p=none", "it does not begin with v=DMARC1", false },
	{ "v:DMARC1; p=none", "it does not begin with v=DMARC1", false },
	{ "v=spf1 -all", NULL, false },
	{ "some other text", NULL, false },
	{ "p=none", NULL, false },
	{ "v=", NULL, false },
	{ "", NULL, false },
};

static void try_texts(void)
{
	for (size_t i = 0; i < ROWS(texts); i++) {
		struct bytes text = bytes_of(texts[i].text);
		test_row(texts[i].text);
		check_true(
		    "is one", dmarc_record_begins(text) == texts[i].begins);
		check_text(
		    "refused", dmarc_record_refused(text), texts[i].refused);
	}
}

/* ---- tags ------------------------------------------------------------------
 */

static const char *const kinds[] = {
	[FLAW_SYNTAX] = "syntax",
	[FLAW_UNKNOWN] = "unknown",
	[FLAW_REMOVED] = "removed",
	[FLAW_VALUE] = "value",
	[FLAW_REPEATED] = "repeated",
	[FLAW_MISSING] = "missing",
	[FLAW_PLACE] = "place",
	[FLAW_IDLE] = "idle",
};

static void add_policy(
    struct text *out, const char *tag, enum dmarc_policy policy)
{
	if (policy != POLICY_UNSET)
		text_printf(out, "%s=%s ", tag, dmarc_policy_word(policy));
}

/* All that is not a default, then the flaws as KIND:TAG. */
static struct bytes told(const struct dmarc_record *record)
{
	struct text out = text_new(4096);

	add_policy(&out, "p", record->p);
	add_policy(&out, "sp", record->sp);
	add_policy(&out, "np", record->np);
	if (record->psd != PSD_UNKNOWN)
		text_printf(
		    &out, "psd=%c ", record->psd == PSD_YES ? 'y' : 'n');
	text_printf(&out, "%s%s%s", record->strict_dkim ? "adkim " : "",
	    record->strict_spf ? "aspf " : "", record->testing ? "t " : "");
	if (record->percent != 100)
		text_printf(&out, "pct=%u ", record->percent);
	text_printf(&out, "%s%s%s", record->rua_valid ? "rua " : "",
	    record->unusable[RFC9989] ? "!9989 " : "",
	    record->unusable[RFC7489] ? "!7489 " : "");
	for (const struct dmarc_flaw *f = record->flaws; f != NULL; f = f->next)
		text_printf(&out, "%s:%.*s ", kinds[f->kind], FMT(f->tag));
	struct bytes copy = arena_copy(arena, bytes_trim(text_bytes(&out)));
	text_free(&out);
	return copy;
}

#define RUA "rua=mailto:a@example.com"

static const struct {
	const char *shows, *tags, *told;
} rows[] = {
	{ "p=none", "p=none", "p=none" },
	{ "p=quarantine", "p=quarantine", "p=quarantine" },
	{ "p=reject", "p=reject", "p=reject" },
	{ "values in any case", "p=Reject; adkim=S; t=Y; psd=N",
	    "p=reject psd=n adkim t" },
	{ "blanks around = and ;", " p = reject\t; sp\t=\tnone ;",
	    "p=reject sp=none" },
	{ "no blanks", "p=reject;sp=none;np=reject",
	    "p=reject sp=none np=reject" },
	{ "a name in capitals", "P=reject", "p=reject" },
	{ "p= missing", "sp=none", "sp=none !9989 !7489 missing:p" },
	{ "p= missing, with rua", RUA, "rua !9989 !7489 missing:p" },
	{ "nothing but the version", "", "!9989 !7489 missing:p" },
	{ "p= empty", "p=", "!9989 !7489 value:p" },
	{ "p= of nonsense", "p=monitor; " RUA, "rua !9989 !7489 value:p" },
	{ "p= not second", "sp=none; p=reject", "p=reject sp=none place:p" },
	{ "sp= of nonsense", "p=reject; sp=x",
	    "p=reject !9989 !7489 value:sp" },
	{ "np= of nonsense: RFC 7489 does not know it", "p=reject; np=x",
	    "p=reject !9989 value:np" },
	{ "psd=y", "p=none; psd=y", "p=none psd=y" },
	{ "psd=n", "p=none; psd=n", "p=none psd=n" },
	{ "psd=u", "p=none; psd=u", "p=none" },
	{ "psd= of nonsense", "p=none; psd=yes", "p=none value:psd" },
	{ "adkim=r, aspf=r", "p=none; adkim=r; aspf=r", "p=none" },
	{ "adkim=s", "p=none; adkim=s", "p=none adkim" },
	{ "aspf=s", "p=none; aspf=s", "p=none aspf" },
	{ "modes of nonsense",
	    "p=none; adkim=strict; aspf=", "p=none value:adkim value:aspf" },
	{ "t=n", "p=none; t=n", "p=none" },
	{ "t= of nonsense", "p=none; t=1", "p=none value:t" },
	{ "fo with ruf", "p=none; fo=1:d:s; ruf=mailto:a@example.com",
	    "p=none" },
	{ "fo=0", "p=none; fo=0; ruf=mailto:a@example.com", "p=none" },
	{ "fo without ruf", "p=none; fo=1", "p=none idle:fo" },
	{ "fo of 0 and 1", "p=none; fo=0:1; ruf=mailto:a@example.com",
	    "p=none value:fo" },
	{ "fo of nonsense", "p=none; fo=x; ruf=mailto:a@example.com",
	    "p=none value:fo" },
	{ "pct", "p=none; pct=50", "p=none pct=50 removed:pct" },
	{ "pct=0", "p=none; pct=0", "p=none pct=0 removed:pct" },
	{ "pct=100", "p=none; pct=100", "p=none removed:pct" },
	{ "pct of nonsense", "p=none; pct=101",
	    "p=none value:pct removed:pct" },
	{ "ri and rf", "p=none; ri=86400; rf=afrf",
	    "p=none removed:ri removed:rf" },
	{ "ri of nonsense", "p=none; ri=x", "p=none value:ri removed:ri" },
	{ "rf of nonsense", "p=none; rf=x", "p=none value:rf removed:rf" },
	{ "an unknown tag", "p=none; x=1; policy=reject",
	    "p=none unknown:x unknown:policy" },
	{ "no tag=value", "p=none; junk; =x", "p=none syntax: unknown:" },
	{ "two semicolons", "p=none;; sp=none", "p=none sp=none syntax:" },
	{ "a semicolon at the end", "p=none;", "p=none" },
	{ "a tag twice: the first counts", "p=none; p=reject",
	    "p=none repeated:p" },
	{ "v= again", "p=none; v=DMARC1", "p=none repeated:v" },
	{ "commas for semicolons", "p=none, sp=reject", "!9989 !7489 value:p" },
	{ "what is no text", "p=none\x01; \xff=\x80",
	    "!9989 !7489 value:p unknown:\xff" },
	{ "rua", "p=none; " RUA, "p=none rua" },
	{ "rua of two", "p=none; " RUA " , mailto:b@example.net",
	    "p=none rua" },
	{ "rua with a size", "p=none; " RUA "!10m", "p=none rua removed:rua" },
	{ "rua of which one is valid",
	    "p=none; rua=a@b,"
	    "mailto:b@c",
	    "p=none rua value:rua" },
	{ "rua of nonsense", "p=none; rua=a@example.com", "p=none value:rua" },
	{ "rua of another scheme", "p=none; rua=https://example.com/r",
	    "p=none rua idle:rua" },
	{ "rua empty", "p=none; rua=", "p=none value:rua" },
	{ "ruf does not stand in for p=", "ruf=mailto:a@example.com",
	    "!9989 !7489 missing:p" },
};

static void try_tags(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes text =
		    arena_printf(arena, "v=DMARC1; %s", rows[i].tags);
		test_row(rows[i].shows);
		const struct dmarc_record *record =
		    dmarc_record_read(arena, BYTES("example.com"), text);
		check_bytes("told", told(record), bytes_of(rows[i].told));
		check_bytes("text", record->text, text);
		check_bytes("domain", record->domain, BYTES("example.com"));
	}
}

static void try_flaw(void)
{
	const struct dmarc_record *record = dmarc_record_read(arena,
	    BYTES("example.com"), BYTES("v=DMARC1; p=none; Sp= monitor "));

	test_row("a flaw says where and what");
	check_bytes("tag", record->flaws->tag, BYTES("Sp"));
	check_bytes("value", record->flaws->value, BYTES("monitor"));
	check_text(
	    "what", record->flaws->what, "none of none, quarantine, reject");
	check_true("one", record->flaws->next == NULL);
}

static void try_blank(void)
{
	const struct dmarc_record *record = dmarc_record_read(
	    arena, BYTES("example.com"), BYTES(" v=DMARC1; p=none"));

	test_row("a blank before v=");
	check_bytes("told", told(record), BYTES("p=none syntax:"));
}

static void try_many(void)
{
	struct text text = text_new(64 * 1024);
	size_t count = 0;

	text_add(&text, BYTES("v=DMARC1"));
	while (!text.full)
		text_add(&text, BYTES(";x"));
	test_row("64 KB of nonsense");
	const struct dmarc_record *record =
	    dmarc_record_read(arena, BYTES("example.com"), text_bytes(&text));
	for (const struct dmarc_flaw *f = record->flaws; f != NULL; f = f->next)
		count++;
	check_number("flaws kept", count, 50);
	text_clear(&text);
	text_add(&text, BYTES("v=DMARC1;rua="));
	while (!text.full)
		text_add(&text, BYTES(","));
	test_row("64 KB of commas");
	record =
	    dmarc_record_read(arena, BYTES("example.com"), text_bytes(&text));
	check_true("nobody to report to", !record->rua_valid);
	text_free(&text);
}

/* ---- URIs ------------------------------------------------------------------
 */

static const struct {
	const char *uri, *domain, *mistake;
} uris[] = {
	{ "mailto:a@example.com", "example.com", NULL },
	{ "MAILTO:a@Example.COM", "Example.COM", NULL },
	{ "mailto:a@example.com?subject=x", "example.com", NULL },
	{ "mailto:a%40b@example.com", "example.com", NULL },
	{ "mailto:a@b@example.com", "example.com", NULL },
	{ "https://example.com/path", "example.com", NULL },
	{ "https://u@example.com:443/path", "example.com", NULL },
	{ "tag:x", NULL, NULL },
	{ "mailto:", NULL, "no address after mailto:" },
	{ "mailto:example.com", NULL, "no address after mailto:" },
	{ "mailto:@example.com", NULL, "no address after mailto:" },
	{ "mailto:a@", NULL, "no address after mailto:" },
	{ "mailto:a b@example.com", "example.com",
	    "an octet that a URI cannot have" },
	{ "mailto:<a@example.com>", "example.com>",
	    "an octet that a URI cannot have" },
	{ "mailto:a!b@example.com", "example.com",
	    "an octet that a URI cannot have" },
	{ "mailto:a@example.com!x", "example.com!x",
	    "an octet that a URI cannot have" },
	{ "https:", NULL, "nothing after the scheme" },
	{ "a@example.com", NULL,
	    "not a URI such as mailto:reports@example.com" },
	{ "1a:b", NULL, "not a URI such as mailto:reports@example.com" },
	{ "a b:c", NULL, "not a URI such as mailto:reports@example.com" },
	{ ":c", NULL, "not a URI such as mailto:reports@example.com" },
	{ "", NULL, "an empty place in the list" },
};

static void try_uris(void)
{
	for (size_t i = 0; i < ROWS(uris); i++) {
		struct bytes rest = bytes_of(uris[i].uri), uri;
		const char *mistake = "";
		test_row(uris[i].uri);
		check_true("one", dmarc_uri_next(&rest, &uri, &mistake));
		check_bytes("whole", uri, bytes_of(uris[i].uri));
		check_text("mistake", mistake, uris[i].mistake);
		check_bytes(
		    "domain", dmarc_uri_domain(uri), bytes_of(uris[i].domain));
		check_true("no more", !dmarc_uri_next(&rest, &uri, &mistake));
	}
}

static const struct {
	const char *list, *told;
} lists[] = {
	{ "mailto:a@b,mailto:c@d", "mailto:a@b|mailto:c@d|" },
	{ " mailto:a@b\t, mailto:c@d ", "mailto:a@b|mailto:c@d|" },
	{ "mailto:a@b!10m,mailto:c@d!5", "mailto:a@b|mailto:c@d|" },
	{ "mailto:a@b!1K", "mailto:a@b|" },
	{ "mailto:a@b!,x", "mailto:a@b!|x|" },
	{ "a,,b", "a||b|" },
};

static void try_lists(void)
{
	for (size_t i = 0; i < ROWS(lists); i++) {
		struct bytes rest = bytes_of(lists[i].list), uri;
		struct text out = text_new(256);
		const char *mistake;
		test_row(lists[i].list);
		while (dmarc_uri_next(&rest, &uri, &mistake))
			text_printf(&out, "%.*s|", FMT(uri));
		check_bytes("list", text_bytes(&out), bytes_of(lists[i].told));
		text_free(&out);
	}
}

int main(void)
{
	arena = arena_open();
	try_texts();
	try_tags();
	try_flaw();
	try_blank();
	try_many();
	try_uris();
	try_lists();
	arena_close(arena);
	return test_end("test_dmarc_record");
}
