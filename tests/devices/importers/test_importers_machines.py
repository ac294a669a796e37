import pytest

from devices.importers.facts import ReportWarning
from devices.importers.machines import category_of, is_virtual, model_of


@pytest.mark.parametrize(
    ("chassis", "category"),
    [
        ("notebook", "notebook"),
        ("Laptop", "notebook"),
        ("Sub Notebook", "notebook"),
        ("Convertible", "notebook"),
        ("low-profile", "desktop"),
        ("Mini Tower", "desktop"),
        ("Space-saving", "desktop"),
        ("Mini PC", "desktop"),
        ("all-in-one", "all_in_one"),
        ("All In One", "all_in_one"),
        ("Tablet", "tablet"),
        ("Detachable", "notebook"),
        ("Rack Mount Chassis", "server"),
        ("Main Server Chassis", "server"),
        ("10", "notebook"),
        (13, "all_in_one"),
        ("Other", None),
        ("Unknown", None),
        (None, None),
    ],
)
def test_the_chassis_says_the_category(chassis, category):
    assert category_of(chassis, None) == category


@pytest.mark.parametrize(
    ("chassis", "model", "category"),
    [
        ("Desktop", "HP EliteOne 800 G1 AiO", "all_in_one"),
        ("Tower", "PowerEdge T110 II", "server"),
        ("Other", "ThinkPad T480", "notebook"),
        ("Thin Client", "Wyse 3040 Thin Client", "desktop"),
        ("Tower", "Aspire XC-603", "desktop"),
        ("Desktop", "ProLiant MicroServer", "server"),
        ("Other", "X9DRi-LN4+/X9DR3-LN4+", "server"),
        ("Other", "SYS-6018R-TDTPR", "server"),
        ("Other", "AS -1023US-TR4", "server"),
        ("low-profile", "HP Compaq 8100 Elite SFF PC", "desktop"),
        ("Unknown", "HP Compaq 6000 Pro MT PC", "desktop"),
        ("Desktop", "HP Compaq 6730b", "notebook"),
        ("Desktop", "Latitude E6410", "notebook"),
        ("Unknown", "OptiPlex 7010", "desktop"),
        ("Laptop", "OptiPlex 7010", "notebook"),
        ("Main Server Chassis", "Surface Pro 2", "notebook"),
        ("Other", "XYZ-1", None),
    ],
)
def test_the_models_name_helps_where_the_chassis_is_silent_or_commonly_wrong(chassis, model, category):
    assert category_of(chassis, model) == category


def test_a_battery_makes_a_notebook_only_of_what_is_otherwise_unknown():
    assert category_of("Other", None, battery=True) == "notebook"
    assert category_of("Desktop", None, battery=True) == "desktop"


@pytest.mark.parametrize(
    ("maker", "product"),
    [
        ("innotek GmbH", "VirtualBox"),
        ("VMware, Inc.", "VMware Virtual Platform"),
        ("QEMU", "Standard PC (i440FX + PIIX, 1996)"),
        ("Microsoft Corporation", "Virtual Machine"),
        ("Xen", "HVM domU"),
        ("Red Hat", "KVM"),
        ("Parallels Software International Inc.", "Parallels Virtual Platform"),
    ],
)
def test_virtual_machines_are_recognised(maker, product):
    assert is_virtual(maker, product)
    assert category_of("Desktop", product, virtual=True) == "virtual_machine"


@pytest.mark.parametrize(
    ("maker", "product"), [("Microsoft Corporation", "Surface Pro 4"), ("Dell Inc.", "Latitude E5530")]
)
def test_real_machines_are_not_virtual(maker, product):
    assert not is_virtual(maker, product)


@pytest.mark.parametrize(
    ("product", "version", "family", "sku", "model"),
    [
        ("4810D58", "ThinkPad T480", None, None, "ThinkPad T480"),
        ("3493BAG (LENOVO_MT_3493)", "ThinkCentre Edge72", None, "LENOVO_MT_3493", "ThinkCentre Edge72"),
        ("81MV", "Lenovo IdeaPad S145-15IWL", None, None, "Lenovo IdeaPad S145-15IWL"),
        ("20L5CTO1WW", "Not Defined", "ThinkPad T480", None, "ThinkPad T480"),
        ("20L5CTO1WW", "", None, "LENOVO_MT_20L5_BU_Think_FM_ThinkPad T480", "ThinkPad T480"),
        ("20L5CTO1WW", "1.0", None, None, "20L5CTO1WW"),
        ("20L5CTO1WW", "SDK0E50510 WIN", None, None, "20L5CTO1WW"),
        ("10117", "Erazer X510", None, None, "Erazer X510"),
        ("Lenovo G580", "3493BAG", None, None, "Lenovo G580"),
        ("System x3550 M3 -[7944KFG]-", "00", None, None, "System x3550 M3"),
        ("-[84803AX]-", "IBM CORPORATION", None, None, "84803AX"),
        ("System x3650 M5: -[8871AC1]-", "0B", None, None, "System x3650 M5"),
        ("10160", "Lenovo Product", "", None, "10160"),
    ],
)
def test_lenovo_puts_the_readable_model_elsewhere(product, version, family, sku, model):
    assert model_of(product, maker="LENOVO", version=version, family=family, sku=sku, warnings=[]) == model


@pytest.mark.parametrize(
    ("product", "sku", "model"),
    [
        ("Latitude E5530 non-vPro (Latitude E5530 non-vPro)", "Latitude E5530 non-vPro", "Latitude E5530 non-vPro"),
        ("TM1613 (Sku Number)", "Sku Number", "TM1613"),
        ("PORTEGE R700 (0000000000)", None, "PORTEGE R700"),
        ("HP EliteBook 840 G3 (L3C65AV)", None, "HP EliteBook 840 G3"),
        ("iMac (27-inch)", None, "iMac (27-inch)"),
        ("Aspire (One)", None, "Aspire (One)"),
        ("OptiPlex GX520", None, "OptiPlex GX520"),
    ],
)
def test_the_article_number_in_brackets_is_not_part_of_the_model(product, sku, model):
    assert model_of(product, maker="X", sku=sku, warnings=[]) == model


def test_a_placeholder_is_no_model():
    warnings: list[ReportWarning] = []
    assert model_of("System Product Name (SKU)", maker="ASUS", sku="SKU", warnings=warnings) is None
    assert warnings == [ReportWarning("placeholder_model", "System Product Name")]
