// SPDX-License-Identifier: MIT
// The partial SC order of RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, PLDI
// 2017):
//   scb      = po | po_neq_loc ; hb ; po_neq_loc | hb_loc | co | fr
//   psc_base = ([Esc] | [Fsc] ; hb?) ; scb ; ([Esc] | hb? ; [Fsc])
//   psc_F    = [Fsc] ; (hb | hb ; eco ; hb) ; [Fsc]
//   acyclic (psc_base | psc_F)
// hb between two events is one clock look-up; eco compares places in co.
//
// Between fences psc_base is a part of psc_F, and of the accesses of one thread
// at one location that are hb-after (hb-before) a fence the first (last) one
// decides: a graph whose only SC events are fences is checked by PscFences.
// PscCheck does any graph, with bit rows over its events.
#include <algorithm>
#include <bit>

#include "harness/explore/model/in_order.h"

namespace vmalock::explore {

namespace {

using Row = std::vector<std::uint64_t>;

void add(Row& row, std::size_t i) { row[i / 64] |= std::uint64_t{1} << i % 64; }
bool has(const Row& row, std::size_t i) {
  return (row[i / 64] >> i % 64 & 1u) != 0;
}
bool meets(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] & b[i]) != 0) return true;
  return false;
}

bool is_access(const Event& e) { return e.reads || e.writes; }
bool same_location(const Event& a, const Event& b) {
  return is_access(a) && is_access(b) && a.label.location == b.label.location;
}

/// Depth-first search for a cycle among the SC events.
bool cyclic(const std::vector<Row>& edges, std::size_t from,
            std::vector<char>& colour) {
  colour[from] = 1;
  for (std::size_t to = 0; to < edges.size(); ++to) {
    if (!has(edges[from], to)) continue;
    if (colour[to] == 1) return true;
    if (colour[to] == 0 && cyclic(edges, to, colour)) return true;
  }
  colour[from] = 2;
  return false;
}

}  // namespace

/// The relations of one check, as functions of two events of the graph.
class PscCheck {
 public:
  PscCheck(const Graph& graph)
      : g_(graph), order_(graph.order()), words_((order_.size() + 63) / 64) {
    for (std::size_t i = 0; i < order_.size(); ++i)
      if (g_[order_[i]].is_seq_cst()) sc_.push_back(i);
  }

  bool acyclic() const {
    if (sc_.size() < 2) return true;
    std::vector<Row> edges;
    for (const std::size_t from : sc_) edges.push_back(successors(from));
    std::vector<char> colour(sc_.size(), 0);
    for (std::size_t i = 0; i < sc_.size(); ++i)
      if (colour[i] == 0 && cyclic(edges, i, colour)) return false;
    return true;
  }

 private:
  const Graph& g_;
  std::span<const Slot> order_;
  std::size_t words_;
  std::vector<std::size_t> sc_;  ///< stamps of the SC events

  const Event& event(std::size_t i) const { return g_[order_[i]]; }
  bool is_fence(std::size_t i) const {
    const Op op = event(i).label.op;
    return op == Op::fence || op == Op::grace_end;
  }

  bool hb(std::size_t x, std::size_t y) const {
    return x != y &&
           graph::at(g_.hb(order_[y]), event(x).thread) >= event(x).index;
  }

  bool po(const Event& x, const Event& y) const {
    return x.thread == y.thread && x.index < y.index;
  }

  /// x is before y in co, or reads a write that is, or y reads from x.
  bool eco(std::size_t i, std::size_t j) const {
    const Event& x = event(i);
    const Event& y = event(j);
    if (i == j || !same_location(x, y)) return false;
    // A write at place p is (p, 0), a read from it (p, 1); an RMW is both.
    const int from = x.reads ? g_[x.rf].co * 2 + 1 : x.co * 2;
    const int to = y.writes ? y.co * 2 : g_[y.rf].co * 2 + 1;
    return from < to;
  }

  bool co_or_fr(const Event& x, const Event& y) const {
    if (!same_location(x, y) || !y.writes) return false;
    if (x.writes && x.co < y.co) return true;
    return x.reads && &x != &y && g_[x.rf].co < y.co;
  }

  /// Nearest event of x's thread, after (step 1) or before (step -1) it, at
  /// another location.
  const Event* other_location(const Event& x, int step) const {
    const auto po = g_.thread(x.thread);
    for (int i = x.index - 1 + step; i >= 0 && i < static_cast<int>(po.size());
         i += step) {
      const Event& y = g_[po[static_cast<std::size_t>(i)]];
      if (!same_location(x, y)) return &y;
    }
    return nullptr;
  }

  bool scb(std::size_t i, std::size_t j) const {
    const Event& x = event(i);
    const Event& y = event(j);
    if (po(x, y) || co_or_fr(x, y)) return true;
    if (same_location(x, y) && hb(i, j)) return true;
    const Event* after = other_location(x, 1);
    const Event* before = other_location(y, -1);
    return after && before && after != before &&
           hb(after->stamp, before->stamp);
  }

  /// The SC events that psc relates event `from` to, by their place in sc_.
  Row successors(std::size_t from) const {
    const std::size_t n = order_.size();
    const bool fence = is_fence(from);
    Row by_scb(words_), by_hb(words_), by_eco(words_);
    for (std::size_t x = 0; x < n; ++x) {
      if (x != from && !(fence && hb(from, x))) continue;
      if (x != from) add(by_hb, x);
      for (std::size_t y = 0; y < n; ++y) {
        if (x != y && scb(x, y)) add(by_scb, y);
        if (fence && x != from && eco(x, y)) add(by_eco, y);
      }
    }
    Row row((sc_.size() + 63) / 64);
    for (std::size_t k = 0; k < sc_.size(); ++k) {
      const std::size_t to = sc_[k];
      bool related = has(by_scb, to);
      if (is_fence(to)) {
        Row below(words_);
        for (std::size_t z = 0; z < n; ++z)
          if (hb(z, to)) add(below, z);
        related = related || meets(by_scb, below) ||
                  (fence && (has(by_hb, to) || meets(by_eco, below)));
      }
      if (related) add(row, k);
    }
    return row;
  }
};

// ---- fences only

bool PscFences::collect() {
  fences_.clear();
  unsigned threads = 0;
  for (unsigned t = 0; t < g_.threads(); ++t) {
    const std::size_t before = fences_.size();
    const auto po = g_.thread(t);
    Slot s = po.empty() ? graph::no_slot : standing_[po.back()].sc_event;
    while (s != graph::no_slot) {
      if (is_access(g_[s])) only_fences_ = false;
      fences_.push_back(s);
      const Slot pred = g_.predecessor(g_[s]);
      s = pred == graph::no_slot ? graph::no_slot : standing_[pred].sc_event;
    }
    if (fences_.size() > before) ++threads;
  }
  return threads > 1;
}

/// Smallest place of an access at `l` after fence `f` in hb, as eco begins
/// there: a write at place p is 2p, a read from it 2p+1.
int PscFences::first_after(const graph::LocationState& l, Slot f) const {
  const Event& fence = g_[f];
  int first = never;
  for (std::uint32_t rest = l.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    Slot found = graph::no_slot;
    for (Slot s = l.last[t]; s != graph::no_slot &&
                             graph::at(g_.hb(s), fence.thread) >= fence.index;
         s = g_[s].previous)
      found = s;
    if (found == graph::no_slot) continue;
    const Event& x = g_[found];
    first = std::min(first, x.reads ? g_[x.rf].co * 2 + 1 : x.co * 2);
  }
  return first;
}

/// Largest place of an access at `l` before fence `f`, as eco ends there.
int PscFences::last_before(const graph::LocationState& l, Slot f) const {
  const Block* hb = g_.hb(f);
  int last = 0;
  for (std::uint32_t rest = l.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    Slot s = l.last[t];
    while (s != graph::no_slot && g_[s].index > graph::at(hb, t))
      s = g_[s].previous;
    if (s == graph::no_slot) continue;
    const Event& x = g_[s];
    last = std::max(last, x.writes ? x.co * 2 : g_[x.rf].co * 2 + 1);
  }
  return last;
}

bool PscFences::acyclic() {
  const std::size_t n = fences_.size();
  if (n > 64) return PscCheck(g_).acyclic();
  after_.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const Event& f = g_[fences_[i]];
    for (std::size_t j = 0; j < n; ++j)
      if (i != j && graph::at(g_.hb(fences_[j]), f.thread) >= f.index)
        after_[i] |= std::uint64_t{1} << j;
  }
  for (std::uint32_t i = 0; i < g_.locations(); ++i) {
    const graph::LocationState& l = g_.location(i);
    if (l.co.size() < 2 || std::popcount(l.threads) < 2) continue;
    add_eco(l);
  }
  // Transitive closure (Warshall).
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      if ((after_[i] >> k & 1u) != 0) after_[i] |= after_[k];
  for (std::size_t i = 0; i < n; ++i)
    if ((after_[i] >> i & 1u) != 0) return false;
  return true;
}

/// hb ; eco ; hb at one location.
void PscFences::add_eco(const graph::LocationState& l) {
  const std::size_t n = fences_.size();
  before_.resize(n);
  for (std::size_t i = 0; i < n; ++i) before_[i] = last_before(l, fences_[i]);
  for (std::size_t i = 0; i < n; ++i) {
    const int first = first_after(l, fences_[i]);
    if (first == never) continue;
    for (std::size_t j = 0; j < n; ++j)
      if (first < before_[j]) after_[i] |= std::uint64_t{1} << j;
  }
}

bool Rc11::psc_acyclic() {
  psc_.reset();
  if (!psc_.collect()) return true;
  return psc_.only_fences() ? psc_.acyclic() : PscCheck(graph_).acyclic();
}

bool Rc11::consistent_at(Slot) {
  return !state_.model.any_seq_cst || psc_acyclic();
}

}  // namespace vmalock::explore
