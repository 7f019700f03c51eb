#!/usr/bin/env bash
# mailplumb inspect from the outside: bad input, exit codes, output files.
# Run in the top folder: tests/test_inspect.sh BUILD_DIR
set -u
. tests/test.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
suites=${MAILPLUMB_SUITES:-../shared/suites}
unset NO_COLOR
export LC_ALL=C.UTF-8

# Run mailplumb; status, out and err are kept.  Unless a row names a source of
# DNS answers nobody is asked.
run() { # ARGUMENT...
	status=0
	case $* in
	*--zone* | *--dns-* | *--no-dns* | *--resolver*) ;;
	inspect*) shift && set -- inspect --no-dns "$@" ;;
	esac
	"$mailplumb" "$@" >"$dir/out" 2>"$dir/err" || status=$?
}

# One line on stderr that says this, nothing on stdout, this exit status.
refuses() { # STATUS PATTERN WHAT ARGUMENT...
	local want=$1 pattern=$2 what=$3
	shift 3
	run "$@"
	if [ $status = "$want" ] && [ ! -s "$dir/out" ] &&
		[ "$(wc -l <"$dir/err")" = 1 ] && grep -q "$pattern" "$dir/err"
	then pass; else fail "$what (exit $status)"; fi
}

# This exit status, and stdout matches.
says() { # STATUS PATTERN WHAT ARGUMENT...
	local want=$1 pattern=$2 what=$3
	shift 3
	run "$@"
	if [ $status = "$want" ] && grep -q -- "$pattern" "$dir/out" &&
		[ ! -s "$dir/err" ]
	then pass; else fail "$what (exit $status)"; fi
}

# The message of a story, as a file.
message() { sed '1,/^message$/d' "fixtures/cases/$1.case"; }
for story in healthy only-amazonses no-receiver terminal-escapes; do
	message "$story" >"$dir/$story"
done

# ---- the command line
says 0 'mailplumb check' 'no arguments print help'
says 0 '^mailplumb [0-9]' '--version' --version
says 0 'Usage: mailplumb inspect' '--help' inspect --help
says 0 'Usage: mailplumb inspect' 'help inspect' help inspect
refuses 2 "no command is called 'inspct'" 'an unknown command' inspct
refuses 2 'unknown.*--frobnicate' 'an unknown option' inspect --frobnicate x
refuses 2 'gmail.*outlook' 'an unknown receiver' inspect --receiver nobody x
refuses 2 '2026-11-20' 'no time' inspect --now yesterday x
refuses 2 'dkim, spf, dmarc' 'no method' inspect --require dkim,arc x
refuses 2 'broken, risk, note' 'no severity' inspect --fail-on all x
refuses 2 'IPv4' 'no address' inspect --client-ip 1.2.3.4.5 x
refuses 2 'text, json' 'no format' inspect --format xml x
refuses 2 'zone, route53, terraform, table' 'no form of a fix' \
	inspect --fix-format bind x
refuses 2 'one of the two' 'a report and fixes' \
	inspect --json --fix-format zone x
refuses 2 'one of the two' 'fixes and a report' \
	inspect --fix-format zone --format json x
refuses 2 'no-dns excludes --zone' 'no DNS, and a zone' \
	inspect --no-dns --zone x x
refuses 2 'dns-replay excludes --zone' 'two sources of answers' \
	inspect --zone x --dns-replay y x
refuses 2 'no address of a name server' 'no address of a name server' \
	inspect --resolver localhost x
refuses 2 'zone excludes --resolver' 'a zone, and a name server' \
	inspect --zone x --resolver 127.0.0.1 x
refuses 2 'dns-record: .*no name' 'a record without a name' \
	inspect --dns-record '' x
refuses 2 'nowhere/record: No such file' 'a record that cannot be written' \
	inspect --zone x --dns-record "$dir/nowhere/record" x
refuses 3 'nothing: No such file' 'no such zone file' \
	inspect --zone "$dir/nothing" x
refuses 3 'passwd:1: ' 'no zone file' inspect --zone /etc/passwd x
refuses 3 'passwd: not JSON: line 1' 'no record' \
	inspect --dns-replay /etc/passwd x

# ---- verdicts
says 0 '^PASS' 'healthy' inspect "$dir/healthy"
says 1 '^FAIL' 'broken' inspect "$dir/only-amazonses"
says 4 '^UNKNOWN' 'undecidable' inspect "$dir/no-receiver"
says 0 '^PASS' 'an option trusts its id' \
	inspect --authserv-id filter.hosting.example "$dir/no-receiver"
# ---- receivers of one's own
cat >"$dir/own.yaml" <<'Y'
receivers:
  club:
    title: The club's
    borders: ['in-*.club.example']
    authserv_ids: [filter]
  gmail: {borders: mx.elsewhere.example}
Y
sed -e 's/by mx.google.com/by in-7.club.example/' \
	-e 's/^Authentication-Results: mx.google.com/Authentication-Results: filter/' \
	"$dir/healthy" >"$dir/club"
says 4 '^UNKNOWN' 'nobody knows this receiver' inspect "$dir/club"
says 0 "Claimed by The club's (filter), named in Received" 'told by the border' \
	inspect -c "$dir/own.yaml" "$dir/club"
says 0 "Claimed by The club's (filter), named by you" 'named' \
	inspect -c "$dir/own.yaml" --receiver club "$dir/club"
says 0 'named in Received' '--receiver auto' \
	inspect -c "$dir/own.yaml" --receiver auto "$dir/club"
says 4 '^UNKNOWN' "one's own gmail takes the place of the other" \
	inspect -c "$dir/own.yaml" --receiver gmail "$dir/healthy"
refuses 2 'auto, club, gmail' 'which there are' \
	inspect -c "$dir/own.yaml" --receiver clubb "$dir/club"
says 0 'The club' 'into a bundle' inspect -c "$dir/own.yaml" \
	--bundle "$dir/club.tar" "$dir/club"
status=0
"$mailplumb" inspect --bundle-read "$dir/club.tar" >"$dir/out" 2>&1 || status=$?
[ $status = 0 ] && grep -q "The club's (filter)" "$dir/out" && pass ||
	fail 'out of the bundle'
echo 'sender: x' >"$dir/bad.yaml"
refuses 2 'bad.yaml:1: sender' 'a bad configuration that is named' \
	inspect -c "$dir/bad.yaml" "$dir/healthy"
MAILPLUMB_CONFIG=$dir/bad.yaml says 0 '^PASS' 'and one that is not' \
	inspect "$dir/healthy"

says 0 '"verdict": "pass"' 'JSON' inspect --json "$dir/healthy"
run inspect --quiet "$dir/healthy"
[ "$(wc -l <"$dir/out")" = 1 ] && pass || fail '-q is one line'
run inspect "$dir/healthy"
[ "$(wc -l <"$dir/out")" -le 24 ] && pass || fail 'a screen is enough'
run inspect -v -v "$dir/healthy"
grep -q 'k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa' "$dir/out" && pass ||
	fail '-v shows the signatures'

# ---- fixes alone: the same status, and nothing when nothing is wrong
run inspect --fix-format route53 "$dir/healthy"
[ $status = 0 ] && [ ! -s "$dir/out" ] &&
	grep -q 'has a record to change' "$dir/err" && pass ||
	fail '--fix-format without a finding'
run inspect --quiet --fix-format zone "$dir/healthy"
[ $status = 0 ] && [ ! -s "$dir/out" ] && [ ! -s "$dir/err" ] && pass ||
	fail '--fix-format, quiet'
run inspect --fix-format zone "$dir/only-amazonses"
[ $status = 1 ] && ! grep -q FAIL "$dir/out" && pass ||
	fail '--fix-format is no report'

# ---- colour
esc=$(printf '\033')
run inspect "$dir/healthy"
grep -q "$esc" "$dir/out" && fail 'no colour into a file' || pass
run inspect --color always "$dir/healthy"
grep -q "$esc" "$dir/out" && pass || fail 'colour when told'
NO_COLOR=1 run inspect --color always "$dir/healthy"
grep -q "$esc" "$dir/out" && pass || fail 'an option beats NO_COLOR'

# ---- several sources: the exit code that ranks highest in 2 3 5 7 6 1 4 0
ranks() { # STATUS SOURCE...
	local want=$1
	shift
	run inspect -q "$@"
	if [ $status = "$want" ]; then pass; else fail "exit $status for $*"; fi
}
ranks 1 "$dir/healthy" "$dir/only-amazonses" "$dir/no-receiver"
ranks 4 "$dir/no-receiver" "$dir/healthy"
ranks 3 "$dir/only-amazonses" "$dir/nothing" "$dir/healthy"
ranks 3 "$dir/nothing" "$dir/no-receiver"
run inspect --json "$dir/healthy" "$dir/nothing" "$dir/only-amazonses"
[ "$(grep -c '^{.*}$' "$dir/out")" = 2 ] && pass ||
	fail 'one JSON object a line, and a fault in between'

# ---- standard input and mbox files
run inspect - <"$dir/healthy"
[ $status = 0 ] && pass || fail 'standard input'
run inspect <"$dir/healthy"
[ $status = 0 ] && pass || fail 'standard input without being named'
{
	for story in healthy only-amazonses healthy; do
		echo 'From sender@example.com Fri Nov 20 10:00:00 2026'
		cat "$dir/$story"
		echo
	done
} >"$dir/mbox"
run inspect --json "$dir/mbox"
[ $status = 1 ] && [ "$(wc -l <"$dir/out")" = 3 ] && pass || fail 'an mbox'
grep -q '"kind": "mbox"' "$dir/out" && pass || fail 'its kind'
says 1 'message 2: ' 'the message is named' inspect "$dir/mbox"
{
	echo '>From sender@example.com Fri Nov 20 10:00:00 2026'
	cat "$dir/healthy"
} >"$dir/escaped"
says 0 '^PASS' 'an escaped From line on top' inspect "$dir/escaped"

# ---- what is no message
refuses 3 'nothing: No such file' 'no such file' inspect "$dir/nothing"
mkdir "$dir/folder"
refuses 3 'folder: holds no message' 'a folder' inspect "$dir/folder"
: >"$dir/empty"
refuses 3 'empty: is empty' 'an empty file' inspect "$dir/empty"
refuses 3 'standard input: is empty' 'empty input' inspect - </dev/null
head -c 100000 "$mailplumb" >"$dir/binary"
refuses 3 'binary: not a message' 'a program' inspect "$dir/binary"
head -c 100000 /dev/zero >"$dir/zeros"
refuses 3 'zeros: not a message' 'zeros' inspect "$dir/zeros"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$dir/passwd"
refuses 3 'passwd: not a message' 'lines with colons' inspect "$dir/passwd"
truncate -s 52428801 "$dir/huge"
refuses 3 'larger than 50 MB' 'a huge file' inspect "$dir/huge"
cp "$dir/healthy" "$dir/secret"
chmod 0 "$dir/secret"
if [ "$(id -u)" != 0 ]; then
	refuses 3 'secret: Permission denied' 'unreadable' inspect "$dir/secret"
elif command -v setpriv >/dev/null; then
	chmod 755 "$dir"
	status=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$mailplumb" \
		inspect --no-dns "$dir/secret" >"$dir/out" 2>"$dir/err" || status=$?
	if [ $status = 126 ]; then
		skip unreadable 'the build folder is closed to others'
	elif [ $status = 3 ] && grep -q 'Permission denied' "$dir/err"; then
		pass
	else
		fail "unreadable (exit $status)"
	fi
else
	skip unreadable 'root can read everything'
fi

# ---- what is a strange message, and still one
sed '/^$/,$d' "$dir/healthy" >"$dir/header"
says 0 '^PASS' 'a header alone' inspect "$dir/header"
{
	cat "$dir/healthy"
	head -c 5000 /dev/zero
} >"$dir/nul-body"
says 0 'PASS\|WARN' 'NULs in the body' inspect "$dir/nul-body"
tr 'o' '\000' <"$dir/healthy" >"$dir/nul-header"
run inspect "$dir/nul-header"
[ $status -le 4 ] && pass || fail 'NULs in the header'
{
	cat "$dir/header"
	seq 1 10000 | sed 's/.*/X-Field-&: value/'
	printf '\nbody\n'
} >"$dir/fields"
says 0 '^PASS' '10,000 fields' inspect "$dir/fields"
{
	cat "$dir/header"
	printf 'X-Long: '
	head -c 10000000 /dev/zero | tr '\000' x
	printf '\n\nbody\n'
} >"$dir/line"
run inspect "$dir/line"
[ $status -le 1 ] && grep -q msg-line-too-long "$dir/out" && pass ||
	fail 'a line of 10 MB'
hostile() { # WHAT FIELD
	{
		printf '%s\n' "$2"
		cat "$dir/healthy"
	} >"$dir/hostile"
	run inspect -v "$dir/hostile"
	if [ $status -le 4 ] && [ $status != 2 ]; then pass; else
		fail "$1 (exit $status)"
	fi
}
deep=$(printf '(%.0s' $(seq 1 5000))
hostile 'unbalanced comments' "Authentication-Results: mx.google.com; spf=pass $deep"
hostile 'unbalanced quotes' 'Authentication-Results: "mx.google.com; spf=pass'
hostile 'a comment in From' 'From: (((((a@b.example'
hostile 'a quote in From' 'From: "a@b.example'
hostile 'a quote in DKIM-Signature' 'DKIM-Signature: v=1; d="; b=(((;;;=;'
hostile 'an empty field' 'Authentication-Results:'
hostile 'a lone colon' ':'
message no-from >"$dir/no-from"
says 1 dmarc-from-unusable 'no From' inspect "$dir/no-from"
message two-from >"$dir/two-from"
says 1 dmarc-from-unusable 'two From' inspect "$dir/two-from"

# Nothing of a message reaches the terminal raw: no octet below blank but the
# line end, no DEL, no C1 control, and in a plain locale ASCII alone.
run inspect -v -v "$dir/terminal-escapes"
LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" "$dir/out" &&
	fail 'a control character' || pass
LC_ALL=C grep -q "$(printf '\302[\200-\237]')" "$dir/out" &&
	fail 'a C1 control character' || pass
LC_ALL=C run inspect -v -v "$dir/terminal-escapes"
LC_ALL=C grep -q "$(printf '[\200-\377]')" "$dir/out" &&
	fail 'more than ASCII' || pass
escape=$(printf 'no\033[2Jfile')
refuses 3 'no?\[2Jfile' 'an escape in the name of a file' inspect "$escape"

# ---- output: all of it or nothing
old() { echo old >"$dir/report"; }
kept() { [ "$(cat "$dir/report")" = old ] && [ "$(ls "$dir"/report*)" = "$dir/report" ]; }
old
run inspect -o "$dir/report" "$dir/healthy"
[ $status = 0 ] && grep -q '^PASS' "$dir/report" && pass || fail '--output'
old
run inspect -o "$dir/report" "$dir/nothing"
[ $status = 3 ] && kept && pass || fail 'nothing to say keeps the old report'
old
ln -s report "$dir/link"
run inspect -o "$dir/link" "$dir/healthy"
[ $status = 0 ] && [ -L "$dir/link" ] && grep -q '^PASS' "$dir/report" && pass ||
	fail 'a link stays a link'
refuses 2 'nowhere/report' 'no such folder' \
	inspect -o "$dir/nowhere/report" "$dir/healthy"
refuses 70 '/dev/full: No space' 'a full device' \
	inspect -o /dev/full "$dir/healthy"
status=0
"$mailplumb" inspect --no-dns "$dir/healthy" >/dev/full 2>"$dir/err" || status=$?
: >"$dir/out"
[ $status = 70 ] && grep -q 'standard output: No space' "$dir/err" && pass ||
	fail 'a full standard output'
full() { # in a namespace of its own: a small disk that is full
	mount -t tmpfs -o size=8k none "$dir/disk" || return 99
	echo old >"$dir/disk/report"
	head -c 100000 /dev/zero >"$dir/disk/fill" 2>/dev/null
	"$mailplumb" inspect --no-dns -v -o "$dir/disk/report" "$dir/healthy" 2>"$dir/err"
	[ $? = 70 ] && grep -q 'disk/report: No space' "$dir/err" &&
		[ "$(cat "$dir/disk/report")" = old ] &&
		[ "$(ls "$dir/disk")" = "$(printf 'fill\nreport')" ] ||
		return 98 # what unshare itself never says
}
mkdir "$dir/disk"
export -f full
export dir mailplumb
unshare -rm bash -c full >/dev/null 2>&1
case $? in
0) pass ;;
98) fail 'a full disk keeps the old report' ;;
*) skip 'a full disk' 'no namespace to mount one in' ;;
esac

# Ctrl-C while it waits for its input leaves nothing beside the old report.
old
mkfifo "$dir/fifo"
setsid "$mailplumb" inspect --no-dns -o "$dir/report" "$dir/fifo" \
	>/dev/null 2>&1 &
pid=$!
exec 3<>"$dir/fifo" # both ends: never waits for a reader
for _ in $(seq 1 100); do
	[ "$(ls "$dir"/report* | wc -l)" = 2 ] && break
	sleep 0.05
done
kill -TERM $pid
wait $pid 2>/dev/null
exec 3>&-
kept && pass || fail 'an interrupt leaves nothing half done'
(
	trap '' HUP # as nohup does
	exec setsid "$mailplumb" inspect --no-dns -o "$dir/report" "$dir/fifo"
) >/dev/null 2>&1 &
pid=$!
exec 3<>"$dir/fifo"
for _ in $(seq 1 100); do
	[ "$(ls "$dir"/report* | wc -l)" = 2 ] && break
	sleep 0.05
done
kill -HUP $pid
cat "$dir/healthy" >&3
exec 3>&-
wait $pid
[ $? = 0 ] && grep -q '^PASS' "$dir/report" && pass ||
	fail 'an ignored hang-up stays ignored'

# ---- JSON of every story, and of the suites, is as the contract says
mkdir "$dir/stories"
for story in fixtures/cases/*.case; do
	name=$(basename "$story" .case)
	message "$name" >"$dir/stories/$name"
done
"$mailplumb" inspect --no-dns --json "$dir"/stories/* 2>"$dir/err" |
	python3 tests/report_schema.py >"$dir/out" && pass ||
	fail 'the JSON of the stories'

if [ -d "$suites/mime-robustness" ]; then
	count=0
	for file in "$suites"/mime-robustness/messages/*; do
		run inspect -v "$file"
		count=$((count + 1))
		case $status in
		0 | 1 | 4) [ -s "$dir/out" ] && [ ! -s "$dir/err" ] && continue ;;
		3) [ "$(wc -l <"$dir/err")" = 1 ] && [ ! -s "$dir/out" ] && continue ;;
		esac
		fail "$file (exit $status)"
		count=-10000
	done
	if [ $count -gt 0 ]; then pass; fi
	"$mailplumb" inspect --no-dns --json "$suites"/*/messages/* 2>/dev/null |
		python3 tests/report_schema.py >"$dir/out" && pass ||
		fail 'the JSON of the suites'
else
	skip 'the suites' "no $suites"
fi

test_end test_inspect
