"""The snapshot service: what Workbench sends, and what it is answered."""

import json
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.tokens import make_token, revoke_token
from custody.conflicts import LockConflict
from custody.enums import Via
from devices import snapshots
from devices.evidence import read_original
from devices.models import Evidence, Snapshot
from documents import storage
from tests import cast
from tests.conftest import NOW, person
from tests.devices.printouts import take
from tests.devices.snapshot_example import snapshot

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/snapshot/"


@pytest.fixture
def token(volunteer):
    return make_token(volunteer, "Boot stick 3", now=NOW)


@pytest.fixture
def send(client, token):
    """Posts a snapshot, or bytes, as workbench-script does."""

    def post(body, address: str = ADDRESS, secret: str = token[1]):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {secret}"}
        return client.post(address, content, content_type="application/json", headers=headers)

    return post


def told(answer, status: int) -> str:
    """The sentence of a refusal in its one shape."""
    assert answer.status_code == status
    said = answer.json()
    assert sorted(said) == ["details", "error"]
    assert answer["Content-Type"].endswith("json")
    return said["details"]


def nothing_kept() -> bool:
    return not Evidence.objects.exists() and not Snapshot.objects.exists()


class TestASnapshotIsTaken:
    def test_of_an_unknown_machine_it_waits_for_a_person(self, send, volunteer):
        sent = snapshot()
        answer = send(sent)
        assert answer.status_code == 200
        lasting = f"http://testserver/evidence/{sent['uuid']}"
        assert answer.json() == {
            "status": "success",
            "dhid": sent["uuid"][:8].upper(),
            "url": lasting,
            "public_url": lasting,
        }
        taken = Snapshot.objects.get()
        assert (taken.uuid, taken.evidence.uploaded_by) == (UUID(sent["uuid"]), volunteer)
        assert taken.evidence.facts["serial"] == "5CQ6VY1"
        assert taken.evidence.file_name == f"workbench-{sent['uuid']}.json"
        assert storage.read(taken.evidence.sha256) == json.dumps(sent).encode()

    def test_of_a_known_machine_it_speaks_for_its_device(self, send, volunteer):
        device = cast.device(serial="5CQ6VY1", maker="", model="", status="in_refurbishment")
        sent = snapshot()
        answer = send(sent).json()
        assert answer == {
            "status": "success",
            "dhid": device.number,
            "url": f"http://testserver/devices/{device.number}/",
            "public_url": f"http://testserver/evidence/{sent['uuid']}",
        }
        device.refresh_from_db()
        assert (device.maker, device.model, device.unsettled_media) == ("Dell Inc.", "Latitude E7240", 1)
        lines = device.events.filter(data__evidence=Snapshot.objects.get().evidence_id)
        assert {(line.actor, line.via) for line in lines} == {(volunteer, Via.TOKEN)}

    def test_without_the_slash_too(self, send):
        assert send(snapshot(), ADDRESS.rstrip("/")).status_code == 200

    def test_the_quotation_marks_of_the_example_settings_do_no_harm(self, send, token):
        assert send(snapshot(), secret=f"'{token[1]}'").status_code == 200

    def test_a_credential_names_the_uuid_for_its_subject(self, send):
        inner = snapshot()
        outputs = [{"operation": name, "output": text} for name, text in inner["data"].items()]
        wrapped = {"type": ["VerifiableCredential"], "credentialSubject": {"uuid": inner["uuid"]}, "evidence": outputs}
        assert send(wrapped).status_code == 200
        assert str(Snapshot.objects.get().uuid) == inner["uuid"]

    def test_the_tokens_last_use_is_noted(self, send, token):
        send(snapshot())
        token[0].refresh_from_db()
        assert token[0].last_used_at is not None

    def test_two_machines_are_two(self, send):
        assert [send(snapshot(serial, disk)).status_code for serial, disk in (("AAA1", "D1"), ("BBB2", "D2"))] == [
            200,
            200,
        ]
        assert Snapshot.objects.count() == 2


class TestTheAddressThatWorkbenchMakesUp:
    def test_leads_to_the_device(self, send, client, volunteer):
        device = cast.device(serial="5CQ6VY1", model="E7240", status="in_refurbishment")
        address = send(snapshot()).json()["public_url"]
        client.force_login(volunteer)
        assert client.get(urlsplit(address).path).url == reverse("device_detail", args=[device.number])

    def test_leads_to_the_inbox_while_nobody_knows_the_device(self, send, client, volunteer):
        sent = snapshot()
        address = send(sent).json()["public_url"]
        client.force_login(volunteer)
        page = client.get(urlsplit(address).path, follow=True)
        item = Evidence.objects.get().inbox_items.get()
        assert page.redirect_chain[-1] == (reverse("inbox_item", args=[item.pk]), 302)
        assert f"workbench-{sent['uuid']}.json" in page.content.decode()

    def test_shows_strangers_nothing(self, send, client):
        address = urlsplit(send(snapshot()).json()["public_url"]).path
        assert client.get(address).url.startswith(reverse("account_login"))
        client.force_login(person("Dora Spende", Role.DONOR))
        assert client.get(address).status_code == 403

    def test_of_an_unknown_snapshot_is_not_found(self, client, volunteer):
        client.force_login(volunteer)
        assert client.get(f"/evidence/{UUID(int=7)}").status_code == 404


class TestTheSameSnapshotAgain:
    def test_is_a_conflict_that_says_where_it_is(self, send, client, volunteer):
        sent = snapshot()
        send(sent)
        details = told(send(sent), 409)
        address = reverse("evidence_detail", args=[Evidence.objects.get().pk])
        assert details.endswith(f"http://testserver{address}")
        client.force_login(volunteer)
        assert client.get(address, follow=True).status_code == 200
        assert (Evidence.objects.count(), Snapshot.objects.count()) == (1, 1)

    def test_so_is_another_content_under_its_uuid(self, send):
        sent = snapshot()
        send(sent)
        told(send({**sent, "timestamp": "later"}), 409)
        assert Evidence.objects.count() == 1

    def test_so_is_a_file_that_a_person_uploaded_before(self, send, volunteer):
        sent = snapshot()
        taken = take(read_original("by-hand.json", json.dumps(sent).encode()), by=volunteer)
        details = told(send(sent), 409)
        assert details.endswith(f"http://testserver{reverse('evidence_detail', args=[taken.evidence.pk])}")
        assert (Evidence.objects.count(), Snapshot.objects.count()) == (1, 0)

    def test_however_the_uuid_is_spelled(self, send):
        sent = snapshot()
        send(sent)
        told(send({**sent, "uuid": sent["uuid"].upper().replace("-", "")}), 409)

    def test_also_when_the_other_one_came_in_between(self, send, monkeypatch):
        sent = snapshot()
        send(sent)
        monkeypatch.setattr(snapshots, "known_as", lambda sent: None)
        told(send({**sent, "timestamp": "later"}), 409)
        told(send(sent), 409)
        assert (Evidence.objects.count(), Snapshot.objects.count()) == (1, 1)


class TestWhoMaySend:
    @pytest.mark.parametrize(
        "header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic aDRmOmg0Zg==", "Token x", "h4f_x"]
    )
    def test_nobody_without_a_token(self, header, client):
        headers = {"authorization": header} if header is not None else {}
        answer = client.post(ADDRESS, json.dumps(snapshot()), content_type="application/json", headers=headers)
        assert told(answer, 401)
        assert answer.json()["error"] == "Unauthorized"
        assert answer["WWW-Authenticate"] == "Bearer"
        assert nothing_kept()

    def test_nobody_by_a_session(self, client, coordinator):
        client.force_login(coordinator)
        told(client.post(ADDRESS, json.dumps(snapshot()), content_type="application/json"), 401)

    def test_nobody_with_a_revoked_token(self, send, token):
        revoke_token(token[0], now=NOW)
        assert "widerrufen" in told(send(snapshot()), 401)

    def test_nobody_who_may_not_work_on_devices_any_more(self, send, volunteer):
        volunteer.groups.clear()
        told(send(snapshot()), 403)
        assert nothing_kept()

    def test_an_answer_speaks_the_persons_language(self, send, volunteer):
        volunteer.language = "en"
        volunteer.save()
        assert told(send(b"{"), 400) == "The file looks like JSON but is damaged or cut off."

    def test_nothing_can_be_read_here(self, client, token):
        told(client.get(ADDRESS, headers={"authorization": f"Bearer {token[1]}"}), 405)


class TestWhatIsNoSnapshot:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"not json",
            b'{"uuid": "1"} trailing',
            b"\xff\xfe\x00",
            b"\x1f\x8b\x08",
            b"[" * 1000,
            b'{"a":' * 900 + b"1" + b"}" * 900,
            b"[" * 250_000,
            b"[" + b"{}," * 200_000 + b"{}]",
        ],
        ids=["empty", "cut", "words", "trailing", "bytes", "gzip", "open", "deep", "deeper", "wide"],
    )
    def test_what_is_not_json_is_a_bad_request(self, body, send):
        told(send(body), 400)
        assert nothing_kept()

    @pytest.mark.parametrize("value", [[], {}, None, 7, "text", {"uuid": 1}, {"data": {}}, {"data": {"lspci": "x"}}])
    def test_json_of_another_kind_is_not_understood(self, value, send):
        told(send(value), 422)
        assert nothing_kept()

    @pytest.mark.parametrize("uuid", [None, "", "7", 7, [], {}, "zz858da1-5a7c-47a5-b5d2-f1a666a99ed5"])
    def test_a_snapshot_needs_its_uuid(self, uuid, send):
        assert told(send(snapshot(uuid=uuid)), 422) == "Der Schnappschuss hat keine eigene UUID."
        assert nothing_kept()

    def test_a_virtual_machine_is_refused(self, send):
        virtual = snapshot(maker="innotek GmbH", product="VirtualBox")
        assert told(send(virtual), 422) == "Das ist eine virtuelle Maschine, kein Gerät."
        assert nothing_kept()

    def test_a_run_without_rights_is_told_so(self, send):
        empty = snapshot(data={"smartctl": "[]", "dmidecode": "/dev/mem: Permission denied\n", "inxi": ""})
        assert "Administratorrechten" in told(send(empty), 422)
        assert nothing_kept()

    def test_what_is_too_large_is_not_even_read(self, client, token, settings):
        settings.UPLOAD_LIMIT_BYTES = 1000
        headers = {"authorization": f"Bearer {token[1]}"}
        answer = client.post(ADDRESS, b" " * 1001, content_type="application/json", headers=headers)
        told(answer, 413)
        assert nothing_kept()

    def test_strange_characters_are_taken_without_harm(self, send):
        strange = snapshot(serial="AB\x00C\ud800D", timestamp="\ud800\x00")
        assert send(strange).status_code == 200


class TestAllOrNothing:
    def test_a_transaction_that_fails_leaves_nothing(self, send, client, monkeypatch):
        def fail(*arguments, **options):
            raise RuntimeError("pulled plug")

        device = cast.device(serial="5CQ6VY1", maker="", model="", status="in_refurbishment")
        before = device.events.count()
        client.raise_request_exception = False
        monkeypatch.setattr(Snapshot.objects, "create", fail)
        assert send(snapshot()).status_code == 500
        device.refresh_from_db()
        assert (device.maker, device.media.count(), device.events.count()) == ("", 0, before)
        assert nothing_kept()

    def test_a_full_disk_asks_to_come_back(self, send, monkeypatch):
        def full(content):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(storage, "put_once", full)
        answer = send(snapshot())
        told(answer, 503)
        assert answer["Retry-After"] == "5"
        assert nothing_kept()

    def test_somebody_who_holds_the_device_asks_to_come_back(self, send, monkeypatch):
        def locked(*arguments, **options):
            raise LockConflict("Somebody else is working on this.")

        monkeypatch.setattr(snapshots, "take_new", locked)
        assert told(send(snapshot()), 503) == "Somebody else is working on this."


class TestTheDescription:
    def test_names_the_service_with_its_answers(self, client, coordinator):
        client.force_login(coordinator)
        schema = client.get(reverse("schema")).json()
        assert set(schema["paths"][ADDRESS]["post"]["responses"]) == {
            "200", "400", "401", "403", "409", "413", "422", "503"
        }  # fmt: skip

    def test_is_for_those_who_connect_programs(self, client, volunteer):
        told(client.get(reverse("schema")), 401)
        client.force_login(volunteer)
        told(client.get(reverse("schema")), 403)
