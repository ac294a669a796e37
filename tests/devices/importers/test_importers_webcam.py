import json

import pytest

from devices.importers.recognise import read

HUB = {"id": "usbhost", "class": "bus", "businfo": "usb@1", "product": "EHCI Host Controller"}


def lshw(*devices):
    return json.dumps({"id": "pc", "class": "system", "product": "X", "children": list(devices)}).encode()


def inxi(**sections):
    blocks = [{"000#1#0#Machine": [{"000#1#0#Type": "Laptop"}]}]
    return json.dumps(blocks + [{f"001#1#0#{name}": rows} for name, rows in sections.items()]).encode()


@pytest.mark.parametrize(
    "camera",
    [
        {"class": "multimedia", "description": "Video", "product": "2SF001", "configuration": {"driver": "uvcvideo"}},
        {"class": "multimedia", "description": "Video", "product": "CNF7129"},
        {"class": "generic", "description": "Generic USB device", "product": "Integrated_Webcam_HD"},
        {"class": "generic", "product": "1.3M WebCam", "configuration": {"driver": "gspca_sonixj"}},
        {"class": "generic", "product": "Built-in iSight", "vendor": "Apple"},
        {"class": "multimedia", "product": "USB Live camera"},
    ],
)
def test_lshw_lists_a_camera_on_usb(camera):
    assert read(lshw(HUB, {"id": "usb:0", "businfo": "usb@1:1.5", **camera})).webcam is True


@pytest.mark.parametrize(
    ("devices", "answer"),
    [
        ((HUB,), False),
        ((HUB, {"id": "usb", "class": "multimedia", "description": "Audio device", "businfo": "usb@1:2"}), False),
        ((HUB, {"id": "usb", "class": "storage", "product": "Camera Card Reader", "businfo": "usb@1:2"}), False),
        (({"id": "multimedia", "class": "multimedia", "description": "Audio device", "businfo": "pci@0"},), None),
        ((), None),
    ],
)
def test_no_camera_is_a_fact_only_where_lshw_lists_what_is_on_usb(devices, answer):
    assert read(lshw(*devices)).webcam is answer


def test_inxi_lists_cameras_among_the_graphics_devices():
    graphics = [{"001#1#1#Device": "Bison Integrated", "002#0#2#type": "USB", "003#0#2#driver": "uvcvideo"}]
    assert read(inxi(Graphics=graphics)).webcam is True
    assert read(inxi(Graphics=[{"001#1#1#Device": "Intel HD", "003#0#2#driver": "i915"}])).webcam is None


def test_no_camera_is_a_fact_only_where_inxi_lists_what_is_on_usb():
    hub = {"000#1#1#Hub": "1-0:1", "001#0#2#info": "Hi-speed hub"}
    assert read(inxi(USB=[hub])).webcam is False
    assert read(inxi(USB=[hub, {"000#1#1#Device": "1-2:3", "001#0#2#info": "Chicony HD Webcam"}])).webcam is True


def test_workbench_11_lists_cameras_among_the_sound_cards():
    def snapshot(model):
        components = [{"type": "SoundCard", "model": model}]
        return json.dumps({"device": {"type": "Laptop", "model": "X"}, "components": components}).encode()

    assert read(snapshot("USB 2.0 UVC VGA WebCam")).webcam is True
    assert read(snapshot("82801JI HD Audio Controller")).webcam is None


def test_a_snapshot_answers_for_all_its_tools():
    def snapshot(*devices):
        parts = {"lshw": json.loads(lshw(*devices)), "inxi": json.loads(inxi(Graphics=[]))}
        return json.dumps({"type": "Snapshot", "data": parts}).encode()

    camera = {"id": "usb", "class": "multimedia", "businfo": "usb@1:2", "configuration": {"driver": "uvcvideo"}}
    assert read(snapshot(HUB, camera)).webcam is True
    assert read(snapshot(HUB)).webcam is False
    assert read(snapshot()).webcam is None
