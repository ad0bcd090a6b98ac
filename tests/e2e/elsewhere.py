"""A host on loopback that tables are fetched from, and that misbehaves on demand."""
import socket
import threading
import time

TABLE = b"code;valeur\n01;1\n02;2\n"


class Elsewhere:
    """Answers GET /<what>[/<argument>], over TLS with an ssl.SSLContext; .hits are the paths asked for, .connects the connections."""

    def __init__(self, tls=None):
        self.hits, self.connects, self.stop, self.tls = [], 0, threading.Event(), tls
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connects += 1
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(4096)
                if not part:
                    return
                head += part
            path = head.split()[1].decode()
            self.hits.append(path)
            what, _, argument = path.partition("?")[0].strip("/").partition("/")
            getattr(self, "do_" + what)(connection, argument)
        except OSError:
            pass
        finally:
            connection.close()

    @staticmethod
    def send(connection, status, headers, body=b""):
        lines = [f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)

    def do_table(self, c, _):
        self.send(c, "200 OK", ["Content-Type: Text/CSV; charset=utf-8", f"Content-Length: {len(TABLE)}"], TABLE)

    def do_big(self, c, size):
        self.send(c, "200 OK", ["Content-Type: text/csv"])
        for _ in range(int(size) // 1000):
            c.sendall(b"x" * 1000)

    def do_announced(self, c, size):
        self.send(c, "200 OK", [f"Content-Length: {size}"], b"x" * 10)

    def do_slow(self, c, _):
        self.send(c, "200 OK", ["Content-Length: 1000"])
        while not self.stop.is_set():
            c.sendall(b"x")
            time.sleep(0.5)

    def do_hang(self, c, _):
        self.stop.wait(60)

    def do_reset(self, c, _):
        self.send(c, "200 OK", ["Content-Length: 1000"], b"x" * 10)
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def do_short(self, c, _):
        self.send(c, "200 OK", ["Content-Length: 1000"], b"x" * 10)

    def do_garbage(self, c, _):
        c.sendall(b"SSH-2.0-OpenSSH_9.2 sesame\r\n")

    def do_type(self, c, _):
        self.send(c, "200 OK", ["Content-Type: <script>sesame</script>", "Content-Length: 1"], b"x")

    def do_status(self, c, status):
        self.send(c, f"{status} sesame", ["Content-Type: text/plain"], b"sesame, says the other side")

    def do_to(self, c, url):
        self.send(c, "302 Found", [f"Location: {url}", "Content-Length: 6"], b"sesame")

    def do_loop(self, c, n):
        self.send(c, "302 Found", [f"Location: /loop/{int(n) - 1}" if int(n) else "Location: /table"])

    def close(self):
        self.stop.set()
        self.socket.close()
