"""The code that hand scanners and phones read from the screen."""

import segno


def qr_path(text: str) -> tuple[str, int]:
    """An SVG path of the dark modules, and the side of the square in modules. Without a border: the page gives it."""
    matrix = segno.make(text, error="h", micro=False).matrix
    runs = [
        f"M{start} {row}h{length}v1h-{length}z"
        for row, cells in enumerate(matrix)
        for start, length in _dark_runs(cells)
    ]
    return "".join(runs), len(matrix)


def _dark_runs(cells: bytearray) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules in a row."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(cells):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
