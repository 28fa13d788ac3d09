"""A later GDAL than the distribution's, as the wheel of pyogrio has it: other coordinate systems (Part 2).

Filters beyond an equality it evaluates itself: up to 3.12 it speaks a draft of CQL only
(`filter-lang=cql-text`), which nobody here claims to understand."""

import os
import struct
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPHandler, Request, build_opener

import pyogrio

server = os.environ["GUMEI_URL"]
asked = tempfile.NamedTemporaryFile("r")


class Recorder(BaseHTTPRequestHandler):
    """Hands requests on and keeps their queries: the service takes its address from `Host`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with open(asked.name, "a") as log:
            log.write(self.path + "\n")
        headers = {name: self.headers[name] for name in ("Host", "Accept") if name in self.headers}
        answer = build_opener(HTTPHandler).open(Request(server + self.path, headers=headers))
        body = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Crs", "Link"):
            for value in answer.headers.get_all(name, []):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


recorder = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
# No thread: pyogrio keeps the interpreter's lock while GDAL waits for an answer.
get_context("fork").Process(target=recorder.serve_forever, daemon=True).start()
source = f"OAPIF:http://127.0.0.1:{recorder.server_port}/api"


def queries(collection):
    """The parameters of what was asked of the collection's items since the last time."""
    path = f"/api/collections/{collection}/items"
    targets = [urlsplit(line.strip()) for line in asked]
    return [parse_qs(target.query) for target in targets if target.path == path]


def read(where):
    meta, _, _, fields = pyogrio.raw.read(source, layer="violations", where=where)
    return dict(zip(meta["fields"], fields)), queries("violations")


def first_vertex(wkb):
    """Of a polygon or multipolygon, little-endian: behind the headers of the parts and the ring."""
    kind = struct.unpack_from("<I", wkb, 1)[0] % 1000
    return struct.unpack_from("<dd", wkb, {3: 13, 6: 22}[kind])


# Longitude and latitude against the city's easting and northing, both x first in GDAL.
_, _, shapes, _ = pyogrio.raw.read(source, layer="pianqu")
x, y = first_vertex(shapes[0])
assert 121 < x < 122 and 31 < y < 32, (x, y)
queries("pianqu")
meta, _, shapes, _ = pyogrio.raw.read(source, layer="pianqu", CRS="EPSG:4549")
assert meta["crs"] == "EPSG:4549", meta["crs"]
x, y = first_vertex(shapes[0])
assert 6.2e5 < x < 6.5e5 and 3.44e6 < y < 3.46e6, (x, y)
sent = queries("pianqu")
assert any("4549" in query.get("crs", [""])[0] for query in sent), sent

# An equality is a parameter of its name; of more it must not ask what the server would refuse.
fields, sent = read("register = '319'")
assert len(fields["register"]) == 319
assert any(query.get("register") == ["319"] for query in sent), sent
fields, sent = read("class = 'trading' OR area_m2 > 100")
assert all(kind == "trading" or area > 100 for kind, area in zip(fields["class"], fields["area_m2"]))
assert len(fields["class"]) > 325, len(fields["class"])
print(f"GDAL {pyogrio.__gdal_version_string__}: EPSG:4549, equality pushed down")
