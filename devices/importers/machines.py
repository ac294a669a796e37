"""What kind of machine it is and what a person would call it."""

import re
from typing import Any

from .facts import ReportWarning
from .placeholders import clean, fact

CHASSIS_WORDS = {
    "notebook": """notebook, laptop, portable, sub notebook, subnotebook, convertible, detachable, docking,
        docking station, netbook, portable computer""",
    "desktop": """desktop, low profile desktop, low profile, pizza box, pizzabox, mini tower, minitower, tower,
        microtower, space saving, lunch box, lunchbox, mini pc, mini, stick pc, stick, sealed case pc, embedded pc,
        sff, small form factor, workstation, desktop computer, low profile desktop computer, mini tower computer,
        tower computer, space saving computer, lunch box computer, pizza box computer""",
    "all_in_one": "all in one, allinone, aio",
    "tablet": "tablet, hand held, handheld, hand held computer, slate",
    "server": """server, main server chassis, rack mount chassis, rack mount, rackmount, blade, blade enclosure,
        multi system chassis, multi system, main system chassis""",
    "virtual_machine": """virtual machine, vm, virtual, kvm, qemu, virtualbox, vmware, hyper v, microsoft hyper v,
        xen, container""",
}
CHASSIS = {" ".join(word.split()): category for category, words in CHASSIS_WORDS.items() for word in words.split(",")}
# The numbers of SMBIOS table 17, System Enclosure or Chassis Types.
CHASSIS_NUMBERS = {
    **dict.fromkeys((3, 4, 5, 6, 7, 15, 16, 24, 34, 35, 36), "desktop"),
    **dict.fromkeys((8, 9, 10, 12, 14, 31, 32), "notebook"),
    **dict.fromkeys((11, 30), "tablet"),
    **dict.fromkeys((17, 23, 25, 28, 29), "server"),
    13: "all_in_one",
}
VIRTUAL = re.compile(
    r"""virtualbox | \binnotek\b | vmware | \bqemu\b | \bkvm\b | \bbochs\b | \bxen\b | \bhvm[ ]domu\b
    | virtual[ ]machine | parallels | \bamazon[ ]ec2\b | google[ ]compute | \bopenstack\b | \bovirt\b | \brhev\b
    | \bbhyve\b | i440fx | pc-i440 | pc-q35
    | standard[ ]pc[ ]\( | digitalocean | \bvserver\b | \bdroplet\b | \balibaba[ ]cloud\b | \bnutanix\b
    | \bopennebula\b | apple[ ]virtualization | \bproxmox\b | \bvirtual[ ]platform\b
    | \bscaleway\b""",
    re.IGNORECASE | re.VERBOSE,
)
ALL_IN_ONE = re.compile(r"\baio\b|all.in.one|\beliteone|\bproone|\bimac|\baio\d|touchsmart 520", re.IGNORECASE)
SERVER = re.compile(
    r"""poweredge | proliant | \bprimergy | thinkserver | thinksystem | \bsystem[ ]x\d | \bx3[2-9]50\b | \bsun[ ]fire\b
    | \bsuper[ ]?server\b | ^(?:sys|ssg|as)[ ]?-[ ]?\d{3,4} | ^x\d{1,2}d[a-z] | \bbladecenter\b | \bucs[bc]-""",
    re.IGNORECASE | re.VERBOSE,
)
NOTEBOOK = re.compile(
    r"""thinkpad | \blatitude\b | elitebook | probook | \bzbook | lifebook | macbook | toughbook | travelmate
    | \btecra\b
    | port[eé]g[eé] | \bsatellite\b | chromebook | zenbook | vivobook | ideapad | thinkbook | \bnotebook\b | \blaptop\b
    | \bpavilion[ ]d[vm]\d | \bcompaq[ ](?:[268]\d{3}[bpsw]|nx|nc|nw)
    | \baspire[ ](?:one|v\d|e\d|es|\d{4}) | \bextensa\b
    | \bsurface[ ](?:pro|go|laptop|book)\b | \bvaio\b | \bxps[ ]1[3-7]\b | \bdynabook | \bswift\b | \bchromebook""",
    re.IGNORECASE | re.VERBOSE,
)
DESKTOP = re.compile(
    r"""optiplex | thinkcentre | elitedesk | prodesk | \besprimo\b | mac[ ]?mini | mac[ ]?pro\b | \bveriton\b
    | \bcompaq[ ]d[cx]\d | small[ ]form[ ]factor | \b(?:micro|mini)[ ]?tower\b
    | \b(?:sff|mt|cmt|usdt|sdt|tower|desktop|mini[ ]pc)\b | \bnuc\d | \bcelsius[ ][mrw] | thin[ ]client | \bfutro\b
    | thinkstation
    | \bprecision[ ](?:t|tower|workstation)""",
    re.IGNORECASE | re.VERBOSE,
)
READABLE_LENOVO = re.compile(
    r"think|idea|lenovo .|yoga|legion|\bmiix|flex|\bv\d{3}|\b[eglns]\d{2,3}\b|netvista|aptiva", re.IGNORECASE
)
MACHINE_TYPE = re.compile(r"(?=.*[0-9])[0-9A-Z]{4,12}")
NAME = re.compile(r"(?!SDK)[A-Za-z]{2,}[ -]?[A-Za-z0-9]*\d")
WORDY = 5
ARTICLE_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[A-Z0-9#/_-]{4,}")
LENOVO_FAMILY = re.compile(r"_FM_(.+)$")
# IBM puts the machine type behind the name: "System x3550 M3 -[7944KFG]-".
IBM_MACHINE_TYPE = re.compile(r"[\s:]*-\[(\w*)\]-$")


def identity(
    *,
    maker: Any,
    product: Any,
    serial: Any,
    chassis: str | int | None,
    version: Any = None,
    family: Any = None,
    sku: Any = None,
    virtual: bool = False,
    battery: bool = False,
    warnings: list[ReportWarning],
) -> dict[str, str | None]:
    """Category, maker, model and serial of a machine from what its firmware holds, placeholders removed.

    ``virtual``: the tool says itself that it is; ``battery``: it has one. What is missing is told in ``warnings``.
    """
    name = fact(maker, "maker", warnings)
    is_vm = virtual or is_virtual(name, clean(product), clean(version), clean(family))
    if is_vm:
        warnings.append(ReportWarning("virtual_machine"))
    model = model_of(
        clean(product), maker=name, version=clean(version), family=clean(family), sku=clean(sku), warnings=warnings
    )
    if clean(serial) is None:
        warnings.append(ReportWarning("machine_serial_missing"))
    return {
        "category": category_of(chassis, model, virtual=is_vm, battery=battery),
        "maker": name,
        "model": model,
        "serial": fact(serial, "serial", warnings),
    }


def category_from_chassis(chassis: str | int | None) -> str | None:
    """The category for a chassis word (lshw, dmidecode, inxi) or an SMBIOS number; None if it says nothing."""
    if chassis is None:
        return None
    word = re.sub(r"[^a-z0-9]+", " ", str(chassis).casefold()).strip()
    if word.isdigit():
        return CHASSIS_NUMBERS.get(int(word[:4]))
    return CHASSIS.get(word)


def is_virtual(*texts: str | None) -> bool:
    """Whether maker, product or version are those of a hypervisor."""
    return any(VIRTUAL.search(text) for text in texts if text)


def category_of(
    chassis: str | int | None, model: str | None, *, virtual: bool = False, battery: bool = False
) -> str | None:
    """The category, from the chassis first; where that is silent or commonly wrong, from the model's name."""
    category = category_from_chassis(chassis)
    name = model or ""
    if virtual or category == "virtual_machine":
        return "virtual_machine"
    if ALL_IN_ONE.search(name):
        return "all_in_one"
    if category in {None, "desktop"} and SERVER.search(name):
        return "server"
    if category in {None, "desktop", "server"} and NOTEBOOK.search(name) and not DESKTOP.search(name):
        return "notebook"
    if category is None and DESKTOP.search(name):
        return "desktop"
    return category or ("notebook" if battery else None)


def model_of(
    product: str | None,
    *,
    maker: str | None,
    version: str | None = None,
    family: str | None = None,
    sku: str | None = None,
    warnings: list[ReportWarning],
) -> str | None:
    """What a person would call the machine.

    lshw writes the article number in brackets behind the product. Lenovo and IBM print the machine type as
    product and the name that people know as version or, on newer machines, as family.
    """
    name = _without_article_number(_without_machine_type(product), sku)
    if (maker or "").casefold().startswith(("lenovo", "ibm")) and not _is_readable(name):
        for candidate in (version, family, _family_in_sku(sku)):
            readable = fact(candidate)
            if readable and _is_name(readable, coded=bool(MACHINE_TYPE.fullmatch(name or ""))):
                return readable
    return fact(name, "model", warnings)


def _is_name(text: str, *, coded: bool) -> bool:
    """Whether a version is a model's name: a known line, or any word where the product is but a code."""
    return bool(READABLE_LENOVO.search(text) or (coded and len(text) >= WORDY and NAME.match(text)))


def _is_readable(name: str | None) -> bool:
    return bool(name and READABLE_LENOVO.search(name) and not MACHINE_TYPE.fullmatch(name))


def _family_in_sku(sku: str | None) -> str | None:
    match = LENOVO_FAMILY.search(sku or "")
    return match[1] if match else None


def _without_machine_type(product: str | None) -> str | None:
    if not product:
        return None
    return IBM_MACHINE_TYPE.sub("", product) or IBM_MACHINE_TYPE.sub(r"\1", product)


def _without_article_number(product: str | None, sku: str | None) -> str | None:
    if not product:
        return None
    bare = re.fullmatch(r"(.*\S)\s*\(([^()]*)\)", product)
    if sku and product.endswith(f"({sku})"):
        return product[: -len(sku) - 2].strip() or product
    if bare and (fact(bare[2]) is None or bare[2].startswith("LENOVO_MT") or ARTICLE_NUMBER.fullmatch(bare[2])):
        return bare[1]
    return product
