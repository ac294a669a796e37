"""The captions of receipts in the languages that families read along: versions, changes, how a receipt looks."""
