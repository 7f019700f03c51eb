#!/bin/sh
# mailplumb align: results, reports and exit statuses, from a zone file.
# Usage: tests/test_cmd_align.sh BUILD_DIR
build=${1:?usage: tests/test_cmd_align.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
LC_ALL=C.UTF-8
export LC_ALL
test_shows=$dir/out

cat >"$dir/zone" <<'END'
$TTL 300
_dmarc.example.com.      TXT "v=DMARC1; p=reject; sp=quarantine; np=reject; rua=mailto:a@example.net"
mail.example.com.        A 192.0.2.1
_dmarc.news.example.org. TXT "v=DMARC1; p=reject"
_dmarc.strict.example.   TXT "v=DMARC1; p=quarantine; adkim=s; aspf=s; t=y"
_dmarc.two.example.      TXT "v=DMARC1; p=none"
_dmarc.two.example.      TXT "v=DMARC1; p=reject"
_dmarc.flawed.example.   TXT "v=DMARC1; p=none; pct=50; foo=\027[1m"
_dmarc.small.example.    TXT "v=dmarc1; p=none"
END
cat >"$dir/overlay" <<'END'
_dmarc.example.org. 300 TXT "v=DMARC1; p=none"
END
cat >"$dir/two" <<'END'
_dmarc.two.example.     300 TXT "v=DMARC1; p=none"
_dmarc.sub.two.example. 300 TXT "v=DMARC1; p=none"
_dmarc.sub.two.example. 300 TXT "v=DMARC1; p=reject"
END
cat >"$dir/replay" <<'END'
{"schema": "mailplumb.dns/1", "answers": [{"name": "_dmarc.late.example",
"type": "TXT", "status": "timeout", "ttl": 0, "data": [], "server": null}]}
END

align() {
	"$program" align --zone "$dir/zone" "$@" >"$dir/out" 2>&1
}

# row WHAT STATUS WORDS OPTION...: it ends so, and says the words.
row() {
	what=$1 want=$2 words=$3
	shift 3
	align "$@"
	status=$?
	if [ $status -eq "$want" ] && grep -qF -e "$words" "$dir/out"; then
		pass
	else
		fail "$what: exit status $status, want $want: $words" \
			"$dir/out"
	fi
}

row pass 0 'PASS  an identifier passes and aligns' \
	--from me@example.com --dkim example.com
row 'a domain for the author' 0 PASS --from Example.COM --dkim example.com
row 'an author with a name' 0 PASS --from 'Me <me@example.com>' \
	--dkim example.com
row 'a relative' 0 '+ DKIM example.com: pass, relaxed' \
	--from mail.example.com --dkim example.com
row 'SPF passes unless told' 0 '+ SPF bounce.example.com: pass, relaxed' \
	--from example.com --mail-from x@bounce.example.com
row 'SPF that does not' 1 '- SPF example.com: softfail, strict' \
	--from example.com --mail-from example.com --spf softfail
row 'the null sender' 1 'neither DKIM nor SPF passes' \
	--from example.com --mail-from '<>'
row 'a signature that does not' 1 'FAIL  neither DKIM nor SPF passes' \
	--from example.com --dkim example.com=fail
row 'several signatures' 0 '- DKIM amazonses.com: pass, not aligned' \
	--from example.com --dkim amazonses.com --dkim example.com
row 'the policy of a subdomain' 1 \
	'quarantine for mail of mail.example.com; applied: quarantine' \
	--from mail.example.com
row 'the policy of one that does not exist' 1 \
	'reject for mail of gone.example.com, which does not exist' \
	--from gone.example.com
row 'strict modes, t=y' 1 \
	'quarantine for mail of strict.example; applied: none' \
	--from strict.example --dkim a.strict.example
row modes 1 'DKIM strictly (adkim=s), SPF strictly (aspf=s)' \
	--from strict.example
row 'no record' 1 'NONE  there is no DMARC record' --from example.net
row 'something like one' 1 'DMARC1 is not in capitals' --from small.example
row 'several records' 1 '_dmarc.two.example: 2 records, all ignored' \
	--from two.example --dkim two.example
row 'the walk' 1 '_dmarc.com: no-name' --from mail.example.com
row 'both standards' 1 'fail by RFC 9989, pass by RFC 7489' \
	--from news.example.org --dkim example.org
row 'organisational domains' 1 'news.example.org by RFC 9989 (tree walk)' \
	--from news.example.org --dkim example.org
row 'what is published next' 0 PASS --overlay "$dir/overlay" \
	--from news.example.org --dkim example.org
row 'mistakes of the record' 1 'pct=50: RFC 9989 ignores it' \
	--from flawed.example
row 'nothing raw on the terminal' 1 'foo=\x1b[1m' --from flawed.example
row 'where reports go' 1 \
	'rua mailto:a@example.net: not authorized by its domain' \
	--from example.com
row findings 1 dmarc-discovery-diverges --from news.example.org \
	--dkim example.org
row 'findings about the record' 1 dmarc-record-several --from two.example
row 'a record above several' 1 'go on to that of two.example' \
	--from sub.two.example --overlay "$dir/two"
row '... of a parent' 1 dmarc-tag-removed --from mail.flawed.example
row quiet 1 'NONE  there is no DMARC record' -q --from example.net
row questions 1 'TXT _dmarc.example.net: no-name' -v --from example.net
row 'a key out of reach' 4 'TEMPERROR  DKIM or SPF could not be decided' \
	--from example.com --dkim example.com=temperror
row 'no author' 2 'who is the author?' --dkim example.com
row 'an author that is none' 2 "--from: 'a@b@c' is neither" --from a@b@c
row 'a signer that is none' 2 "--dkim: '..' is no domain" \
	--from example.com --dkim ..
row 'a result that is none' 2 "--dkim: 'maybe' is none of" \
	--from example.com --dkim example.com=maybe
row 'a sender that is none' 2 '--mail-from' --from example.com \
	--mail-from @
row 'SPF of nobody' 2 'SPF is about an envelope sender' --from example.com \
	--spf pass
row 'no result of SPF' 2 "'maybe' is none of" --from example.com \
	--mail-from example.com --spf maybe
row 'an operand' 2 "'example.com' is no option" --from a.example example.com

"$program" align --dns-replay "$dir/replay" --from late.example \
	--dkim late.example >"$dir/out" 2>&1
status=$?
if [ $status -eq 4 ] && grep -q '_dmarc.late.example: timeout' "$dir/out"
then pass
else fail "a time-out is no failure: exit status $status" "$dir/out"
fi

align --json --from news.example.org --dkim example.org \
	--mail-from x@bounce.example.org
"$program" align --zone "$dir/zone" --dns-record "$dir/recorded" --json \
	--from news.example.org --dkim example.org \
	--mail-from x@bounce.example.org >"$dir/first" 2>&1
"$program" align --dns-replay "$dir/recorded" --json \
	--from news.example.org --dkim example.org \
	--mail-from x@bounce.example.org >"$dir/second" 2>&1
if cmp -s "$dir/first" "$dir/second" && cmp -s "$dir/first" "$dir/out"
then pass
else fail 'a record replayed is the same to the byte' "$dir/second"
fi

cat >"$dir/says.py" <<'END'
import json
import sys

o = json.load(sys.stdin)
d = o["dmarc"]
assert list(o) == ["schema", "dmarc", "dns", "findings"], list(o)
assert o["schema"] == "mailplumb.align/1"
assert d["reported"] is None and d["verified"] == "fail"
assert d["result"] == {"rfc9989": "fail", "rfc7489": "pass"}
assert d["organizational_domain"] == {"rfc9989": "news.example.org",
                                      "rfc7489": "example.org"}
assert (d["policy"], d["applied_policy"]) == ("reject", "reject")
assert d["rfc7489"]["applied_policy"] == "none"
assert d["aligned_identifiers"] == []
assert [i["aligned"]["rfc7489"] for i in d["identifiers"]] == [True, True]
assert [p["domain"] for p in d["walk"]] == ["news.example.org",
                                            "example.org", "org"]
assert d["divergence"].startswith("fail by RFC 9989, pass by RFC 7489")
assert [f["id"] for f in o["findings"]].count("dmarc-discovery-diverges") == 1
assert o["dns"][0]["name"] == "_dmarc.news.example.org"
END
holds 'the JSON' python3 "$dir/says.py" <"$dir/out"

row 'its help' 0 'Usage: mailplumb align --from ADDR' --help

test_end test_cmd_align
