"""GDAL's own drivers for WMS, WFS and OGC API - Features."""
import pytest

gdal = pytest.importorskip("osgeo.gdal")
gdal.UseExceptions()

ROUEN = "76540"


def layer_of(dataset, name):
    """The layer by its name, whatever namespace prefix the service gives it."""
    for i in range(dataset.GetLayerCount()):
        layer = dataset.GetLayer(i)
        if layer.GetName().split(":")[-1] == name:
            layer.source = dataset  # a layer does not keep its dataset open by itself
            return layer
    raise AssertionError(f"{name} is not among the layers")


def colours(dataset):
    """How many different pixels a picture has, over its first three bands."""
    bands = [dataset.GetRasterBand(i + 1).ReadRaster() for i in range(3)]
    return len(set(zip(*bands)))


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
def test_wfs_reads_every_departement(ows, version):
    dataset = gdal.OpenEx(f"WFS:{ows}?VERSION={version}", gdal.OF_VECTOR)
    layer = layer_of(dataset, "departements")
    assert layer.GetFeatureCount() == 101
    assert sorted(f["code"] for f in layer)[:3] == ["01", "02", "03"]


def test_wfs_keeps_codes_text_and_numbers_numbers(ows):
    layer = layer_of(gdal.OpenEx(f"WFS:{ows}", gdal.OF_VECTOR), "departements")
    layer.SetAttributeFilter("code = '01'")
    feature = layer.GetNextFeature()
    assert feature["nom"] == "Ain"
    assert feature["code"] == "01"
    assert isinstance(feature["population"], int) and feature["population"] > 600000


def test_wfs_lets_the_server_filter(ows):
    layer = layer_of(gdal.OpenEx(f"WFS:{ows}", gdal.OF_VECTOR), "communes")
    layer.SetAttributeFilter(f"code = '{ROUEN}'")
    assert [f["nom"] for f in layer] == ["Rouen"]
    layer.SetAttributeFilter(None)
    layer.SetSpatialFilterRect(2.2, 48.8, 2.5, 48.95)
    assert "Paris" in [f["nom"] for f in layer]


def test_wfs_pages_through_all_communes(ows):
    options = ["PAGE_SIZE=5000", "PAGING_ALLOWED=ON"]
    with_paging = {f"OGR_WFS_{o.split('=')[0]}": o.split("=")[1] for o in options}
    for name, value in with_paging.items():
        gdal.SetConfigOption(name, value)
    try:
        layer = layer_of(gdal.OpenEx(f"WFS:{ows}", gdal.OF_VECTOR), "communes")
        codes = [f["code"] for f in layer]
    finally:
        for name in with_paging:
            gdal.SetConfigOption(name, None)
    assert len(codes) == len(set(codes)) == 34875


def test_oapif_reads_and_filters(url):
    dataset = gdal.OpenEx(f"OAPIF:{url}/api", gdal.OF_VECTOR)
    layer = layer_of(dataset, "departements")
    assert layer.GetFeatureCount() == 101
    assert len([f for f in layer]) == 101
    layer.SetSpatialFilterRect(-61.9, 15.8, -61.0, 16.6)
    assert [f["nom"] for f in layer] == ["Guadeloupe"]


def test_oapif_pages_through_all_communes(url):
    layer = layer_of(gdal.OpenEx(f"OAPIF:{url}/api", gdal.OF_VECTOR, open_options=["PAGE_SIZE=1000"]), "communes")
    assert len({f["code"] for f in layer}) == 34875


@pytest.mark.parametrize("version, crs", [("1.1.1", "SRS"), ("1.3.0", "CRS")])
@pytest.mark.parametrize("srs, box", [
    ("EPSG:4326", "-5.5,41,10,51.5"),
    ("EPSG:3857", "-600000,5000000,1100000,6700000"),
    ("EPSG:2154", "90000,6040000,1250000,7120000"),
])
def test_wms_draws_the_departements(ows, version, crs, srs, box):
    west, south, east, north = box.split(",")
    if version == "1.3.0" and srs == "EPSG:4326":
        box = f"{south},{west},{north},{east}"
    xml = f"""<GDAL_WMS><Service name="WMS"><Version>{version}</Version><ServerUrl>{ows}?</ServerUrl>
        <{crs}>{srs}</{crs}><ImageFormat>image/png</ImageFormat><Layers>departements</Layers>
        <BBoxOrder>{'yxYX' if version == '1.3.0' and srs == 'EPSG:4326' else 'xyXY'}</BBoxOrder></Service>
        <DataWindow><UpperLeftX>{west}</UpperLeftX><UpperLeftY>{north}</UpperLeftY><LowerRightX>{east}</LowerRightX>
        <LowerRightY>{south}</LowerRightY><SizeX>512</SizeX><SizeY>512</SizeY></DataWindow>
        <BandsCount>3</BandsCount><BlockSizeX>512</BlockSizeX><BlockSizeY>512</BlockSizeY></GDAL_WMS>"""
    assert colours(gdal.Open(xml)) > 5


def test_wms_lists_its_layers_to_gdal(ows):
    names = [name for name, _ in gdal.Open(f"WMS:{ows}").GetSubDatasets()]
    assert any("departements" in n for n in names)
    assert not any("communes_siren" in n for n in names)


def test_a_key_opens_the_professional_layer(ows, key):
    gdal.SetConfigOption("GDAL_HTTP_USERPWD", f"demo:{key}")
    try:
        layer = layer_of(gdal.OpenEx(f"WFS:{ows}", gdal.OF_VECTOR), "communes_siren")
        layer.SetAttributeFilter(f"code = '{ROUEN}'")
        assert [f["siren"] for f in layer] == ["217605401"]
    finally:
        gdal.SetConfigOption("GDAL_HTTP_USERPWD", None)
