#!/bin/sh
# Certificates and handshakes (common/net/tls.h), through an IMAP watch: what
# is wrong is told apart in words, and nobody waits for ever.
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap

double() { # CERTIFICATE: an IMAP server that behaves
	server_start python3 tests/imap_double.py well "$dir/$1.pem" \
		"$dir/$1.key"
	port=$said
}

s_server() { # openssl's, with these options: no IMAP, but the handshake
	port=$(free_port)
	server_at "$port" openssl s_server -accept "127.0.0.1:$port" -quiet "$@"
}

misbehave() { # a peer that begins no handshake: silent or dripping
	server_start python3 -c '
import socket, sys, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
sock, _ = listener.accept()
for _ in range(1000):
    time.sleep(0.05)
    if sys.argv[1] == "drip":
        # a record of 16 KB, one octet at a time
        sock.sendall(b"\x16" if _ == 0 else b"\x03" if _ < 3 else b"\x2a")
' "$1"
	port=$said
}

# expect NAME PATTERN [probe options]
expect() {
	name=$1 pattern=$2
	shift 2
	timeout 30 "$probe" watch name=box host=imap.example.com \
		to="127.0.0.1:$port" ca="$dir/ca.pem" user=u password=p \
		program="$program" patience=800 deadline=5000 until=READY \
		"$@" </dev/null >"$dir/events" 2>&1
	test_shows=$dir/events
	holds "$name: want $pattern" grep -Eq "^0 $pattern" "$dir/events"
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
server_start python3 tests/imap_double.py well
port=$said
expect 'no TLS on this port' "${fault}.*does not speak TLS on this port"

test_end test_tls
