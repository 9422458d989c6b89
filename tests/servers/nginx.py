"""nginx: a static simple index behind a password file, and a witness in front of other servers."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.running import free_port, process

SETTLED = 0.1  # seconds without a new line
# `visitor` may read the pages and not the files.
USERS = {"reader": "reader-Pw7%x", "guest": "guest-Pw8&y", "visitor": "visitor-Pw9*z"}
_CONFIG = """\
daemon off;
master_process off;
pid {root}/nginx.pid;
error_log {root}/error.log;
events {{}}
http {{
  log_format seen '$request_method $request_uri $remote_user $status';
  access_log {root}/access.log seen;
  client_body_temp_path {root}/body;
  proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi;
  scgi_temp_path {root}/scgi;
  types {{ text/html html; application/octet-stream whl; }}
  map $remote_user $stranger {{ default 0; guest 1; }}
  server {{
    listen 127.0.0.1:{port};
    root {root}/www;
    {locations}
  }}
}}
"""
# `guest` has a right password and may not read: 403.
_STATIC = """
    location / {
      auth_basic "packages";
      auth_basic_user_file %(root)s/htpasswd;
      index index.html;
      if ($stranger) { return 403; }
    }
    location /files/ {
      auth_basic "files";
      auth_basic_user_file %(root)s/htpasswd-files;
    }
"""


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx; every request it answered stands in its access log."""

    url: str
    root: Path

    def seen(self) -> list[str]:
        """The requests so far, as `METHOD path user status`; user `-` without a credential.

        nginx writes a line when it has done with a request, a moment after the client has its
        answer: the log is read when nothing has come for a while.
        """
        log = self.root / "access.log"
        lines: list[str] | None = None
        while True:
            now = log.read_text().splitlines() if log.exists() else []
            if now == lines:
                return now
            lines = now
            time.sleep(SETTLED)


def password_file(path: Path, users: dict[str, str]) -> None:
    """Write an htpasswd file with the tool of that name."""
    path.touch()
    for name, password in users.items():
        words = ["htpasswd", "-i", "-m", str(path), name]
        subprocess.run(words, input=password.encode(), capture_output=True, check=True)


@contextlib.contextmanager
def running(root: Path, locations: str) -> Iterator[Nginx]:
    """nginx with these `location` blocks; `root` is its folder, `root/www` its documents."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    (root / "www").mkdir(parents=True, exist_ok=True)
    text = _CONFIG.format(root=root, port=port, locations=locations)
    (root / "nginx.conf").write_text(text)
    words: list[str | Path] = [
        program,
        "-p",
        root,
        "-e",
        root / "error.log",
        "-c",
        root / "nginx.conf",
    ]
    with process(words, port, root / "output.log"):
        yield Nginx(f"http://127.0.0.1:{port}", root)


@contextlib.contextmanager
def static_index(root: Path) -> Iterator[Nginx]:
    """The documents below `root/www`, for `reader` only; `/files/` takes another password file."""
    password_file(root / "htpasswd", USERS)
    password_file(root / "htpasswd-files", {"reader": USERS["reader"]})
    with running(root, _STATIC % {"root": root}) as server:
        yield server


@contextlib.contextmanager
def witness(root: Path, port: int) -> Iterator[Nginx]:
    """nginx in front of the server at `port`, to write down what it is asked."""
    locations = f"""
    location / {{
      proxy_pass http://127.0.0.1:{port};
      proxy_set_header Host $http_host;
      proxy_set_header X-Outside-URL http://$http_host;
    }}
    """
    with running(root, locations) as server:
        yield server
