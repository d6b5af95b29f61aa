"""The identities that leave the database: random UUIDs, one type per noun."""

from typing import NewType
from uuid import UUID

UnitID = NewType("UnitID", UUID)
PersonID = NewType("PersonID", UUID)
AccountID = NewType("AccountID", UUID)
ProgrammeID = NewType("ProgrammeID", UUID)
PlanVersionID = NewType("PlanVersionID", UUID)
EntryID = NewType("EntryID", UUID)
EntryVersionID = NewType("EntryVersionID", UUID)
PartID = NewType("PartID", UUID)
MeasurementID = NewType("MeasurementID", UUID)
ReceiptID = NewType("ReceiptID", UUID)
ValidationID = NewType("ValidationID", UUID)
RoundID = NewType("RoundID", UUID)
SeatID = NewType("SeatID", UUID)
CodeID = NewType("CodeID", UUID)
RenditionID = NewType("RenditionID", UUID)
AssignmentID = NewType("AssignmentID", UUID)
ReviewID = NewType("ReviewID", UUID)
ResultID = NewType("ResultID", UUID)
AwardID = NewType("AwardID", UUID)
PublicationID = NewType("PublicationID", UUID)
JobID = NewType("JobID", UUID)
UploadID = NewType("UploadID", UUID)
SessionID = NewType("SessionID", UUID)
