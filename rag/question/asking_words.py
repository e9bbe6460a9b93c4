"""The words that questions are put together with, whatever they ask about."""

from __future__ import annotations

import re

AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could|should|may|might)(?:n't)?"
PERSON = frozenset(("he", "she", "him", "his", "her"))
"""What is said of a person in place of the name."""
HEAD = re.compile(
    rf"^(?:(?:by |to |for |from |on |in |at |of )?(?:what|which|who|whom|whose|when|where|why|how)(?: "
    rf"(?:much|many|often|long|far))?"
    rf"(?: of)?|{AUXILIARY})\s+",
    re.IGNORECASE,
)
"""What a question begins with: "By whom", "How many of", "Did"."""
ASKING = re.compile(
    rf"^(?:what|when|where|why|who|how|how much|how many)\s+(?P<rest>{AUXILIARY}\s.+)$", re.IGNORECASE
)
"""A question that could be one of yes or no but for its first words."""
PERSON_NAME = re.compile(
    r"\b(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Superintendent|Inspector|Chief \w+|Professor)\.?"
    r"(?:\s+[A-Z][\w.'\u2019-]*){1,3}|\b[A-Z][a-z]+ [A-Z][a-z]+\b"
)
WORDLESS = frozenset(
    "proposed propose proposes seconded second cost costs paid pay decided agreed happened say said says "
    "vote voted against favour "
    "declare declared interest interests much many long often reason reasons support supported oppose "
    "opposed approved "
    "approve else more next follow followed result "
    "outcome start started end ended next chair chaired vote votes voting done begin began take took name "
    "full kind type".split()
)
"""Words of a question that carry no subject of their own: with these alone, "it" is something said before."""
