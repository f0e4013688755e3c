"""
Resend - Makes orders new (etl_status null), so that the next run sends them once more:
order ids, or --rejected for every rejected order, or --from DATE --to DATE for those created on these days
"""
import argparse
from datetime import datetime, timedelta
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .order_fields import check_of, path_of, values_of_id
from .validate_order import value_at
from .validate_values import date

CHUNK = 1000
CREATED_AT_KEYS = path_of("created_at").split(".")
check_created_at = check_of("created_at")

collection = mongo.collection(MONGO_COLLECTION)


def resend(filter):
    """Takes a filter of MongoDB, such as {"order_id": "A1"}; makes these orders new and returns how many there are."""
    result = collection.update_many(filter, {"$set": {"etl_status": None}}, bypass_document_validation=True)
    return result.matched_count


def with_id(order_id):
    """Returns the filter of the orders with this id: 42 is found by '42' where the contract takes numbers."""
    return {path_of("order_id"): {"$in": values_of_id(order_id)}}


def resend_created_on(first_day, last_day):
    """Makes the orders new that were created from the first to the last day, datetimes in UTC; returns how many."""
    next_day = last_day + timedelta(days=1)
    if check_created_at is date:
        return resend({path_of("created_at"): {"$gte": first_day, "$lt": next_day}})
    # dates that are text or numbers: only their check knows which day they mean, so each document is looked at
    first, end = first_day.isoformat(" ", "milliseconds"), next_day.isoformat(" ", "milliseconds")
    count, ids = 0, []
    for document in collection.find({}, {"_id": 0, "document_id": "$_id", CREATED_AT_KEYS[0]: 1}):
        created_at, error = check_created_at(value_at(document, CREATED_AT_KEYS))
        if error is None and first <= created_at < end:
            ids.append(document["document_id"])
        if len(ids) == CHUNK:
            count += resend({"_id": {"$in": ids}})
            ids = []
    return count + resend({"_id": {"$in": ids}})


def day(text):
    return datetime.strptime(text, "%Y-%m-%d")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m extractor.resend", description="Makes orders new again.")
    parser.add_argument("order_ids", nargs="*", metavar="ORDER_ID", help="these orders")
    parser.add_argument("--rejected", action="store_true", help="every rejected order")
    parser.add_argument("--from", dest="first_day", type=day, metavar="DATE", help="created from this day on")
    parser.add_argument("--to", dest="last_day", type=day, metavar="DATE", help="up to the end of this day, in UTC")
    options = parser.parse_args()
    if (options.first_day is None) != (options.last_day is None):
        parser.error("--from and --to go together")
    if bool(options.order_ids) + options.rejected + bool(options.first_day) != 1:
        parser.error("give order ids, or --rejected, or --from and --to")

    print(mongo.address())
    if options.rejected:
        print(f"{resend({'etl_status': 'REJECTED'})} rejected orders are new again")
    if options.first_day:
        print(f"{resend_created_on(options.first_day, options.last_day)} orders are new again")
    for order_id in options.order_ids:
        print(f"{order_id}: {resend(with_id(order_id))} orders are new again")
