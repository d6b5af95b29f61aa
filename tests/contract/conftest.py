"""The stores that keep the contract; a new one joins by one line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from media.store.contract import StorageKey, Store
from media.store.disk import DiskStore
from media.store.s3 import S3Store
from media.store.s3_requests import S3Access
from tests.contract.sending import new_key
from tests.fault_proxy import FaultProxy
from tests.swift import ACCESS_KEY, REGION, SECRET_KEY, SwiftServer


@pytest.fixture(params=["disk", "swift"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "disk":
        return DiskStore(tmp_path / "store")
    return S3Store(request.getfixturevalue("access"), scratch=tmp_path)


@pytest.fixture
def access(swift: SwiftServer) -> S3Access:
    """The way to an empty bucket of the real store."""
    return S3Access(swift.endpoint, swift.make_bucket(), REGION, ACCESS_KEY, SECRET_KEY)


@pytest.fixture
def s3(access: S3Access, tmp_path: Path) -> S3Store:
    return S3Store(access, scratch=tmp_path)


@pytest.fixture
def proxy(swift: SwiftServer) -> Iterator[FaultProxy]:
    """A proxy in front of the real store, without faults yet."""
    with FaultProxy(swift.port).running() as proxy:
        yield proxy


@pytest.fixture
def key() -> StorageKey:
    return new_key()
