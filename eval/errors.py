"""What can go wrong while a golden set is run, compared and reported.

    EvalError
    ├── SourceError          a public set to be imported is not in the layout that was named
    ├── GoldenError          the golden file can't be read, or a line of it is wrong
    ├── RunFolderError       the run folder can't be used
    │   ├── ForeignFolder    the folder holds something that is not this run
    │   └── RunBusy          another process writes to the same run
    ├── NoPapers             none of the papers given could be read
    ├── RunUnreadable        a finished run, or a baseline, can't be read back
    ├── NotPaired            two runs do not answer the same questions
    ├── JudgeError           judged figures can't be had: a wrong sample, another judge, a damaged file
    ├── PricesError          the table of prices can't be read, or a field of it is wrong
    ├── WorkerLost           a process that answers questions ended, or could not begin
    └── PolicyError          the gate's policy can't be read, or a field of it is wrong

Every message says what happened, with the value, and then what to do. An error inside one question is none
of these: it is recorded with that question and the run goes on.
"""


class EvalError(Exception):
    """Base of all errors of this package; the text is meant for the person at the keyboard."""


class GoldenError(EvalError):
    """The golden file is missing, empty, or holds a line that is no record."""


class SourceError(EvalError):
    """The source of an import is missing, or not in the layout that was named."""


class RunFolderError(EvalError):
    """The run folder can't be used."""


class ForeignFolder(RunFolderError):
    """The folder holds files of something else, or a run of another set, library, settings or code."""


class RunBusy(RunFolderError):
    """Another process is writing to the run folder."""


class NoPapers(EvalError):
    """Not one of the papers given for the run could be read."""


class RunUnreadable(EvalError):
    """``run.json`` or ``items.jsonl`` of a run, or a baseline file, is missing or damaged."""


class NotPaired(EvalError):
    """Two runs are of different questions, or of the same ones with other gold; the message lists them."""


class JudgeError(EvalError):
    """The labelled sample is wrong, or the judgements in the run folder are of another judge."""


class PricesError(EvalError):
    """The table of prices is missing, no TOML, or a field of it is wrong."""


class WorkerLost(EvalError):
    """A process that answers questions ended by itself, or sees another library than the run."""


class PolicyError(EvalError):
    """The policy file of the gate is missing, no TOML, or asks for something that there is not."""
