"""Who there is: people, projects, clients, suppliers, accounts. Norrsken Analys AB, with an office in Gdańsk."""

from collections.abc import Mapping

from toolkit.sandbox.store import Row

CURRENCIES: tuple[Row, ...] = (
    {"id": "EUR", "name": "Euro", "code": "EUR"},
    {"id": "PLN", "name": "Polski złoty", "code": "PLN"},
    {"id": "SEK", "name": "Svensk krona", "code": "SEK"},
)

MAIN, SAVINGS, EURO = "bac_0001", "bac_0002", "bac_0003"

BANK_ACCOUNTS: tuple[Row, ...] = (
    {"id": MAIN, "name": "Företagskonto", "number": "SE4550000000058398257466", "currency": "SEK"},
    {"id": SAVINGS, "name": "Sparkonto", "number": "SE7280000810340009783242", "currency": "SEK"},
    {"id": EURO, "name": "Eurokonto", "number": "DE89370400440532013000", "currency": "EUR"},
)

# Two Anna Lindströms: a name alone does not say which.
EMPLOYEES: Mapping[str, str] = {
    "emp_770": "Anna Lindström",
    "emp_771": "Björn Ågren",
    "emp_772": "Katarzyna Wójcik",
    "emp_773": "Łukasz Kamiński",
    "emp_774": "Elin Sjöberg",
    "emp_775": "Mikael Öhman",
    "emp_776": "Zofia Dąbrowska",
    "emp_777": "Johan Wikström",
    "emp_778": "Anna Lindström",
    "emp_779": "Piotr Zając",
}

CLIENTS: tuple[Row, ...] = (
    {"id": "cli_01", "name": "Vättern Energi AB", "country": "SE"},
    {"id": "cli_02", "name": "Göteborgs Hamnlogistik AB", "country": "SE"},
    {"id": "cli_03", "name": "Skåne Livs AB", "country": "SE"},
    {"id": "cli_04", "name": "Bałtyk Logistyka Sp. z o.o.", "country": "PL"},
    {"id": "cli_05", "name": "Nordlicht Handels GmbH", "country": "DE"},
    {"id": "cli_06", "name": "Kraków Med Sp. z o.o.", "country": "PL"},
    {"id": "cli_07", "name": "Åre Fjällhotell AB", "country": "SE"},
    {"id": "cli_08", "name": "Umeå Sensorik AB", "country": "SE"},
    {"id": "cli_09", "name": "Helsinki Data Oy", "country": "FI"},
    {"id": "cli_10", "name": "Västkustens Bygg AB", "country": "SE"},
)

PROJECTS: tuple[Row, ...] = (
    {"id": "prj_01", "name": "Elnätsprognos", "client": "cli_01"},
    {"id": "prj_02", "name": "Hamnflöde", "client": "cli_02"},
    {"id": "prj_03", "name": "Kampanjmätning", "client": "cli_03"},
    {"id": "prj_04", "name": "Śledzenie ładunków", "client": "cli_04"},
    {"id": "prj_05", "name": "Handelskennzahlen", "client": "cli_05"},
    {"id": "prj_06", "name": "Bokningsprognos", "client": "cli_07"},
    {"id": "prj_07", "name": "Sensorplattform", "client": "cli_08"},
    {"id": "prj_08", "name": "Intern verktygslåda", "client": None},
)

CONTRACTORS: Mapping[str, str] = {
    "con_01": "Nowak Design",
    "con_02": "Södermalm Text & Form",
    "con_03": "Wiśniewski IT",
    "con_04": "Ek Revision AB",
    "con_05": "Baltic Ads Sp. z o.o.",
}

# Two suppliers of one name, as happens when a company is entered twice.
COSTS: Mapping[str, str] = {
    "cst_01": "Fastighets AB Kungsholmen",
    "cst_02": "Telia Sverige AB",
    "cst_03": "Google Ireland Ltd",
    "cst_04": "Meta Platforms Ireland",
    "cst_05": "Hetzner Online GmbH",
    "cst_06": "Amazon Web Services EMEA",
    "cst_07": "SJ AB",
    "cst_08": "LOT Polish Airlines",
    "cst_09": "Fortum Markets AB",
    "cst_10": "Kontorsgruppen i Örebro AB",
    "cst_11": "Ek Revision AB",
    "cst_12": "Nowak Design",
    "cst_13": "Nowak Design",
    "cst_14": "Trygg-Hansa",
    "cst_15": "Espresso House",
    "cst_16": "Skatteverket",
}

COUNTERPARTIES: Mapping[str, str] = {
    f"cpy_{n:02}": name
    for n, name in enumerate(
        (*dict.fromkeys(COSTS.values()), *(str(client["name"]) for client in CLIENTS), "Norrsken Analys AB"), start=1
    )
}


def named(names: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows of records that have a name and nothing else."""
    return tuple({"id": own, "name": name} for own, name in names.items())


def counterparty(name: str) -> str:
    """Return the id of the counterparty of a name."""
    return next(own for own, known in COUNTERPARTIES.items() if known == name)
