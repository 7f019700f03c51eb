/*
 * inspect/read/border and trust: whom to believe (RFC 8601 5, 7.1)
 *
 * Each row is the top of a message and what becomes of each claim: Y trusted,
 * F foreign, M misplaced, - nobody known, N never.
 */
#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include "inspect/read/authres.h"
#include "inspect/read/border.h"
#include "inspect/read/message.h"
#include "inspect/read/received.h"
#include "inspect/read/trust.h"

#define WHEN	 "; Fri, 20 Nov 2026 10:00:00 +0000\r\n"
#define SES	 "a8-156.smtp-out.amazonses.com"
#define FROM_SES "from " SES " (" SES " [54.240.8.156]) "
#define DKIM	 "DKIM-Signature: v=1; d=example.com\r\n"
#define FROM	 "From: a@example.com\r\n"
#define AR	 "Authentication-Results: "

/* The receivers' own parts */
#define GMAIL_INNER "Received: by 2002:a05:6a10:1:: with SMTP id x" WHEN
#define GMAIL_BORDER \
	"Received: " FROM_SES "by mx.google.com with ESMTPS id x" WHEN
#define GMAIL_SPF \
	"Received-SPF: pass (google.com: ok) client-ip=54.240.8.156;\r\n"
#define GMAIL_AR AR "mx.google.com; spf=pass smtp.mailfrom=b.example\r\n"
#define POSTFIX_LMTP \
	"Received: from mx.example.org by mx.example.org with LMTP id x" WHEN
#define POSTFIX_BORDER        \
	"Received: " FROM_SES \
	"by mx.example.org (Postfix) with ESMTPS id x" WHEN
#define EXCHANGE_INNER                                                        \
	"Received: from AB1.eurprd01.prod.outlook.com (2603:10a6:208:1::17) " \
	"by CD2.eurprd01.prod.outlook.com with HTTPS" WHEN
#define EXCHANGE_BORDER                                                    \
	"Received: from " SES " (54.240.8.156) by "                        \
	"DB8EUR05FT010.mail.protection.outlook.com (10.233.238.213) with " \
	"Microsoft SMTP Server id 15.20.1.1" WHEN
#define EXCHANGE_AR \
	AR "spf=pass (sender IP is 54.240.8.156) smtp.mailfrom=b.example\r\n"

static const struct {
	const char *shows, *header, *receiver, *id, *trust;
	const char *border; /* `by` of the border; NULL: none */
} rows[] = {
	/* Gmail writes below its own Received field */
	{ "Gmail",
	    GMAIL_INNER
	    "ARC-Authentication-Results: i=1; mx.google.com; "
	    "spf=pass\r\n" GMAIL_BORDER GMAIL_SPF GMAIL_AR DKIM FROM,
	    NULL, NULL, "YYY", "mx.google.com" },
	{ "Gmail, its id forged right below",
	    GMAIL_INNER GMAIL_BORDER GMAIL_SPF GMAIL_AR AR
	    "mx.google.com; dkim=pass header.d=example.com\r\n" FROM,
	    NULL, NULL, "YYM", "mx.google.com" },
	{ "Gmail, its id forged below the signature",
	    GMAIL_INNER GMAIL_BORDER GMAIL_SPF GMAIL_AR DKIM AR
	    "mx.google.com; dkim=pass header.d=example.com\r\n" FROM,
	    NULL, NULL, "YYM", "mx.google.com" },
	{ "Gmail, its id forged below From, and it wrote nothing itself",
	    GMAIL_INNER GMAIL_BORDER DKIM FROM AR
	    "mx.google.com; dkim=pass header.d=example.com\r\n",
	    NULL, NULL, "M", "mx.google.com" },
	{ "Gmail, its Received field forged as well",
	    GMAIL_INNER GMAIL_BORDER GMAIL_AR
	    "Received: from x ([203.0.113.9]) by mx.google.com with "
	    "SMTP id y" WHEN AR "mx.google.com; dkim=pass\r\n" FROM,
	    NULL, NULL, "YM", "mx.google.com" },
	{ "Gmail, Received-SPF forged",
	    GMAIL_BORDER GMAIL_SPF GMAIL_AR
	    "Received-SPF: pass client-ip=192.0.2.1\r\n" FROM,
	    NULL, NULL, "YYF", "mx.google.com" },
	{ "Gmail, another id right below its own",
	    GMAIL_BORDER GMAIL_AR AR "aaa.com; dkim=pass\r\n" FROM, NULL, NULL,
	    "YF", "mx.google.com" },
	{ "Gmail named, another border", POSTFIX_BORDER GMAIL_AR FROM, "gmail",
	    NULL, "Y", "mx.example.org" },
	{ "an id that only ends like Gmail's",
	    GMAIL_BORDER AR "evilmx.google.com.example; dkim=pass\r\n" AR
			    "notmx.google.com; dkim=pass\r\n" FROM,
	    NULL, NULL, "FF", "mx.google.com" },
	/* Exchange writes above, without an id */
	{ "Exchange",
	    EXCHANGE_INNER EXCHANGE_AR
	    "Received-SPF: Pass receiver=protection.outlook.com; "
	    "client-ip=54.240.8.156\r\n" EXCHANGE_BORDER DKIM FROM,
	    NULL, NULL, "YY", "DB8EUR05FT010.mail.protection.outlook.com" },
	{ "Exchange, its form forged",
	    EXCHANGE_INNER EXCHANGE_AR EXCHANGE_BORDER AR
	    "dkim=pass header.d=example.com\r\n" FROM,
	    NULL, NULL, "YM", "DB8EUR05FT010.mail.protection.outlook.com" },
	{ "Exchange, its form forged among the author's fields",
	    EXCHANGE_BORDER DKIM FROM AR "dkim=pass header.d=example.com\r\n",
	    NULL, NULL, "M", "DB8EUR05FT010.mail.protection.outlook.com" },
	{ "no id, and the receiver is not Exchange",
	    AR "spf=pass\r\n" POSTFIX_BORDER FROM, NULL, NULL, "F",
	    "mx.example.org" },
	{ "fields that are shown, not believed",
	    "X-Forefront-Antispam-Report: CIP:192.0.2.1;\r\n" EXCHANGE_AR
	    "Authentication-Results-Original: aaa.com; "
	    "dkim=pass\r\n" EXCHANGE_BORDER FROM,
	    NULL, NULL, "NYN", "DB8EUR05FT010.mail.protection.outlook.com" },
	/* Yahoo: hosts with addresses only */
	{ "Yahoo",
	    "Received: from 10.197.1.1 by atlas1.free.mail.ne1.yahoo.com with "
	    "HTTPS" WHEN "Received-SPF: pass (domain of b)\r\n" AR
	    "atlas1.free.mail.ne1.yahoo.com; spf=pass\r\n"
	    "Received: from 54.240.8.156 (EHLO " SES
	    ") by 10.253.58.201 with SMTPs" WHEN DKIM FROM,
	    NULL, NULL, "YY", "10.253.58.201" },
	/* iCloud: an id for each method */
	{ "iCloud",
	    "Received: from x.me.com by y.icloud.com (mailgateway 1) with SMTP "
	    "id x" WHEN AR "dmarc.icloud.com; dmarc=pass header.from=b\r\n" AR
	    "dkim-verifier.icloud.com; dkim=pass header.d=b header.b=12345678"
	    "\r\n" AR "dkim-verifier.icloud.com; dkim=pass header.d=c "
	    "header.b=23456789\r\n" AR "spf.icloud.com; spf=pass "
	    "smtp.mailfrom=a@b\r\n"
	    "Received: " FROM_SES
	    "by x.me.com (Postfix) with ESMTPS id y" WHEN DKIM FROM,
	    NULL, NULL, "YYYY", "x.me.com" },
	/* Infomaniak: some stand among the author's fields */
	{ "Infomaniak",
	    AR "mx.infomaniak.com; dmarc=none header.from=b\r\n" FROM AR
	       "aaa.com; dkim=pass\r\n" AR
	       "mx.infomaniak.com; spf=none smtp.mailfrom=b\r\n" AR
	       "aaa.com; dkim=pass\r\n",
	    "infomaniak", NULL, "YFYF", NULL },
	{ "Infomaniak, its id forged against its own result",
	    AR "mx.infomaniak.com; dmarc=fail header.from=b\r\n" FROM AR
	       "mx.infomaniak.com; spf=pass smtp.mailfrom=b\r\n" AR
	       "mx.infomaniak.com; spf=fail smtp.mailfrom=b\r\n" AR
	       "mx.infomaniak.com; dmarc=pass header.from=b\r\n",
	    "infomaniak", NULL, "YMMM", NULL },
	/* one's own server: the host of the border */
	{ "Postfix, milters below its Received field",
	    POSTFIX_LMTP POSTFIX_BORDER AR
	    "mx.example.org; dmarc=pass header.from=b\r\n" AR
	    "mx.example.org; dkim=pass header.d=b\r\n" DKIM FROM,
	    NULL, NULL, "YY", "mx.example.org" },
	{ "Exim, above its Received field",
	    AR
	    "mx.example.org; dkim=pass header.d=b\r\n" POSTFIX_BORDER DKIM FROM,
	    NULL, NULL, "Y", "mx.example.org" },
	{ "its own above, forged right below",
	    AR "mx.example.org; spf=pass\r\n" POSTFIX_BORDER AR
	       "mx.example.org; dkim=pass header.d=example.com\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "two that contradict: the upper one counts",
	    POSTFIX_BORDER AR
	    "mx.example.org; spf=fail smtp.mailfrom=b\r\n" AR
	    "mx.example.org; spf=pass smtp.mailfrom=b\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "two that name different senders",
	    POSTFIX_BORDER AR
	    "mx.example.org; spf=pass smtp.mailfrom=b\r\n" AR
	    "mx.example.org; spf=pass smtp.mailfrom=c\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "SPF of HELO and of MAIL FROM do not contradict",
	    POSTFIX_BORDER AR
	    "mx.example.org; spf=none smtp.helo=b\r\n" AR
	    "mx.example.org; spf=pass smtp.mailfrom=c\r\n" FROM,
	    NULL, NULL, "YY", "mx.example.org" },
	{ "none against pass contradict",
	    POSTFIX_BORDER AR "mx.example.org; dkim=none\r\n" AR
			      "mx.example.org; dkim=pass header.d=b\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "two signatures do not contradict",
	    POSTFIX_BORDER AR
	    "mx.example.org; dkim=fail header.d=b header.s=1\r\n" AR
	    "mx.example.org; dkim=pass header.d=b header.s=2\r\n" FROM,
	    NULL, NULL, "YY", "mx.example.org" },
	{ "one signature contradicts itself",
	    POSTFIX_BORDER AR
	    "mx.example.org; dkim=fail header.d=b header.s=1\r\n" AR
	    "mx.example.org; dkim=pass header.d=b header.s=1\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "the domain of the host for an id",
	    AR "example.org; dkim=pass\r\n" POSTFIX_BORDER FROM, NULL, NULL,
	    "Y", "mx.example.org" },
	{ "another host of the domain",
	    AR "filter.example.org; dkim=pass\r\n" POSTFIX_BORDER FROM, NULL,
	    NULL, "Y", "mx.example.org" },
	{ "another domain", AR "example.net; dkim=pass\r\n" POSTFIX_BORDER FROM,
	    NULL, NULL, "F", "mx.example.org" },
	{ "hops within are stepped over",
	    "Received: from localhost (localhost [127.0.0.1]) by store.local "
	    "with LMTP id x" WHEN
	    "Received: from mx2.example.org (mx2.example.org [192.0.2.7]) by "
	    "mx1.example.org with ESMTP id x" WHEN AR
	    "mx2.example.org; spf=pass\r\n"
	    "Received: " FROM_SES "by mx2.example.org with ESMTP id y" WHEN AR
	    "mx2.example.org; dkim=pass\r\n" FROM,
	    NULL, NULL, "YM", "mx2.example.org" },
	{ "an inner server without a public name at the border",
	    "Received: from mx-in (mx-in [10.0.0.2]) by mail.example.org with "
	    "LMTP id x" WHEN AR "mail.example.org; spf=pass\r\n"
	    "Received: " FROM_SES "by mx-in with ESMTP id y" WHEN FROM,
	    NULL, NULL, "Y", "mx-in" },
	{ "fetched from a mailbox",
	    "Received: from imap.gmail.com [142.250.1.1] by localhost with "
	    "IMAP (fetchmail-6.4.1) for <a@localhost> (single-drop)" WHEN
		GMAIL_INNER GMAIL_BORDER GMAIL_AR FROM,
	    NULL, NULL, "Y", "mx.google.com" },
	{ "through a filter on the same host, and a milter behind it",
	    "Received: from localhost (localhost [127.0.0.1]) by "
	    "mx.example.org (Postfix) with ESMTP id x" WHEN AR
	    "mx.example.org; dmarc=pass header.from=b\r\n"
	    "Received: from mx.example.org ([127.0.0.1]) by localhost "
	    "(mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with "
	    "ESMTP id x" WHEN POSTFIX_BORDER DKIM FROM,
	    NULL, NULL, "Y", "mx.example.org" },
	{ "Exim's local delivery",
	    "Received: from mail by mx.example.org with local (Exim 4.96) id "
	    "x" WHEN AR "mx.example.org; spf=pass\r\n" POSTFIX_BORDER FROM,
	    NULL, NULL, "Y", "mx.example.org" },
	{ "HELO alone does not make a hop one of ours",
	    "Received: from mx2.example.org (spam.example.net [203.0.113.9]) "
	    "by mx1.example.org with ESMTP id x" WHEN
	    "Received: from x by mx2.example.org with ESMTP id y" WHEN AR
	    "mx2.example.org; dkim=pass\r\n" FROM,
	    NULL, NULL, "M", "mx1.example.org" },
	{ "HELO in iCloud's name: what is below is the stranger's",
	    "Received: from mx.icloud.com (spam.example.net [203.0.113.9]) by "
	    "x.me.com with ESMTPS id x" WHEN AR
	    "spf.icloud.com; spf=pass smtp.mailfrom=a@b\r\n"
	    "Received: from mx.icloud.com ([192.0.2.1]) by a.me.com with "
	    "ESMTPS id y" WHEN AR "dmarc.icloud.com; dmarc=pass\r\n" FROM,
	    NULL, NULL, "YM", "x.me.com" },
	{ "Received-SPF above, forged results below",
	    "Received-SPF: fail receiver=mx.example.org; "
	    "envelope-from=b\r\n" POSTFIX_BORDER AR
	    "mx.example.org; spf=pass smtp.mailfrom=b; dmarc=pass\r\n" FROM,
	    NULL, NULL, "YM", "mx.example.org" },
	{ "Received-SPF that says the same",
	    "Received-SPF: pass receiver=mx.example.org; "
	    "envelope-from=b\r\n" POSTFIX_BORDER AR
	    "mx.example.org; spf=pass smtp.mailfrom=b; dmarc=pass\r\n" FROM,
	    NULL, NULL, "YY", "mx.example.org" },
	{ "Received-SPF of HELO, results of MAIL FROM",
	    "Received-SPF: none receiver=mx.example.org; identity=helo; "
	    "helo=b\r\n" POSTFIX_BORDER AR
	    "mx.example.org; spf=pass smtp.mailfrom=b; dmarc=pass\r\n" FROM,
	    NULL, NULL, "YY", "mx.example.org" },
	{ "nothing below the border but a forged chain",
	    POSTFIX_BORDER
	    "Received: from x by mx.example.org with ESMTP id y" WHEN AR
	    "mx.example.org; dkim=pass\r\n" FROM,
	    NULL, NULL, "M", "mx.example.org" },
	/* what the user said */
	{ "an id told", AR "filter; dkim=pass\r\n" POSTFIX_BORDER FROM, NULL,
	    "filter", "Y", "mx.example.org" },
	{ "an id told excludes the host's",
	    AR "mx.example.org; dkim=pass\r\n" POSTFIX_BORDER FROM, NULL,
	    "filter", "F", "mx.example.org" },
	{ "an id told, among the author's fields",
	    POSTFIX_BORDER FROM AR "filter; dkim=pass\r\n", NULL, "filter", "M",
	    "mx.example.org" },
	{ "an id told and no Received field",
	    AR "filter; dkim=pass\r\n" FROM AR "filter; spf=pass\r\n", NULL,
	    "filter", "YM", NULL },
	{ "a receiver told and no Received field",
	    AR "mx.google.com; dkim=pass\r\n" FROM, "gmail", NULL, "Y", NULL },
	{ "a receiver and an id told", AR "mx.google.com; dkim=pass\r\n" FROM,
	    "gmail", "filter", "Y", NULL },
	{ "nobody told and no Received field",
	    AR "mx.google.com; dkim=pass\r\n" FROM, NULL, NULL, "-", NULL },
	{ "Received-SPF names another receiver",
	    "Received-SPF: pass receiver=mx.example.net; client-ip=192.0.2.1"
	    "\r\n" POSTFIX_BORDER FROM,
	    NULL, NULL, "F", "mx.example.org" },
	{ "Received-SPF names nobody, above the border",
	    "Received-SPF: pass receiver=<UNKNOWN>; "
	    "client-ip=192.0.2.1\r\n" POSTFIX_BORDER FROM,
	    NULL, NULL, "Y", "mx.example.org" },
};

static struct arena *arena;
static struct suffix_list *suffixes;

static char letter(enum trust trust)
{
	static const char letters[] = { [TRUST_YES] = 'Y',
		[TRUST_FOREIGN] = 'F',
		[TRUST_MISPLACED] = 'M',
		[TRUST_NO_RECEIVER] = '-',
		[TRUST_NEVER] = 'N' };
	return letters[trust];
}

static void try_row(size_t i)
{
	const char *ids[] = { rows[i].id, NULL };
	struct premises premises = { .suffixes = suffixes,
		.authserv_ids = ids,
		.receiver = receiver_named(NULL, bytes_of(rows[i].receiver)) };
	struct message m;
	char trust[32] = "";
	size_t n = 0;

	message_read(
	    &m, arena_printf(arena, "%s\r\nbody", rows[i].header), arena);
	check_text("mistake", m.mistake, NULL);
	struct hop *hops = received_read(arena, &m);
	const struct receiver *receiver = receiver_find(hops, &premises);
	const struct hop *border = border_find(hops, receiver, suffixes);
	struct claim_field *claims = claims_read(arena, &m);
	claims_trust(claims, &m, hops, border, receiver, &premises);
	for (struct claim_field *f = claims; f != NULL; f = f->next) {
		check_true("said why", f->why != NULL);
		if (n + 1 < sizeof(trust))
			trust[n++] = letter(f->trust);
	}
	check_text("trust", trust, rows[i].trust);
	check_bytes("border", border != NULL ? border->by : ABSENT,
	    bytes_of(rows[i].border));
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		try_row(i);
	}
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_trust");
}
