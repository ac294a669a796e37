"""Workbench on many sticks at once, and the very request that workbench-script sends, against a running server."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from accounts.tokens import make_token
from devices.models import Evidence, Snapshot
from tests import cast
from tests.conftest import NOW, person
from tests.devices.snapshot_example import snapshot

pytestmark = pytest.mark.django_db(transaction=True)

STICKS = 20
ADDRESS = "/api/v1/snapshot/"


@pytest.fixture
def secret(transactional_db) -> str:
    return make_token(person("Jonas Otte", Role.VOLUNTEER), "Boot stick 3", now=NOW)[1]


def answers_at_once(bodies: list[bytes], secret: str) -> Counter:
    """Sends all of them at the same moment, each over a connection of its own; counts the answers."""
    start = threading.Barrier(len(bodies))

    def send(body: bytes) -> int:
        close_old_connections()
        client = Client(headers={"authorization": f"Bearer {secret}"})
        try:
            start.wait(timeout=120)
            return client.post(ADDRESS, body, content_type="application/json").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return Counter(pool.map(send, bodies))


def test_one_snapshot_sent_by_twenty_is_taken_once(secret):
    device = cast.device(serial="5CQ6VY1", maker="", model="", status="in_refurbishment")
    body = json.dumps(snapshot()).encode()
    assert answers_at_once([body] * STICKS, secret) == {200: 1, 409: STICKS - 1}
    assert (Evidence.objects.count(), Snapshot.objects.count()) == (1, 1)
    assert (device.media.count(), device.matches.count()) == (1, 1)
    assert device.events.filter(kind="facts_read").count() == 1


def test_one_uuid_with_twenty_contents_is_taken_once(secret):
    bodies = [json.dumps(snapshot(uuid="41858da1-5a7c-47a5-b5d2-f1a666a99ed5", sid=n)).encode() for n in range(STICKS)]
    assert answers_at_once(bodies, secret) == {200: 1, 409: STICKS - 1}
    assert (Evidence.objects.count(), Snapshot.objects.count()) == (1, 1)


def test_twenty_machines_at_once_are_all_taken(secret):
    bodies = [json.dumps(snapshot(f"SERIAL{n}", f"DISK{n:05d}")).encode() for n in range(STICKS)]
    assert answers_at_once(bodies, secret) == {200: STICKS}
    assert (Evidence.objects.count(), Snapshot.objects.count()) == (STICKS, STICKS)


def test_characters_that_a_database_refuses_do_no_harm(secret):
    strange = snapshot(serial="AB\x00C\ud800D", disk="\x00\udfffDISK00001", timestamp="\ud800\x00")
    assert answers_at_once([json.dumps(strange).encode()], secret) == {200: 1}


class TestTheRequestOfWorkbenchScript:
    """As the script makes it: urllib, two headers of its own, the text of the snapshot as UTF-8; any answer but 2xx is
    an HTTPError whose body it prints. Then it makes up `<host>/evidence/<uuid>` and shows that as QR code."""

    def send(self, server: str, secret: str, body: str) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        request = urllib.request.Request(server + ADDRESS, data=body.encode("utf-8"), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.getcode(), json.loads(response.read().decode("utf-8"))
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read().decode("utf-8"))

    def test_is_served(self, live_server, secret, client):
        device = cast.device(serial="5CQ6VY1", maker="", model="", status="in_refurbishment")
        sent = snapshot()
        status, said = self.send(live_server.url, secret, json.dumps(sent))
        assert (status, said["status"], said["dhid"]) == (200, "success", device.number)
        assert said["url"] == f"{live_server.url}/devices/{device.number}/"
        assert said["public_url"] == f"{live_server.url}/evidence/{sent['uuid']}"
        client.force_login(Snapshot.objects.get().token.owner)
        assert client.get(f"/evidence/{sent['uuid']}").url == reverse("device_detail", args=[device.number])

    def test_sent_again_after_a_lost_answer_it_learns_where_it_is(self, live_server, secret):
        body = json.dumps(snapshot())
        self.send(live_server.url, secret, body)
        status, said = self.send(live_server.url, secret, body)
        assert (status, said["error"]) == (409, "Conflict")
        assert f"{live_server.url}/evidence/" in said["details"]

    @pytest.mark.parametrize("size", [1, 140_000, 21 * 1024 * 1024])
    def test_a_refusal_is_heard_however_much_was_sent(self, live_server, secret, size):
        assert self.send(live_server.url, "h4f_wrong", " " * size)[0] == 401
        assert self.send(live_server.url, secret, " " * size)[0] == (413 if size > 20 * 1024 * 1024 else 400)
