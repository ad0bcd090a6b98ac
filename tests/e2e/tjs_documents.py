"""Requests of the Table Joining Service in its four encodings, and its documents held to what they must be: to the official
schemas where those are (JOINTURE_SHARED), and always to the structure recorded of documents that were valid, in
tjs_structure.txt. With JOINTURE_RECORD=1 and the schemas, what is valid and new is added there."""
import os
import pathlib
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

OGC = pathlib.Path(os.environ.get("JOINTURE_SHARED", "../shared")) / "ogc"
RECORDED = pathlib.Path(__file__).resolve().parent / "tjs_structure.txt"
TJS = "{http://www.opengis.net/tjs/1.0}"
OWS = "{http://www.opengis.net/ows/1.1}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
XLINK = "{http://www.w3.org/1999/xlink}href"
ENCODINGS = ("get", "form", "xml", "soap")
PLACES = ("/ows", "/ows/territoires", "/tjs", "/tjs/geoclip")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
XML = {"Content-Type": "text/xml"}
PREFIXES = {TJS: "", OWS: "ows:", "{http://www.w3.org/1999/xlink}": "xlink:", "{http://www.w3.org/XML/1998/namespace}": "xml:",
            "{http://www.w3.org/2001/XMLSchema-instance}": "xsi:"}


def document(operation, elements, language=None, root=""):
    """A request as XML; what stands under JoinData's AttributeData and MapStyling is put there."""
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in elements.items())
    said = f' language="{language}"' if language else ""
    return f'<{operation} xmlns="http://www.opengis.net/tjs/1.0" service="TJS"{said}{root}>{inside}</{operation}>'


def envelope(inside):
    return f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{inside}</s:Body></s:Envelope>'


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def elements_of(operation, parameters):
    """The parameters of key-value pairs as the XML of the schema has them."""
    elements = {name: escaped(value) for name, value in parameters.items()}
    if operation == "JoinData":
        elements.pop("FrameworkURI", None)
        elements = {"AttributeData": f"<GetDataURL>{elements.pop('GetDataURL')}</GetDataURL>", **elements}
    return elements


def ask(site, place, operation, parameters, language="fr", encoding="get"):
    pairs = urllib.parse.urlencode({"service": "TJS", "request": operation, "language": language, **parameters})
    if encoding == "get":
        return site.fetch(f"{place}?{pairs}")
    if encoding == "form":
        return site.fetch(place, pairs.encode(), headers=FORM)
    text = document(operation, elements_of(operation, parameters), language)
    return site.fetch(place, (envelope(text) if encoding == "soap" else text).encode(), headers=XML)


def plain(body):
    """The document without its envelope, as text that begins at its root element."""
    text = body.decode()
    inside = re.search(r"<soap:Body>(.*)</soap:Body>", text, re.S)
    if inside:
        return inside[1]
    return re.sub(r"^(<\?.*?\?>\s*)+", "", text).rstrip()


def name_of(tag):
    for namespace, prefix in PREFIXES.items():
        if tag.startswith(namespace):
            return prefix + tag[len(namespace):]
    return tag


def structure(element, path=""):
    """One line for each way in which an element of the document is made: its path, attributes, and children in their order,
    those that are repeated once."""
    path = f"{path}/{name_of(element.tag)}"
    children = []
    for child in element:
        if not children or children[-1] != name_of(child.tag):
            children.append(name_of(child.tag))
    attributes = "".join(f" @{name_of(a)}" for a in sorted(element.attrib, key=name_of))
    lines = {f"{path}{attributes}: {' '.join(children)}".rstrip()}
    if "Abstract" not in path.rpartition("/")[2]:
        for child in element:
            lines |= structure(child, path)
    return lines


def check_schema(text, schema, folder):
    path = folder / "document.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([str(OGC / "validate.sh"), schema, str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{done.stdout[:2000]}\n{text[:1500]}"


def validate(body, folder, schema="tjs/1.0/tjsAll.xsd"):
    text = plain(body)
    schemas = (OGC / "validate.sh").exists()
    if schemas:
        check_schema(text, schema, folder)
    lines = structure(ElementTree.fromstring(text))
    recorded = set(RECORDED.read_text(encoding="utf-8").splitlines()) if RECORDED.exists() else set()
    if schemas and os.environ.get("JOINTURE_RECORD"):
        RECORDED.write_text("\n".join(sorted(recorded | lines)) + "\n", encoding="utf-8")
        return
    assert lines <= recorded, f"not as recorded: {sorted(lines - recorded)}\n{text[:1500]}"


def validate_exception(body, folder):
    validate(body, folder, "ows/1.1.0/owsAll.xsd")


def exceptions(body):
    """Code and locator of each exception."""
    return [(e.get("exceptionCode"), e.get("locator")) for e in ElementTree.fromstring(plain(body)).iter(f"{OWS}Exception")]
