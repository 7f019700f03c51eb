#!/bin/sh
# A watch does not believe the process that reads its mailbox: what a server
# could make of that process is tried by small programs in its place.
set -u
. tests/test.sh
build=${1:-build}
probe=$build/tests/imap_probe
token=ABCDEFGHIJKLMNOPQRSTUVWX23

# process CODE: a program that has been told all and then does this.
process() {
	cat >"$dir/program" <<X
#!$(command -v python3)
import os, signal, socket, struct, time
s = socket.socket(fileno=0)
def text(t):
    return struct.pack(">I", len(t)) + t
def number(*ns):
    return b"".join(struct.pack(">Q", n) for n in ns)
def say(kind, body):
    s.sendall(bytes([kind]) + struct.pack(">I", len(body)) + body)
READY, FOUND, CHUNK, DONE, DELETED, LOST, FAULT = range(5, 12)
def ready():
    s.recv(65536)
    say(READY, text(b"Junk") + text(b"") + text(b"1 2 3 4") + text(b"1 5 3 6"))
    time.sleep(0.2)
    s.recv(65536, socket.MSG_DONTWAIT)
def found(token=b"$token", folder=0, uid=5):
    say(FOUND, number(folder, 1, uid) + text(token) + text(b"INBOX"))
$1
time.sleep(20)
X
	chmod 755 "$dir/program"
}

# expect NAME EVENT PATTERN CODE; $late is when nothing more is waited for
late=25000
expect() {
	process "$4"
	echo "0 look $token" | timeout 60 "$probe" watch name=box host=h \
		user=u password=p program="$dir/program" deadline=$late \
		patience=1500 until="$2" out="$dir/out" >"$dir/events" 2>&1
	if grep -Eq "^0 $2 .*$3" "$dir/events" &&
		! grep -Eq 'Sanitizer|runtime error' "$dir/events"; then
		pass
	else
		fail "$1: want $2 $3" "$dir/events"
	fi
}

expect_late() {
	late=4000
	expect "$@"
}

nonsense='7 mailbox box: the process that reads the mailbox says what makes no'
beside expect 'what a good one says' FOUND "$token inbox INBOX uid=5 size=5" \
	'ready(); found(); say(CHUNK, text(b"hello")); say(DONE, number(5, 0))'
beside expect 'random octets' FAULT "$nonsense" 's.sendall(os.urandom(100000))'
beside expect 'READY twice' FAULT "$nonsense" \
	'ready(); say(READY, text(b"") * 4)'
beside expect 'an order of ours' FAULT "$nonsense" 'say(2, text(b"x"))'
beside expect 'a chunk of nothing' FAULT "$nonsense" 'ready(); say(CHUNK, text(b"x"))'
beside expect 'sorted before it is found' FAULT "$nonsense" \
	'ready(); say(17, number(1) + text(b"social") + text(b""))'
beside expect 'sorted into no place' FAULT "$nonsense" \
	'ready(); found(); say(17, number(9) + text(b"social") + text(b""))'
beside expect 'sorted with words that harm' FAULT "$nonsense" \
	'ready(); found(); say(17, number(1) + text(b"\x1b[31m") + text(b""))'
beside expect 'too many labels' FAULT "$nonsense" \
	'ready(); found(); say(17, number(1) + text(b"a") + text(b"x" * 4000)); say(17, number(1) + text(b"a") + text(b"x" * 4001))'
beside expect 'the end of nothing' FAULT "$nonsense" 'ready(); say(DONE, number(0, 0))'
beside expect 'found before ready' FAULT "$nonsense" 's.recv(65536); found()'
beside expect 'found what nobody looks for' FAULT "$nonsense" \
	'ready(); found(b"ZZZZZZZZZZZZZZZZZZZZZZZZZZ")'
beside expect 'found nothing' FAULT "$nonsense" 'ready(); found(b"")'
beside expect 'found in a folder that is none' FAULT "$nonsense" \
	'ready(); found(folder=8)'
beside expect 'number 0' FAULT "$nonsense" 'ready(); found(uid=0)'
beside expect 'number beyond 32 bits' FAULT "$nonsense" 'ready(); found(uid=1 << 32)'
beside expect 'found while it gives one' FAULT "$nonsense" 'ready(); found(); found()'
beside expect 'fewer octets than it says' FAULT "$nonsense" \
	'ready(); found(); say(CHUNK, text(b"x")); say(DONE, number(2, 0))'
beside expect 'more octets than a message has' FAULT "$nonsense" 'ready(); found()
while True: say(CHUNK, text(b"x" * 32768))'
beside expect 'deleted what nobody deletes' FAULT "$nonsense" \
	'ready(); say(DELETED, number(1) + text(b"'$token'"))'
beside expect 'a frame of four gigabytes' FAULT "$nonsense" \
	's.sendall(b"\x07\xff\xff\xff\xff")'
beside expect 'words that harm a terminal' FAULT \
	'7 mailbox box: .x1b.31m.u202e' \
	's.recv(65536); say(FAULT, number(0) + text("\x1b[31m\u202e".encode()))'
beside expect_late 'not found, though it looked' FAULT \
	'6 mailbox box: the message did not arrive' 'ready(); say(12, number(1))'
beside expect_late 'not found, but it never looked' FAULT '7 mailbox box: .*not answer' \
	'ready()'
beside expect 'looked before it was ready' FAULT "$nonsense" 'say(12, number(0))'
beside expect 'looked for more than was said' FAULT "$nonsense" \
	'ready(); say(12, number(9))'
beside expect 'a crash' FAULT '7 mailbox box: .*crashed .signal 11' \
	's.recv(65536); os.kill(os.getpid(), signal.SIGSEGV)'
beside expect 'an end without a word' FAULT '7 mailbox box: .*without a word' \
	's.recv(65536); os._exit(0)'
beside expect 'lost before it was ready' FAULT '7 mailbox box: gone' \
	's.recv(65536); say(LOST, text(b"gone"))'
beside expect 'lost later' LOST 'mailbox box: gone' 'ready(); say(LOST, text(b"gone"))'
beside expect_late 'silent, and deaf to good-bye' FAULT '7 mailbox box: .*not answer' ''
beside_end
"$probe" watch name=box host=h user=u password=p program="$dir/program" \
	</dev/null >"$dir/events"
test_shows=$dir/events
holds 'no program' grep -q \
	'FAULT 70 mailbox box: cannot start the program ' "$dir/events"

test_end test_imap_process
