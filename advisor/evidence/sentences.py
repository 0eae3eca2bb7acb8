"""Sentences of probes that hold figures, as templates.

A finding keeps its sentence in English, filled; by its template it is found again and
put into another language where it is shown.
"""

from enum import StrEnum

from advisor.language import mark


class Sentence(StrEnum):
    """A template; `format` fills it. The first that fits a sentence is its own."""

    AGED = mark("{told}; {days} days old, so {before} faded to {now}")
    RELEASES_FEW = mark("fewer than {number} numbered releases in a year")
    RELEASED_WITHIN = mark("half of the changes were released within {days} days")
    INSTALLED_BUT = mark("a program installs the pipeline, but {why}")
    NOT_USED = mark("{tool} is installed, but nothing uses it")
    INPUTS_SHARED = mark("{number} parts use the same library of inputs.")
    REQUESTED = mark("{number} of the latest {all} changes came in by a request.")
    PARTS = mark("Training is cut into {functions} functions of {files} files.")
    LOOSE = mark("{number} files of code are not kept")
    OUTCOMES = mark("{number} of {all} lines read hold the outcome")
    LOGGED = mark("{lines} predictions in {files} files")
    LOGGED_CLOCK = mark(
        "{lines} predictions in {files} files (written {written}, of {last} by their own "
        "clock)"
    )
    LOGGED_WITHOUT = mark("{told}; without {fields}")
    LOGGED_WITH = mark("{told}; with {fields}")
    SMALL_NONE = mark(
        "{number} versions came while the log ran, none with a small share"
    )
    SMALL_SHARE = mark("{number} of {all} new versions began with a small share")
    NEVER_TWO = mark("{number} versions, never two at the same time")
    TURNS = mark("on {days} days two versions took turns")
    TURNS_ARM = mark("on {days} days two versions took turns, with the arm noted")
    NO_TIME = mark("{version} notes no time of its making")
    NO_LIMIT = mark("{version} is {age} days old; no limit is noted")
    WITHIN_LIMIT = mark("{version} is {age} days old and may serve until {limit}")
    PAST_LIMIT = mark("{version} is {age} days old and past its limit of {limit}")
    WENT_BACK = mark(
        "predictions were made by version {version} again after a later one"
    )
    EARLIER_KEPT = mark("{number} earlier versions are kept")
    LIVE_BLIND = mark("{version} is live without a figure from before")
    TRAIL_ENDS = mark("the trail of {version} ends: {gap}")
    TRAIL_PARTLY = mark("live versions can be followed, but not all: {version}, {gap}")
    TRAIL_WHOLE = mark("the {number} newest versions lead to a run, code and data")
    RUN_MISSING = mark("run {run} is not there")
    RUN_CODELESS = mark("run {run} names no version of the code")
    RUN_DATALESS = mark("run {run} names no data")
    PACKED = mark("{number} of {all} versions looked into bring {what}")
    MEASURED_AGAIN = mark("registered models were measured again on {days} days")
    MARKED = mark("{number} versions, {live} marked as in use")
    MARKED_NONE = mark("{number} versions, none marked as the one in use")
    SERVED_FOREIGN = mark("the registry does not know version {version} that served")
    SERVED = mark("{number} registered versions have served")
    DIGESTS_ONLY = mark(
        "{number} of the {all} newest runs name a digest, none a source"
    )
    COMMITS = mark("{number} of the {all} newest runs name a commit of this history")
    COMMITS_UNKNOWN = mark("{told}, not looked up or not found in this history")
    RUNS_FEW = mark("no more than {number} runs")
    RUNS_ALARM = mark("{number} runs say that a fall or drift started them")
    RUNS_SCHEDULE = mark("{number} of {all} runs say a schedule or new data")
    EVEN = mark("{number} versions at even distances; nothing says what began them")
    SEARCHES = mark("{number} searches recorded trial by trial")
    NOTHING_TO_READ = mark("nothing to read: {sources}")
    PROBE_FAILED = mark("the probe failed: {reason}")
    # Last, since it also fits what others say more exactly.
    RUNS = mark("{number} of the {all} newest runs {what}")
