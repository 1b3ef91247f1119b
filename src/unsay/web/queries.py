"""What may stand in an address after the question mark. Not here: the fields of bodies (see `fields`, which
the command line checks by too, and which therefore knows no web framework).
"""

from typing import Annotated

from litestar.params import QueryParameter

from unsay.core import limits
from unsay.web.fields import ID_PATTERN

Limit = Annotated[int, QueryParameter(ge=1, le=limits.LIST_MAX_ROWS)]
Before = Annotated[str | None, QueryParameter(max_length=100)]
QueryText = Annotated[str | None, QueryParameter(max_length=limits.NAME_MAX_CODE_POINTS)]
QueryAssignee = Annotated[str | None, QueryParameter(pattern=rf"^(me|none)$(?!\n)|{ID_PATTERN}")]
QueryId = Annotated[str | None, QueryParameter(pattern=ID_PATTERN)]
