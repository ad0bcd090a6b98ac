#!/usr/bin/env bash
# Publishes the demo: its organisations, themes, layers and one key, by `jointure` commands alone.
#   JOINTURE_WORKSPACE=DIR jointure=PROGRAM lang=fr load.sh FOLDER    (that convert.mjs wrote)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$1
: "${JOINTURE_WORKSPACE:?}" "${jointure:?}" "${lang:=en}"

jointure() {
	"$jointure" "$@" --lang "$lang"
}

framework() { # SERIES VERSION KEY [OPTION...]
	local series=$1 version=$2 key=$3
	shift 3
	jointure publish framework "$series" "$data/$series.geojson" --version "$version" --key "$key" \
		--metadata "$here/layers/$series.json" "$@"
}

layer() { # NAME FILE
	jointure publish layer "$1" "$data/$2" --metadata "$here/layers/$1.json"
}

# A table as a producer sent it; the doctor reports what it mended and what it refused.
table() { # NAME FILE [OPTION...]
	local name=$1 file=$2
	shift 2
	jointure publish table "$data/$file" "$name" --metadata "$here/tables/$name.json" --yes "$@"
}

# Inhabitants summed in squares of 10 km, in Lambert-93: a raster made of the points.
squares() {
	rm -f "$data/metropole.gpkg" "$data/population_carreaux.tif"
	ogr2ogr -q -f GPKG -t_srs EPSG:2154 -where "departement NOT LIKE '97%'" -nln communes \
		"$data/metropole.gpkg" "$data/communes.geojson"
	gdal_rasterize -q -add -a population -l communes -tr 10000 10000 \
		-te 90000 6040000 1250000 7120000 -ot Int32 -init 0 -a_nodata 0 -co COMPRESS=DEFLATE \
		"$data/metropole.gpkg" "$data/population_carreaux.tif"
}

jointure --quiet organisation insee --title-fr "Insee" --title-en "Insee (statistics of France)"
jointure --quiet organisation etalab --title-fr "Etalab" --title-en "Etalab (open data of France)"
jointure --quiet organisation us-census --title-fr "Bureau du recensement des États-Unis" \
	--title-en "United States Census Bureau"
jointure --quiet theme territoires --title-fr "Territoires" --title-en "Territories"
jointure --quiet theme population --title-fr "Population" --title-en "Population"
jointure --quiet theme etats-unis --title-fr "États-Unis" --title-en "United States"

framework regions 2026-01-01 code
framework departements 2026-01-01 code --parent regions --parent-column region
framework communes 2026-01-01 code --parent departements --parent-column departement
framework us_states 2017-01-01 fips
framework us_counties 2017-01-01 fips --parent us_states --parent-column state

layer population_departements population_departements.geojson
layer communes_siren communes_siren.geojson
squares
layer population_carreaux population_carreaux.tif

jointure --quiet codes communes "$data/codes_communes.csv"
table evolution_communes evolution_communes.csv --framework communes --attribute "Évolution annuelle (%)=evolution"
table evolution_departements evolution_departements.csv --framework departements \
	--attribute "Évolution annuelle (%)=evolution"
table population_2016 communes_2016.csv --framework communes --attribute PMUN16=habitants --successors --reduce sum
table chomage_comtes chomage_comtes.tsv --framework us_counties --key id --attribute rate=taux:measure

# a mapfile written by hand, beside the catalogue's layers
cp "$here/mapfiles/carreaux.map" "$data/population_carreaux.tif" "$JOINTURE_WORKSPACE/mapfiles/"
jointure --quiet level mapfile:carreaux public --organisation insee

# one key of the professional level, to see what it opens
if [ ! -s "$JOINTURE_WORKSPACE/demo.key" ]; then
	(umask 077 && jointure --quiet key add --organisation etalab --level professional --label demo \
		>"$JOINTURE_WORKSPACE/demo.key")
fi
