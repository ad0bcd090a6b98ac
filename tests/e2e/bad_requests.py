"""Requests that are wrong, each with the exception that is due: (name, path, query or body, status, code, locator).

A case is a good request with parameters changed (None takes one out). `code` and `locator` are those of
the standard of the service's version; a tuple allows any of its values."""

BOX84 = "1,45,4,47"
GETMAP13 = dict(SERVICE="WMS", VERSION="1.3.0", REQUEST="GetMap", LAYERS="departements", STYLES="", CRS="CRS:84",
                BBOX=BOX84, WIDTH="60", HEIGHT="40", FORMAT="image/png")
GETMAP11 = {**{k: v for k, v in GETMAP13.items() if k != "CRS"}, "VERSION": "1.1.1", "SRS": "EPSG:4326"}
INFO13 = {**GETMAP13, "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "departements", "INFO_FORMAT": "text/plain", "I": "30", "J": "20"}
INFO11 = {**GETMAP11, "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "departements", "INFO_FORMAT": "text/plain", "X": "30", "Y": "20"}
LEGEND = dict(SERVICE="WMS", VERSION="1.3.0", REQUEST="GetLegendGraphic", LAYER="departements", FORMAT="image/png")
FEATURE20 = dict(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", TYPENAMES="departements")
FEATURE11 = dict(SERVICE="WFS", VERSION="1.1.0", REQUEST="GetFeature", TYPENAME="departements")
FEATURE10 = {**FEATURE11, "VERSION": "1.0.0"}
VALUE20 = {**FEATURE20, "REQUEST": "GetPropertyValue", "VALUEREFERENCE": "nom"}
BYID = dict(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", STOREDQUERY_ID="urn:ogc:def:query:OGC-WFS::GetFeatureById", ID="departements.1")

FES = '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">{}</fes:Filter>'
OGC = '<Filter xmlns="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml">{}</Filter>'
EQUAL = "<fes:PropertyIsEqualTo><fes:ValueReference>{}</fes:ValueReference><fes:Literal>x</fes:Literal></fes:PropertyIsEqualTo>"
WFS20 = 'service="WFS" version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0"'

INVALID, MISSING = "InvalidParameterValue", "MissingParameterValue"
BAD_NUMBERS = ("", "abc", "-1", "0", "1e9", "12px", "99999999999999999999")
SLD = ('<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" '
       'xmlns:xlink="http://www.w3.org/1999/xlink"><NamedLayer><Name>departements</Name><UserStyle><FeatureTypeStyle>{}'
       '</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>')


def wms_map():
    for base, crs in ((GETMAP13, "CRS"), (GETMAP11, "SRS")):
        v = base["VERSION"]
        for name in ("LAYERS", crs, "BBOX", "WIDTH", "HEIGHT", "FORMAT"):
            yield f"map {v} no {name}", base, {name: None}, 200, (MISSING, INVALID), name
        for box in ("1,2,3", "1,2,3,4,5", "a,b,c,d", "4,45,1,47", "1,47,4,45", "1,45,1,47", "nan,1,2,3", "1,2,inf,3", "1;2;3;4", ""):
            yield f"map {v} bbox {box}", base, {"BBOX": box}, 200, (INVALID, MISSING), "BBOX"
        for size in BAD_NUMBERS:
            yield f"map {v} width {size}", base, {"WIDTH": size}, 200, (INVALID, MISSING), "WIDTH"
            yield f"map {v} height {size}", base, {"HEIGHT": size}, 200, (INVALID, MISSING), "HEIGHT"
        for wrong in ("EPSG:999999", "EPSG:abc", "nonsense", "EPSG:0", "urn:x"):
            yield f"map {v} crs {wrong}", base, {crs: wrong}, 200, "InvalidCRS" if crs == "CRS" else "InvalidSRS", crs
        yield f"map {v} layer", base, {"LAYERS": "nonesuch"}, 200, "LayerNotDefined", "LAYERS"
        yield f"map {v} one wrong layer", base, {"LAYERS": "departements,nonesuch"}, 200, "LayerNotDefined", "LAYERS"
        yield f"map {v} empty in layers", base, {"LAYERS": "departements,,communes"}, 200, "LayerNotDefined", "LAYERS"
        yield f"map {v} many layers", base, {"LAYERS": ",".join(["departements"] * 200)}, 200, (INVALID, "NoApplicableCode", None), "LAYERS"
        yield f"map {v} style", base, {"STYLES": "nonesuch"}, 200, "StyleNotDefined", "STYLES"
        yield f"map {v} too many styles", base, {"STYLES": ",,"}, 200, ("StyleNotDefined", INVALID), "STYLES"
        yield f"map {v} format", base, {"FORMAT": "image/x-nonesuch"}, 200, "InvalidFormat", "FORMAT"
        yield f"map {v} format path", base, {"FORMAT": "../../etc/passwd"}, 200, "InvalidFormat", "FORMAT"
        yield f"map {v} background", base, {"BGCOLOR": "red"}, 200, INVALID, "BGCOLOR"
        yield f"map {v} transparent", base, {"TRANSPARENT": "perhaps"}, 200, INVALID, "TRANSPARENT"
        yield f"map {v} exceptions", base, {"EXCEPTIONS": "smoke"}, 200, (INVALID, "InvalidFormat"), "EXCEPTIONS"
        yield f"map {v} too many pixels", base, {"WIDTH": "8000", "HEIGHT": "8000"}, 200, (INVALID, None), ("WIDTH", "HEIGHT")
        yield f"map {v} sld by url", base, {"SLD": "http://127.0.0.1:1/x.sld"}, 200, (INVALID, "OperationNotSupported"), "SLD"
        yield f"map {v} time", {**base, "LAYERS": "rivieres"}, {"TIME": "yesterday"}, 200, "InvalidDimensionValue", "TIME"


def wms_sld():
    rule = "<Rule><PolygonSymbolizer><Fill/></PolygonSymbolizer></Rule>"
    bad = {
        "not xml": "<a", "another document": "<a/>", "doctype": '<!DOCTYPE a [<!ENTITY x "y">]>' + SLD.format(rule),
        "external graphic": SLD.format('<Rule><PointSymbolizer><Graphic><ExternalGraphic><OnlineResource xlink:href="http://127.0.0.1:1/a.png"/>'
                                       '<Format>image/png</Format></ExternalGraphic></Graphic></PointSymbolizer></Rule>'),
        "else filter alone": SLD.format("<Rule><ElseFilter/></Rule>"),
        "unknown layer": SLD.format(rule).replace("departements", "nonesuch"),
        "unknown property": SLD.format("<Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>nonesuch</ogc:PropertyName>"
                                       "<ogc:Literal>1</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter><PolygonSymbolizer/></Rule>"),
        "too many rules": SLD.format(rule * 2000),
        "remote ows": SLD.format(rule).replace("<NamedLayer>", '<UserLayer><RemoteOWS><Service>WFS</Service></RemoteOWS></UserLayer><NamedLayer>'),
    }
    for name, text in bad.items():
        yield f"sld {name}", GETMAP13, {"SLD_BODY": text}, 200, None, ("SLD_BODY", "LAYERS")


def wms_other():
    for base, x, y in ((INFO13, "I", "J"), (INFO11, "X", "Y")):
        v = base["VERSION"]
        for name in ("QUERY_LAYERS", x, y):
            yield f"info {v} no {name}", base, {name: None}, 200, (MISSING, "LayerNotDefined", "InvalidPoint"), name
        for value in ("-1", "60", "abc", "1.5x"):
            yield f"info {v} {x} {value}", base, {x: value}, 200, ("InvalidPoint", INVALID), x
        yield f"info {v} {y}", base, {y: "40"}, 200, ("InvalidPoint", INVALID), y
        yield f"info {v} layer", base, {"QUERY_LAYERS": "nonesuch"}, 200, "LayerNotDefined", "QUERY_LAYERS"
        yield f"info {v} layer not in map", base, {"QUERY_LAYERS": "communes"}, 200, ("LayerNotDefined", "LayerNotQueryable"), "QUERY_LAYERS"
        yield f"info {v} format", base, {"INFO_FORMAT": "text/nonesuch"}, 200, "InvalidFormat", "INFO_FORMAT"
        yield f"info {v} count", base, {"FEATURE_COUNT": "many"}, 200, INVALID, "FEATURE_COUNT"
    yield "legend no layer", LEGEND, {"LAYER": None}, 200, (MISSING, "LayerNotDefined"), "LAYER"
    yield "legend no format", LEGEND, {"FORMAT": None}, 200, (MISSING, "InvalidFormat"), "FORMAT"
    yield "legend layer", LEGEND, {"LAYER": "nonesuch"}, 200, "LayerNotDefined", "LAYER"
    yield "legend style", LEGEND, {"STYLE": "nonesuch"}, 200, "StyleNotDefined", "STYLE"
    yield "legend width", LEGEND, {"WIDTH": "x"}, 200, INVALID, "WIDTH"
    yield "legend huge", LEGEND, {"WIDTH": "100000", "HEIGHT": "100000"}, 200, INVALID, ("WIDTH", "HEIGHT")
    service = dict(SERVICE="WMS", VERSION="1.3.0")
    yield "wms unknown request", service, {"REQUEST": "Nonesuch"}, 200, "OperationNotSupported", "REQUEST"
    yield "wms no request", service, {}, 200, (MISSING, "OperationNotSupported"), "REQUEST"
    yield "wms map context", service, {"REQUEST": "GetContext"}, 200, "OperationNotSupported", "REQUEST"
    yield "styles layer", dict(service, VERSION="1.1.1", REQUEST="GetStyles"), {"LAYERS": "nonesuch"}, 200, "LayerNotDefined", "LAYERS"
    yield "styles no layer", dict(service, VERSION="1.1.1", REQUEST="GetStyles"), {}, 200, (MISSING, "LayerNotDefined"), "LAYERS"
    yield "describe layer", dict(service, VERSION="1.1.1", REQUEST="DescribeLayer"), {"LAYERS": "nonesuch"}, 200, "LayerNotDefined", "LAYERS"
    capabilities = dict(service, REQUEST="GetCapabilities")
    yield "wms future sequence", capabilities, {"UPDATESEQUENCE": "999999999"}, 200, "InvalidUpdateSequence", "UPDATESEQUENCE"


def wfs_feature():
    for base, types, count in ((FEATURE20, "TYPENAMES", "COUNT"), (FEATURE11, "TYPENAME", "MAXFEATURES"), (FEATURE10, "TYPENAME", "MAXFEATURES")):
        v = base["VERSION"]
        status = 200 if v == "1.0.0" else 400
        yield f"feature {v} no type", base, {types: None}, status, (MISSING, INVALID), types
        yield f"feature {v} type", base, {types: "nonesuch"}, status, INVALID, types
        yield f"feature {v} type of another namespace", base, {types: "nonesuch:departements"}, status, INVALID, types
        yield f"feature {v} raster", base, {types: "altitude"}, status, INVALID, types
        for value in ("abc", "-1", "1.5", "99999999999999999999"):
            yield f"feature {v} count {value}", base, {count: value}, status, INVALID, count
        for box in ("1,2,3", "a,b,c,d", "4,45,1,47", "1,2,3,4,EPSG:999999", "nan,1,2,3"):
            yield f"feature {v} bbox {box}", base, {"BBOX": box}, status, INVALID, "BBOX"
        yield f"feature {v} format", base, {"OUTPUTFORMAT": "text/nonesuch"}, status, INVALID, "OUTPUTFORMAT"
        yield f"feature {v} property", base, {"PROPERTYNAME": "nonesuch"}, status, INVALID, "PROPERTYNAME"
        yield f"feature {v} filter not xml", base, {"FILTER": "<Filter"}, status, INVALID, "FILTER"
        yield f"feature {v} filter doctype", base, {"FILTER": '<!DOCTYPE a [<!ENTITY x "y">]><Filter/>'}, status, INVALID, "FILTER"
    for wrong in ("EPSG:999999", "nonsense"):
        yield f"feature 2.0.0 srs {wrong}", FEATURE20, {"SRSNAME": wrong}, 400, INVALID, "SRSNAME"
        yield f"feature 1.1.0 srs {wrong}", FEATURE11, {"SRSNAME": wrong}, 400, INVALID, "SRSNAME"
    yield "feature sort", FEATURE20, {"SORTBY": "nonesuch"}, 400, INVALID, "SORTBY"
    yield "feature sort direction", FEATURE20, {"SORTBY": "nom UPWARDS"}, 400, INVALID, "SORTBY"
    yield "feature start", FEATURE20, {"STARTINDEX": "-5"}, 400, INVALID, "STARTINDEX"
    yield "feature result type", FEATURE20, {"RESULTTYPE": "nonesuch"}, 400, INVALID, "RESULTTYPE"
    yield "feature bbox and filter", FEATURE20, {"BBOX": "1,2,3,4", "FILTER": FES.format(EQUAL.format("nom"))}, 400, None, ("BBOX", "FILTER")
    yield "feature id and filter", FEATURE20, {"RESOURCEID": "departements.1", "FILTER": FES.format(EQUAL.format("nom"))}, 400, None, ("RESOURCEID", "FILTER")
    yield "feature ids", FEATURE20, {"RESOURCEID": ",".join(f"departements.{i}" for i in range(200))}, (400, 413), None, "RESOURCEID"
    yield "feature join", FEATURE20, {"TYPENAMES": "(departements,communes)"}, (400, 501), None, "TYPENAMES"


def wfs_filter():
    for name, inner in {
        "unknown property": EQUAL.format("nonesuch"), "xpath": EQUAL.format("//nom"), "function": EQUAL.format("system('id')"),
        "unknown operator": "<fes:PropertyIsNonesuch/>", "no operator": "", "and of nothing": "<fes:And/>",
        "not of two": "<fes:Not>" + EQUAL.format("nom") * 2 + "</fes:Not>", "no literal": "<fes:PropertyIsEqualTo><fes:ValueReference>nom</fes:ValueReference></fes:PropertyIsEqualTo>",
        "501 predicates": "<fes:Or>" + EQUAL.format("nom") * 501 + "</fes:Or>", "40 levels": "<fes:Not>" * 40 + EQUAL.format("nom") + "</fes:Not>" * 40,
        "bad box": '<fes:BBOX><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>a b</gml:lowerCorner>'
                   '<gml:upperCorner>1 2</gml:upperCorner></gml:Envelope></fes:BBOX>',
        "function call": '<fes:PropertyIsEqualTo><fes:Function name="sleep"><fes:Literal>9</fes:Literal></fes:Function><fes:Literal>x</fes:Literal></fes:PropertyIsEqualTo>',
    }.items():
        yield f"filter 2.0.0 {name}", FEATURE20, {"FILTER": FES.format(inner)}, (400, 413, 501), None, "FILTER"
    ogc = "<PropertyIsEqualTo><PropertyName>nonesuch</PropertyName><Literal>1</Literal></PropertyIsEqualTo>"
    yield "filter 1.1.0 unknown property", FEATURE11, {"FILTER": OGC.format(ogc)}, 400, INVALID, "FILTER"
    yield "filter large", FEATURE20, {"FILTER": FES.format(EQUAL.format("nom").replace("x", "y" * 300000))}, (400, 413), None, None


def wfs_other():
    yield "value no reference", VALUE20, {"VALUEREFERENCE": None}, 400, MISSING, "VALUEREFERENCE"
    yield "value reference", VALUE20, {"VALUEREFERENCE": "nonesuch"}, 400, INVALID, "VALUEREFERENCE"
    yield "stored query", BYID, {"STOREDQUERY_ID": "urn:nonesuch"}, 400, INVALID, "STOREDQUERY_ID"
    yield "stored query no id", BYID, {"ID": None}, 400, MISSING, "ID"
    yield "stored query wrong id", BYID, {"ID": "departements.nonesuch"}, (400, 404), (INVALID, "NotFound"), "ID"
    for name in ("Transaction", "LockFeature", "GetFeatureWithLock", "CreateStoredQuery", "Nonesuch"):
        yield f"wfs {name}", dict(SERVICE="WFS", VERSION="2.0.0", REQUEST=name), {}, (400, 501), "OperationNotSupported", ("REQUEST", name)
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        yield f"describe {version} type", dict(SERVICE="WFS", VERSION=version, REQUEST="DescribeFeatureType", TYPENAME="nonesuch"), {}, \
            200 if version == "1.0.0" else 400, INVALID, ("TYPENAME", "TYPENAMES")
    yield "wfs no request", dict(SERVICE="WFS", VERSION="2.0.0"), {}, 400, MISSING, "REQUEST"
    yield "wfs version", dict(FEATURE20, VERSION="7.0.0"), {}, 400, (INVALID, "VersionNegotiationFailed"), "VERSION"
    yield "wfs accept versions", dict(SERVICE="WFS", REQUEST="GetCapabilities", ACCEPTVERSIONS="7.0.0"), {}, 400, "VersionNegotiationFailed", "ACCEPTVERSIONS"
    yield "no service", dict(REQUEST="Nonesuch"), {}, 400, MISSING, "SERVICE"
    yield "unknown service", dict(SERVICE="SOS", REQUEST="GetCapabilities"), {}, 400, INVALID, "SERVICE"
    yield "coverage service", dict(SERVICE="WCS", VERSION="2.0.1", REQUEST="GetCapabilities"), {}, 400, INVALID, "SERVICE"


def posted():
    query = '<Query typeNames="{}">{}</Query>'
    yield "post not xml", "<GetFeature", 400, None, None
    yield "post doctype", f'<!DOCTYPE GetFeature [<!ENTITY a "b">]><GetFeature {WFS20}><Query typeNames="departements"/></GetFeature>', 400, None, None
    yield "post no query", f"<GetFeature {WFS20}/>", 400, (MISSING, INVALID), None
    yield "post type", f'<GetFeature {WFS20}>{query.format("nonesuch", "")}</GetFeature>', 400, INVALID, "TYPENAMES"
    yield "post count", f'<GetFeature {WFS20} count="many">{query.format("departements", "")}</GetFeature>', 400, INVALID, "COUNT"
    yield "post filter", f'<GetFeature {WFS20}>{query.format("departements", "<fes:Filter>" + EQUAL.format("nonesuch") + "</fes:Filter>")}</GetFeature>', 400, INVALID, "FILTER"
    yield "post transaction", f"<Transaction {WFS20}/>", (400, 501), "OperationNotSupported", None
    yield "post unknown root", f"<Nonesuch {WFS20}/>", (400, 501), ("OperationNotSupported", INVALID), None
    yield "post no service", "<Nonesuch/>", 400, None, None
    yield "post deep", f"<GetFeature {WFS20}>" + "<a>" * 200 + "</a>" * 200 + "</GetFeature>", 400, None, None


def api():
    items = "/api/collections/departements/items"
    for path, query, status, parameter in (
        ("/api/collections/nonesuch", "", 404, None), ("/api/collections/nonesuch/items", "", 404, None),
        (items + "/nonesuch", "", 404, None), ("/api/nonesuch", "", 404, None), ("/api/collections/altitude/items", "", 404, None),
        (items, "nonesuch=1", 400, "nonesuch"), (items, "limit=0", 400, "limit"), (items, "limit=abc", 400, "limit"), (items, "limit=-1", 400, "limit"),
        (items, "offset=-1", 400, "offset"), (items, "offset=x", 400, "offset"), (items, "bbox=1,2,3", 400, "bbox"), (items, "bbox=a,b,c,d", 400, "bbox"),
        (items, "bbox=1,47,4,45", 400, "bbox"), (items, "bbox=1,2,3,4&bbox-crs=http://nonesuch", 400, "bbox-crs"),
        (items, "crs=http://www.opengis.net/def/crs/EPSG/0/999999", 400, "crs"), (items, "crs=nonsense", 400, "crs"),
        (items, "datetime=yesterday", 400, "datetime"), (items, "properties=nonesuch", 400, "properties"), (items, "f=nonesuch", (400, 406), "f"),
        (items, "population=many", 400, "population"), ("/api/collections", "nonesuch=1", 400, "nonesuch"), ("/api", "nonesuch=1", 400, "nonesuch"),
        ("/api/conformance", "f=nonesuch", (400, 406), "f"), (items, "limit=5&limit=6", 400, "limit"), ("/nonesuch", "", 404, None), ("/ows/nonesuch", "SERVICE=WMS", (200, 404), None),
    ):
        yield f"api {path.rsplit('/', 1)[1]} {query}", path, query, status, parameter
