# shellcheck shell=bash
# The demo's workspace: made once, loaded by the `jointure` commands of demo/load.sh.
# Sourced after common.sh and build.sh.

export jointure=$top/build/jointure

# What the demo is made of; a workspace remembers it in its file `demo`.
demo_digest() {
	digest "$top/demo" | cut -c1-16
}

demo_files() { # FOLDER
	local want
	npm_packages demo
	want=$(demo_digest)
	if [ -d "$1" ] && is_done demo-files "$want"; then return; fi
	heading "Préparation des données de la démonstration" "Preparing the demo's data"
	node "$top/demo/convert.mjs" "$1" || die "Les données de la démonstration n'ont pas pu être converties." \
		"The demo's data could not be converted."
	mark_done demo-files "$want"
}

# A workspace that the demo did not make is served as it is.
demo_workspace() { # DIR PORT
	local want
	if [ -e "$1/jointure.conf" ] && [ ! -e "$1/demo" ]; then return; fi
	want=$(demo_digest)
	if [ -z "${rebuild:-}" ] && [ "$(cat "$1/demo" 2>/dev/null)" = "$want" ]; then return; fi
	demo_files "$top/build/demo"
	heading "Chargement de la démonstration" "Loading the demo"
	if [ ! -e "$1/jointure.conf" ]; then
		"$jointure" init "$1" --base-url "http://127.0.0.1:$2"
	fi
	echo loading >"$1/demo"
	JOINTURE_WORKSPACE=$1 "$top/demo/load.sh" "$top/build/demo" ||
		die "La démonstration n'a pas pu être chargée : le message ci-dessus dit pourquoi." \
			"The demo could not be loaded: the message above says why."
	echo "$want" >"$1/demo"
}
