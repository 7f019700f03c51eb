/*
 * bench_dkim - DKIM alone, against the least it can cost
 *
 * The floor is one RSA-2048 verification and the SHA-256 of the message's
 * octets, by the same OpenSSL in the same process.  Both are timed in turn,
 * in processor time, and the best of each counts, so that other work on the
 * machine shows as little as it can.
 */
#include "tests/signer.h"

#include "common/dns/resolver.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/verify/dkim.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ROUNDS 25

static struct arena *arena, *kept;
static struct dkim_keys *keys;
static struct dns *dns;
static EVP_PKEY *key;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- what is timed
 * ------------------------------------------------------------ */

struct floor {
	struct public_key *key;
	struct bytes signature;
	unsigned char digest[SHA256_SIZE];
};

static struct floor floor_of(void)
{
	struct floor floor;
	struct public_key_facts facts;

	sha256(BYTES("floor"), floor.digest);
	floor.signature = signer_raw(kept, key, floor.digest);
	public_key_read(&facts, PUBLIC_KEY_RSA, signer_public(kept, key));
	floor.key = public_key_open(&facts);
	return floor;
}

static bool least(const struct floor *floor, struct bytes raw)
{
	unsigned char digest[SHA256_SIZE];

	sha256(raw, digest);
	return public_key_verify(floor->key, floor->digest, floor->signature);
}

static struct dkim_verdict *verify(struct bytes raw)
{
	struct message m;

	arena_reset(arena);
	dns_begin(dns);
	message_read(&m, raw, arena);
	struct dkim_signature *signatures = dkim_signatures_read(arena, &m);
	dkim_want(dns, signatures);
	return dkim_verify(arena, dns, keys, &m, signatures, 0);
}

/* ---- messages
 * ------------------------------------------------------------------ */

static struct bytes letter(size_t size, const char *line)
{
	struct text out = text_new(1 << 24);
	struct signing how = { .key = key,
		.header = CANON_RELAXED,
		.body = CANON_RELAXED,
		.names = "From:To:Subject:MIME-Version:Content-Type:Date:"
			 "Message-ID" };

	text_add(
	    &out, BYTES("Received: from a8-156.smtp-out.example.com\r\n"
			"\tby mx.example.net with ESMTPS id d2e1a72f;\r\n"
			"\tFri, 20 Nov 2026 02:00:00 -0800 (PST)\r\n"
			"From: Example <hello@example.com>\r\n"
			"To: probe@example.org\r\n"
			"Subject: a message like many others\r\n"
			"MIME-Version: 1.0\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Message-ID: <0100019ecc094b6e@email.example.com>\r\n"
			"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\n"));
	while (out.len < size - 600)
		text_add(&out, bytes_of(line));
	struct bytes raw = signer_sign(kept, text_bytes(&out), &how);
	text_free(&out);
	return raw;
}

static struct bytes with_lf(struct bytes raw)
{
	char *text = arena_alloc(kept, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '\r')
			text[len++] = raw.ptr[i];
	return (struct bytes){ text, len };
}

static void compare(
    const char *what, const struct floor *floor, struct bytes raw)
{
	double best[2] = { 1e9, 1e9 };
	size_t times = 2000000 / (raw.len + 4000);
	bool good = true;

	for (int round = 0; round < ROUNDS; round++) {
		double start = seconds();
		for (size_t i = 0; i < times; i++)
			good &= least(floor, raw);
		double between = seconds();
		for (size_t i = 0; i < times; i++)
			good &= verify(raw)->reason == DKIM_VERIFIED;
		double took[] = { between - start, seconds() - between };
		for (int i = 0; i < 2; i++)
			best[i] = took[i] < best[i] ? took[i] : best[i];
	}
	printf("%-34s %7zu octets %8.2f us, floor %7.2f: %.2f%s\n", what,
	    raw.len, best[1] * 1e6 / (double)times,
	    best[0] * 1e6 / (double)times, best[0] / best[1],
	    good ? "" : " WRONG");
}

int main(void)
{
	static const char line[] = "This is a line of ordinary text, as long "
				   "as such lines usually are here.\r\n";
	static const char html[] = "    <td  class=\"a\">\tcell </td>\r\n";
	struct fault fault = { 0 };

	arena = arena_open();
	kept = arena_open();
	keys = dkim_keys_open();
	key = signer_rsa(2048);
	struct floor floor = floor_of();
	struct resolver *resolver = resolver_of_text(
	    arena_printf(kept,
		"{\"schema\": \"mailplumb.dns/1\", \"answers\": [{\"name\": "
		"\"s1._domainkey.example.com\", \"type\": \"TXT\", "
		"\"status\": \"found\", \"ttl\": 60, \"data\": [\"%.*s\"], "
		"\"server\": null}]}",
		FMT(signer_record(kept, key))),
	    &fault);
	dns = dns_open(resolver);
	struct bytes small = letter(4096, line), big = letter(102400, line);
	compare("4 KB", &floor, small);
	compare("4 KB, LF alone", &floor, with_lf(small));
	compare("100 KB", &floor, big);
	compare("100 KB, LF alone", &floor, with_lf(big));
	compare("100 KB of indented lines", &floor, letter(102400, html));
	public_key_close(floor.key);
	EVP_PKEY_free(key);
	dns_close(dns);
	resolver_close(resolver);
	dkim_keys_close(keys);
	arena_close(kept);
	arena_close(arena);
	return 0;
}
