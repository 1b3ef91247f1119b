"""Every bound of the desk, with its unit in its name. Overflow has a defined answer, said beside each."""

TEXT_MAX_CODE_POINTS = 10_000
"""A message's text; longer: 422 `bad_text`."""
NAME_MAX_CODE_POINTS = 200
"""A person's, channel's or token's name; longer: 422 `invalid`."""
EMAIL_MAX_CODE_POINTS = 254
"""An address, as RFC 5321 allows; longer: 422 `invalid`."""
PASSWORD_MIN_CODE_POINTS = 10
PASSWORD_MAX_CODE_POINTS = 200
"""A password; outside: 422 `invalid`. The upper bound keeps hashing cheap."""
RECALL_NOTE_MAX_CODE_POINTS = 1_000
"""What an agent adds to a recall's reason; longer: 422 `invalid`."""
LABELS_MAX_COUNT = 50
LABEL_MAX_CODE_POINTS = 60
"""Labels of one conversation; more or longer: 422 `invalid`."""
ORIGINS_MAX_COUNT = 100
"""Origins of one channel; more: 422 `invalid`."""

BODY_MAX_BYTES = 256 * 1024
"""A JSON request body; larger: 413 `too_large`, read no further."""
REQUEST_HEAD_MAX_BYTES = 64 * 1024
"""A request's line and headers; larger: the connection is cut."""
REQUEST_HEAD_WITHIN_SECONDS = 20
"""From a connection's beginning, or the first byte of a further request, to the end of its head; later: the
connection is cut. Between two requests it may be silent for longer.
"""
FRAME_IN_MAX_BYTES = 128 * 1024
"""A frame from a client; larger: close 1009."""
FRAGMENTS_MAX_COUNT = 1_024
"""Pieces of one frame from a client; more: the connection is cut."""
FRAME_OUT_MAX_BYTES = 1024 * 1024
FRAME_OUT_MAX_MESSAGES = 200
"""A frame to a client; what does not fit goes in the next one."""
LIST_MAX_ROWS = 200
LIST_DEFAULT_ROWS = 50
"""Rows of one list answer; outside 1..max: 422 `invalid`."""
LIST_MAX_BYTES = 512 * 1024
"""Messages or conversations of one list answer; what does not fit is on the next page, though one row always
does.
"""
ANSWERS_PER_CONTACT_MAX_BYTES = 2 * 1024 * 1024
ANSWERS_WAITING_MAX_BYTES = 64 * 1024 * 1024
"""Rendered answers of the contact's API that are not read yet, of one contact and of all; more: 503
`overloaded`.
"""
PAGE_OF_MESSAGES = 50
"""Messages in a contact's welcome after a reset; older ones are fetched over HTTP."""
CATCH_UP_MAX_ENTRIES = 2_000
"""How far behind a page may be and still get changes; further: a reset."""
WATCHED_MAX_CONVERSATIONS = 100
"""Conversations one desk socket watches; more: close 4400."""

HELLO_WITHIN_SECONDS = 5
"""From upgrade to hello; later: close 4408."""
HEARTBEAT_SECONDS = 25
HEARTBEAT_ANSWER_SECONDS = 20
"""Ping every so often (± a fifth, so that pages don't answer in step); no pong for so long: the connection is
cut.
"""
SEND_STALL_SECONDS = 60
"""How long a peer may leave one frame unread before its connection is cut."""
SHUTDOWN_FLUSH_SECONDS = 1
"""How long a peer may take, at shutdown, to read what it was sent; then it is cut."""
FRAMES_PER_SECOND = 50
FRAMES_BURST = 500
"""Frames from one connection; more: close 4429."""
VIEWS_PER_CONTACT = 50
"""Live pages of one contact at once; more: close 4429."""
VIEWS_KEPT_PER_CONTACT = 200
"""Dropped pages of one contact remembered one by one; the older half of more is folded into one."""
SIGNAL_LASTS_SECONDS = 6
"""How long a typing or viewing signal counts unless it is repeated."""
SIGNALS_MAX_COUNT = 10_000
"""Signals that count at once; a further one is not passed on."""
SIGNALS_EVERY_SECONDS = 0.1
"""How often one signal may change; what changes faster is told at the next look."""
POSTS_WAITING_MAX_COUNT = 256
"""Signals and presence waiting for a page that isn't reading; the oldest gives way."""
PRESENCE_EVERY_SECONDS = 1
"""How often is looked who came and went, and which signals are over; a reload within that goes unnoticed."""
PUMP_BATCH_MAX_PAGES = 64
"""Pages served from one read; the rest waits for the next, at once."""
HOT_MAX_PAGES = 8
"""As many are served from a read that the loop itself makes; for more it goes on while a thread reads."""
HOT_MAX_ENTRIES = 500
"""As many entries of the log are looked at by the loop itself; when there are more, a thread reads on."""
TROUBLE_PAUSE_SECONDS = 0.5
"""How long is waited before a read or write that failed is tried again."""
REPORTS_EVERY_SECONDS = 0.25
"""How often what a page acknowledged is written down: a round, in which each page is written once."""
REPORTS_ROUND_PARTS_COUNT = 10
REPORTS_PART_MIN_PAGES = 16
REPORTS_PART_MAX_PAGES = 500
"""In how many parts a round is written, spread over its time: messages would wait behind it all. No part is
smaller than is worth a transaction, or greater than others can wait for.
"""
REPORT_TRIES_MAX_COUNT = 2_000
"""How often a report the database will not take is tried, half an hour or so, before it is given up."""
RIGHTS_EVERY_SECONDS = 60
RIGHTS_BATCH_MAX_PAGES = 256
"""How often every live page's right is proved anew if nothing asks sooner, and how many in one read."""

MOMENT_MAX_MILLIS = 253_402_300_799_999
"""The end of the year 9999, after which no RFC 3339 time can be written."""

WRITER_QUEUE_MAX_UNITS = 8_192
"""Deeds waiting for the writer; more: 503 `overloaded`."""
WRITER_BATCH_MAX_UNITS = 256
"""Deeds in one transaction; the rest waits for the next."""
DATABASE_WAIT_SECONDS = 5
"""How long the writer waits for a locked database before it answers 503."""
READ_THREADS = 4
READS_WAITING_MAX_COUNT = 4_096
"""Threads of each door, and reads waiting for one; more: 503 `overloaded`."""
PASSWORD_QUEUE_MAX_JOBS = 32
PASSWORD_THREADS = 2
PASSWORD_JOBS_PER_ADDRESS = 4
"""Password hashes waiting and at work, of all and of one address; more: 503 `overloaded`. A hash takes about
180 ms of a core.
"""
FEED_LOOKS_EVERY_SECONDS = 0.4
"""How often readers look at the log by themselves, since waking is a hint and may be lost."""
FEED_ENTRIES_PER_LOOK = 5_000
"""Entries taken at one look; the rest waits for the next, at once."""
FENCE_WAIT_SECONDS = 5
"""How long a recall waits for the sending side to raise the fence before it is given up with 503."""

SESSION_LASTS_SECONDS = 30 * 24 * 3600
CONTACT_TOKEN_LASTS_SECONDS = 365 * 24 * 3600
"""Since last renewed; after that: 401."""
SETUP_TOKEN_BYTES = 24
SIGN_IN_FAILURES = 10
SIGN_IN_WINDOW_SECONDS = 15 * 60
"""Failed sign-ins per account and address; more: 429 until the window has passed."""
RECALL_WINDOW_DEFAULT_SECONDS = 300
RECALL_WINDOW_MAX_SECONDS = 86_400
REMOVAL_EXPIRES_SECONDS = 30 * 24 * 3600
"""A removal not confirmed by then is marked expired."""
UNREAD_MAX_COUNT = 1_000
"""A contact's unread count stops here."""
COPIES_KEPT = 3
"""Private copies of a SQLite desk made before migrations; older ones are deleted."""
