# shellcheck shell=bash
# Language, messages and waiting, for ./run and ./check. Sourced; $top is the project's folder.

# The language of the environment: French where it says so, else English.
environment_language() {
	case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in fr*) echo fr ;; *) echo en ;; esac
}

# One sentence for people, in their language.
say() { # FRENCH ENGLISH
	if [ "${lang:-en}" = fr ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

complain() { say "$@" >&2; }

die() {
	complain "$@"
	exit 1
}

heading() {
	printf '\n%s%s%s\n' "$bold" "$(say "$@")" "$plain"
}

# Colours and moving lines only where a person watches.
if [ -t 1 ] && [ -z "${CI:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
	watched=1 bold=$'\033[1m' plain=$'\033[0m'
else
	watched='' bold='' plain=''
fi

stamps=$top/build/stamps

# Whether the step NAME was last done with what stands in the files given, and that it now is.
is_done() { # NAME DIGEST
	[ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]
}

mark_done() { # NAME DIGEST
	mkdir -p "$stamps"
	printf '%s\n' "$2" >"$stamps/$1"
}

# One digest of files and of the files in folders, what npm and builds put there left out.
digest() { # FILE|FOLDER...
	find "$@" \( -name node_modules -o -name dist \) -prune -o -type f -print0 |
		LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# Runs a command whose output matters only where it fails.
quietly() { # COMMAND...
	local out
	out=$("$@" 2>&1 </dev/null) || { printf '%s\n' "$out" >&2 && return 1; }
}

# Runs a command that says little while it downloads into FOLDER, and shows that it goes on:
# seconds and megabytes. What it printed is in $log; its end is shown where it fails.
with_progress() { # FOLDER COMMAND...
	local folder=$1 child start=$SECONDS status=0 next=0
	shift
	log=$(mktemp)
	"$@" </dev/null >"$log" 2>&1 &
	child=$!
	trap 'kill "$child" 2>/dev/null; exit 130' INT TERM
	while kill -0 "$child" 2>/dev/null; do
		sleep 0.5
		if [ -n "$watched" ]; then
			printf '\r  %3d s  %s MB ' $((SECONDS - start)) "$(megabytes "$folder")"
		elif [ $((SECONDS - start)) -ge "$next" ]; then
			printf '  %3d s  %s MB\n' $((SECONDS - start)) "$(megabytes "$folder")"
			next=$((SECONDS - start + 10))
		fi
	done
	wait "$child" || status=$?
	trap - INT TERM
	[ -z "$watched" ] || printf '\r\033[K'
	[ "$status" = 0 ] || tail -n 20 "$log" >&2
	return "$status"
}

megabytes() {
	{ du -sm "$1" 2>/dev/null || echo 0; } | cut -f1
}
