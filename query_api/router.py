from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Annotated
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import AwareDatetime, BaseModel, Field, PlainSerializer, field_validator
from . import reports
from .find_customers import find_customer, find_customers
from .find_messages import find_batches, find_rejected_messages
from .find_order import find_order
from .find_orders import find_orders
from .find_products import find_products
from .find_rejected_orders import find_rejected_orders, is_rejected
from .find_status import find_status

# the dates that an order can have
FIRST_DATE = datetime(1000, 1, 1, tzinfo=timezone.utc)
LAST_DATE = datetime.max.replace(tzinfo=timezone.utc)


# parameters: extra="forbid" refuses one that a path does not have

class NoQuery(BaseModel, extra="forbid"):
    pass


class Parameters(BaseModel, arbitrary_types_allowed=True):
    request: Request
    query: NoQuery = Field(Query())

    @field_validator("request")
    def refuse_repeated(cls, request):
        for name in request.query_params:
            if len(request.query_params.getlist(name)) > 1:
                raise HTTPException(422, [{"type": "repeated", "loc": ["query", name], "msg": "Give it only once"}])
        return request


class PageQuery(NoQuery):
    limit: int = Field(50, ge=1, le=500)


class PageParameters(Parameters):
    query: PageQuery = Field(Query())


class OrdersQuery(PageQuery):
    status: str = Field(None, min_length=1, max_length=32, examples=["PAID"])
    customer_id: str = Field(None, min_length=1, max_length=64, examples=["C-1007"])
    before_created_at: AwareDatetime = Field(
        None, ge=FIRST_DATE, le=LAST_DATE, examples=["2025-12-30T22:37:14.606Z"],
        description="For the next page: created_at of this page's last order, with before_order_id.")
    before_order_id: str = Field(None, min_length=1, max_length=64, examples=["SO-2025-00294"])

    @field_validator("before_created_at", mode="before")
    def refuse_seconds(cls, text):
        # pydantic would take 2026 for seconds since 1970, and the page would begin at the wrong place
        if text[4:5] != "-":
            raise ValueError("a date and time is written as 2026-01-05T10:00:00.123Z")
        return text


class OrdersParameters(Parameters):
    query: OrdersQuery = Field(Query())


class CustomersQuery(PageQuery):
    after: str = Field("", max_length=64, description="For the next page: the id of this page's last entry.")


class CustomersParameters(Parameters):
    query: CustomersQuery = Field(Query())


class ProductsQuery(CustomersQuery):
    category: str = Field(None, min_length=1, max_length=64, examples=["Stationery"])


class ProductsParameters(Parameters):
    query: ProductsQuery = Field(Query())


class SpanQuery(NoQuery):
    from_date: date = Field(None, ge=reports.FIRST_DAY, examples=["2025-01-01"],
                            description="The first day of created_at that counts, in UTC.")
    to_date: date = Field(None, ge=reports.FIRST_DAY, examples=["2025-12-31"],
                          description="The last day of created_at that counts, in UTC.")

    @field_validator("from_date", "to_date", mode="before")
    def refuse_numbers(cls, text):
        # pydantic would take 20260105 for seconds since 1970, and take a date with a time of day as well
        if len(text) != 10 or text[4] != "-":
            raise ValueError("a day is written as 2026-01-05")
        return text

    @field_validator("to_date")
    def refuse_backwards(cls, to_date, info):
        if (info.data.get("from_date") or to_date) > to_date:
            raise ValueError("to_date lies before from_date")
        return to_date


class SpanParameters(Parameters):
    query: SpanQuery = Field(Query())


class TopQuery(SpanQuery):
    limit: int = Field(10, ge=1, le=reports.MAX_TOP)


class TopParameters(Parameters):
    query: TopQuery = Field(Query())


# answers: the examples are of the sample orders

# a date of mysql or mongodb, which is in utc and has no time zone
UtcTime = Annotated[
    datetime, PlainSerializer(lambda moment: moment.isoformat(timespec="milliseconds") + "Z", return_type=str),
    Field(examples=["2026-01-05T10:00:00.123Z"], json_schema_extra={"format": "date-time"}),
]


class Order(BaseModel):
    order_id: str = Field(examples=["SO-2025-00001"])
    customer_id: str = Field(examples=["C-1007"])
    status: str = Field(examples=["DELIVERED"])
    created_at: UtcTime = Field(description="When the shop took the order.", examples=["2025-01-02T23:48:39.259Z"])
    updated_at: UtcTime = Field(description="When the shop last changed it.", examples=["2025-01-09T10:38:39.992Z"])
    total: Decimal = Field(description="Of all its lines; exact, as text.", examples=["10.4000"])
    read_at: UtcTime = Field(description="When this version was read from MongoDB.")
    loaded_at: UtcTime = Field(description="When this version came into MySQL.")
    deleted_at: UtcTime | None = Field(description="The order is no longer in MongoDB since then at the latest.")


class Customer(BaseModel):
    customer_id: str = Field(examples=["C-1007"])
    name: str = Field(examples=["Yaël Ben-David"])
    email: str = Field(examples=["yael@example.net"])
    country: str = Field(examples=["Israel"])


class Product(BaseModel):
    product_id: str = Field(examples=["STA-NOTEBOOK"])
    name: str = Field(examples=["Notebook A5, Dotted"])
    category: str = Field(examples=["Stationery"])


class OrderLine(Product):
    line_number: int = Field(description="The position in the document's items, from 1.", examples=[1])
    quantity: int = Field(examples=[1])
    unit_price: Decimal = Field(description="Exact, as text.", examples=["7.9000"])


class WholeOrder(Order):
    customer: Customer
    lines: list[OrderLine]


class CountryRevenue(BaseModel):
    country: str = Field(examples=["Germany"])
    revenue: Decimal = Field(examples=["7608.9900"])
    order_count: int = Field(examples=[52])


class MonthRevenue(BaseModel):
    month: str = Field(examples=["2025-01"])
    revenue: Decimal = Field(examples=["1200.9500"])
    order_count: int = Field(examples=[18])


class CategoryRevenue(BaseModel):
    category: str = Field(examples=["Clothing"])
    revenue: Decimal = Field(examples=["8517.1700"])
    order_count: int = Field(description="An order counts in each category that it has a product of.", examples=[116])


class TopProduct(BaseModel):
    product_id: str = Field(examples=["CLO-YUKATA"])
    name: str = Field(examples=["Yukata 浴衣 (Indigo)"])
    revenue: Decimal = Field(examples=["2287.3000"])
    quantity: int = Field(examples=[26])


class TopCustomer(BaseModel):
    customer_id: str = Field(examples=["C-1016"])
    name: str = Field(examples=["Hotel Zur Post GmbH & Co. KG"])
    revenue: Decimal = Field(examples=["3304.2000"])
    order_count: int = Field(examples=[5])


class StatusCount(BaseModel):
    status: str = Field(examples=["DELIVERED"])
    order_count: int = Field(examples=[243])


class Status(BaseModel):
    problem: str | None = Field(description="What stands still, why, and what to do. Null where orders flow.")
    warning: str | None = Field(description="What somebody has to put right, while orders flow.")
    waiting_orders: int | None = Field(description="In MongoDB, new or SENDING; counted to 100,000.", examples=[0])
    rejected_orders: int | None = Field(description="In MongoDB; counted to 100,000.", examples=[12])
    extractor_seen_at: UtcTime | None = Field(description="When an extractor last ended a batch or a run.")
    batches_in_kafka: int | None = Field(description="Batches that no loader has finished.", examples=[0])
    oldest_batch_seconds: float | None = Field(description="How long the oldest of them has waited.", examples=[0])
    loaders: int | None = Field(description="Loaders that were seen within a minute.", examples=[1])
    loaded_orders: int | None = Field(description="In MySQL, at the last count.", examples=[288])
    newest_loaded_at: UtcTime | None = Field(description="When the newest batch came into MySQL.")
    seconds_from_kafka_to_mysql: float | None = Field(description="How long the newest batch took.", examples=[0.123])


class RejectedOrder(BaseModel):
    document_id: str = Field(description="The document's _id in MongoDB.", examples=["679453b75f3a9c21e74a1c18"])
    order_id: str | None = Field(description="As text, whatever it is.", examples=["SO-2025-00016"])
    reason: str | None = Field(examples=["created_at must be a date but is of type str"])
    rejected_at: UtcTime | None


class MessagePlace(BaseModel):
    topic: str = Field(examples=["shop.orders"])
    partition_number: int = Field(examples=[0])
    offset_number: int = Field(examples=[7])


class Batch(MessagePlace):
    sent_at: UtcTime = Field(description="When it was sent to Kafka.")
    order_count: int = Field(examples=[288])
    line_count: int = Field(examples=[633])
    loaded_at: UtcTime = Field(description="When it came into MySQL.")


class RejectedMessage(MessagePlace):
    reason: str = Field(examples=["the key is not the signature of the value"])
    rejected_at: UtcTime


class Detail(BaseModel):
    detail: str


class ParameterErrors(BaseModel):
    detail: list[dict] = Field(examples=[[{"type": "repeated", "loc": ["query", "limit"], "msg": "Give it only once"}]])


router = APIRouter(responses={
    422: {"model": ParameterErrors, "description": "A parameter is wrong, unknown or repeated"},
    503: {"model": Detail, "description": "MySQL or MongoDB does not answer, or refuses; `detail` says why"},
})
UNKNOWN_ID = {404: {"model": Detail, "description": "Unknown id"}}
ORDER_ID = Path(examples=["SO-2025-00001"], json_schema_extra={"type": "string"})
CUSTOMER_ID = Path(examples=["C-1007"], json_schema_extra={"type": "string"})


@router.get("/orders", tags=["orders"], response_model=list[Order])
def list_orders(parameters=Depends(OrdersParameters)):
    """The orders that match every filter that is given, the newest first."""
    query = parameters.query
    if (query.before_created_at is None) != (query.before_order_id is None):
        missing = "before_created_at" if query.before_created_at is None else "before_order_id"
        message = "before_created_at and before_order_id go together"
        raise HTTPException(422, [{"type": "missing", "loc": ["query", missing], "msg": message}])
    return find_orders(**query.model_dump())


@router.get("/orders/{order_id}", tags=["orders"], response_model=WholeOrder, responses=UNKNOWN_ID)
def get_order(order_id=ORDER_ID, parameters=Depends(Parameters)):
    """One order with its customer and its lines. 404 says so where it was rejected."""
    order = find_order(order_id)
    if order is None and is_rejected(order_id):
        raise HTTPException(404, f"order {order_id} was rejected, see /api/pipeline/rejected-orders")
    if order is None:
        raise HTTPException(404, f"there is no order {order_id}")
    return order


@router.get("/customers", tags=["customers"], response_model=list[Customer])
def list_customers(parameters=Depends(CustomersParameters)):
    """All customers, by id."""
    return find_customers(**parameters.query.model_dump())


@router.get("/customers/{customer_id}", tags=["customers"], response_model=Customer, responses=UNKNOWN_ID)
def get_customer(customer_id=CUSTOMER_ID, parameters=Depends(Parameters)):
    """One customer."""
    customer = find_customer(customer_id)
    if customer is None:
        raise HTTPException(404, f"there is no customer {customer_id}")
    return customer


@router.get("/products", tags=["products"], response_model=list[Product])
def list_products(parameters=Depends(ProductsParameters)):
    """All products or those of one category, by id."""
    return find_products(**parameters.query.model_dump())


@router.get("/reports/revenue-by-country", tags=["reports"], response_model=list[CountryRevenue])
def get_revenue_by_country(parameters=Depends(SpanParameters)):
    """Revenue and number of orders of each country, the highest revenue first."""
    return reports.find_report(reports.revenue_by_country, **parameters.query.model_dump())


@router.get("/reports/revenue-by-month", tags=["reports"], response_model=list[MonthRevenue])
def get_revenue_by_month(parameters=Depends(SpanParameters)):
    """Revenue and number of orders of each month of created_at in UTC, the earliest first."""
    return reports.find_report(reports.revenue_by_month, **parameters.query.model_dump())


@router.get("/reports/revenue-by-category", tags=["reports"], response_model=list[CategoryRevenue])
def get_revenue_by_category(parameters=Depends(SpanParameters)):
    """Revenue and number of orders of each category, the highest revenue first."""
    return reports.find_report(reports.revenue_by_category, **parameters.query.model_dump())


@router.get("/reports/top-products", tags=["reports"], response_model=list[TopProduct])
def get_top_products(parameters=Depends(TopParameters)):
    """The products with the highest revenue, and the quantity sold."""
    return reports.find_report(reports.top_products, **parameters.query.model_dump())


@router.get("/reports/top-customers", tags=["reports"], response_model=list[TopCustomer])
def get_top_customers(parameters=Depends(TopParameters)):
    """The customers with the highest revenue, and their number of orders."""
    return reports.find_report(reports.top_customers, **parameters.query.model_dump())


@router.get("/reports/orders-by-status", tags=["reports"], response_model=list[StatusCount])
def get_orders_by_status(parameters=Depends(SpanParameters)):
    """The number of orders of each status, the most frequent first."""
    return reports.find_report(reports.orders_by_status, **parameters.query.model_dump())


@router.get("/pipeline/status", tags=["pipeline"], response_model=Status)
def get_status(parameters=Depends(Parameters)):
    """How many orders wait, were rejected and are loaded, and how fresh MySQL is."""
    return find_status()


@router.get("/pipeline/rejected-orders", tags=["pipeline"], response_model=list[RejectedOrder])
def list_rejected_orders(parameters=Depends(PageParameters)):
    """The orders that the extractor rejected, the newest first."""
    return find_rejected_orders(parameters.query.limit)


@router.get("/pipeline/batches", tags=["pipeline"], response_model=list[Batch])
def list_batches(parameters=Depends(PageParameters)):
    """The batches that were loaded, the newest first."""
    return find_batches(parameters.query.limit)


@router.get("/pipeline/rejected-messages", tags=["pipeline"], response_model=list[RejectedMessage])
def list_rejected_messages(parameters=Depends(PageParameters)):
    """The messages that the loader rejected, the newest first. Their bytes are in MySQL's table rejected_messages."""
    return find_rejected_messages(parameters.query.limit)
