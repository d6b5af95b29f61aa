"""The letters of the old Vietnamese encodings, as they look when their codes are taken for Latin-1.

Sources: the conversion tables of iconv for TCVN 5712 and VISCII; for VNI, what its fonts show. Codes below
0xA0 of TCVN 5712 are not in the ABC fonts and are left out.
"""

_TCVN3 = (
    "àáảãạăĂằắẮẳẲẵẴặâÂầẦấẤẩẨẫẪậèéẻẽẹêÊềỀếẾểỂễỄệìíỉĩịòóỏõọôÔồỒốỐổỔỗỖộơƠờớởỡợùúủũụưƯừứửữựỳýỷỹỵđĐ",
    "µ¸¶·¹¨¡»¾À¼º½¿Æ©¢ÇÁÊÄÈÂÉÃËÌÐÎÏÑª£ÒÅÕÚÓÍÔÙÖ×ÝØÜÞßãáâä«¤åÛèÿæàçðé¬¥êíëìîïóñòô\xad¦õøö÷ùúýûüþ®§",
)
_VISCII = (
    "ảẢạẠăĂằẰắẮẳẲẵẴặẶầẦấẤẩẨẫẪậẬẻẺẽẼẹẸềỀếẾểỂễỄệỆỉỈĩĨịỊỏỎÕọỌồỒốỐổỔỗỖộỘơƠờỜớỚởỞỡỠợỢủỦũŨụỤưƯừỪứỨửỬữỮựỰỳỲỷỶỹỸỵỴđĐ",
    (
        "äÄÕ\x80åÅ¢\x82¡\x81Æ\x02Ç\x05£\x83¥\x85¤\x84¦\x86ç\x06§\x87ëË¨\x88©\x89«\x8bª\x8a¬\x8c\xad\x8d®\x8eï\x9bîÎ"
        "¸\x98ö\x99\xa0÷\x9a°\x90¯\x8f±\x91²\x92µ\x93½´¶\x96¾\x95·\x97Þ³þ\x94ü\x9cû\x9dø\x9eß¿×»ÑºØ¼æÿñ¹Ï\x9fÖ\x14Û\x19Ü\x1eðÐ"
    ),
)
_VNI_SINGLE = ("ơưỵỉĩịđƠƯỴỈĨỊĐ", "ôöîæóòñÔÖÎÆÓÒÑ")
_VNI_PAIRS = (
    "âaâ êeâ ôoâ ăaê àaø èeø òoø ùuø ỳyø ầaà ềeà ồoà ằaè ờôø ừöø áaù éeù óoù úuù ýyù ấaá ếeá ốoá ắaé ớôù ứöù ảaû ẻeû "
    "ỏoû ủuû ỷyû ẩaå ểeå ổoå ẳaú ởôû ửöû ãaõ ẽeõ õoõ ũuõ ỹyõ ẫaã ễeã ỗoã ẵaü ỡôõ ữöõ ạaï ẹeï ọoï ụuï ậaä ệeä ộoä ặaë "
    "ợôï ựöï"
)

TCVN3: dict[int, str] = {ord(code): letter for letter, code in zip(*_TCVN3, strict=True)}
VISCII: dict[int, str] = {ord(code): letter for letter, code in zip(*_VISCII, strict=True)}
VISCII |= {  # the same codes as Windows shows them, but for signs that every text may hold
    ord(sign): VISCII[code]
    for code in range(0x80, 0xA0)
    if code in VISCII and (sign := bytes([code]).decode("cp1252", "ignore")) and sign not in "–—‘’“”…•"
}
VNI_SINGLE: dict[str, str] = {code: letter for letter, code in zip(*_VNI_SINGLE, strict=True)}
VNI_PAIRS: dict[str, str] = {
    codes: letter
    for pair in _VNI_PAIRS.split()
    for letter, codes in (
        (pair[0], pair[1:]),
        (pair[0].upper(), pair[1:].upper()),
        (pair[0].upper(), pair[1].upper() + pair[2]),  # the mark's small code behind a capital, as many typed it
    )
}
