"""Many requests, one device."""

import threading
import time

import numpy as np
import pytest
from small_s3gen import SmallS3Gen, small_voice

from chatterbox_speech.buckets import bucket_of, flow_buckets, vocoder_buckets
from chatterbox_speech.constants import HARMONICS
from chatterbox_speech.device_queue import DeviceQueue
from chatterbox_speech.excitation import HarmonicMix
from chatterbox_speech.networks import FlowSettings
from chatterbox_speech.queued_networks import QueuedNetworks
from chatterbox_speech.request_threads import RequestThreads
from chatterbox_speech.schedule import ChunkSchedule
from chatterbox_speech.utterance import Utterance
from chatterbox_speech.warm_up import warm_up


def test_calls_run_one_at_a_time_in_one_thread():
    queue, threads, running, most = DeviceQueue(), set(), 0, []

    def call():
        nonlocal running
        running += 1
        most.append(running)
        threads.add(threading.get_ident())
        time.sleep(0.001)
        running -= 1

    callers = [threading.Thread(target=lambda: queue.run(0, call)) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert max(most) == 1 and len(most) == 20 and len(threads) == 1
    queue.close()


def test_who_has_heard_nothing_yet_comes_first():
    queue, order, first = DeviceQueue(), [], threading.Event()
    begun = threading.Event()
    callers = [threading.Thread(target=queue.run, args=(0, lambda: begun.set() or first.wait()))]
    callers[0].start()
    begun.wait()
    for priority in (5, 0, 3):
        note = lambda priority=priority: order.append(priority)  # noqa: E731
        callers.append(threading.Thread(target=queue.run, args=(priority, note)))
        callers[-1].start()
    while queue.waiting < 3:
        time.sleep(0.001)
    first.set()
    for caller in callers:
        caller.join()
    assert order == [0, 3, 5]


def test_what_a_call_raises_is_its_callers_and_the_next_one_runs():
    queue = DeviceQueue()
    with pytest.raises(ZeroDivisionError):
        queue.run(0, lambda: 1 // 0)
    assert queue.run(0, lambda: 7) == 7
    queue.close()
    with pytest.raises(RuntimeError, match="unloaded"):
        queue.run(0, lambda: 7)


def test_queued_networks_give_what_the_networks_give():
    networks, queue = SmallS3Gen(), DeviceQueue()
    queued = QueuedNetworks(networks, queue, lambda: 0)
    condition = queued.condition(np.arange(9), small_voice(), False)
    np.testing.assert_array_equal(condition, SmallS3Gen().condition(np.arange(9), small_voice(), False))
    assert queued.velocity(condition, condition, 0, 1).shape == condition.shape
    assert len(queued.vocode(condition[:, :2], np.zeros(960, dtype=np.float32))) == 960
    assert len(queued.pitch(condition)) == condition.shape[1]
    queue.close()


def test_there_are_no_more_requests_than_places_and_who_hears_of_an_end_may_ask_at_once():
    threads, go, told = RequestThreads(2), threading.Event(), threading.Event()
    end = threading.Event()

    def speak():
        go.wait()
        threads.leave()
        told.set()
        end.wait()  # Telling the end takes its time.

    assert threads.start(speak) and threads.start(end.wait)
    assert not threads.start(end.wait)
    go.set()
    told.wait()
    assert threads.start(threads.leave)
    end.set()
    threads.close()


@pytest.mark.parametrize("sizes", [(8, 16, 32), (10,)])
def test_after_the_warm_up_no_request_brings_a_new_length(sizes):
    """Whenever T3 ends, with prompts of any length that a voice has."""
    schedule = ChunkSchedule(sizes)
    voices = [small_voice("short", 125), small_voice("long", 250)]
    warmed = lengths(schedule, lambda networks: warm_up(networks, voices, schedule, FlowSettings(1)))
    for count in (1, 5, 12, 20, 33, 60, 74, 75, 120):
        for voice in voices:
            met = lengths(schedule, lambda networks, v=voice, c=count: speak(networks, v, c, schedule))
            assert met <= warmed, count


def speak(networks, voice, count, schedule) -> None:
    utterance = Utterance(networks, voice, schedule, FlowSettings(1), 1, lambda: None)
    utterance.add([7] * count)
    while utterance.ready:
        utterance.next_chunk()
    utterance.last_chunk()


def lengths(schedule, work) -> set[tuple[str, int]]:
    """Buckets of all calls."""
    networks = SilentS3Gen()
    work(networks)
    flow = {("flow", bucket_of(length, flow_buckets(schedule))) for length in networks.tokens}
    return flow | {("vocoder", bucket_of(length, vocoder_buckets(schedule))) for length in networks.frames}


class SilentS3Gen:
    """Only how much it is given is of interest."""

    mix = HarmonicMix(np.zeros(HARMONICS, dtype=np.float32), 0.0)

    def __init__(self) -> None:
        self.tokens: set[int] = set()
        self.frames: set[int] = set()

    def condition(self, tokens, voice, complete):
        self.tokens.add(len(voice.prompt_tokens) + len(tokens))

    def velocity(self, state, condition, begin, end):
        return state

    def pitch(self, mel):
        return np.zeros(mel.shape[1], dtype=np.float32)

    def vocode(self, mel, excitation):
        self.frames.add(mel.shape[1])
        return excitation
