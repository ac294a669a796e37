"""The initiative's own counter: families that come by themselves."""
