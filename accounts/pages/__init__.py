"""What every page of every app is made of: lists, exports, forms, status words, navigation, messages."""
