"""
History steps - what may happen to a few orders: the application changes them, the extractor runs, dies or is overtaken,
the loader loads the next message or an old one, orders are resent or marked deleted

Each method of History is a step. One that is not possible becomes an insert, so that any step can be left out.
"""
import contextlib
import json
from unittest.mock import patch
from hypothesis import strategies as st
from pymongo import WriteConcern
from extractor import claim_orders, extract
from extractor.resend import resend, with_id
from loader.connection.mysql_connection import connection as loader_connection
from loader.load_message import load_message
from loader.reject_message import message_error
from reconcile import mark_deleted
from reconcile.connection.mongo_connection import mongo
from reconcile.find_deleted import ONLY_IN_MYSQL, find_deleted
from tests.support import environment
from tests.support.history_oracle import Content, Oracle, document_of, number_of, versions_of

# it does not wait for mongodb's disk, as most applications
orders = environment.orders.with_options(write_concern=WriteConcern(1, j=False))
# what happens when the extractor comes to a place: {its function: a step without words}
meanwhile = {}
PLACES = ("read_claimed_orders", "send_batch", "mark_sent")

# C1, C4 and C2 go to the partitions 0, 1 and 2
CONTENT = st.builds(
    Content, st.sampled_from(("A1", "A2", "A3")), st.sampled_from(("C1", "C4", "C2")), st.sampled_from(("Ann", "Bea")),
    st.integers(0, 1), st.integers(0, 1),
    st.lists(st.tuples(st.sampled_from(("P1", "P2")), st.sampled_from(("Tea", "Cup"))), min_size=1, max_size=2),
    st.sampled_from(("", "", "", "", "", "no items", "id in a list")))
WHICH = st.integers(0, 3)
CHANGE = st.tuples(st.sampled_from(("insert", "change", "change", "replace", "delete", "bring_back", "resend")),
                   WHICH, CONTENT)
DURING = st.tuples(st.just("extract_while"), st.sampled_from(PLACES),
                   st.one_of(CHANGE, CHANGE, CHANGE, st.just(("die",)), st.just(("be_overtaken",))))
LOAD = st.tuples(st.sampled_from(("load_next", "load_next", "load_old")), st.integers(0, 9))
OTHER = st.sampled_from((("extract",), ("extract",), ("mark_deleted",), ("backup",), ("restore",)))
STEP = st.one_of(CHANGE, CHANGE, CHANGE, LOAD, LOAD, OTHER, DURING)
# a list that may be empty has five elements or so, and one that may not cannot be made small
STEPS = st.tuples(*[st.lists(STEP, max_size=10)] * 3).map(lambda parts: [step for part in parts for step in part])


class Died(Exception):
    """The extractor was killed here."""


def pass_by(place, function):
    """Returns the extractor's function with what happens meanwhile before it."""
    def call(*words):
        meanwhile.pop(place, lambda: None)()
        return function(*words)
    return call


class History:
    def __init__(self, topic):
        self.topic, self.oracle = topic, Oracle()
        self.waiting, self.loaded = [[] for partition in topic.ends], []
        self.deleted_documents, self.backup_documents = [], []
        orders.delete_many({})
        cursor = loader_connection.cursor()
        for table in ("order_items", "orders", "customers", "products", "loaded_batches"):
            cursor.execute(f"DELETE FROM {table}")
        loader_connection.commit()

    def new_document(self, content):
        number = len(self.oracle.versions) + 1
        self.oracle.versions[number] = content
        return document_of(content, number)

    def find_id(self, which):
        ids = sorted(document["_id"] for document in orders.find({}, {"_id": 1}))
        return ids[which % len(ids)] if ids else None

    # the application

    def insert(self, which, content):
        document = self.new_document(content)
        orders.insert_one(dict(document, _id=number_of(document)))

    def change(self, which, content):
        id, document = self.find_id(which), self.new_document(content)
        orders.update_one({"_id": id}, {"$set": dict(document, etl_status=None)})

    def replace(self, which, content):
        orders.replace_one({"_id": self.find_id(which)}, self.new_document(content))

    def delete(self, which, content):
        self.deleted_documents.append(orders.find_one_and_delete({"_id": self.find_id(which)}))

    def bring_back(self, which, content):
        """As it was when it was deleted, with its marks."""
        orders.insert_one(self.deleted_documents.pop(which % len(self.deleted_documents)))

    def backup(self):
        self.backup_documents = list(orders.find())

    def restore(self):
        orders.delete_many({})
        self.deleted_documents = []
        if self.backup_documents:
            orders.insert_many(self.backup_documents)

    # the operator

    def resend(self, which, content):
        resend(with_id(content.order_id))

    def mark_deleted(self):
        """As reconcile does it, but what it publishes is loaded later, or after something newer."""
        read_at = mongo.now()
        ids = [order_id for kind, sentence, order_id in find_deleted(0) if kind == ONLY_IN_MYSQL]
        with patch.object(mark_deleted, "wait_for_loaders"):
            mark_deleted.mark_deleted(ids, read_at)
        self.read_topic()

    # the extractor

    def extract(self):
        extract.extract_new_orders()
        self.read_topic()

    def extract_while(self, place, step):
        meanwhile[place] = lambda: self.play(step)
        with contextlib.suppress(Died):
            extract.extract_new_orders()
        meanwhile.clear()
        self.read_topic()

    def die(self):
        raise Died

    def be_overtaken(self):
        """It was frozen for two minutes: another one has released its claims, and sent these orders."""
        claim_orders.release({"etl_status": "SENDING"})
        extract.extract_new_orders()

    def read_topic(self):
        for msg in self.topic.read():
            self.waiting[msg.partition()].append(msg)
            self.oracle.sent.update(versions_of(json.loads(msg.value())))

    # the loader

    def load_next(self, which):
        waiting = [messages for messages in self.waiting if messages]
        if waiting:
            messages = waiting[which % len(waiting)]
            self.loaded.append(messages[0])
            self.load(messages.pop(0))

    def load_old(self, which):
        if self.loaded:
            self.load(self.loaded[which % len(self.loaded)])

    def load(self, msg):
        assert message_error(msg) is None
        data = json.loads(msg.value())
        load_message(msg, data, "")
        self.oracle.load(data)

    def finish(self):
        """The extractor is started again, all is extracted and loaded."""
        claim_orders.release_own_claims()
        self.extract()
        while any(self.waiting):
            self.load_next(0)

    def play(self, step):
        name, *words = step
        is_possible = {
            "change": lambda: self.find_id(0), "replace": lambda: self.find_id(0), "delete": lambda: self.find_id(0),
            "bring_back": lambda: self.deleted_documents,
        }
        if name in is_possible and not is_possible[name]():
            name = "insert"
        getattr(self, name)(*words)
