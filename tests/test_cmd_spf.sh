#!/bin/sh
# mailplumb spf: results, reports and exit statuses, from a zone file.
# Usage: tests/test_cmd_spf.sh BUILD_DIR
build=${1:?usage: tests/test_cmd_spf.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
LC_ALL=C.UTF-8
export LC_ALL
test_shows=$dir/out

cat >"$dir/zone" <<'END'
$ORIGIN example.com.
$TTL 300
@        TXT "v=spf1 ip4:192.0.2.77 include:amazonses.com a:gone.example.com redirect=other.example.com"
@        TXT "some other text"
other    TXT "v=spf1 mx -all exp=why.example.com"
other    MX  10 mx1
mx1      A   192.0.2.9
why      TXT "%{i} may not send for %{o}"
bad      TXT "v=spf1 ip4:1.2.3 -all"
loop     TXT "v=spf1 include:loop.example.com"
soft     TXT "v=spf1 ~all"
neutral  TXT "v=spf1 ?all"
user     TXT "v=spf1 exists:%{l}.users.example.com -all"
postmaster.users A 127.0.0.2
rude     TXT "v=spf1 -all exp=rudely.example.com"
rudely   TXT "%{l} says no"
amazonses.com. TXT "v=spf1 ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"
END

spf() {
	"$program" spf --zone "$dir/zone" "$@" >"$dir/out" 2>&1
}

# row WHAT STATUS WORDS OPTION...: it ends so, and says the words.
row() {
	what=$1 want=$2 words=$3
	shift 3
	spf "$@"
	status=$?
	if [ $status -eq "$want" ] && grep -qF -e "$words" "$dir/out"; then
		pass
	else
		fail "$what: exit status $status, want $want: $words" \
			"$dir/out"
	fi
}

ses='--ip 54.240.8.1'
# shellcheck disable=SC2086
{
	row pass 0 'PASS  include:amazonses.com matches 54.240.8.1' \
		$ses --mail-from me@example.com
	row 'a sender in brackets' 0 PASS $ses --mail-from '<me@example.com>'
	row 'a domain for the sender' 0 PASS $ses --mail-from example.com
	row 'postmaster of a domain' 0 PASS $ses --mail-from user.example.com
	row 'not postmaster' 1 FAIL $ses --mail-from me@user.example.com
	row fail 1 'FAIL  -all matches 10.0.0.1' --ip 10.0.0.1 \
		--mail-from me@example.com
	row explanation 1 'Explains 10.0.0.1 may not send for example.com' \
		--ip 10.0.0.1 --mail-from me@example.com
	row softfail 1 SOFTFAIL $ses --mail-from me@soft.example.com
	row neutral 1 NEUTRAL $ses --mail-from me@neutral.example.com
	row none 1 'NONE  there is no SPF record' $ses \
		--mail-from me@mx1.example.com
	row 'no domain' 1 'NONE  there is no domain to check: localhost' $ses \
		--mail-from me@localhost
	row malformed 1 '"ip4:1.2.3" of bad.example.com: expected an' $ses \
		--mail-from me@bad.example.com
	row circles 1 'PERMERROR  include or redirect goes in circles' $ses \
		--mail-from me@loop.example.com
	row IPv6 1 'FAIL  -all matches 2001:db8::1' --ip 2001:DB8::1 \
		--mail-from me@example.com
	row 'the null sender' 0 'HELO     example.com' $ses --mail-from '<>' \
		--helo example.com
	row 'HELO alone' 0 PASS $ses --helo example.com
	row 'no HELO for the null sender' 2 'name of --helo' $ses \
		--mail-from '<>'
	row 'no address' 2 'which server sends?' --mail-from me@example.com
	row 'not an address' 2 "'example.com' is not an IPv4 or IPv6" \
		--ip example.com --mail-from me@example.com
	row 'no sender' 2 'for which sender?' $ses
	row operand 2 "'me@example.com' is no option" $ses me@example.com
	row 'no such zone' 3 "$dir/none" $ses --mail-from me@example.com \
		--zone "$dir/none"
	row questions 0 '  TXT amazonses.com: found' -v $ses \
		--mail-from me@example.com
	row 'controls are shown' 1 'Explains \x1b[31m says no' $ses \
		--mail-from "$(printf '\033[31m')@rude.example.com"
}

# What is wrong with the record, and what to do.
# shellcheck disable=SC2086
{
	row 'a finding' 1 'BROKEN  spf-loop' $ses --mail-from loop.example.com
	row 'a fix' 1 'fix     End the record in ~all.' $ses \
		--mail-from neutral.example.com
	row 'without a record' 1 'spf-record-missing' $ses \
		--mail-from mx1.example.com
	row 'who does not send' 1 spf-not-authorized --ip 10.0.0.1 \
		--mail-from example.com
}

# The terms in order, below those that led to them.
spf --ip 10.0.0.1 --mail-from me@example.com
sed -n '/^Terms/,/ void lookups$/p' "$dir/out" >"$dir/terms"
cat >"$dir/wanted" <<'END'
Terms as tried, + matches
  - ip4:192.0.2.77
  - include:amazonses.com: fail (1 lookup)
    - ip4:199.255.192.0/22
    - ip4:54.240.0.0/18
    + -all
  - a:gone.example.com (1 lookup, 1 void)
  - redirect=other.example.com: fail (1 lookup)
    - mx (1 lookup)
    + -all
  4 of 10 lookups, 1 of 2 void lookups
END
holds 'terms in order' diff "$dir/wanted" "$dir/terms"

spf --ip 10.0.0.1 --mail-from me@example.com -q
is 'quiet' 1 "$(grep -c '' "$dir/out")"

# A temporary failure is none of the results, and undecided.
printf '%s' '{"schema": "mailplumb.dns/1", "answers": [{"name":
 "example.com", "type": "TXT", "status": "servfail", "ttl": 0, "data": [],
 "server": null}]}' >"$dir/replay"
"$program" spf --dns-replay "$dir/replay" --ip 192.0.2.1 \
	--mail-from example.com >"$dir/out" 2>&1
is 'temperror' 4 $?
holds 'temperror is said' grep -q \
	'^TEMPERROR  the DNS gave no answer: TXT example.com: servfail' \
	"$dir/out"

# What is recorded gives the same again.
spf --ip 10.0.0.1 --mail-from me@example.com --json --now 0 \
	--dns-record "$dir/record"
cp "$dir/out" "$dir/first"
"$program" spf --dns-replay "$dir/record" --ip 10.0.0.1 --json --now 0 \
	--mail-from me@example.com >"$dir/out"
holds 'a replay gives the same' cmp "$dir/first" "$dir/out"

spf --ip 54.240.8.1 --mail-from me@example.com --json -o "$dir/file"
python3 - "$dir/file" >"$dir/out" 2>&1 <<'END'
import json, sys
o = json.load(open(sys.argv[1]))
assert o["schema"] == "mailplumb.spf/1", o
assert o["findings"] == [], o
spf = o["spf"]
assert spf["verified"] == "pass" and spf["reported"] is None, spf
assert spf["identity"] == "mailfrom" and spf["aligned"] is None, spf
assert spf["client_ip"] == "54.240.8.1", spf
assert spf["matched"] == "include:amazonses.com", spf
assert spf["lookups"] == 1 and spf["void_lookups"] == 0, spf
steps = [(s["domain"], s["term"], s["depth"], s["matched"], s["result"])
         for s in spf["steps"]]
assert steps == [
    ("example.com", "ip4:192.0.2.77", 0, False, None),
    ("example.com", "include:amazonses.com", 0, True, "pass"),
    ("amazonses.com", "ip4:199.255.192.0/22", 1, False, None),
    ("amazonses.com", "ip4:54.240.0.0/18", 1, True, None)], steps
rows = [(r["name"], r["type"], r["status"]) for r in o["dns"]]
assert rows == [("example.com", "TXT", "found"),
                ("amazonses.com", "TXT", "found")], rows
END
is 'the JSON' 0 $?

test_end test_cmd_spf
