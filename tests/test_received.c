/* inspect/read/received: RFC 5321 4.4 as the world writes it */
#include "tests/test.h"

#include "inspect/read/message.h"
#include "inspect/read/received.h"

static struct arena *arena;

#define WHEN "; Fri, 20 Nov 2026 10:00:00 +0000"

static const struct {
	const char *shows, *value;
	const char *helo, *rdns, *ip, *by, *with, *tls;
	bool encrypted;
} rows[] = {
	{ "Gmail at its border",
	    "from a8-156.smtp-out.amazonses.com "
	    "(a8-156.smtp-out.amazonses.com. [54.240.8.156])\r\n"
	    "        by mx.google.com with ESMTPS id d2e1a72f-12.2026\r\n"
	    "        for <probe@example.org>\r\n"
	    "        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 "
	    "bits=128/128);\r\n        Fri, 20 Nov 2026 02:00:00 -0800 (PST)",
	    "a8-156.smtp-out.amazonses.com", "a8-156.smtp-out.amazonses.com",
	    "54.240.8.156", "mx.google.com", "ESMTPS",
	    "TLS1.3 TLS_AES_128_GCM_SHA256", true },
	{ "Gmail within",
	    "by 2002:a05:6a10:1111:0:0:0:0 with SMTP id x1csp1" WHEN, NULL,
	    NULL, NULL, "2002:a05:6a10:1111:0:0:0:0", "SMTP", NULL, false },
	{ "Gmail without a name",
	    "from mail.example.com ([2001:db8::25]) by mx.google.com with "
	    "ESMTPS id x" WHEN,
	    "mail.example.com", NULL, "2001:db8::25", "mx.google.com", "ESMTPS",
	    NULL, true },
	{ "Exchange at its border",
	    "from mail.example.com (192.0.2.25) by\r\n"
	    " DB8EUR05FT010.mail.protection.outlook.com (10.233.238.213) with "
	    "Microsoft SMTP\r\n Server (version=TLS1_2, "
	    "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n 15.20.1.1 "
	    "via Frontend Transport" WHEN,
	    "mail.example.com", NULL, "192.0.2.25",
	    "DB8EUR05FT010.mail.protection.outlook.com",
	    "Microsoft SMTP\r\n Server",
	    "TLS1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", true },
	{ "Exchange within",
	    "from AM0PR01MB1.eurprd01.prod.outlook.com "
	    "(2603:10a6:208:1::17) by DB8PR01MB2.eurprd01.prod.outlook.com "
	    "with HTTPS" WHEN,
	    "AM0PR01MB1.eurprd01.prod.outlook.com", NULL, "2603:10a6:208:1::17",
	    "DB8PR01MB2.eurprd01.prod.outlook.com", "HTTPS", NULL, true },
	{ "Postfix",
	    "from helo.example.com (rdns.example.com [192.0.2.25])\r\n"
	    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 "
	    "bits)\r\n\t key-exchange X25519 server-signature RSA-PSS (2048 "
	    "bits))\r\n\t(No client certificate requested)\r\n"
	    "\tby mx.example.org (Postfix) with ESMTPS id 4Zk1\r\n"
	    "\tfor <a@example.org>" WHEN " (UTC)",
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "ESMTPS", "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "Postfix, IPv6 and no name",
	    "from [IPv6:2001:db8::1] (unknown [IPv6:2001:db8::1]) by "
	    "mx.example.org (Postfix) with ESMTP id 4" WHEN,
	    "[IPv6:2001:db8::1]", NULL, "2001:db8::1", "mx.example.org",
	    "ESMTP", NULL, false },
	{ "Postfix, old TLS",
	    "from x (y.example [192.0.2.1]) (using TLSv1 with cipher "
	    "ECDHE-RSA-AES256-SHA (256/256 bits)) by z (Postfix) with "
	    "ESMTPSA id 4" WHEN,
	    "x", "y.example", "192.0.2.1", "z", "ESMTPSA",
	    "TLS1 ECDHE-RSA-AES256-SHA", true },
	{ "Exim, HELO as the name",
	    "from mail.example.com ([192.0.2.25])\r\n\tby mx.example.org with "
	    "esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\r\n\t(Exim 4.96)\r\n"
	    "\t(envelope-from <a@example.com>)\r\n\tid 1abcde-000001-AB\r\n"
	    "\tfor b@example.org" WHEN,
	    "mail.example.com", "mail.example.com", "192.0.2.25",
	    "mx.example.org", "esmtps", "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "Exim, HELO of its own",
	    "from rdns.example.com ([192.0.2.25]:4711 helo=helo.example.com) "
	    "by mx.example.org with esmtps "
	    "(TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.92) id 1" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "esmtps", "TLS1.2 ECDHE-RSA-AES256-GCM-SHA384",
	    true },
	{ "Exim, no name",
	    "from [192.0.2.25] (helo=helo.example.com) by mx.example.org with "
	    "esmtp (Exim 4.96) id 1" WHEN,
	    "helo.example.com", NULL, "192.0.2.25", "mx.example.org", "esmtp",
	    NULL, false },
	{ "mail.ru",
	    "from mail.example.com ([192.0.2.25]:39000) by mxs.mail.ru with "
	    "esmtp (envelope-from <a@example.com>) id 1" WHEN,
	    "mail.example.com", NULL, "192.0.2.25", "mxs.mail.ru", "esmtp",
	    NULL, false },
	{ "Yahoo",
	    "from 192.0.2.25 (EHLO mail.example.com)\r\n by 10.253.58.201 "
	    "with SMTPs\r\n (version=TLS1_2 "
	    "cipher=ECDHE-RSA-AES128-GCM-SHA256)" WHEN,
	    "mail.example.com", NULL, "192.0.2.25", "10.253.58.201", "SMTPs",
	    "TLS1.2 ECDHE-RSA-AES128-GCM-SHA256", true },
	{ "Yahoo within",
	    "from 10.197.32.1 by atlas1.example.yahoo.com pod-id NONE with "
	    "HTTPS" WHEN,
	    "10.197.32.1", NULL, "10.197.32.1", "atlas1.example.yahoo.com",
	    "HTTPS", NULL, true },
	{ "Yandex, TLS after the date",
	    "from mail.example.com (mail.example.com [192.0.2.25])\r\n\tby "
	    "mxfront1.qloud-c.yandex.net (mxfront/Yandex) with ESMTPS id "
	    "x-1" WHEN "\r\n\t(using TLSv1.2 with cipher "
	    "ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits))",
	    "mail.example.com", "mail.example.com", "192.0.2.25",
	    "mxfront1.qloud-c.yandex.net", "ESMTPS",
	    "TLS1.2 ECDHE-RSA-AES128-GCM-SHA256", true },
	{ "GMX",
	    "from mail.example.com ([192.0.2.25]) by mx-ha.gmx.net (mxgmx016 "
	    "[212.227.15.9]) with ESMTPS (Nemesis) id 1M" WHEN,
	    "mail.example.com", NULL, "192.0.2.25", "mx-ha.gmx.net", "ESMTPS",
	    NULL, true },
	{ "SES's inbound servers",
	    "from mail.example.com (mail.example.com [192.0.2.25])\r\n by "
	    "inbound-smtp.us-east-1.amazonaws.com with SMTP id abc\r\n for "
	    "a@example.org" WHEN,
	    "mail.example.com", "mail.example.com", "192.0.2.25",
	    "inbound-smtp.us-east-1.amazonaws.com", "SMTP", NULL, false },
	{ "Dovecot LMTP",
	    "from mx.example.org\r\n\tby mx.example.org with LMTP\r\n\tid "
	    "OMsdIi\r\n\t(envelope-from <a@example.com>)\r\n\tfor "
	    "<b@example.org>" WHEN,
	    "mx.example.org", NULL, NULL, "mx.example.org", "LMTP", NULL,
	    false },
	{ "Dovecot LMTP over the network",
	    "from mx.example.org ([10.0.0.1]) (using TLSv1.3 with cipher "
	    "TLS_AES_256_GCM_SHA384 (256/256 bits)) by store.example.org with "
	    "LMTPS id x" WHEN,
	    "mx.example.org", NULL, "10.0.0.1", "store.example.org", "LMTPS",
	    "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "sendmail",
	    "from helo.example.com (rdns.example.com [192.0.2.25]) by "
	    "mx.example.org (8.17.1/8.17.1) with ESMTPS id 5A "
	    "(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 "
	    "verify=NO) for <a@example.org>" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "ESMTPS", "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "sendmail, a name that may be forged",
	    "from helo.example.com (rdns.example.com [192.0.2.25] (may be "
	    "forged)) by mx.example.org (8.17.1/8.17.1) with ESMTP id 5" WHEN,
	    "helo.example.com", NULL, "192.0.2.25", "mx.example.org", "ESMTP",
	    NULL, false },
	{ "sendmail, ident",
	    "from helo.example.com (user@rdns.example.com [192.0.2.25]) by "
	    "mx.example.org (8.9.3/8.9.3) with SMTP id 5" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "SMTP", NULL, false },
	{ "qmail, HELO of its own",
	    "from unknown (HELO helo.example.com) (192.0.2.25)\r\n  by "
	    "mx.example.org with SMTP" WHEN,
	    "helo.example.com", NULL, "192.0.2.25", "mx.example.org", "SMTP",
	    NULL, false },
	{ "qmail, a name and an ident",
	    "from rdns.example.com (HELO helo.example.com) (joe@192.0.2.25) "
	    "by 0 with SMTP" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25", "0", "SMTP",
	    NULL, false },
	{ "qmail with TLS",
	    "from rdns.example.com (192.0.2.25) by mx.example.org with "
	    "(ECDHE-RSA-AES256-GCM-SHA384 encrypted) SMTP" WHEN,
	    "rdns.example.com", NULL, "192.0.2.25", "mx.example.org", "SMTP",
	    "TLS ECDHE-RSA-AES256-GCM-SHA384", true },
	{ "qmail within", "(qmail 12345 invoked from network)" WHEN, NULL, NULL,
	    NULL, NULL, NULL, NULL, false },
	{ "OpenSMTPD",
	    "from helo.example.com (rdns.example.com [192.0.2.25]) by "
	    "mx.example.org (OpenSMTPD) with ESMTPS id 1 "
	    "(TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <a@example.org>" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "ESMTPS", "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "Courier",
	    "from helo.example.com (rdns.example.com [::ffff:192.0.2.25]) "
	    "(TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384) by mx.example.org "
	    "with ESMTPS id 00" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "ESMTPS", "TLS1.3 TLS_AES_256_GCM_SHA384", true },
	{ "Mimecast",
	    "from mail.example.com (mail.example.com [192.0.2.25]) by "
	    "relay.mimecast.com with ESMTP with STARTTLS (version=TLSv1.3, "
	    "cipher=TLS_AES_256_GCM_SHA384) id uk-1" WHEN,
	    "mail.example.com", "mail.example.com", "192.0.2.25",
	    "relay.mimecast.com", "ESMTP", "TLS1.3 TLS_AES_256_GCM_SHA384",
	    true },
	{ "CommuniGate",
	    "from [192.0.2.25] (account a HELO helo.example.com) by "
	    "mx.example.org (CommuniGate Pro SMTP 6.2) with ESMTP id 1" WHEN,
	    "helo.example.com", NULL, "192.0.2.25", "mx.example.org", "ESMTP",
	    NULL, false },
	{ "fetchmail",
	    "from pop.example.com [192.0.2.25] by localhost with POP3 "
	    "(fetchmail-6.4.1) for <a@localhost> (single-drop)" WHEN,
	    "pop.example.com", NULL, "192.0.2.25", "localhost", "POP3", NULL,
	    false },
	{ "mox",
	    "from helo.example.com (rdns.example.com [192.0.2.25]) by "
	    "mx.example.org ([192.0.2.1]) via tcp with ESMTPS id x (TLS1.3 "
	    "TLS_AES_128_GCM_SHA256) for <a@example.org>" WHEN,
	    "helo.example.com", "rdns.example.com", "192.0.2.25",
	    "mx.example.org", "ESMTPS", "TLS1.3 TLS_AES_128_GCM_SHA256", true },
	{ "a HELO that is a clause word",
	    "from by (unknown [192.0.2.25]) by mx.example.org (Postfix) with "
	    "SMTP id 1" WHEN,
	    "by", NULL, "192.0.2.25", "mx.example.org", "SMTP", NULL, false },
	{ "a name is no address, nor TLS",
	    "from x (tls1.3.example.com [192.0.2.25]) by y with SMTP" WHEN, "x",
	    "tls1.3.example.com", "192.0.2.25", "y", "SMTP", NULL, false },
	{ "no end of a comment",
	    "from x (rdns.example.com [192.0.2.25] by y with SMTP id z" WHEN,
	    "x", "rdns.example.com", "192.0.2.25", NULL, NULL, NULL, false },
	{ "one parenthesis too many",
	    "from x (rdns.example.com [192.0.2.25])) by y with SMTP" WHEN, "x",
	    "rdns.example.com", "192.0.2.25", "y", "SMTP", NULL, false },
	{ "no address in brackets",
	    "from x (y [not an address]) by z with SMTP" WHEN, "x", NULL, NULL,
	    "z", "SMTP", NULL, false },
};

static struct hop *hops_of(struct bytes value)
{
	struct message m;

	message_read(&m,
	    arena_printf(arena, "Received: %.*s\r\n\r\n", FMT(value)), arena);
	return received_read(arena, &m);
}

static void try_forms(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		struct hop *hop = hops_of(bytes_of(rows[i].value));
		check_true("one hop", hop != NULL && hop->next == NULL);
		if (hop == NULL)
			continue;
		check_bytes("helo", hop->helo, bytes_of(rows[i].helo));
		check_bytes("rdns", hop->rdns, bytes_of(rows[i].rdns));
		check_bytes("ip", hop->ip, bytes_of(rows[i].ip));
		check_bytes("by", hop->by, bytes_of(rows[i].by));
		check_bytes("with", hop->with, bytes_of(rows[i].with));
		check_bytes("tls", hop->tls, bytes_of(rows[i].tls));
		check_true("encrypted", hop->encrypted == rows[i].encrypted);
		check_number("delay", hop->delay, TIME_UNKNOWN);
	}
}

/* Whether the server says that it found no name that leads back. */
static void try_nameless(void)
{
	static const struct {
		const char *shows, *value;
		bool nameless;
	} names[] = {
		{ "Postfix, none",
		    "from x (unknown [192.0.2.25]) by y (Postfix) with SMTP",
		    true },
		{ "Postfix, a name",
		    "from unknown (rdns.example.com [192.0.2.25]) by y with "
		    "SMTP",
		    false },
		{ "sendmail, one that may be forged",
		    "from x (rdns.example.com [192.0.2.25] (may be forged)) "
		    "by y with SMTP",
		    true },
		{ "qmail, none",
		    "from unknown (HELO x) (192.0.2.25) by y with SMTP", true },
		{ "qmail, a name",
		    "from rdns.example.com (HELO unknown) (192.0.2.25) by y "
		    "with SMTP",
		    false },
		{ "Exim, which tells no more",
		    "from x ([192.0.2.25]) by y with esmtp (Exim 4.96)",
		    false },
		{ "Gmail, which tells no more",
		    "from x ([192.0.2.25]) by mx.google.com with ESMTPS",
		    false },
		{ "Exchange, which never tells",
		    "from x (192.0.2.25) by y.outlook.com with Microsoft SMTP",
		    false },
	};

	for (size_t i = 0; i < ROWS(names); i++) {
		test_row(names[i].shows);
		const struct hop *hop = hops_of(bytes_of(names[i].value));
		check_true("nameless",
		    hop != NULL && hop->nameless == names[i].nameless);
	}
}

static void try_others(void)
{
	struct hop *hop =
	    hops_of(BYTES("from x by y with z id <1@y> for <a@example.org> "
			  "(envelope-from <b@example.com>)" WHEN));

	test_row("id, recipient, envelope sender and time");
	check_bytes("id", hop->id, BYTES("<1@y>"));
	check_bytes("recipient", hop->recipient, BYTES("a@example.org"));
	check_bytes("mail from", hop->mail_from, BYTES("b@example.com"));
	check_number("time", hop->time, 1795168800000);

	test_row("the null sender");
	hop = hops_of(BYTES("from x by y (envelope-from <>)" WHEN));
	check_bytes("mail from", hop->mail_from, BYTES(""));
	test_row("the envelope sender as a clause");
	hop = hops_of(BYTES("from x by y envelope-from <b@c> (z)" WHEN));
	check_bytes("mail from", hop->mail_from, BYTES("b@c"));
	test_row("no envelope sender");
	hop = hops_of(BYTES("from x by y" WHEN));
	check_bytes("mail from", hop->mail_from, ABSENT);
	test_row("the last ';' begins the date");
	hop = hops_of(BYTES("from x by y id a;b" WHEN));
	check_number("time", hop->time, 1795168800000);
	test_row("no date");
	hop = hops_of(BYTES("from x by y"));
	check_number("time", hop->time, TIME_UNKNOWN);
	test_row("an empty field");
	hop = hops_of(BYTES(""));
	check_bytes("by", hop->by, ABSENT);
}

static void try_chain(void)
{
	struct message m;

	message_read(&m,
	    BYTES("Received: by c; Fri, 20 Nov 2026 10:00:05 +0000\r\n"
		  "received: by b; Fri, 20 Nov 2026 11:00:00 +0100\r\n"
		  "X: y\r\nReceived: by a; never\r\n"
		  "Received: by z; Fri, 20 Nov 2026 10:00:01 +0000\r\n\r\n"),
	    arena);
	struct hop *hop = received_read(arena, &m);
	test_row("delay to the hop below");
	check_bytes("first", hop->by, BYTES("c"));
	check_number("delay", hop->delay, 5000);
	test_row("no delay without both times");
	check_bytes("second", hop->next->by, BYTES("b"));
	check_number("delay", hop->next->delay, TIME_UNKNOWN);
	check_number("delay", hop->next->next->delay, TIME_UNKNOWN);
	test_row("order of the message");
	check_bytes("last", hop->next->next->next->by, BYTES("z"));
	check_true("end", hop->next->next->next->next == NULL);
	check_true("field", hop->next->next->field == &m.fields[3]);
}

int main(void)
{
	arena = arena_open();
	try_forms();
	try_nameless();
	try_others();
	try_chain();
	arena_close(arena);
	return test_end("test_received");
}
