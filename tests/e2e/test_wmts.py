"""WMTS as clients use it: capabilities that are valid, tiles by pairs and by address, vector tiles, and refusals."""
import os
import pathlib
import re
import subprocess
import urllib.parse

import pytest

SHARED = pathlib.Path(os.environ.get("JOINTURE_SHARED") or pathlib.Path(__file__).resolve().parents[2].parent / "shared")


def test_capabilities_are_valid_and_lead_to_tiles(site, tmp_path):
    for path in ("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", "/wmts/1.0.0/WMTSCapabilities.xml",
                 "/ows/eau?SERVICE=WMTS&REQUEST=GetCapabilities"):
        answer = site.fetch(path)
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/xml")
        if (SHARED / "ogc" / "validate.sh").exists():
            document = tmp_path / "wmts.xml"
            document.write_bytes(answer.body)
            done = subprocess.run(["sh", str(SHARED / "ogc" / "validate.sh"), "wmts/1.0/wmtsGetCapabilities_response.xsd",
                                   str(document)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert done.returncode == 0, done.stdout
        template = re.search(r'format="image/png" resourceType="tile" template="([^"]+)"', answer.text)[1]
        tile = template.format(Style="default", TileMatrixSet="WebMercatorQuad", TileMatrix=0, TileRow=0, TileCol=0, TIME="current")
        parts = urllib.parse.urlsplit(tile)
        assert site.fetch(f"{parts.path}?{parts.query}").body.startswith(b"\x89PNG")


def test_a_theme_lists_its_layers_only(site):
    text = site.fetch("/ows/eau?SERVICE=WMTS&REQUEST=GetCapabilities").text
    assert "<ows:Identifier>rivieres</ows:Identifier>" in text and "departements" not in text


def test_a_layer_with_time_has_tiles_of_each_moment(site):
    text = site.fetch("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities").text
    dimension = re.search(r"<Dimension><ows:Identifier>TIME</ows:Identifier>.*?</Dimension>", text)[0]
    moments = re.findall(r"<Value>([^<]+)</Value>", dimension)
    assert len(moments) > 1
    template = re.search(r'template="([^"]*/rivieres/[^"]*[.]png[^"]*)"', text)[1].replace("&amp;", "&")
    tiles = {site.fetch(urllib.parse.urlsplit(template).path.format(Style="default", TileMatrixSet="WebMercatorQuad", TileMatrix=6,
                                                                    TileRow=22, TileCol=32) + "?TIME=" + moment).body for moment in moments}
    assert len(tiles) == len(moments) and all(tile.startswith(b"\x89PNG") for tile in tiles)
    assert site.fetch("/wmts/1.0.0/rivieres/default/WebMercatorQuad/6/22/32.png?TIME=1800-01-01").status == 400


PAIRS = "/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER={}&STYLE=default&TileMatrixSet=WebMercatorQuad&TileMatrix={}&TileRow={}&TileCol={}&FORMAT={}"


def test_a_tile_is_the_same_by_pairs_and_by_address(site):
    by_pairs = site.fetch(PAIRS.format("departements", 6, 22, 32, "image/png"))
    by_path = site.fetch("/wmts/1.0.0/departements/default/WebMercatorQuad/6/22/32.png")
    assert by_pairs.status == by_path.status == 200 and by_pairs.body == by_path.body
    again = site.fetch("/wmts/1.0.0/departements/default/WebMercatorQuad/6/22/32.png",
                       headers={"If-None-Match": by_path.headers["ETag"]})
    assert again.status == 304


def test_vector_tiles_have_keys(site, tmp_path):
    answer = site.fetch("/wmts/1.0.0/departements/default/WebMercatorQuad/6/22/32.mvt")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    path = tmp_path / "22.mvt"
    path.write_bytes(answer.body)
    text = subprocess.run(["ogrinfo", "-q", "-al", str(path)], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "code (String) = 01" in text


@pytest.mark.parametrize("path, status, word", [
    (PAIRS.format("departements", 6, 99, 32, "image/png"), 400, "TileOutOfRange"),
    (PAIRS.format("departements", 99, 0, 0, "image/png"), 400, "TileOutOfRange"),
    (PAIRS.format("departements", 6, "x", 32, "image/png"), 400, "TileRow"),
    (PAIRS.format("departements", 6, 22, 32, "image/x"), 400, "FORMAT"),
    (PAIRS.format("foncier", 6, 22, 32, "image/png"), 400, "LAYER"),
    (PAIRS.format("altitude", 6, 22, 32, "application/vnd.mapbox-vector-tile"), 400, "FORMAT"),
    ("/wmts?SERVICE=WMTS&REQUEST=GetTile", 400, "LAYER"),
    ("/wmts?SERVICE=WMTS&REQUEST=GetNothing", 501, "REQUEST"),
    ("/wmts/1.0.0/departements/default/6/22/32.png", 404, "couche"),
])
def test_what_there_is_not_is_refused(site, path, status, word):
    answer = site.fetch(path, headers={"Accept-Language": "fr"})
    assert answer.status == status and word in answer.text


def test_a_hidden_layer_has_no_tiles(site):
    assert "foncier" not in site.fetch("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities").text
    key = site.country.keys["internal_region"]
    assert site.fetch(f"/wmts/1.0.0/foncier/default/WebMercatorQuad/6/22/32.png?key={key}").status == 200
    assert site.fetch("/wmts/1.0.0/foncier/default/WebMercatorQuad/6/22/32.png").status == 400
