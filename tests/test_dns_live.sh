#!/bin/sh
# Live DNS: a name server that misbehaves on demand (tests/dns_faulty.py), and
# nsd, over IPv4 and IPv6.
set -u
. tests/test.sh
. tests/nsd.sh
build=${1:-build}
probe=$build/tests/dns_probe
PATH=$PATH:/usr/sbin:/sbin

# ask WORD...: the answers in $dir/said, the server's port as P
ask() {
	timeout 60 "$probe" "$@" >"$dir/said.raw" 2>&1
	echo "$?" >"$dir/status"
	sed "s/#$port/#P/g" "$dir/said.raw" >"$dir/said"
}

# Rows of questions and answers, all asked at once: every "row" until "try".
: >"$dir/questions"
row() { # TYPE NAME ANSWER
	printf '%s %s\n' "$1" "$2" >>"$dir/questions"
	printf '%s %s %s\n' "$2" "$1" "$3" >>"$dir/wanted"
}
try() { # PROBE-OPTION...
	# shellcheck disable=SC2046
	ask "$@" $(cat "$dir/questions")
	while IFS= read -r wanted <&3 && IFS= read -r found <&4; do
		is "${wanted%% *}" "$wanted" "$found"
	done 3<"$dir/wanted" 4<"$dir/said"
	is "answers ($*)" "$(wc -l <"$dir/wanted")" "$(wc -l <"$dir/said")"
	: >"$dir/questions"
	: >"$dir/wanted"
}

server_start python3 tests/dns_faulty.py log="$dir/log"
port=$said
at=127.0.0.1:$port
P='@127.0.0.1#P'
silence='(no answer from 127.0.0.1#P)'
tcp_silence='(no answer over TCP from 127.0.0.1#P)'

row TXT plain.test "found 60 [\"ok plain.test\"] $P"
row TXT odd.test "found 60 [\"a\\00\\ff\\1b[31m\" \"\"] $P"
row TXT wrong-id.test "timeout 0 $silence"
row TXT wrong-question.test "timeout 0 $silence"
row TXT wrong-then-right.test "found 60 [\"true\"] $P"
row TXT flood.test "found 60 [\"true\"] $P"
row TXT tc.test "found 60 [\"over tcp\"] $P"
row TXT tc-tc.test "malformed 0 (it is truncated) $P"
row TXT late.test "found 60 [\"late\"] $P"
row TXT later.test "found 60 [\"later\"] $P"
row TXT second.test "found 60 [\"second\"] $P"
row TXT never.test "timeout 0 $silence"
row TXT empty.test "found 60 [\"true\"] $P"
row TXT servfail.test "servfail 0 $P"
row TXT refused.test "refused 0 $P"
row TXT notimp.test "servfail 0 (the server says NOTIMP) $P"
row TXT nxdomain.test "no-name 7 $P"
row TXT nxdomain-bare.test "no-name 0 $P"
row TXT nodata.test "no-data 7 $P"
row TXT nodata-bare.test "no-data 0 $P"
row TXT referral.test \
	"servfail 0 (a referral: the server does not look further) $P"
row TXT garbage.test "malformed 0 (a compressed name is a circle) $P"
row TXT noise.test "timeout 0 $silence"
row TXT short.test "timeout 0 $silence"
row TXT echo.test "malformed 0 (it is no answer) $P"
row TXT loop.test "malformed 0 (a compressed name is a circle) $P"
row TXT cname-loop.test "cname-loop.test>b.test 30 b.test>cname-loop.test 30 \
malformed 30 (the CNAMEs go in circles) $P"
row CNAME cname-loop.test "found 30 [b.test] $P"
row TXT chain3.test "chain3.test>1.chain.test 30 1.chain.test>2.chain.test 30 \
2.chain.test>3.chain.test 30 found 60 [\"end\"] $P"
row TXT partial.test "partial.test>plain.test 30 found 60 [\"ok plain.test\"] $P"
row TXT partial-never.test "partial-never.test>never.test 30 timeout 0 $silence"
row TXT partial-nxdomain.test \
	"partial-nxdomain.test>nxdomain.test 30 no-name 7 $P"
row TXT partial-root.test "partial-root.test> 30 found 60 [\"ok \"] $P"
row TXT ping.test "ping.test>pong.test 30 pong.test>ping.test 30 \
malformed 30 (the CNAMEs go in circles) $P"
row TXT formerr.test "found 60 [\"no edns\"] $P"
row TXT formerr-always.test "servfail 0 (the server says FORMERR) $P"
row TXT edns-silent.test "found 60 [\"no edns\"] $P"
try server="$at" timeout=3000

# Apart: they end the connection of others that are asked over TCP.
row TXT tc-silent.test "timeout 0 $tcp_silence"
row TXT tc-closed.test "timeout 0 $tcp_silence"
row TXT tc-cut.test "timeout 0 $tcp_silence"
try server="$at" timeout=1000

label='a chain of 20'
ask server="$at" TXT chain20.test
holds 'it has an end' grep -q '15.chain.test>16.chain.test 30 malformed 30 (too many CNAMEs in a row)' "$dir/said"
ask server="$at" TXT chain15.test
holds 'one of 15 is followed' grep -q '15.chain.test 30 found 60' "$dir/said"
ask cached server="$at" TXT chain20.test TXT 16.chain.test TXT 4.chain.test
is 'it says nothing of the name behind it' \
	"16.chain.test TXT found 60 [\"ok 16.chain.test\"] $P" \
	"$(sed -n 2p "$dir/said")"
holds 'nor of its second half' grep -q \
	'^4.chain.test .*15.chain.test>16.chain.test 30 found 60 ' "$dir/said"
ask cached server="$at" TXT ping.test TXT pong.test A ping.test
is 'a circle is one from everywhere' 3 \
	"$(grep -c 'the CNAMEs go in circles' "$dir/said")"
label='64 KB over TCP'
ask server="$at" TXT big.test
is 'strings' 240 "$(tr ' ' '\n' <"$dir/said" | grep -c '^\["00000\.\|^\["00')"
label=

# A known address in every form, and the second server when one is of no use.
if [ -e /proc/net/if_inet6 ] && python3 -c 'import socket
socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null; then
	row TXT plain.test 'found 60 ["ok plain.test"] @::1#P'
	row TXT tc.test 'found 60 ["over tcp"] @::1#P'
	try server="[::1]:$port"
else
	skip 'IPv6' 'this machine has no ::1'
fi
dead=$(python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
row TXT plain.test '(nothing)'
: >"$dir/questions"
: >"$dir/wanted"
ask server="127.0.0.1:$dead" TXT plain.test TXT other.test
is 'nothing listens' \
	"plain.test TXT timeout 0 (nothing listens at 127.0.0.1#$dead)" \
	"$(head -n 1 "$dir/said")"
row TXT plain.test "found 60 [\"ok plain.test\"] $P"
row TXT servfail.test "servfail 0 $P"
try server="127.0.0.1:$dead" server="$at" timeout=3000

# Two servers: what one cannot say the other may.
first=$server
server=
server_start python3 tests/dns_faulty.py good=yes
good=$said
at_end "kill $first 2>/dev/null"
for name in servfail refused garbage never tc-silent formerr-always; do
	ask server="$at" server="127.0.0.1:$good" timeout=3000 TXT $name.test
	is "$name, and another server" \
		"$name.test TXT found 60 [\"good\"] @127.0.0.1#$good" \
		"$(cat "$dir/said")"
done
ask cached server="$at" timeout=3000 TXT never.test TXT never.a.test \
	TXT never.b.test TXT never.c.test TXT plain.test
is 'no answer to four, and one to the fifth' '4 1' \
	"$(grep -c 'timeout 0' "$dir/said") $(grep -c 'ok plain' "$dir/said")"
ask server="$at" server="$at" timeout=1000 TXT servfail.test
is 'SERVFAIL everywhere' "servfail.test TXT servfail 0 $P" "$(cat "$dir/said")"

# Server by server: what one says is not what another says.
label='server by server'
: >"$dir/log"
# shellcheck disable=SC2046
ask direct timeout=1500 server="$at" server="127.0.0.1:$good" \
	server="127.0.0.1:$dead" $(printf 'TXT %s.test ' plain tc big servfail \
	refused never formerr edns-silent garbage wrong-id later.direct nxdomain)
wanted() { # NAME WANTED...: what the three say
	is "$1" "$2" "$(sed "s/127.0.0.1#$good/good/;s/ @.*//" "$dir/said" |
		cut -c 1-60 | grep "[. ]$1.test " | tr '\n' '|')"
}
wanted plain 'answer plain.test TXT found 60 ["ok plain.test"]|answer plain.test TXT found 60 ["good"]|refused plain.test TXT|'
wanted tc 'answer tc.test TXT found 60 ["over tcp"]|answer tc.test TXT found 60 ["good"]|refused tc.test TXT|'
wanted servfail 'answer servfail.test TXT servfail 0|answer servfail.test TXT found 60 ["good"]|refused servfail.test TXT|'
wanted refused 'answer refused.test TXT refused 0|answer refused.test TXT found 60 ["good"]|refused refused.test TXT|'
wanted never 'silent never.test TXT|answer never.test TXT found 60 ["good"]|refused never.test TXT|'
wanted formerr 'answer formerr.test TXT found 60 ["no edns"]|answer formerr.test TXT found 60 ["good"]|refused formerr.test TXT|'
wanted edns-silent 'answer edns-silent.test TXT found 60 ["no edns"]|answer edns-silent.test TXT found 60 ["good"]|refused edns-silent.test TXT|'
wanted wrong-id 'silent wrong-id.test TXT|answer wrong-id.test TXT found 60 ["good"]|refused wrong-id.test TXT|'
wanted later.direct 'answer later.direct.test TXT found 60 ["later"]|answer later.direct.test TXT found 60 ["good"]|refused later.direct.test TXT|'
wanted nxdomain 'answer nxdomain.test TXT no-name 7|answer nxdomain.test TXT found 60 ["good"]|refused nxdomain.test TXT|'
holds 'garbage' grep -q '^answer garbage.test TXT malformed 0 ' "$dir/said"
holds 'over TCP' grep -q '^answer big.test TXT found 60 ..00000' "$dir/said"
# shellcheck disable=SC2046
ask direct timeout=1500 server="$at" $(seq -f 'TXT n%.0f.test' 350)
is '350 questions to one' 350 "$(grep -c '^answer .* found 60' "$dir/said")"
label=

# More questions than may be on their way at once, and more files than
# select() knows.
# shellcheck disable=SC2046
ask server="$at" $(seq -f 'TXT n%.0f.test' 350)
is '350 questions' 350 "$(grep -c 'found 60' "$dir/said")"
ask server="$at" fds=1500 TXT plain.test TXT tc.test
if [ "$(cat "$dir/status")" = 77 ]; then
	skip 'file numbers above 1023' 'so many files may not be open'
else
	is 'file numbers above 1023' 2 "$(grep -c 'found 60' "$dir/said")"
fi
ask server="$at" rounds=20 TXT plain.test TXT never.test timeout=1 TXT plain.test
ask server="$at" timeout=50 rounds=5 TXT late.test TXT plain.test TXT tc.test
holds 'rounds that leave answers behind' grep -q 'plain.test TXT' "$dir/said"

# Each question is put once while its answer comes.
: >"$dir/log"
ask server="$at" TXT once.test TXT once.test TXT tc.once.test
is 'asked once' 1 "$(grep -c '^once.test 16 udp edns' "$dir/log")"
is 'UDP, then TCP' 'udp tcp ' \
	"$(sed -n 's/^tc.once.test 16 \([a-z]*\) .*/\1/p' "$dir/log" | tr '\n' ' ')"

# What is no address of a server.
for bad in '' localhost 192.0.2.1: 192.0.2.1:0 192.0.2.1:65536 \
	192.0.2.1:53x '[::1' '[::1]:' '[::1]x' '::1:' 192.0.2.256 \
	192.0.2.1#53 'fe80::1%eth0'; do
	ask server="$bad" TXT plain.test
	is "server '$bad'" 2 "$(cat "$dir/status")"
done
# shellcheck disable=SC2046
ask $(seq -f 'server=192.0.2.%.0f' 9) TXT plain.test
is 'nine servers' 2 "$(cat "$dir/status")"

# ---- nsd --------------------------------------------------------------------

zone() {
	cat <<Z
\$ORIGIN example.org.
\$TTL 300
@ SOA ns postmaster\.dns 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53
@ MX 10 mx
@ MX 20 mx.example.net.
mx A 192.0.2.25
mx AAAA 2001:db8::25
@ TXT "v=spf1 mx -all"
@ TXT "two " "strings"
long TXT $(seq -s ' ' -f '"%.0f................................................"' 60)
k._domainkey CNAME k.dkim.example.net.
a CNAME b
b CNAME c
c TXT "end"
out CNAME elsewhere.example.com.
none CNAME no.example.net.
*.wild TXT "star"
empty.non.terminal TXT "x"
sub NS ns.sub
ns.sub A 192.0.2.54
25 PTR mx
Z
}

name_server_start() {
	mkdir "$dir/nsd"
	zone >"$dir/nsd/example.org.zone"
	cat >"$dir/nsd/example.net.zone" <<Z
\$ORIGIN example.net.
\$TTL 120
@ SOA ns root 1 3600 600 86400 30
@ NS ns
ns A 192.0.2.53
k.dkim TXT "p=" "key"
Z
	set -- "127.0.0.1@$port"
	[ "$six" = 0 ] || set -- "$@" "::1@$port"
	{
		nsd_config "$dir/nsd" "$@"
		nsd_zones example.org example.net
	} >"$dir/nsd/nsd.conf"
	nsd_start "$dir/nsd" "$port"
}

nsd_rows() { # SERVER AS-SHOWN
	row A mx.example.org "found 300 [192.0.2.25] $2"
	row AAAA mx.example.org "found 300 [2001:db8::25] $2"
	row MX example.org "found 300 [10 mx.example.org] [20 mx.example.net] $2"
	row NS example.org "found 300 [ns.example.org] $2"
	row PTR 25.example.org "found 300 [mx.example.org] $2"
	row SOA example.org "found 300 [ns.example.org \
postmaster\\.dns.example.org 1 3600 600 86400 60] $2"
	row TXT example.org \
		"found 300 [\"v=spf1 mx -all\"] [\"two \" \"strings\"] $2"
	row TXT k._domainkey.example.org \
		"k._domainkey.example.org>k.dkim.example.net 300 \
found 120 [\"p=\" \"key\"] $2"
	row CNAME k._domainkey.example.org "found 300 [k.dkim.example.net] $2"
	row TXT a.example.org "a.example.org>b.example.org 300 \
b.example.org>c.example.org 300 found 300 [\"end\"] $2"
	row A a.example.org "a.example.org>b.example.org 300 \
b.example.org>c.example.org 300 no-data 60 $2"
	row TXT out.example.org \
		"out.example.org>elsewhere.example.com 300 refused 0 $2"
	row TXT none.example.org \
		"none.example.org>no.example.net 300 no-name 30 $2"
	row TXT x.wild.example.org "found 300 [\"star\"] $2"
	row TXT non.terminal.example.org "no-data 60 $2"
	row TXT nothing.example.org "no-name 60 $2"
	row A example.org "no-data 60 $2"
	row TXT x.sub.example.org \
		"servfail 0 (a referral: the server does not look further) $2"
	row TXT example.test "refused 0 $2"
	try server="$1"
	ask server="$1" TXT long.example.org
	is "over TCP, $1" 60 "$(tr ' ' '\n' <"$dir/said" | grep -c '\.\.\."')"
}

server_stop
port=$(free_port)
six=0
if python3 -c "import socket
socket.socket(socket.AF_INET6).bind(('::1', $port))" 2>/dev/null; then six=1; fi
if ! command -v nsd >/dev/null; then
	skip 'nsd' 'it is not installed'
else
	name_server_start
	nsd_rows "127.0.0.1:$port" '@127.0.0.1#P'
	if [ $six = 1 ]; then
		nsd_rows "[::1]:$port" '@::1#P'
	else
		skip 'nsd over IPv6' 'this machine has no ::1'
	fi
fi

test_end test_dns_live
