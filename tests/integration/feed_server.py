"""A server of feeds that misbehaves in every way that a poller must live with: python3 feed_server.py LOG

Prints its port, on which it listens at 127.0.0.1 to 127.0.0.7 (each a host of its own), then serves until it is ended.
LOG gets a JSON line for each request when it is over: begin and end in ms, host, path, status, the request's headers,
and the items (guid, title) of a feed that was sent whole. What a feed holds is decided by how often it was asked.
"""
import email.utils
import gzip
import http.server
import json
import socketserver
import sys
import threading
import time

HOSTS = ["127.0.0.%d" % i for i in range(1, 8)]
BOMB = gzip.compress(b" " * (16 << 20), 1)  # unpacked sixteen times what the poller takes
asked = {}
lock = threading.Lock()


def rss(items, comment="", link="http://news.example/"):
    """A feed of (guid, title) pairs."""
    parts = ["<item><guid isPermaLink=\"false\">%s</guid><title>%s</title><link>%s%s</link><description>Text of %s"
             "</description></item>" % (guid, title, link, number, title) for number, (guid, title) in enumerate(items)]
    return '<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>%s<!-- %s --></channel></rss>' % (
        "".join(parts), comment)


def numbered(path, count):
    return [("%s-%d" % (path, i), "%s title %d" % (path, i)) for i in range(1, count + 1)]


class Feeds(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def setup(self):
        super().setup()
        self.status, self.items = 0, []

    def send(self, status, body=b"", headers=(), length=None):
        """One answer. A length over that of the body is a body cut off."""
        self.status = status
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if length is not None:
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def feed(self, items, headers=(), comment="", etag=None, length=None, charset="utf-8", link="http://news.example/"):
        """A feed, or 304 where the request has its ETag."""
        if etag and self.headers.get("If-None-Match") == etag:
            self.send(304, headers=headers)
            return
        body = rss(items, comment, link).encode()
        headers = [("Content-Type", "application/rss+xml; charset=" + charset)] + list(headers)
        if etag:
            headers.append(("ETag", etag))
        self.send(200, body, headers, length and len(body) + length)
        if not length:
            self.items = items

    # --- the feeds, by path; n: how often it was asked, from 1 ---

    def steady(self, n):
        """An item more each third time, the first one edited on the way."""
        items = numbered("steady", 1 + n // 3)
        if n >= 5:
            items[0] = (items[0][0], items[0][1] + ", corrected")
        self.feed(items, etag='W/"steady %d %s"' % (len(items), n >= 5))

    def sametag(self, n):
        self.status = 200
        body = rss(numbered("sametag", 2), "asked %d times" % n).encode()
        self.send(200, body, [("ETag", '"always"')])
        self.items = numbered("sametag", 2)

    def samebody(self, n):
        self.feed(numbered("samebody", 2))

    def noisy(self, n):
        """Another body each time; its item changes, and changes back."""
        self.feed([("noisy-1", "noisy " + "AB"[n // 3 % 2])] + numbered("noisy-more", 2), comment=str(n))

    def sameguid(self, n):
        self.feed([("same", title) for _, title in numbered("sameguid", 4)], comment=str(n))

    def expires0(self, n):
        self.feed(numbered("expires0", 1), [("Expires", "0")], comment=str(n), etag='"expires0"')

    def cookies(self, n):
        self.feed(numbered("cookies", 1), [("Set-Cookie", "id=%d" % n)], etag='"c%d"' % (n // 2))

    def charset(self, n):
        self.feed([("charset-1", "Zürich 반도체")], charset="iso-8859-1", etag='"1"')

    def cut(self, n):
        """Only the third answer is whole."""
        self.feed(numbered("cut", 3), length=50 if n < 3 else None, etag='"cut"')

    def chunkcut(self, n):
        if n >= 3:
            self.feed(numbered("chunkcut", 3), etag='"chunkcut"')
            return
        body = rss(numbered("chunkcut", 3)).encode()
        self.status = 200
        self.send_response_only(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("ETag", '"chunkcut"')
        self.end_headers()
        self.wfile.write(b"%x\r\n" % len(body) + body)
        self.close_connection = True

    def maintenance(self, n):
        """A page instead of the feed, with status 200."""
        if n in (2, 3):
            self.send(200, b"<!DOCTYPE html><html><head><title>Back soon</title></head><body><p>We are working on it."
                      b"</p></body></html>", [("Content-Type", "text/html")])
        else:
            self.feed(numbered("maintenance", 1), comment=str(n))

    def gone(self, n):
        self.send(410)

    def missing(self, n):
        self.send(404, b"no")

    def error(self, n):
        self.send(500, b"oops")

    def wall(self, n):
        self.send(403, b"<html>Are you human?</html>", [("cf-mitigated", "challenge")])

    def busy(self, n):
        """Asks for 3 s in both ways, then is a feed."""
        until = email.utils.formatdate(int(time.time()) + 4, usegmt=True)
        if n < 3:
            self.send(429 if n == 1 else 503, b"later", [("Retry-After", "3" if n == 1 else until)])
        else:
            self.feed(numbered("busy", 2), etag='"busy"')

    def neighbour(self, n):
        self.feed(numbered("neighbour", 1), etag='"neighbour"')

    def redirect(self, status, path):
        self.send(status, headers=[("Location", path)])

    def mixed(self, n):
        self.redirect(302, "/mixed2")

    def mixed2(self, n):
        self.redirect(301, "/target")

    def target(self, n):
        self.feed(numbered("mixed", 1), etag='"mixed"')

    def moved(self, n):
        self.redirect(301, "/moved2")

    def moved2(self, n):
        self.redirect(308, "/movedto")

    def movedto(self, n):
        self.feed(numbered("moved", 1), etag='"moved"')

    def loop(self, n):
        self.redirect(302, "/loop")

    def tofile(self, n):
        self.redirect(301, "file:///etc/passwd")

    def toprivate(self, n):
        self.redirect(301, "http://127.0.0.7:%d/target" % self.server.server_port)

    def bomb(self, n):
        self.send(200, BOMB, [("Content-Encoding", "gzip")])

    def drip(self, n):
        self.status = 200
        self.send_response_only(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            time.sleep(0.1)

    # --- pages behind links ---

    def linked(self, n):
        self.feed(numbered("linked", 4), link="http://%s:%d/page" % (HOSTS[5], self.server.server_port), etag='"l"')

    def page(self, n):
        number = self.path[-1]
        if number == "1":
            self.send(404)
            return
        sentence = "<p>Officials said on Tuesday that shipment number %s of 400 accelerators was held at the port.</p>"
        self.send(200, ("<!DOCTYPE html><html><head><title>Page %s</title></head><body><article><h1>Page %s</h1>%s"
                        "</article></body></html>" % (number, number, sentence % number * 8)).encode(),
                  [("Content-Type", "text/html; charset=utf-8")])

    def robots(self, n):
        self.send(200, b"User-agent: *\nDisallow: /\n\nUser-agent: chipwatch\nDisallow: /page2\n")

    def do_GET(self):
        begin = int(time.time() * 1000)
        host, name = self.connection.getsockname()[0], self.path.split("?")[0].strip("/").split(".")[0]
        with lock:
            n = asked[name] = asked.get(name, 0) + 1
        self.status, self.items = 0, []
        method = getattr(self, "page" if name.startswith("page") else name, None)
        try:
            if method:
                method(n)
            else:
                self.send(404)
            self.wfile.flush()
        except OSError:
            self.items = []
            self.close_connection = True
        with lock:
            log.write(json.dumps({"begin": begin, "end": int(time.time() * 1000), "host": host, "path": self.path,
                                  "status": self.status, "headers": dict(self.headers), "items": self.items}) + "\n")
            log.flush()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):  # without the look at the name service that http.server takes
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address

    def handle_error(self, request, client_address):
        pass  # whoever is killed hangs up


log = open(sys.argv[1], "a")
first = Server((HOSTS[0], 0), Feeds)
servers = [first] + [Server((host, first.server_port), Feeds) for host in HOSTS[1:]]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(first.server_port, flush=True)
first.serve_forever()
