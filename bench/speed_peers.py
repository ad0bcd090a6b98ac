"""The peers of speed.py: mapserv over a Shapefile with its index, QGIS Server over the same, an empty FastCGI answer, PostGIS."""
import json
import os
import re
import subprocess
import sys

import bench

sys.path.insert(0, os.path.join(bench.HERE, "..", "tests", "e2e"))
import postgres

MAP = """MAP
  NAME "peer"
  SIZE 400 400
  MAXSIZE 8192
  EXTENT {extent}
  UNITS DD
  PROJECTION "init=epsg:4326" END
  IMAGETYPE png
  OUTPUTFORMAT NAME "geojson" DRIVER "OGR/GEOJSON" MIMETYPE "application/json; subtype=geojson" FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=simple" END
  WEB METADATA
    "ows_title" "Peer" "ows_enable_request" "*" "ows_onlineresource" "{url}" "ows_srs" "{crs}"
    "wms_feature_info_mime_type" "text/plain" "wfs_getfeature_formatlist" "geojson"
  END END
"""

LAYER = """
  LAYER
    NAME "{name}" TYPE POLYGON STATUS ON TEMPLATE "x"
    DATA "{file}"
    PROJECTION "init=epsg:4326" END
    METADATA "ows_title" "{name}" "ows_extent" "{extent}" "ows_include_items" "all" "gml_include_items" "all"
      "gml_featureid" "code" "gml_types" "auto" "ows_abstract" "A layer of the benchmark" END
    {classes}
  END"""

CLASS = """
    CLASS NAME "{title}" EXPRESSION ([{column}] >= {low} AND [{column}] < {high})
      STYLE COLOR "{color}" OUTLINECOLOR "{line}" WIDTH {width} END
    END"""


def shapefile(folder, data):
    """The communes with the table joined to them, as an operator of mapserv would prepare them."""
    path = os.path.join(folder, "communes.shp")
    columns = ", ".join(f't."{c}"' for c in data.columns)
    joined = os.path.join(folder, "joined.gpkg")
    bench.run("ogr2ogr", "-f", "GPKG", joined, data.geo, data.table_name)
    bench.run("ogr2ogr", "-f", "GPKG", "-update", joined, data.csv, "-nln", "t", "-oo", "AUTODETECT_TYPE=YES")
    bench.run("ogrinfo", joined, "-sql", "CREATE INDEX t_code ON t (code)")
    sql = (f'SELECT f.geom, f."{data.key}" AS code, f.nom, {columns} FROM "{data.table_name}" f JOIN t ON f."{data.key}" = t.code')
    bench.run("ogr2ogr", "-f", "ESRI Shapefile", path, joined, "-sql", sql, "-nlt", "MULTIPOLYGON", "-lco", "ENCODING=UTF-8", "-lco", "RESIZE=YES",
              stderr=subprocess.DEVNULL)
    bench.run("shptree", path)
    return path


def mapfile(path, url, shp, names, crs, legend, stroke):
    """`legend`: classes as our own legend has them; the peer draws the same."""
    extent = " ".join(re.search(r"Extent: \(([-\d.]+), ([-\d.]+)\) - \(([-\d.]+), ([-\d.]+)\)", bench.run("ogrinfo", "-so", "-al", shp)).groups())
    last = len(legend["classes"]) - 1
    classes = "".join(CLASS.format(title=c["title"], column=legend["attribute"], low=c["from"] if i else -1e9, high=1e9 if i == last else c["to"],
                                   color=c["color"], line=stroke[0], width=stroke[1]) for i, c in enumerate(legend["classes"]))
    text = MAP.format(extent=extent, url=url, crs=crs)
    text += "".join(LAYER.format(name=n, file=shp, extent=extent, classes=classes) for n in names)
    with open(path, "w") as f:
        f.write(text + "\nEND\n")


def spawn(socket, workers, program, **environment):
    """FastCGI workers on a socket; their processes."""
    out = bench.run("spawn-fcgi", "-s", socket, "-F", str(workers), "--", program, env=dict(os.environ, **environment))
    return [int(p) for p in re.findall(r"PID: (\d+)", out)]


def qgis(folder, shp, legend, stroke, socket):
    """QGIS Server with a project of the same classes, or None where the package is missing."""
    program = "/usr/lib/cgi-bin/qgis_mapserv.fcgi"
    if not os.path.exists(program):
        return None
    project = os.path.join(folder, "peer.qgs")
    plan = os.path.join(folder, "qgis.json")
    with open(plan, "w") as f:
        json.dump({"shapefile": shp, "legend": legend, "stroke": stroke, "project": project}, f)
    bench.run("/usr/bin/python3", os.path.join(bench.HERE, "qgis_project.py"), plan, env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
              stderr=subprocess.DEVNULL)
    return spawn(socket, 2, program, QGIS_PROJECT_FILE=project, QT_QPA_PLATFORM="offscreen", QGIS_SERVER_LOG_LEVEL="2",
                 QGIS_SERVER_IGNORE_BAD_LAYERS="true", HOME=folder, QGIS_OPTIONS_PATH=folder)


class PostGIS:
    """ST_AsMVT over the communes in Web Mercator, with its index."""

    def __init__(self, shp, columns):
        self.server = postgres.Postgres()
        self.columns = ", ".join(columns)
        self.server.sql("create extension postgis")
        rows = subprocess.run(["ogr2ogr", "-f", "PGDump", "/vsistdout/", shp, "-nln", "communes", "-t_srs", "EPSG:3857", "-nlt", "MULTIPOLYGON",
                               "-lco", "CREATE_SCHEMA=NO", "-lco", "GEOMETRY_NAME=geom", "--config", "PG_USE_COPY", "YES"],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
        self.server.sql(rows)
        self.server.sql("vacuum analyze communes")

    def tile(self, z, column, row):
        """Milliseconds on the server, and the bytes of the tile."""
        envelope = f"ST_TileEnvelope({z}, {column}, {row})"
        query = (f"select ST_AsMVT(q, 'communes', 4096, 'geom') from (select code, {self.columns}, "
                 f"ST_AsMVTGeom(geom, {envelope}, 4096, 64, true) as geom from communes where geom && {self.around(z, column, row)}) q")
        plan = self.server.sql(f"set max_parallel_workers_per_gather = 0; explain (analyze, timing off, costs off) {query}")
        return float(re.search(r"Execution Time: ([\d.]+)", plan)[1])

    @staticmethod
    def around(z, column, row):
        return f"ST_TileEnvelope({z}, {column}, {row}, margin => 64.0 / 4096)"

    def features(self, z, column, row):
        return int(re.search(r"\d+", self.server.sql(f"select count(*) from communes where geom && {self.around(z, column, row)}"))[0])

    def stop(self):
        self.server.stop()
