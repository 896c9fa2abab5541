"""What happens in the sample traces, apart from how an instrumentation library would write it down."""

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model asks for. `error` set: it failed with that message."""

    call_id: str
    name: str
    description: str
    arguments: dict[str, Any]
    result: Any = None
    error: str | None = None
    duration_ms: int = 180


@dataclass(frozen=True)
class Turn:
    """One call of the model: it answers with tool calls, with text, or with both."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    duration_ms: int = 1_400


@dataclass(frozen=True)
class Story:
    """One request of a user to an agent: two turns of a model with the tools between them."""

    agent: str
    system: str
    question: str
    turns: tuple[Turn, ...]
    provider: str
    model_request: str
    model_response: str
    user: str
    session: str
    tags: tuple[str, ...] = field(default=())


TRAVEL: Final = Story(
    agent="travel-planner",
    system="You plan short trips. Use the tools; never invent prices or weather.",
    question="I have a free weekend in March. Is Lisbon warm enough to sit outside, and what does a room cost?",
    turns=(
        Turn(
            input_tokens=412,
            output_tokens=61,
            tool_calls=(
                ToolCall(
                    "call_weather_1",
                    "get_climate",
                    "Average weather of a city in a month",
                    {"city": "Lisbon", "month": "March"},
                    {"city": "Lisbon", "high_c": 18.4, "low_c": 10.6, "rain_days": 9},
                ),
                ToolCall(
                    "call_hotels_1",
                    "search_hotels",
                    "Rooms with prices for a stay",
                    {"city": "Lisbon", "nights": 2, "guests": 1},
                    [{"name": "Casa da Rosa", "eur": 118}, {"name": "Alfama Rooms", "eur": 92}],
                    duration_ms=640,
                ),
            ),
        ),
        Turn(
            input_tokens=655,
            output_tokens=94,
            cached_tokens=384,
            text="Yes: March days in Lisbon reach about 18 °C, so lunch outside works, but bring a jacket for the "
            "evening (11 °C). Two nights for one cost €92 at Alfama Rooms or €118 at Casa da Rosa.",
            duration_ms=2_100,
        ),
    ),
    provider="openai",
    model_request="gpt-4o",
    model_response="gpt-4o-2024-08-06",
    user="ana@example.com",
    session="session-lisbon",
    tags=("travel", "demo"),
)

REFUND: Final = Story(
    agent="support-agent",
    system="You help customers of a book shop. Look orders up before you promise anything.",
    question="Order 4417 arrived damaged. Can I have my money back?",
    turns=(
        Turn(
            input_tokens=388,
            output_tokens=48,
            tool_calls=(
                ToolCall(
                    "call_order_1",
                    "get_order",
                    "An order by its number",
                    {"order_id": "4417"},
                    {"order_id": "4417", "status": "delivered", "total_eur": "34.90"},
                ),
                ToolCall(
                    "call_refund_1",
                    "start_refund",
                    "Start a refund of an order",
                    {"order_id": "4417", "reason": "damaged"},
                    error="PaymentGatewayTimeout: the payment provider did not answer within 5 s",
                    duration_ms=5_000,
                ),
            ),
            duration_ms=900,
        ),
        Turn(
            input_tokens=540,
            output_tokens=71,
            text="I am sorry about that. Your order 4417 (€34.90) qualifies for a refund, but our payment provider did "
            "not answer just now. I have noted the refund and will try again within the hour.",
            duration_ms=1_700,
        ),
    ),
    provider="anthropic",
    model_request="claude-sonnet-4-5",
    model_response="claude-sonnet-4-5-20250929",
    user="ben@example.com",
    session="session-refund",
    tags=("support", "demo"),
)

RESEARCH: Final = Story(
    agent="research-assistant",
    system="Answer from the handbook only and name the section.",
    question="How many days of parental leave do we give, and who approves them?",
    turns=(
        Turn(
            input_tokens=296,
            output_tokens=33,
            tool_calls=(
                ToolCall(
                    "call_search_1",
                    "search_handbook",
                    "Sections of the handbook about a topic",
                    {"topic": "parental leave"},
                    {"section": "4.2 Leave", "text": "Parents take up to 90 days. The team lead approves the dates."},
                    duration_ms=320,
                ),
            ),
            duration_ms=1_050,
        ),
        Turn(
            input_tokens=431,
            output_tokens=42,
            text="Up to 90 days; your team lead approves the dates (handbook section 4.2, Leave).",
            duration_ms=1_250,
        ),
    ),
    provider="openai",
    model_request="gpt-4o-mini",
    model_response="gpt-4o-mini-2024-07-18",
    user="chloe@example.com",
    session="session-handbook",
    tags=("handbook", "demo"),
)
