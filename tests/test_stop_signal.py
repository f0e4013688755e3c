"""
Stop signal - ctrl-c sets a flag, which extractor and loader look at between two batches

FLOW:
    1 listen for the signal
    2 send it to this process, as ctrl-c does: the flag is set, and the process goes on

LIBRARIES:
    signal (comes with Python): raise_signal() sends a signal to the process itself
"""
import signal
import extractor.stop_signal
import loader.stop_signal


def check(stop_signal):
    print(stop_signal.__name__)
    before = signal.getsignal(signal.SIGINT)
    stop_signal.listen()
    print("1 listening, the flag is", stop_signal.stopping)
    assert not stop_signal.stopping

    signal.raise_signal(signal.SIGINT)
    print("2 after ctrl-c the flag is", stop_signal.stopping)
    assert stop_signal.stopping
    # as it was before, for the tests that come after this one
    stop_signal.stopping = False
    signal.signal(signal.SIGINT, before)


def test_stop_signal():
    check(extractor.stop_signal)
    check(loader.stop_signal)


if __name__ == "__main__":
    test_stop_signal()
