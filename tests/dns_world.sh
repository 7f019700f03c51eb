# shellcheck shell=sh
# A small internet of name servers in a network namespace: sourced after
# tests/test.sh and tests/nsd.sh.
#
#	world_enter "$0" "$@"	go on inside the namespace; skips all where
#				none may be made
#	world_server NAME ADDR...	an nsd at port 53 of these addresses
#	world_zone NAME ZONE	its records follow on standard input; SOA
#				serial and NS are among them
#	world_start NAME	run it; again: with its zones read anew
#	world_resolver		unbound at 10.53.0.53, from the root at
#				10.53.0.1; world_anchor holds trust anchors
#
# Names of zones are written without the final dot; the root is `root`.

world_enter() {
	world_script=$1
	shift
	[ -z "${WORLD_INSIDE:-}" ] || {
		ip link set lo up
		return
	}
	for world_try in '--net' '--net --user --map-root-user'; do
		# shellcheck disable=SC2086
		if unshare $world_try sh -c 'ip link set lo up' 2>/dev/null; then
			# shellcheck disable=SC2154
			rm -rf "$dir"
			# shellcheck disable=SC2086
			WORLD_INSIDE=1 exec unshare $world_try \
				"$world_script" "$@"
		fi
	done
	skip 'a network of name servers' 'no network namespace may be made'
	test_end "$(basename "$world_script" .sh)"
	exit
}

world_address() {
	case $1 in
	*:*) ip -6 address add "$1/128" dev lo nodad 2>/dev/null ;;
	*) ip address add "$1/32" dev lo 2>/dev/null ;;
	esac
	return 0
}

world_server() {
	world_at=$dir/$1
	mkdir -p "$world_at"
	shift
	world_listening=
	for world_ip; do
		world_address "$world_ip"
		world_listening="$world_listening $world_ip"
	done
	# shellcheck disable=SC2086
	nsd_config "$world_at" $world_listening >"$world_at/nsd.conf"
	echo "$1" >"$world_at/first"
}

world_zone() {
	world_at=$dir/$1
	{
		echo "\$ORIGIN $([ "$2" = root ] || echo "$2")."
		echo "\$TTL 300"
		cat
	} >"$world_at/$2.zone"
	grep -q "zonefile: $2.zone" "$world_at/nsd.conf" ||
		printf 'zone:\n\tname: %s\n\tzonefile: %s.zone\n' \
			"$([ "$2" = root ] && echo . || echo "$2")" "$2" \
			>>"$world_at/nsd.conf"
}

world_listens() {
	ss -Hlun "sport = :53" | grep -qF "$1:53" ||
		ss -Hlun "sport = :53" | grep -qF "[$1]:53"
}

world_wait() { # COMMAND...
	world_tries=0
	until "$@"; do
		world_tries=$((world_tries + 1))
		[ $world_tries -lt 500 ] || return 1
		sleep 0.02
	done
}

world_start() {
	world_at=$dir/$1
	world_stop "$1"
	nsd -d -c "$world_at/nsd.conf" </dev/null >"$world_at/said" 2>&1 &
	echo $! >"$world_at/started"
	at_end "kill $! 2>/dev/null"
	world_wait world_listens "$(cat "$world_at/first")" ||
		fail "nsd $1 does not start" "$world_at/said" "$world_at/nsd.log"
}

world_stop() {
	[ -s "$dir/$1/started" ] || return 0
	world_pid=$(cat "$dir/$1/started")
	kill "$world_pid" 2>/dev/null
	wait "$world_pid" 2>/dev/null
	rm -f "$dir/$1/started"
}

world_anchor=
world_resolver() {
	world_at=$dir/unbound
	mkdir -p "$world_at"
	world_address 10.53.0.53
	echo '. 3600 IN NS ns.root.' >"$world_at/hints"
	echo 'ns.root. 3600 IN A 10.53.0.1' >>"$world_at/hints"
	cat >"$world_at/unbound.conf" <<C
server:
	directory: "$world_at"
	username: ""
	chroot: ""
	pidfile: "$world_at/pid"
	use-syslog: no
	logfile: "$world_at/log"
	interface: 10.53.0.53
	access-control: 0.0.0.0/0 allow
	do-not-query-localhost: no
	do-ip6: no
	local-zone: "test." nodefault
	root-hints: "$world_at/hints"
	module-config: "validator iterator"
	num-threads: 1
	infra-host-ttl: 1
	qname-minimisation: no
	harden-referral-path: no
	val-log-level: 2
$world_anchor
remote-control:
	control-enable: no
C
	if [ -s "$world_at/started" ]; then
		world_stop unbound
	fi
	unbound -d -c "$world_at/unbound.conf" </dev/null \
		>"$world_at/said" 2>&1 &
	echo $! >"$world_at/started"
	at_end "kill $! 2>/dev/null"
	world_wait world_listens 10.53.0.53 ||
		fail 'unbound does not start' "$world_at/said" "$world_at/log"
}
