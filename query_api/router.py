from datetime import datetime, timezone
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, field_validator
from starlette.convertors import PathConvertor
from .example_answers import MEANINGS, example_answers
from .find_customers import find_customer, find_customers
from .find_order import find_order
from .find_orders import find_orders
from .find_products import find_products
from .find_rejected_messages import find_rejected_messages
from .remember_report import remembered
from .report_orders import count_loaded, orders_by_status
from .report_revenue import revenue_by_category, revenue_by_country, revenue_by_month
from .report_top import top_customers, top_products

# the dates that an order can have
FIRST_DATE = datetime(1000, 1, 1, tzinfo=timezone.utc)
LAST_DATE = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc)
# the longest list of top products or customers is what is remembered, and each question gets the beginning of it
LONGEST_TOP = 100

# an id may hold line breaks: without this, {order_id:path} cuts one off at the end and so finds another order
PathConvertor.regex = "(?s:.*)"

router = APIRouter()


# what may be asked; extra="forbid" refuses a parameter that a path does not have, such as a misspelt one

class OrdersQuery(BaseModel, extra="forbid"):
    limit: int = Field(50, ge=1, le=500, description="At most so many orders.")
    status: str = Field(None, min_length=1, max_length=32, description="Only orders with exactly this status, such as PAID.")
    customer_id: str = Field(None, min_length=1, max_length=64, description="Only orders of this customer.")
    order_id: str = Field(
        None, min_length=1, max_length=64, description="Only the order with this id: the way to an id that a path cannot carry.",
    )
    before_created_at: AwareDatetime = Field(
        None, ge=FIRST_DATE, le=LAST_DATE, description="For the next page: created_at of this page's last order, with before_order_id.",
    )
    before_order_id: str = Field(
        None, min_length=1, max_length=64, description="For the next page: order_id of this page's last order, with before_created_at.",
    )

    @field_validator("before_created_at", mode="before")
    def refuse_seconds(cls, text):
        # pydantic would take 2026 for seconds since 1970, and the page would begin where nobody meant
        if text[4:5] != "-":
            raise ValueError("a date and time is written as 2026-01-05T10:00:00.123Z")
        return text


class CustomersQuery(BaseModel, extra="forbid"):
    after: str = Field("", max_length=64, description="For the next page: customer_id of this page's last customer.")
    limit: int = Field(50, ge=1, le=500, description="At most so many customers.")


class ProductsQuery(BaseModel, extra="forbid"):
    category: str = Field(
        None, min_length=1, max_length=64, description="Only products of exactly this category, such as Stationery.",
    )
    after: str = Field("", max_length=64, description="For the next page: product_id of this page's last product.")
    limit: int = Field(50, ge=1, le=500, description="At most so many products.")


class TopQuery(BaseModel, extra="forbid"):
    limit: int = Field(10, ge=1, le=LONGEST_TOP, description="So many from the top.")


class RejectedQuery(BaseModel, extra="forbid"):
    limit: int = Field(50, ge=1, le=500, description="At most so many messages.")


class NoParameters(BaseModel, extra="forbid"):
    pass


def question_with(query_class):
    """
    Returns a class for Depends: fastapi makes a Question of each request, with its parameters as a query_class in it.
    It is a class because fastapi goes by type hints, and functions have none here.
    """
    class Question(BaseModel, arbitrary_types_allowed=True):
        request: Request
        # this default tells fastapi to look behind the question mark of the address
        query: query_class = Field(Query())

        @field_validator("request")
        def refuse_doubles(cls, request):
            # nobody knows which of the two was meant; only this exception ends as 422 here, any other would end as 500
            for name in request.query_params:
                values = request.query_params.getlist(name)
                if len(values) > 1:
                    problem = {"type": "given_twice", "loc": ["query", name], "msg": "Give it only once", "input": values[1]}
                    raise HTTPException(422, [problem])
            return request

    return Question


# what is answered

MONEY = "Exact, as text: 7608.9900 stays 7608.9900."
DATE = {"format": "date-time"}


class Order(BaseModel):
    order_id: str
    customer_id: str
    status: str
    created_at: str = Field(description="When the shop took the order.", json_schema_extra=DATE)
    updated_at: str = Field(description="When the shop last changed it.", json_schema_extra=DATE)
    loaded_at: str = Field(description="When this version of it came into MySQL.", json_schema_extra=DATE)


class Customer(BaseModel):
    customer_id: str
    name: str
    email: str
    country: str


class OrderLine(BaseModel):
    line_number: int = Field(description="1, 2, 3 ... in the order of the shop.")
    product_id: str
    name: str
    category: str
    quantity: int
    unit_price: str = Field(description=MONEY)


class WholeOrder(Order):
    customer: Customer
    lines: list[OrderLine]


class Product(BaseModel):
    product_id: str
    name: str
    category: str


class CountryRevenue(BaseModel):
    country: str
    revenue: str = Field(description=MONEY)
    order_count: int


class MonthRevenue(BaseModel):
    month: str = Field(description="As 2026-01.")
    revenue: str = Field(description=MONEY)
    order_count: int


class CategoryRevenue(BaseModel):
    category: str
    revenue: str = Field(description=MONEY)
    order_count: int


class TopProduct(BaseModel):
    product_id: str
    name: str
    revenue: str = Field(description=MONEY)
    quantity: int = Field(description="Pieces sold.")


class TopCustomer(BaseModel):
    customer_id: str
    name: str
    revenue: str = Field(description=MONEY)
    order_count: int


class StatusCount(BaseModel):
    status: str
    order_count: int


class Loaded(BaseModel):
    order_count: int
    loaded_at: str | None = Field(description="null where no order is loaded yet.", json_schema_extra=DATE)


class RejectedMessage(BaseModel):
    topic: str
    partition_number: int
    offset_number: int
    reason: str
    rejected_at: str = Field(json_schema_extra=DATE)


class Message(BaseModel):
    message: str


class Healthy(BaseModel):
    status: str
    service: str


class NotHealthy(Healthy):
    message: str


# what is answered where the question is wrong

class NotFound(BaseModel):
    detail: str


class Problem(BaseModel):
    type: str
    loc: list[str | int] = Field(description="Where: query, and the name of the parameter.")
    msg: str = Field(description="What is wrong with it.")
    input: object = Field(description="What was given.")


class Refused(BaseModel):
    detail: list[Problem]


def answers_of(path):
    """Returns what /docs shows as the answers of a path."""
    answers = example_answers(path, {404: NotFound, 422: Refused})
    answers[500] = {
        "description": MEANINGS[500],
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "Internal Server Error"}},
    }
    return answers


# fastapi checks and writes by its response_model what a function returns, but hands it to another thread for that
# these two are asked most, so they are checked and written where mysql was asked: a third more requests a second with 64 clients
ORDERS_WRITER = TypeAdapter(list[Order])
ORDER_WRITER = TypeAdapter(WholeOrder)


def write_answer(writer, answer):
    return Response(writer.dump_json(writer.validate_python(answer)), media_type="application/json")


@router.get(
    "/orders", response_model=list[Order], responses=answers_of("/api/orders"),
    tags=["orders"], summary="Orders, the newest first",
)
def list_orders(question=Depends(question_with(OrdersQuery))):
    """
    Those that match every filter that is given. For the next page give before_created_at and before_order_id the values
    of this page's last order, as they are; a page that is shorter than `limit` is the last one.
    """
    query = question.query
    if (query.before_created_at is None) != (query.before_order_id is None):
        missing = "before_created_at" if query.before_created_at is None else "before_order_id"
        raise HTTPException(422, [{
            "type": "missing",
            "loc": ["query", missing],
            "msg": "before_created_at and before_order_id go together",
            "input": dict(question.request.query_params),
        }])
    orders = find_orders(
        query.limit, query.status, query.customer_id, query.order_id, query.before_created_at, query.before_order_id
    )
    return write_answer(ORDERS_WRITER, orders)


@router.get(
    "/orders/{order_id:path}", response_model=WholeOrder, responses=answers_of("/api/orders/{order_id}"),
    tags=["orders"], summary="One order, whole",
)
def get_order(
    order_id=Path(
        description="The id, such as SO-2025-00001: here as it is, in a URL of your own percent-encoded.",
        examples=["SO-2025-00001"], json_schema_extra={"type": "string"},
    ),
    question=Depends(question_with(NoParameters)),
):
    """The order with its customer and its lines; 404 for an unknown id."""
    order = find_order(order_id)
    if order is None:
        raise HTTPException(404, f"there is no order {order_id}")
    return write_answer(ORDER_WRITER, order)


@router.get(
    "/customers", response_model=list[Customer], responses=answers_of("/api/customers"),
    tags=["customers"], summary="Customers by id",
)
def list_customers(question=Depends(question_with(CustomersQuery))):
    """For the next page give `after` the customer_id of the last customer of this one."""
    return find_customers(question.query.after, question.query.limit)


@router.get(
    "/customers/{customer_id:path}", response_model=Customer, responses=answers_of("/api/customers/{customer_id}"),
    tags=["customers"], summary="One customer",
)
def get_customer(
    customer_id=Path(
        description="The id, such as C-1001: here as it is, in a URL of your own percent-encoded.",
        examples=["C-1001"], json_schema_extra={"type": "string"},
    ),
    question=Depends(question_with(NoParameters)),
):
    """404 for an unknown id."""
    customer = find_customer(customer_id)
    if customer is None:
        raise HTTPException(404, f"there is no customer {customer_id}")
    return customer


@router.get(
    "/products", response_model=list[Product], responses=answers_of("/api/products"),
    tags=["products"], summary="Products by id",
)
def list_products(question=Depends(question_with(ProductsQuery))):
    """All products or those of one category. For the next page give `after` the product_id of the last one of this."""
    return find_products(question.query.category, question.query.after, question.query.limit)


@router.get(
    "/reports/revenue-by-country", response_model=list[CountryRevenue], responses=answers_of("/api/reports/revenue-by-country"),
    tags=["reports"], summary="Revenue by country",
)
def get_revenue_by_country(question=Depends(question_with(NoParameters))):
    """Cancelled orders are left out. The highest revenue comes first."""
    return remembered(revenue_by_country)


@router.get(
    "/reports/revenue-by-month", response_model=list[MonthRevenue], responses=answers_of("/api/reports/revenue-by-month"),
    tags=["reports"], summary="Revenue by month",
)
def get_revenue_by_month(question=Depends(question_with(NoParameters))):
    """Cancelled orders are left out. The month is that of created_at in UTC, the earliest comes first."""
    return remembered(revenue_by_month)


@router.get(
    "/reports/revenue-by-category", response_model=list[CategoryRevenue], responses=answers_of("/api/reports/revenue-by-category"),
    tags=["reports"], summary="Revenue by category",
)
def get_revenue_by_category(question=Depends(question_with(NoParameters))):
    """Cancelled orders are left out. The highest revenue comes first; an order counts in each category that it touches."""
    return remembered(revenue_by_category)


@router.get(
    "/reports/top-products", response_model=list[TopProduct], responses=answers_of("/api/reports/top-products"),
    tags=["reports"], summary="Products with the highest revenue",
)
def get_top_products(question=Depends(question_with(TopQuery))):
    """Cancelled orders are left out."""
    return remembered(top_products, LONGEST_TOP)[:question.query.limit]


@router.get(
    "/reports/top-customers", response_model=list[TopCustomer], responses=answers_of("/api/reports/top-customers"),
    tags=["reports"], summary="Customers with the highest revenue",
)
def get_top_customers(question=Depends(question_with(TopQuery))):
    """Cancelled orders are left out."""
    return remembered(top_customers, LONGEST_TOP)[:question.query.limit]


@router.get(
    "/reports/orders-by-status", response_model=list[StatusCount], responses=answers_of("/api/reports/orders-by-status"),
    tags=["reports"], summary="Orders by status",
)
def get_orders_by_status(question=Depends(question_with(NoParameters))):
    """The most frequent status comes first."""
    return remembered(orders_by_status)


@router.get(
    "/pipeline/loaded", response_model=Loaded, responses=answers_of("/api/pipeline/loaded"),
    tags=["pipeline"], summary="How many orders are loaded, and when the newest was",
)
def get_loaded(question=Depends(question_with(NoParameters))):
    """The number of orders in MySQL and the time when the newest was loaded; never remembered, so that it tells whether orders come in."""
    return count_loaded()


@router.get(
    "/pipeline/rejected", response_model=list[RejectedMessage], responses=answers_of("/api/pipeline/rejected"),
    tags=["pipeline"], summary="Messages that the loader rejected",
)
def get_rejected_messages(question=Depends(question_with(RejectedQuery))):
    """The newest come first. Their bytes are in MySQL's table rejected_messages."""
    return find_rejected_messages(question.query.limit)
