"""Answers for what no recording holds, written from the documented schemas. None of this is recorded.

Schemas: info.arxiv.org/help/oa, info.arxiv.org/help/rss_specifications.html, api.biorxiv.org.
"""

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

HTML = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Back soon.<br></body></html>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><OAI-PMH><responseDate>&j;</responseDate></OAI-PMH>"
)


def oai_record(
    name: str, *, created: str = "2025-10-06", updated: str = "", stamp: str = "2025-10-07", comment: str = ""
) -> str:
    extra = f"<updated>{updated}</updated>" if updated else ""
    said = f"<comments>{escape(comment)}</comments>" if comment else ""
    return f"""<record><header><identifier>oai:arXiv.org:{name}</identifier><datestamp>{stamp}</datestamp>
      <setSpec>cs:cs:CL</setSpec></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{name}</id>
      <created>{created}</created>{extra}<authors><author><keyname>Noether</keyname><forenames>Emmy</forenames>
      </author></authors><title>On {name}</title><categories>cs.CL cs.AI</categories>{said}
      <license>http://creativecommons.org/licenses/by/4.0/</license><abstract>We study {name}.</abstract></arXiv>
      </metadata></record>"""


def oai_deleted(name: str) -> str:
    return f"""<record><header status="deleted"><identifier>oai:arXiv.org:{name}</identifier>
      <datestamp>2025-10-07</datestamp></header></record>"""


def oai_page(*records: str, token: str = "", answered: str = "2025-10-07T09:00:00Z") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
      <responseDate>{answered}</responseDate><request verb="ListRecords">http://x/oai</request>
      <ListRecords>{"".join(records)}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"""


def oai_error(code: str) -> str:
    return f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2025-10-07T09:00:00Z</responseDate>
      <request>http://x/oai</request><error code="{code}">told so</error></OAI-PMH>"""


def atom_entry(name: str) -> str:
    return f"""<entry><id>http://arxiv.org/abs/{name}</id><title>On {name}</title>
      <published>2025-10-05T17:00:00Z</published><updated>2025-10-05T17:00:00Z</updated>
      <summary>We study {name}.</summary><category term="cs.CL"/><author><name>Emmy Noether</name></author>
      </entry>"""


def atom_page(names: Sequence[str], total: int) -> str:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:os="http://a9.com/-/spec/opensearch/1.1/">
      <os:totalResults>{total}</os:totalResults>{"".join(map(atom_entry, names))}</feed>"""


def rss_item(guid: str, kind: str = "new", title: str = "A title", categories: str = "cs.CL") -> str:
    terms = "".join(f"<category>{c}</category>" for c in categories.split())
    name = guid.split("v", maxsplit=1)[0]
    return f"""<item><title>{escape(title)}</title><link>https://arxiv.org/abs/{name}</link>
      <description>arXiv:{guid} Announce Type: {kind} &#10;Abstract: We study {name}.</description>
      <guid isPermaLink="false">oai:arXiv.org:{guid}</guid>{terms}
      <pubDate>Tue, 07 Oct 2025 00:00:00 -0400</pubDate><arxiv:announce_type>{kind}</arxiv:announce_type>
      <dc:rights>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</dc:rights>
      <dc:creator>Emmy Noether, Sofja Kowalewskaja</dc:creator></item>"""


def rss_feed(*items: str, date: str = "Tue, 07 Oct 2025 00:00:00 -0400") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:arxiv="http://arxiv.org/schemas/atom"
      xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CL updates on arXiv.org</title>
      <pubDate>{date}</pubDate><skipDays><day>Saturday</day><day>Sunday</day></skipDays>{"".join(items)}
      </channel></rss>"""


def bio_row(doi: str, version: int = 1, title: str = "Cells move", date: str = "2025-10-06") -> dict[str, str]:
    return {
        "doi": doi, "title": title, "authors": "Franklin, R.; Hodgkin, D. C.", "date": date,
        "version": str(version), "type": "new results", "license": "cc_by", "category": "cell biology",
        "abstract": "Cells were seen to move.", "server": "biorxiv",
    }  # fmt: skip


def bio_page(rows: Sequence[dict[str, str]], total: int, cursor: int = 0) -> str:
    said = {"status": "ok", "cursor": cursor, "count": len(rows), "total": str(total)}
    return json.dumps({"messages": [said], "collection": list(rows)})
