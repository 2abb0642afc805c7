"""paperledge: a field's new papers every morning, ranked, mailed, and told as a podcast tied to the papers.

Start reading at `paperledge.day`.
"""

__version__ = "0.1.0"
