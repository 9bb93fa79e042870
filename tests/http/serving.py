"""The server under test: started on a workspace of its own, spoken to by hand."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

# A slow build (a sanitizer, a busy machine) is waited for longer: JH_PATIENCE=5.
PATIENCE = float(os.environ.get("JH_PATIENCE", "1"))
SMALL = pathlib.Path(__file__).resolve().parent.parent / "cli" / "small"


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        if self.headers.get("transfer-encoding") == "chunked":
            self.body = unchunk(self.body)

    def json(self):
        return json.loads(self.body)


def unchunk(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        n = int(size, 16) if size else 0
        if n == 0:
            break
        out, data = out + data[:n], data[n + 2:]
    return out


class Server:
    """with Server(program) as server: server.ask("GET", "/healthz")"""

    def __init__(self, program, data="small", options=(), folder=None):
        self.program, self.options = str(program), list(options)
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="junheng-http-"))
        self.workspace = self.folder / "w.db"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
        self.env.update(LANG="C.UTF-8", OMP_WAIT_POLICY="passive")
        if data == "small":
            self.run("import", SMALL)
        elif data:
            self.run("sample", self.folder / "sample", *data.split())
            self.run("import", self.folder / "sample")
        self.process = None

    def run(self, *words):
        done = subprocess.run([self.program, "-q", "-w", str(self.workspace), *map(str, words)], env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300 * PATIENCE)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stderr.decode()}")

    def start(self):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [self.program, "-w", str(self.workspace), "serve", "--listen", "127.0.0.1:0", "--port-file",
             str(port_file), *self.options], env=self.env, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        until = time.monotonic() + 60 * PATIENCE
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start: " + self.log_text())
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        return self

    def log_text(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self, how=signal.SIGTERM):
        """Ends it; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(60 * PATIENCE)
        self.process = None
        self.log.close()
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop(signal.SIGTERM)
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, timeout=60 * PATIENCE):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def send(self, raw, timeout=60 * PATIENCE):
        """Send bytes, read until the server closes. b"": closed without a word."""
        with self.connect(timeout) as s:
            try:
                s.sendall(raw)
            except OSError:
                pass
            return self.rest(s)

    @staticmethod
    def rest(s):
        out = b""
        try:
            while block := s.recv(65536):
                out += block
        except ConnectionError:
            pass
        return out

    def ask(self, method, target, headers=(), body=b"", host=None):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body or method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(body)}")
        raw = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        return Answer(self.send(raw))

    def post(self, target, value=None, headers=(), body=None):
        data = body if body is not None else json.dumps(value).encode()
        kind = [] if body is not None else [("Content-Type", "application/json")]
        return self.ask("POST", target, [("X-Junheng", "1"), *kind, *headers], data)

    def wait_job(self, job, seconds=120):
        until = time.monotonic() + seconds * PATIENCE
        while time.monotonic() < until:
            answer = self.ask("GET", f"/api/v1/jobs/{job}").json()
            if answer["state"] not in ("queued", "running"):
                return answer
            time.sleep(0.05)
        raise RuntimeError(f"job {job} does not end: {answer}")
