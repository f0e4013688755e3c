"""
History oracle - what MySQL must hold after a history, in plain Python that uses nothing of the services

Each version of a document has a number, which stands in its status, so that it can be told from all others. Messages
are noted as they are loaded; then rows() is compared with MySQL, and differences() with the documents in MongoDB.
"""
from collections import namedtuple
from datetime import datetime, timedelta
from decimal import Decimal
from bson import Decimal128

FIRST_DAY = datetime(2026, 1, 1)
# what a customer or product has whose newest order names it no longer
NO_ORDER = (datetime(1000, 1, 1), "")

# created and updated are days; items are (product, name); bad is what is wrong with it, or ""
Content = namedtuple("Content", "order_id customer name created updated items bad")


def day(number):
    return FIRST_DAY + timedelta(days=number)


def document_of(content, number):
    items = [{"product_id": product, "name": name, "category": f"for {name}", "quantity": line,
              "unit_price": Decimal128(f"{number}.25")} for line, (product, name) in enumerate(content.items, 1)]
    return {
        "order_id": [content.order_id] if content.bad == "id in a list" else content.order_id, "status": f"v{number}",
        "created_at": day(content.created), "updated_at": day(content.updated),
        "customer": {"customer_id": content.customer, "name": content.name, "email": f"{content.name}@example.com",
                     "country": f"of {content.name}"},
        "items": [] if content.bad == "no items" else items,
    }


def number_of(order):
    return int(order["status"][1:])


def versions_of(data):
    """Returns [(number, read_at)] of the orders of a message."""
    return [(number_of(order), datetime.fromisoformat(order["read_at"])) for order in data.get("orders", ())]


def texts_of(content):
    """Returns {(table, id): name} of all that an order names; of two lines with one product the later one counts."""
    return {("customers", content.customer): content.name,
            **{("products", product): name for product, name in content.items}}


class Oracle:
    def __init__(self):
        # {number: content}, {order_id: (number, read_at, deleted_at)}, {(table, id): (newest_order_at, its id, name)}
        self.versions, self.orders, self.texts = {}, {}, {}
        # (number, read_at) of each version that was ever published
        self.sent = set()

    def load(self, data):
        """Takes what a message says, whether it comes first, late or once more: the version claimed last wins."""
        for deletion in data.get("deletions", ()):
            deleted_at = datetime.fromisoformat(deletion["read_at"])
            number, read_at, known = self.orders[deletion["order_id"]]
            if deleted_at >= read_at:
                self.orders[deletion["order_id"]] = (number, deleted_at, deleted_at)
        latest = {}
        for number, read_at in versions_of(data):
            order_id = self.versions[number].order_id
            known = latest.get(order_id) or self.orders.get(order_id)
            if known is None or read_at >= known[1]:
                latest[order_id] = (number, read_at, None)
        contents = {order_id: self.versions[version[0]] for order_id, version in latest.items()}
        for content in sorted(contents.values(), key=lambda content: (content.created, content.order_id)):
            newest = (day(content.created), content.order_id)
            for key, name in texts_of(content).items():
                known = self.texts.get(key)
                if known is None or newest > known[:2] or content.order_id == known[1]:
                    self.texts[key] = (*newest, name)
        for order_id in latest.keys() & self.orders.keys():
            old = self.versions[self.orders[order_id][0]]
            for key in texts_of(old).keys() - texts_of(contents[order_id]).keys():
                if self.texts[key][1] == order_id:
                    self.texts[key] = (*NO_ORDER, self.texts[key][2])
        self.orders.update(latest)

    def rows(self):
        """Returns {table: rows} with all columns but loaded_at."""
        rows = {"orders": [], "order_items": [], "customers": [], "products": []}
        for order_id, (number, read_at, deleted_at) in self.orders.items():
            content, price = self.versions[number], Decimal(f"{number}.2500")
            lines = [(order_id, line, product, line, price) for line, (product, name) in enumerate(content.items, 1)]
            total = sum(line[3] * price for line in lines)
            rows["order_items"] += lines
            rows["orders"].append((order_id, content.customer, f"v{number}", day(content.created),
                                   day(content.updated), total, read_at, deleted_at))
        for (table, id), (newest_order_at, newest_order_id, name) in self.texts.items():
            texts = (f"{name}@example.com", f"of {name}") if table == "customers" else (f"for {name}",)
            rows[table].append((id, name, *texts, newest_order_at, newest_order_id))
        return {table: sorted(rows[table]) for table in rows}

    def wrong_marks(self, documents):
        """Returns sentences on documents that are not marked as they should be: SENT is what was sent as it is now."""
        found = []
        for document in documents:
            number, status = number_of(document), document.get("etl_status")
            if status != ("REJECTED" if self.versions[number].bad else "SENT"):
                found.append(f"version {number} is {status}")
            elif status == "SENT" and (number, document.get("etl_at")) not in self.sent:
                found.append(f"version {number} is SENT, and was never sent")
        return found

    def differences(self, documents):
        """Returns sentences on what the loaded messages do not have as these documents: reconcile has to heal it."""
        found, of_order = [], {}
        for document in documents:
            if document["etl_status"] == "SENT":
                of_order.setdefault(document["order_id"], []).append((document["etl_at"], number_of(document)))
        for order_id, versions in of_order.items():
            number, read_at, deleted_at = self.orders[order_id]
            # of several documents with one order_id the one that was claimed last counts, of the same claim any
            if deleted_at or (read_at, number) not in versions or read_at < max(versions)[0]:
                found.append(f"order {order_id}")
            content = self.versions[number]
            for key, name in texts_of(content).items():
                newest_order_at, newest_order_id, known_name = self.texts[key]
                newest = (day(content.created), order_id)
                if (newest_order_at, newest_order_id) < newest or (
                        newest_order_id == order_id and (newest_order_at, known_name) != (newest[0], name)):
                    found.append(f"{key} of order {order_id}")
        ids = [document["order_id"] for document in documents]
        found += [f"order {id} is gone" for id, version in self.orders.items() if id not in ids and version[2] is None]
        return found
