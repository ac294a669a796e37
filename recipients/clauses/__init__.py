"""The clauses of receipts as versions: what holds, what will hold, translations, and how a receipt looks with them."""
