# shellcheck shell=bash
# The lab for tests, as root or as another user: sourced after tests/test.sh.
#
#	lab COMMAND...		fixtures/lab/lab as $be says
#	be=(setpriv ...)	what turns a command into another user's
#	lab_folder		makes $LAB_DIR where that user may not
#	lab_modes		sets modes: loopback, and namespace if allowed
#	as_nobody		sets be; from now on

export LAB_DIR LAB_MODE
be=()
at_end 'lab stop'

lab() {
	"${be[@]}" fixtures/lab/lab "$@"
}

lab_folder() {
	[ ${#be[@]} = 0 ] || install -d -o 65534 -g 65534 "$LAB_DIR"
}

# Where nobody asks for a mode the lab takes namespaces, if it may.
lab_modes() {
	modes=(loopback)
	# shellcheck disable=SC2154
	LAB_MODE='' LAB_DIR=$dir/modes-${#be[@]}
	lab_folder
	if [ "$(lab run -- printenv LAB_MODE)" = namespace ]; then
		# shellcheck disable=SC2034
		modes=(namespace loopback)
	else
		skip namespaces "not allowed here ($("${be[@]}" id -un))"
	fi
}

as_nobody() {
	lab stop
	be=(setpriv --reuid=65534 --regid=65534 --clear-groups)
}
