# shellcheck shell=sh
# One nsd on loopback: sourced after tests/test.sh.
#
#	nsd_config FOLDER IP@PORT...
#				a configuration without zones, to standard
#				output
#	nsd_zones NAME...	rows for it: NAME.zone in its folder
#	nsd_start FOLDER PORT	run FOLDER/nsd.conf as $server, not as root

nsd_config() {
	nsd_folder=$1
	shift
	echo server:
	printf '\tip-address: %s\n' "$@"
	cat <<C
	username: ""
	chroot: ""
	database: ""
	zonesdir: "$nsd_folder"
	pidfile: ""
	logfile: "$nsd_folder/nsd.log"
	xfrdfile: "$nsd_folder/xfrd.state"
	zonelistfile: "$nsd_folder/zone.list"
	xfrdir: "$nsd_folder"
	server-count: 1
	rrl-ratelimit: 0
	hide-version: yes
remote-control:
	control-enable: no
C
}

nsd_zones() {
	for nsd_zone; do
		printf 'zone:\n\tname: %s\n\tzonefile: %s.zone\n' \
			"$nsd_zone" "$nsd_zone"
	done
}

nsd_start() {
	nsd_user=
	if [ "$(id -u)" = 0 ]; then
		chown -R 65534:65534 "$1"
		nsd_user='setpriv --reuid=65534 --regid=65534 --clear-groups'
	fi
	# shellcheck disable=SC2086
	server_at "$2" $nsd_user nsd -d -c "$1/nsd.conf"
}
