"""Readers of what machines print: bytes in, frozen facts out, no Django.

``recognise.read`` is the one door; everything it can raise is ``facts.UnreadableReport``.
"""
