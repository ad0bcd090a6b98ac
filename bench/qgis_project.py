#!/usr/bin/python3
"""Makes the project that QGIS Server is measured with: qgis_project.py PLAN.json (written by speed_peers.py)."""
import json
import sys

from qgis.core import (QgsApplication, QgsFillSymbol, QgsGraduatedSymbolRenderer, QgsProject, QgsRendererRange, QgsVectorLayer)

with open(sys.argv[1]) as f:
    plan = json.load(f)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(plan["shapefile"], "rates", "ogr")
assert layer.isValid()
legend, (line, width) = plan["legend"], plan["stroke"]
ranges = []
for i, c in enumerate(legend["classes"]):
    symbol = QgsFillSymbol.createSimple({"color": c["color"], "outline_color": line, "outline_width": str(width), "outline_width_unit": "Pixel"})
    low = c["from"] if i else -1e9
    high = 1e9 if i + 1 == len(legend["classes"]) else c["to"]
    ranges.append(QgsRendererRange(low, high, symbol, c["title"]))
layer.setRenderer(QgsGraduatedSymbolRenderer(legend["attribute"], ranges))
project = QgsProject.instance()
project.addMapLayer(layer)
project.setCrs(layer.crs())
project.writeEntry("WMSCrsList", "/", ["EPSG:4326", "EPSG:3857"])
project.writeEntry("WFSLayers", "/", [layer.id()])
project.writeEntry("WFSLayersPrecision", layer.id(), 8)
project.writeEntry("WMSUseLayerIDs", "/", False)
project.write(plan["project"])
app.exitQgis()
