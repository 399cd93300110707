// The other side of the benchmarks: the same models on std::priority_queue ordered by (time, sequence).
// usage: queue TABLES, then on standard input lines "MODEL PENDING EVENTS"; each is answered "CPU-NANOSECONDS NOW HANDLED".
// TABLES holds, as little-endian 64-bit integers, the tables of 65,536 increments that the other side reads too.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <cstring>
#include <memory>
#include <queue>
#include <vector>

struct Event {
  uint64_t time, sequence;
  uint32_t kind, target;
};
struct Later {
  bool operator()(const Event &x, const Event &y) const {
    return x.time > y.time || (x.time == y.time && x.sequence > y.sequence);
  }
};

constexpr int SIZE = 65536;
static uint64_t tables[5][SIZE];
enum Table { HOLD, MIXTURE, ARRIVAL, SERVICE, LATENCY };

struct Model {
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  uint64_t sequence = 0, now = 0, handled = 0;
  uint32_t draws[5] = {};
  virtual ~Model() = default;
  virtual void handle(const Event &event) = 0;
  uint64_t draw(Table table) { return tables[table][draws[table]++ & (SIZE - 1)]; }
  void schedule(uint64_t at, uint32_t kind, uint32_t target) { queue.push({at, sequence++, kind, target}); }
};

struct Hold final : Model {
  Table table;
  Hold(uint32_t pending, Table of) : table(of) {
    for (uint32_t i = 0; i < pending; i++) schedule(draw(table), 1, i);
  }
  void handle(const Event &event) override { schedule(now + draw(table), 1, event.target); }
};

struct Queueing final : Model {
  uint32_t waiting = 0;
  Queueing() { schedule(draw(ARRIVAL), 1, 0); }
  void handle(const Event &event) override {
    if (event.kind == 1) {
      schedule(now + draw(ARRIVAL), 1, 0);
      if (waiting++ == 0) schedule(now + draw(SERVICE), 2, 0);
    } else if (--waiting > 0) {
      schedule(now + draw(SERVICE), 2, 0);
    }
  }
};

// Every node beats each 100 ms to all others; for each pair a standing timer looks every now and then whether the last
// beat is older than 350 ms.
struct Heartbeats final : Model {
  static constexpr uint32_t NODES = 50;
  static constexpr uint64_t PERIOD = 100000, TIMEOUT = 350000;
  std::vector<uint64_t> heard = std::vector<uint64_t>(NODES * NODES);
  Heartbeats() {
    for (uint32_t i = 0; i < NODES; i++) schedule(i * PERIOD / NODES, 1, i);
    for (uint32_t i = 0; i < NODES * NODES; i++)
      if (i / NODES != i % NODES) schedule(TIMEOUT, 3, i);
  }
  void handle(const Event &event) override {
    const uint32_t target = event.target;
    if (event.kind == 2) {
      heard[target] = now;
    } else if (event.kind == 1) {
      for (uint32_t to = 0; to < NODES; to++)
        if (to != target) schedule(now + draw(LATENCY), 2, to * NODES + target);
      schedule(now + PERIOD, 1, target);
    } else {
      const uint64_t due = heard[target] + TIMEOUT;
      schedule(due > now ? due : now + TIMEOUT, 3, target);
    }
  }
};

static std::unique_ptr<Model> make(const char *name, uint32_t pending) {
  if (!strcmp(name, "hold")) return std::make_unique<Hold>(pending, HOLD);
  if (!strcmp(name, "mixture")) return std::make_unique<Hold>(pending, MIXTURE);
  if (!strcmp(name, "mm1")) return std::make_unique<Queueing>();
  return std::make_unique<Heartbeats>();
}

// The model's own type, so that the compiler sees through `handle`.
template <class M> static void run(M &model, uint64_t events) {
  for (uint64_t i = 0; i < events; i++) {
    const Event event = model.queue.top();
    model.queue.pop();
    model.now = event.time;
    model.handled++;
    model.handle(event);
  }
}

static uint64_t cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : nullptr;
  if (!file || fread(tables, sizeof tables, 1, file) != 1) return 1;
  char name[32];
  unsigned pending;
  unsigned long long events;
  std::unique_ptr<Model> model;
  while (scanf("%31s %u %llu", name, &pending, &events) == 3) {
    if (!model) model = make(name, pending);
    const uint64_t start = cpu();
    if (auto *hold = dynamic_cast<Hold *>(model.get())) run(*hold, events);
    else if (auto *mm1 = dynamic_cast<Queueing *>(model.get())) run(*mm1, events);
    else run(*dynamic_cast<Heartbeats *>(model.get()), events);
    printf("%llu %llu %llu\n", (unsigned long long)(cpu() - start), (unsigned long long)model->now,
           (unsigned long long)model->handled);
    fflush(stdout);
  }
}
