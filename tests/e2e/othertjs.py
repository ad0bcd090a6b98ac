"""A Table Joining Service as those in the field are: it answers by KVP GET as OneTjs, GeoServer's TJS or the server of the AAFC do,
and lies on demand."""
import http.server
import threading
import time
import urllib.parse

TYPES = "http://www.w3.org/TR/xmlschema-2/#"
FRAMEWORK = "http://stats.example/cog/departement_2026"
DATASET = "http://stats.example/data/menages_2020"
ROWS = (("01", "1200", "U"), ("02", "800", "R"), ("2A", "", "R"), ("75", "99999", "U"))


class OtherTjs:
    """`style`: "plain", "onetjs", "geoserver" or "aafc". Whatever is in .lies replaces that answer: a text, bytes, or a function of
    the query that returns one. .asked are the queries that came."""

    def __init__(self):
        self.style, self.version, self.asked, self.lies = "plain", "1", [], {}
        self.framework, self.dataset, self.rows, self.languages = FRAMEWORK, DATASET, ROWS, ("fr",)
        self.purpose, self.relationship = "Attribute", "one"
        self.stop = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = {k.lower(): v for k, v in urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)}
                outer.asked.append(query)
                outer.answer(self, query)

            def log_message(self, *_):
                pass
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/tjs"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.stop.set()
        self.http.shutdown()
        self.http.server_close()

    def answer(self, handler, query):
        operation = query.get("request", "")
        made = self.lies.get(operation, getattr(self, operation, lambda q: "<html>no such thing</html>"))
        made = made(query) if callable(made) else made
        status, headers = 200, {}
        if isinstance(made, tuple):
            status, headers, made = made
        body = made.encode() if isinstance(made, str) else made
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "text/xml")
            for name, value in headers.items():
                handler.send_header(name, value)
            if body is not None:
                handler.send_header("Content-Length", str(len(body)))
                handler.end_headers()
                handler.wfile.write(body)
                return
            handler.end_headers()
            self.stop.wait(30)  # never comes
        except OSError:
            pass

    def slowly(self, _):
        """Begins, and does not end."""
        return (200, {}, None)

    # --- documents ---

    def document(self, root, inside, query):
        """The root as each of them writes it."""
        if self.style == "geoserver":
            return f'<tjs:{root} xmlns:tjs="http://www.opengis.net/tjs" xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="es">' \
                   f'{inside.replace("<", "<tjs:").replace("<tjs:/", "</tjs:")}</tjs:{root}>'
        if self.style == "onetjs":
            return f'<{root} service="TJS" version="1.0">{inside}</{root}>'
        language = query.get("language", self.languages[0])
        return f'<{root} xmlns="http://www.opengis.net/tjs/1.0" xmlns:xlink="http://www.w3.org/1999/xlink" service="TJS" version="1.0" ' \
               f'capabilities="http://stats.example/?" xml:lang="{language}">{inside}</{root}>'

    def head(self, kind, uri, title):
        https = self.style == "onetjs"
        date = '<ReferenceDate startDate="2020-12-31">2020-01-01</ReferenceDate>' if https else \
            '<ReferenceDate startDate="2018-01-01">2020-12-31T00:00:00</ReferenceDate>'
        head = f"<{kind}URI>{uri}</{kind}URI><Organization>Stats &amp; co</Organization><Title>{title}</Title>" \
               f"<Abstract>Des <b>m\u00e9nages</b></Abstract>{date}<Version>{self.version}</Version>"
        return head.replace("<b>", "").replace("</b>", "") if self.style == "geoserver" else head

    def framework_head(self):
        return self.head("Framework", self.framework, "D\u00e9partements") + \
            f'<FrameworkKey><Column name="code_dept" type="{TYPES}string"{" " if self.style == "onetjs" else ""}/></FrameworkKey>' \
            "<BoundingCoordinates><North>51</North><South>41</South><East>-9</East><West>--5</West></BoundingCoordinates>"

    def dataset_head(self, query):
        english = query.get("language", "") == "en" and "en" in self.languages
        return self.head("Dataset", self.dataset, "Households" if english else "M\u00e9nages")

    def columns(self, query):
        english = query.get("language", "") == "en" and "en" in self.languages
        types = TYPES.replace("http:", "https:") if self.style == "onetjs" else TYPES
        length = "" if self.style == "onetjs" else ' length="9"'
        if self.style == "onetjs":
            marks = "<Value><Identifier>U</Identifier><Title>Urbain</Title><Abstract/><rank>2</rank><color>ff0000</color></Value>"
        else:
            marks = f'<Value color="ff0000"><Identifier>U</Identifier><Title>{"Urban" if english else "Urbain"}</Title><Abstract/></Value>'
        return f'<Columnset><FrameworkKey relationship="{self.relationship}" complete="true"><Column name="code" type="{types}string"{length}/>' \
               f'</FrameworkKey><Attributes><Column name="menages" type="{types}integer"{length} purpose="{self.purpose}">' \
               f'<Title>{"Number" if english else "Nombre"}</Title><Abstract/><Values><Count><UOM><ShortForm>nb</ShortForm><LongForm>nombre</LongForm></UOM></Count>' \
               f'</Values></Column><Column name="genre" type="{types}string"{length} purpose="Attribute"><Title>Genre</Title><Abstract/>' \
               f"<Values><Nominal><Classes><Title/><Abstract/>{marks}</Classes></Nominal></Values></Column></Attributes></Columnset>"

    def GetCapabilities(self, query):
        languages = "".join(f"<ows:Language>{lang}</ows:Language>" for lang in self.languages)
        return '<Capabilities xmlns="http://www.opengis.net/tjs/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">' \
               "<ows:ServiceIdentification><ows:Title>Other</ows:Title><ows:AccessConstraints>Licence Ouverte 2.0</ows:AccessConstraints>" \
               '</ows:ServiceIdentification><ows:ServiceProvider><ows:ProviderName>Stats</ows:ProviderName><ows:ProviderSite xlink:href="https://stats.example/"/>' \
               '</ows:ServiceProvider><ows:OperationsMetadata><ows:Operation name="GetData"><ows:DCP><ows:HTTP><ows:Get xlink:href="http://localhost:1/geoserver?"/>' \
               f"</ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata><Languages>{languages}</Languages></Capabilities>"

    def DescribeFrameworks(self, query):
        return self.document("FrameworkDescriptions", f"<Framework>{self.framework_head()}</Framework>", query)

    def DescribeDatasets(self, query):
        return self.document("DatasetDescriptions", f"<Framework>{self.framework_head()}<Dataset>{self.dataset_head(query)}</Dataset></Framework>", query)

    def DescribeData(self, query):
        return self.document("DataDescriptions", f"<Framework>{self.framework_head()}<Dataset>{self.dataset_head(query)}{self.columns(query)}</Dataset>"
                             "</Framework>", query)

    def GetData(self, query):
        if self.style == "geoserver" and "attributes" not in query:
            return "<ServiceExceptionReport>java.lang.NullPointerException at /srv/secret</ServiceExceptionReport>"
        code = ' aid="code"' if self.style == "aafc" else ""
        rows = "".join("<Row>" + f"<K{code}>{row[0]}</K>" + "".join(f"<V>{v}</V>" for v in row[1:]) + "</Row>" for row in self.rows)
        return self.document("GDAS", f"<Framework>{self.framework_head()}<Dataset>{self.dataset_head(query)}{self.columns(query)}"
                             f"<Rowset>{rows}</Rowset></Dataset></Framework>", query)
