from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Devices, media, evidence, erasure, checks, labels, and the registration of donations' devices."""

    name = "devices"

    def ready(self) -> None:
        from accounts.bench import presence
        from devices import converters

        converters.register()
        presence.allow("devices", home="workshop_board")
        _register_guards()
        _register_followers()
        _register_entries()


def _register_guards() -> None:
    from devices import guards, undo
    from devices.confirmations import guards as confirmation_guards
    from devices.lifecycle import DEVICE, MEDIUM, PALLET
    from devices.pallets import filling
    from devices.pallets import guards as pallet_guards
    from devices.parts import dismantling
    from donations.lifecycle import DONATION

    for guard in (
        guards.media_settled,
        guards.media_settled_anew,
        guards.media_known,
        guards.media_evident,
        guards.steps_done,
        guards.quality_control_signed,
        guards.not_on_hold,
    ):
        DEVICE.register(guard.__name__, guard)
    for guard in (pallet_guards.something_on_it, pallet_guards.only_settled_media):
        PALLET.register(guard.__name__, guard)
    MEDIUM.register("erasure_stands", guards.erasure_stands)
    DONATION.register("donation_has_devices", guards.donation_has_devices)
    DONATION.register("every_device_settled", guards.every_device_settled)
    DEVICE.guard_taking_back(undo.nothing_builds_on_it)
    DEVICE.guard_taking_back(dismantling.parts_are_used)
    DEVICE.register("not_confirmed", confirmation_guards.not_confirmed)
    DEVICE.guard_taking_back(filling.on_a_pallet)
    DEVICE.guard_taking_back(confirmation_guards.arrival_is_confirmed)


def _register_followers() -> None:
    from devices import arriving, checking, followers, loss, stages
    from devices.accessories import giving
    from devices.lifecycle import DEVICE, MEDIUM
    from devices.protocols import following
    from devices.waiting import proposals
    from donations.lifecycle import DONATION

    MEDIUM.follow(followers.donations_follow_loose_media)
    DEVICE.follow(followers.remember_first_handover)
    DEVICE.follow(loss.media_follow_loss)
    DEVICE.follow(checking.quality_control_lapses)
    DEVICE.follow(stages.waiting_ends)
    DEVICE.follow(proposals.proposals_close)
    DEVICE.follow(followers.donations_follow)
    DEVICE.follow(giving.accessories_come_back)
    DEVICE.follow(arriving.what_waited_is_heard)
    DONATION.follow(followers.awaited_devices_end)
    DONATION.follow(followers.imported_rows_are_free_again)
    MEDIUM.follow(following.media_ring)
    DEVICE.follow(following.devices_ring)


def _register_entries() -> None:
    from devices import intake_entries, mail_examples, reference_tables, scanning, store_entries, workshop_entries
    from devices.checklists import piles as checklist_piles
    from devices.confirmations import entries as confirmation_entries
    from devices.donors_view import entries as donors_view
    from devices.labelling import entries as label_entries
    from devices.offering import entries as offering_entries
    from devices.pallets import kind as pallet_list
    from devices.pickup_notes import kind as pick_up_note
    from devices.piles import entries as pile_entries
    from devices.protocols import kind as erasure_protocol
    from devices.protocols import mails as protocol_mails
    from devices.retention import entries as retention_entries
    from devices.spreadsheets import entries as spreadsheet_entries

    scanning.register_finders()
    label_entries.register()
    reference_tables.register_tables()
    pile_entries.register_kinds()
    checklist_piles.register_kinds()
    store_entries.register()
    intake_entries.register()
    offering_entries.register()
    workshop_entries.register()
    spreadsheet_entries.register()
    pick_up_note.register()
    erasure_protocol.register()
    pallet_list.register()
    protocol_mails.register()
    confirmation_entries.register()
    mail_examples.register_kinds()
    donors_view.register_all()
    retention_entries.register()
