"""
Heartbeat - a file's age tells docker whether the extractor, or the loader, is making progress

FLOW:
    1 no file yet: not healthy
    2 write the heartbeat: healthy
    3 the file is two minutes old: not healthy; it is from tomorrow, for the clock was set back: not healthy

LIBRARIES:
    os (comes with Python): utime() gives a file another time
"""
import os
import tempfile
import time
import extractor.heartbeat
import loader.heartbeat


def check(service, folder):
    print(service.__name__)
    service.HEARTBEAT_FILE = os.path.join(folder, service.__name__)
    print("1 no file:", service.heartbeat_error())
    assert "since the start" in service.heartbeat_error()

    service.write_heartbeat()
    print("2 written:", service.heartbeat_error())
    assert service.heartbeat_error() is None

    for age in (120, -24 * 3600):
        os.utime(service.HEARTBEAT_FILE, (time.time() - age, time.time() - age))
        print("3 another age:", service.heartbeat_error())
        assert f"{age} seconds ago" in service.heartbeat_error()
    service.HEARTBEAT_FILE = ""


def test_heartbeat():
    with tempfile.TemporaryDirectory() as folder:
        check(extractor.heartbeat, folder)
        check(loader.heartbeat, folder)


if __name__ == "__main__":
    test_heartbeat()
