// SPDX-License-Identifier: MIT
#include "harness/bench/programs.h"

#include <string>

namespace vmalock::bench {

using explore::load;
using explore::Location;
using explore::RmwOp;
using explore::store;
using explore::Value;
using enum Ordering;

namespace {

explore::Access here(const char* function = __builtin_FUNCTION(),
                     int line = __builtin_LINE()) {
  return {explore::Access::no_site,
          {"harness/bench/programs.cc", function, line}};
}

/// `threads` bodies over `cells` cells that start at `initial`.
Make program(unsigned threads, unsigned cells,
             std::function<void(const Cells&, unsigned)> body,
             Value initial = 0) {
  return [=] {
    auto p = std::make_unique<Threads>();
    auto c = std::make_shared<Cells>(cells);
    p->first = [=] { c->make(initial); };
    for (unsigned i = 0; i < threads; ++i)
      p->bodies.push_back([=] { body(*c, i); });
    return p;
  };
}

}  // namespace

Make increments(unsigned n, unsigned cells) {
  return program(n, cells, [=](const Cells& x, unsigned) {
    for (unsigned c = 0; c < cells; ++c)
      explore::rmw(x[c], RmwOp::add, 1, relaxed, here());
  });
}

Make casrot(unsigned n) {
  return program(n, 1, [](const Cells& x, unsigned i) {
    explore::cmpxchg(x[0], i, i + 1, relaxed, relaxed, here());
  });
}

Make casw(unsigned n) {
  return program(n, 1, [](const Cells& x, unsigned i) {
    explore::cmpxchg(x[0], 0, 1, relaxed, relaxed, here());
    store(x[0], i + 3, release, here());
  });
}

Make fib_bench(unsigned num) {
  constexpr Value most = 144;
  return program(
      3, 2,
      [=](const Cells& c, unsigned i) {
        if (i == 2) {
          const bool x = load(c[0], acquire, here()) > most;
          const bool y = !x && load(c[1], acquire, here()) > most;
          explore::require(!x && !y, "fib", "at most the 12th number", here());
          return;
        }
        for (unsigned k = 0; k < num; ++k) {
          const Value x = load(c[0], acquire, here());
          const Value y = load(c[1], acquire, here());
          store(c[i], x + y, release, here());
        }
      },
      1);
}

Make indexer(unsigned n) {
  constexpr unsigned size = 128;
  return program(n, size, [](const Cells& table, unsigned t) {
    for (unsigned i = 0; i < 4; ++i) {
      const unsigned w = 11 * i + t;
      unsigned h = 7 * w % size;
      while (!explore::cmpxchg(table[h], 0, w, relaxed, relaxed, here()).done)
        h = (h + 1) % size;
    }
  });
}

Make lastzero(unsigned n) {
  return program(n + 1, n + 1, [=](const Cells& array, unsigned j) {
    if (j == 0) {
      for (unsigned i = n; load(array[i], acquire, here()) != 0; --i) {
      }
      return;
    }
    const Value before = load(array[j - 1], acquire, here());
    store(array[j], before + 1, release, here());
  });
}

Make readers(unsigned n) {
  return program(n + 1, 1, [](const Cells& x, unsigned i) {
    if (i == 0)
      store(x[0], 42, release, here());
    else
      load(x[0], acquire, here());
  });
}

Make writers_a_reader(unsigned n) {
  return program(n + 2, 1, [=](const Cells& x, unsigned i) {
    if (i <= n)
      store(x[0], i, release, here());
    else
      load(x[0], acquire, here());
  });
}

Make sb(unsigned n) {
  return program(n, n, [=](const Cells& x, unsigned i) {
    store(x[i], 1, relaxed, here());
    load(x[(i + 1) % n], relaxed, here());
  });
}

Make lb(unsigned n) {
  return program(n, n, [=](const Cells& x, unsigned i) {
    load(x[i], relaxed, here());
    store(x[(i + 1) % n], 1, relaxed, here());
  });
}

Make ww(unsigned n) {
  return program(n, n, [=](const Cells& x, unsigned i) {
    store(x[i], 1, relaxed, here());
    store(x[(i + 1) % n], 2, relaxed, here());
  });
}

Make cor(unsigned n, unsigned w) {
  return program(w + 1, 1, [=](const Cells& x, unsigned i) {
    if (i < w) {
      store(x[0], i + 1, relaxed, here());
      return;
    }
    for (unsigned k = 0; k < n; ++k) load(x[0], relaxed, here());
  });
}

}  // namespace vmalock::bench
