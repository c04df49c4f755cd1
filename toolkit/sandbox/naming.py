"""Names of the service: classes, id prefixes, and IRIs."""

from urllib.parse import quote, unquote

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.kinds import DEFAULT_PREFIX

PREFIX = DEFAULT_PREFIX

PATHS = frozenset(entity.path for entity in (*ENTITIES, *DIRECTORIES))

ID_PREFIXES = {
    "bank-accounts": "bac",
    "budget-contractors": "bco",
    "budget-employees": "bem",
    "budget-groups": "bgr",
    "budget-invoices": "bin",
    "budget-projects": "bpr",
    "budget-transactions": "btr",
    "budgets": "bgt",
    "income-transactions": "itr",
    "project-transactions": "ptr",
    "transaction-attachments": "tat",
    "transactions": "txn",
}

CURRENCIES = "currencies"

Key = str | int


def class_name(path: str) -> str:
    """Return the class of an entity's records: `budget-groups` makes `BudgetGroup`."""
    stem = f"{path[:-3]}y" if path.endswith("ies") else path[:-1]
    return "".join(word.capitalize() for word in stem.split("-"))


def has_integer_ids(path: str) -> bool:
    """Tell whether ids are integers; the document says so of invoices alone."""
    return path == "invoices"


def key(path: str, text: str) -> Key | None:
    """Return the id that a piece of a URL means, or `None` where no record can have it."""
    if not has_integer_ids(path):
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def iri(path: str, id: Key) -> str:
    """Return the IRI of a record."""
    return f"{PREFIX}/{path}/{quote(str(id), safe='')}"


def parse_iri(text: str, origin: str) -> tuple[str, str] | None:
    """Return the entity and the id of an IRI, or of a URL of this very host; `None` where it is neither."""
    parts = text.removeprefix(origin).split("/")
    if len(parts) != 4 or parts[:2] != ["", PREFIX[1:]] or parts[2] not in PATHS or not parts[3]:
        return None
    return parts[2], unquote(parts[3])
