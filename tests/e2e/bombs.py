"""Tables that are larger than they look."""
import io
import zipfile

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-"


def relations(name, target):
    return (f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/{name}" Target="{target}"/></Relationships>')


def workbook(megabytes):
    """An XLSX with one cell of so many megabytes."""
    parts = {
        "[Content_Types].xml":
            f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{TYPE}package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{TYPE}officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml":
            f'<?xml version="1.0"?><workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    }

    def cell(at, text):
        return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<?xml version="1.0"?><worksheet xmlns="{SPREADSHEET}"><sheetData><row r="1">'.encode())
            sheet.write(cell("A1", "code") + cell("B1", "taux") + b'</row><row r="2">' + cell("A2", "01"))
            head, tail = cell("B2", "|").split(b"|")
            sheet.write(head)
            for _ in range(megabytes):
                sheet.write(b"A" * (1 << 20))
            sheet.write(tail + b"</row></sheetData></worksheet>")
    return file.getvalue()


def understated(archive):
    """The same archive, whose directory says that every part is 1,000 bytes long."""
    data = bytearray(archive)
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 24:at + 28] = (1000).to_bytes(4, "little")
        at = data.find(b"PK\1\2", at + 4)
    return bytes(data)
