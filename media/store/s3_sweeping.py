"""Sweeping an S3-compatible store: what nobody finished, and what killed processes left behind."""

from collections.abc import Iterator
from datetime import datetime

from media.store.contract import ObjectMissingError, StorageKey, Swept
from media.store.s3_requests import WORKERS_PATIENCE_SECONDS, Patience, Requests, if_there
from media.store.s3_uploads import INCOMING, NOTES, OBJECTS, Uploads, incoming_path, note_path, object_path


def sweep(requests: Requests, uploads: Uploads, *, before: datetime) -> Swept:
    """Forget uploads to which nothing came since `before`, and what is older and named by no note."""
    forgotten = leftovers = 0
    for key in [StorageKey(name) for name, changed_at in walk(requests, NOTES) if changed_at < before]:
        if _is_touched_since(requests, uploads, key, before):
            continue
        was_complete = _is_there(requests, object_path(key))
        uploads.forget(key, patience=Patience())
        forgotten, leftovers = forgotten + (not was_complete), leftovers + was_complete
    for name, changed_at in walk(requests, INCOMING):
        if changed_at < before and not _is_there(requests, note_path(StorageKey(name))):
            uploads.forget(StorageKey(name), patience=Patience())
            leftovers += 1
    return Swept(forgotten, leftovers + _sweep_unnoted(requests, before))


def walk(requests: Requests, prefix: str) -> Iterator[tuple[str, datetime]]:
    """The names below a prefix, each with the time when it was written."""
    patience = Patience(WORKERS_PATIENCE_SECONDS)
    for row in requests.list("list_objects_v2", "Contents", patience=patience, Prefix=prefix):
        yield str(row["Key"]).removeprefix(prefix), row["LastModified"]


def _sweep_unnoted(requests: Requests, before: datetime) -> int:
    """End uploads that the store knows and no note names: of processes that were killed between the two."""
    swept = 0
    patience = Patience(WORKERS_PATIENCE_SECONDS)
    for one in requests.list("list_multipart_uploads", "Uploads", patience=patience):
        path = str(one["Key"])
        if one["Initiated"] >= before or not path.startswith((INCOMING, OBJECTS)):
            continue
        if path.startswith(INCOMING) and _is_there(requests, note_path(StorageKey(path.removeprefix(INCOMING)))):
            continue  # still sent to, however long ago it began
        with if_there():
            requests.ask("abort_multipart_upload", path, patience=Patience(), Key=path, UploadId=one["UploadId"])
        swept += 1
    return swept


def _is_touched_since(requests: Requests, uploads: Uploads, key: StorageKey, moment: datetime) -> bool:
    """Whether a part came since; the note itself never changes."""
    try:
        note = uploads.find(key, patience=Patience())
        path = incoming_path(key)
        rows = requests.list("list_parts", "Parts", patience=Patience(), Key=path, UploadId=note.upload_id)
    except ObjectMissingError:
        return False
    return any(row["LastModified"] >= moment for row in rows)


def _is_there(requests: Requests, path: str) -> bool:
    try:
        requests.ask("head_object", path, patience=Patience(), Key=path)
    except ObjectMissingError:
        return False
    return True
