/* common/dns/dns_packet: RFC 1035 4, RFC 2181, RFC 2308, RFC 6604, RFC 6891 */
#include "tests/test.h"

#include "common/base/text.h"
#include "common/dns/dns_packet.h"
#include "tests/dns_answer_line.h"
#include "tests/dns_packet_rows.h"
#include <stdlib.h>
#include <string.h>

/* ---- packets of words ---------------------------------------------------- */

static struct bytes word_of(struct bytes *rest)
{
	struct bytes word;

	do
		bytes_cut(*rest, ' ', &word, rest);
	while (word.len == 0 && bytes_present(*rest));
	return word;
}

static void put_string(struct text *out, struct bytes string)
{
	text_char(out, (char)string.len);
	text_add(out, string);
}

static void put_name(struct text *out, struct bytes name)
{
	bool root = name.len == 0 || name.ptr[name.len - 1] != '+';

	if (!root)
		name.len--;
	while (name.len > 0) {
		struct bytes label;
		bytes_cut(name, '.', &label, &name);
		put_string(out, label);
	}
	if (root)
		text_char(out, '\0');
}

static void put_hex(struct text *out, struct bytes hex)
{
	for (size_t i = 0; i + 1 < hex.len; i += 2) {
		char digits[3] = { hex.ptr[i], hex.ptr[i + 1], '\0' };
		text_char(out, (char)strtol(digits, NULL, 16));
	}
}

static struct text packet_of(const char *words)
{
	struct text out = text_new(65536);
	struct bytes rest = bytes_of(words);
	size_t length = 0;

	while (rest.len > 0) {
		struct bytes word = word_of(&rest), tail = bytes_skip(word, 1);
		if (word.len == 0)
			break;
		if (word.ptr[0] == '@')
			put_name(&out, tail);
		else if (word.ptr[0] == '"')
			put_string(&out, tail);
		else if (word.ptr[0] == '\'')
			text_add(&out, tail);
		else if (word.ptr[0] == '{') {
			length = out.len;
			put_hex(&out, BYTES("0000"));
		} else if (word.ptr[0] == '}') {
			out.ptr[length] = (char)((out.len - length - 2) >> 8);
			out.ptr[length + 1] = (char)(out.len - length - 2);
		} else
			put_hex(&out, word);
	}
	return out;
}

/* Read from memory of just this size, so that a sanitizer sees the end. */
static enum dns_packet_says read_exactly(
    struct arena *arena, struct dns_answer *answer, struct bytes packet)
{
	char *copy = malloc(packet.len + 1);
	struct dns_chain chain;

	if (copy == NULL)
		abort();
	char *end = copy + 1;
	if (packet.len > 0)
		memcpy(end, packet.ptr, packet.len);
	dns_chain_start(&chain, answer);
	enum dns_packet_says says = dns_packet_read(
	    &chain, arena, (struct bytes){ end, packet.len }, BYTES("s"));
	free(copy);
	return says;
}

static void try_row(struct arena *arena, size_t i)
{
	struct text packet = packet_of(rows[i].packet), out = text_new(4096);
	struct dns_answer answer = { .name = BYTES("a.test"),
		.type = rows[i].type };
	enum dns_packet_says says =
	    read_exactly(arena, &answer, text_bytes(&packet));
	size_t records = 0;

	if (says == DNS_PACKET_ALL)
		answer_shown(&out, &answer);
	else
		aliases_shown(&out, &answer);
	if (says == DNS_PACKET_NO_EDNS)
		text_add(&out, BYTES("no edns"));
	if (says == DNS_PACKET_TRUNCATED)
		text_add(&out, BYTES("truncated"));
	if (says == DNS_PACKET_GOES_ON)
		text_add(&out, BYTES("goes on"));
	check_bytes("answer", text_bytes(&out), bytes_of(rows[i].says));
	for (const struct dns_record *r = answer.records; r; r = r->next)
		records++;
	check_number("record_count", answer.record_count, records);
	for (size_t len = 0; len < packet.len; len++) {
		struct dns_answer cut = { .name = BYTES("a.test"),
			.type = rows[i].type };
		read_exactly(
		    arena, &cut, bytes_first(text_bytes(&packet), len));
	}
	arena_reset(arena);
	text_free(&out);
	text_free(&packet);
}

/* ---- chains of several packets, and questions ------------------------------
 */

static void alias_packet(struct dns_chain *chain, struct arena *arena, int i)
{
	char words[256];

	snprintf(words, sizeof(words),
	    HEAD("8180", "0001", "0000",
		"0000") "@n%d.test 0001 0001 c00c " ALIAS "{ @n%d.test }",
	    i, i + 1);
	struct text packet = packet_of(words);
	dns_packet_read(chain, arena, text_bytes(&packet), BYTES("s"));
	text_free(&packet);
}

static void test_long_chain(struct arena *arena)
{
	struct dns_answer answer = { .name = BYTES("n0.test"), .type = DNS_A };
	struct dns_chain chain;
	int i = 0;

	test_row("a chain over several packets has an end");
	dns_chain_start(&chain, &answer);
	for (; i < 100 && answer.detail == NULL; i++)
		alias_packet(&chain, arena, i);
	check_number("packets", i, 16);
	check_number("status", answer.status, DNS_MALFORMED);
	check_text("detail", answer.detail, "too many CNAMEs in a row");
	arena_reset(arena);
}

static const struct {
	const char *name, *words; /* NULL: no question */
	enum dns_type type;
	unsigned how;
} questions[] = {
	{ "a.test", "1234 0100 0001 0000 0000 0000 @a.test 0010 0001", DNS_TXT,
	    DNS_RECURSE },
	{ "a.test",
	    "1234 0100 0001 0000 0000 0001 @a.test 001c 0001 "
	    "00 0029 04d0 00000000 0000",
	    DNS_AAAA, DNS_RECURSE | DNS_EDNS },
	{ "a.test", "1234 0000 0001 0000 0000 0000 @a.test 0006 0001", DNS_SOA,
	    0 },
	{ "a.test",
	    "1234 0110 0001 0000 0000 0001 @a.test 0010 0001 "
	    "00 0029 04d0 00000000 0000",
	    DNS_TXT, DNS_RECURSE | DNS_UNCHECKED | DNS_EDNS },
	{ "_x.a b",
	    "1234 0100 0001 0000 0000 0000 02 '_x 03 61 20 62 00 000f 0001",
	    DNS_MX, DNS_RECURSE },
	{ N253, "1234 0100 0001 0000 0000 0000 @" N253 " 0001 0001", DNS_A,
	    DNS_RECURSE },
	{ N253 "0", NULL, DNS_A, DNS_RECURSE },
	{ L63 "0", NULL, DNS_A, DNS_RECURSE },
	{ "", "1234 0100 0001 0000 0000 0000 00 0002 0001", DNS_NS,
	    DNS_RECURSE },
	{ ".", NULL, DNS_A, DNS_RECURSE },
	{ "a..b", NULL, DNS_A, DNS_RECURSE },
	{ ".a", NULL, DNS_A, DNS_RECURSE },
	{ "a.", NULL, DNS_A, DNS_RECURSE },
};

int main(void)
{
	struct arena *arena = arena_open();
	unsigned char packet[DNS_QUESTION_SIZE];

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		try_row(arena, i);
	}
	test_long_chain(arena);
	for (size_t i = 0; i < ROWS(questions); i++) {
		test_row(questions[i].name);
		size_t len = dns_packet_write(packet, 0x1234, questions[i].type,
		    bytes_of(questions[i].name), questions[i].how);
		struct text wanted = packet_of(questions[i].words);
		struct bytes written = { (char *)packet, len };
		check_bytes("question", written,
		    wanted.len > 0 ? text_bytes(&wanted) : BYTES(""));
		text_free(&wanted);
	}
	arena_close(arena);
	return test_end("test_dns_packet");
}
