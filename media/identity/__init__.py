"""The identity scan: what in a work, and all around it, tells who made it; and where nothing could be read.

A text, property, comment, tag, subtitle or file name that holds a term is an `identity_found`; every place that
could not be read is an `identity_unsure` of its own, never passed over as clean. Whether a hit matters is for the
validator: an essay may well speak of its own unit.
"""

from media.identity.terms import Term, TermKind
from media.identity.texts import scan

__all__ = ["Term", "TermKind", "scan"]
