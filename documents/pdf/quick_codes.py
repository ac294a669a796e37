"""QR codes with the modules that segno makes, in a sixth of its time.

What the text does not decide is made once for each version and error level, with segno's own parts: where each bit of
the message comes to stand, the patterns around it, and the mask. Of a text only its message is made: its words as
segno writes them, and those that correct their errors (ISO/IEC 18004, 7.4 to 7.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter

import segno
from segno import consts, encoder

# segno tries all eight masks otherwise, which takes longer than the rest of the page.
MASK = 2
# In segno's unfinished matrices smaller numbers have a meaning.
FIRST_LABEL = 3
# Bits as numbers, and as digits of a text.
DIGITS = bytes.maketrans(b"\0\1", b"01")


@dataclass(frozen=True)
class Form:
    """All codes of one version and level before there is a text: `place` takes the digits of the message, followed by
    those of a light and a dark module, to all modules in the order of reading; `mask` makes them 0 and 1."""

    side: int
    place: itemgetter
    mask: int


def modules(text: str, *, error: str, version: int | None = None) -> list[bytes]:
    """The rows of the code, a byte for each module: 1 is dark. Without a `version` it is the smallest that takes the
    text. Raises: segno.DataOverflowError if none, or not this one, takes it."""
    level = encoder.normalize_errorlevel(error)
    segments = encoder.prepare_data(text, None, None)
    smallest = encoder.find_version(segments, level, eci=False, micro=False)
    version = version or smallest
    if smallest > version:
        raise segno.DataOverflowError(f"The text needs version {smallest}")
    form = _form(version, level)
    placed = bytes(form.place(_digits(_message(segments, version, level)) + b"01"))
    dark = (int.from_bytes(placed) ^ form.mask).to_bytes(len(placed))
    return [dark[start : start + form.side] for start in range(0, len(dark), form.side)]


def side(text: str, *, error: str) -> int:
    """Modules in a row of the smallest code that takes the text. Raises: segno.DataOverflowError if none does."""
    segments = encoder.prepare_data(text, None, None)
    version = encoder.find_version(segments, encoder.normalize_errorlevel(error), eci=False, micro=False)
    return encoder.calc_matrix_size(version)


def _message(segments: encoder.Segments, version: int, level: int) -> bytes:
    """Words and corrections, block by block, interleaved."""
    words = _words(segments, version, level)
    blocks, corrections = [], []
    for size in consts.ECC[version][level]:
        for _block in range(size.num_blocks):
            blocks.append(words[: size.num_data])
            corrections.append(_correction(blocks[-1], size.num_total - size.num_data))
            words = words[size.num_data :]
    return bytes([*_interleaved(blocks), *_interleaved(corrections)])


def _words(segments: encoder.Segments, version: int, level: int) -> bytes:
    """The text in segno's words, filled up to what the version holds."""
    capacity = consts.SYMBOL_CAPACITY[version][level]
    bits = encoder.Buffer()
    for segment in segments:
        encoder.write_segment(bits, segment, None, encoder.version_range(version))
    encoder.write_terminator(bits, capacity, None, len(bits))
    encoder.write_padding_bits(bits, version, len(bits))
    encoder.write_pad_codewords(bits, version, capacity, len(bits))
    return int(bits.getbits().translate(DIGITS), 2).to_bytes(len(bits) // 8)


def _correction(block: bytes, count: int) -> bytes:
    """The rest of the block divided by the generator of so many words (Reed and Solomon)."""
    products, top = _products(count), 8 * (count - 1)
    below = (1 << top) - 1
    rest = 0
    for word in block:
        rest = (rest & below) << 8 ^ products[word ^ rest >> top]
    return rest.to_bytes(count)


@cache
def _products(count: int) -> list[int]:
    """The generator of so many words, times each word."""
    powers = consts.GEN_POLY[count]
    times = ((consts.GALIOS_LOG[word] + power for power in powers) for word in range(1, 256))
    return [0, *(int.from_bytes(bytes(consts.GALIOS_EXP[power % 255] for power in row)) for row in times)]


def _interleaved(blocks: list[bytes]) -> Iterator[int]:
    """First the first words of all blocks; some blocks are longer by one."""
    return (word for word in chain.from_iterable(zip_longest(*blocks)) if word is not None)


def _digits(message: bytes) -> bytes:
    return f"{int.from_bytes(message):0{8 * len(message)}b}".encode()


@cache
def _form(version: int, level: int) -> Form:
    """Learned from one code of segno: what of it is not its message is the same for all."""
    sample = encoder.prepare_data("1", None, None)
    digits = _digits(_message(sample, version, level))
    code = segno.make_qr("1", error=encoder.get_error_name(level), version=version, mask=MASK, boost_error=False)
    light, dark = len(digits), len(digits) + 1
    places, mask = [], bytearray()
    for labels, row in zip(_labels(version), code.matrix, strict=True):
        for label, module in zip(labels, row, strict=True):
            bit = label - FIRST_LABEL
            # The last modules are left over: no word has so few bits.
            places.append((light if bit >= light else bit) if bit >= 0 else (dark if module else light))
            mask.append(module ^ (digits + b"01")[places[-1]])
    return Form(len(code.matrix), itemgetter(*places), int.from_bytes(mask))


def _labels(version: int) -> list[list[int]]:
    """A matrix with the number of the message's bit in each module that has one, counted from FIRST_LABEL."""
    side = encoder.calc_matrix_size(version)
    matrix = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(matrix, side, side)
    encoder.add_alignment_patterns(matrix, side, side)
    free = sum(row.count(2) for row in matrix)
    rows = [list(row) for row in matrix]
    encoder.add_codewords(rows, range(FIRST_LABEL, FIRST_LABEL + free), version)
    return rows
