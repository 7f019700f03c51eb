#!/bin/sh
# mailplumb password: the vectors, and every wrong use.
# Usage: tests/test_password.sh BUILD_DIR
build=${1:?usage: tests/test_password.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset AWS_REGION AWS_DEFAULT_REGION

# expect NAME STATUS WORDS COMMAND...: it ends so and prints so.
expect() {
	name=$1 want=$2 words=$3
	shift 3
	"$@" >"$dir/out" 2>&1
	status=$?
	if [ "$status" -eq "$want" ] && grep -qF -e "$words" "$dir/out"; then
		pass
	else
		fail "$name: exit status $status, want $want: $words" "$dir/out"
	fi
}

from_stdin() { # SECRET REGION
	printf '%s\n' "$1" | "$program" password --region "$2"
}

while read -r region secret password; do
	expect "$region $secret" 0 "$password" from_stdin "$secret" "$region"
	expect "$region $secret, environment" 0 "$password" env \
		AWS_SECRET_ACCESS_KEY="$secret" AWS_REGION="$region" \
		"$program" password
done <<'END'
eu-central-1 some+secret+key BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2
eu-central-1 another+secret+key BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh
us-west-1 some+secret+key BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj
us-west-1 another+secret+key BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF
us-east-1 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9
us-west-2 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd
eu-west-1 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk
END

expect 'no region' 2 '--region' "$program" password </dev/null
expect 'no such form of region' 2 'us-east-1' "$program" password \
	--region 'a.b' </dev/null
expect 'no secret' 2 'is empty' "$program" password --region us-east-1 \
	</dev/null
expect 'secret as an argument' 2 'others can see it' "$program" password \
	--region us-east-1 secret </dev/null
expect 'temporary key' 2 'temporary' env AWS_SECRET_ACCESS_KEY=s \
	AWS_SESSION_TOKEN=t "$program" password --region us-east-1
expect 'a password instead of the secret' 2 'looks like an SES SMTP password' \
	from_stdin BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9 us-east-1
expect 'unknown region' 0 'B' from_stdin some+secret+key mars-north-1


# asked NAME STATUS INPUT [SIGNAL]: on a terminal, which shows nothing of what
# is typed meanwhile, and what is typed again afterwards.
asked() {
	python3 - "$program" "$@" >"$dir/out" 2>&1 <<'END'
import fcntl, os, pty, signal, subprocess, sys, termios
program, status, typed = sys.argv[1], int(sys.argv[3]), sys.argv[4]
ours, theirs = pty.openpty()

def shows():
    return bool(termios.tcgetattr(theirs)[3] & termios.ECHO)

def ours_from_now():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

child = subprocess.Popen(
    [program, "password", "--region", "eu-central-1"], stdin=theirs,
    stdout=subprocess.PIPE, stderr=theirs, start_new_session=True,
    preexec_fn=ours_from_now)
seen = b""
while b"Secret access key: " not in seen:
    seen += os.read(ours, 4096)
assert not shows(), "what is typed is shown"
os.write(ours, typed.encode().decode("unicode_escape").encode())
if len(sys.argv) > 5:
    child.send_signal(getattr(signal, sys.argv[5]))
out = child.communicate(timeout=30)[0].decode()
os.set_blocking(ours, False)
try:
    seen += os.read(ours, 4096)
except BlockingIOError:
    pass
print(out, seen.decode(), "exit status", child.returncode)
assert child.returncode == status, "want %d" % status
assert shows(), "the terminal stays without an echo"
assert b"key" not in seen.replace(b"access key: ", b""), "it was shown"
assert (out.strip() == "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2") == (
    status == 0), out
END
	status=$?
	test_shows=$dir/out
	is "asked on a terminal, $1" 0 $status
}
asked 'answered' 0 'some+secret+key\n'
asked 'no answer' 2 '\n'
asked 'end of input' 2 '\004'
asked 'Ctrl-C' -2 'some+secret+key\003'
asked SIGINT -2 'some+secret+key' SIGINT
asked SIGTERM -15 'some+secret+key' SIGTERM
asked SIGHUP -1 'some+secret+key' SIGHUP

test_end test_password
