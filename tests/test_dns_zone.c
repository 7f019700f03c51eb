/* common/dns/dns_master, dns_data, dns_zone: RFC 1035 5, RFC 2308 4 */
#include "tests/test.h"

#include "common/dns/dns_zone.h"
#include "tests/dns_shown.h"

#define O "$ORIGIN example.com.\n"
#define T O "$TTL 60\n"

static const struct {
	const char *shows, *text;
	enum dns_type type;
	const char *name, *want;
} rows[] = {
	{ "an address", T "www A 192.0.2.1\n", DNS_A, "www.example.com",
	    "60 192.0.2.1" },
	{ "no line end", T "www A 192.0.2.1", DNS_A, "www.example.com",
	    "60 192.0.2.1" },
	{ "CRLF", O "$TTL 60\r\nwww A 192.0.2.1\r\n", DNS_A, "www.example.com",
	    "60 192.0.2.1" },
	{ "the mark of Windows", "\xef\xbb\xbf" T "www A 192.0.2.1\n", DNS_A,
	    "www.example.com", "60 192.0.2.1" },
	{ "empty lines and comments", T "\n ; a\n;b\n\t\nwww A 192.0.2.1 ; c\n",
	    DNS_A, "www.example.com", "60 192.0.2.1" },
	{ "a comment without a blank", T "www A 192.0.2.1;c\n", DNS_A,
	    "www.example.com", "60 192.0.2.1" },
	{ "tabs", T "www\t\tA\t192.0.2.1\t\n", DNS_A, "www.example.com",
	    "60 192.0.2.1" },

	/* owners */
	{ "@", T "@ A 192.0.2.1\n", DNS_A, "example.com", "60 192.0.2.1" },
	{ "absolute", T "www.example.org. A 192.0.2.1\n", DNS_A,
	    "www.example.org", "60 192.0.2.1" },
	{ "absolute, no origin", "www.example.org. 9 A 192.0.2.1\n", DNS_A,
	    "www.example.org", "9 192.0.2.1" },
	{ "letter case", T "WwW A 192.0.2.1\n", DNS_A, "www.example.com",
	    "60 192.0.2.1" },
	{ "the last owner", T "www A 192.0.2.1\n  A 192.0.2.2\n", DNS_A,
	    "www.example.com", "60 192.0.2.1, 192.0.2.2" },
	{ "the last owner across a directive",
	    T "www A 192.0.2.1\n$ORIGIN x.\n  A 192.0.2.2\n", DNS_A,
	    "www.example.com", "60 192.0.2.1, 192.0.2.2" },
	{ "another origin", T "$ORIGIN example.org.\nwww A 192.0.2.1\n", DNS_A,
	    "www.example.org", "60 192.0.2.1" },
	{ "a relative origin", T "$ORIGIN sub\nwww A 192.0.2.1\n", DNS_A,
	    "www.sub.example.com", "60 192.0.2.1" },
	{ "the origin is the root",
	    "$ORIGIN .\nwww.example.com 5 A 192.0.2.1\n", DNS_A,
	    "www.example.com", "5 192.0.2.1" },
	{ "$origin in lower case", "$origin a.\nb 5 A 192.0.2.1\n", DNS_A,
	    "b.a", "5 192.0.2.1" },
	{ "the origin of the SOA",
	    "example.com. 5 SOA ns h 1 2 3 4 5\nwww A 192.0.2.1\n", DNS_A,
	    "www.example.com", "5 192.0.2.1" },
	{ "... does not change one stated",
	    O "example.org. 5 SOA ns h 1 2 3 4 5\nwww A 192.0.2.1\n", DNS_A,
	    "www.example.com", "5 192.0.2.1" },
	{ "an underscore", T "_dmarc TXT a\n", DNS_TXT, "_dmarc.example.com",
	    "60 [a]" },
	{ "an owner called as a class", T "IN A 192.0.2.1\n", DNS_A,
	    "in.example.com", "60 192.0.2.1" },
	{ "an owner called as a type", T "A A 192.0.2.1\n", DNS_A,
	    "a.example.com", "60 192.0.2.1" },
	{ "an owner of digits", T "10 PTR a\n", DNS_PTR, "10.example.com",
	    "60 a.example.com" },
	{ "\\X in an owner", T "a\\+b A 192.0.2.1\n", DNS_A, "a+b.example.com",
	    "60 192.0.2.1" },
	{ "\\DDD in an owner", T "a\\043b A 192.0.2.1\n", DNS_A,
	    "a+b.example.com", "60 192.0.2.1" },
	{ "an octet that stands for itself", T "a+b=c A 192.0.2.1\n", DNS_A,
	    "a+b=c.example.com", "60 192.0.2.1" },
	{ "a label of 63",
	    T "aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg "
	      "A 192.0.2.1\n",
	    DNS_A,
	    "aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg."
	    "example.com",
	    "60 192.0.2.1" },
	{ "an empty non-terminal", T "a.b A 192.0.2.1\n", DNS_A,
	    "b.example.com", "no-data" },
	{ "what is not there", T "a A 192.0.2.1\n", DNS_A, "b.example.com",
	    "unknown" },
	{ "another type", T "a A 192.0.2.1\n", DNS_TXT, "a.example.com",
	    "no-data" },
	{ "a wildcard", T "* A 192.0.2.1\n", DNS_A, "x.example.com",
	    "60 192.0.2.1" },
	{ "a wildcard two below", T "* A 192.0.2.1\n", DNS_A, "y.x.example.com",
	    "60 192.0.2.1" },
	{ "a wildcard escaped", T "\\042 A 192.0.2.1\n", DNS_A, "x.example.com",
	    "60 192.0.2.1" },
	{ "a wildcard beside a name", T "* A 192.0.2.1\nx TXT a\n", DNS_A,
	    "x.example.com", "no-data" },
	{ "a wildcard below", T "*._report._dmarc TXT \"v=DMARC1\"\n", DNS_TXT,
	    "example.net._report._dmarc.example.com", "60 [v=DMARC1]" },

	/* TTL and class */
	{ "a TTL", O "www 5 A 192.0.2.1\n", DNS_A, "www.example.com",
	    "5 192.0.2.1" },
	{ "a TTL of 0", O "www 0 A 192.0.2.1\n", DNS_A, "www.example.com",
	    "0 192.0.2.1" },
	{ "TTL, class", O "www 5 IN A 192.0.2.1\n", DNS_A, "www.example.com",
	    "5 192.0.2.1" },
	{ "class, TTL", O "www IN 5 A 192.0.2.1\n", DNS_A, "www.example.com",
	    "5 192.0.2.1" },
	{ "a class in lower case", O "www in 5 a 192.0.2.1\n", DNS_A,
	    "www.example.com", "5 192.0.2.1" },
	{ "a class by number", O "www CLASS1 5 A 192.0.2.1\n", DNS_A,
	    "www.example.com", "5 192.0.2.1" },
	{ "TTL and class, last owner",
	    O "www 5 A 192.0.2.1\n 5 IN A 192.0.2.2\n", DNS_A,
	    "www.example.com", "5 192.0.2.1, 192.0.2.2" },
	{ "units", O "www 1h30m A 192.0.2.1\n", DNS_A, "www.example.com",
	    "5400 192.0.2.1" },
	{ "all units", O "www 1w1d1h1m1s A 192.0.2.1\n", DNS_A,
	    "www.example.com", "694861 192.0.2.1" },
	{ "units in capitals", O "www 1H A 192.0.2.1\n", DNS_A,
	    "www.example.com", "3600 192.0.2.1" },
	{ "$TTL with units", O "$TTL 1d\nwww A 192.0.2.1\n", DNS_A,
	    "www.example.com", "86400 192.0.2.1" },
	{ "$TTL is for what follows", O "a A 192.0.2.1\n$TTL 9\n", DNS_A,
	    "a.example.com", "3600 192.0.2.1" },
	{ "$TTL twice", O "$TTL 9\n$TTL 8\na A 192.0.2.1\n", DNS_A,
	    "a.example.com", "8 192.0.2.1" },
	{ "$TTL before the last stated",
	    O "$TTL 9\nb 3 A 192.0.2.9\na A 192.0.2.1\n", DNS_A,
	    "a.example.com", "9 192.0.2.1" },
	{ "the last stated", O "b 3 A 192.0.2.9\na A 192.0.2.1\n", DNS_A,
	    "a.example.com", "3 192.0.2.1" },
	{ "the SOA's minimum", O "@ SOA ns h 1 2 3 4 77\na A 192.0.2.1\n",
	    DNS_A, "a.example.com", "77 192.0.2.1" },
	{ "the SOA's own", O "@ SOA ns h 1 2 3 4 77\n", DNS_SOA, "example.com",
	    "77 ns.example.com h.example.com 1 2 3 4 77" },
	{ "an hour", O "a A 192.0.2.1\n", DNS_A, "a.example.com",
	    "3600 192.0.2.1" },
	{ "the largest", O "a 2147483647 A 192.0.2.1\n", DNS_A, "a.example.com",
	    "2147483647 192.0.2.1" },

	/* parentheses */
	{ "an SOA over lines",
	    O "@ 5 IN SOA ns1 hostmaster (\n 2026112001 ; serial\n 1h\n 10m ; "
	      "retry\n 1w\n 5 )\n",
	    DNS_SOA, "example.com",
	    "5 ns1.example.com hostmaster.example.com 2026112001 3600 600 "
	    "604800 5" },
	{ "strings over lines", T "a TXT ( \"one\"\n\"two\" )\n", DNS_TXT,
	    "a.example.com", "60 [one][two]" },
	{ "without blanks", T "a TXT(\"one\"\n\"two\")\n", DNS_TXT,
	    "a.example.com", "60 [one][two]" },
	{ "twice in a record", T "a ( TXT ) (\n one\n)\n", DNS_TXT,
	    "a.example.com", "60 [one]" },
	{ "a line within that looks like another", T "a TXT (\nb A )\n",
	    DNS_TXT, "a.example.com", "60 [b][A]" },
	{ "in a string", T "a TXT \"(;)\"\n", DNS_TXT, "a.example.com",
	    "60 [(;)]" },

	/* strings */
	{ "unquoted", T "a TXT v=spf1\n", DNS_TXT, "a.example.com",
	    "60 [v=spf1]" },
	{ "unquoted words are strings", T "a TXT v=spf1 -all\n", DNS_TXT,
	    "a.example.com", "60 [v=spf1][-all]" },
	{ "quoted", T "a TXT \"v=spf1 -all\"\n", DNS_TXT, "a.example.com",
	    "60 [v=spf1 -all]" },
	{ "several", T "a TXT \"v=spf1 \" \"-all\"\n", DNS_TXT, "a.example.com",
	    "60 [v=spf1 ][-all]" },
	{ "side by side", T "a TXT \"a\"\"b\"c\n", DNS_TXT, "a.example.com",
	    "60 [a][b][c]" },
	{ "empty", T "a TXT \"\"\n", DNS_TXT, "a.example.com", "60 []" },
	{ "\\\" and \\\\", T "a TXT \"a\\\"b\\\\\"\n", DNS_TXT, "a.example.com",
	    "60 [a\"b\\]" },
	{ "\\DDD", T "a TXT \"\\097\\126\"\n", DNS_TXT, "a.example.com",
	    "60 [a~]" },
	{ "an octet over 127", T "a TXT \"\\255\"\n", DNS_TXT, "a.example.com",
	    "60 [\xff]" },
	{ "UTF-8 as it stands", T "a TXT \"\xc3\xbc\"\n", DNS_TXT,
	    "a.example.com", "60 [\xc3\xbc]" },
	{ "a ';' escaped", T "a TXT v=DKIM1\\;p=\n", DNS_TXT, "a.example.com",
	    "60 [v=DKIM1;p=]" },
	{ "a blank escaped", T "a TXT a\\ b\n", DNS_TXT, "a.example.com",
	    "60 [a b]" },
	{ "case stays", T "a TXT aBc\n", DNS_TXT, "a.example.com", "60 [aBc]" },
	{ "@ is text there", T "a TXT @\n", DNS_TXT, "a.example.com",
	    "60 [@]" },
	{ "type SPF", T "a SPF \"v=spf1 -all\"\n", DNS_SPF, "a.example.com",
	    "60 [v=spf1 -all]" },
	{ "two records", T "a TXT a\na TXT b\n", DNS_TXT, "a.example.com",
	    "60 [a], [b]" },
	{ "the same twice", T "a TXT a\na TXT a\n", DNS_TXT, "a.example.com",
	    "60 [a]" },

	/* types */
	{ "AAAA", T "a AAAA 2001:DB8:0:0::1\n", DNS_AAAA, "a.example.com",
	    "60 2001:db8::1" },
	{ "MX", T "a MX 10 Mx\n", DNS_MX, "a.example.com",
	    "60 10 mx.example.com" },
	{ "the null MX", T "a MX 0 .\n", DNS_MX, "a.example.com", "60 0 " },
	{ "NS", T "@ NS ns1.Example.NET.\n", DNS_NS, "example.com",
	    "60 ns1.example.net" },
	{ "PTR", T "a PTR @\n", DNS_PTR, "a.example.com", "60 example.com" },
	{ "a CNAME", T "a CNAME b\nb A 192.0.2.1\n", DNS_A, "a.example.com",
	    "b.example.com> 60 192.0.2.1" },
	{ "a CNAME and other types beside",
	    T "a CNAME b\na RRSIG x\nb A 192.0.2.1\n", DNS_A, "a.example.com",
	    "b.example.com> 60 192.0.2.1" },
	{ "an SOA of the root",
	    "$TTL 60\n. SOA a.root. b\\.c.root. 1 2 3 4 5\n", DNS_SOA, "",
	    "60 a.root b\\.c.root 1 2 3 4 5" },
	{ "names of the root in an SOA", T "@ SOA . . 1 2 3 4 5\n", DNS_SOA,
	    "example.com", "60 . . 1 2 3 4 5" },
	{ "CAA: the name exists", T "a CAA 0 issue \"x\"\n", DNS_TXT,
	    "a.example.com", "no-data" },
	{ "SRV", T "a SRV 0 0 25 x\n", DNS_TXT, "a.example.com", "no-data" },
	{ "RRSIG over lines",
	    T "a RRSIG A 8 2 60 20261120000000 20261110000000 1 x. (\n abc==\n "
	      "def )\n",
	    DNS_A, "a.example.com", "no-data" },
	{ "TYPE65280", T "a TYPE65280 \\# 4 0A000001\n", DNS_A, "a.example.com",
	    "no-data" },
	{ "another type beside", T "a CAA x\na A 192.0.2.1\n", DNS_A,
	    "a.example.com", "60 192.0.2.1" },
	{ "... in the other order", T "a A 192.0.2.1\na CAA x\n", DNS_A,
	    "a.example.com", "60 192.0.2.1" },
	{ "a type by number", T "a TYPE1 192.0.2.1\n", DNS_A, "a.example.com",
	    "60 192.0.2.1" },
	{ "nothing", "", DNS_A, "a.example.com", "unknown" },
};

#define L64 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"
#define L50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
#define S252        \
	L64 L64 L64 \
	    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"

static const struct {
	const char *shows, *text, *fault;
} mistakes[] = {
	{ "$INCLUDE", T "$INCLUDE other.zone\n",
	    "z:3: '$INCLUDE' is not followed: put the records of that file "
	    "here, or give it as a zone of its own" },
	{ "$GENERATE", T "$GENERATE 1-9 a A 192.0.2.$\n",
	    "z:3: '$GENERATE' belongs to one name server alone: write the "
	    "records out" },
	{ "another directive", T "$TLL 5\n",
	    "z:3: '$TLL' is no directive: there are $ORIGIN and $TTL" },
	{ "$ORIGIN alone", "$ORIGIN\n", "z:1: '$ORIGIN' lacks a name" },
	{ "$ORIGIN and more", "$ORIGIN a. b.\n",
	    "z:1: 'b.' is one item too many" },
	{ "$ORIGIN relative to nothing", "$ORIGIN a\n",
	    "z:1: 'a' is relative and there is no $ORIGIN: end it with a dot "
	    "or write $ORIGIN above" },
	{ "$TTL alone", "$TTL\n", "z:1: '$TTL' lacks a time" },
	{ "$TTL of a word", "$TTL day\n",
	    "z:1: 'day' is no time: write seconds, or as in 1h30m (at most "
	    "2^31-1 seconds)" },
	{ "no origin", "\nwww 5 A 192.0.2.1\n",
	    "z:2: 'www' is relative and there is no $ORIGIN: end it with a dot "
	    "or write $ORIGIN above" },
	{ "no origin for @", "@ 5 A 192.0.2.1\n",
	    "z:1: '@' is relative and there is no $ORIGIN: end it with a dot "
	    "or write $ORIGIN above" },
	{ "no origin for data", "a. 5 MX 10 mx\n",
	    "z:1: 'mx' is relative and there is no $ORIGIN: end it with a dot "
	    "or write $ORIGIN above" },
	{ "no last owner", O " A 192.0.2.1\n",
	    "z:2: 'A' begins with a blank and so repeats the name of the "
	    "record above: there is none" },
	{ "an owner alone", O "www\n", "z:2: 'www' is not followed by a type" },
	{ "no type", O "www 5 IN\n", "z:2: 'IN' is not followed by a type" },
	{ "a type that is none", O "www TXXT a\n",
	    "z:2: 'TXXT' is no type of record" },
	{ "an address where the type is missing", O "www 5 192.0.2.1\n",
	    "z:2: '192.0.2.1' is no type of record" },
	{ "two TTLs", O "www 5 6 A 192.0.2.1\n",
	    "z:2: '6' is no type of record" },
	{ "two classes", O "www IN IN A 192.0.2.1\n",
	    "z:2: 'IN' is no type of record" },
	{ "TYPE without number", O "www TYPE \\# 0\n",
	    "z:2: 'TYPE' is no type of record" },
	{ "TYPE65536", O "www TYPE65536 \\# 0\n",
	    "z:2: 'TYPE65536' is no type of record" },
	{ "a type in quotes", O "www \"A\" 192.0.2.1\n",
	    "z:2: 'A' is no type of record" },
	{ "another class", O "www CH TXT a\n",
	    "z:2: 'CH' is a class of its own: mail asks for IN alone" },
	{ "a TTL too large", O "www 2147483648 A 192.0.2.1\n",
	    "z:2: '2147483648' is no time: write seconds, or as in 1h30m (at "
	    "most 2^31-1 seconds)" },
	{ "a TTL too large in all", O "www 4000w A 192.0.2.1\n",
	    "z:2: '4000w' is no time: write seconds, or as in 1h30m (at most "
	    "2^31-1 seconds)" },
	{ "an unknown unit", O "www 5y A 192.0.2.1\n",
	    "z:2: '5y' is no time: write seconds, or as in 1h30m (at most "
	    "2^31-1 seconds)" },
	{ "an empty label", O "a..b A 192.0.2.1\n",
	    "z:2: 'a..b' has an empty label" },
	{ "a dot in front", O ".a A 192.0.2.1\n",
	    "z:2: '.a' has an empty label" },
	{ "two dots behind", O "a.. A 192.0.2.1\n",
	    "z:2: 'a..' has an empty label" },
	{ "a label of 64", O L64 " A 192.0.2.1\n",
	    "z:2: "
	    "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff...' "
	    "has a label of more than 63 octets" },
	{ "a long name",
	    O L50 "." L50 "." L50 "." L50 "." L50 ". A 192.0.2.1\n",
	    "z:2: "
	    "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaa...' "
	    "is longer than 253 octets" },
	{ "a long name with its origin",
	    O L50 "." L50 "." L50 "." L50 "." L50 " A 192.0.2.1\n",
	    "z:2: "
	    "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaa...' "
	    "is longer than 253 octets" },
	{ "a name in quotes", O "\"www\" A 192.0.2.1\n",
	    "z:2: 'www' stands where a name belongs" },
	{ "a name that is not ASCII",
	    O "b\xc3\xbc"
	      "cher A 192.0.2.1\n",
	    "z:2: 'b\xc3\xbc"
	    "cher' is not ASCII: write its A-labels (xn--...)" },
	{ "\\DDD too large", O "a\\256 A 192.0.2.1\n",
	    "z:2: 'a\\256' has a backslash before what is no octet" },
	{ "\\DD", O "a\\25 A 192.0.2.1\n",
	    "z:2: 'a\\25' has a backslash before what is no octet" },
	{ "a backslash at the end", O "a TXT b\\\n",
	    "z:2: 'b\\' has a backslash before what is no octet" },
	{ "no address", O "a A\n", "z:2: 'A' lacks an address" },
	{ "an address of three", O "a A 192.0.2\n",
	    "z:2: '192.0.2' is no IPv4 address" },
	{ "IPv6 in A", O "a A ::1\n", "z:2: '::1' is no IPv4 address" },
	{ "IPv4 in AAAA", O "a AAAA 192.0.2.1\n",
	    "z:2: '192.0.2.1' is no IPv6 address" },
	{ "an address in brackets", O "a A [192.0.2.1]\n",
	    "z:2: '[192.0.2.1]' is no IPv4 address" },
	{ "two addresses", O "a A 192.0.2.1 192.0.2.2\n",
	    "z:2: '192.0.2.2' is one item too many" },
	{ "an MX without preference", O "a MX mx\n",
	    "z:2: 'mx' is no preference from 0 to 65535" },
	{ "a preference too large", O "a MX 65536 mx\n",
	    "z:2: '65536' is no preference from 0 to 65535" },
	{ "an MX without a host", O "a MX 10\n", "z:2: '10' lacks a name" },
	{ "a CNAME to nothing", O "a CNAME\n", "z:2: 'CNAME' lacks a name" },
	{ "an SOA of five", O "@ SOA a b 1 2 3\n",
	    "z:2: '3' lacks one of the SOA's four times" },
	{ "an SOA of two", O "@ SOA a b\n",
	    "z:2: 'b' lacks the SOA's serial number" },
	{ "a serial of letters", O "@ SOA a b x 2 3 4 5\n",
	    "z:2: 'x' is no serial number" },
	{ "TXT of nothing", O "a TXT\n", "z:2: 'TXT' lacks a string" },
	{ "a string of 256", O "a TXT \"" S252 "abcd\"\n",
	    "z:2: "
	    "'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff...' "
	    "is longer than the 255 octets of one string: split it into "
	    "several, each in quotation marks" },
	{ "hexadecimal", O "a TXT \\# 2 0161\n",
	    "z:2: '\\#' begins data in hexadecimal: write them as the type "
	    "does" },
	{ "quotes never closed", O "a TXT \"abc\nb A 192.0.2.1\n",
	    "z:2: 'abc' has no closing quotation mark on its line" },
	{ "quotes at the end", O "a TXT \"abc",
	    "z:2: 'abc' has no closing quotation mark on its line" },
	{ "parentheses never closed", O "\na TXT ( abc\n\nb A 192.0.2.1\n",
	    "z:3: '(' is never closed" },
	{ "nothing to close", O "a TXT abc )\n", "z:2: ')' closes nothing" },
	{ "parentheses in others", O "a TXT ( (abc) )\n",
	    "z:2: '(' stands in other parentheses" },
	{ "the line within parentheses", O "a MX (\n10\nb c )\n",
	    "z:4: 'c' is one item too many" },
	{ "terminal controls", O "a\x1b[2J A 192.0.2.1\n",
	    "z:2: 'a?[2J' is not ASCII: write its A-labels (xn--...)" },
};

static struct arena *arena;

static void try_row(size_t i)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(rows[i].shows);
	check_true(
	    "read", dns_zone_read(set, bytes_of(rows[i].text), "z", &fault));
	check_text("fault", fault.text, "");
	check_bytes("answer", dns_shown(set, arena, rows[i].type, rows[i].name),
	    bytes_of(rows[i].want));
	dns_set_close(set);
}

static void try_mistake(size_t i)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(mistakes[i].shows);
	check_true("refused",
	    !dns_zone_read(set, bytes_of(mistakes[i].text), "z", &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	check_text("fault", fault.text, mistakes[i].fault);
	dns_set_close(set);
}

int main(void)
{
	arena = arena_open();
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	for (size_t i = 0; i < ROWS(mistakes); i++)
		try_mistake(i);
	arena_close(arena);
	return test_end("test_dns_zone");
}
