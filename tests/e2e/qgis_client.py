"""What a QGIS user does, by PyQGIS: qgis_client.py URL FOLDER KEY writes FOLDER/qgis.json."""
import json
import sys

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsDataSourceUri, QgsFeatureRequest, QgsMapRendererParallelJob,
                       QgsMapSettings, QgsPointXY, QgsRaster, QgsRasterLayer, QgsRectangle, QgsVectorLayer,
                       QgsVectorTileLayer)
from qgis.PyQt.QtCore import QSize

url, folder, key = sys.argv[1:4]
app = QgsApplication([], False)
app.initQgis()
seen = {}


def draw(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    settings.setExtent(QgsRectangle(540000, 6400000, 920000, 6700000))
    settings.setOutputSize(QSize(300, 240))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(f"{folder}/qgis.png")
    return len({image.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 240, 3)})


wms = QgsRasterLayer(f"contextualWMSLegend=0&crs=EPSG:2154&format=image/png&layers=departements&styles=population&url={url}/ows", "d", "wms")
seen["wms_valid"] = wms.isValid()
seen["wms_colours"] = draw(wms) if wms.isValid() else 0
info = QgsRasterLayer(f"contextualWMSLegend=0&crs=EPSG:4326&format=image/png&layers=departements&styles=&url={url}/ows", "d", "wms")
found = info.dataProvider().identify(QgsPointXY(1.5, 45.5), QgsRaster.IdentifyFormatText, QgsRectangle(1, 45, 6, 47), 250, 100)
seen["identified"] = " ".join(str(v) for v in found.results().values())


def wfs(name, sql="", credentials="", version="2.0.0"):
    uri = f" pagingEnabled='default' preferCoordinatesForWfsT11='false' restrictToRequestBBOX='0' srsname='EPSG:4326' typename='jt:{name}' " \
          f"url='{url}/ows{credentials}' version='{version}'{' sql=' + sql if sql else ''}"
    return QgsVectorLayer(uri, name, "WFS")


communes = wfs("communes")
seen["wfs_count"] = sum(1 for _ in communes.getFeatures())
seen["wfs_paged"] = len({f["code"] for f in communes.getFeatures(QgsFeatureRequest())})
departements = wfs("departements")
seen["wfs_filtered"] = [f["code"] for f in departements.getFeatures(QgsFeatureRequest().setFilterExpression("nom = 'Paris'"))]
seen["wfs_by_key"] = sorted(f["nom"] for f in wfs("captages", credentials=f"?key={key}").getFeatures())
seen["wfs_without_key"] = wfs("captages").isValid()
oapif = QgsVectorLayer(f"typename='departements' url='{url}/api'", "o", "OAPIF")
seen["oapif_count"] = sum(1 for _ in oapif.getFeatures()) if oapif.isValid() else -1


def tiles(path, form):
    """Where the tilesets of the OGC API have their tiles, as a connection to tiles of {x}, {y} and {z}."""
    quoted = f"{url}/api/collections/departements/{path}/WebMercatorQuad/{{z}}/{{y}}/{{x}}?f={form}".replace("?", "%3F").replace("=", "%3D")
    return f"type=xyz&zmin=0&zmax=14&url={quoted}"


vectors, pictures = QgsVectorTileLayer(tiles("tiles", "mvt"), "v"), QgsRasterLayer(tiles("map/tiles", "png"), "p", "wms")
seen["vector_tiles"] = draw(vectors) if vectors.isValid() else 0
seen["picture_tiles"] = draw(pictures) if pictures.isValid() else 0
with open(f"{folder}/qgis.json", "w") as f:
    json.dump(seen, f)
app.exitQgis()
