"""Bank statements as many banks write them, made up from the rules and the banks' own descriptions."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Sample:
    """A statement file, and what a reader must find in it."""

    name: str
    content: bytes
    accounts: tuple[str, ...]
    amounts: tuple[str, ...]
    closing: str
    text: str

    @property
    def turnover(self) -> Decimal:
        """The sum of all movements."""
        return sum(map(Decimal, self.amounts), Decimal(0))


def crlf(*lines: str) -> str:
    """Join lines as SWIFT ends them."""
    return "".join(f"{line}\r\n" for line in lines)


STRICT = crlf(
    ":20:STMT261031",
    ":25:SE4550000000058398257466",
    ":28C:00010/001",
    ":60F:C260930SEK1000,00",
    ":61:2610011001D250,50NTRFNONREF//BANK0001",
    ":86:Hyra oktober",
    ":61:2610151015C1200,00NTRFKUND77//BANK0002",
    ":86:Inbetalning faktura 77",
    ":61:2610311031D0,50NCHGNONREF",
    ":62F:C261031SEK1949,00",
    ":64:C261031SEK1949,00",
    "-",
)
"""A statement that keeps every rule."""

SWEDISH_SEVEN_BIT = Sample(
    "Sweden, wrappers in the seven-bit set",
    "ä4:\n:20:5566778899100112\n:25:10020030/1234567\n:28C:188/1\n:60F:C130928SEK10,\n"
    ":61:1309300930C40,NMSCBGGIRERING//12345678\n:62F:C130930SEK50,\n:64:C130930SEK50,\n-å\n".encode(),
    ("10020030/1234567",),
    ("40",),
    "50",
    "",
)
DANISH = Sample(
    "Denmark, text before the movements and a tag for each line",
    crlf(
        "Kontoudskrift",
        ":20:DK26001",
        ":25:DABADKKK/1234567890",
        ":28C:1/1",
        ":60F:D260101DKK100,00",
        ":86:Cash pool Nord",
        ":61:2601020102DK50,25NMSCDBT.Test",
        ":86:Faktura 12",
        ":86:Rest folger",
        ":61:2601020102CK200,NMSCTest//Ref 9",
        ":62F:C260102DKK49,75",
        "-",
    ).encode(),
    ("DABADKKK/1234567890",),
    ("-50.25", "200"),
    "49.75",
    "Faktura 12\nRest folger",
)
GERMAN = Sample(
    "Germany, numbered subfields, in latin-1",
    crlf(
        ":20:STARTUMS",
        ":25:37040044/0532013000",
        ":28C:00031/001",
        ":60F:C260130EUR2500,00",
        ":61:2602020202DR119,00NDDTNONREF//POS 4711",
        ":86:105?00FOLGELASTSCHRIFT?109248?20EREF+R-2026-02?21SVWZ+Strom Februar?22 M",
        "ünchen?30COBADEFFXXX?31DE89370400440532013000?32Stadtwerke M?33ünchen",
        ":61:2602030203CR1000,NTRFKREF+//X1",
        ":86:166?00GUTSCHRIFT?20Rechnung 8?32Kunde GmbH",
        ":62F:C260203EUR3381,00",
        "-",
    ).encode("iso8859-1"),
    ("37040044/0532013000",),
    ("-119.00", "1000"),
    "3381.00",
    "105?00FOLGELASTSCHRIFT?109248?20EREF+R-2026-02?21SVWZ+Strom Februar?22 M\n"
    "ünchen?30COBADEFFXXX?31DE89370400440532013000?32Stadtwerke M?33ünchen",
)
POLISH = Sample(
    "Poland, angle brackets in CP852",
    crlf(
        ":20:ST260131",
        ":25:/PL61109010140000071219812874",
        ":28C:1",
        ":60F:C260131PLN0,00",
        ":61:2601310131CN1230,00N152NONREF//152",
        ":86:020<00PRZELEW PRZYCHODZĄCY<20Zapłata za fakturę<21 12/2026<27<32Łódzka Spółka"
        "<38PL27114020040000300201355387",
        ":62F:C260131PLN1230,00",
        "-",
    ).encode("cp852"),
    ("/PL61109010140000071219812874",),
    ("1230.00",),
    "1230.00",
    "020<00PRZELEW PRZYCHODZĄCY<20Zapłata za fakturę<21 12/2026<27<32Łódzka Spółka<38PL27114020040000300201355387",
)
POLISH_FREE = Sample(
    "Poland, free text after a control character, in UTF-8 with line feeds",
    "\x01:20:MB0001\n:25:PL83114010100000123456001001\n:28C:5/1\n:60F:C260301PLN10,00\n"
    ":61:2603020302C5,00S911NONREF//911\n:86:911 TRANSAKCJA IPH; z wpłaty; TNR: 154961063737599.110001\n"
    ":62F:C260302PLN15,00\n-\n".encode(),
    ("PL83114010100000123456001001",),
    ("5.00",),
    "15.00",
    "911 TRANSAKCJA IPH; z wpłaty; TNR: 154961063737599.110001",
)
DUTCH = Sample(
    "Netherlands, header lines and code words that break anywhere",
    crlf(
        "ABNANL2A",
        "940",
        "ABNANL2A",
        ":20:ABN AMRO BANK NV",
        ":25:NL91ABNA0417164300",
        ":28:17001/1",
        ":60F:C260102EUR3148,49",
        ":61:2601020102D24,91N426NONREF",
        ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL02RABO0123456789/NA",
        "ME/Bakker BV/REMI/Factuur 7/EREF/NOTPROVIDED",
        ":62F:C260102EUR3123,58",
        "-",
    ).encode(),
    ("NL91ABNA0417164300",),
    ("-24.91",),
    "3123.58",
    "/TRTP/SEPA OVERBOEKING/IBAN/NL02RABO0123456789/NA\nME/Bakker BV/REMI/Factuur 7/EREF/NOTPROVIDED",
)
DUTCH_FIN = Sample(
    "Netherlands, FIN messages in one file",
    (
        b"{1:F01KNABNL2HAXXX0000000000}{2:I940KNABNL2HXXXXN3020}{4:\r\n:20:A1\r\n:25:NL95KNAB0255499590\r\n:28C:1/1\r\n"
        b":60F:C260101EUR0,\r\n:61:2601020102C10,N196NONREF//X\r\n:62M:C260102EUR10,\r\n-}{5:}\r\n"
        b"{1:F01KNABNL2HAXXX0000000000}{2:I940KNABNL2HXXXXN3020}{4:\r\n:20:A1\r\n:25:NL95KNAB0255499590\r\n:28C:1/2\r\n"
        b":60M:C260102EUR10,\r\n:61:2601030103RC4,N196NONREF\r\n//LATE1\r\n:62F:C260103EUR6,\r\n-}"
    ),
    ("NL95KNAB0255499590", "NL95KNAB0255499590"),
    ("10", "-4"),
    "6",
    "",
)
ROMANIAN = Sample(
    "Romania, tildes, carriage returns alone, and a funds code that looks like a mark",
    b":20:RO1\r:25:RO49AAAA1B31007593840000\r:28C:3/1\r:60F:C260105RON100,00\r:61:260106RDN30,00NTRFNONREF\r"
    b":86:110~20Retur plata~32Popescu~33 SRL\r:62F:C260106RON130,00\r-\r",
    ("RO49AAAA1B31007593840000",),
    ("30.00",),
    "130.00",
    "110~20Retur plata~32Popescu~33 SRL",
)
KUWAITI = Sample(
    "Kuwait, three decimals and a negative opening",
    crlf(
        ":20:KW1",
        ":25:KW81CBKU0000000000001234560101",
        ":28C:1/1",
        ":60F:D260101KWD1,500",
        ":61:260102C2,125NTRFNONREF",
        ":62F:C260102KWD0,625",
        "-",
    ).encode(),
    ("KW81CBKU0000000000001234560101",),
    ("2.125",),
    "0.625",
    "",
)
SAMPLES = (
    SWEDISH_SEVEN_BIT,
    DANISH,
    GERMAN,
    POLISH,
    POLISH_FREE,
    DUTCH,
    DUTCH_FIN,
    ROMANIAN,
    KUWAITI,
)
