"""A Hub in miniature for the real client: repositories in memory, on loopback."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_" + "onlyForTheseTests" * 2
LARGE = 10_000  # bytes; the real Hub keeps files over 10 MB apart, too

Files = dict[str, bytes]


@dataclass
class Repository:
    """Its commits by hash, and what it is."""

    kind: str = "model"
    private: bool = False
    gated: bool = False
    commits: dict[str, Files] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)

    def commit(self, files: Files, gone: Iterable[str] = ()) -> str:
        merged = {**self.files(), **files}
        for path in gone:
            del merged[path]
        listed = [(path, hashlib.sha1(merged[path]).digest()) for path in sorted(merged)]
        sha = hashlib.sha1(repr(listed).encode()).hexdigest()
        self.commits[sha] = merged
        self.revisions["main"] = sha
        return sha

    def files(self) -> Files:
        return self.commits.get(self.revisions.get("main", ""), {})


class Hub(ThreadingHTTPServer):
    """The server; tests make repositories and faults by setting its attributes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repositories: dict[str, Repository] = {}
        self.stored: dict[str, bytes] = {}  # large files on their way up, by sha256
        self.requests: Counter[str] = Counter()
        self.searched: dict[str, str] = {}
        self.refuse: int = 0  # answer everything with this status
        self.slow = Event()  # downloads wait for it
        self.slow.set()
        self.refuse_storage = False  # of large files
        self.cut_after: list[int] = []  # break off the next downloads after so many bytes
        self.sent: list[tuple[int, int]] = []  # of large files: first byte and count, each GET
        self.claimed_sizes: dict[str, int] = {}
        self.claimed_hashes: dict[str, str] = {}
        self.lost: set[str] = set()  # files that are listed but not there

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, name: str, files: Files, **what: object) -> Repository:
        repository = self.repositories[name] = Repository(**what)
        repository.commit(files)
        return repository

    def __enter__(self) -> "Hub":
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Refusal(Exception):
    """What the Hub answers instead: (X-Error-Code, status)."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, content: object = b"", status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self) -> None:
        address = urlsplit(self.path)
        self.content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.allowed = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        path = unquote(address.path)
        self.server.requests[f"{self.command} {path}"] += 1
        try:
            self.act(path)
        except Refusal as refusal:
            code, status = refusal.args
            self.answer({"error": "no"}, status, X_Error_Code=code, X_Error_Message="no")

    def act(self, path: str) -> None:
        if self.server.refuse:
            raise Refusal("", self.server.refuse)
        for method, pattern, action in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and self.command in method.split():
                action(self, **match.groupdict())
                return
        raise Refusal("EntryNotFound", 404)

    do_GET = do_HEAD = do_POST = do_PUT = handle_any

    def find(self, name: str, revision: str | None = None) -> tuple[Repository, str]:
        repository = self.server.repositories.get(name)
        if repository is None or (repository.private and not self.allowed):
            raise Refusal("RepoNotFound", 401)
        if repository.gated and not self.allowed:
            raise Refusal("GatedRepo", 403)
        sha = repository.revisions.get(revision or "main", revision or "")
        if sha not in repository.commits and (revision or "main") != "main":
            raise Refusal("RevisionNotFound", 404)
        return repository, sha

    def search(self) -> None:
        self.server.searched = self.query
        words = self.query.get("search", "")
        names = [n for n, each in self.server.repositories.items() if not each.private]
        self.answer([{"id": name, "downloads": 7, "tags": []} for name in names if words in name])

    def info(self, name: str, revision: str | None = None) -> None:
        repository, sha = self.find(name, revision)
        siblings: list[dict[str, object]] = []
        for path, content in repository.commits.get(sha, {}).items():
            size = self.server.claimed_sizes.get(path, len(content))
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            claimed = self.server.claimed_hashes.get(path)
            entry = {"rfilename": path, "size": size, "blobId": claimed or blob}
            if size >= LARGE:
                sha256 = claimed or hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"sha256": sha256, "size": size, "pointerSize": 130}
            siblings.append(entry)
        what = {"id": name, "sha": sha, "private": repository.private, "tags": []}
        self.answer({**what, "siblings": siblings})

    def tree(self, name: str) -> None:
        repository, _ = self.find(name)
        files = repository.files().items()
        self.answer(
            [{"type": "file", "path": p, "size": len(c), "oid": "0" * 40} for p, c in files]
        )

    def resolve(self, name: str, revision: str, path: str) -> None:
        self.server.slow.wait(60)
        repository, sha = self.find(name, revision)
        content = repository.commits.get(sha, {}).get(path)
        if content is None or path in self.server.lost:
            raise Refusal("EntryNotFound", 404)
        etag = self.server.claimed_hashes.get(path, hashlib.sha256(content).hexdigest())
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": sha, "Accept-Ranges": "bytes"}
        total = len(content)
        start = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if start:
            headers["Content-Range"] = f"bytes {start[1]}-{total - 1}/{total}"
            content = content[int(start[1]) :]
        large = self.command == "GET" and total >= LARGE
        keep = self.server.cut_after.pop(0) if large and self.server.cut_after else len(content)
        if large:
            self.server.sent.append((total - len(content), keep))
        if keep < len(content):
            length = len(content)
            self.send_response(206 if start else 200)
            for header, value in {**headers, "Content-Length": str(length)}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(content[:keep])
            self.close_connection = True
            return
        self.answer(content, 206 if start else 200, **headers)

    def create(self) -> None:
        if not self.allowed:
            raise Refusal("", 401)
        asked = json.loads(self.content)
        name = f"{asked.get('organization') or 'me'}/{asked['name']}"
        if name in self.server.repositories:
            self.answer({"url": f"{self.server.url}/{name}"}, 409)
            return
        kind = asked.get("type", "model")
        self.server.repositories[name] = Repository(
            kind,
            private=asked.get("visibility") == "private" or bool(asked.get("private")),
            settings=asked,
        )
        self.answer({"url": f"{self.server.url}/{name if kind == 'model' else f'{kind}s/{name}'}"})

    def preupload(self, name: str) -> None:
        files = json.loads(self.content)["files"]
        for file in files:
            file["uploadMode"] = "lfs" if file["size"] >= LARGE else "regular"
            file["shouldIgnore"] = False
        self.answer({"files": files})

    def batch(self, name: str) -> None:
        objects = json.loads(self.content)["objects"]
        for each in objects:
            each["actions"] = {"upload": {"href": f"{self.server.url}/stored/{each['oid']}"}}
        self.answer({"transfer": "basic", "objects": objects})

    def store(self, oid: str) -> None:
        if self.server.refuse_storage:
            raise Refusal("", 500)
        self.server.stored[oid] = self.content
        self.answer()

    def commit(self, name: str) -> None:
        if not self.allowed:
            raise Refusal("", 403)
        files: Files = {}
        gone: set[str] = set()
        for line in self.content.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            if entry["key"] == "lfsFile":
                files[value["path"]] = self.server.stored[value["oid"]]
            if entry["key"] == "deletedFile":
                gone.add(value["path"])
        repository = self.server.repositories[name]
        sha = repository.commit(files, gone)
        place = name if repository.kind == "model" else f"{repository.kind}s/{name}"
        url = f"{self.server.url}/{place}/commit/{sha}"
        self.answer({"success": True, "commitOid": sha, "commitUrl": url})


KINDS, NAME = r"(?:models|spaces)", r"(?P<name>[^/]+/[^/]+?)"
ROUTES = (
    ("GET", r"/api/models", Handler.search),
    ("GET", rf"/api/{KINDS}/{NAME}", Handler.info),
    ("GET", rf"/api/{KINDS}/{NAME}/revision/(?P<revision>.+)", Handler.info),
    ("GET", rf"/api/{KINDS}/{NAME}/tree/main", Handler.tree),
    ("GET HEAD", rf"/(?:spaces/)?{NAME}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", Handler.resolve),
    ("POST", r"/api/repos/create", Handler.create),
    ("POST", r"/api/validate-yaml", lambda self: self.answer({})),
    ("POST", rf"/api/{KINDS}/{NAME}/preupload/main", Handler.preupload),
    ("POST", rf"/(?:spaces/)?{NAME}\.git/info/lfs/objects/batch", Handler.batch),
    ("PUT", r"/stored/(?P<oid>[0-9a-f]+)", Handler.store),
    ("POST", rf"/api/{KINDS}/{NAME}/commit/main", Handler.commit),
)
