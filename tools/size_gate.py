"""Small rooms: no module over 700 lines, none over 500 without a reason, no function over 50.

The median module of the product stays between 50 and 150 lines. A reason is a line
``# size: why`` anywhere in the module.
"""

import ast
import statistics
import sys
from pathlib import Path

SOFT, HARD, FUNCTION = 500, 700, 50
MEDIAN = range(40, 151)
PRODUCT = Path("src/volary")
GENERATED = ("migrations/versions",)


def main() -> int:
    problems: list[str] = []
    sizes: list[int] = []
    for folder in (PRODUCT, Path("tests"), Path("bench"), Path("tools")):
        for path in sorted(folder.rglob("*.py")):
            if any(part in path.as_posix() for part in GENERATED):
                continue
            text = path.read_text("utf-8")
            lines = text.count("\n")
            if folder == PRODUCT and path.name != "__init__.py":
                sizes.append(lines)
            problems += _module(path, text, lines)
            if folder == PRODUCT:
                problems += _functions(path, text)
    median = statistics.median(sizes)
    if median not in MEDIAN and not MEDIAN.start <= median <= MEDIAN.stop:
        problems.append(f"the median module has {median} lines")
    for problem in problems:
        print(problem)
    print(f"{len(sizes)} modules, median {median:.0f} lines, largest {max(sizes)}")
    return 1 if problems else 0


def _module(path: Path, text: str, lines: int) -> list[str]:
    if lines > HARD:
        return [f"{path}: {lines} lines, more than {HARD}"]
    if lines > SOFT and "# size: " not in text:
        return [f"{path}: {lines} lines, more than {SOFT} without a reason (# size: why)"]
    return []


def _functions(path: Path, text: str) -> list[str]:
    long: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if not body:
                continue
            size = (node.end_lineno or node.lineno) - body[0].lineno + 1
            if size > FUNCTION:
                long.append(f"{path}:{node.lineno}: {node.name} has {size} lines")
    return long


if __name__ == "__main__":
    sys.exit(main())
