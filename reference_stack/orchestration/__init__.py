"""The same tasks on Dagster (extra `orchestrate`): assets, checks, sensors, schedule.

Nothing is done differently here: every asset calls `lifecycle.work.perform`, and the
ledger comes out the same as without an orchestrator.
"""
