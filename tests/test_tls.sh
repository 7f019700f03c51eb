#!/bin/sh
# Certificates and handshakes (common/net/tls.h), through an IMAP watch: what
# is wrong is told apart in words, and nobody waits for ever.
set -u
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap
dir=$(mktemp -d)
server='' passed=0 failed=0

server_stop() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null
		wait "$server" 2>/dev/null
	fi
	server=
}
trap 'server_stop; rm -rf "$dir"' EXIT

double() { # CERTIFICATE: an IMAP server that behaves
	server_stop
	rm -f "$dir/port"
	python3 tests/imap_double.py well "$dir/$1.pem" "$dir/$1.key" \
		>"$dir/port" 2>/dev/null &
	server=$!
	until [ -s "$dir/port" ]; do sleep 0.02; done
	read -r port <"$dir/port"
}

s_server() { # openssl's, with these options: no IMAP, but the handshake
	server_stop
	port=$(free_port)
	openssl s_server -accept "127.0.0.1:$port" -quiet "$@" \
		</dev/null >"$dir/s_server" 2>&1 &
	server=$!
	for _ in $(seq 100); do
		ss -ltn 2>/dev/null | grep -q ":$port " && break
		sleep 0.02
	done
	sleep 0.1
}

misbehave() { # a peer that begins no handshake: silent or dripping
	server_stop
	rm -f "$dir/port"
	python3 -c '
import socket, sys, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
sock, _ = listener.accept()
for _ in range(1000):
    time.sleep(0.05)
    if sys.argv[1] == "drip":
        # a record of 16 KB, one octet at a time
        sock.sendall(b"\x16" if _ == 0 else b"\x03" if _ < 3 else b"\x2a")
' "$1" >"$dir/port" 2>/dev/null &
	server=$!
	until [ -s "$dir/port" ]; do sleep 0.02; done
	read -r port <"$dir/port"
}

# expect NAME PATTERN [probe options]
expect() {
	name=$1 pattern=$2
	shift 2
	timeout 30 "$probe" watch name=box host=imap.example.com \
		to="127.0.0.1:$port" ca="$dir/ca.pem" user=u password=p \
		program="$program" patience=800 deadline=5000 until=READY \
		"$@" </dev/null >"$dir/events" 2>&1
	if grep -Eq "^0 $pattern" "$dir/events"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name: want $pattern, got:"
		cat "$dir/events"
	fi
}

fault='FAULT 7 mailbox box: '
authority "$dir"
mkdir "$dir/stranger"
authority "$dir/stranger"
certificate "$dir" good DNS:imap.example.com,IP:127.0.0.1,IP:::1
certificate "$dir" wild 'DNS:*.example.com'
certificate "$dir" partial 'DNS:im*.example.com'
certificate "$dir" expired DNS:imap.example.com -days -1
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=self \
	-addext subjectAltName=DNS:imap.example.com \
	-keyout "$dir/self.key" -out "$dir/self.pem" 2>/dev/null
cp "$dir/stranger/ca.pem" "$dir/unknown.pem"

double good
expect 'right host' READY
expect 'IPv4 address' READY host=127.0.0.1
expect 'IPv6 address' READY host=::1
expect 'another host' "${fault}the certificate that www.example.com shows is" \
	host=www.example.com
expect 'another address' "${fault}the certificate that 127.0.0.2 shows is for" \
	host=127.0.0.2
expect 'unknown authority' "${fault}.*comes from an unknown authority" \
	ca="$dir/unknown.pem"
expect "the system's authorities do not know it" \
	"${fault}(.*unknown authority|no certificate authorities)" ca=
expect 'no such ca_file' "${fault}no certificates can be read from" \
	ca="$dir/none.pem"
expect 'a ca_file without certificates' \
	"${fault}no certificates can be read from" ca="$dir/good.key"
double wild
expect 'a wildcard' READY
expect 'a wildcard is one label' "${fault}.*for another host" \
	host=a.imap.example.com
double partial
expect 'no partial wildcards' "${fault}.*for another host"
double self
expect 'self-signed' "${fault}.*is self-signed"
expect 'self-signed and named' READY ca="$dir/self.pem"
double expired
expect expired "${fault}the certificate of imap.example.com has expired"

if openssl version >/dev/null 2>&1; then
	s_server -cert "$dir/good.pem" -key "$dir/good.key" -tls1_2
	expect 'TLS 1.2, no IMAP' "${fault}asked to greet"
	s_server -cert "$dir/good.pem" -key "$dir/good.key" -tls1_1 \
		-cipher ALL:@SECLEVEL=0
	expect 'TLS 1.1' "${fault}no TLS with imap.example.com: "
fi
misbehave silent
expect silent "${fault}no TLS with .*did not answer in time"
misbehave drip
expect dripping "${fault}no TLS with .*did not answer in time"
double good
server_stop
expect 'nobody listens' "${fault}cannot connect to 127.0.0.1 port $port: "
python3 tests/imap_double.py well >"$dir/port" 2>/dev/null &
server=$!
sleep 0.5
read -r port <"$dir/port"
expect 'no TLS on this port' "${fault}.*does not speak TLS on this port"

echo "test_tls: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
