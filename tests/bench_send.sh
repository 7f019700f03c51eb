#!/bin/sh
# How fast is sending?  Ratios of one run, on loopback, to postfix's smtp-sink:
# against smtp-source over ten connections, against one curl process over one,
# and memory at 100,000 messages against that at 1,000.
# Usage: tests/bench_send.sh BUILD_DIR   (a Release build)
#
# postfix is fetched and unpacked, not installed: it would take the place of
# another mail server.
build=${1:?usage: tests/bench_send.sh BUILD_DIR}
program=$(cd "$build" && pwd)/mailplumb
rounds=${BENCH_ROUNDS:-9}
dir=$(mktemp -d) || exit 1
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

(cd "$dir" && apt-get download -qq postfix >/dev/null 2>&1 &&
	dpkg-deb -x postfix_*.deb postfix) || {
	echo 'bench_send: skipped: the package postfix cannot be fetched'
	exit 0
}
libraries=$dir/postfix/usr/lib/postfix
port=$(python3 -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as s: print(s.getsockname()[1])')
set --
if [ "$(id -u)" -eq 0 ]; then # which the sink refuses to be
	set -- -u nobody
fi
# SINK=-p: a sink that offers no PIPELINING, as SES does.
set -- "$@" ${SINK:+"$SINK"}
chmod 755 "$dir"
LD_LIBRARY_PATH=$libraries "$dir/postfix/usr/sbin/smtp-sink" \
	"$@" "127.0.0.1:$port" 1000 &
sink=$!

# 4 KB with its header.
head -c 3640 /dev/zero | tr '\0' x | fold -w 70 >"$dir/body"
{
	printf 'From: a@example.com\r\nTo: b@example.com\r\n'
	printf 'Subject: bench\r\n\r\n'
	sed 's/$/\r/' "$dir/body"
} >"$dir/message"
for _ in $(seq 1000); do
	printf 'next\nurl = "smtp://127.0.0.1:%s/bench"\n' "$port"
	printf 'mail-from = "a@example.com"\nmail-rcpt = "b@example.com"\n'
	printf 'upload-file = "%s"\n' "$dir/message"
done | sed 1d >"$dir/curl.conf"

python3 - "$program" "$libraries" "$dir" "$port" "$rounds" <<'END'
import os, statistics, subprocess, sys, time
program, libraries, folder, port, rounds = sys.argv[1:]
where = "127.0.0.1:" + port
source = dict(os.environ, LD_LIBRARY_PATH=libraries)

def ours(count, connections):
    return [program, "send", "--server", "smtp://" + where, "--tls", "none",
            "--from", "a@example.com", "--to", "b@example.com", "--body",
            folder + "/body", "-q", "--count", str(count), "--connections",
            str(connections)]

def theirs(connections):
    return [folder + "/postfix/usr/sbin/smtp-source", "-s%d" % connections,
            "-d", "-m", "1000", "-l", "4096", "-f", "a@example.com", "-t",
            "b@example.com", where]

def seconds(command, env=None):
    start = time.monotonic()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL,
                   stdin=subprocess.DEVNULL)
    return time.monotonic() - start

def rss(count):
    process = subprocess.Popen(ours(count, 10), stdin=subprocess.DEVNULL)
    usage = os.wait4(process.pid, 0)[2]
    return usage.ru_maxrss

for _ in range(50):     # until the sink listens
    try:
        seconds(ours(1, 1))
        break
    except subprocess.CalledProcessError:
        time.sleep(0.1)
times = {"ten": [], "source": [], "one": [], "curl": []}
for _ in range(int(rounds)):
    times["ten"].append(seconds(ours(1000, 10)))
    times["source"].append(seconds(theirs(10), source))
    times["one"].append(seconds(ours(1000, 1)))
    times["curl"].append(seconds(["curl", "-s", "-K", folder + "/curl.conf"]))
for what, mine, other, target in (
        ("10 connections: of smtp-source -s10 -d", "ten", "source", 0.8),
        ("1 connection: of one curl process", "one", "curl", 1.0)):
    median = statistics.median
    print("bench_send: %s: %.2f (median of %s runs; %.0f against %.0f "
          "messages a second; target %.1f)" % (
              what, median(times[other]) / median(times[mine]), rounds,
              1000 / median(times[mine]), 1000 / median(times[other]),
              target))
few, many = rss(1000), rss(100000)
print("bench_send: memory at 100,000 messages: %.2f of that at 1,000 "
      "(%d and %d KB; target 1.10)" % (many / few, many, few))
END
