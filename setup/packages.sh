# shellcheck shell=bash
# The Debian packages: which are missing, and their installation. Sourced after common.sh.

# The names in a list, its comments left out.
packages_of() { # LIST...
	sed 's/#.*//' "$@" | xargs -n1
}

packages_missing() { # NAME...
	local installed
	# dpkg-query fails where it does not know one of them
	# shellcheck disable=SC2016
	installed=$({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
		sed -n 's/^installed //p')
	comm -23 <(printf '%s\n' "$@" | LC_ALL=C sort -u) <(LC_ALL=C sort -u <<<"$installed")
}

# Debian's Node and npm, unless a Node of version 18 or more with its npm is already there.
packages_of_node() {
	local version
	version=$(node -p 'parseInt(process.versions.node)' 2>/dev/null) || version=0
	if [ "$version" -ge 18 ] && command -v npm >/dev/null; then return; fi
	echo nodejs
	command -v npm >/dev/null || echo npm
}

# Services that a package starts by itself: ours start from ./run only.
services_of() { # NAME...
	printf '%s\n' "$@" | sed -n 's/^\(lighttpd\|nginx\|postgresql\).*/\1/p' | sort -u
}

packages_install() { # NAME...
	local missing=() root=()
	mapfile -t missing < <(packages_missing "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0

	if [ "$(id -u)" != 0 ]; then
		if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
			root=(sudo)
		else
			die "Il manque des paquets Debian, et seul root peut les installer. Exécutez :
  apt-get install --no-install-recommends ${missing[*]}" \
				"Debian packages are missing, and only root can install them. Run:
  apt-get install --no-install-recommends ${missing[*]}"
		fi
	fi
	heading "Installation de ${#missing[@]} paquets Debian" "Installing ${#missing[@]} Debian packages"
	printf '  %s\n' "${missing[*]}" | fold -s -w 96
	packages_fetch "${root[@]}"
}

packages_fetch() { # [sudo], with `missing` of packages_install
	local apt=("$@" env DEBIAN_FRONTEND=noninteractive apt-get -y) updated=1 unknown services
	local policy=/usr/sbin/policy-rc.d
	[ -n "$watched" ] && apt+=(-o Dpkg::Progress-Fancy=1) || apt+=(-o Dpkg::Use-Pty=0)

	"${apt[@]}" -o APT::Update::Error-Mode=any update </dev/null || updated=
	unknown=$(packages_unknown)
	if [ -n "$unknown" ] && [ -z "$updated" ]; then
		die "Le réseau ou un miroir Debian ne répond pas : ces paquets sont introuvables.
  $unknown" "The network or a Debian mirror does not answer: these packages cannot be found.
  $unknown"
	elif [ -n "$unknown" ]; then
		die "Les sources APT de cette machine n'ont pas ces paquets ; il faut Debian 12 (main).
  $unknown" "The APT sources of this machine lack these packages; Debian 12 (main) is needed.
  $unknown"
	fi

	# no web server or database may start by itself: not now, not at the next boot
	services=$(services_of "${missing[@]}")
	if [ -n "$services" ] && [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' | "$@" tee "$policy" >/dev/null
		"$@" chmod 755 "$policy"
	else
		policy=
	fi
	"${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null || updated=failed
	[ -z "$policy" ] || "$@" rm -f "$policy"
	[ "$updated" != failed ] ||
		die "apt-get n'a pas pu installer ces paquets (le message ci-dessus dit pourquoi) : ${missing[*]}" \
			"apt-get could not install these packages (the message above says why): ${missing[*]}"
	for service in $services; do
		[ ! -d /run/systemd/system ] || "$@" systemctl -q disable "$service" || true
	done
}

# Those of `missing` that no APT source has.
packages_unknown() {
	local name candidate
	for name in "${missing[@]}"; do
		candidate=$(LC_ALL=C apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
		[ -n "${candidate#(none)}" ] || printf '%s ' "$name"
	done
}
