"""Roles are groups; this table says what each may do. Synced into the database after every migration of the roof."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """Codes of the roles, from the narrowest to the widest; a visitor has none."""

    DONOR = "donor"
    INSTITUTION = "institution"
    VOLUNTEER = "volunteer"
    SENIOR_VOLUNTEER = "senior_volunteer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


ROLE_LABELS: dict[Role, Promise] = {
    Role.DONOR: _("Donor"),
    Role.INSTITUTION: _("Institution"),
    Role.VOLUNTEER: _("Volunteer"),
    Role.SENIOR_VOLUNTEER: _("Senior volunteer"),
    Role.COORDINATOR: _("Coordination"),
    Role.ADMIN: _("Administration"),
}

DONOR = {"donations.offer_donation"}
INSTITUTION = {"recipients.file_request"}
VOLUNTEER = {
    "devices.view_device",
    "devices.receive_device",
    "devices.refurbish_device",
    "recipients.assist_handover",
    "donations.drive_pick_up",
}
SENIOR_VOLUNTEER = VOLUNTEER | {"devices.sign_quality_control", "devices.recycle_device"}
# At a shared computer, identified by a PIN: no addresses and no codes, also for those who may see them elsewhere.
BENCH = SENIOR_VOLUNTEER - {"recipients.assist_handover", "donations.drive_pick_up"}
COORDINATOR = SENIOR_VOLUNTEER | {
    "donations.view_donation",
    "donations.manage_donation",
    "devices.manage_device",
    "devices.keep_wipestation",
    "recipients.view_request",
    "recipients.manage_institution",
    "recipients.manage_request",
    "recipients.allocate",
    "recipients.manage_handover",
    "documents.view_document",
    "documents.manage_document",
    "documents.view_retention",
    "custody.manage_mail",
    "documents.keep_issuer",
}
ADMIN = {
    "accounts.manage_users",
    "accounts.manage_reference_data",
    "devices.keep_wipestation",
    "documents.keep_issuer",
    "documents.view_retention",
    "documents.keep_retention",
}

PERMISSIONS: dict[Role, set[str]] = {
    Role.DONOR: DONOR,
    Role.INSTITUTION: INSTITUTION,
    Role.VOLUNTEER: VOLUNTEER,
    Role.SENIOR_VOLUNTEER: SENIOR_VOLUNTEER,
    Role.COORDINATOR: COORDINATOR,
    Role.ADMIN: ADMIN,
}


def role_label(role: Role) -> str:
    """The role's name in the current language."""
    return str(ROLE_LABELS[role])


def sync_roles() -> None:
    """Makes the groups and gives each exactly the permissions of the table. Raises LookupError for a name that no
    model declares, so that a typing error stops the migration instead of locking people out."""
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        missing = names - known.keys()
        if missing:
            raise LookupError(f"No model declares the permissions {sorted(missing)} of role {role}.")
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[name] for name in names])
