from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    """Institutions, requests, needs, allocation, handovers, receipts."""

    name = "recipients"

    def ready(self) -> None:
        from accounts.bench import presence
        from recipients import entries, handover_entries, institution_entries, mails
        from recipients.appointments import mails as day_mails
        from recipients.asking import reference_tables
        from recipients.calendar import entries as calendar_entries
        from recipients.deciding import letters
        from recipients.holding import entries as holding_entries
        from recipients.loans import entries as loan_entries
        from recipients.notices import entries as notice_entries
        from recipients.proposals import entries as proposal_entries
        from recipients.reports import entries as report_entries
        from recipients.signatures import entries as signature_entries

        _register_guards()
        _register_followers()
        _register_documents()
        _register_taking_back()
        # What comes back is taken in at the bench: the pages name devices alone, no school and no code.
        presence.allow_pages("devices_back", "device_back")
        handover_entries.register()
        institution_entries.register()
        reference_tables.register()
        mails.register_kinds()
        letters.register_kinds()
        day_mails.register_kinds()
        calendar_entries.register()
        holding_entries.register()
        notice_entries.register()
        report_entries.register()
        loan_entries.register()
        proposal_entries.register()
        signature_entries.register()
        entries.register()


def _register_guards() -> None:
    from devices.lifecycle import DEVICE
    from recipients import guards
    from recipients.lifecycle import ALLOCATION, HANDOVER, NEED, REQUEST

    asked = {
        DEVICE: (
            guards.active_allocation,
            guards.no_active_allocation,
            guards.receipt_issued,
            guards.institution_confirmed,
            guards.receipt_voided,
            guards.lent_out,
        ),
        ALLOCATION: (guards.receipt_withdrawn,),
        NEED: (guards.every_item_handed_over, guards.nothing_promised, guards.request_was_sent),
        REQUEST: (guards.needs_complete, guards.entitlement_attested, guards.institution_approved),
        HANDOVER: (
            guards.something_to_hand_over,
            guards.everything_scanned,
            guards.receipts_ready,
            guards.papers_name_the_day,
            guards.every_device_answered,
        ),
    }
    for lifecycle, its_guards in asked.items():
        for guard in its_guards:
            lifecycle.register(guard.__name__, guard)


def _register_followers() -> None:
    from devices.lifecycle import DEVICE
    from recipients import followers
    from recipients.lifecycle import ALLOCATION
    from recipients.loans.beginning import loans_begin
    from recipients.reports.following import reports_follow

    ALLOCATION.follow(followers.needs_follow)
    ALLOCATION.follow(loans_begin)
    DEVICE.follow(followers.promises_end_when_found)
    DEVICE.follow(followers.use_ends_with_loss)
    DEVICE.follow(reports_follow)


def _register_documents() -> None:
    from documents import registry, stored
    from donations import whereabouts
    from recipients.big_piles import asking as big_piles
    from recipients.retention import entries as retention_entries
    from recipients.signatures.kind import RECEIPT
    from recipients.whereabouts import in_use

    registry.register(RECEIPT)
    retention_entries.register()
    stored.register_folder(stored.StoredFolder(big_piles.FOLDER, big_piles.expected_files, transient=True))
    whereabouts.register(in_use)


def _register_taking_back() -> None:
    """A reservation is taken back together with its allocation, and released when its device goes to the workshop."""
    from devices import releasing, undo
    from devices.enums import DeviceStatus
    from recipients.allocating import take_back_reservation
    from recipients.releasing import lock_promise, release_for_workshop

    undo.register([DeviceStatus.RESERVED], take_back_reservation)
    releasing.register(release_for_workshop)
    releasing.register_locks(lock_promise)
