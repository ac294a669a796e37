from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    """Institutions, requests, needs, allocation, handovers, receipts."""

    name = "recipients"

    def ready(self) -> None:
        from devices.enums import DeviceStatus
        from devices.lifecycle import DEVICE
        from recipients import followers, guards
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
            NEED: (guards.every_item_handed_over, guards.nothing_promised),
            REQUEST: (guards.needs_complete, guards.entitlement_attested, guards.institution_approved),
            HANDOVER: (guards.something_to_hand_over, guards.receipts_ready, guards.every_device_answered),
        }
        for lifecycle, its_guards in asked.items():
            for guard in its_guards:
                lifecycle.register(guard.__name__, guard)
        ALLOCATION.follow(followers.needs_follow)
        DEVICE.follow(followers.promises_end_when_found)

        from documents.registry import register as register_document_kind
        from recipients.receipts import RECEIPT

        register_document_kind(RECEIPT)

        from donations.whereabouts import register as register_whereabouts
        from recipients.whereabouts import in_use

        register_whereabouts(in_use)

        from recipients import handover_entries, mails

        handover_entries.register()
        mails.register_kinds()

        from devices.undo import register as register_undo
        from recipients import entries
        from recipients.allocating import take_back_reservation

        register_undo([DeviceStatus.RESERVED], take_back_reservation)

        from devices.releasing import register as register_releasing
        from devices.releasing import register_locks
        from recipients.releasing import lock_promise, release_for_workshop

        register_releasing(release_for_workshop)
        register_locks(lock_promise)
        entries.register()
