"""The models on SimPy, spoken to as bench/cpp/queue.cpp is: lines "MODEL PENDING EVENTS" in, "CPU NOW EVENTS" out."""
import array
import sys
import time

import simpy

SIZE = 65536
raw = array.array("q")
with open(sys.argv[1], "rb") as file:
    raw.fromfile(file, 5 * SIZE)
HOLD, MIXTURE, ARRIVAL, SERVICE, LATENCY = (list(raw[i * SIZE : (i + 1) * SIZE]) for i in range(5))


def drawing(table):
    i = 0
    while True:
        yield table[i & (SIZE - 1)]
        i += 1


def hold(env, pending, table):
    draw = drawing(table)

    def one(first):
        yield env.timeout(first)
        while True:
            yield env.timeout(next(draw))

    for _ in range(pending):
        env.process(one(next(draw)))


def mm1(env):
    arrivals, services = drawing(ARRIVAL), drawing(SERVICE)
    server = simpy.Resource(env)

    def customer():
        with server.request() as request:
            yield request
            yield env.timeout(next(services))

    def source():
        while True:
            yield env.timeout(next(arrivals))
            env.process(customer())

    env.process(source())


def heartbeats(env, nodes=50, period=100000, timeout=350000):
    heard = [0] * (nodes * nodes)
    latency = drawing(LATENCY)

    def arrive(pair):
        def callback(_):
            heard[pair] = env.now

        return callback

    def node(i):
        yield env.timeout(i * period // nodes)
        while True:
            for to in range(nodes):
                if to != i:
                    env.timeout(next(latency)).callbacks.append(arrive(to * nodes + i))
            yield env.timeout(period)

    def watch(pair):
        yield env.timeout(timeout)
        while True:
            due = heard[pair] + timeout
            yield env.timeout(due - env.now if due > env.now else timeout)

    for i in range(nodes):
        env.process(node(i))
    for pair in range(nodes * nodes):
        if pair // nodes != pair % nodes:
            env.process(watch(pair))


env = simpy.Environment()
started = False
handled = 0
for line in sys.stdin:
    name, pending, events = line.split()
    if not started:
        started = True
        if name == "hold":
            hold(env, int(pending), HOLD)
        elif name == "mixture":
            hold(env, int(pending), MIXTURE)
        elif name == "mm1":
            mm1(env)
        else:
            heartbeats(env)
    start = time.process_time_ns()
    for _ in range(int(events)):
        env.step()
    handled += int(events)
    print(time.process_time_ns() - start, int(env.now), handled, flush=True)
