"""The peer: Debian's mapserv behind the same web server, over the same data file."""

CLASS = """
    CLASS NAME "{name}" EXPRESSION {expression}
      STYLE COLOR {colour} OUTLINECOLOR 120 120 120 WIDTH 0.6 END
    END"""

# The map that both sides draw: five classes on a text column (the region's code).
CLASSES = [
    ("a", "('[{c}]' IN '11,24')", "255 245 235"),
    ("b", "('[{c}]' IN '27,28,32')", "253 208 162"),
    ("c", "('[{c}]' IN '44,52,53')", "253 141 60"),
    ("d", "('[{c}]' IN '75,76')", "217 72 1"),
    ("e", "('[{c}]' IN '84,93,94,01,02,03,04,06')", "127 39 4"),
]

def classes(column):
    return "".join(CLASS.format(name=n, expression=e.format(c=column), colour=k) for n, e, k in CLASSES)

HEAD = """MAP
  NAME "peer"
  SIZE 400 400
  MAXSIZE 8192
  EXTENT {extent}
  UNITS DD
  PROJECTION "init=epsg:{srs}" END
  IMAGETYPE png
  WEB METADATA
    "ows_title" "Peer" "ows_enable_request" "*" "ows_onlineresource" "{url}"
    "ows_srs" "{crs}" "wms_feature_info_mime_type" "text/plain"
  END END
"""

LAYER = """
  LAYER
    NAME "{name}"
    TYPE POLYGON
    STATUS ON
    TEMPLATE "x"
    CONNECTIONTYPE OGR
    CONNECTION "{file}"
    DATA "{table}"
    PROCESSING "CLOSE_CONNECTION=DEFER"
    PROJECTION "init=epsg:{srs}" END
    METADATA "ows_title" "{name}" "ows_extent" "{extent}"
      "ows_include_items" "all" "gml_include_items" "all" "gml_featureid" "{key}" "gml_types" "auto" "ows_abstract" "A layer of the benchmark" END
    {classes}
  END"""

def mapfile(url, file, table, key, srs, extent, column, names, crs):
    """`crs`: the reference systems that both sides list, as EPSG codes parted by spaces."""
    text = HEAD.format(extent=extent, srs=srs, url=url, crs=crs)
    for name in names:
        text += LAYER.format(name=name, file=file, table=table, srs=srs, extent=extent, key=key,
                             classes=classes(column))
    return text + "\nEND\n"
