"""The demonstration's office: units of the district, people whose names say that they are for demonstration only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.accounts import open_account
from judging.actions.grants import grant_role
from judging.enums import Role
from judging.ids import ProgrammeID, UnitID
from judging.models.people import Account, Person
from judging.models.units import Unit, UnitLevel
from portal.passwords import hash_password
from vietnamese.folding import fold
from vietnamese.names import sort_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.programmes import Programme

PASSWORD = "trinh-dien-bang-vang"  # noqa: S105  printed by the command; exists in demonstrations only
SPECIALISED, COMMUNE = "specialised_agency", "commune"
UNITS = (
    ("UBND", "Ủy ban nhân dân huyện Đakrông", "committee_office", "huyen", None),
    ("NV", "Phòng Nội vụ", SPECIALISED, "phong", "UBND"),
    ("TP", "Phòng Tư pháp", SPECIALISED, "phong", "UBND"),
    ("TCKH", "Phòng Tài chính - Kế hoạch", SPECIALISED, "phong", "UBND"),
    ("VHTT", "Phòng Văn hóa và Thông tin", SPECIALISED, "phong", "UBND"),
    ("VP", "Văn phòng HĐND và UBND", SPECIALISED, "phong", "UBND"),
    ("TTVH", "Trung tâm Văn hóa thông tin - Thể dục thể thao", "public_service_unit", "phong", "UBND"),
    ("KK", "UBND thị trấn Krông Klang", COMMUNE, "xa", "UBND"),
    ("TR", "UBND xã Tà Rụt", COMMUNE, "xa", "UBND"),
    ("HH", "UBND xã Hướng Hiệp", COMMUNE, "xa", "UBND"),
    ("MO", "UBND xã Mò Ó", COMMUNE, "xa", "UBND"),
)
LEVELS = (("huyen", "huyện", 1), ("xa", "xã, thị trấn", 2), ("phong", "phòng, đơn vị", 3))


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration. `what` says in one line what the account shows."""

    code: str
    name: str
    unit: str
    what: str
    roles: tuple[Role, ...] = ()
    position: str = "Chuyên viên"


PEOPLE = (
    DemoPerson("quantri", "Quản Trị Trình Diễn", "VP", "quản trị: đơn vị, cán bộ, vận hành", (Role.ADMIN,)),
    DemoPerson("bantochuc", "Ban Tổ Chức Trình Diễn", "UBND", "Ban Tổ chức: kế hoạch, quyết định; giữ khóa phách",
               (Role.BOARD, Role.HOLDER), "Phó Chủ tịch UBND"),
    DemoPerson("bantochuc2", "Ban Tổ Chức Trình Diễn Hai", "UBND", "Ban Tổ chức, người giữ khóa thứ hai",
               (Role.BOARD, Role.HOLDER), "Chánh Văn phòng"),
    DemoPerson("thuky", "Thư Ký Trình Diễn", "NV", "thư ký: niêm phong, phân công, đóng vòng", (Role.SECRETARY,)),
    DemoPerson("kiemtra1", "Kiểm Tra Trình Diễn Một", "NV", "kiểm tra thể thức", (Role.VALIDATOR,)),
    DemoPerson("kiemtra2", "Kiểm Tra Trình Diễn Hai", "NV", "kiểm tra thể thức, xác nhận loại", (Role.VALIDATOR,)),
    DemoPerson("truongban", "Trưởng Ban Trình Diễn", "VHTT", "Trưởng Ban Giám khảo, ghế 1", (Role.JUDGE, Role.HEAD)),
    DemoPerson("giamkhao2", "Giám Khảo Trình Diễn Hai", "TP", "giám khảo, ghế 2", (Role.JUDGE,)),
    DemoPerson("giamkhao3", "Giám Khảo Trình Diễn Ba", "TTVH", "giám khảo, ghế 3", (Role.JUDGE,)),
    DemoPerson("taichinh", "Tài Chính Trình Diễn", "TCKH", "tài chính: thẩm định dự toán, chi trả tiền thưởng",
               (Role.FINANCE,)),
    DemoPerson("congbo", "Công Bố Trình Diễn", "VP", "công bố kết quả", (Role.PUBLISHER,)),
    DemoPerson("giamsat", "Giám Sát Trình Diễn", "UBND", "giám sát: nhật ký", (Role.SUPERVISOR,)),
    DemoPerson("daumoi-kk", "Đầu Mối Krông Klang Trình Diễn", "KK", "đầu mối thị trấn Krông Klang: chọn, chuyển bài",
               (Role.COORDINATOR,), "Chủ tịch UBND thị trấn"),
    DemoPerson("daumoi-tr", "Đầu Mối Tà Rụt Trình Diễn", "TR", "đầu mối xã Tà Rụt", (Role.COORDINATOR,),
               "Chủ tịch UBND xã"),
    DemoPerson("daumoi-hh", "Đầu Mối Hướng Hiệp Trình Diễn", "HH", "đầu mối xã Hướng Hiệp", (Role.COORDINATOR,),
               "Chủ tịch UBND xã"),
    DemoPerson("daumoi-tckh", "Đầu Mối Tài Chính Trình Diễn", "TCKH", "đầu mối Phòng Tài chính - Kế hoạch",
               (Role.COORDINATOR,), "Trưởng phòng"),
    DemoPerson("duthi1", "Dự Thi Trình Diễn Một", "KK", "người dự thi, chưa có bài"),
    DemoPerson("duthi2", "Dự Thi Trình Diễn Hai", "KK", "người dự thi, có bản nháp"),
    DemoPerson("duthi3", "Dự Thi Trình Diễn Ba", "TR", "người dự thi, đã nộp bài viết"),
    DemoPerson("duthi4", "Dự Thi Trình Diễn Bốn", "TR", "người dự thi, đã nộp video"),
    DemoPerson("duthi5", "Dự Thi Trình Diễn Năm", "HH", "người dự thi, bài đã chuyển Ban Tổ chức"),
    DemoPerson("duthi6", "Dự Thi Trình Diễn Sáu", "TCKH", "người dự thi, bài ngoài giới hạn"),
)  # fmt: skip


def load_office(session: Session, *, now: datetime) -> dict[str, Unit]:
    """The units and levels; units by code."""
    session.add_all(UnitLevel(code=code, name=name, rank=rank) for code, name, rank in LEVELS)
    session.flush()
    units: dict[str, Unit] = {}
    for code, name, kind, level, parent in UNITS:
        units[code] = Unit(
            code=code,
            name=name,
            short_name=name,
            name_folded=fold(name),
            kind=kind,
            level_code=level,
            parent_id=UnitID(units[parent].id) if parent else None,
            valid_from=now.date().replace(month=1, day=1),
        )
        session.add(units[code])
        session.flush()
    return units


def load_people(session: Session, units: dict[str, Unit], programme: Programme, *, now: datetime) -> dict[str, Account]:
    """The people with their accounts, one password for all, and their duties; accounts by staff code."""
    hashed = hash_password(PASSWORD)
    accounts: dict[str, Account] = {}
    for number, one in enumerate(PEOPLE, start=1):
        person = Person(
            staff_code=one.code,
            full_name=one.name,
            name_key=sort_key(one.name),
            name_folded=fold(one.name),
            position=one.position,
            personnel_kind="civil_servant",
            unit=units[one.unit],
            phone=f"09000000{number:02d}",
        )
        session.add(person)
        session.flush()
        account = open_account(session, person=person, now=now, by=None, is_demonstration=True)
        account.password_hash = hashed
        for role in one.roles:
            _grant(session, account, role, programme, now)
        accounts[one.code] = account
    session.flush()
    return accounts


def _grant(session: Session, account: Account, role: Role, programme: Programme, now: datetime) -> None:
    everywhere = role in {Role.ADMIN, Role.SUPERVISOR}
    grant_role(
        session,
        account=account,
        role=role,
        programme_id=None if everywhere or role is Role.COORDINATOR else ProgrammeID(programme.id),
        unit_id=UnitID(account.person.unit_id) if role is Role.COORDINATOR else None,
        valid_to=None,
        by=None,
        now=now,
    )
