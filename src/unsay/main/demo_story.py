"""What happened at the demo desk before it is opened: people, and what they wrote when.

Data only; `demo` makes it happen.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.words import RecallReason, Role, Status

HOUR = 60
DAY = 24 * HOUR


class Agent(msgspec.Struct, frozen=True):
    """Somebody who answers, and how they sign in."""

    email: str
    name: str
    role: Role
    password: str


class Person(msgspec.Struct, frozen=True):
    """Somebody who writes; `id` is the shop's own for them."""

    id: str
    name: str
    email: str | None


class Line(msgspec.Struct, frozen=True):
    """`by` wrote `text`, so many minutes ago: an agent's e-mail, or None for the visitor."""

    minutes_ago: float
    by: str | None
    text: str
    note: bool = False
    recalled_after: float | None = None
    """Minutes until its author took it back."""
    reason: RecallReason | None = None


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation and how it stands."""

    person: Person
    lines: Sequence[Line]
    seen_minutes_ago: float | None = None
    """When the visitor last looked at the thread."""
    assignee: str | None = None
    labels: Sequence[str] = ()
    status: Status = Status.OPEN
    read_by: Sequence[str] = ()


MARA = Agent("mara@northwind.example", "Mara Lindqvist", Role.ADMIN, "northwind-mara")
TOMO = Agent("tomo@northwind.example", "Tomo Fischer", Role.AGENT, "northwind-tomo")
AGENTS = (MARA, TOMO)

STORIES = (
    Story(
        person=Person("cust-1007", "Ingrid Aas", "ingrid.aas@example.com"),
        lines=(
            Line(
                2 * DAY + 50,
                None,
                "Hello! Is the Fjell jacket still made in size 44? The page only shows up to 42.",
            ),
            Line(
                2 * DAY + 46,
                TOMO.email,
                "Hi Ingrid, it is. The 44 comes back in stock on Thursday. Shall I put one aside?",
            ),
            Line(2 * DAY + 44, None, "Yes please, in moss green."),
            Line(
                2 * DAY + 41, TOMO.email, "Done, it is yours until Sunday. You'll get a mail when it is here."
            ),
            Line(2 * DAY + 40, None, "Lovely, thank you!"),
        ),
        seen_minutes_ago=2 * DAY + 39,
        assignee=TOMO.email,
        labels=("sizes",),
        status=Status.RESOLVED,
        read_by=(MARA.email, TOMO.email),
    ),
    Story(
        person=Person("cust-2214", "佐藤 美咲", "misaki.sato@example.jp"),
        lines=(
            Line(DAY + 3 * HOUR, None, "こんにちは。日本への送料はいくらですか?"),
            Line(
                DAY + 3 * HOUR - 4,
                MARA.email,
                "佐藤さま、こんにちは。日本への送料は一律12ユーロで、150ユーロ以上のご注文は無料です。お届けまで6〜8日ほどです。",
            ),
            Line(DAY + 3 * HOUR - 9, None, "ありがとうございます。では、テントと一緒に注文します ⛺"),
            Line(
                DAY + 3 * HOUR - 11,
                MARA.email,
                "Asked the warehouse to pack tent and pegs together.",
                note=True,
            ),
        ),
        seen_minutes_ago=DAY + 3 * HOUR - 10,
        assignee=MARA.email,
        labels=("shipping",),
        read_by=(MARA.email, TOMO.email),
    ),
    Story(
        person=Person("cust-1190", "Rafael Moreno", "rafael@moreno.example"),
        lines=(
            Line(5 * HOUR, None, "I ordered the wrong tent poles, can I still change order 48213?"),
            Line(
                5 * HOUR - 3,
                TOMO.email,
                "Hi Ms Tanaka, € 214.00 for order 48231 are on their way to the card ending in 4471.",
                recalled_after=0.6,
                reason=RecallReason.WRONG_MESSAGE,
            ),
            Line(5 * HOUR - 4.5, TOMO.email, "Hi Rafael, yes: it hasn't left yet. Which poles do you need?"),
            Line(
                5 * HOUR - 5,
                TOMO.email,
                "Had two windows open and answered the wrong one. Taken back after half a minute.",
                note=True,
            ),
            Line(5 * HOUR - 8, None, "The 9 mm ones, 3.20 m. Thanks for being quick!"),
            Line(
                5 * HOUR - 10, TOMO.email, "Changed. The price is the same, so there is nothing else to do."
            ),
        ),
        seen_minutes_ago=5 * HOUR - 11,
        assignee=TOMO.email,
        labels=("order change",),
        read_by=(TOMO.email,),
    ),
    Story(
        person=Person("cust-3051", "王小明", "xiaoming.wang@example.cn"),
        lines=(
            Line(95, None, "你好,我的包裹显示已签收,但是我没有收到。订单号 48377。"),
            Line(91, MARA.email, "您好,很抱歉让您担心了。我马上联系快递公司,今天之内给您答复。"),
            Line(
                90,
                MARA.email,
                "Carrier says it was left with a neighbour at no. 12. Waiting for the photo.",
                note=True,
            ),
            Line(32, None, "好的,麻烦您了。邻居说没有看到包裹 😟"),
        ),
        seen_minutes_ago=31,
        assignee=MARA.email,
        labels=("shipping", "urgent"),
        read_by=(TOMO.email,),
    ),
    Story(
        person=Person("cust-2888", "Priya Raman", None),
        lines=(
            Line(21, None, "Hi, does the Storm 2 tent fit two people and a dog?"),
            Line(
                18,
                TOMO.email,
                "Hi Priya! Two people, and a dog if it isn't a Great Dane. The porch is 90 cm deep.",
            ),
            Line(12, None, "She is a very polite corgi. What is the return policy if she disagrees?"),
        ),
        seen_minutes_ago=13,
        assignee=None,
    ),
    Story(
        person=Person("cust-3120", "Łukasz Żak", "lukasz.zak@example.pl"),
        lines=(
            Line(
                4,
                None,
                "Your site says AUTUMN10 has expired, but the mail says until the end of the month?",
            ),
            Line(3, None, "I have the boots in the basket and would buy them right now."),
        ),
    ),
)
