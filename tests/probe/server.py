"""A gateway that answers as one of them does: server.py FOLDER.

Prints its port. FOLDER/mode names the answers; each request's path and headers
are appended to FOLDER/seen. FOLDER/silent is a port that takes connections and
never answers.
"""
import http.server
import pathlib
import socket
import sys

folder = pathlib.Path(sys.argv[1])
JSON = "application/json; charset=utf-8"
ENVOY = (401, "text/plain", "Unauthorized")
NO_KEY = (401, JSON, '{\n  "message":"No API key found in request",\n'
          '  "request_id":"1"\n}')
TABLE = (404, JSON, '{"code":"PGRST205","details":null,"hint":null,'
         '"message":"Could not find the table in the schema cache"}')


def postgrest(status, code):
    return status, JSON, f'{{"code":"{code}","message":"x"}}'


# mode: (without a key, with one)
MODES = {
    "envoy": (ENVOY, TABLE),
    "envoy-unknown-key": (ENVOY, ENVOY),
    "envoy-rbac": (ENVOY, (403, "text/plain", "RBAC: access denied")),
    "envoy-studio": ((401, "text/plain", "User authentication failed. "
                      "Missing username and password."),) * 2,
    "envoy-functions": (ENVOY, (401, "text/plain", "Invalid API key")),
    "envoy-conflict": (ENVOY, (401, "text/plain", "Conflicting API keys")),
    "envoy-underscore": ((400, "text/plain", ""),) * 2,
    "envoy-slow": (ENVOY, (504, "text/plain", "upstream request timeout")),
    "envoy-down": (ENVOY, (503, "text/plain", "upstream connect error or "
                           "disconnect/reset before headers")),
    "kong": (NO_KEY, TABLE),
    "kong-header-lost": (NO_KEY, NO_KEY),
    "kong-2": (NO_KEY, (401, JSON, '{"message":"Invalid authentication '
                        'credentials"}')),
    "kong-3": (NO_KEY, (401, JSON, '{\n  "message":"Unauthorized",\n'
                        '  "request_id":"1"\n}')),
    "kong-acl": (NO_KEY, (403, JSON, '{"message":"You cannot consume this '
                          'service"}')),
    "kong-twice": (NO_KEY, (401, JSON, '{"message":"Duplicate API key '
                            'found"}')),
    "kong-down": (NO_KEY, (503, JSON, '{"message":"name resolution '
                           'failed"}')),
    "kong-unrouted": ((404, JSON, '{"message":"no Route matched with those '
                       'values"}'),) * 2,
    "signature": (NO_KEY, postgrest(401, "PGRST301")),
    "anonymous": (NO_KEY, postgrest(401, "PGRST302")),
    "expired-12": (NO_KEY, (401, JSON, '{"code":"PGRST301","details":null,'
                            '"hint":null,"message":"JWT expired"}')),
    "expired": (NO_KEY, postgrest(401, "PGRST303")),
    "no-secret": (NO_KEY, postgrest(500, "PGRST300")),
    "no-database": (NO_KEY, postgrest(503, "PGRST002")),
    "permission": (NO_KEY, postgrest(401, "42501")),
    "open": (TABLE, TABLE),
    "page": ((200, "text/html", "<!doctype html>\x1b[31m\nmore"),) * 2,
    "empty": ((204, "text/plain", ""),) * 2,
    "long": (ENVOY, (404, JSON, TABLE[2] + " " * 1000000)),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with (folder / "seen").open("a") as seen:
            print(self.path, *(f"{k}: {v}" for k, v in self.headers.items()),
                  sep="\n", file=seen)
        mode = (folder / "mode").read_text().strip()
        if mode == "closes":
            self.close_connection = True
            return
        if mode == "echo":
            body = self.headers.get("apikey", "nothing")
            answer = 418, "text/plain", body
        elif mode == "redirects":
            answer = 302, "text/plain", ""
        else:
            answer = MODES[mode]["apikey" in self.headers]
        status, kind, body = answer
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except ConnectionError:
            pass

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # a client that has read enough


silent = socket.create_server(("127.0.0.1", 0))
(folder / "silent").write_text(str(silent.getsockname()[1]))
with Server(("127.0.0.1", 0), Handler) as server:
    server.daemon_threads = True
    (folder / "port").write_text(str(server.server_port))
    server.serve_forever()
