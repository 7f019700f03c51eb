/*
 * bench_verify - what a whole inspection costs beside its cryptography
 *
 * The floor of a verification is one RSA-2048 verify and the SHA-256 of the
 * message's octets.  It is timed in the same process with the same OpenSSL, in
 * turns with what is compared to it, in time of the processor; of the turns
 * the median counts.  So what else the machine does falls on both.
 *
 * Keys and DNS come from memory.  Allocations are counted behind malloc(),
 * those of OpenSSL apart, after the first turn.
 */
#include "tests/signer.h"
#include "tests/test.h"

#include "common/dns/resolver.h"
#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim.h"
#include "mailplumb/options/common_options.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <time.h>

#define TURNS 15

/* ---- allocations ----------------------------------------------------------
 */

static size_t allocated, allocated_by_openssl;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
	allocated++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocated++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	allocated++;
	return __real_realloc(memory, size);
}

static void *openssl_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	allocated_by_openssl++;
	return __real_malloc(size);
}

static void *openssl_realloc(
    void *memory, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	allocated_by_openssl++;
	return __real_realloc(memory, size);
}

static void openssl_free(void *memory, const char *file, int line)
{
	(void)file, (void)line;
	free(memory);
}

/* ---- the message ----------------------------------------------------------
 */

static const char author_fields[] =
    "From: Example <hello@example.com>\r\n"
    "To: probe@example.org\r\n"
    "Subject: a message like many others [ABCDEFGHIJKLMNOPQRSTUVWXYZ]\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 7bit\r\n"
    "Message-ID: <0100019ecc094b6e-000000@email.amazonses.com>\r\n"
    "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    "Feedback-ID: ::1.us-east-1.abc=:AmazonSES\r\n"
    "X-SES-Outgoing: 2026.11.20-54.240.8.156\r\n"
    "\r\n";

static const char server_fields[] =
    "Delivered-To: probe@example.org\r\n"
    "Received: by 2002:a05:6a10:1:: with SMTP id x1csp1;\r\n"
    "        Fri, 20 Nov 2026 02:00:01 -0800 (PST)\r\n"
    "Return-Path: <a@b.example.com>\r\n"
    "Received: from a8-156.smtp-out.amazonses.com "
    "(a8-156.smtp-out.amazonses.com. [54.240.8.156])\r\n"
    "        by mx.google.com with ESMTPS id d2e1a72f for "
    "<probe@example.org>\r\n"
    "        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\r\n"
    "        Fri, 20 Nov 2026 02:00:00 -0800 (PST)\r\n"
    "Received-SPF: pass (google.com: domain of a@b.example.com designates "
    "54.240.8.156 as permitted sender) client-ip=54.240.8.156;\r\n"
    "Authentication-Results: mx.google.com;\r\n"
    "       dkim=pass header.i=@example.com header.s=s1;\r\n"
    "       spf=pass (google.com: domain of a@b.example.com designates "
    "54.240.8.156 as permitted sender) smtp.mailfrom=a@b.example.com;\r\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) "
    "header.from=example.com\r\n";

static const char zone[] =
    "$TTL 300\n"
    "_dmarc.example.com. TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n"
    "example.com. TXT \"v=spf1 -all\"\n"
    "b.example.com. TXT \"v=spf1 include:amazonses.com ~all\"\n"
    "b.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
    "amazonses.com. TXT \"v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 "
    "ip4:54.240.0.0/18 ip4:69.169.224.0/20 -all\"\n";

static struct bytes without_cr(struct arena *arena, struct bytes raw)
{
	char *text = arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '\r')
			text[len++] = raw.ptr[i];
	return (struct bytes){ text, len };
}

static struct bytes message_make(
    struct arena *arena, EVP_PKEY *key, size_t size, bool crlf)
{
	struct signing how = { .key = key,
		.header = CANON_RELAXED,
		.body = CANON_RELAXED,
		.names = "from:to:subject:mime-version:content-type:date:"
			 "message-id:feedback-id" };
	struct text text = text_new(size + 4096);
	size_t header = 0;

	text_add(&text, bytes_of(author_fields));
	header = sizeof(server_fields) + 700; /* with the signature */
	while (text.len + header < size)
		text_printf(&text, "%s\r\n",
		    "A line of text as they stand in mail, 72 octets long "
		    "or a little more.");
	struct bytes raw = arena_join(arena, bytes_of(server_fields),
	    signer_sign(arena, text_bytes(&text), &how), ABSENT);
	text_free(&text);
	return crlf ? raw : without_cr(arena, raw);
}

/* ---- what is compared -----------------------------------------------------
 */

struct bench {
	struct bytes raw;
	struct arena *arena;
	struct arena *findings; /* of judge() alone */
	struct inspection judged;
	struct premises premises;
	struct dns *dns;
	struct dkim_keys *keys;
	EVP_PKEY_CTX *verify;
	struct bytes signature; /* of the floor */
	unsigned char digest[SHA256_SIZE];
	bool good;
};

static void once_floor(struct bench *b)
{
	unsigned char digest[SHA256_SIZE];

	sha256(b->raw, digest);
	b->good =
	    EVP_PKEY_verify(b->verify, (const unsigned char *)b->signature.ptr,
		b->signature.len, b->digest, SHA256_SIZE) == 1;
}

static void once_dkim(struct bench *b)
{
	struct message m;

	arena_reset(b->arena);
	dns_begin(b->dns);
	message_read(&m, b->raw, b->arena);
	struct dkim_verdict *v = dkim_verify(b->arena, b->dns, b->keys, &m,
	    dkim_signatures_read(b->arena, &m), b->premises.now);
	b->good = v != NULL && v->reason == DKIM_VERIFIED;
}

static void once_read(struct bench *b)
{
	struct fault fault = { 0 };
	struct inspection in;

	arena_reset(b->arena);
	in = inspection_new(b->arena, &b->premises);
	b->good = inspection_run(&in, b->raw, &fault);
}

static void once_all(struct bench *b)
{
	struct fault fault = { 0 };
	struct inspection in;

	arena_reset(b->arena);
	dns_begin(b->dns);
	in = inspection_new(b->arena, &b->premises);
	in.dns = b->dns;
	in.keys = b->keys;
	b->good =
	    inspection_run(&in, b->raw, &fault) && in.verdict == VERDICT_PASS &&
	    dmarc_result(in.verified.dmarc->by[RFC9989].reason) == AUTH_PASS;
}

/* A healthy message that was verified: what is left is to find nothing. */
static void once_judge(struct bench *b)
{
	arena_reset(b->findings);
	b->judged.arena = b->findings;
	b->judged.findings = NULL;
	judge(&b->judged);
	b->good = b->judged.verdict == VERDICT_PASS;
}

static const struct row {
	const char *what;
	void (*once)(struct bench *b);
	const char *wanted;
} rows[] = {
	{ "DKIM alone", once_dkim, "0.75" },
	{ "full inspection", once_all, "0.60" },
};

/* ---- measuring ------------------------------------------------------------
 */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double turn(struct bench *b, void (*once)(struct bench *), size_t count)
{
	double start = seconds();

	for (size_t i = 0; i < count; i++)
		once(b);
	if (!b->good) {
		puts("bench_verify: what should pass does not");
		exit(1);
	}
	return (seconds() - start) / (double)count;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, TURNS, sizeof(*times), by_size);
	return times[TURNS / 2];
}

static void compare(struct bench *b, const struct row *row, size_t count)
{
	double least[TURNS], took[TURNS], ratios[TURNS];

	turn(b, row->once, 10); /* from here on the state is steady */
	size_t ours = allocated, openssl = allocated_by_openssl;
	for (size_t i = 0; i < TURNS; i++) {
		least[i] = turn(b, once_floor, count);
		took[i] = turn(b, row->once, count);
		ratios[i] = least[i] / took[i];
	}
	double messages = (double)(TURNS * count);
	printf("  %-18s %8.0f/s %8.2f us  %5.2f of the floor (%s)  "
	       "%.2f allocations, OpenSSL %.2f\n",
	    row->what, 1 / median(took), median(took) * 1e6, median(ratios),
	    b->raw.len > 50000 ? "0.80" : row->wanted,
	    (double)(allocated - ours) / messages,
	    (double)(allocated_by_openssl - openssl) / messages);
}

/* What the judge adds to an inspection. */
static void compare_judge(struct bench *b, size_t count)
{
	double took[TURNS], all[TURNS], ratios[TURNS];
	struct fault fault = { 0 };

	arena_reset(b->arena);
	dns_begin(b->dns);
	b->judged = inspection_new(b->arena, &b->premises);
	b->judged.dns = b->dns;
	b->judged.keys = b->keys;
	inspection_run(&b->judged, b->raw, &fault);
	for (size_t i = 0; i < TURNS; i++)
		took[i] = turn(b, once_judge, count * 10);
	for (size_t i = 0; i < TURNS; i++) {
		all[i] = turn(b, once_all, count);
		ratios[i] = took[i] / (all[i] - took[i]);
	}
	printf("  %-18s %8.0f/s %8.2f us  %5.3f of the rest of an inspection "
	       "(0.10 at most)\n",
	    "judge", 1 / median(took), median(took) * 1e6, median(ratios));
}

static void bench_size(struct bench *b, size_t count, const char *what)
{
	double least[TURNS];

	for (size_t i = 0; i < TURNS; i++)
		least[i] = turn(b, once_floor, count);
	printf("%zu octets, %s; the floor: %.0f/s, %.2f us\n", b->raw.len, what,
	    1 / median(least), median(least) * 1e6);
	for (size_t i = 0; i < ROWS(rows); i++)
		compare(b, &rows[i], count);
	compare_judge(b, count);
	for (size_t i = 0; i < TURNS; i++) {
		struct dns *dns = b->dns;
		b->dns = NULL;
		least[i] = turn(b, once_read, count);
		b->dns = dns;
	}
	printf("  %-18s %8.0f/s %8.2f us\n", "read, body, judge",
	    1 / median(least), median(least) * 1e6);
}

static struct resolver *resolver_make(
    struct arena *arena, EVP_PKEY *key, struct fault *fault)
{
	struct bytes record = signer_record(arena, key);

	/* A character-string holds 255 octets. */
	return resolver_of_text(
	    arena_printf(arena,
		"%ss1._domainkey.example.com. TXT \"%.*s\" \"%.*s\"\n", zone,
		FMT(bytes_first(record, 200)), FMT(bytes_skip(record, 200))),
	    fault);
}

static void floor_make(struct bench *b, struct arena *arena, EVP_PKEY *key)
{
	sha256(BYTES("floor"), b->digest);
	b->signature = signer_raw(arena, key, b->digest);
	b->verify = EVP_PKEY_CTX_new(key, NULL);
	signer_must(
	    EVP_PKEY_verify_init(b->verify) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(b->verify, EVP_sha256()) == 1);
}

int main(void)
{
	struct common_options options = common_options_new();
	struct fault fault = { 0 };
	struct arena *made = arena_open();
	struct bench b = { .arena = arena_open(), .findings = arena_open() };

	signer_must(CRYPTO_set_mem_functions(
			openssl_malloc, openssl_realloc, openssl_free) == 1);
	EVP_PKEY *key = signer_rsa(2048);
	struct resolver *resolver = resolver_make(made, key, &fault);
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);
	if (resolver == NULL || suffixes == NULL) {
		fault_print(&fault);
		return 1;
	}
	b.premises = common_premises(&options);
	b.premises.now = INT64_C(1795169100000);
	b.premises.suffixes = suffixes;
	b.dns = dns_open(resolver);
	b.keys = dkim_keys_open();
	floor_make(&b, made, key);

	b.raw = message_make(made, key, 4096, true);
	bench_size(&b, 1000, "CRLF");
	b.raw = message_make(made, key, 4096, false);
	bench_size(&b, 1000, "LF");
	b.raw = message_make(made, key, (size_t)100 * 1024, true);
	bench_size(&b, 100, "CRLF");

	EVP_PKEY_CTX_free(b.verify);
	EVP_PKEY_free(key);
	dkim_keys_close(b.keys);
	dns_close(b.dns);
	resolver_close(resolver);
	suffix_list_close(suffixes);
	arena_close(b.arena);
	arena_close(b.findings);
	arena_close(made);
	return 0;
}
