"""The page of problem codes, docs/problems.md, made from the table the server answers with.

`bin/fix` writes it, and a house rule compares it.
"""

from tests.house.tree import DOCS
from unsay.web.problems import TABLE

PAGE = DOCS / "problems.md"
ABOVE = """# Problems

Every error of the HTTP API is an `application/problem+json` document (RFC 9457) with a `code` from this
table; the live sockets' `refused` frames use the same words. Programs decide by the code, never by the
sentences. `invalid` also carries `errors: [{path, message}]`; 429 and 503 carry `Retry-After`.
This page is made by `bin/fix`.

| code | status | title | detail |
| --- | --- | --- | --- |
"""


def page() -> str:
    return ABOVE + "".join(
        f"| `{code}` | {status.value} | {title} | {detail} |\n"
        for code, (status, title, detail) in TABLE.items()
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
