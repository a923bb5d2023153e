"""The one error that every reader in this package raises."""


class ParseError(ValueError):
    """Bytes that cannot be read as the format they claim to be.

    ``code`` is a stable lower-case word with underscores for programs, ``line`` the 1-based line
    number where reading stopped, or None when the whole input is meant.
    """

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        self.code = code
        self.message = message
        self.line = line
        where = "" if line is None else f"line {line}: "
        super().__init__(f"{where}{message}")
