"""What can be wrong, as one tree.

AdvisorError
├── ContentError     a questionnaire or data file is not what it should be
├── AnswersError     an answer sheet is not what it should be
├── CatalogueError   something asked for is not in the catalogue of platforms
├── PortfolioError   a portfolio of use cases is not what it should be
├── PlanError        no road map exists under the given limits
├── EvidenceError    a project or a scan of it cannot be read
├── ReportError      a report cannot be written as asked
└── StoreError       the store cannot be opened, or does not hold what was asked for

Each message says where, what is wrong and what would be right. The core
raises; the edge (command line, pages) prints the message as it is.
"""


class AdvisorError(Exception):
    """Anything a person can put right."""


class ContentError(AdvisorError):
    """A questionnaire or data file is not what it should be."""


class AnswersError(AdvisorError):
    """An answer sheet is not what it should be."""


class CatalogueError(AdvisorError):
    """Something asked for is not in the catalogue of platforms."""


class PortfolioError(AdvisorError):
    """A portfolio of use cases is not what it should be."""


class PlanError(AdvisorError):
    """No road map exists under the given limits."""


class EvidenceError(AdvisorError):
    """A project or a scan of it cannot be read."""


class StoreError(AdvisorError):
    """The store cannot be opened, or does not hold what was asked for."""


class LanguageError(AdvisorError):
    """A language is not there, or its file cannot be read."""


class SessionError(AdvisorError):
    """A session cannot be joined, or does not allow what was asked for."""


class AccessError(AdvisorError):
    """The file of --auth is not what it should be, or a visitor may not do this."""


class ReportError(AdvisorError):
    """A report cannot be written as asked."""
