/*
 * dns_packet_rows - packets and what they say, for tests/test_dns_packet.c
 *
 * A packet is written as words:
 *
 *	8180		these octets
 *	@a.test		a name, root's label included; @a.test+ without it
 *	"ab		a string with its length
 *	'ab		these letters
 *	{ ... }		a length of two octets, and so many
 */
#ifndef TESTS_DNS_PACKET_ROWS_H
#define TESTS_DNS_PACKET_ROWS_H

#include "common/dns/dns.h"

#define HEAD(flags, an, ns, ar) "0007 " flags " 0001 " an " " ns " " ar " "
#define ASKED(type)		"@a.test " type " 0001 "
#define A(an)			HEAD("8180", an, "0000", "0000") ASKED("0001")
#define TXT(an)			HEAD("8180", an, "0000", "0000") ASKED("0010")
#define OF(type)		"c00c " type " 0001 0000003c "
#define TEN			"0a0a0a0a0a0a0a0a0a0a"
#define SOA_OF(owner, ttl, minimum) \
	owner " 0006 0001 " ttl     \
	      " { 00 00 00000001 00000002 00000003 00000004 " minimum " } "
#define L63   "000000000000000000000000000000000000000000000000000000000000000"
#define L61   "0000000000000000000000000000000000000000000000000000000000000"
#define N253  L63 "." L63 "." L63 "." L61
#define ALIAS "0005 0001 0000001e "

static const struct {
	const char *shows;
	enum dns_type type;
	const char *packet, *says;
} rows[] = {
	/* the header, RFC 1035 4.1.1 */
	{ "nothing at all", DNS_A, "", "malformed 0 (it ends too early)" },
	{ "half a header", DNS_A, "0007 8180 0001",
	    "malformed 0 (it ends too early)" },
	{ "a question is no answer", DNS_A,
	    HEAD("0100", "0000", "0000", "0000") ASKED("0001"),
	    "malformed 0 (it is no answer)" },
	{ "an answer to a status request", DNS_A,
	    HEAD("9180", "0000", "0000", "0000") ASKED("0001"),
	    "malformed 0 (it is no answer)" },
	{ "truncated", DNS_A,
	    HEAD("8380", "0001", "0000", "0000") ASKED("0001")
		OF("0001") "{ c0000201 }",
	    "truncated" },
	{ "FORMERR without OPT", DNS_A,
	    HEAD("8181", "0000", "0000", "0000") ASKED("0001"), "no edns" },
	{ "FORMERR of who knows EDNS", DNS_A,
	    HEAD("8181", "0000", "0000", "0001")
		ASKED("0001") "00 0029 04d0 00000000 0000",
	    "servfail 0 (the server says FORMERR)" },
	{ "SERVFAIL", DNS_A, HEAD("8182", "0000", "0000", "0000") ASKED("0001"),
	    "servfail 0" },
	{ "SERVFAIL, and then nonsense", DNS_A,
	    HEAD("8182", "0001", "0000", "0000") ASKED("0001") "ffff",
	    "servfail 0" },
	{ "SERVFAIL about something else", DNS_A,
	    HEAD("8182", "0000", "0000", "0000") "@b.test 0001 0001",
	    "malformed 0 (it answers another question)" },
	{ "NOTIMP", DNS_A, HEAD("8184", "0000", "0000", "0000") ASKED("0001"),
	    "servfail 0 (the server says NOTIMP)" },
	{ "REFUSED", DNS_A, HEAD("8185", "0000", "0000", "0000") ASKED("0001"),
	    "refused 0" },
	{ "NOTAUTH", DNS_A, HEAD("8189", "0000", "0000", "0000") ASKED("0001"),
	    "refused 0 (the server says NOTAUTH)" },
	{ "YXDOMAIN", DNS_A, HEAD("8186", "0000", "0000", "0000") ASKED("0001"),
	    "servfail 0 (the server says what is no answer)" },
	{ "BADVERS: half of the code is in OPT", DNS_A,
	    HEAD("8180", "0000", "0000", "0001")
		ASKED("0001") "00 0029 04d0 01000000 0000",
	    "servfail 0 (the server says BADVERS)" },
	/* the question, RFC 1035 4.1.2 */
	{ "case does not matter", DNS_A,
	    HEAD("8180", "0001", "0000", "0000") "@A.tEST 0001 0001 " OF(
		"0001") "{ c0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "no question", DNS_A, "0007 8180 0000 0000 0000 0000",
	    "malformed 0 (it does not repeat the question)" },
	{ "two questions", DNS_A,
	    "0007 8180 0002 0000 0000 0000 " ASKED("0001") ASKED("0001"),
	    "malformed 0 (it does not repeat the question)" },
	{ "another name", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "@b.test 0001 0001",
	    "malformed 0 (it answers another question)" },
	{ "a longer name", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "@a.test.x 0001 0001",
	    "malformed 0 (it answers another question)" },
	{ "a shorter name", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "@a 0001 0001",
	    "malformed 0 (it answers another question)" },
	{ "a dot within a label is none between them", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "06 'a.test 00 0001 0001",
	    "malformed 0 (it answers another question)" },
	{ "another type", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") ASKED("0010"),
	    "malformed 0 (it answers another question)" },
	{ "another class", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "@a.test 0001 0003",
	    "malformed 0 (it answers another question)" },
	{ "the question is a circle", DNS_A,
	    HEAD("8180", "0000", "0000", "0000") "c00c 0001 0001",
	    "malformed 0 (a compressed name is a circle)" },
	/* counts and lengths */
	{ "more records counted than there are", DNS_A,
	    A("0002") OF("0001") "{ c0000201 }",
	    "malformed 0 (it ends too early)" },
	{ "65,535 records counted", DNS_A, A("ffff") OF("0001") "{ c0000201 }",
	    "malformed 0 (it ends too early)" },
	{ "fewer records counted than there are", DNS_A,
	    A("0001") OF("0001") "{ c0000201 } " OF("0001") "{ c0000202 }",
	    "found 60 [192.0.2.1]" },
	{ "what is counted nowhere is not read", DNS_A,
	    A("0001") OF("0001") "{ c0000201 } ffffff",
	    "found 60 [192.0.2.1]" },
	{ "a record that ends behind the packet", DNS_A,
	    A("0001") OF("0001") "0005 c0000201",
	    "malformed 0 (it ends too early)" },
	{ "an authority that ends behind the packet", DNS_A,
	    HEAD("8180", "0001", "0001", "0000") ASKED("0001")
		OF("0001") "{ c0000201 } " OF("0002") "0009 00",
	    "malformed 0 (it ends too early)" },
	/* names, RFC 1035 4.1.4 */
	{ "a pointer to itself", DNS_A,
	    A("0001") "c018 0001 0001 0000003c { c0000201 }",
	    "malformed 0 (a compressed name is a circle)" },
	{ "a pointer ahead", DNS_A,
	    A("0001") "c01a c00c 0001 0001 0000003c { c0000201 }",
	    "malformed 0 (a compressed name is a circle)" },
	{ "a name that comes back to its start", DNS_A,
	    A("0001") "01 'b c018 0001 0001 0000003c { c0000201 }",
	    "malformed 0 (a compressed name is a circle)" },
	{ "a pointer into the tail of a name", DNS_CNAME,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0005")
		OF("0005") "{ 01 'b c00e }",
	    "found 60 [b.test]" },
	{ "a pointer behind the packet", DNS_A,
	    A("0001") "ffff 0001 0001 0000003c { c0000201 }",
	    "malformed 0 (a compressed name is a circle)" },
	{ "half a pointer", DNS_A, A("0001") "c0",
	    "malformed 0 (it ends too early)" },
	{ "a label of type 01", DNS_A, A("0001") "41 'b 00 0001 0001",
	    "malformed 0 (a label of an unknown kind)" },
	{ "a label of type 10", DNS_A, A("0001") "81 'b 00 0001 0001",
	    "malformed 0 (a label of an unknown kind)" },
	{ "a name of 253 octets", DNS_CNAME,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0005")
		OF("0005") "{ @" N253 " }",
	    "found 60 [" N253 "]" },
	{ "a name of 254 octets", DNS_CNAME,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0005")
		OF("0005") "{ @" N253 "0 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a name that pointers make too long", DNS_CNAME,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0005")
		OF("0005") "{ @" L63 "." L63 "." L63 "." L61 "+ c00c }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "the owner of something else may be odd", DNS_A,
	    A("0002") "03 'b.c 00 0001 0001 0000003c { c0000209 } " OF(
		"0001") "{ c0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "a target with a dot within a label", DNS_A,
	    A("0001") OF("0005") "{ 03 'b.c 00 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a target with a control character", DNS_A,
	    A("0001") OF("0005") "{ 01 07 00 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a target with an octet above 127", DNS_A,
	    A("0001") OF("0005") "{ 01 e4 00 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a target with a NUL", DNS_A, A("0001") OF("0005") "{ 01 00 00 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a target may have any visible letter", DNS_CNAME,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0005")
		OF("0005") "{ @_B+=/~ }",
	    "found 60 [_b+=/~]" },
	{ "a target with octets behind it", DNS_A,
	    A("0001") OF("0005") "{ @b 00 }",
	    "malformed 0 (a CNAME record that is none)" },
	{ "a target that is cut", DNS_A, A("0001") OF("0005") "{ 01 }",
	    "malformed 0 (a CNAME record that is none)" },
	/* records, RFC 1035 3.3 and 3.4 */
	{ "several, in order", DNS_A,
	    A("0003") OF("0001") "{ c0000203 } " OF("0001") "{ c0000201 } " OF(
		"0001") "{ c0000202 }",
	    "found 60 [192.0.2.3] [192.0.2.1] [192.0.2.2]" },
	{ "equal ones count once, RFC 2181 5", DNS_A,
	    A("0004") OF("0001") "{ c0000203 } " OF("0001") "{ c0000201 } " OF(
		"0001") "{ c0000203 } " OF("0001") "{ c0000201 }",
	    "found 60 [192.0.2.3] [192.0.2.1]" },
	{ "A of three octets", DNS_A, A("0001") OF("0001") "{ c00002 }",
	    "malformed 0 (an A record that is none)" },
	{ "A of five octets", DNS_A, A("0001") OF("0001") "{ c000020101 }",
	    "malformed 0 (an A record that is none)" },
	{ "AAAA", DNS_AAAA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("001c")
		OF("001c") "{ 20010db8000000000000000000000001 }",
	    "found 60 [2001:db8::1]" },
	{ "AAAA of an IPv4 address", DNS_AAAA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("001c")
		OF("001c") "{ 00000000000000000000ffffc0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "AAAA of four octets", DNS_AAAA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("001c")
		OF("001c") "{ c0000201 }",
	    "malformed 0 (an AAAA record that is none)" },
	{ "MX", DNS_MX,
	    HEAD("8180", "0002", "0000", "0000") ASKED("000f")
		OF("000f") "{ 000a 01 'M c00c } " OF("000f") "{ ffff c00c }",
	    "found 60 [10 m.a.test] [65535 a.test]" },
	{ "MX of the root, RFC 7505", DNS_MX,
	    HEAD("8180", "0001", "0000", "0000") ASKED("000f")
		OF("000f") "{ 0000 00 }",
	    "found 60 [0 ]" },
	{ "MX that differ in preference alone", DNS_MX,
	    HEAD("8180", "0002", "0000", "0000") ASKED("000f")
		OF("000f") "{ 000a c00c } " OF("000f") "{ 0014 c00c }",
	    "found 60 [10 a.test] [20 a.test]" },
	{ "MX without a name", DNS_MX,
	    HEAD("8180", "0001", "0000", "0000") ASKED("000f")
		OF("000f") "{ 000a }",
	    "malformed 0 (an MX record that is none)" },
	{ "NS", DNS_NS,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0002")
		OF("0002") "{ @NS1.test }",
	    "found 60 [ns1.test]" },
	{ "PTR", DNS_PTR,
	    HEAD("8180", "0001", "0000", "0000") ASKED("000c")
		OF("000c") "{ @mail.test }",
	    "found 60 [mail.test]" },
	{ "SOA", DNS_SOA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0006")
		OF("0006") "{ @ns.test 03 'j.d c00c 00000001 00000e10 00000258 "
			   "00015180 ffffffff }",
	    "found 60 [ns.test j\\.d.a.test 1 3600 600 86400 4294967295]" },
	{ "SOA of the root", DNS_SOA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0006")
		SOA_OF("c00c", "0000003c", "00000005"),
	    "found 60 [. . 1 2 3 4 5]" },
	{ "SOA that is cut", DNS_SOA,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0006")
		OF("0006") "{ 00 00 00000001 }",
	    "malformed 0 (an SOA record that is none)" },
	/* TXT, RFC 1035 3.3.14 */
	{ "one string", DNS_TXT, TXT("0001") OF("0010") "{ \"ab }",
	    "found 60 [\"ab\"]" },
	{ "several strings", DNS_TXT, TXT("0001") OF("0010") "{ \"a \"b \"c }",
	    "found 60 [\"a\" \"b\" \"c\"]" },
	{ "empty strings", DNS_TXT, TXT("0001") OF("0010") "{ 00 \"b 00 }",
	    "found 60 [\"\" \"b\" \"\"]" },
	{ "one empty string", DNS_TXT, TXT("0001") OF("0010") "{ 00 }",
	    "found 60 [\"\"]" },
	{ "no string", DNS_TXT, TXT("0001") OF("0010") "{ }",
	    "malformed 0 (a TXT record that is none)" },
	{ "any octet", DNS_TXT, TXT("0001") OF("0010") "{ 05 00 07 7f 80 ff }",
	    "found 60 [\"\\00\\07\\7f\\80\\ff\"]" },
	{ "a string of 255 octets", DNS_TXT,
	    TXT("0001") OF("0010") "{ ff '" N253 "00 }",
	    "found 60 [\"" N253 "00\"]" },
	{ "a string that is cut", DNS_TXT, TXT("0001") OF("0010") "{ 03 'ab }",
	    "malformed 0 (a TXT record that is none)" },
	{ "a string that goes on in the next record", DNS_TXT,
	    TXT("0002") OF("0010") "{ 10 'ab } " OF("0010") "{ \"cd }",
	    "malformed 0 (a TXT record that is none)" },
	{ "records are not joined", DNS_TXT,
	    TXT("0002") OF("0010") "{ \"b } " OF("0010") "{ \"a }",
	    "found 60 [\"b\"] [\"a\"]" },
	{ "strings that are cut elsewhere are another record", DNS_TXT,
	    TXT("0002") OF("0010") "{ \"a \"bc } " OF("0010") "{ \"ab \"c }",
	    "found 60 [\"a\" \"bc\"] [\"ab\" \"c\"]" },
	{ "SPF, RFC 4408 3.1.1", DNS_SPF,
	    HEAD("8180", "0001", "0000", "0000") ASKED("0063")
		OF("0063") "{ \"v=spf1 }",
	    "found 60 [\"v=spf1\"]" },
	/* which records: owner, type, class, section */
	{ "of another name", DNS_A,
	    A("0001") "@b.test 0001 0001 0000003c { c0000201 }", "no-data 0" },
	{ "of another type", DNS_A, A("0001") OF("0010") "{ \"a }",
	    "no-data 0" },
	{ "of an unknown type", DNS_A,
	    A("0002") OF("ffab") "{ 010203 } " OF("0001") "{ c0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "of another class", DNS_A,
	    A("0001") "c00c 0001 0003 0000003c { c0000201 }", "no-data 0" },
	{ "of another section", DNS_A,
	    HEAD("8180", "0000", "0001", "0001") ASKED("0001")
		OF("0001") "{ c0000201 } " OF("0001") "{ c0000202 }",
	    "no-data 0" },
	{ "with a signature beside", DNS_A,
	    A("0002") OF("002e") "{ 0001020304 } " OF("0001") "{ c0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "with OPT", DNS_A,
	    HEAD("8180", "0001", "0000", "0001") ASKED("0001")
		OF("0001") "{ c0000201 } 00 0029 1000 00000000 { 000a 0008 " TEN
			   " }",
	    "found 60 [192.0.2.1]" },
	/* TTLs, RFC 2181 5.2 and 8 */
	{ "the lowest counts", DNS_A,
	    A("0002") "c00c 0001 0001 00000064 { c0000201 } "
		      "c00c 0001 0001 00000032 { c0000202 }",
	    "found 50 [192.0.2.1] [192.0.2.2]" },
	{ "the highest there is", DNS_A,
	    A("0001") "c00c 0001 0001 7fffffff { c0000201 }",
	    "found 2147483647 [192.0.2.1]" },
	{ "one bit more is none", DNS_A,
	    A("0001") "c00c 0001 0001 80000000 { c0000201 }",
	    "found 0 [192.0.2.1]" },
	/* nothing, RFC 2308 */
	{ "NXDOMAIN with SOA", DNS_A,
	    HEAD("8183", "0000", "0001", "0000") ASKED("0001")
		SOA_OF("c00e", "00000064", "00000032"),
	    "no-name 50" },
	{ "NXDOMAIN, the SOA's own TTL is lower", DNS_A,
	    HEAD("8183", "0000", "0001", "0000") ASKED("0001")
		SOA_OF("c00e", "00000028", "00000032"),
	    "no-name 40" },
	{ "NXDOMAIN with the SOA of the root", DNS_A,
	    HEAD("8183", "0000", "0001", "0000") ASKED("0001")
		SOA_OF("00", "00000064", "00000032"),
	    "no-name 50" },
	{ "NXDOMAIN with the SOA of elsewhere", DNS_A,
	    HEAD("8183", "0000", "0001", "0000") ASKED("0001")
		SOA_OF("@b.test", "00000064", "00000032"),
	    "no-name 0" },
	{ "NXDOMAIN without SOA", DNS_A,
	    HEAD("8183", "0000", "0000", "0000") ASKED("0001"), "no-name 0" },
	{ "NXDOMAIN and a record", DNS_A,
	    HEAD("8183", "0001", "0000", "0000") ASKED("0001")
		OF("0001") "{ c0000201 }",
	    "malformed 0 (it has records and says that there are none)" },
	{ "no data, with SOA", DNS_A,
	    HEAD("8180", "0000", "0001", "0000") ASKED("0001")
		SOA_OF("c00e", "00000064", "00000032"),
	    "no-data 50" },
	{ "no data, with SOA and NS", DNS_A,
	    HEAD("8180", "0000", "0002", "0000") ASKED("0001")
		OF("0002") "{ c00c } " SOA_OF("c00c", "00000064", "00000032"),
	    "no-data 50" },
	{ "no data, without SOA", DNS_A, A("0000"), "no-data 0" },
	{ "an SOA that is cut", DNS_A,
	    HEAD("8180", "0000", "0001", "0000") ASKED("0001")
		OF("0006") "{ 00 00 00000001 }",
	    "malformed 0 (an SOA record that is none)" },
	{ "a referral, RFC 2308 2.2", DNS_A,
	    HEAD("8100", "0000", "0001", "0000") ASKED("0001")
		OF("0002") "{ c00c }",
	    "servfail 0 (a referral: the server does not look further)" },
	{ "what an authority says without SOA is no referral", DNS_A,
	    HEAD("8580", "0000", "0001", "0000") ASKED("0001")
		OF("0002") "{ c00c }",
	    "no-data 0" },
	/* aliases */
	{ "one", DNS_A,
	    A("0002") "c00c " ALIAS "{ @b.test } "
		      "@b.test 0001 0001 0000003c { c0000201 }",
	    "a.test>b.test 30 found 60 [192.0.2.1]" },
	{ "three, from the last to the first", DNS_A,
	    A("0004") "@d.test 0001 0001 0000003c { c0000201 } "
		      "@c.test " ALIAS "{ @d.test } @b.test " ALIAS
		      "{ @c.test } c00c " ALIAS "{ @B.test } ",
	    "a.test>b.test 30 b.test>c.test 30 c.test>d.test 30 "
	    "found 60 [192.0.2.1]" },
	{ "asked for itself it is not followed", DNS_CNAME,
	    HEAD("8180", "0002", "0000", "0000") ASKED("0005")
		OF("0005") "{ @b.test } @b.test 0005 0001 0000003c { @c.test }",
	    "found 60 [b.test]" },
	{ "beside a record it does not count", DNS_A,
	    A("0002") "c00c " ALIAS "{ @b.test } " OF("0001") "{ c0000201 }",
	    "found 60 [192.0.2.1]" },
	{ "the first of two", DNS_A,
	    A("0003") "c00c " ALIAS "{ @b.test } c00c " ALIAS
		      "{ @c.test } @b.test 0001 0001 0000003c { c0000201 }",
	    "a.test>b.test 30 found 60 [192.0.2.1]" },
	{ "to nothing: NXDOMAIN is about the target, RFC 6604", DNS_A,
	    HEAD("8183", "0001", "0001", "0000")
		ASKED("0001") "c00c " ALIAS "{ @b.test } " SOA_OF(
		    "c00e", "00000064", "00000032"),
	    "a.test>b.test 30 no-name 50" },
	{ "to no data", DNS_A,
	    HEAD("8180", "0001", "0001", "0000")
		ASKED("0001") "c00c " ALIAS "{ @b.test } " SOA_OF(
		    "c00e", "00000064", "00000032"),
	    "a.test>b.test 30 no-data 50" },
	{ "to where the server is no authority", DNS_A,
	    HEAD("8580", "0001", "0000", "0000") ASKED("0001") "c00c " ALIAS
							       "{ @b.test }",
	    "a.test>b.test 30 goes on" },
	{ "... and the SOA is its own", DNS_A,
	    HEAD("8580", "0001", "0001", "0000")
		ASKED("0001") "c00c " ALIAS "{ @b.org } " SOA_OF(
		    "c00e", "00000064", "00000032"),
	    "a.test>b.org 30 goes on" },
	{ "... and it refers us further", DNS_A,
	    HEAD("8100", "0001", "0001", "0000") ASKED(
		"0001") "c00c " ALIAS "{ @b.test } " OF("0002") "{ c00c }",
	    "a.test>b.test 30 goes on" },
	{ "to itself", DNS_A, A("0001") "c00c " ALIAS "{ c00c }",
	    "a.test>a.test 30 malformed 30 (the CNAMEs go in circles)" },
	{ "in a circle", DNS_A,
	    A("0002") "c00c " ALIAS "{ @b.test } @b.test " ALIAS "{ c00c }",
	    "a.test>b.test 30 b.test>a.test 30 "
	    "malformed 30 (the CNAMEs go in circles)" },
	{ "SERVFAIL behind one", DNS_A,
	    HEAD("8182", "0001", "0000", "0000") ASKED("0001") "c00c " ALIAS
							       "{ @b.test }",
	    "servfail 0" },
};

#endif
