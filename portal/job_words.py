"""The words of jobs: what each kind does, where it stands, and what its failure asks of the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from flask_babel import LazyString

KINDS = {
    "act_on_gaps": _l("Act on marks that lie too far apart"),
    "anchor": _l("Write down the head of the history"),
    "compare_article": _l("Prepare a text of the library for comparing"),
    "compare_missing": _l("Ask for comparisons that lack"),
    "compare_part": _l("Prepare a work for comparing"),
    "compare_print": _l("Compare a work with all others"),
    "examine_video": _l("Look for black, still and silent stretches of a video"),
    "issue_paper": _l("Make the final files of a paper"),
    "judge_again": _l("Judge the measurements under a new plan"),
    "make_renditions": _l("Prepare an entry for the judges"),
    "measure_part": _l("Measure a file"),
    "prepare_renditions": _l("Convert a file for viewing"),
    "ask_reset": _l("Look up who forgot the password, and write the letter"),
    "forget_registrations": _l("Delete the details of decided registrations"),
    "send_registration": _l("Write to somebody who registered himself"),
    "publish_planned": _l("Publish a result at its moment"),
    "purge_archives": _l("Delete what archived contests need not keep any longer"),
    "purge_payees": _l("Delete winners' numbers whose day has come"),
    "remind": _l("Remind people before a deadline"),
    "scan_missing": _l("Ask for scans that lack"),
    "scan_part": _l("Scan a file for malware"),
    "scrub": _l("Check all stored files"),
    "second_receipt": _l("Complete a receipt"),
    "send_batch": _l("Send letters to many"),
    "send_digests": _l("Send the letters of the day"),
    "send_mail": _l("Send a letter"),
    "send_text": _l("Send a short message"),
    "sweep": _l("Clear what is over"),
    "sweep_renditions": _l("Clear converted files nobody needs"),
    "sweep_replaced": _l("Free what was replaced before it was handed in"),
    "sweep_rowless": _l("Remove stored files that belong to nothing"),
    "sweep_scratch": _l("Remove what interrupted work left on the disk"),
    "sweep_uploads": _l("Clear unfinished uploads"),
    "tell_plan": _l("Tell people of a plan"),
    "tell_questions": _l("Tell the secretaries of judges' questions"),
    "warn_units": _l("Remind the units"),
}
STATES = {
    "poison": (_l("given up"), "danger"),
    "running": (_l("running"), "info"),
    "queued": (_l("waits for its turn"), "neutral"),
    "done": (_l("done"), "success"),
}
RETRYING = (_l("failed, will be tried again"), "warning")
FAILURES = {
    "WorkerDied": _l(
        "The worker ended without a word each time that it did this job, for want of memory or by a crash. Look into "
        "the system's log before you run it again."
    ),
    "JobTookTooLong": _l("The job ran beyond its time limit. Run it again when the machine has less to do."),
    "UnknownJobError": _l("This version of the portal does not know this job. Bring all workers to the same version."),
    "FfmpegMissingError": _l("ffmpeg is missing or cannot be run. Install it, then run the job again."),
    "SandboxWeakerError": _l(
        "The isolation for reading files could not be set up as at the start. Start the worker again."
    ),
    "DamagedObjectsError": _l(
        "Stored files differ from what was accepted. Restore them from the backup, then run the job again."
    ),
    "ScannerAwayError": _l(
        "The scanner for malware did not answer or could not read the file. See that it runs; what waits for it is "
        "scanned by itself then."
    ),
    "PartNotScannedError": _l("The file has not been scanned for malware. It goes on by itself when it is."),
    "PartInfectedError": _l("Malware was found in the file. Nothing is made of it."),
    "NotMeasuredError": _l("The file has not been measured. Run its measurement again first."),
    "NotMeasuredYetError": _l("The file has not been measured. Run its measurement again first."),
    "NothingToShowError": _l("The entry has nothing that a judge could see. Its validator has to look at it."),
    "OperationalError": _l("The database did not answer. Run the job again when it does."),
    "ObjectMissingError": _l("The stored file is missing. Restore it from the backup, then run the job again."),
    "ObjectDamagedError": _l(
        "Stored files differ from what was accepted. Restore them from the backup, then run the job again."
    ),
    "StoreUnavailableError": _l("The storage did not answer. Run the job again when it does."),
    "StoreFullError": _l("The storage is full. Make room, then run the job again."),
    "TooManyRowlessError": _l(
        "Many stored files belong to nothing, which looks like a database that was restored from an older day. Nothing "
        "was removed. Restore the database of the same day, or check the files before you run the job again."
    ),
    "TimedOutError": _l("A program ran beyond its time limit over this file."),
    "OutOfMemoryError": _l("A program needed more memory than it is allowed over this file."),
    "TooMuchOutputError": _l("A program wrote more than it is allowed over this file."),
    "KilledError": _l("A program crashed over this file."),
    "TaskFailedError": _l("A program could not do its work on this file."),
    "OSError": _l("The system refused to read or write a file. Look at the free space and the rights of the folders."),
}
UNKNOWN_FAILURE = _l(
    "The job failed for a reason that the portal does not know. Give the technical message to whoever maintains it."
)


def kind_words(kind: str) -> LazyString | str:
    """What a job of `kind` does; the bare name of a kind of another version."""
    return KINDS.get(kind, kind)


def failure_sentence(name: str) -> LazyString | str:
    """What went wrong, and what to do, by the name of the failure; nothing without one."""
    return FAILURES.get(name, UNKNOWN_FAILURE) if name else ""
