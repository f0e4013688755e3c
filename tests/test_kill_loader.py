"""
Kill loader - kill -9 at the worst places, and at twenty random ones: no page is lost, and none is there twice

Each time it is started again, and the accounts must be right to the last row.

FLOW:
    1 killed between the INSERT into orders and the INSERT into order_items: another session holds a product's row
    2 killed between MySQL's COMMIT and the offset commit: Kafka is frozen, and dies with the loader
    3 ended as by ctrl-c at its work: within three seconds, its group left, no page lost
    4 ended as by ctrl-c while it waits for a row's lock: within its session's limit of five seconds
    5 ended as by ctrl-c while it waits for a table's lock: within the same limit
    6 killed at random moments while orders arrive and change

LIBRARIES:
    mysql-connector-python: here it plays the other session, which holds locks and looks at what is not committed yet
"""
import random
import time
from tests import accounts, break_server, hold_page, keep_running, leave_group, made_up_orders, own_shop, read_topic, run_service


dice = random.Random(1)
orders = []


def setup_module():
    hold_page.load_known_products(dice, orders)


def teardown_function():
    hold_page.close_sessions()
    keep_running.clean_up()


def seconds_to_end(service):
    """Ends a service as ctrl-c does; returns the seconds that it took and its exit code."""
    started = time.monotonic()
    code = run_service.stop(service["process"])
    return time.monotonic() - started, code


def catch_up(orders, bad=0):
    """Waits until all is loaded by the services that are kept running, and does the accounts."""
    keep_running.settle()
    accounts.do_accounts(orders, rejected=bad)


def test_killed_between_two_inserts():
    print("1 killed between the two inserts")
    before = len(orders)
    loader, other = hold_page.hold_loader_between_two_inserts(dice, orders)
    keep_running.kill(loader)
    other.rollback()
    own_shop.wait_until(lambda: hold_page.count_rows(other)[0] == before)
    print(f"  MySQL has rolled back: {before} orders, as before")
    # kafka keeps the place of the dead one for six seconds: this time they are waited for
    catch_up(orders)


def test_killed_between_commit_and_offset():
    print("2 killed between MySQL's commit and the offset commit")
    before = len(orders)
    loader, other = hold_page.hold_loader_between_two_inserts(dice, orders)
    on_the_way = read_topic.messages_on_the_way()
    break_server.freeze("KAFKA_PID")
    lines = hold_page.count_rows(other)[1]
    other.rollback()
    own_shop.wait_until(lambda: hold_page.count_rows(other)[1] > lines)
    keep_running.wait_until_it_waits(loader["process"])
    keep_running.kill(loader)
    # alive, it would go on with the offset that it has received
    kafka = break_server.kill_server("KAFKA_PID")
    own_shop.wait_until(lambda: break_server.is_back("KAFKA_PID", kafka), 60)
    committed = hold_page.count_rows(other)[0] - before
    print(f"  the place: {committed} orders are committed, {read_topic.messages_on_the_way()} of {on_the_way} messages are not")
    assert committed > 0
    assert read_topic.messages_on_the_way() == on_the_way
    catch_up(orders)


def test_ctrl_c_at_work():
    print("3 ended as by ctrl-c, three times at its work")
    hold_page.send_orders(2000, dice, orders)
    loader = keep_running.keep("loader.worker")
    for number in range(3):
        printed = keep_running.log_of(loader).count("page of")
        own_shop.wait_until(lambda: keep_running.log_of(loader).count("page of") > printed)
        seconds, code = seconds_to_end(loader)
        print(f"  ended after {seconds:.1f} s with exit code {code}, {read_topic.messages_on_the_way()} messages on the way, "
              f"members of its group: {leave_group.members()}")
        assert seconds < 3
        assert code == 0
        assert leave_group.members() == []
        keep_running.start_again(loader)
    catch_up(orders)


def test_ctrl_c_while_it_waits_for_a_row():
    print("4 ended as by ctrl-c while it waits for a row's lock")
    loader, other = hold_page.hold_loader_between_two_inserts(dice, orders)
    seconds, code = seconds_to_end(loader)
    print(f"  ended after {seconds:.1f} s with exit code {code}, members of its group: {leave_group.members()}")
    assert seconds < 5 + 3
    assert leave_group.members() == []
    other.rollback()
    catch_up(orders)


def test_ctrl_c_while_it_waits_for_a_table():
    print("5 ended as by ctrl-c while it waits for a table's lock")
    hold_page.send_orders(300, dice, orders)
    other = hold_page.other_session()
    other.cursor().execute("LOCK TABLES order_items WRITE")
    loader = keep_running.keep("loader.worker")
    own_shop.wait_until(hold_page.table_lock_is_waited_for)
    seconds, code = seconds_to_end(loader)
    print(f"  ended after {seconds:.1f} s with exit code {code}, members of its group: {leave_group.members()}")
    assert seconds < 5 + 3
    assert leave_group.members() == []
    other.close()
    catch_up(orders)


def test_random_kills(kills, seed):
    print(f"6 killed at random moments, {kills} times, --seed {seed}")
    dice = random.Random(seed)
    own_shop.empty_shop()
    own_shop.extract()
    orders = []
    keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="50")
    loader = keep_running.keep("loader.worker")
    for number in range(1, kills + 1):
        made_up_orders.put_orders(500, dice, orders)
        made_up_orders.change_orders(20, dice, orders)
        made_up_orders.put_bad_orders(2)
        printed = keep_running.log_of(loader).count("page of")
        # half of the kills find it at its start, half at its work
        if dice.random() < 0.5:
            keep_running.wait_until(lambda: keep_running.log_of(loader).count("page of") > printed)
        time.sleep(dice.uniform(0, 0.5))
        keep_running.kill(loader)
        leave_group.leave_for(leave_group.members())
        printed = keep_running.log_of(loader).count("page of") - printed
        print(f"  kill {number}: {read_topic.messages_on_the_way()} messages on the way, {printed} loaded since the last kill")
        keep_running.start_again(loader)
    catch_up(orders, kills * 2)


if __name__ == "__main__":
    setup_module()
    for test in (test_killed_between_two_inserts, test_killed_between_commit_and_offset,
                 test_ctrl_c_at_work, test_ctrl_c_while_it_waits_for_a_row, test_ctrl_c_while_it_waits_for_a_table):
        test()
        teardown_function()
    test_random_kills(20, random.randrange(1_000_000))
