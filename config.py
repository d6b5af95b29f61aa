"""Settings: one frozen object read from `BANGVANG_*`, and the reasons why an installation may not start.

Every default is safe to publish and sensible for the embedded installation (one machine, SQLite, files on
disk). What production must not run with is named by `problems`, one sentence for each.

It is longer than 300 lines: every setting of an installation beside what makes it unsafe.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLISHED_SECRET = "demonstration-only-secret-that-everyone-can-read"  # noqa: S105  refused in production
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_SECRET = 32
SMALLEST_S3_PART = 5 * 2**20
SMALLEST_SCAN_WINDOW = 2 * 2**20


class UnsafeSettingsError(Exception):
    """The settings forbid to start; `sentences` say why, one for each value."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Settings:
    """All that may differ between two installations. Sizes are bytes, spans are seconds."""

    installation: str = "demonstration"
    secret_key: str = field(default=PUBLISHED_SECRET, repr=False)
    data_folder: Path = Path("var")
    database_url: str = field(default="", repr=False)
    desk_database_url: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    debug: bool = False
    trusted_proxies: int = 0
    arrival_header: str = ""
    locale: str = "vi"
    session_idle_seconds: int = 20 * 60
    session_absolute_seconds: int = 8 * 3600
    part_bytes: int = 8 * 2**20
    concurrent_bodies: int = 24
    bodies_per_account: int = 8
    body_stall_seconds: float = 60.0
    free_bytes_reserve: int = 512 * 2**20
    person_quota_bytes: int = 4 * 2**30
    entry_quota_bytes: int = 3 * 2**30
    store_quota_bytes: int = 0
    part_address_seconds: int = 900
    play_link_seconds: int = 300
    public_cache_seconds: float = 2.0
    accel_prefix: str = ""
    embed_origins: str = ""
    downloads_url: str = ""
    lease_seconds: float = 60.0
    poll_seconds: float = 0.5
    broker_url: str = field(default="", repr=False)
    sweep_seconds: float = 5.0
    most_attempts: int = 5
    sandbox: str = "full"
    ffmpeg: str = ""
    clamav: str = ""
    clamav_signatures: str = ""
    clamav_window_bytes: int = 24 * 2**20
    failpoint: str = ""
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    text_url: str = ""
    text_secret: str = field(default="", repr=False)
    text_hosts: str = ""
    text_private: bool = False
    export_alarm_rows: int = 200
    office_name: str = "Ủy ban nhân dân huyện Đakrông"
    s3_endpoint: str = ""
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = field(default="", repr=False)
    s3_public_endpoint: str = ""
    s3_path_style: bool = True

    @property
    def is_production(self) -> bool:
        return self.installation == "production"

    @property
    def is_embedded(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the application's database."""
        return self.database_url or f"sqlite:///{self.data_folder / 'bangvang.sqlite3'}"

    @property
    def desk_database(self) -> str:
        """The address used by the judge's desk: the same database, under a login that cannot read identity."""
        return self.desk_database_url or self.database

    @property
    def is_on_s3(self) -> bool:
        """Whether files lie in an S3-compatible store instead of the data folder."""
        return bool(self.s3_bucket or self.s3_endpoint)

    @property
    def store_folder(self) -> Path:
        return self.data_folder / "store"

    @property
    def scratch_folder(self) -> Path:
        return self.data_folder / "scratch"

    @property
    def keys_folder(self) -> Path:
        return self.data_folder / "keys"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def port(self) -> int:
        parts = urlsplit(self.base_url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def cookies_are_secure(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environ` (default: the process's) spells out; unnamed ones keep their default."""
    source = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for name, default in _defaults().items():
        raw = source.get(f"BANGVANG_{name.upper()}")
        if raw is not None:
            values[name] = _read(name, raw, default)
    unknown = sorted(k for k in source if k.startswith("BANGVANG_") and k[9:].lower() not in _defaults())
    if unknown:
        raise UnsafeSettingsError(
            tuple(f"{name} is no setting of this version; correct or remove it." for name in unknown)
        )
    return Settings(**values)  # type: ignore[arg-type]  # _read keeps each field's type


def problems(settings: Settings) -> tuple[str, ...]:
    """Why this installation must not start; empty when it may. A demonstration is allowed nearly anything."""
    found: list[str] = []
    if settings.installation not in {"demonstration", "production"}:
        found.append("BANGVANG_INSTALLATION must be 'demonstration' or 'production'.")
    found += _downloads_problems(settings)
    found += _store_problems(settings)
    found += _embed_problems(settings)
    found += _scanner_problems(settings)
    found += _mail_problems(settings)
    found += _text_problems(settings)
    if not settings.is_production:
        return tuple(found)
    if settings.secret_key == PUBLISHED_SECRET or len(settings.secret_key) < SHORTEST_SECRET:
        found.append(
            "BANGVANG_SECRET_KEY is missing, published or shorter than 32 characters: anyone could forge forms."
        )
    if settings.debug:
        found.append("BANGVANG_DEBUG is on: error pages would show the inside of the portal to visitors.")
    if not settings.cookies_are_secure and settings.host not in LOOPBACK:
        found.append(
            "BANGVANG_BASE_URL is not https: browsers drop the sign-in cookies on plain http outside this machine."
        )
    if settings.failpoint:
        found.append("BANGVANG_FAILPOINT is set: failpoints exist for tests and break a real installation on purpose.")
    if settings.sandbox not in {"full", "weak"}:
        found.append("BANGVANG_SANDBOX must be 'full', or 'weak' to accept a machine without full isolation knowingly.")
    if is_open_to_others(settings.data_folder):
        found.append(
            f"The data folder {settings.data_folder} is open to other accounts of this machine; run chmod 700 on it."
        )
    return tuple(found)


def _downloads_problems(settings: Settings) -> list[str]:
    """Why originals could not be handed out from an origin of their own."""
    if not settings.downloads_url:
        return []
    own = urlsplit(settings.downloads_url)
    if own.scheme not in {"https", "http"} or not own.netloc or own.path.strip("/"):
        return ["BANGVANG_DOWNLOADS_URL must be an address such as https://tep.example.vn."]
    if own.netloc == urlsplit(settings.base_url).netloc:
        return ["BANGVANG_DOWNLOADS_URL is the portal's own address: originals need a host name of their own, or none."]
    return []


def _mail_problems(settings: Settings) -> list[str]:
    """Why letters could not be sent."""
    if not settings.mail_url:
        return []
    found = []
    place = urlsplit(settings.mail_url)
    if place.scheme not in {"smtp", "smtp+starttls", "smtps"} or not place.hostname:
        found.append("BANGVANG_MAIL_URL must be an address such as smtp+starttls://name:password@mail.example.vn:587.")
    if "@" not in settings.mail_from:
        found.append("BANGVANG_MAIL_FROM is missing: letters need an address that they come from.")
    if settings.is_production and place.scheme == "smtp" and place.hostname not in LOOPBACK:
        found.append("BANGVANG_MAIL_URL is plain smtp to another machine: use smtp+starttls or smtps.")
    return found


def _text_problems(settings: Settings) -> list[str]:
    """Why short messages could not be sent."""
    found: list[str] = []
    if not settings.text_url:
        return found
    place = urlsplit(settings.text_url)
    if place.scheme != "https" and (settings.is_production or place.hostname not in LOOPBACK):
        found.append("BANGVANG_TEXT_URL must be an address that begins with https://.")
    if place.hostname not in settings.text_hosts.split():
        found.append("BANGVANG_TEXT_HOSTS does not name the host of BANGVANG_TEXT_URL: nothing is sent elsewhere.")
    if len(settings.text_secret) < SHORTEST_SECRET:
        found.append("BANGVANG_TEXT_SECRET is shorter than 32 characters: the gateway could not tell who writes.")
    return found


def _embed_problems(settings: Settings) -> list[str]:
    """Why results could not be shown in frames of other sites."""
    return [
        f"BANGVANG_EMBED_ORIGINS: {one} must be an origin such as https://huyen.example.vn, without a path."
        for one in settings.embed_origins.split()
        if not _is_origin(one, secure=settings.is_production)
    ]


def _is_origin(text: str, *, secure: bool) -> bool:
    address = urlsplit(text)
    schemes = {"https"} if secure else {"https", "http"}
    bare = not (address.path or address.query or address.fragment or address.username)
    return address.scheme in schemes and bool(address.hostname) and bare and "*" not in text and ";" not in text


def _store_problems(settings: Settings) -> list[str]:
    """Why files could not be kept in the S3-compatible store that is named."""
    if not settings.is_on_s3:
        return []
    found = []
    if not (settings.s3_bucket and settings.s3_endpoint):
        found.append("BANGVANG_S3_ENDPOINT and BANGVANG_S3_BUCKET belong together; one of them is missing.")
    if bool(settings.s3_access_key) != bool(settings.s3_secret_key):
        found.append("BANGVANG_S3_ACCESS_KEY and BANGVANG_S3_SECRET_KEY belong together; one of them is missing.")
    for name in ("s3_endpoint", "s3_public_endpoint"):
        address = urlsplit(getattr(settings, name))
        if getattr(settings, name) and not (address.scheme in {"http", "https"} and address.hostname):
            found.append(f"BANGVANG_{name.upper()} must be an address such as https://s3.example.vn.")
    if not settings.is_production:
        return found
    if settings.part_bytes < SMALLEST_S3_PART:
        found.append("BANGVANG_PART_BYTES is under 5 MiB, the smallest part that S3 takes.")
    public = urlsplit(settings.s3_public_endpoint or settings.s3_endpoint)
    if public.scheme != "https" and public.hostname not in LOOPBACK:
        found.append(
            "BANGVANG_S3_PUBLIC_ENDPOINT (or BANGVANG_S3_ENDPOINT) is not https: browsers refuse to send files "
            "from a page on https to plain http."
        )
    return found


def _scanner_problems(settings: Settings) -> list[str]:
    """Why files could not be scanned for malware by the scanner that is named."""
    found = []
    if settings.clamav and not is_scanner_address(settings.clamav):
        found.append("BANGVANG_CLAMAV must be unix:/run/clamav/clamd.ctl, tcp://host:port, clamscan or its path.")
    if settings.clamav_window_bytes < SMALLEST_SCAN_WINDOW:
        found.append(f"BANGVANG_CLAMAV_WINDOW_BYTES is under {SMALLEST_SCAN_WINDOW} bytes.")
    return found


def is_scanner_address(address: str) -> bool:
    """Whether `address` says where ClamAV is: its daemon's socket, or the program.

    >>> [is_scanner_address(one) for one in ("clamscan", "unix:/run/clamav/clamd.ctl", "tcp://av:3310", "clamav")]
    [True, True, True, False]
    """
    if address.startswith("unix:"):
        return address.removeprefix("unix:").startswith("/")
    if address.startswith("tcp://"):
        try:
            return bool(urlsplit(address).hostname and urlsplit(address).port)
        except ValueError:
            return False
    return address == "clamscan" or (address.startswith("/") and Path(address).name == "clamscan")


def is_open_to_others(folder: Path) -> bool:
    """Whether group or others may enter or read `folder`; a folder that is not there yet is closed."""
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return False
    return bool(mode & (stat.S_IRWXG | stat.S_IRWXO))


def check(settings: Settings) -> Settings:
    """`settings` when they are safe to start with.

    Raises:
        UnsafeSettingsError: with one sentence for each unsafe value.
    """
    if found := problems(settings):
        raise UnsafeSettingsError(found)
    return settings


def _defaults() -> dict[str, object]:
    return {name: f.default for name, f in Settings.__dataclass_fields__.items()}


def _read(name: str, raw: str, default: object) -> object:
    try:
        match default:
            case bool():
                return _truth(raw)
            case int():
                return int(raw)
            case float():
                return float(raw)
            case Path():
                return Path(raw)
            case _:
                return raw
    except ValueError as error:
        sentence = f"BANGVANG_{name.upper()} must be a {type(default).__name__}, not {raw!r}."
        raise UnsafeSettingsError((sentence,)) from error


def _truth(raw: str) -> bool:
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(raw)
