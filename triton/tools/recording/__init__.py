"""Recordings of people, read and looked at before a voice is made of them."""
