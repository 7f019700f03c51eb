#!/bin/bash
# What lies in scheduling/, each part by the tool that will read it: systemd,
# cron's shell, Nagios, promtool, kubectl; and by the program, which must know
# every option that stands there.
#
# usage: tests/test_scheduling.sh [BUILD_DIR]
set -u
. tests/test.sh
build=${1:-build/test}
here=$PWD/scheduling

# What is said can be shown.
quietly() {
	"$@" >"$dir/verify" 2>&1
}

# ---- the program -----------------------------------------------------------

# Options of `mailplumb check` on a line, or below it in a list.
options_of() { # FILE
	grep -vE '^ *(#|/\*|\*)' "$1" |
		grep -E 'mailplumb check|"--|args:' |
		grep -oE -- '--[a-z][a-z-]+' | sort -u
}

"$build/mailplumb" help check >"$dir/help"
while read -r file; do
	label=${file#"$here/"}
	for option in $(options_of "$file"); do
		holds "knows $option" grep -qE -- "$option([ =,]|$)" "$dir/help"
	done
	while read -r format; do
		is "knows the format $format" 0 "$("$build/mailplumb" check \
			--format "$format" -c "$dir/none" 2>&1 |
			grep -c 'is none of')"
	done < <(grep -oE -- '(--format[ =]|"--format" = ")[a-z]+' "$file" |
		grep -oE '[a-z]+$' | sort -u)
done < <(find "$here" -type f ! -name '*.md')
label=

# ---- systemd ---------------------------------------------------------------

units=$dir/units
mkdir "$units"
for unit in mailplumb.service prometheus.conf; do
	sed "s#@CMAKE_INSTALL_FULL_BINDIR@/mailplumb#/bin/true#" \
		"$here/systemd/$unit.in" >"$units/$unit"
done
cp "$here/systemd/mailplumb.timer" "$units"
label=systemd test_shows=$dir/verify
holds 'the units are sound' quietly systemd-analyze verify --man=no \
	"$units/mailplumb.service" "$units/mailplumb.timer"
is 'nothing is said of them' '' "$(cat "$dir/verify")"
mkdir "$units/mailplumb.service.d"
mv "$units/prometheus.conf" "$units/mailplumb.service.d"
holds 'nor of the drop-in' quietly systemd-analyze verify --man=no \
	"$units/mailplumb.service"
is 'nothing is said of it' '' "$(cat "$dir/verify")"
systemd-analyze security --offline=yes --no-pager \
	"$units/mailplumb.service" >"$dir/verify" 2>&1
exposure=$(grep -oE 'exposure level for mailplumb.service: [0-9.]+' \
	"$dir/verify" | grep -oE '[0-9.]+$')
holds "README has its exposure, $exposure" grep -qE \
	"systemd-analyze security.*\b${exposure//./\\.}\b" README.md
label='' test_shows=

# ---- cron ------------------------------------------------------------------

# cron gives all behind the user to the shell, \% as %.
line=$(grep -vE '^(#|[A-Z_]+=|$)' "$here/cron/mailplumb")
read -r -a fields <<<"$line"
is 'six fields, then the command' mailplumb "${fields[5]}"
command=$(sed -E 's/^([^ ]+ +){6}//; s/\\%/%/g' <<<"$line")
mkdir "$dir/bin"
cron_says() { # EXIT-STATUS
	printf '#!/bin/sh\necho report; echo why >&2; exit %s\n' "$1" \
		>"$dir/bin/mailplumb"
	chmod 755 "$dir/bin/mailplumb"
	PATH=$dir/bin:$PATH sh -c "$command" 2>&1
}
is 'cron has nothing to mail when all is well' '' "$(cron_says 0)"
is 'and all of it when something is not' $'report\nwhy' "$(cron_says 1)"

# ---- Nagios ----------------------------------------------------------------

nagios=$dir/nagios
mkdir "$nagios" "$nagios/results"
chmod 777 "$nagios" "$nagios/results" # it drops the rights of root
cat >"$nagios/base.cfg" <<'END'
define timeperiod {
	timeperiod_name 24x7
	alias always
	monday 00:00-24:00
}
define command {
	command_name nothing
	command_line /bin/true
}
define contact {
	contact_name somebody
	host_notification_period 24x7
	service_notification_period 24x7
	host_notification_options n
	service_notification_options n
	host_notification_commands nothing
	service_notification_commands nothing
}
define host {
	host_name localhost
	address 127.0.0.1
	max_check_attempts 1
	check_period 24x7
	notification_period 24x7
	contacts somebody
}
END
cat >"$nagios/nagios.cfg" <<END
log_file=$nagios/log
cfg_file=$nagios/base.cfg
cfg_file=$here/nagios/mailplumb.cfg
object_cache_file=$nagios/objects
status_file=$nagios/status
temp_file=$nagios/temp
temp_path=$nagios
lock_file=$nagios/lock
command_file=$nagios/commands
state_retention_file=$nagios/kept
check_result_path=$nagios/results
illegal_macro_output_chars=\`~\$&|'"<>
END
test_shows=$dir/verify
holds 'Nagios takes its command and service' \
	quietly nagios4 -v "$nagios/nagios.cfg"
holds 'without a warning' grep -q 'Total Warnings: 0' "$dir/verify"

# ---- Prometheus ------------------------------------------------------------

if [ -e "$here/prometheus/mailplumb.rules.yml" ]; then
	holds 'promtool reads the rules' quietly promtool check rules \
		"$here/prometheus/mailplumb.rules.yml"
	holds 'their tests pass' quietly promtool test rules \
		"$here/prometheus/mailplumb.rules.test.yml"
fi

# ---- YAML -------------------------------------------------------------------

yaml_json() {
	/usr/bin/python3 -c 'import json, sys, yaml
json.dump(yaml.load(sys.stdin, yaml.BaseLoader), sys.stdout)'
}

# ---- Kubernetes ------------------------------------------------------------

# kubectl reads a manifest into Kubernetes' own types when it changes an
# image; what these types do not have is gone afterwards.
if command -v kubectl >/dev/null; then
	job=$here/kubernetes/cronjob.yaml
	yaml_json <"$job" >"$dir/written"
	kubectl set image --local -o json -f "$job" mailplumb=another \
		>"$dir/typed" 2>"$dir/verify"
	holds 'the CronJob is read' test -s "$dir/typed"
	jq -cn --slurpfile a "$dir/written" --slurpfile b "$dir/typed" '
		def leaves: [paths(type | . != "object" and . != "array")];
		($a[0] | leaves) - ($b[0] | leaves) |
		map(map(tostring) | join("."))' \
		>"$dir/verify"
	is 'Kubernetes knows all of its keys' '[]' "$(cat "$dir/verify")"
else
	skip Kubernetes 'there is no kubectl'
fi

# ---- GitHub Actions ---------------------------------------------------------

yaml_json <"$here/github/mailplumb.yml" >"$dir/workflow"
is 'the workflow has a schedule, and no rights but to read' \
	'["17 * * * *"] {} ["read"]' "$(jq -jc '[.on.schedule[].cron], " ",
		.permissions, " ", [.jobs[].permissions[]]' "$dir/workflow")"
is 'secrets come from the environment alone' '' \
	"$(jq -r '.jobs[].steps[].run // empty | select(contains("secrets."))' \
		"$dir/workflow")"

# ---- Docker ----------------------------------------------------------------

# What the program is linked with, or loads, comes from packages that the
# image installs.
runtime=$(sed -n '/^FROM debian:12-slim$/,$p' "$here/docker/Dockerfile")
for library in $(ldd "$build/mailplumb" "$build/mailplumb-imap" |
	grep -oE '^\s+lib(ssl|crypto|jansson|psl|idn2|cares|yaml|etpan|seccomp)[^ ]*' |
	sort -u) libcurl.so.4 libarchive.so.13; do
	package=$(dpkg-query -S "*/$library" 2>/dev/null |
		sed -n 's/^\([^:]*\):.*/\1/p' | grep -v -- '-dev$' | head -n 1)
	holds "the image has $library ($package)" \
		grep -qwF -- "$package" <<<"$runtime"
done
test_shows=

test_end test_scheduling
