"""One real laptop through the whole chain, in a browser: from a donor's registration to the printed handover receipt.

The tests are one walk and run in their order; each signs in as somebody else."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.papers import codes_of, pages_of
from tests.e2e.people import fill, flash, in_days, sign_in, sign_up, submit, submit_day
from tests.e2e.walk import (
    COORDINATOR,
    DEVICE_NUMBER,
    DONOR,
    DONOR_PASSWORD,
    LSHW,
    NWIPE,
    SCHOOL,
    SCHOOL_PASSWORD,
    SENIOR,
    VOLUNTEER,
    Walk,
    download,
    needs_samples,
    scan_in,
    upload_report,
)


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


class TestStep1TheDonor:
    def test_signs_up_and_offers_one_laptop_and_twenty_monitors(self, live, page: Page, axe, walk: Walk):
        page.goto("/")
        axe(page)
        sign_up(page, live, name="Leonie Linde", email=DONOR, password=DONOR_PASSWORD)
        expect(page.locator("h1")).to_have_text("Willkommen")
        axe(page)
        page.get_by_role("link", name="Geräte spenden").click()
        axe(page)
        fill(page, kind="company", name="Kanzlei Linde", street="Lindenweg 3", postcode="04109", city="Leipzig")
        submit(page)
        axe(page)
        fill(page, **{"rows-0-category": "Notebook", "rows-0-maker": "Dell", "rows-0-asset_tag": "KL-0815"})
        page.get_by_role("button", name="Weitere Geräte").click()
        monitors = {"category": "Monitor", "count": "20", "maker": "Dell", "model": "P2419H"}
        fill(page, **{f"rows-1-{name}": value for name, value in monitors.items()})
        fill(page, origin="business", media_with_data="yes", delivery="drop_off", window="werktags ab 9 Uhr")
        submit(page)
        axe(page)
        walk.donation = re.search(r"S-\d{4}-\d{5}", page.locator("main").inner_text()).group()

    def test_sees_its_number_and_the_state_of_each_of_the_21_devices(self, page: Page, walk: Walk):
        sign_in(page, DONOR, DONOR_PASSWORD)
        page.get_by_role("link", name="Meine Spenden").first.click()
        page.get_by_role("link", name=walk.donation).click()
        expect(page.locator(".h4f-head")).to_contain_text("angeboten")
        walk.laptop, *walk.monitors = dict.fromkeys(DEVICE_NUMBER.findall(page.locator("main").inner_text()))
        assert len(walk.monitors) == 20
        expect(page.locator("main")).to_contain_text("angemeldet")

    def test_reads_the_page_in_english_by_a_switch_that_stays(self, page: Page, walk: Walk):
        sign_in(page, DONOR, DONOR_PASSWORD)
        page.get_by_role("button", name="English").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.goto(f"/donations/{walk.donation}/")
        expect(page.locator(".h4f-head")).to_contain_text("offered")
        page.get_by_role("button", name="Deutsch").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "de")


class TestStep2TheIntake:
    def test_a_coordinator_accepts_it(self, live, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        axe(page)
        page.goto(f"/donations/{walk.donation}/")
        axe(page)
        page.goto(f"/donations/{walk.donation}/appointment/")
        axe(page)
        fill(page, day=in_days(8), time="10:00")
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("Termin vereinbart")
        live.wait_for_mail(DONOR, count=2, says=walk.donation)

    def test_a_volunteer_takes_it_in_line_by_line(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto("/intake/")
        axe(page)
        page.fill("input[name=code]", walk.donation)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text(walk.donation)
        assert "Kanzlei Linde" not in page.content()
        scan_in(page, "klß0815", walk.laptop)
        scan_in(page, walk.laptop, "schon")
        scan_in(page, walk.monitors[0].removeprefix("H4F-000"), walk.monitors[0])
        scan_in(page, "GIBTESNICHT", "unbekannt")
        axe(page)
        page.get_by_role("button", name="Ohne Nummer annehmen").click()
        expect(page.locator(".h4f-results > li").first).to_contain_text(walk.monitors[1])
        page.get_by_role("link", name="Überzähliges").click()
        axe(page)
        fill(page, category="Tablet", maker="Samsung", model="Galaxy Tab A8")
        submit(page)
        expect(page.locator("main")).to_contain_text("Galaxy Tab A8")

    def test_the_rest_is_marked_as_not_received_and_can_still_arrive(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{walk.donation}/intake/finish/")
        axe(page)
        submit(page)
        assert "18" in flash(page)
        page.goto(f"/donations/{walk.donation}/intake/")
        scan_in(page, walk.monitors[7], walk.monitors[7])

    def test_labels_are_printed_whose_qr_holds_the_number(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{walk.donation}/labels/")
        axe(page)
        sheet = download(page, lambda: page.get_by_role("button", name="PDF").click())
        codes = codes_of(sheet)
        assert {walk.laptop, walk.monitors[0], walk.monitors[1], walk.monitors[7]} < set(codes)
        assert len(codes) == 5


@needs_samples
class TestStep3TheWorkshop:
    """The two files are what lshw and nwipe printed for this very laptop."""

    def test_the_gate_tells_what_is_missing(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto("/scan/")
        axe(page)
        page.fill("#scan-field", walk.laptop)
        page.keyboard.press("Enter")
        expect(page.locator(".h4f-gate")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Aufbereitung beginnen").click()
        expect(page.locator(".h4f-head")).to_contain_text("in Aufbereitung")
        conditions = page.locator(".h4f-conditions")
        expect(conditions).to_contain_text("kein Datenträger bekannt")
        expect(conditions).to_contain_text("Endkontrolle")
        axe(page)

    def test_lshw_fills_in_the_facts_and_finds_the_disk_but_not_the_boot_stick(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        upload_report(page, walk.laptop, LSHW)
        axe(page)
        page.goto(f"/devices/{walk.laptop}/")
        main = page.locator("main")
        for fact in ("Dell Latitude E5530", "D8FTRY1", "i5-3340M", "8 GB", "HGST HTS725050A7", "TF755AWHKL0LHM"):
            expect(main).to_contain_text(fact)
        expect(main).not_to_contain_text("Kingston")
        expect(main).to_contain_text("noch zu löschen")

    def test_nwipe_settles_the_disk_by_its_serial_once_a_person_answers_for_the_clock(
        self, page: Page, axe, walk: Walk
    ):
        """The log is from an earlier day than the disk's arrival in this cycle, so a person has to decide."""
        sign_in(page, VOLUNTEER)
        upload_report(page, walk.laptop, NWIPE)
        axe(page)
        page.get_by_role("link", name="Entscheiden").click()
        axe(page)
        page.get_by_role("link", name="HGST").click()
        axe(page)
        fill(page, note="Selbst heute gestartet, die Uhr des Geräts ist leer.", sure=True)
        submit(page)
        for said in ("gelöscht", "Clear", "nwipe 0.42"):
            expect(page.locator("main")).to_contain_text(said)

    def test_the_originals_stay_downloadable_with_their_hash(self, page: Page, walk: Walk):
        sign_in(page, VOLUNTEER)
        for sample in (LSHW, NWIPE):
            page.goto(f"/devices/{walk.laptop}/")
            page.get_by_role("link", name=sample.name).first.click()
            expect(page.locator("main")).to_contain_text(hashlib.sha256(sample.read_bytes()).hexdigest())
            assert download(page, page.get_by_role("link", name="Original").click) == sample.read_bytes()

    def test_the_checklist_step_by_step(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/devices/{walk.laptop}/")
        page.locator(".kern-task-list a").first.click()
        axe(page)
        fill(page, minutes="12", note="Kratzer am Deckel")
        submit(page)
        page.goto(f"/devices/{walk.laptop}/")
        expect(page.locator("main")).to_contain_text("12")
        page.get_by_role("button", name="Alle übrigen").first.click()
        expect(page.locator("main .kern-task-list .kern-badge--success").first).to_be_visible()

    def test_what_only_a_person_sees_is_typed_in(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/devices/{walk.laptop}/edit/")
        axe(page)
        seen = {"cosmetic_grade": "B – leichte Spuren", "known_defects": "Kratzer am Deckel"}
        fill(page, operating_system="Linux Mint 22.1", **seen)
        submit(page)

    def test_nobody_signs_for_their_own_steps(self, page: Page, walk: Walk):
        sign_in(page, VOLUNTEER)
        assert page.goto(f"/devices/{walk.laptop}/quality-control/").status == 403

    def test_a_senior_volunteer_signs_and_the_device_is_ready(self, page: Page, axe, walk: Walk):
        sign_in(page, SENIOR)
        axe(page)
        page.goto(f"/devices/{walk.laptop}/quality-control/")
        axe(page)
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("ausgabebereit")
        axe(page)


@needs_samples
class TestStep4TheSchool:
    def test_a_school_applies_and_a_coordinator_approves_it(self, live, new_page, axe):
        school = new_page()
        sign_up(school, live, name="Sandra Schulz", email=SCHOOL, password=SCHOOL_PASSWORD)
        school.get_by_role("link", name="Als Schule").click()
        axe(school)
        fill(school, kind="school", name="Oberschule am Walkweg", official_number="4310999", school_type="Oberschule")
        fill(school, street="Walkweg 1", postcode="04159", city="Leipzig", contact="Sandra Schulz")
        submit(school)
        expect(school.locator("main")).to_contain_text("beantragt")
        axe(school)
        coordinator = new_page()
        sign_in(coordinator, COORDINATOR)
        coordinator.goto("/institutions/?q=Walkweg")
        axe(coordinator)
        coordinator.get_by_role("link", name="Oberschule am Walkweg").click()
        axe(coordinator)
        coordinator.get_by_role("button", name="Freischalten").click()
        expect(coordinator.locator(".h4f-head")).to_contain_text("freigeschaltet")

    def test_the_school_asks_for_five_pupils_by_proposed_codes(self, page: Page, axe, walk: Walk):
        sign_in(page, SCHOOL, SCHOOL_PASSWORD)
        axe(page)
        page.goto("/requests/new/")
        axe(page)
        codes = page.locator("input[name$='-pupil_code']")
        if codes.count() < 5:
            fill(page, more=str(5 - codes.count()))
            page.get_by_role("button", name="vorgeschlagenen Codes").click()
            expect(codes).to_have_count(5)
        walk.codes = [codes.nth(index).input_value() for index in range(5)]
        assert len(set(walk.codes)) == 5
        for index in range(5):
            page.locator("select[name$='-school_grade']").nth(index).select_option("7")
            page.locator("select[name$='-category']").nth(index).select_option(label="Notebook")
        page.locator("select[name=attested_by_function]").select_option(index=1)
        fill(page, entitlement_seen_on=in_days(-21))
        submit(page)
        axe(page)
        for code in walk.codes:
            expect(page.locator("main")).to_contain_text(code)
        walk.request = re.search(r"B-\d{4}-\d{5}", page.locator("main").inner_text()).group()
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("eingereicht")

    def test_a_coordinator_approves_it_and_reserves_a_fitting_device_for_each(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/requests/{walk.request}/")
        axe(page)
        page.get_by_role("button", name="Bestätigen").click()
        expect(page.locator(".h4f-head")).to_contain_text("bestätigt")
        page.goto("/needs/")
        axe(page)
        for index, code in enumerate(walk.codes):
            page.goto(f"/requests/{walk.request}/")
            page.get_by_role("link", name=code).click()
            axe(page)
            first = index == 0
            wanted = f"Reservieren {walk.laptop}" if first else re.compile("^Reservieren H4F")
            page.get_by_role("button", name=wanted).first.click()
            assert "ist bis" in flash(page) or "reserviert" in flash(page)

    def test_a_coordinator_plans_the_handover(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto("/handovers/plan/")
        axe(page)
        page.get_by_role("link", name="Oberschule am Walkweg").click()
        axe(page)
        fill(page, day=in_days(11), time="10:00")
        submit_day(page)
        expect(page.locator(".h4f-head")).to_contain_text("geplant")
        axe(page)
        walk.handover = re.search(r"Ü-\d{4}-\d{5}", page.locator("main").inner_text()).group()


@needs_samples
class TestStep5ThePapers:
    def test_receipts_are_issued_and_the_page_shows_by_itself_when_they_are_ready(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/handovers/{walk.handover}/")
        page.get_by_role("button", name="Übergabeprotokolle ausstellen").click()
        expect(page.locator("progress")).to_be_visible()
        expect(page.get_by_role("link", name="Alle 5 als ein PDF")).to_be_visible()
        axe(page)
        page.reload()
        expect(page.get_by_role("link", name="Alle 5 als ein PDF")).to_be_visible()
        walk.receipts = re.findall(r"Q-\d{4}-\d{5}", page.locator("main").inner_text())

    def test_each_paper_and_the_pile_read_back_with_words_and_code(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/handovers/{walk.handover}/receipts/")
        pile = download(page, page.get_by_role("link", name="Alle 5 als ein PDF").click)
        handed_over, *pages = pages_of(pile)
        assert "Übergabeliste" in handed_over and all(code in handed_over for code in walk.codes)
        assert sum(code in words for words in pages for code in walk.codes) == 5
        [words] = [words for words in pages if walk.laptop in words]
        for said in ("Übergabeprotokoll", "Oberschule am Walkweg", "Latitude E5530", "D8FTRY1", "TF755AWHKL0LHM"):
            assert said in words
        assert "Clear" in words and "Linux Mint 22.1" in words and "Kratzer am Deckel" in words
        of_the_list, *walk.addresses = codes_of(pile)
        assert of_the_list == walk.handover and len(set(walk.addresses)) == 5
        number = re.search(r"Q-\d{4}-\d{5}", words).group()
        row = page.locator("tr", has_text=number)
        single = download(page, row.get_by_role("link", name="PDF").click)
        assert pages_of(single) == [words]
        page.get_by_role("link", name=number, exact=True).click()
        axe(page)
        expect(page.locator("main")).to_contain_text(hashlib.sha256(single).hexdigest())

    def test_the_code_on_the_paper_leads_to_a_page_that_says_valid(self, page: Page, axe, walk: Walk):
        for address in walk.addresses:
            page.goto(address)
            expect(page.locator("h1")).to_have_text("Von uns ausgestellt, gültig")
            assert not any(code in page.content() for code in walk.codes)
            assert "Oberschule" not in page.locator("main").inner_text()
        axe(page)


@needs_samples
class TestStep6TheHandover:
    def test_devices_are_packed_by_scan_and_scanned_out(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/handovers/{walk.handover}/packing/")
        axe(page)
        for number in dict.fromkeys(DEVICE_NUMBER.findall(page.locator("#packing").inner_text())):
            scan_in(page, number, number)
        expect(page.locator(".h4f-count")).to_contain_text("5 von 5 gepackt")
        page.get_by_role("button", name="Alles ist gepackt").click()
        expect(page.locator(".h4f-head")).to_contain_text("gepackt")
        walk.given = list(dict.fromkeys(DEVICE_NUMBER.findall(page.locator("main").inner_text())))
        assert len(walk.given) == 5
        page.goto(f"/handovers/{walk.handover}/scan-out/")
        axe(page)
        for number in walk.given:
            page.fill("#scan", number)
            page.keyboard.press("Enter")
            expect(page.locator(".h4f-results > li").first).to_contain_text(number)
        page.goto(f"/handovers/{walk.handover}/")
        expect(page.locator(".h4f-head")).to_contain_text("unterwegs")
        axe(page)

    def test_the_school_confirms_all_except_one(self, page: Page, axe, walk: Walk):
        sign_in(page, SCHOOL, SCHOOL_PASSWORD)
        page.goto(f"/handovers/{walk.handover}/confirm/")
        axe(page)
        walk.missing = next(number for number in walk.given if number != walk.laptop)
        row = page.locator("fieldset, li, tr", has_text=walk.missing).last
        row.locator("input[type=checkbox]").uncheck()
        row.locator("input[type=text]").fill("Kind ist umgezogen")
        submit(page)
        axe(page)
        page.goto(f"/requests/{walk.request}/")
        axe(page)
        expect(page.get_by_text("versorgt")).to_have_count(4)

    def test_the_one_that_came_back_is_ready_again_and_the_handover_closed(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/handovers/{walk.handover}/")
        page.get_by_role("link", name=re.compile("zurück")).first.click()
        axe(page)
        fill(page, complete="1", undamaged="1", unused="1")
        submit(page)
        page.goto(f"/handovers/{walk.handover}/")
        expect(page.locator(".h4f-head")).to_contain_text("abgeschlossen")
        page.goto(f"/devices/{walk.missing}/")
        expect(page.locator(".h4f-head")).to_contain_text("ausgabebereit")

    def test_the_donor_sees_where_the_laptop_is_and_no_more(self, page: Page, axe, walk: Walk):
        sign_in(page, DONOR, DONOR_PASSWORD)
        page.goto(f"/donations/{walk.donation}/")
        axe(page)
        row = page.locator("tr, li", has_text=walk.laptop).first
        expect(row).to_contain_text("an einer Schule in Leipzig")
        assert not any(secret in page.content() for secret in ("Walkweg", *walk.codes))
        assert page.goto(f"/devices/{walk.laptop}/").status in (403, 404)

    def test_the_devices_page_shows_its_history_and_the_last_step_is_taken_back(self, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        page.goto(f"/devices/{walk.laptop}/")
        axe(page)
        history = page.locator(".h4f-timeline")
        for said in ("angemeldet", "eingegangen", "in Aufbereitung", "ausgabebereit", "reserviert", "ausgeliefert"):
            expect(history).to_contain_text(said)
        expect(history).to_contain_text("übergeben")
        page.get_by_role("link", name="Letzten Schritt zurücknehmen").click()
        axe(page)
        fill(page, reason="Falsches Gerät bestätigt")
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("ausgeliefert")
