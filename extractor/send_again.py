"""
Send again - makes orders new, so that the next run sends them

INPUT:
    - order ids on the command line, or --rejected for every rejected order

OUTPUT:
    - etl_status null on these orders in mongodb

FLOW:
    command line -> mongodb
"""
import sys
from .connection.mongo_connection import mongo

collection = mongo.collection("orders")


def send_order_again(order_id):
    """Makes every document with this order_id (text) new; returns how many there are, 0 for an unknown id."""
    result = collection.update_many({"order_id": {"$eq": order_id}}, {"$set": {"etl_status": None}})
    return result.matched_count


def send_rejected_again():
    """Makes every REJECTED document new, whatever its order_id is; returns how many there were."""
    result = collection.update_many({"etl_status": "REJECTED"}, {"$set": {"etl_status": None}})
    return result.matched_count


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m extractor.send_again ORDER_ID ... or python -m extractor.send_again --rejected")
    if sys.argv[1:] == ["--rejected"]:
        print(f"{send_rejected_again()} rejected orders are new again")
    else:
        for order_id in sys.argv[1:]:
            count = send_order_again(order_id)
            print(f"{order_id}: {count} documents are new again" if count else f"{order_id}: no such order in mongodb")
