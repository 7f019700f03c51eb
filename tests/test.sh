# shellcheck shell=sh
# The frame of the test scripts: sourced, not run.
#
#	pass; fail WHAT [FILE...]; skip WHAT WHY
#			count; a failure shows what is in the files, after
#			$label where there is one
#	is WHAT WANTED FOUND; holds WHAT COMMAND...
#			pass or fail, shows the files of $test_shows
#	$dir		a folder of one's own; it goes at the end
#	at_end COMMAND	before that: the last one first
#	server_start COMMAND...
#			one server in the background; $said is the first line
#			that it prints, most often where it listens
#	server_at PORT COMMAND...
#			the same for one that prints nothing
#	server_stop
#	free_port	one of loopback, for UDP and TCP
#	beside COMMAND...; beside_end
#			COMMAND's tests side by side with other ones, in a
#			folder $dir and with a server of its own
#	test_end NAME	last of all: the counts, and the exit status
#
# Names that begin with test_ or beside_ are the frame's own.

passed=0 failed=0 skipped=0 server='' label='' test_cleanups='' test_shows=''
beside_pids='' beside_count=0
dir=$(mktemp -d "${TMPDIR:-/tmp}/mailplumb-test.XXXXXX") || exit 1
chmod 755 "$dir"

test_clean() {
	# shellcheck disable=SC2086
	[ -z "$beside_pids" ] || kill $beside_pids 2>/dev/null
	server_stop
	eval "$test_cleanups"
	rm -rf "$dir"
}
trap test_clean EXIT
trap 'exit 1' INT TERM

at_end() {
	test_cleanups="$1
$test_cleanups"
}

pass() {
	passed=$((passed + 1))
}

fail() {
	failed=$((failed + 1))
	echo "FAILED ${label:+$label: }$1"
	shift
	for test_file; do
		[ ! -s "$test_file" ] || head -n 40 "$test_file" |
			cut -c 1-300 | sed 's/^/    /'
	done
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1: $2"
}

holds() {
	test_what=$1
	shift
	# shellcheck disable=SC2086
	if "$@"; then pass; else fail "$test_what" $test_shows; fi
}

is() {
	# shellcheck disable=SC2086
	if [ "$3" = "$2" ]; then pass; else
		fail "$1: wanted \"$2\", found \"$3\"" $test_shows
	fi
}

server_stop() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null
		wait "$server" 2>/dev/null
	fi
	server=
}

# test_until COMMAND...: it succeeds, or the server has ended, or 10 s are over.
test_until() {
	test_tries=0
	until "$@" 2>/dev/null; do
		test_tries=$((test_tries + 1))
		if [ $test_tries -gt 500 ] ||
			! kill -0 "$server" 2>/dev/null; then
			cat "$dir/server.err"
			return 1
		fi
		sleep 0.02
	done
}

test_serve() {
	server_stop
	: >"$dir/server.out"
	"$@" </dev/null >"$dir/server.out" 2>"$dir/server.err" &
	server=$!
}

test_listens() {
	ss -Hltn "sport = :$1" | grep -q .
}

server_start() {
	test_serve "$@"
	test_until grep -q . "$dir/server.out"
	# shellcheck disable=SC2034
	read -r said <"$dir/server.out"
}

server_at() {
	test_port=$1
	shift
	test_serve "$@"
	test_until test_listens "$test_port"
}

free_port() {
	python3 -c 'import socket
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
t = socket.socket(); t.bind(("127.0.0.1", 0))
u.bind(t.getsockname()); print(t.getsockname()[1])'
}

beside() {
	beside_count=$((beside_count + 1))
	mkdir "$dir/beside.$beside_count"
	(
		dir=$dir/beside.$beside_count server='' beside_pids=''
		passed=0 failed=0 skipped=0 test_cleanups=''
		trap test_clean EXIT
		trap 'exit 1' INT TERM
		"$@"
		echo "$passed $failed $skipped" >"$dir.counts"
	) >"$dir/beside.$beside_count.told" 2>&1 &
	# shellcheck disable=SC2086
	set -- $beside_pids $!
	if [ $# -gt 5 ]; then
		wait "$1"
		shift
	fi
	beside_pids=$*
}

beside_end() {
	# shellcheck disable=SC2086
	[ -z "$beside_pids" ] || wait $beside_pids
	beside_pids='' test_number=0
	while [ $test_number -lt $beside_count ]; do
		test_number=$((test_number + 1))
		test_row=$dir/beside.$test_number
		cat "$test_row.told"
		if read -r test_passed test_failed test_skipped \
			<"$test_row.counts"; then
			passed=$((passed + test_passed))
			failed=$((failed + test_failed))
			skipped=$((skipped + test_skipped))
		else
			fail "row $test_number: it ended without counting"
		fi
		rm -f "$test_row.counts" "$test_row.told"
	done
	beside_count=0
}

test_end() {
	echo "$1: $passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}
