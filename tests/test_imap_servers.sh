#!/bin/sh
# What servers lack, and what they are called there: folders, capabilities,
# numbers; how often they are asked; marks of earlier runs.  Against dovecot
# where it can do without, else against tests/imap_double.py.
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap
token=ABCDEFGHIJKLMNOPQRSTUVWX23

# expect WAY EVENT PATTERN [probe options]
expect() {
	way=$1 event=$2 pattern=$3
	shift 3
	server_start python3 tests/imap_double.py "$way"
	echo "0 look $token" | timeout 60 "$probe" watch name=box \
		host=127.0.0.1 tls=none port="$said" user=u password=p \
		program="$program" patience=4000 deadline=8000 \
		until="$event" "$@" >"$dir/events" 2>&1
	if grep -Eq "^0 $event .*$pattern" "$dir/events" &&
		! grep -Eq 'crashed|Sanitizer|runtime error' "$dir/events"; then
		pass
	else
		fail "$way: want $event $pattern" "$dir/events" "$dir/server.err"
	fi
}

double() {
	expect no-status FOUND "$token junk Junk"
	expect no-status-numbers FOUND "$token junk Junk"
	expect no-uidnext FOUND "$token inbox INBOX uid=5"
	expect empty-no-uidnext FOUND "$token inbox INBOX uid=5"
	expect by-star FOUND "$token inbox INBOX uid=5"
	expect old FAULT '6 mailbox box: the message did not arrive' \
		deadline=1000
	expect surprises FOUND "$token inbox INBOX uid=5"
	expect exchange READY 'junk=Junk Email$'
	expect exchange FOUND "$token inbox INBOX uid=5" quick=1 steady=50
	expect yahoo READY 'junk=Bulk$'
	expect xlist READY 'junk=.Gmail./Publicité$'
	expect no-delimiter READY 'junk=spam$'
	expect below-inbox READY 'junk=INBOX.Spamverdacht$'
	expect french READY 'junk=Courrier indésirable$'
	expect chinese READY 'junk=垃圾邮件$'
	expect marked-not-named READY 'junk=Other$'
	expect sorted FOUND "$token other Lists uid=5" folders=Lists
	expect sorted FAULT '7 .* no folder Nix, which is set as one of' \
		folders=Lists,Nix
}

# pace WAY COMMAND MOST [probe options]: while nothing comes, at most so many
pace() {
	way=$1 command=$2 most=$3
	shift 3
	expect "$way" FAULT '6 mailbox box: the message did not arrive' "$@"
	is "$way: more than $most $command" yes "$(
		[ "$(grep -c "^$command$" "$dir/server.err")" -le "$most" ] &&
			echo yes)"
}
# In 3.5 s, of which the first 0.2 are quick: 6 folders in turn cost no more
# than one does.
pace_steady() {
	pace pace NOOP 15 quick=1 deadline=3500 folders=A,B
	is 'more than 7 of STATUS' yes "$(
		[ "$(grep -c '^STATUS$' "$dir/server.err")" -le 7 ] && echo yes)"
}
pace_idle() {
	pace pace-idle NOOP 2 quick=1 steady=1 deadline=3000
}

beside double
beside pace_steady
beside pace_idle
beside_end
test_end test_imap_servers
