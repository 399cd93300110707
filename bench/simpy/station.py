"""An M/M/c station on SimPy: lines "REQUESTS" in, "CPU MEAN" out (nanoseconds; mean time of a request so far, µs)."""
import random
import sys
import time

import simpy

SERVERS, GAP, WORK = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
draw = random.Random("station")
env = simpy.Environment()
servers = simpy.Resource(env, SERVERS)
done, spent = 0, 0.0


def request():
    global done, spent
    arrived = env.now
    with servers.request() as turn:
        yield turn
        yield env.timeout(draw.expovariate(1 / WORK))
    done += 1
    spent += env.now - arrived


def source():
    while True:
        yield env.timeout(draw.expovariate(1 / GAP))
        env.process(request())


env.process(source())
for line in sys.stdin:
    # The model asked for stands first, as in models.py.
    until = done + int(line.split()[-1])
    start = time.process_time_ns()
    while done < until:
        env.step()
    print(time.process_time_ns() - start, spent / done, flush=True)
