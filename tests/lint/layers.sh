#!/bin/sh
# The layering rule of doc/architecture.md: a file may include headers of its own folder and of
# the folders on lower rows; a third-party header belongs to the files named for it here.
allowed() {
	case $1 in
	src/base)      echo "base" ;;
	src/pack)      echo "base pack" ;;
	src/http)      echo "base http" ;;
	src/conf)      echo "base conf" ;;
	src/db)        echo "base db" ;;
	src/table)     echo "base pack table" ;;
	src/catalogue) echo "base http conf db catalogue" ;;
	src/statistics) echo "base table statistics" ;;
	src/join)      echo "base table join" ;;
	src/doctor)    echo "base table join doctor" ;;
	src/geometry)  echo "base pack table http conf db catalogue geometry" ;;
	src/service)   echo "base pack table http conf db catalogue geometry service" ;;
	src/draw)      echo "base pack table catalogue geometry draw" ;;
	src/tiles)     echo "base pack table catalogue geometry tiles" ;;
	src/thematic)  echo "base table catalogue statistics thematic" ;;
	src/onetjs)    echo "base http conf db catalogue onetjs" ;;
	src/publish)   echo "base pack table http conf db catalogue geometry service publish" ;;
	src/joining)   echo "base pack table http conf db catalogue geometry statistics join doctor thematic service publish joining" ;;
	src/gdas)      echo "base pack table http conf db catalogue geometry service gdas" ;;
	src/harvest)   echo "base table catalogue publish gdas harvest" ;;
	src/map)       echo "base pack table http conf db catalogue geometry draw tiles thematic statistics service publish gdas map" ;;
	src/api)       echo "base pack table http conf db catalogue geometry tiles thematic statistics join doctor service publish joining api" ;;
	tjs)           echo "base pack table http conf db catalogue geometry thematic statistics join doctor service publish joining gdas tjs" ;;
	src/gate)      echo "base pack table http conf db catalogue geometry draw tiles thematic service publish map api tjs gate" ;;
	fcgi)          echo "base pack table http conf db catalogue geometry tiles thematic statistics join doctor service publish joining gdas harvest onetjs map api tjs gate fcgi" ;;
	esac
}
owner() {
	case $1 in
	talloc.h)              echo "src/base/mem.h" ;;
	libxml/*)              echo "src/base/xml.h src/base/xml.c" ;;
	yaml.h)                echo "src/base/yaml.c" ;;
	nettle/*)              echo "src/base/digest.c" ;;
	zlib.h)                echo "src/base/out.c src/service/kept.c src/service/compose.c src/tiles/cache.c" ;;
	libdeflate.h)          echo "src/base/gzip.c src/draw/png.c src/pack/pack.c src/draw/deflate.c" ;;
	sqlite3.h)             echo "src/db/db_sqlite.c src/geometry/table_sql.c" ;;
	fcgiapp.h)             echo "fcgi/main_fcgi.c" ;;
	fastcgi.h)             echo "fcgi/reply.c" ;;
	mapserver/*)           echo "src/map/engine*.c src/map/engine*.h" ;;
	gdal*.h|ogr*.h|cpl*.h) echo "src/map/engine_map.c src/table/read.c src/table/write.c src/table/book.c src/geometry/*.c src/geometry/gdal_*.h" ;;
	jansson.h)             echo "src/publish/*.c src/api/*.c src/thematic/*.c src/joining/*.c src/joining/geojson_scan.h src/catalogue/joins*.c src/service/desk.c" ;;
	uthash.h)              echo "src/*/*.c tjs/*.c" ;;
	curl/*)                echo "fcgi/fetch*.c" ;;
	esac
}
matches() { # file patterns...
	f=$1; shift
	# shellcheck disable=SC2254 # patterns they are
	for p in "$@"; do case $f in $p) return 0 ;; esac; done
	return 1
}
cd "${srcdir:-.}" || exit 1
set -f
n=0 bad=0
for f in $(find src tjs fcgi -name '*.[ch]' | sort); do
	dir=$(echo "$f" | cut -d/ -f1-2)
	case $f in tjs/*|fcgi/*) dir=${f%%/*} ;; esac
	why=
	# shellcheck disable=SC2013 # names of headers hold no space
	for inc in $(sed -n 's/^#include "\([^/"]*\)\/.*/\1/p' "$f" | sort -u); do
		case " $(allowed "$dir") " in *" $inc "*) ;; *) why="$why $inc/" ;; esac
	done
	# shellcheck disable=SC2013
	for inc in $(sed -n 's/^#include <\(.*\)>/\1/p' "$f"); do
		o=$(owner "$inc")
		# shellcheck disable=SC2086
		[ -z "$o" ] || matches "$f" $o || why="$why <$inc>"
	done
	n=$((n + 1))
	if [ -z "$why" ]; then echo "ok $n - $f"; else echo "not ok $n - $f includes$why"; bad=1; fi
done
echo "1..$n"
exit $bad
