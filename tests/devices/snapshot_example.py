"""A snapshot as workbench-script prints it, in its current form: small, and of any machine."""

import json
from uuid import uuid4

DMIDECODE = """# dmidecode 3.4
SMBIOS 2.7 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: {maker}
\tProduct Name: {product}
\tSerial Number: {serial}

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tType: Laptop
"""


def snapshot(serial: str = "5CQ6VY1", disk: str = "S33HNX0J203755R", **fields) -> dict:
    """One SSD of 500 GB in a Dell notebook."""
    drive = {
        "smartctl": {"argv": ["smartctl", "-x", "/dev/sda"]},
        "device": {"name": "/dev/sda", "type": "sat"},
        "model_name": "Samsung SSD 850 EVO mSATA 500GB",
        "serial_number": disk,
        "user_capacity": {"bytes": 500107862016},
        "rotation_rate": 0,
    }
    maker, product = fields.pop("maker", "Dell Inc."), fields.pop("product", "Latitude E7240")
    return {
        "timestamp": "2026-11-24 09:12:44.577819",
        "type": "Snapshot",
        "uuid": str(uuid4()),
        "software": "workbench-script",
        "version": "0.0.1",
        "operator_id": "",
        "data": {
            "smartctl": json.dumps([drive]),
            "dmidecode": DMIDECODE.format(serial=serial, maker=maker, product=product),
            "inxi": "",
        },
        "erase": [],
        **fields,
    }
