"""Whether a reader can see a text at all, as far as its format tells; and in what font it is set."""

from dataclasses import dataclass

_WHITE_FROM = 0xF0
_COLOUR_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a run after all inheritance. `shaded`: a background on which white text is legible."""

    vanished: bool = False
    white: bool = False
    tiny: bool = False
    shaded: bool = False
    font: str = ""

    @property
    def is_hidden(self) -> bool:
        """Text that takes no part in what is read: hidden, of no size, or white on white."""
        return self.vanished or self.tiny or (self.white and not self.shaded)


def is_white(colour: str | None) -> bool:
    """Whether an RRGGBB colour is so near to white that text in it cannot be read on paper."""
    if colour is None or len(colour) != _COLOUR_DIGITS:  # "auto", theme names
        return False
    try:
        return all(int(colour[at : at + 2], 16) >= _WHITE_FROM for at in (0, 2, 4))
    except ValueError:
        return False


def is_shade(fill: str | None) -> bool:
    """Whether a fill is a colour that white text can be read on."""
    return fill is not None and fill.lower() not in {"auto", ""} and not is_white(fill)
