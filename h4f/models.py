"""No tables: Django sends post_migrate, on which the roles are synced, only to apps that have this module."""
