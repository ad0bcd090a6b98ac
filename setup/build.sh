# shellcheck shell=bash
# The program, the portal and the demo's data, each made only where something changed.
# Sourced after common.sh.

npm_packages() { # FOLDER
	local name=${1//\//-} want
	want=$(digest "$top/$1/package.json" "$top/$1/package-lock.json")
	if [ -d "$top/$1/node_modules" ] && is_done "npm-$name" "$want"; then return; fi
	heading "Téléchargement des paquets npm de $1/" "Downloading the npm packages of $1/"
	with_progress "$top/$1/node_modules" \
		npm --prefix "$top/$1" ci --no-audit --no-fund --no-progress || npm_failed "$1"
	mark_done "npm-$name" "$want"
}

npm_failed() { # FOLDER
	if grep -qE 'E404|ETARGET|ENOVERSIONS' "$log"; then
		die "npm ne trouve pas un paquet de $1/ : il est nommé ci-dessus." \
			"npm cannot find a package of $1/: it is named above."
	elif grep -qE 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|network' "$log"; then
		die "Le registre npm ne répond pas : vérifiez le réseau, ou le proxy dans la configuration de npm." \
			"The npm registry does not answer: check the network, or the proxy in npm's settings."
	fi
	die "npm n'a pas pu installer les paquets de $1/ : son message est ci-dessus." \
		"npm could not install the packages of $1/: its message is above."
}

# The program in BUILD (a folder under $top); make itself knows what is out of date.
build_program() { # BUILD [CONFIGURE-ARGUMENT...]
	local build=$top/$1
	shift
	if [ ! -f "$build/config.status" ]; then
		heading "Compilation de Jointure" "Building Jointure"
	fi
	[ -x "$top/configure" ] || (cd "$top" && quietly autoreconf -fi) || return
	mkdir -p "$build"
	[ -f "$build/config.status" ] || (cd "$build" && "$top/configure" -q "$@") || return
	make -s -C "$build" -j"$(nproc)"
}

build_portal() {
	local want
	npm_packages portal
	want=$(digest "$top/portal")
	if [ -d "$top/portal/dist" ] && is_done portal "$want"; then return; fi
	heading "Construction de la page web" "Building the web page"
	npm --prefix "$top/portal" run build </dev/null || return
	mark_done portal "$want"
}
