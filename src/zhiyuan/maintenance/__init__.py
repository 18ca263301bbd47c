"""Alarms: raised once, acknowledged by a person, cleared by the facts."""
