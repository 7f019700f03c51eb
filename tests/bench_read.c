/*
 * bench_read - how fast the header of each message of an mbox is read
 *
 * Ratios are against memchr() over the same octets in the same run, line by
 * line: the least that any reader of lines must do.
 */
#include "common/net/suffix.h"
#include "inspect/read/author.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/dkim_signature.h"
#include "inspect/read/envelope.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/trust.h"
#include "inspect/verify/reported.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MESSAGES 100000
#define SIGNED	 "0123456789abcdef0123456789abcdef0123456789abcdef01234567\n\t "

static const char header[] =
    "Delivered-To: probe@example.org\n"
    "Received: by 2002:a05:6a10:1:: with SMTP id x1csp1;\n"
    "        Fri, 20 Nov 2026 02:00:01 -0800 (PST)\n"
    "ARC-Authentication-Results: i=1; mx.google.com;\n"
    "       dkim=pass header.i=@example.com header.s=s1 header.b=01234567;\n"
    "       spf=pass (google.com: domain of a@b.example.com designates "
    "54.240.8.156 as permitted sender) smtp.mailfrom=a@b.example.com;\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com\n"
    "Return-Path: <a@b.example.com>\n"
    "Received: from a8-156.smtp-out.amazonses.com "
    "(a8-156.smtp-out.amazonses.com. [54.240.8.156])\n"
    "        by mx.google.com with ESMTPS id d2e1a72f for "
    "<probe@example.org>\n"
    "        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\n"
    "        Fri, 20 Nov 2026 02:00:00 -0800 (PST)\n"
    "Authentication-Results: mx.google.com;\n"
    "       dkim=pass header.i=@example.com header.s=s1 header.b=01234567;\n"
    "       spf=pass (google.com: domain of a@b.example.com designates "
    "54.240.8.156 as permitted sender) smtp.mailfrom=a@b.example.com;\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com\n"
    "DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\n"
    "\ts=s1; d=example.com; t=1795168800;\n"
    "\th=From:To:Subject:MIME-Version:Content-Type:Date:Message-ID;\n"
    "\tbh=n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=;\n"
    "\tb=" SIGNED SIGNED SIGNED "0123456789=\n"
    "From: Example <hello@example.com>\n"
    "To: probe@example.org\n"
    "Subject: a message like many others [ABCDEFGHIJKLMNOPQRSTUVWXYZ]\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 7bit\n"
    "Message-ID: <0100019ecc094b6e-000000@email.amazonses.com>\n"
    "Date: Fri, 20 Nov 2026 10:00:00 +0000\n"
    "Feedback-ID: ::1.us-east-1.abc=:AmazonSES\n"
    "X-SES-Outgoing: 2026.11.20-54.240.8.156\n"
    "\n";

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The messages lie one behind the other, each `size` octets. */
static char *mbox_make(size_t size)
{
	char *mbox = malloc(size * MESSAGES);

	if (mbox == NULL)
		exit(1);
	for (size_t i = 0; i < MESSAGES; i++)
		memcpy(mbox + i * size, header, size);
	return mbox;
}

static size_t count_lines(const char *mbox, size_t size)
{
	size_t lines = 0;
	const char *end = mbox + size;

	while ((mbox = memchr(mbox, '\n', (size_t)(end - mbox))) != NULL) {
		lines++;
		mbox++;
	}
	return lines;
}

static size_t read_headers(const char *mbox, size_t size, struct arena *arena)
{
	size_t fields = 0;
	struct message m;

	for (size_t i = 0; i < MESSAGES; i++) {
		message_read(
		    &m, (struct bytes){ mbox + i * size, size }, arena);
		fields += m.field_count;
		arena_reset(arena);
	}
	return fields;
}

static size_t read_all(const char *mbox, size_t size, struct arena *arena,
    const struct suffix_list *suffixes)
{
	struct premises premises = { .suffixes = suffixes };
	struct reported reported;
	struct envelope envelope;
	struct author author;
	struct message m;
	size_t aligned = 0;

	for (size_t i = 0; i < MESSAGES; i++) {
		message_read(
		    &m, (struct bytes){ mbox + i * size, size }, arena);
		author_read(&author, arena, &m);
		struct hop *hops = received_read(arena, &m);
		const struct receiver *receiver =
		    receiver_find(hops, &premises);
		const struct hop *border =
		    border_find(hops, receiver, suffixes);
		struct claim_field *claims = claims_read(arena, &m);
		claims_trust(claims, &m, hops, border, receiver, &premises);
		envelope_read(&envelope, arena, &m, border, claims, &premises);
		reported_read(&reported, arena, claims,
		    dkim_signatures_read(arena, &m), &author, &envelope,
		    suffixes);
		aligned += reported.dkim_aligned && reported.spf_aligned;
		arena_reset(arena);
	}
	return aligned;
}

static void show(const char *what, size_t size, double took, double least)
{
	printf("%-28s %7.0f MB/s  %5.2f of memchr\n", what,
	    (double)size / 1e6 / took, least / took);
}

int main(void)
{
	struct fault fault = { 0 };
	struct arena *arena = arena_open();
	struct suffix_list *suffixes = suffix_list_open(NULL, &fault);
	size_t size = sizeof(header) - 1;
	size_t all = size * MESSAGES;
	char *mbox = mbox_make(size);

	double start = seconds();
	size_t lines = count_lines(mbox, all);
	double least = seconds() - start;
	printf("%d messages, %zu octets of header each, %zu lines\n", MESSAGES,
	    size, lines);
	show("lines by memchr", all, least, least);

	start = seconds();
	size_t fields = read_headers(mbox, size, arena);
	show("header fields", all, seconds() - start, least);
	start = seconds();
	size_t aligned = read_all(mbox, size, arena, suffixes);
	show("all of read and verify", all, seconds() - start, least);
	printf("%zu fields, %zu messages aligned\n", fields, aligned);

	suffix_list_close(suffixes);
	arena_close(arena);
	free(mbox);
	return aligned == MESSAGES ? 0 : 1;
}
