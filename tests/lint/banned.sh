#!/bin/sh
# Functions this house does not call, each with its stand-in (doc/architecture.md, section 12).
cd "${srcdir:-.}" || exit 1
ban='\<(strcpy|strcat|sprintf|vsprintf|strncpy|strtok|atoi|atof|atol|sscanf|gets|printf|puts|exit|getenv|setenv|putenv|system|popen|alloca|malloc|calloc|realloc)[ ]*\('
hits=$(grep -rnE --include='*.c' "$ban" src tjs | grep -vE '^src/base/mem\.c:|^src/map/engine[a-z_]*\.c:[0-9]+:.*\<(putenv|setenv|free|malloc)\(')
echo "1..1"
if [ -z "$hits" ]; then echo "ok 1 - no banned call"; else
	echo "$hits" | sed 's/^/# /'; echo "not ok 1 - banned calls"; exit 1; fi
