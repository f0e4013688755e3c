from datetime import datetime, timezone
from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter
from starlette.convertors import PathConvertor
from .find_customers import find_customer, find_customers
from .find_order import find_order
from .find_orders import find_orders
from .find_products import find_products
from .find_rejected_messages import find_rejected_messages
from .remember_report import remembered
from .report_orders import count_loaded, orders_by_status
from .report_revenue import revenue_by_category, revenue_by_country, revenue_by_month
from .report_top import top_customers, top_products

FIRST_DATE = datetime(1000, 1, 1, tzinfo=timezone.utc)
LAST_DATE = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc)
LONGEST_TOP = 100

# an id may hold line breaks: as it comes, {order_id:path} cuts one off at the end and so finds another order
PathConvertor.regex = "(?s:.*)"

router = APIRouter()


# what may be asked

class OrdersQuery(BaseModel):
    limit: int = Field(50, ge=1, le=500)
    status: str | None = Field(None, min_length=1, max_length=32)
    customer_id: str | None = Field(None, min_length=1, max_length=64)
    order_id: str | None = Field(None, min_length=1, max_length=64)
    before_created_at: AwareDatetime | None = Field(None, ge=FIRST_DATE, le=LAST_DATE)
    before_order_id: str | None = Field(None, min_length=1, max_length=64)


class CustomersQuery(BaseModel):
    after: str = Field("", max_length=64)
    limit: int = Field(50, ge=1, le=500)


class ProductsQuery(BaseModel):
    category: str | None = Field(None, min_length=1, max_length=64)
    after: str = Field("", max_length=64)
    limit: int = Field(50, ge=1, le=500)


class TopQuery(BaseModel):
    limit: int = Field(10, ge=1, le=LONGEST_TOP)


class RejectedQuery(BaseModel):
    limit: int = Field(50, ge=1, le=500)


# what is answered: prices and revenues are text, the exact decimal, and dates are in utc

class Order(BaseModel):
    order_id: str
    customer_id: str
    status: str
    created_at: str
    updated_at: str
    loaded_at: str


class Customer(BaseModel):
    customer_id: str
    name: str
    email: str
    country: str


class OrderLine(BaseModel):
    line_number: int
    product_id: str
    name: str
    category: str
    quantity: int
    unit_price: str


class WholeOrder(Order):
    customer: Customer
    lines: list[OrderLine]


class Product(BaseModel):
    product_id: str
    name: str
    category: str


class CountryRevenue(BaseModel):
    country: str
    revenue: str
    order_count: int


class MonthRevenue(BaseModel):
    month: str
    revenue: str
    order_count: int


class CategoryRevenue(BaseModel):
    category: str
    revenue: str
    order_count: int


class TopProduct(BaseModel):
    product_id: str
    name: str
    revenue: str
    quantity: int


class TopCustomer(BaseModel):
    customer_id: str
    name: str
    revenue: str
    order_count: int


class StatusCount(BaseModel):
    status: str
    order_count: int


class Loaded(BaseModel):
    order_count: int
    loaded_at: str | None


class RejectedMessage(BaseModel):
    topic: str
    partition_number: int
    offset_number: int
    reason: str
    rejected_at: str


# these two are asked most: their answers are checked and written in the thread that has asked mysql
# fastapi does the same with what an endpoint returns, but changes the thread for it, which costs a third more with 64 clients
ORDERS_ANSWER = TypeAdapter(list[Order])
ORDER_ANSWER = TypeAdapter(WholeOrder)


def write_answer(model, answer):
    return Response(model.dump_json(model.validate_python(answer)), media_type="application/json")


@router.get("/orders", response_model=list[Order], tags=["orders"], summary="Orders, the newest first")
def list_orders(query=Depends(OrdersQuery)):
    """
    Filters by status, customer_id and order_id, alone or together.
    For the next page give before_created_at and before_order_id the values of the last order of this one, as they are.
    """
    if (query.before_created_at is None) != (query.before_order_id is None):
        missing = "before_created_at" if query.before_created_at is None else "before_order_id"
        raise HTTPException(422, [{
            "type": "missing",
            "loc": ["query", missing],
            "msg": "before_created_at and before_order_id go together",
            "input": None,
        }])
    orders = find_orders(
        query.limit, query.status, query.customer_id, query.order_id, query.before_created_at, query.before_order_id
    )
    return write_answer(ORDERS_ANSWER, orders)


@router.get("/orders/{order_id:path}", response_model=WholeOrder, tags=["orders"], summary="One order, whole")
def get_order(order_id):
    """The order with its customer and its lines; 404 for an unknown id."""
    order = find_order(order_id)
    if order is None:
        raise HTTPException(404, f"there is no order {order_id}")
    return write_answer(ORDER_ANSWER, order)


@router.get("/customers", response_model=list[Customer], tags=["customers"], summary="Customers by id")
def list_customers(query=Depends(CustomersQuery)):
    """For the next page give `after` the customer_id of the last customer of this one."""
    return find_customers(query.after, query.limit)


@router.get("/customers/{customer_id:path}", response_model=Customer, tags=["customers"], summary="One customer")
def get_customer(customer_id):
    """404 for an unknown id."""
    customer = find_customer(customer_id)
    if customer is None:
        raise HTTPException(404, f"there is no customer {customer_id}")
    return customer


@router.get("/products", response_model=list[Product], tags=["products"], summary="Products by id")
def list_products(query=Depends(ProductsQuery)):
    """All products or those of one category. For the next page give `after` the product_id of the last one of this."""
    return find_products(query.category, query.after, query.limit)


@router.get("/reports/revenue-by-country", response_model=list[CountryRevenue], tags=["reports"], summary="Revenue by country")
def get_revenue_by_country():
    """Cancelled orders are left out. The highest revenue comes first."""
    return remembered(revenue_by_country)


@router.get("/reports/revenue-by-month", response_model=list[MonthRevenue], tags=["reports"], summary="Revenue by month")
def get_revenue_by_month():
    """Cancelled orders are left out. The month is that of created_at in UTC, the earliest comes first."""
    return remembered(revenue_by_month)


@router.get("/reports/revenue-by-category", response_model=list[CategoryRevenue], tags=["reports"], summary="Revenue by category")
def get_revenue_by_category():
    """Cancelled orders are left out. The highest revenue comes first; an order counts in each category that it touches."""
    return remembered(revenue_by_category)


@router.get("/reports/top-products", response_model=list[TopProduct], tags=["reports"], summary="Products with the highest revenue")
def get_top_products(query=Depends(TopQuery)):
    """Cancelled orders are left out."""
    return remembered(top_products, LONGEST_TOP)[:query.limit]


@router.get("/reports/top-customers", response_model=list[TopCustomer], tags=["reports"], summary="Customers with the highest revenue")
def get_top_customers(query=Depends(TopQuery)):
    """Cancelled orders are left out."""
    return remembered(top_customers, LONGEST_TOP)[:query.limit]


@router.get("/reports/orders-by-status", response_model=list[StatusCount], tags=["reports"], summary="Orders by status")
def get_orders_by_status():
    """The most frequent status comes first."""
    return remembered(orders_by_status)


@router.get("/pipeline/loaded", response_model=Loaded, tags=["pipeline"], summary="How many orders are loaded, and since when")
def get_loaded():
    """The number of orders in MySQL and the time when the newest was loaded; remembered for a while as the reports are."""
    return remembered(count_loaded)


@router.get("/pipeline/rejected", response_model=list[RejectedMessage], tags=["pipeline"], summary="Messages that the loader refused")
def get_rejected_messages(query=Depends(RejectedQuery)):
    """The newest come first. Their bytes are in MySQL's table rejected_messages."""
    return find_rejected_messages(query.limit)
