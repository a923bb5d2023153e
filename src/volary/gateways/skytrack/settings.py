"""Settings of the SkyTrack gateway: the document's policies as one server wants them."""

from dataclasses import dataclass

from volary.platform.settings import Section, option


@dataclass(frozen=True, slots=True, kw_only=True)
class SkytrackSettings:
    query_key: bool = option(
        default=True,
        doc="Whether the API key may stand in the query (`api_key`) instead of the header.",
    )
    upload_years: str = option(
        "document",
        "Which flights may be uploaded: those of the current calendar year, or any.",
        choices=("document", "any"),
    )
    late_after_days: int = option(
        30,
        "An uploaded flight of the current year that is older is kept private and locked until "
        "an administrator approves it; 0 for never.",
        minimum=0,
        unit="days",
    )
    page: int = option(50, "Flights in a list that asks for no number.", minimum=1)
    max_page: int = option(200, "Most flights in one list.", minimum=1)


SECTION = Section("skytrack", SkytrackSettings)
