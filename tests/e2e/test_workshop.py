"""Twelve devices of one donation through the workshop, in a browser: from the pile at the door to the shelf.

The tests are one walk and run in their order; each signs in as somebody else. What volunteers do by telephone is done
on a telephone's screen. The files are made by `bench_reports`."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import bench_reports as reports
from tests.e2e.papers import codes_of
from tests.e2e.people import fill, flash, in_days, sign_in, submit
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER, SENIOR, VOLUNTEER, download
from tests.e2e.workshop import (
    OTHER_DISK_INSIDE,
    PHONE,
    WHAT_A_SWAP_LEAVES,
    Shop,
    as_a_german_scanner_types,
    begin_pile,
    counts_of,
    expected_lines,
    exported,
    file,
    fits,
    give,
    lines_of,
    post_as_workbench_does,
    scan,
    upload,
)

DONOR = "spende@example.org"
BENCH, SHELF = "Arbeitsplatz 3", "Ausgabelager"
BOTH_MODELS = ["EliteDesk 800 G3", "ProDesk 400 G4"]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


@pytest.fixture
def phone(new_page) -> Page:
    """A volunteer's telephone; signed in once, as telephones are."""
    page = new_page(**PHONE)
    sign_in(page, VOLUNTEER)
    return page


class TestStep1TheDonation:
    def test_a_donor_offers_ten_computers_and_a_monitor(self, page: Page, shop: Shop):
        sign_in(page, DONOR)
        page.goto("/donations/new/")
        add = page.get_by_role("button", name="Weitere Geräte")
        for index in range(1, 11):
            add.click()
            expect(page.locator(f"[name=rows-{index}-serial]")).to_be_visible()
        for index, machine in enumerate(reports.MACHINES):
            kind = "Notebook" if machine.category == "notebook" else "Desktop-PC"
            row = {"category": kind, "maker": machine.maker, "model": machine.model, "serial": machine.serial}
            if machine is reports.THINKCENTRE:
                row |= {"serial": "", "asset_tag": reports.ASSET_TAG}
            fill(page, **{f"rows-{index}-{name}": value for name, value in row.items()})
        fill(page, **{"rows-10-category": "Monitor", "rows-10-maker": "Dell", "rows-10-model": "P2419H"})
        fill(page, origin="business", media_with_data="yes", delivery="drop_off", window="werktags ab 9 Uhr")
        submit(page)
        said = page.locator("main").inner_text()
        shop.donation = re.search(r"S-\d{4}-\d{5}", said).group()
        page.goto(f"/donations/{shop.donation}/")
        *computers, shop.monitor = dict.fromkeys(DEVICE_NUMBER.findall(page.locator("main").inner_text()))
        shop.numbers = dict(zip((machine.serial for machine in reports.MACHINES), computers, strict=True))

    def test_a_coordinator_makes_an_appointment(self, page: Page, shop: Shop):
        sign_in(page, COORDINATOR)
        page.goto(f"/donations/{shop.donation}/appointment/")
        fill(page, day=in_days(1), time="10:00")
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("Termin vereinbart")


class TestStep2TheIntake:
    def test_a_pile_is_scanned_in_by_telephone(self, phone: Page, axe, shop: Shop):
        phone.goto("/intake/")
        fits(phone)
        phone.fill("input[name=code]", as_a_german_scanner_types(shop.donation))
        phone.keyboard.press("Enter")
        expect(phone.locator("h1")).to_have_text(shop.donation)
        phone.get_by_text("Ort und mehrere Zeilen auf einmal").click()
        fill(phone, location="Annahme")
        scan(phone, reports.LATITUDE.serial.lower(), shop.of(reports.LATITUDE))
        scan(phone, as_a_german_scanner_types(shop.of(reports.LATITUDE_2)), shop.of(reports.LATITUDE_2))
        scan(phone, shop.of(reports.THINKPAD).removeprefix("H4F-").lstrip("0"), shop.of(reports.THINKPAD))
        scan(phone, as_a_german_scanner_types(reports.ASSET_TAG), shop.of(reports.THINKCENTRE))
        scan(phone, reports.LATITUDE.serial, "war schon da")
        for machine in reports.MACHINES:
            if machine not in (reports.LATITUDE, reports.LATITUDE_2, reports.THINKPAD, reports.THINKCENTRE):
                scan(phone, machine.serial, shop.of(machine))
        phone.get_by_role("button", name="Ohne Nummer annehmen").click()
        expect(phone.locator(".h4f-results > li").first).to_contain_text(shop.monitor)
        expect(phone.locator("#intake-done .h4f-count")).to_have_text("11 von 11 angekommen")
        axe(phone)
        fits(phone)

    def test_what_nobody_announced_is_recorded_as_surplus(self, phone: Page, axe, shop: Shop):
        phone.goto(f"/donations/{shop.donation}/intake/")
        unknown = scan(phone, "wxkb0001", "unbekannt")
        unknown.get_by_role("link", name="Als überzählig aufnehmen").click()
        axe(phone)
        fits(phone)
        expect(phone.locator("[name=serial]")).to_have_value("wxkb0001")
        fill(phone, category="Zubehör", maker="Cherry", model="KC 1000")
        submit(phone)
        shop.keyboard = DEVICE_NUMBER.search(flash(phone)).group()
        assert shop.keyboard not in shop.everything[:-1]

    def test_twelve_labels_are_printed_whose_codes_lead_to_the_devices(self, page: Page, shop: Shop):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{shop.donation}/labels/")
        sheet = download(page, page.get_by_role("button", name="PDF").click)
        assert sorted(codes_of(sheet)) == sorted(shop.everything)

    def test_refurbishment_begins_for_the_pile(self, phone: Page, axe, shop: Shop):
        phone.goto("/scan/")
        axe(phone)
        phone.get_by_role("link", name="Aufbereitung beginnen").click()
        fill(phone, location=BENCH)
        submit(phone)
        for number in shop.everything:
            scan(phone, as_a_german_scanner_types(number), f"{number}in Aufbereitung")
        expect(phone.locator("#pile-lines .h4f-count")).to_have_text("12 Geräte")
        axe(phone)
        fits(phone)


class TestStep3TheFiles:
    def test_one_mixed_pile_of_files_gets_one_line_each(self, page: Page, axe, shop: Shop):
        sign_in(page, VOLUNTEER)
        page.goto("/uploads/new/")
        axe(page)
        pile = {name: file(name, content) for name, content in reports.pile(datetime.now(UTC)).items()}
        page.set_input_files("input[type=file]", list(pile.values()))
        axe(page)
        submit(page)
        expect(page.locator("h1")).to_have_text(f"{len(pile)} Dateien hochgeladen")
        expect(page.locator("#upload[hx-get]")).to_have_count(0)
        axe(page)
        assert lines_of(page) == expected_lines(shop)


class TestStep4TheInbox:
    def test_a_person_decides_a_conflict_with_both_sides_before_them(self, page: Page, axe, shop: Shop):
        sign_in(page, VOLUNTEER)
        page.goto("/inbox/")
        axe(page)
        page.get_by_role("link", name="lshw-8.json").click()
        axe(page)
        expect(page.locator(".h4f-head")).to_contain_text("Gleiche Seriennummer, anderes Modell")
        sides = page.locator("tr", has_text="EliteDesk 800 G3").locator("th, td")
        assert [cell.strip() for cell in sides.all_inner_texts()] == ["Modell", *BOTH_MODELS, "weicht ab"]
        page.get_by_role("button", name=f"Es ist {shop.of(reports.PRODESK)}").click()
        assert f"„lshw-8.json“ ist von {shop.of(reports.PRODESK)}" in flash(page)
        expect(page.locator("h1")).to_have_text("HP EliteDesk 800 G3")

    def test_what_found_no_device_is_given_to_one_by_its_asset_tag_and_its_log_follows(
        self, phone: Page, axe, shop: Shop
    ):
        phone.goto("/inbox/")
        axe(phone)
        fits(phone)
        give(phone, "lshw-9.json", as_a_german_scanner_types(reports.ASSET_TAG), shop.of(reports.THINKCENTRE), axe)
        expect(phone.locator(".h4f-conditions")).to_contain_text("1 von 1 mit Nachweis erledigt")
        phone.goto("/inbox/")
        give(phone, "IMG_0042.jpg", shop.monitor, shop.monitor, axe)
        phone.goto("/inbox/")
        for name in ("lshw-8.json", "lshw-9.json", "nwipe-9.log", "IMG_0042.jpg"):
            expect(phone.get_by_role("link", name=name)).to_have_count(0)


class TestStep5TheMedia:
    def test_the_log_that_came_before_the_decision_settled_what_became_known_by_it(self, page: Page, shop: Shop):
        sign_in(page, VOLUNTEER)
        page.goto(f"/devices/{shop.of(reports.PRODESK)}/")
        expect(page.locator(".h4f-conditions")).to_contain_text("1 von 1 mit Nachweis erledigt")

    def test_the_failed_one_says_why_and_is_destroyed_by_hand_with_a_photo(self, phone: Page, axe, shop: Shop):
        number = shop.of(reports.ESPRIMO)
        phone.goto(f"/devices/{number}/")
        expect(phone.locator("main")).to_contain_text("noch zu löschen")
        phone.get_by_role("link", name="nwipe-station-1.log", exact=True).first.click()
        expect(phone.locator("main")).to_contain_text("Das Programm meldet Fehler: Der Datenträger ist nicht gelöscht.")
        axe(phone)
        fits(phone)
        phone.goto(f"/devices/{number}/")
        phone.get_by_role("link", name="Von Hand").first.click()
        axe(phone)
        fits(phone)
        fill(phone, outcome="destroyed", method="Mehrfach durchbohrt")
        submit(phone)
        expect(phone.locator("main")).to_contain_text("Bitte fügen Sie")
        fill(phone, outcome="destroyed", method="Mehrfach durchbohrt")
        phone.set_input_files("input[name=proof]", file("IMG_0043.jpg", reports.photo("brown")))
        submit(phone)
        assert "TOSHIBA MQ01ABF050 ist erledigt." in flash(phone)
        expect(phone.locator("main")).to_contain_text("Destroy, Mehrfach durchbohrt")
        expect(phone.locator(".h4f-conditions")).to_contain_text("1 von 1 mit Nachweis erledigt")


class TestStep6WorkbenchSends:
    def test_what_workbench_posts_with_a_token_made_on_the_account_page(self, page: Page, live, axe, shop: Shop):
        sign_in(page, VOLUNTEER)
        page.goto("/profile/")
        axe(page)
        page.get_by_role("link", name="Neues Zugriffstoken").click()
        axe(page)
        fill(page, name="Stick 7")
        submit(page)
        axe(page)
        token = page.input_value("#token-secret")
        listing = page.locator("pre").inner_text()
        address = re.search(r"^url = (\S+)$", listing, re.MULTILINE).group(1)
        snapshot = reports.workbench(reports.BY_WORKBENCH)
        status, said = post_as_workbench_does(address, token, snapshot)
        number = shop.of(reports.BY_WORKBENCH)
        assert (status, said["status"], said["dhid"]) == (200, "success", number)
        assert said["url"] == f"{live.url}/devices/{number}/"
        assert post_as_workbench_does(address, token, snapshot)[0] == 409
        assert post_as_workbench_does(address, "h4f_wrong", snapshot)[0] == 401
        page.goto(said["public_url"])
        page.goto(said["url"])
        expect(page.locator("main")).to_contain_text(reports.BY_WORKBENCH.disk.serial)
        page.get_by_role("link", name=f"workbench-{snapshot['uuid']}.json").first.click()
        axe(page)
        log = file("nwipe-10.log", reports.nwipe([reports.BY_WORKBENCH.disk], datetime.now(UTC)))
        upload(page, f"/devices/{number}/evidence/", log)
        assert lines_of(page) == {"nwipe-10.log": ("verstanden", "1 Datenträger erledigt.", number)}


class TestStep7TheChecklists:
    def test_at_a_bench_whoever_identifies_by_pin_takes_the_step(self, new_page, axe, shop: Shop):
        bench = new_page(**PHONE)
        sign_in(bench, VOLUNTEER, anew=True)
        bench.goto("/bench/open/")
        axe(bench)
        fits(bench)
        bench.get_by_label("Tisch 1").check()
        submit(bench)
        axe(bench)
        fits(bench)
        bench.get_by_label("Maria Krause").check()
        fill(bench, pin="2580")
        submit(bench)
        assert "Maria Krause" in flash(bench)
        bench.goto(f"/devices/{shop.of(reports.LIFEBOOK)}/checks/display/")
        axe(bench)
        fits(bench)
        bench.get_by_role("button", name="In Ordnung", exact=True).click()
        bench.goto(f"/devices/{shop.of(reports.LIFEBOOK)}/")
        expect(bench.locator(".h4f-timeline li").first).to_contain_text("Display: in Ordnung")
        expect(bench.locator(".h4f-timeline li").first).to_contain_text("Maria Krause")
        axe(bench)

    def test_one_step_passes_for_a_scanned_pile(self, phone: Page, axe, shop: Shop):
        phone.goto("/scan/")
        phone.get_by_role("link", name="Ein Prüfschritt ist in Ordnung").click()
        axe(phone)
        fits(phone)
        fill(phone, step="Gereinigt")
        submit(phone)
        for number in shop.everything:
            scan(phone, number, f"{number}in Ordnung")
        scan(phone, shop.monitor, "schon")
        axe(phone)
        fits(phone)

    def test_a_step_that_fails_asks_what_to_do_and_the_device_waits_for_a_part(self, phone: Page, axe, shop: Shop):
        number = shop.of(reports.ESPRIMO)
        phone.goto(f"/devices/{number}/checks/system/")
        axe(phone)
        fits(phone)
        phone.get_by_role("button", name="Nicht in Ordnung").click()
        axe(phone)
        fits(phone)
        fill(phone, note="Platte zerstört, eine neue ist bestellt.")
        phone.get_by_role("button", name="Auf ein Ersatzteil warten").click()
        assert f"{number} wartet" in flash(phone)
        expect(phone.locator(".h4f-head")).to_contain_text(
            "wartet auf Ersatzteil: Platte zerstört, eine neue ist bestellt."
        )

    def test_all_others_are_in_order_by_one_press(self, phone: Page, shop: Shop):
        for number in shop.everything:
            if number == shop.of(reports.ESPRIMO):
                continue
            phone.goto(f"/devices/{number}/")
            phone.get_by_role("button", name="Alle übrigen in Ordnung").first.click()
            expect(phone.locator("main")).to_contain_text("Endkontrolle unterschreiben")

    def test_whoever_did_a_step_does_not_sign(self, phone: Page, shop: Shop):
        assert phone.goto(f"/devices/{shop.monitor}/quality-control/").status == 403
        phone.goto("/scan/")
        expect(phone.get_by_role("link", name="Endkontrolle")).to_have_count(0)


class TestStep8TheShelf:
    def test_a_senior_volunteer_signs_in_bulk_by_scan(self, new_page, axe, shop: Shop):
        senior = new_page(**PHONE)
        sign_in(senior, SENIOR)
        senior.goto("/scan/piles/new/quality_control/")
        axe(senior)
        fits(senior)
        submit(senior)
        for number in shop.everything:
            if number in (shop.of(reports.LIFEBOOK), shop.of(reports.ESPRIMO)):
                continue
            scan(senior, number, f"{number}unterschrieben, ausgabebereit")
        scan(
            senior,
            shop.of(reports.LIFEBOOK),
            "Die Endkontrolle muss jemand unterschreiben, der keinen der Prüfschritte",
        )
        scan(senior, shop.of(reports.ESPRIMO), "8 Pflichtschritte sind offen oder nicht in Ordnung.")
        axe(senior)
        fits(senior)
        other = new_page()
        sign_in(other, COORDINATOR)
        other.goto(f"/devices/{shop.of(reports.LIFEBOOK)}/quality-control/")
        axe(other)
        submit(other)
        expect(other.locator(".h4f-head")).to_contain_text("ausgabebereit")

    def test_the_ready_ones_are_put_on_a_shelf_by_scan(self, phone: Page, axe, shop: Shop):
        begin_pile(phone, "move", SHELF, axe)
        for number in shop.ready:
            scan(phone, number, f"{number}nach {SHELF}")
        axe(phone)
        fits(phone)

    def test_a_swapped_disk_reopens_the_gate_until_it_is_erased_and_signed_again(self, new_page, axe, shop: Shop):
        page, number = new_page(), shop.of(reports.LATITUDE_2)
        sign_in(page, VOLUNTEER)
        upload(page, "/uploads/new/", file("lshw-2-neu.json", reports.lshw(reports.SWAPPED)))
        assert lines_of(page) == {"lshw-2-neu.json": ("verstanden", OTHER_DISK_INSIDE, number)}
        page.goto(f"/devices/{number}/")
        expect(page.locator(".h4f-head")).to_contain_text("in Aufbereitung")
        expect(page.locator(".h4f-conditions")).to_contain_text("1 Datenträger ist noch zu löschen")
        said = page.locator(".h4f-timeline li").all_inner_texts()[:5]
        for line, words in zip(said, WHAT_A_SWAP_LEAVES, strict=True):
            assert line.startswith(words), said
        log = file("nwipe-2-neu.log", reports.nwipe([reports.SWAPPED.disk], datetime.now(UTC)))
        upload(page, f"/devices/{number}/evidence/", log)
        assert lines_of(page) == {"nwipe-2-neu.log": ("verstanden", "1 Datenträger erledigt.", number)}
        senior = new_page()
        sign_in(senior, SENIOR)
        senior.goto(f"/devices/{number}/quality-control/")
        axe(senior)
        submit(senior)
        expect(senior.locator(".h4f-head")).to_contain_text("ausgabebereit")


class TestStep9TheEnd:
    def test_stocktaking_finds_one_missing_and_then_all(self, phone: Page, axe, shop: Shop):
        begin_pile(phone, "stocktaking", SHELF, axe)
        *here, behind = shop.ready
        for number in here:
            scan(phone, number, f"{number}gefunden")
        axe(phone)
        phone.get_by_role("link", name="Abschließen").click()
        axe(phone)
        fits(phone)
        submit(phone)
        expect(phone.locator("#pile-panel")).to_contain_text("10 von 11 gefunden")
        expect(phone.locator("#pile-panel")).to_contain_text("Es fehlen (1)")
        axe(phone)
        fits(phone)
        phone.get_by_role("button", name="Noch einmal nachsehen").click()
        scan(phone, behind, f"{behind}gefunden")
        phone.get_by_role("link", name="Abschließen").click()
        submit(phone)
        expect(phone.locator("#pile-panel")).to_contain_text("11 von 11 gefunden")

    def test_the_board_shows_where_the_twelve_stand(self, phone: Page, axe, shop: Shop):
        phone.goto("/workshop/?view=places")
        axe(phone)
        fits(phone)
        assert counts_of(phone, SHELF) == ["11", "11", "0"]
        assert counts_of(phone, BENCH) == ["1", "1", "0"]
        phone.locator(".h4f-counts tr", has_text=SHELF).get_by_role("link").first.click()
        expect(phone.locator("tbody tr")).to_have_count(11)

    def test_no_device_is_ready_with_an_open_medium(self, page: Page, shop: Shop):
        sign_in(page, VOLUNTEER)
        ready = {row["Nummer"]: row["Lagerort"] for row in exported(page, "/devices/?status=ready")}
        wanted = {**dict.fromkeys(shop.ready, SHELF), shop.of(reports.ESPRIMO): None}
        assert {number: ready.get(number) for number in shop.everything} == wanted
        still_open = {row["Gerät"] for row in exported(page, "/media/?status=pending")}
        assert still_open.isdisjoint(ready)
