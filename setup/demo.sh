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

# Gives a setting its value in jointure.conf, whether it stands there in comments or not.
set_conf() { # DIR NAME VALUE
	sed -i "s|^;\\{0,1\\}$2 = .*|$2 = ${3//[&|\\\\]/\\\\&}|" "$1/jointure.conf"
}

# A workspace that the demo did not make is served as it is.
demo_workspace() { # DIR PORT
	local want
	if [ -e "$1/jointure.conf" ] && [ ! -e "$1/demo" ]; then return; fi
	want=$(demo_digest)
	if [ -n "${rebuild:-}" ] || [ "$(cat "$1/demo" 2>/dev/null)" != "$want" ]; then
		demo_load "$1" "$want"
	fi
	set_conf "$1" base_url "http://127.0.0.1:$2"
	set_conf "$1" portal "$top/portal/dist"
	set_conf "$1" access_log access.log
}

demo_load() { # DIR DIGEST
	demo_files "$top/build/demo"
	heading "Chargement de la démonstration" "Loading the demo"
	if [ ! -e "$1/jointure.conf" ]; then
		"$jointure" init "$1" --lang "$lang" || die "L'espace de travail $1 n'a pas pu être créé." \
			"The workspace $1 could not be made."
		set_conf "$1" title_fr "Démonstration de Jointure"
		set_conf "$1" title_en "Demo of Jointure"
	fi
	echo loading >"$1/demo"
	JOINTURE_WORKSPACE=$1 lang=$lang "$top/demo/load.sh" "$top/build/demo" ||
		die "La démonstration n'a pas pu être chargée : le message ci-dessus dit pourquoi." \
			"The demo could not be loaded: the message above says why."
	echo "$2" >"$1/demo"
}

# Where to look, once the service answers.
announce() { # DIR PORT
	local base key=''
	base=$(sed -n 's/^base_url = //p' "$1/jointure.conf")
	base=${base:-http://127.0.0.1:$2}
	heading "Jointure : Ctrl-C arrête tout" "Jointure: Ctrl-C stops all of it"
	say "  navigateur  $base/" "  browser     $base/"
	say "  QGIS        $base/ows?SERVICE=WMS&REQUEST=GetCapabilities
              (Couche > Ajouter une couche > WMS/WMTS ; la même avec SERVICE=WFS pour WFS)" \
		"  QGIS        $base/ows?SERVICE=WMS&REQUEST=GetCapabilities
              (Layer > Add Layer > WMS/WMTS; the same with SERVICE=WFS for WFS)"
	say "  OGC API     $base/api" "  OGC API     $base/api"
	[ ! -s "$1/demo.key" ] || key=$(cat "$1/demo.key")
	[ -z "$key" ] || say "  une clé du niveau professionnel ouvre la couche communes_siren :
              $base/?key=$key" "  a key of the professional level opens the layer communes_siren:
              $base/?key=$key"
	echo
}
