/* common/dns/dns_delegation: referrals and what authorities say of themselves
 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/dns/dns_delegation.h"
#include <stdlib.h>

#define AA  0x8400u
#define REF 0x8000u

/* Records as words: SECTION OWNER TYPE DATA; of NS a name, of A an address in
 * hexadecimal digits, as of AAAA.  The question is NS of example.test. */
static const struct {
	const char *shows;
	unsigned flags;
	const char *records;
	const char *says; /* owner: hosts, each with its glue */
} rows[] = {
	{ "a referral with glue", REF,
	    "2 example.test 2 ns1.example.test,2 example.test 2 ns.else.test,"
	    "3 ns1.example.test 1 c0000201,"
	    "3 ns1.example.test 28 20010db8000000000000000000000001",
	    "example.test: ns1.example.test 192.0.2.1 2001:db8::1; "
	    "ns.else.test;" },
	{ "an authority's own", AA, "1 example.test 2 ns1.example.test",
	    "AA example.test: ns1.example.test; 1 answers" },
	{ "a zone above", REF, "2 test 2 ns.test", "test: ns.test;" },
	{ "the root", REF, "2 . 2 ns.test", ".: ns.test;" },
	{ "a name beside it", REF, "2 other.test 2 ns.test", "" },
	{ "a name below it", REF, "2 a.example.test 2 ns.test", "" },
	{ "two owners: the first", REF,
	    "2 example.test 2 ns1.test,2 test 2 ns2.test",
	    "example.test: ns1.test;" },
	{ "a host twice", REF,
	    "2 example.test 2 ns1.test,2 example.test 2 NS1.test",
	    "example.test: ns1.test;" },
	{ "a host of a blank", REF, "2 example.test 2 n_s.test",
	    "example.test:" },
	{ "glue of nobody", REF,
	    "2 example.test 2 ns1.test,3 ns2.test 1 c0000201",
	    "example.test: ns1.test;" },
	{ "glue of a wrong length", REF,
	    "2 example.test 2 ns1.test,3 ns1.test 1 c00002",
	    "example.test: ns1.test;" },
	{ "no such name", AA | 3, "", "AA 3" },
	{ "a question", 0, "", "(it is no answer)" },
};

static struct arena *arena;

static void put_16(struct text *out, unsigned n)
{
	text_char(out, (char)(n >> 8));
	text_char(out, (char)n);
}

/* An underscore is a blank here. */
static void put_name(struct text *out, struct bytes name)
{
	struct bytes label;

	while (name.len > 0 && !bytes_is(name, ".")) {
		bytes_cut(name, '.', &label, &name);
		text_char(out, (char)label.len);
		for (size_t i = 0; i < label.len; i++)
			text_char(
			    out, label.ptr[i] == '_' ? ' ' : label.ptr[i]);
	}
	text_char(out, '\0');
}

static void put_data(struct text *out, unsigned type, struct bytes data)
{
	struct text octets = text_new(300);

	if (type == DNS_NS)
		put_name(&octets, data);
	else
		for (size_t i = 0; i + 1 < data.len; i += 2) {
			char digits[3] = { data.ptr[i], data.ptr[i + 1], 0 };
			text_char(&octets, (char)strtol(digits, NULL, 16));
		}
	put_16(out, (unsigned)octets.len);
	text_add(out, text_bytes(&octets));
	text_free(&octets);
}

static struct bytes word_next(struct bytes *rest)
{
	struct bytes word;

	bytes_cut(*rest, ' ', &word, rest);
	return word;
}

static unsigned record_put(struct text *out, struct bytes words)
{
	struct bytes section = word_next(&words), owner = word_next(&words);
	uint64_t type = 0;

	bytes_number(word_next(&words), 255, &type);
	put_name(out, owner);
	put_16(out, (unsigned)type);
	put_16(out, 1);
	put_16(out, 0);
	put_16(out, 300);
	put_data(out, (unsigned)type, words);
	return (unsigned)(section.ptr[0] - '0');
}

static struct text packet_of(unsigned flags, const char *records)
{
	struct text out = text_new(1024);
	struct bytes rest = bytes_of(records), words;

	put_16(&out, 0x1234);
	put_16(&out, flags);
	put_16(&out, 1);
	for (size_t i = 0; i < 3; i++)
		put_16(&out, 0);
	put_name(&out, BYTES("example.test"));
	put_16(&out, DNS_NS);
	put_16(&out, 1);
	while (rest.len > 0) {
		bytes_cut(rest, ',', &words, &rest);
		out.ptr[5 + 2 * record_put(&out, words)]++;
	}
	return out;
}

static void show(struct text *out, const struct dns_delegation *d)
{
	char text[IP_TEXT_SIZE];

	if (d->mistake != NULL)
		text_printf(out, "(%s)", d->mistake);
	text_printf(out, "%s", d->head.authoritative ? "AA " : "");
	if (d->head.rcode > 0)
		text_printf(out, "%u ", d->head.rcode);
	if (bytes_present(d->owner))
		text_printf(out,
		    "%.*s:", FMT(d->owner.len > 0 ? d->owner : BYTES(".")));
	for (size_t i = 0; i < d->host_count; i++) {
		text_printf(out, " %.*s", FMT(d->hosts[i].name));
		for (size_t k = 0; k < d->hosts[i].glue_count; k++)
			text_printf(
			    out, " %s", ip_write(&d->hosts[i].glue[k], text));
		text_add(out, BYTES(";"));
	}
	if (d->answers > 0)
		text_printf(out, " %zu answers", d->answers);
}

/* Of memory of just this size, so that a sanitizer sees the end. */
static void try_cut(struct bytes packet, size_t len)
{
	struct dns_delegation delegation;
	char *copy = malloc(len + 1);

	if (copy == NULL)
		abort();
	memcpy(copy + 1, packet.ptr, len);
	dns_delegation_read(&delegation, arena, (struct bytes){ copy + 1, len },
	    DNS_NS, BYTES("example.test"));
	check_true("a packet that ends early is a mistake",
	    delegation.mistake != NULL);
	free(copy);
}

static void try_row(size_t row)
{
	struct text packet = packet_of(rows[row].flags, rows[row].records);
	struct text out = text_new(1024);
	struct dns_delegation delegation;

	test_row(rows[row].shows);
	dns_delegation_read(&delegation, arena, text_bytes(&packet), DNS_NS,
	    BYTES("example.test"));
	show(&out, &delegation);
	check_bytes("delegation",
	    out.len > 0 ? bytes_trim(text_bytes(&out)) : BYTES(""),
	    bytes_of(rows[row].says));
	for (size_t len = 0; len < packet.len; len++)
		try_cut(text_bytes(&packet), len);
	text_free(&out);
	text_free(&packet);
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	arena_close(arena);
	return test_end("test_dns_delegation");
}
