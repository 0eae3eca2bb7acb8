"""Advise: what to do about it?"""
