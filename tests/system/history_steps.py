"""
History steps - what may happen to a few orders: the application changes them, the extractor runs, dies or is overtaken,
the loader loads the next message or an old one, orders are resent, marked deleted, or brought back by an old backup

Each method of History is a step, and any step can be left out: one that is not possible is an insert instead.
"""
import contextlib
import json
from unittest.mock import patch
from hypothesis import strategies as st
from pymongo import WriteConcern
from extractor import claim_orders, extract
from extractor.resend import resend, with_id
from loader.connection.mysql_connection import connection
from loader.load_message import load_message
from loader.reject_message import message_error
from reconcile import mark_deleted
from reconcile.connection.mongo_connection import mongo
from reconcile.find_deleted import find_deleted
from reconcile.report import ONLY_IN_MYSQL
from tests.support import environment
from tests.support.history_oracle import Content, Oracle, document_of, number_of, versions_of

# it does not wait for mongodb's disk, as most applications
orders = environment.orders.with_options(write_concern=WriteConcern(1, j=False))
# the messages that kafka has acknowledged since
published = []
# what happens when the extractor comes to one of these functions, {its name: a function}
meanwhile = {}
PLACES = ("read_claimed_orders", "send_batch", "mark_sent")

# (product, name) of each line: one draw instead of six, of which each costs as much as a question to mysql
ITEMS = ((("P1", "Tea"),), (("P1", "Cup"),), (("P2", "Tea"),), (("P1", "Tea"), ("P2", "Cup")),
         (("P1", "Cup"), ("P2", "Tea")), (("P1", "Tea"), ("P1", "Cup")))
# the orders of these three customers go to the partitions 0, 1 and 2
CONTENT = st.builds(
    Content, st.sampled_from(("A1", "A2", "A3")), st.sampled_from(("C1", "C4", "C2")), st.sampled_from(("Ann", "Bea")),
    st.integers(0, 1), st.integers(0, 1), st.sampled_from(ITEMS),
    st.sampled_from(("", "", "", "", "", "no items", "id in a list")))
WHICH = st.integers(0, 3)
CHANGE = st.tuples(st.sampled_from(("insert", "change", "change", "replace", "delete", "bring_back", "resend")),
                   WHICH, CONTENT)
DURING = st.one_of(CHANGE, CHANGE, CHANGE, st.sampled_from((("die",), ("be_overtaken",))))
EXTRACT_WHILE = st.tuples(st.just("extract_while"), st.sampled_from(PLACES), DURING)
LOAD = st.tuples(st.sampled_from(("load_next", "load_next", "load_old")), st.integers(0, 9))
OTHER = st.sampled_from((("extract",), ("extract",), ("mark_deleted",), ("mark_deleted",), ("backup",), ("restore",)))
STEP = st.one_of(CHANGE, CHANGE, CHANGE, LOAD, LOAD, OTHER, EXTRACT_WHILE, EXTRACT_WHILE)
# a list that may be empty has about five elements, and one that may not be empty cannot be made small
STEPS = st.tuples(*[st.lists(STEP, max_size=10)] * 3).map(lambda parts: [step for part in parts for step in part])


class Died(Exception):
    """The extractor was killed here."""


class History:
    def __init__(self):
        self.oracle, self.waiting, self.loaded = Oracle(), {}, []
        self.deleted, self.backup_documents = [], []
        # a history that failed may have left something
        published.clear()
        meanwhile.clear()
        orders.delete_many({})
        for table in ("order_items", "orders", "customers", "products", "loaded_batches"):
            connection.cmd_query(f"DELETE FROM {table}")
        connection.commit()

    def play(self, step):
        name, *words = step
        if name in ("change", "replace", "delete") and not self.ids() or name == "bring_back" and not self.deleted:
            name = "insert"
        getattr(self, name)(*words)

    def new_document(self, content):
        number = len(self.oracle.versions) + 1
        self.oracle.versions[number] = content
        return document_of(content, number)

    def ids(self):
        return sorted(document["_id"] for document in orders.find({}, {"_id": 1}))

    def with_id(self, which):
        ids = self.ids()
        return {"_id": ids[which % len(ids)]}

    # the application

    def insert(self, which, content):
        document = self.new_document(content)
        orders.insert_one(dict(document, _id=number_of(document)))

    def change(self, which, content):
        orders.update_one(self.with_id(which), {"$set": dict(self.new_document(content), etl_status=None)})

    def replace(self, which, content):
        orders.replace_one(self.with_id(which), self.new_document(content))

    def delete(self, which, content):
        self.deleted.append(orders.find_one_and_delete(self.with_id(which)))

    def bring_back(self, which, content):
        """As it was when it was deleted, with its marks."""
        orders.insert_one(self.deleted.pop(which % len(self.deleted)))

    # the operator

    def backup(self):
        self.backup_documents = list(orders.find())

    def restore(self):
        orders.delete_many({})
        self.deleted = []
        if self.backup_documents:
            orders.insert_many(self.backup_documents)

    def resend(self, which, content):
        resend(with_id(content.order_id))

    def mark_deleted(self):
        """As reconcile does it, but what it publishes is loaded later, or behind something newer."""
        read_at = mongo.now()
        ids = [order_id for kind, sentence, order_id in find_deleted(0) if kind == ONLY_IN_MYSQL]
        with patch.object(mark_deleted, "wait_for_loaders"):
            mark_deleted.mark_deleted(ids, read_at)

    # the extractor

    def extract(self):
        extract.extract_new_orders()

    def extract_while(self, place, step):
        meanwhile[place] = lambda: self.play(step)
        with contextlib.suppress(Died):
            extract.extract_new_orders()
        meanwhile.clear()

    def die(self):
        raise Died

    def be_overtaken(self):
        """It was frozen for two minutes: another one has released its claims, and sent these orders."""
        claim_orders.release({"etl_status": "SENDING"})
        extract.extract_new_orders()

    # the loader

    def load_next(self, which):
        self.take_published()
        waiting = [messages for messages in self.waiting.values() if messages]
        if waiting:
            msg = waiting[which % len(waiting)].pop(0)
            self.loaded.append(msg)
            self.load(msg)

    def load_old(self, which):
        if self.loaded:
            self.load(self.loaded[which % len(self.loaded)])

    def load(self, msg):
        assert message_error(msg) is None
        data = json.loads(msg.value())
        load_message(msg, data, "")
        self.oracle.load(data)

    def load_all(self):
        self.take_published()
        while any(self.waiting.values()):
            self.load_next(0)

    def take_published(self):
        while published:
            msg = published.pop(0)
            self.waiting.setdefault(msg.partition(), []).append(msg)
            self.oracle.sent.update(versions_of(json.loads(msg.value())))

    def finish(self):
        """The extractor is started again, and all is extracted and loaded."""
        claim_orders.release_own_claims()
        extract.extract_new_orders()
        self.load_all()
