"""One process that is a whole OpenStack Swift with its S3 API: proxy, account, container and object server.

    python -m tests.swift_node FOLDER

Swift's own applications with Swift's own middleware, each behind a socket of its own on the loopback address; only
what a cluster needs beside them (memcached, syslog, replication, four processes) is left out, so that it is there
after two seconds. It writes FOLDER/ready.json and ends itself, with its folder, when nobody holds FOLDER/alive.
"""

# ruff: noqa: E402  eventlet wants to come before everything else
from __future__ import annotations

import os

os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # names are not asked for, so a machine without `localhost` is no obstacle

import eventlet
import eventlet.wsgi

eventlet.monkey_patch()

import fcntl
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from swift.common import constraints, storage_policy, utils
from swift.common.ring import RingBuilder
from swift.common.wsgi import SwiftHttpProtocol, loadapp

LOOK_SECONDS = 1.0
USERS = {"bangvang_portal": "a-secret-of-the-test", "others_stranger": "another-secret-of-the-test"}
SWIFT_CONF = """
[swift-hash]
swift_hash_path_prefix = tests
swift_hash_path_suffix = tests
[storage-policy:0]
name = gold
default = yes
"""
DEFAULT = """
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
fallocate_reserve = 0
disable_fallocate = yes
log_level = CRITICAL
log_udp_host = 127.0.0.1
log_udp_port = 9
cors_allow_origin = *
strict_cors_mode = false
"""
BACKEND = """
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = """
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
dns_compliant_bucket_names = true
min_segment_size = 1
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
{users}
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


def main(folder: Path) -> None:
    """Serve until nobody holds the folder's lock any more."""
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text(SWIFT_CONF, encoding="ascii")
    utils.SWIFT_CONF_FILE = str(folder / "swift.conf")
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()
    for name in ("fsync", "fdatasync"):  # what is tested is what is stored, not a power cut of the machine
        setattr(os, name, lambda _descriptor: None)
    sockets = {kind: eventlet.listen(("127.0.0.1", 0), backlog=256) for kind in ("account", "container", "object")}
    for kind, sock in sockets.items():
        make_ring(folder, kind, sock.getsockname()[1])
    for kind, sock in sockets.items():
        serve(folder, kind, sock, BACKEND.format(kind=kind))
    proxy = eventlet.listen(("127.0.0.1", 0), backlog=256)
    users = "\n".join(f"user_{name} = {secret} .admin" for name, secret in USERS.items())
    serve(folder, "proxy", proxy, PROXY.format(users=users))
    ready = {"port": proxy.getsockname()[1], "pid": os.getpid()}
    (folder / "ready.part").write_text(json.dumps(ready), encoding="ascii")
    (folder / "ready.part").rename(folder / "ready.json")
    wait_while_held(folder / "alive")
    shutil.rmtree(folder, ignore_errors=True)


def make_ring(folder: Path, kind: str, port: int) -> None:
    """One device on one node holds every partition."""
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port, "device": "d1"})
    builder.rebalance()
    builder.get_ring().save(str(folder / f"{kind}.ring.gz"))


def serve(folder: Path, kind: str, sock: Any, sections: str) -> None:
    """Load one of Swift's applications and let it answer on `sock`."""
    path = folder / f"{kind}-server.conf"
    path.write_text(DEFAULT.format(folder=folder) + sections, encoding="ascii")
    application = loadapp(str(path))
    silent = Path(os.devnull).open("w", encoding="ascii")  # noqa: SIM115  as long as the process lives
    eventlet.spawn(
        eventlet.wsgi.server, sock, application, silent, protocol=SwiftHttpProtocol, keepalive=30, max_size=512
    )


def wait_while_held(path: Path) -> None:
    """Those who use the server hold a shared lock; when all are gone, however they ended, it is ours."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        eventlet.sleep(LOOK_SECONDS)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
