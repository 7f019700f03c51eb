#!/bin/sh
# common/dns/authority and `mailplumb dns` against real name servers: nsd for a
# root, a top-level domain and its zones, unbound as the resolver.
set -u
. tests/test.sh
. tests/nsd.sh
. tests/dns_world.sh
build=${1:-build}
PATH=$PATH:/usr/sbin:/sbin
probe=$build/tests/authority_probe
for needed in nsd unbound ldns-signzone; do
	command -v $needed >/dev/null && continue
	skip 'name servers' "$needed is not installed"
	test_end test_authority
	exit
done
world_enter "$0" "$@"

# ---- the world ---------------------------------------------------------------

root=10.53.0.1 tld=10.53.0.2
one=10.53.1.1 one6=fd53::11 two=10.53.1.2 two6=fd53::12
three=10.53.1.3 four=10.53.1.4 dead=10.53.9.9
world_address $dead

world_server root $root
world_server tld $tld
world_server one $one $one6
world_server two $two $two6
world_server three $three
world_server four $four

world_zone root root <<Z
@ SOA ns.root. root. 1 3600 600 86400 60
@ NS ns.root.
ns.root. A $root
test. NS ns.tld.test.
ns.tld.test. A $tld
Z

# own SERIAL [POLICY]: the SOA and the NS of the zone's own, ns1 and ns2
own() {
	cat <<Z
@ SOA ns1 root $1 3600 600 86400 60
@ NS ns1
@ NS ns2
ns1 A $one
ns1 AAAA $one6
ns2 A $two
_dmarc 240 TXT "v=DMARC1; p=${2:-reject}; rua=mailto:d@${3:-good.test}"
Z
}

own 1 | world_zone one good.test
own 1 | world_zone two good.test
for server in one two; do
	echo 'a TXT "x"' >>"$dir/$server/good.test.zone"
	echo 'k CNAME k.else.test.' >>"$dir/$server/good.test.zone"
	echo 'in CNAME a' >>"$dir/$server/good.test.zone"
done

own 1 none | world_zone one stale.test
own 2 | world_zone two stale.test
echo 'a 900 TXT "old"' >>"$dir/one/stale.test.zone"
echo 'a 120 TXT "new"' >>"$dir/two/stale.test.zone"
echo 'b TXT "new"' >>"$dir/two/stale.test.zone"

own 7 none | world_zone one split.test
own 7 | world_zone two split.test
echo 'a TXT "old"' >>"$dir/one/split.test.zone"
echo 'a TXT "new"' >>"$dir/two/split.test.zone"

own 1 | world_zone one lame.test
echo 'a TXT "x"' >>"$dir/one/lame.test.zone"

# Delegated to three, which names one and two as the zone's servers.
own 2 | world_zone one moved.test
own 2 | world_zone two moved.test
own 1 | grep -v _dmarc | world_zone three moved.test
echo 'a TXT "x"' >>"$dir/one/moved.test.zone"
echo 'a TXT "x"' >>"$dir/two/moved.test.zone"

# One of four is dead, and one has no address.
four() {
	echo '@ SOA ns1 root 1 3600 600 86400 60'
	printf '@ NS %s\n' ns1 ns2 ns3 ns4 ns5
	printf 'ns1 A %s\nns2 A %s\nns3 A %s\nns4 A %s\n' \
		$one $two $three $dead
	echo 'a TXT "x"'
}
for server in one two three; do
	four | world_zone $server dead.test
done

# Its only host lies in another zone.
printf '@ SOA ns1.good.test. root 1 3600 600 86400 60\n@ NS %s\na TXT "x"\n' \
	ns1.good.test. | world_zone one out.test

# A zone below it with a server of its own.
{
	own 1
	echo 'bounce NS ns.bounce'
	echo "ns.bounce A $three"
} >"$dir/cut"
world_zone one cut.test <"$dir/cut"
world_zone two cut.test <"$dir/cut"
world_zone three bounce.cut.test <<Z
@ SOA ns root 5 3600 600 86400 60
@ NS ns
ns A $three
@ MX 10 feedback-smtp.us-east-1.amazonses.com.
Z

own 1 | grep -v _dmarc | world_zone one late.test
own 1 | grep -v _dmarc | world_zone two late.test

own 1 | grep -v _dmarc | world_zone one soon.test
own 1 | grep -v _dmarc | world_zone two soon.test

# Signed, and then changed by hand.
mkdir "$dir/keys"
cat >"$dir/keys/bad.test" <<Z
\$ORIGIN bad.test.
\$TTL 300
$(own 1)
a TXT "signed"
Z
(
	cd "$dir/keys" || exit
	key=$(ldns-keygen -a ECDSAP256SHA256 -k bad.test)
	ldns-signzone -f signed bad.test "$key" && mv "$key.ds" ds &&
		mv "$key.key" key
) >"$dir/keys/said" 2>&1 || fail 'a zone is not signed' "$dir/keys/said"
for server in one two; do
	sed '/TXT/s/"signed"/"forged"/;s/p=reject/p=none/' \
		"$dir/keys/signed" | world_zone $server bad.test
done

{
	echo '@ SOA ns.tld.test. root 1 3600 600 86400 60'
	echo '@ NS ns.tld'
	echo "ns.tld A $tld"
	for zone in good stale split lame cut late soon bad; do
		echo "$zone NS ns1.$zone"
		echo "$zone NS ns2.$zone"
		echo "ns1.$zone A $one"
		echo "ns1.$zone AAAA $one6"
		echo "ns2.$zone A $two"
	done
	sed 's/^bad.test.//;s/^/bad /' "$dir/keys/ds"
	echo 'moved NS old.moved'
	echo "old.moved A $three"
	echo 'out NS ns1.good'
	printf 'dead NS ns%s.dead\n' 1 2 3 4 5
	printf 'ns%s.dead A %s\n' 1 $one 2 $two 3 $three 4 $dead
	echo 'gone NS ns1.gone'
	echo "ns1.gone A $four"
} | world_zone tld test

for server in root tld one two three four; do
	world_start $server
done
world_anchor="	trust-anchor: \"$(sed 's/;.*//' "$dir/keys/ds")\""
world_resolver

# ---- questions -----------------------------------------------------------------

# ask [OPTION...] NAME TYPE...: what all say, in $dir/said
ask() {
	timeout 60 "$probe" resolver=10.53.0.53 timeout=1000 "$@" \
		>"$dir/said" 2>&1 || fail "$*: the probe fails" "$dir/said"
	label="$*" test_shows=$dir/said
}
line() { # WANTED-LINE
	holds "no line '$1'" grep -qxF "$1" "$dir/said"
}

ask a.good.test TXT
is 'all of it' "zone good.test parent=test delegated ds=absent
host ns1.good.test delegated listed
server $one authority serial=1
server $one6 authority serial=1
host ns2.good.test delegated listed
server $two authority serial=1
view a.good.test TXT zone=good.test everywhere lingers=0
answer ns1.good.test $one authority found 300 [\"x\"] newest
answer ns1.good.test $one6 authority found 300 [\"x\"] newest
answer ns2.good.test $two authority found 300 [\"x\"] newest
resolver 10.53.0.53 authority found 300 [\"x\"] newest" "$(cat "$dir/said")"
cp "$dir/said" "$dir/first"
ask again a.good.test TXT
is 'the same once more' "$(sed 's/found [0-9]*/found/' "$dir/first")" \
	"$(sed 's/found [0-9]*/found/' "$dir/said")"

ask a.stale.test TXT b.stale.test TXT
line "server $one authority serial=1"
line "server $two authority serial=2"
line "view a.stale.test TXT zone=stale.test lingers=900"
line "answer ns1.stale.test $one authority found 900 [\"old\"]"
line "answer ns2.stale.test $two authority found 120 [\"new\"] newest"
line "view b.stale.test TXT zone=stale.test lingers=60"
line "answer ns1.stale.test $one authority no-name 60"

ask a.split.test TXT
line "view a.split.test TXT zone=split.test lingers=300"
line "answer ns1.split.test $one authority found 300 [\"old\"]"
line "answer ns2.split.test $two authority found 300 [\"new\"]"

ask a.lame.test TXT
line "server $two lame (it says REFUSED)"

ask a.moved.test TXT
line 'zone moved.test parent=test delegated ds=absent'
line 'host ns1.moved.test listed'
line 'host old.moved.test delegated'
line "answer ns1.moved.test $one authority found 300 [\"x\"] newest"
line "answer old.moved.test $three authority no-name 60"

ask a.dead.test TXT
line 'host ns5.dead.test delegated listed'
line "server $dead silent (nothing listens there)"
line "answer ns4.dead.test $dead silent timeout 0 (nothing listens there)"
line "answer ns3.dead.test $three authority found 300 [\"x\"] newest"

ask a.out.test TXT
line "answer ns1.good.test $one authority found 300 [\"x\"] newest"

ask bounce.cut.test MX a.cut.test TXT
line 'zone bounce.cut.test parent=cut.test delegated ds=absent'
line "answer ns.bounce.cut.test $three authority found 300 \
[10 feedback-smtp.us-east-1.amazonses.com] newest"
line "answer ns2.cut.test $two authority no-name 60 newest"

ask k.good.test CNAME k.good.test TXT in.good.test TXT
line 'view k.good.test CNAME zone=good.test everywhere lingers=0'
line "answer ns1.good.test $one authority found 300 [k.else.test] newest"
line "answer ns1.good.test $one authority k.good.test>k.else.test 300 found 0 newest"
line "answer ns1.good.test $one authority in.good.test>a.good.test 300 found 300 [\"x\"] newest"

# A resolver that learnt too early that there is nothing.
ask a.late.test TXT _dmarc.late.test TXT
line 'resolver 10.53.0.53 authority no-name 60 newest'
for server in one two; do
	echo 'a TXT "x"' >>"$dir/$server/late.test.zone"
	echo '_dmarc TXT "v=DMARC1; p=none"' >>"$dir/$server/late.test.zone"
	world_start $server
done
ask a.late.test TXT
line "answer ns1.late.test $one authority found 300 [\"x\"] newest"
holds 'negative in the cache' grep -q \
	'^resolver 10.53.0.53 authority no-name [0-9]*$' "$dir/said"

ask a.bad.test TXT bad.test SOA
line 'zone bad.test parent=test delegated ds=present'
holds 'a forged record' grep -q '^resolver 10.53.0.53 failing servfail 0 unchecked: found [0-9]* \["forged"\]$' "$dir/said"
holds 'a record that validates' grep -q \
	'^resolver 10.53.0.53 authority found [0-9]* \[ns1' "$dir/said"

ask a.nothing.test TXT
line 'zone nothing.test parent=test undelegated ds=absent'
holds 'no name' grep -q '^resolver 10.53.0.53 authority no-name' "$dir/said"

ask a.gone.test TXT
line 'zone gone.test parent=test delegated ds=absent'
line "server $four lame (it says REFUSED)"

# ---- mailplumb dns ---------------------------------------------------------------

mailplumb=$build/mailplumb
# look WANTED-CODE DOMAIN [OPTION...]: its report as JSON in $dir/said
look() {
	label="dns $*" test_shows="$dir/said $dir/err" wanted=$1
	shift
	"$mailplumb" dns "$@" --resolver 10.53.0.53 --timeout 2s --json \
		>"$dir/said" 2>"$dir/err"
	is 'exit code' "$wanted" "$?"
}
says() { # WHAT WANTED JQ-FILTER
	is "$1" "$2" "$(jq -r "$3" "$dir/said" 2>&1)"
}
servers='[.findings[] | select(.id | startswith("dns-")) | .id] | join(" ")'

look 0 good.test
says 'findings' '' "$servers"
says 'servers' "$one $one6 $two 10.53.0.53" \
	'[.records[] | select(.purpose == "dmarc") | .servers[].server] | join(" ")'
says 'their state' authority '[.records[].servers[].state] | unique | join(" ")'
"$mailplumb" dns good.test --resolver 10.53.0.53 >"$dir/said"
holds 'that all are in order, no more' grep -qx \
	"  authority    ns1.good.test $one, serial 1" "$dir/said"
holds 'a table of servers' grep -qxF \
	"  authority    ns1.good.test $one6, serial 1" "$dir/said"

look 0 stale.test
says 'findings' dns-not-propagated "$servers"
says 'names the server' "ns1.stale.test ($one), serial 1: v=DMARC1; p=none; rua=mailto:d@good.test" \
	'.findings[] | select(.id == "dns-not-propagated") | .evidence[0].value'
holds 'how long' grep -q 'for 240 s after that' "$dir/said"
"$mailplumb" dns stale.test --resolver 10.53.0.53 >"$dir/said"
holds 'what differs, in words' grep -q '^  differs      _dmarc.stale.test TXT$' \
	"$dir/said"
"$mailplumb" dns stale.test --resolver 10.53.0.53 --format html >"$dir/said"
holds 'a page, well formed' xmllint --noout "$dir/said"
holds 'the servers on it' grep -q '<h4>Name servers of stale.test</h4>' \
	"$dir/said"
holds 'what differs, on it' grep -q '! differs</span> TXT _dmarc.stale.test' \
	"$dir/said"

look 0 split.test
says 'findings' dns-servers-disagree "$servers"
look 0 lame.test
says 'findings' dns-servers-disagree "$servers"
says 'which one' "ns2.lame.test ($two): lame, it says REFUSED" \
	'.findings[] | select(.id == "dns-servers-disagree") | .evidence[0].value'
look 1 moved.test
says 'findings, the worst first' 'dns-delegation-stale dns-not-propagated' \
	"$servers"
says 'the first of all' dns-delegation-stale '.findings[0].id'
look 1 bad.test
says 'findings' dns-dnssec-broken "$servers"
says 'the first of all' dns-dnssec-broken '.findings[0].id'
says 'what follows from it' 'dmarc-unreachable: dns-dnssec-broken' \
	'.findings[] | select(.id == "dmarc-unreachable") | "\(.id): \(.cause)"'
look 1 gone.test
says 'the first of all' dns-delegation-stale '.findings[0].id'

look 1 late.test
says 'findings' dns-negative-cached "$servers"

# ---- mailplumb dns --wait ----------------------------------------------------------

# wait_for WANTED-CODE WORD...: as look, and waits
wait_for() {
	label="dns --wait $*" test_shows="$dir/said $dir/err" wanted=$1
	shift
	"$mailplumb" dns --resolver 10.53.0.53 --json --wait "$@" \
		>"$dir/said" 2>"$dir/err"
	is 'exit code' "$wanted" "$?"
}

wait_for 0 good.test
says 'it is there' true .wait.visible
wait_for 0 good.test --for a.good.test TXT x
says 'of which servers' '3 of 3' '.wait.records[0] | "\(.have) of \(.servers)"'
wait_for 0 --for 'k.good.test CNAME k.else.test.'
says 'the domain' good.test .domain
wait_for 0 good.test --for in.good.test TXT
wait_for 1 stale.test --timeout 1s --for a.stale.test TXT new
says 'how far' '1 of 3' '.wait.records[0] | "\(.have) of \(.servers)"'
says 'who is behind' 'ns1.stale.test says old for 900' \
	'.wait.records[0] | "\(.behind) says \(.says) for \(.lingers)"'
wait_for 1 stale.test --timeout 1s
says 'the sender' false .wait.visible
wait_for 1 dead.test --timeout 3s --for a.dead.test TXT x
says 'a server that is silent has it not' ns4.dead.test '.wait.records[0].behind'

# Progress is one line of a terminal.
python3 - "$mailplumb" >"$dir/said" <<'P'
import os
import pty
import sys

code = pty.spawn([sys.argv[1], "dns", "stale.test", "--resolver", "10.53.0.53",
                  "--wait", "--timeout", "1s", "--for", "a.stale.test", "TXT",
                  "new"], lambda fd: os.read(fd, 1024))
P
holds 'progress' grep -q \
	'a.stale.test TXT: 1 of 3 servers have it; ns1.stale.test says: old; at most 900 s more in caches' \
	"$dir/said"

# It is corrected meanwhile, one server after the other.
label='corrected while waiting'
"$mailplumb" dns late.test --resolver 10.53.0.53 --json --wait --timeout 60s \
	--for _dmarc.late.test TXT 'v=DMARC1; p=reject; rua=mailto:d@late.test' \
	--for b.late.test MX '10 mx.late.test' >"$dir/said" 2>"$dir/err" &
waiting=$!
for server in one two; do
	sleep 0.5
	sed -i 's/^_dmarc .*/_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@late.test"/' \
		"$dir/$server/late.test.zone"
	echo 'b MX 10 mx' >>"$dir/$server/late.test.zone"
	world_start $server
done
wait $waiting
is 'exit code' 0 $?
says 'both' 'true true' '[.wait.records[].visible] | join(" ")'

# Of a sender: what servers say counts, though the resolver remembers that there
# was nothing.
label='published while waiting for a sender'
"$mailplumb" dns soon.test --resolver 10.53.0.53 --json --wait --timeout 60s \
	>"$dir/said" 2>"$dir/err" &
waiting=$!
sleep 1
for server in one two; do
	echo '_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@soon.test"' \
		>>"$dir/$server/soon.test.zone"
	world_start $server
done
wait $waiting
is 'exit code' 0 $?
says 'it is there' true .wait.visible
says 'the resolver does not know yet' no-name \
	'.records[] | select(.purpose == "dmarc") | .servers[] | select(.host == null).status'
wait_for 1 gone.test --timeout 1s
says 'of a zone without servers' false .wait.visible

# What makes no sense.
mistake() { # WORDS OPTION...
	words=$1
	shift
	"$mailplumb" dns "$@" >"$dir/said" 2>"$dir/err"
	is "$*" "2 1" "$? $(grep -c "$words" "$dir/err")"
}
label=
mistake 'says what --wait' good.test --for a.good.test TXT
mistake 'excludes' good.test --wait --zone "$dir/one/good.test.zone"
mistake 'at a time' good.test stale.test --wait
mistake 'no type' good.test --wait --for a.good.test
mistake 'no type' good.test --wait --for 'a.good.test TEXT x'
mistake 'no domain name' good.test --wait --for 'a..test TXT x'
mistake 'no data of MX' good.test --wait --for a.good.test MX mx.good.test
mistake 'no data of A' good.test --wait --for a.good.test A 192.0.2.256
mistake 'name a domain' --wait

test_end test_authority
