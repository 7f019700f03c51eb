# shellcheck shell=sh
# A dovecot of one's own, for tests: sourced, not run.
#
#	dovecot_start DIR	IMAP, IMAPS and LMTP on free ports, as
#				an ordinary user; sets imap_port, imaps_port,
#				lmtp_port; certificates in DIR/ca.pem ...
#	dovecot_stop
#	dovecot_mechanisms, dovecot_passdb
#				before: for auth_mechanisms, and a password
#				database that is asked first
#	deliver USER FILE	LMTP; the file's octets but for line ends
#
# Users probe, other and umlaut with password "secret" (umlaut: with 8-bit
# octets); the junk folder of all is called Müll, marked \Junk.  Before the
# start $dovecot_prefix and $dovecot_separator say what folders lie below, and
# $dovecot_more is more of the configuration.

# As nobody where we are root: dovecot keeps no mail for root.
as_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# certificate DIR NAME SUBJECT-ALT-NAME [openssl x509 options]
certificate() {
	cert_dir=$1 cert_name=$2 cert_san=$3
	shift 3
	openssl ecparam -name prime256v1 -genkey -noout \
		-out "$cert_dir/$cert_name.key" 2>/dev/null
	openssl req -new -key "$cert_dir/$cert_name.key" -subj /CN=test \
		-out "$cert_dir/$cert_name.csr" 2>/dev/null
	printf 'subjectAltName=%s\n' "$cert_san" >"$cert_dir/$cert_name.ext"
	openssl x509 -req -in "$cert_dir/$cert_name.csr" \
		-CA "$cert_dir/ca.pem" -CAkey "$cert_dir/ca.key" \
		-CAcreateserial -extfile "$cert_dir/$cert_name.ext" \
		-out "$cert_dir/$cert_name.pem" "$@" 2>/dev/null
}

authority() {
	openssl ecparam -name prime256v1 -genkey -noout -out "$1/ca.key" \
		2>/dev/null
	openssl req -x509 -new -key "$1/ca.key" -days 30 \
		-subj "/CN=test authority" -out "$1/ca.pem" 2>/dev/null
}

dovecot_config() {
	me=$(as_user id -un) group=$(as_user id -gn)
	cat <<X
base_dir = $1/base
state_dir = $1/state
log_path = $1/dovecot.log
default_internal_user = $me
default_internal_group = $group
default_login_user = $me
protocols = imap lmtp
listen = 127.0.0.1
first_valid_uid = $(as_user id -u)
first_valid_gid = $(as_user id -g)
ssl = yes
ssl_cert = <$1/server.pem
ssl_key = <$1/server.key
ssl_dh =
auth_mechanisms = ${dovecot_mechanisms:-plain login}
disable_plaintext_auth = yes
auth_failure_delay = 0
login_trusted_networks =
${dovecot_passdb:-}
passdb {
  driver = passwd-file
  args = $1/users
}
userdb {
  driver = static
  args = uid=$(as_user id -u) gid=$(as_user id -g) home=$1/mail/%n
}
mail_location = maildir:~/Maildir
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
namespace inbox {
  inbox = yes
  separator = ${dovecot_separator:-/}
  prefix = ${dovecot_prefix:-}
  mailbox "Müll" {
    auto = create
    special_use = \\Junk
  }
}
${dovecot_more:-}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = $imap_port
  }
  inet_listener imaps {
    port = $imaps_port
    ssl = yes
  }
}
service auth {
  chroot =
}
service lmtp {
  chroot =
  inet_listener lmtp {
    port = $lmtp_port
  }
}
X
}

dovecot_start() {
	imap_port=$(free_port) imaps_port=$(free_port) lmtp_port=$(free_port)
	[ -f "$1/ca.pem" ] || authority "$1"
	certificate "$1" server DNS:imap.example.com,IP:127.0.0.1
	printf '%s\n' 'probe:{PLAIN}secret' 'other:{PLAIN}secret' \
		"umlaut:{PLAIN}$(printf 'gr\374n')" >"$1/users"
	mkdir -p "$1/mail"
	dovecot_config "$1" >"$1/dovecot.conf"
	if [ "$(id -u)" = 0 ]; then
		chown -R 65534:65534 "$1"
	fi
	as_user dovecot -F -c "$1/dovecot.conf" >"$1/out" 2>&1 &
	dovecot_shell=$! dovecot_base=$1/base
	for _ in $(seq 200); do
		if python3 - "$lmtp_port" "$imaps_port" 2>/dev/null <<'Y'
import socket, sys
for port in sys.argv[1:]:
    socket.create_connection(("127.0.0.1", int(port)), 1).close()
Y
		then
			return 0
		fi
		sleep 0.05
	done
	cat "$1/out" "$1/dovecot.log" >&2
	return 1
}

# as_user is a function, so what runs beside us is a shell that waits for
# dovecot; dovecot's own id is in its file.
dovecot_stop() {
	[ -n "${dovecot_shell:-}" ] || return 0
	kill "$(cat "$dovecot_base/master.pid" 2>/dev/null)" 2>/dev/null ||
		kill "$dovecot_shell" 2>/dev/null
	wait "$dovecot_shell" 2>/dev/null
	dovecot_shell=
}

deliver() {
	python3 - "$lmtp_port" "$1" "$2" <<'Y'
import smtplib, sys
with open(sys.argv[3], "rb") as f:
    octets = f.read()
with smtplib.LMTP("127.0.0.1", int(sys.argv[1])) as lmtp:
    lmtp.command_encoding = "utf-8"
    lmtp.sendmail("sender@example.com", [sys.argv[2]], octets)
Y
}
