"""English default sentences of every code that a reader can give; the pages translate them by code."""

WARNINGS = {
    "placeholder_maker": "The maker is a placeholder of the firmware, not a fact.",
    "placeholder_model": "The model is a placeholder of the firmware, not a fact.",
    "placeholder_serial": "The serial number is a placeholder of the firmware, not a fact.",
    "placeholder_uuid": "The UUID is a placeholder of the firmware, not a fact.",
    "placeholder_disk_serial": "A storage medium has a placeholder instead of a serial number.",
    "machine_serial_missing": "The report names no serial number of the machine.",
    "disk_serial_missing": "A storage medium has no serial number; it cannot be matched by itself.",
    "no_disk_seen": "No internal storage medium was seen. That is no proof that there is none.",
    "nvme_hidden": "An NVMe controller was seen but not its medium; this tool may be too old to show it.",
    "raid_volume": "A RAID controller shows a volume instead of the media behind it.",
    "virtual_machine": "This is a virtual machine, not a device.",
    "drive_failing": "A storage medium reports defects.",
    "drive_unread": "A drive was listed but could not be read.",
    "repaired": "The report was not valid JSON and was repaired before reading.",
    "part_unreadable": "A part of the report could not be read.",
    "version_untested": "The report comes from a version of the tool that is not known here.",
}

REASONS = {
    "failed": "The tool reports errors: the medium is not erased.",
    "aborted": "The erasure was aborted.",
    "insanity": "The tool did not know how the erasure ended.",
    "status_unknown": "The tool printed a status that is not known here.",
    "verify_only": "The medium was only verified, not overwritten.",
    "method_unknown": "The report does not say by which method the medium was erased.",
    "erased_by_drive": "The medium erased itself by a command; that was no overwriting and is entered by hand.",
    "incomplete": "Not all of the medium was overwritten.",
    "not_finished": "The report does not show that the erasure was finished.",
    "not_verified": "The erasure was not verified.",
    "hidden_sectors": "The medium has hidden sectors that were not overwritten.",
    "hidden_sectors_unknown": "The tool could not tell whether the medium has hidden sectors.",
    "serial_missing": "The report names no serial number; it cannot be matched by itself.",
    "serial_masked": "The serial number was masked; it cannot be matched by itself.",
    "time_missing": "The report does not say when the erasure was finished.",
}

UNREADABLE = {
    "empty": "The file is empty.",
    "too_large": "The file is larger than 20 MB.",
    "binary": "The file is not text.",
    "pdf": "This is a PDF. It is kept as an attachment; the tool's log is what is read.",
    "damaged_gzip": "The compressed file is damaged.",
    "invalid_json": "The file looks like JSON but is damaged or cut off.",
    "too_complex": "The file is nested too deeply or has too many parts.",
    "unknown_format": "No known tool prints a file like this.",
    "no_machine": "The report names no machine and no drive.",
    "missing_file": "The file could not be opened.",
}

MESSAGES = {**WARNINGS, **REASONS, **UNREADABLE}
