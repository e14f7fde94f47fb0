// SPDX-License-Identifier: MIT
#include "harness/oracle/coherence_orders.h"

#include <algorithm>

namespace vmalock::oracle {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;
using graph::init_write;

class Orders {
 public:
  Orders(const Execution& x, const std::vector<std::int32_t>& accesses)
      : x_(x), accesses_(accesses) {
    for (const std::int32_t a : accesses)
      if (event(a).writes()) writes_.push_back(a);
  }

  std::vector<std::vector<std::int32_t>> all() {
    extend();
    return std::move(found_);
  }

 private:
  const Execution& x_;
  const std::vector<std::int32_t>& accesses_;
  std::vector<std::int32_t> writes_;
  std::vector<std::int32_t> order_;
  std::vector<std::vector<std::int32_t>> found_;

  const ExecutionEvent& event(std::int32_t e) const {
    return x_.events[static_cast<std::size_t>(e)];
  }
  bool placed(std::int32_t write) const {
    return std::find(order_.begin(), order_.end(), write) != order_.end();
  }
  void extend();
  bool may_follow(std::int32_t write) const;
  bool coherent() const;
};

void Orders::extend() {
  if (order_.size() == writes_.size()) {
    if (coherent()) found_.push_back(order_);
    return;
  }
  for (const std::int32_t w : writes_) {
    if (placed(w) || !may_follow(w)) continue;
    order_.push_back(w);
    extend();
    order_.pop_back();
  }
}

/// Program order, and atomicity: an rmw comes right behind what it read, and
/// nothing else does.
bool Orders::may_follow(std::int32_t write) const {
  const std::int32_t last = order_.empty() ? init_write : order_.back();
  for (const std::int32_t w : writes_) {
    if (placed(w)) continue;
    if (w < write && event(w).thread == event(write).thread) return false;
    if (w != write && event(w).kind == EventKind::rmw && event(w).rf == last)
      return false;
  }
  return event(write).kind != EventKind::rmw || event(write).rf == last;
}

/// Every access has a place, a read that of the write it reads, and in no
/// thread do places go back.
bool Orders::coherent() const {
  const auto place = [&](std::int32_t write) -> std::ptrdiff_t {
    if (write == init_write) return 0;
    return std::find(order_.begin(), order_.end(), write) - order_.begin() + 1;
  };
  std::ptrdiff_t at_least = 0;
  int thread = -1;
  for (const std::int32_t a : accesses_) {
    const ExecutionEvent& e = event(a);
    if (e.thread != thread) at_least = 0;
    thread = e.thread;
    if (e.reads()) {
      if (place(e.rf) < at_least) return false;
      at_least = place(e.rf);
    }
    if (e.writes()) {
      if (place(a) <= at_least) return false;
      at_least = place(a);
    }
  }
  return true;
}

}  // namespace

std::vector<std::vector<std::int32_t>> coherence_orders(
    const Execution& x, const std::vector<std::int32_t>& accesses) {
  return Orders(x, accesses).all();
}

}  // namespace vmalock::oracle
