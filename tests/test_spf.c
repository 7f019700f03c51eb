/* inspect/verify/spf: RFC 7208 2 to 6, a row per sentence */
#include "tests/test.h"

#include "tests/spf_case.h"

#define USUAL	     NULL, NULL, NULL
#define FROM_IP(ip)  ip, NULL, NULL
#define FROM(sender) NULL, sender, NULL
#define HELO(name)   NULL, "", name

static const struct row {
	const char *shows, *dns;
	enum auth_result result;
	enum spf_reason reason;
	const char *matched;
	unsigned lookups, voids;
	const char *ip, *mail_from, *helo;
} rows[] = {
	/* 2.6, 4.7: the qualifier of what matches */
	{ "pass", "example.com TXT v=spf1 +all", AUTH_PASS, SPF_MATCHED, "+all",
	    0, 0, USUAL },
	{ "fail", "example.com TXT v=spf1 -all", AUTH_FAIL, SPF_MATCHED, "-all",
	    0, 0, USUAL },
	{ "softfail", "example.com TXT v=spf1 ~all", AUTH_SOFTFAIL, SPF_MATCHED,
	    "~all", 0, 0, USUAL },
	{ "neutral", "example.com TXT v=spf1 ?all", AUTH_NEUTRAL, SPF_MATCHED,
	    "?all", 0, 0, USUAL },
	{ "pass by default", "example.com TXT v=spf1 all", AUTH_PASS,
	    SPF_MATCHED, "all", 0, 0, USUAL },
	{ "nothing matches", "example.com TXT v=spf1 ip4:1.2.3.4", AUTH_NEUTRAL,
	    SPF_DEFAULT, NULL, 0, 0, USUAL },
	{ "left to right", "example.com TXT v=spf1 ?ip4:192.0.2.0/24 -all",
	    AUTH_NEUTRAL, SPF_MATCHED, "?ip4:192.0.2.0/24", 0, 0, USUAL },
	/* 4.3, 4.4, 4.5: no record, or not one */
	{ "no such name", "", AUTH_NONE, SPF_NO_RECORD, NULL, 0, 0, USUAL },
	{ "other text", "example.com TXT hello", AUTH_NONE, SPF_NO_RECORD, NULL,
	    0, 0, USUAL },
	{ "type SPF is ignored", "example.com SPF v=spf1 all", AUTH_NONE,
	    SPF_NO_RECORD, NULL, 0, 0, USUAL },
	{ "two records",
	    "example.com TXT v=spf1 all\nexample.com TXT v=spf1 -all",
	    AUTH_PERMERROR, SPF_SEVERAL, NULL, 0, 0, USUAL },
	{ "no answer", "example.com SERVFAIL", AUTH_TEMPERROR, SPF_UNREACHABLE,
	    NULL, 0, 0, USUAL },
	{ "too late", "example.com TIMEOUT", AUTH_TEMPERROR, SPF_UNREACHABLE,
	    NULL, 0, 0, USUAL },
	{ "refused", "example.com REFUSED", AUTH_TEMPERROR, SPF_UNREACHABLE,
	    NULL, 0, 0, USUAL },
	{ "a mistake behind what matches", "example.com TXT v=spf1 all moo",
	    AUTH_PERMERROR, SPF_SYNTAX, NULL, 0, 0, USUAL },
	{ "one label", "localhost TXT v=spf1 all", AUTH_NONE, SPF_NO_DOMAIN,
	    NULL, 0, 0, FROM("me@localhost") },
	{ "a final dot", "example.com TXT v=spf1 all", AUTH_PASS, SPF_MATCHED,
	    "all", 0, 0, FROM("me@example.com.") },
	{ "an address for a domain", "", AUTH_NONE, SPF_NO_DOMAIN, NULL, 0, 0,
	    FROM("me@[192.0.2.1]") },
	{ "an empty label", "", AUTH_NONE, SPF_NO_DOMAIN, NULL, 0, 0,
	    FROM("me@example..com") },
	{ "a label of 64", "", AUTH_NONE, SPF_NO_DOMAIN, NULL, 0, 0,
	    FROM("me@"
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaa.com") },
	{ "the last at sign",
	    "example.com TXT v=spf1 exists:%{l}.%{o}\n"
	    "\"a@b\".example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{l}.%{o}", 1, 0,
	    FROM("\"a@b\"@example.com") },
	{ "an international domain", "xn--bcher-kva.example TXT v=spf1 all",
	    AUTH_PASS, SPF_MATCHED, "all", 0, 0,
	    FROM("me@B\xc3\xbc"
		 "cher.example") },
	/* 2.4, 4.1: the null sender, no local part */
	{ "the null sender",
	    "mail.example.org TXT v=spf1 exists:%{l}.%{o}\n"
	    "postmaster.mail.example.org A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{l}.%{o}", 1, 0, FROM("") },
	{ "the null sender, HELO of one label", "", AUTH_NONE, SPF_NO_DOMAIN,
	    NULL, 0, 0, HELO("localhost") },
	{ "the null sender, HELO is an address", "", AUTH_NONE, SPF_NO_DOMAIN,
	    NULL, 0, 0, HELO("[192.0.2.1]") },
	{ "no local part",
	    "example.com TXT v=spf1 exists:%{l}.%{o}\n"
	    "postmaster.example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{l}.%{o}", 1, 0,
	    FROM("@example.com") },
	{ "a domain for the sender",
	    "example.com TXT v=spf1 exists:%{l}.%{o}\n"
	    "postmaster.example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{l}.%{o}", 1, 0,
	    FROM("example.com") },
	/* 5.2: include */
	{ "include passes",
	    "example.com TXT v=spf1 -include:b.example ~all\n"
	    "b.example TXT v=spf1 all",
	    AUTH_FAIL, SPF_MATCHED, "-include:b.example", 1, 0, USUAL },
	{ "include fails",
	    "example.com TXT v=spf1 include:b.example ~all\n"
	    "b.example TXT v=spf1 -all",
	    AUTH_SOFTFAIL, SPF_MATCHED, "~all", 1, 0, USUAL },
	{ "include softfails",
	    "example.com TXT v=spf1 include:b.example -all\n"
	    "b.example TXT v=spf1 ~all",
	    AUTH_FAIL, SPF_MATCHED, "-all", 1, 0, USUAL },
	{ "include is neutral",
	    "example.com TXT v=spf1 include:b.example -all\n"
	    "b.example TXT v=spf1",
	    AUTH_FAIL, SPF_MATCHED, "-all", 1, 0, USUAL },
	{ "include of no name", "example.com TXT v=spf1 include:b.example all",
	    AUTH_PERMERROR, SPF_INCLUDE_NONE, NULL, 1, 1, USUAL },
	{ "include of no record",
	    "example.com TXT v=spf1 include:b.example all\nb.example TXT x",
	    AUTH_PERMERROR, SPF_INCLUDE_NONE, NULL, 1, 0, USUAL },
	{ "include of no domain",
	    "example.com TXT v=spf1 include:b..example all", AUTH_PERMERROR,
	    SPF_INCLUDE_NONE, NULL, 1, 0, USUAL },
	{ "include malformed",
	    "example.com TXT v=spf1 include:b.example all\n"
	    "b.example TXT v=spf1 moo",
	    AUTH_PERMERROR, SPF_SYNTAX, NULL, 1, 0, USUAL },
	{ "include unreachable",
	    "example.com TXT v=spf1 include:b.example all\n"
	    "b.example SERVFAIL",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 1, 0, USUAL },
	{ "SERVFAIL half-way through an include",
	    "example.com TXT v=spf1 include:b.example all\n"
	    "b.example TXT v=spf1 a:c.example all\nc.example SERVFAIL",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 2, 0, USUAL },
	{ "the included record's own domain",
	    "example.com TXT v=spf1 include:b.example\n"
	    "b.example TXT v=spf1 a\nb.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "include:b.example", 2, 0, USUAL },
	{ "a record twice is no circle",
	    "example.com TXT v=spf1 include:b.example include:c.example all\n"
	    "b.example TXT v=spf1 include:d.example\n"
	    "c.example TXT v=spf1 include:d.example\n"
	    "d.example TXT v=spf1 -all",
	    AUTH_PASS, SPF_MATCHED, "all", 4, 0, USUAL },
	{ "include in circles",
	    "example.com TXT v=spf1 include:b.example\n"
	    "b.example TXT v=spf1 include:Example.com.",
	    AUTH_PERMERROR, SPF_LOOP, NULL, 2, 0, USUAL },
	{ "include of itself", "example.com TXT v=spf1 include:%{d} all",
	    AUTH_PERMERROR, SPF_LOOP, NULL, 1, 0, USUAL },
	/* 5.3: a */
	{ "a", "example.com TXT v=spf1 a\nexample.com A 192.0.2.1", AUTH_PASS,
	    SPF_MATCHED, "a", 1, 0, USUAL },
	{ "a of another",
	    "example.com TXT v=spf1 a:b.example\n"
	    "b.example A 1.1.1.1\nb.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "a:b.example", 1, 0, USUAL },
	{ "a, other address", "example.com TXT v=spf1 a\nexample.com A 1.1.1.1",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 0, USUAL },
	{ "a, neighbour",
	    "example.com TXT v=spf1 a/24//64\nexample.com A 192.0.2.9",
	    AUTH_PASS, SPF_MATCHED, "a/24//64", 1, 0, USUAL },
	{ "a/0 of nothing", "example.com TXT v=spf1 a/0", AUTH_NEUTRAL,
	    SPF_DEFAULT, NULL, 1, 1, USUAL },
	{ "a, IPv6",
	    "example.com TXT v=spf1 a/1//32\nexample.com A 192.0.2.1\n"
	    "example.com AAAA 2001:db8:ffff::1",
	    AUTH_PASS, SPF_MATCHED, "a/1//32", 1, 0, FROM_IP("2001:db8::1") },
	{ "a, through an alias",
	    "example.com TXT v=spf1 a:b.example\n"
	    "b.example CNAME c.example\n"
	    "c.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "a:b.example", 1, 0, USUAL },
	{ "a, unreachable",
	    "example.com TXT v=spf1 a:b.example all\n"
	    "b.example TIMEOUT",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 1, 0, USUAL },
	{ "a of no domain name", "example.com TXT v=spf1 a:b..example all",
	    AUTH_PASS, SPF_MATCHED, "all", 1, 0, USUAL },
	/* 5.4: mx */
	{ "mx",
	    "example.com TXT v=spf1 mx\nexample.com MX 10 b.example\n"
	    "example.com MX 5 c.example\nb.example A 192.0.2.1\n"
	    "c.example A 1.1.1.1",
	    AUTH_PASS, SPF_MATCHED, "mx", 1, 0, USUAL },
	{ "mx, IPv6, neighbour",
	    "example.com TXT v=spf1 mx//64\nexample.com MX 10 b.example\n"
	    "b.example AAAA 2001:db8::2",
	    AUTH_PASS, SPF_MATCHED, "mx//64", 1, 0, FROM_IP("2001:db8::1") },
	{ "no MX is no host",
	    "example.com TXT v=spf1 mx\n"
	    "example.com A 192.0.2.1",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 1, USUAL },
	{ "mx, hosts without address",
	    "example.com TXT v=spf1 mx\nexample.com MX 10 b.example\n"
	    "example.com MX 10 c.example",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 2, USUAL },
	{ "mx, a third host without address",
	    "example.com TXT v=spf1 mx\nexample.com MX 10 b.example\n"
	    "example.com MX 10 c.example\nexample.com MX 10 d.example",
	    AUTH_PERMERROR, SPF_VOID_LOOKUPS, NULL, 1, 3, USUAL },
	{ "mx, host unreachable",
	    "example.com TXT v=spf1 mx all\n"
	    "example.com MX 10 b.example\n"
	    "b.example SERVFAIL",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 1, 0, USUAL },
	/* 5.5: ptr */
	{ "ptr",
	    "example.com TXT v=spf1 ptr\n"
	    "1.2.0.192.in-addr.arpa PTR mail.example.com\n"
	    "mail.example.com A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "ptr", 1, 0, USUAL },
	{ "ptr of another",
	    "example.com TXT v=spf1 ptr:b.example\n"
	    "1.2.0.192.in-addr.arpa PTR B.Example\n"
	    "b.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "ptr:b.example", 1, 0, USUAL },
	{ "ptr, IPv6",
	    "example.com TXT v=spf1 ptr\n"
	    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "8.b.d.0.1.0.0.2.ip6.arpa PTR example.com\n"
	    "example.com AAAA 2001:db8::1",
	    AUTH_PASS, SPF_MATCHED, "ptr", 1, 0, FROM_IP("2001:db8::1") },
	{ "ptr, name without the address",
	    "example.com TXT v=spf1 ptr\n"
	    "1.2.0.192.in-addr.arpa PTR mail.example.com\n"
	    "mail.example.com A 192.0.2.2",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 0, USUAL },
	{ "ptr, end of a label",
	    "example.com TXT v=spf1 ptr\n"
	    "1.2.0.192.in-addr.arpa PTR badexample.com\n"
	    "badexample.com A 192.0.2.1",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 0, USUAL },
	{ "ptr, no name", "example.com TXT v=spf1 ptr", AUTH_NEUTRAL,
	    SPF_DEFAULT, NULL, 1, 1, USUAL },
	{ "ptr, unreachable is no match",
	    "example.com TXT v=spf1 ptr -all\n"
	    "1.2.0.192.in-addr.arpa SERVFAIL",
	    AUTH_FAIL, SPF_MATCHED, "-all", 1, 0, USUAL },
	{ "ptr, a name that is unreachable is skipped",
	    "example.com TXT v=spf1 ptr\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "a.example.com SERVFAIL\nb.example.com A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "ptr", 1, 0, USUAL },
	{ "ptr, a client cannot spend void lookups",
	    "example.com TXT v=spf1 ptr all\n"
	    "1.2.0.192.in-addr.arpa PTR a.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR b.example.com\n"
	    "1.2.0.192.in-addr.arpa PTR c.example.com",
	    AUTH_PASS, SPF_MATCHED, "all", 1, 0, USUAL },
	/* 5.6: ip4, ip6 */
	{ "ip4", "example.com TXT v=spf1 ip4:192.0.2.1", AUTH_PASS, SPF_MATCHED,
	    "ip4:192.0.2.1", 0, 0, USUAL },
	{ "ip4, an IPv4-mapped client", "example.com TXT v=spf1 ip4:192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "ip4:192.0.2.1", 0, 0,
	    FROM_IP("::ffff:192.0.2.1") },
	{ "ip6 is not for an IPv4-mapped client",
	    "example.com TXT v=spf1 ip6:::/0 ip6:::ffff:192.0.2.1",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 0, 0,
	    FROM_IP("::ffff:192.0.2.1") },
	{ "ip6", "example.com TXT v=spf1 ip6:2001:db8::/32", AUTH_PASS,
	    SPF_MATCHED, "ip6:2001:db8::/32", 0, 0, FROM_IP("2001:db8:1::") },
	{ "ip4 is not for IPv6", "example.com TXT v=spf1 ip4:0.0.0.0/0",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 0, 0, FROM_IP("::1") },
	/* 5.7: exists */
	{ "exists",
	    "example.com TXT v=spf1 exists:%{ir}.%{l}._spf.%{d}\n"
	    "1.2.0.192.me._spf.example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{ir}.%{l}._spf.%{d}", 1, 0,
	    USUAL },
	{ "exists asks for A always",
	    "example.com TXT v=spf1 exists:b.example\nb.example A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:b.example", 1, 0,
	    FROM_IP("2001:db8::1") },
	{ "exists, AAAA alone",
	    "example.com TXT v=spf1 exists:b.example\nb.example AAAA ::2",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 1, FROM_IP("2001:db8::1") },
	{ "exists, unreachable",
	    "example.com TXT v=spf1 exists:b.example\n"
	    "b.example SERVFAIL",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 1, 0, USUAL },
	/* 6.1: redirect */
	{ "redirect",
	    "example.com TXT v=spf1 redirect=b.example\n"
	    "b.example TXT v=spf1 a -all\nb.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "a", 2, 0, USUAL },
	{ "redirect stands behind all terms",
	    "example.com TXT v=spf1 redirect=b.example ip4:192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "ip4:192.0.2.1", 0, 0, USUAL },
	{ "redirect beside all",
	    "example.com TXT v=spf1 redirect=b.example ?all", AUTH_NEUTRAL,
	    SPF_MATCHED, "?all", 0, 0, USUAL },
	{ "redirect to no record", "example.com TXT v=spf1 redirect=b.example",
	    AUTH_PERMERROR, SPF_REDIRECT_NONE, NULL, 1, 1, USUAL },
	{ "redirect to no domain", "example.com TXT v=spf1 redirect=b..example",
	    AUTH_PERMERROR, SPF_REDIRECT_NONE, NULL, 1, 0, USUAL },
	{ "redirect, unreachable",
	    "example.com TXT v=spf1 redirect=b.example\n"
	    "b.example SERVFAIL",
	    AUTH_TEMPERROR, SPF_UNREACHABLE, NULL, 1, 0, USUAL },
	{ "redirect to neutral",
	    "example.com TXT v=spf1 redirect=b.example\n"
	    "b.example TXT v=spf1",
	    AUTH_NEUTRAL, SPF_DEFAULT, NULL, 1, 0, USUAL },
	{ "redirect in circles",
	    "example.com TXT v=spf1 redirect=b.example\n"
	    "b.example TXT v=spf1 redirect=example.com",
	    AUTH_PERMERROR, SPF_LOOP, NULL, 2, 0, USUAL },
	{ "redirect inside an include",
	    "example.com TXT v=spf1 include:b.example -all\n"
	    "b.example TXT v=spf1 redirect=c.example\n"
	    "c.example TXT v=spf1 ip4:192.0.2.1 -all",
	    AUTH_PASS, SPF_MATCHED, "include:b.example", 2, 0, USUAL },
	/* 4.6.4: limits */
	{ "ten terms",
	    "example.com TXT v=spf1 a a a a a a a a a a all\n"
	    "example.com A 1.1.1.1",
	    AUTH_PASS, SPF_MATCHED, "all", 10, 0, USUAL },
	{ "eleven terms",
	    "example.com TXT v=spf1 a a a a a a a a a a a all\n"
	    "example.com A 1.1.1.1",
	    AUTH_PERMERROR, SPF_LOOKUPS, NULL, 11, 0, USUAL },
	{ "what is not tried does not count",
	    "example.com TXT v=spf1 ip4:192.0.2.1 a a a a a a a a a a a",
	    AUTH_PASS, SPF_MATCHED, "ip4:192.0.2.1", 0, 0, USUAL },
	{ "redirect is the eleventh",
	    "example.com TXT v=spf1 a a a a a a a a a a redirect=b.example\n"
	    "example.com A 1.1.1.1\nb.example TXT v=spf1 all",
	    AUTH_PERMERROR, SPF_LOOKUPS, NULL, 11, 0, USUAL },
	{ "terms of includes count",
	    "example.com TXT v=spf1 include:b.example a\n"
	    "b.example TXT v=spf1 a a a a a a a a a\n"
	    "example.com A 192.0.2.1\nb.example A 1.1.1.1",
	    AUTH_PERMERROR, SPF_LOOKUPS, NULL, 11, 0, USUAL },
	{ "two void lookups",
	    "example.com TXT v=spf1 a:b.example a:c.example "
	    "all",
	    AUTH_PASS, SPF_MATCHED, "all", 2, 2, USUAL },
	{ "three void lookups",
	    "example.com TXT v=spf1 a:b.example exists:c.example mx:d.example "
	    "all",
	    AUTH_PERMERROR, SPF_VOID_LOOKUPS, NULL, 3, 3, USUAL },
	{ "what is no name is not looked up",
	    "example.com TXT v=spf1 exists:%{h}..b.example "
	    "a:%{h}..b.example mx:%{h}..b.example all",
	    AUTH_PASS, SPF_MATCHED, "all", 3, 0, USUAL },
	{ "void lookups of includes count",
	    "example.com TXT v=spf1 a:c.example include:b.example all\n"
	    "b.example TXT v=spf1 a:d.example a:e.example",
	    AUTH_PERMERROR, SPF_VOID_LOOKUPS, NULL, 4, 3, USUAL },
	{ "ten MX",
	    "example.com TXT v=spf1 mx\n"
	    "example.com MX 1 b.example\nexample.com MX 2 b.example\n"
	    "example.com MX 3 b.example\nexample.com MX 4 b.example\n"
	    "example.com MX 5 b.example\nexample.com MX 6 b.example\n"
	    "example.com MX 7 b.example\nexample.com MX 8 b.example\n"
	    "example.com MX 9 b.example\nexample.com MX 10 c.example\n"
	    "b.example A 1.1.1.1\nc.example A 192.0.2.1",
	    AUTH_PASS, SPF_MATCHED, "mx", 1, 0, USUAL },
	{ "eleven MX, whichever comes first",
	    "example.com TXT v=spf1 mx\n"
	    "example.com MX 1 b.example\nexample.com MX 2 b.example\n"
	    "example.com MX 3 b.example\nexample.com MX 4 b.example\n"
	    "example.com MX 5 b.example\nexample.com MX 6 b.example\n"
	    "example.com MX 7 b.example\nexample.com MX 8 b.example\n"
	    "example.com MX 9 b.example\nexample.com MX 10 b.example\n"
	    "example.com MX 11 b.example\nb.example A 192.0.2.1",
	    AUTH_PERMERROR, SPF_MX_HOSTS, NULL, 1, 0, USUAL },
	/* 7: macros the DNS answers */
	{ "%{p}",
	    "example.com TXT v=spf1 exists:%{p}.%{d}\n"
	    "1.2.0.192.in-addr.arpa PTR other.example\n"
	    "1.2.0.192.in-addr.arpa PTR mx.example.com\n"
	    "mx.example.com A 192.0.2.1\nother.example A 192.0.2.1\n"
	    "mx.example.com.example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{p}.%{d}", 1, 0, USUAL },
	{ "%{p}, unknown",
	    "example.com TXT v=spf1 exists:%{p}.%{d}\n"
	    "unknown.example.com A 127.0.0.2",
	    AUTH_PASS, SPF_MATCHED, "exists:%{p}.%{d}", 1, 0, USUAL },
};

static void try_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct row *r = &rows[i];
		test_row(r->shows);
		spf_case(r->dns, r->ip, r->mail_from, r->helo);
		check_text("result", auth_result_word(verdict.result),
		    auth_result_word(r->result));
		check_text("reason", spf_reason_text(verdict.reason),
		    spf_reason_text(r->reason));
		check_bytes("matched", verdict.matched, bytes_of(r->matched));
		check_number("lookups", verdict.lookups, r->lookups);
		check_number("void lookups", verdict.void_lookups, r->voids);
		check_true("HELO",
		    verdict.helo ==
			(r->mail_from != NULL && r->mail_from[0] == '\0'));
	}
}

int main(void)
{
	try_rows();
	spf_case_end();
	return test_end("test_spf");
}
