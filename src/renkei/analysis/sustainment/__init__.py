"""Sustainment: readiness, maintenance, stocks and supply, and why."""
