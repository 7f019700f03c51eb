#!/bin/sh
# What servers lack, and what they are called there: folders, capabilities,
# numbers; how often they are asked; marks of earlier runs.  Against dovecot
# where it can do without, else against tests/imap_double.py.
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap
token=ABCDEFGHIJKLMNOPQRSTUVWX23 look=''

# expect WAY EVENT PATTERN [probe options]
expect() {
	way=$1 event=$2 pattern=$3
	shift 3
	server_start python3 tests/imap_double.py "$way"
	echo "0 look $token" | timeout 60 "$probe" watch name=box \
		host=127.0.0.1 tls=none port="$said" user=u password=p \
		program="$program" patience=20000 deadline=40000 \
		until="$event" "$@" >"$dir/events" 2>&1
	if grep -Eq "^0 $event .*$pattern" "$dir/events" &&
		! grep -Eq 'crashed|Sanitizer|runtime error' "$dir/events"; then
		pass
	else
		fail "$way: want $event $pattern" "$dir/events" "$dir/server.err"
	fi
}

# looked WAY: all was looked at, and nothing of it is ours
looked() {
	expect "$1" LOOKED ''
	is "$1: found" 0 "$(grep -c FOUND "$dir/events")"
}

double() {
	expect no-status FOUND "$token junk Junk"
	expect no-status-numbers FOUND "$token junk Junk"
	expect no-uidnext FOUND "$token inbox INBOX uid=5"
	expect empty-no-uidnext FOUND "$token inbox INBOX uid=5"
	expect by-star FOUND "$token inbox INBOX uid=5"
	looked old
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
	expect renumbered-here FOUND "$token junk Junk uid=5"
	expect sorted FOUND "$token other Lists uid=5" folders=Lists
	expect sorted FAULT '7 .* no folder Nix, which is set as one of' \
		folders=Lists,Nix
}

label() { # LABEL: the message that was found last has it
	grep -Fqx "0 LABEL $1" "$dir/events"
}

gmail() {
	archive='.Google Mail./Alle Nachrichten'
	expect gmail-inbox READY 'junk=.Google Mail./Spam$'
	is 'gmail: archive and trash' \
		'0 FURTHER [Google Mail]/Alle Nachrichten, [Google Mail]/Papierkorb' \
		"$(grep FURTHER "$dir/events")"
	expect gmail-inbox FOUND "$token inbox INBOX .*category=primary$"
	holds 'gmail: a label' label Rechnungen
	holds "gmail: a label of Gmail's own" label '\Important'
	expect gmail-promotions FOUND "$token inbox INBOX .*category=promotions$"
	expect gmail-late FOUND "$token inbox INBOX .*category=social$"
	expect gmail-no-tabs FOUND "$token inbox INBOX uid=5 size=[0-9]*$"
	expect gmail-no-search FOUND "$token inbox INBOX uid=5 size=[0-9]*$"
	expect gmail-junk FOUND "$token junk .Google Mail./Spam uid=5 size=[0-9]*$"
	expect gmail-filtered FOUND "$token other $archive uid=5 size=[0-9]*$"
	holds 'gmail: a label of other letters' label Bücher
	holds 'gmail: a label with quotes' label 'a "b"'
	expect gmail-literal FOUND "$token other $archive"
	holds 'gmail: a label behind a literal' label B
	expect gmail-trash FOUND "$token other .Google Mail./Papierkorb"
	looked gmail-sent
	expect gmail-to-self FOUND "$token inbox INBOX"
	expect gmail-delete DELETED "$token expunged" then=delete dialogue=yes
	holds 'gmail: into the trash' grep -Eq \
		'^> [0-9]+ UID MOVE 5 "[[]Google Mail[]]/Papierkorb"' "$dir/events"
	expect gmail-delete-junk DELETED "$token expunged" then=delete
}

# pace WAY COMMAND MOST [probe options]: while nothing comes, at most so many
pace() {
	way=$1 command=$2 most=$3
	shift 3
	expect "$way" FAULT '[67] mailbox box: ' "$@"
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

# ---- dovecot without what it usually has ----------------------------------

# A message with this token into a folder of a Maildir.
place() { # USER FOLDER TOKEN
	printf 'Subject: x\r\nX-Mailplumb-Token: %s\r\n\r\nx\r\n' "$3" \
		>"$dir/message"
	maildir=$dir/mail/$1/Maildir/$2
	as_user mkdir -p "$maildir/tmp" "$maildir/new" "$maildir/cur"
	placed=$((${placed:-0} + 1))
	as_user cp "$dir/message" "$maildir/tmp/$placed"
	as_user mv "$maildir/tmp/$placed" "$maildir/new/$(date +%s).$placed.x"
}

# found PATTERN [probe options]: a watch of `other` that looks for tokens in
# $look ends with events that fit; its marks are then in $marks.
found() {
	pattern=$1
	shift
	for t in $look; do echo "0 look $t"; done | timeout 60 "$probe" watch \
		name=box host=imap.example.com to="127.0.0.1:$imaps_port" \
		ca="$dir/ca.pem" user=other password=secret \
		program="$program" patience=30000 deadline=50000 "$@" >"$dir/events" 2>&1
	marks=$(sed -n 's/^0 MARKS //p' "$dir/events")
	if grep -Eq "$pattern" "$dir/events" &&
		! grep -Eq 'crashed|Sanitizer|runtime error' "$dir/events"; then
		pass
	else
		fail "want $pattern" "$dir/events"
	fi
}

nothing_found() {
	! grep -q FOUND "$dir/events"
}

bare() {
	one=AAAAAAAAAAAAAAAAAAAAAAAAAA two=BBBBBBBBBBBBBBBBBBBBBBBBBB
	three=CCCCCCCCCCCCCCCCCCCCCCCCCC
	dovecot_prefix=INBOX. dovecot_separator=.
	dovecot_more='imap_capability = IMAP4rev1 LITERAL+'
	at_end dovecot_stop
	dovecot_start "$dir" || exit 1
	place other . "$three" # an old one
	place other .Spam "$three"
	place other .Lists "$three"
	look='' found '^0 READY junk=INBOX.Spam$' until=READY \
		junk=INBOX.Spam folders=INBOX.Lists dialogue=yes
	holds 'no capability but the least' sh -c \
		"! grep -Eq 'SPECIAL-USE|IDLE|UIDPLUS' '$dir/events'"
	first=$marks
	place other . "$one"
	place other .Spam "$two"
	look="$one $two" found LOOKED until=LOOKED junk=INBOX.Spam
	holds 'what came before is not found' nothing_found
	now=$marks
	look="$one $two" found "FOUND $one inbox INBOX" until=LOOKED \
		marks="$first" junk=INBOX.Spam folders=INBOX.Lists
	holds 'what came between, in junk' grep -q "FOUND $two junk INBOX.Spam" \
		"$dir/events"
	is 'marks are of now, whatever was given' "$now" \
		"$(echo "$marks" | cut -d ' ' -f 1-5)"
	look=$three found LOOKED until=LOOKED marks="$first" junk=INBOX.Spam
	holds 'what came before the marks is not found' nothing_found
	place other .Lists "$one"
	look=$one found "FOUND $one other INBOX.Lists" until=FOUND \
		marks="$marks" junk=INBOX.Spam folders=INBOX.Lists
	look=$one found 'FOUND .* inbox INBOX' until=FOUND marks="$first"
	look=$three found LOOKED until=LOOKED marks='imap nonsense'
	holds 'marks that cannot be read are none' nothing_found
	# Made anew: UIDVALIDITY is another one, numbers begin with 1.
	find "$dir/mail/other" -name 'dovecot*' -delete
	look="$one $two" found "FOUND $one inbox" until=LOOKED \
		marks="$first" junk=INBOX.Spam
	holds 'made anew, in junk' grep -q "FOUND $two junk INBOX.Spam" \
		"$dir/events"
	dovecot_stop
}

# Nine mailboxes of one account at a server that allows seven connections to
# it: each has its turn, and all fail for the same reason, which is the sender.
crowd() {
	at_end dovecot_stop
	dovecot_more='mail_max_userip_connections = 7'
	dovecot_start "$dir" || exit 1
	echo secret >"$dir/secret"
	# A sender's server that hangs up after a while: mailboxes stay open.
	server_start python3 -c '
import socket, threading, time
sock = socket.create_server(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
while True:
    one = sock.accept()[0]
    threading.Timer(2, one.close).start()'
	{
		printf 'senders:\n  a:\n    from: a@example.com\n    smtp:\n'
		printf '      url: smtp://127.0.0.1:%s\n      tls: none\n' \
			"$said"
		echo mailboxes:
		for n in 1 2 3 4 5 6 7 8 9; do
			printf '  m%s: {address: m%s@example.com, user: other,\n' $n $n
			printf '    imap: "imaps://imap.example.com",\n'
			printf '    password_file: secret, ca_file: ca.pem,\n'
			printf '    connect_to: "127.0.0.1:%s"}\n' "$imaps_port"
		done
		printf 'checks:\n  c: {sender: a, mailbox: [m1, m2, m3, m4, m5, '
		printf 'm6, m7, m8, m9], deadline: 25s}\n'
	} >"$dir/mailplumb.yaml"
	chmod 600 "$dir/secret" "$dir/mailplumb.yaml"
	timeout 60 "$build/mailplumb" check -c "$dir/mailplumb.yaml" --no-dns \
		--json c >"$dir/events" 2>"$dir/err"
	is 'as many as fail to send' 9 "$(grep -c '"id": "send-' "$dir/events")"
	is 'none was refused by its server' 0 \
		"$(grep -c '"id": "mailbox-' "$dir/events")"
	dovecot_stop
}

# Nothing before the UIDNEXT that was noted is fetched, nothing is searched.
large() {
	at_end dovecot_stop
	dovecot_more='maildir_very_dirty_syncs = yes'
	dovecot_start "$dir" || exit 1
	place other . AAAAAAAAAAAAAAAAAAAAAAAAAA
	place other . AAAAAAAAAAAAAAAAAAAAAAAAAA
	# A file has at most 65,000 names.
	python3 - "$dir/mail/other/Maildir" <<'X'
import glob, os, sys
for n, first in enumerate(glob.glob(sys.argv[1] + "/new/*")):
    for i in range(49999):
        os.link(first, "%s/cur/1000000000.%d-%d.x:2,S" % (sys.argv[1], n, i))
    os.rename(first, "%s/cur/1000000000.%d.x:2,S" % (sys.argv[1], n))
X
	found '^0 MARKS imap [0-9]+ 100001 ' until=READY deadline=50000
	place other . BBBBBBBBBBBBBBBBBBBBBBBBBB
	look=BBBBBBBBBBBBBBBBBBBBBBBBBB found \
		'FOUND B+ inbox INBOX uid=100001' until=FOUND dialogue=yes \
		marks="$marks" deadline=50000
	is 'what was asked for' 'UID FETCH 100001 (UID INTERNALDATE BODY.PEEK[])
UID FETCH 100001:4294967295 (UID BODY.PEEK[HEADER.FIELDS (X-MAILPLUMB-TOKEN CONTENT-TYPE RETURN-PATH X-FAILED-RECIPIENTS)])' \
		"$(sed -n 's/^> [0-9]* //p' "$dir/events" |
			grep -Eiv '^(CAPABILITY|AUTHENTICATE|ID|LIST|EXAMINE|STATUS|NOOP) ?' |
			sort -u)"
	is 'what was given' 1 "$(sed -n 's/^< .* FETCH .*(UID \([0-9]*\).*/\1/p' \
		"$dir/events" | sort -u | grep -c .)"
	dovecot_stop
}

beside double
beside gmail
beside pace_steady
beside pace_idle
beside bare
beside crowd
beside large
beside_end
test_end test_imap_servers
