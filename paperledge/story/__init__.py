"""Takes: a document (an abstract or a full text) or several, a paper, or sentences.
Gives: a draft script, with a guest in it if asked for; a headline, the role of each sentence.
Touches: nothing but the data files in this folder; the llm writer, if asked for, its model and a folder of drafts.
Read first: narrator.py, then outline.py; review.py and dialogue.py for several papers and two voices.
Promise: the narrator's every claim is the paper's own words, shortened; same paper and seed, same script.
"""

from paperledge.story.concepts import Concept, ConceptBook, open_book
from paperledge.story.dialogue import add_guest
from paperledge.story.headline import headline
from paperledge.story.narrator import write_script
from paperledge.story.repair import repair_script
from paperledge.story.review import write_review
from paperledge.story.roles import label_roles
from paperledge.story.wording import plain_pairs
from paperledge.story.writers import Compere, Desk, Reviser, Writer, open_writer

__all__ = [
    "Compere",
    "Concept",
    "ConceptBook",
    "Desk",
    "Reviser",
    "Writer",
    "add_guest",
    "headline",
    "label_roles",
    "open_book",
    "open_writer",
    "plain_pairs",
    "repair_script",
    "write_review",
    "write_script",
]
