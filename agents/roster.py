"""The agents that a run gets. To add one, write its module and put its class in here."""

from __future__ import annotations

from agents.api import APIAgent
from agents.authentication import AuthenticationAgent
from agents.base import Roster
from agents.business_logic import BusinessLogicAgent
from agents.testing import TestingAgent


def default_roster() -> Roster:
    """The four domain experts. Among agents that run side by side, the earlier one's wish stands first."""
    return (BusinessLogicAgent, AuthenticationAgent, APIAgent, TestingAgent)
