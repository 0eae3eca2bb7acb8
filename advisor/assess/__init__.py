"""Assess: what is the state?"""
