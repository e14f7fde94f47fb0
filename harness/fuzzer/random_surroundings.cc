// SPDX-License-Identifier: MIT
#include "harness/fuzzer/random_surroundings.h"

#include <fmt/format.h>

#include <functional>
#include <random>

namespace vmalock::fuzzer {

namespace {

using litmus::Block;
using litmus::Expr;
using litmus::LitmusProgram;
using litmus::LitmusThread;
using litmus::OnFail;
using litmus::Statement;
using litmus::StatementKind;

Statement store(std::uint32_t location, std::int64_t value, Ordering order) {
  Statement s;
  s.kind = StatementKind::store;
  s.location = location;
  s.order = order;
  s.value = Expr::constant(value);
  return s;
}

/// A load that waits for the value.
Statement wait(std::uint32_t location, std::int64_t value) {
  Statement s;
  s.kind = StatementKind::load;
  s.location = location;
  s.order = Ordering::acquire;
  s.condition = {true, Expr::constant(value), OnFail::block, Ordering::relaxed};
  return s;
}

void for_each(Block& block, const std::function<void(Statement&)>& f) {
  for (Statement& s : block) {
    f(s);
    for_each(s.then_block, f);
    for_each(s.else_block, f);
  }
}

class Builder {
 public:
  Builder(LitmusProgram program, std::uint64_t seed, bool kernel)
      : program_(std::move(program)), random_(seed), kernel_(kernel) {}

  void add_rows() {
    for (LitmusThread& t : program_.threads)
      for_each(t.body, [this](Statement& s) {
        if (s.kind != StatementKind::load || s.condition || s.address ||
            s.order == Ordering::plain || !percent(30))
          return;
        s.order = kernel_ ? Ordering::relaxed : Ordering::acquire;
        s.condition = {false, Expr::constant(never), OnFail::block,
                       Ordering::relaxed};
      });
  }

  /// Thread 0 starts the last one or two others.
  void add_starts() {
    const auto threads = static_cast<unsigned>(program_.threads.size());
    const unsigned some = threads > 2 && percent(40) ? 2 : 1;
    Block& parent = program_.threads[0].body;
    std::size_t from = 0;
    for (unsigned t = threads - some; t < threads; ++t) {
      const auto start = program_.add_location(fmt::format("start{}", t), 0);
      const auto end = program_.add_location(fmt::format("end{}", t), 0);
      from = outside_sections(parent, from);
      insert(parent, from++, store(start, 1, Ordering::release));
      if (percent(60))
        insert(parent, outside_sections(parent, from), wait(end, 1));
      Block& body = program_.threads[t].body;
      insert(body, 0, wait(start, 1));
      body.push_back(store(end, 1, Ordering::release));
    }
  }

  /// The first location is an object, made before the threads start. One thread
  /// frees it; in some programs it replaces it by another before.
  void add_objects() {
    program_.locations[0] = "object0";
    program_.init[0] = born;
    for (LitmusThread& t : program_.threads)
      for_each(t.body, [](Statement& s) {
        if (litmus::accesses(s) && s.location == 0) s.address.reset();
      });
    const unsigned writer =
        below(static_cast<unsigned>(program_.threads.size()));
    Block& body = program_.threads[writer].body;
    if (percent(60)) replace_object(writer);
    if (percent(85))
      insert(body, percent(70) ? body.size() : outside_sections(body, 0),
             store(0, freed, Ordering::plain));
  }

  LitmusProgram program() { return std::move(program_); }

 private:
  LitmusProgram program_;
  std::mt19937_64 random_;  // the same numbers everywhere
  const bool kernel_;

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool percent(unsigned p) { return below(100) < p; }

  static void insert(Block& body, std::size_t at, Statement s) {
    body.insert(body.begin() + static_cast<std::ptrdiff_t>(at), std::move(s));
  }

  /// A random place, at `from` at the earliest.
  std::size_t outside_sections(const Block& body, std::size_t from) {
    std::vector<std::size_t> places;
    unsigned depth = 0;
    for (std::size_t i = 0; i <= body.size(); ++i) {
      if (i >= from && depth == 0) places.push_back(i);
      if (i == body.size()) break;
      depth += body[i].kind == StatementKind::rcu_lock;
      depth -= body[i].kind == StatementKind::rcu_unlock;
    }
    return places[below(static_cast<unsigned>(places.size()))];
  }

  void replace_object(unsigned writer) {
    const auto object = program_.add_location("object1", unborn);
    const auto pointer =
        program_.add_location("pointer", litmus::address_of(0));
    for (unsigned t = 0; t < program_.threads.size(); ++t)
      if (t == writer)
        for_each(program_.threads[t].body, [object](Statement& s) {
          if (litmus::accesses(s) && s.location == 0) s.location = object;
        });
      else
        go_through(pointer, program_.threads[t]);
    Block& body = program_.threads[writer].body;
    insert(body, 0, store(object, born, Ordering::plain));
    const std::size_t published = outside_sections(body, 1);
    insert(body, published,
           store(pointer, litmus::address_of(object),
                 percent(75) ? Ordering::release : Ordering::relaxed));
    if (!percent(60)) return;
    Statement sync;
    sync.kind = StatementKind::rcu_sync;
    insert(body, outside_sections(body, published + 1), sync);
  }

  /// The thread finds its object through the pointer, in some programs in a
  /// read section.
  void go_through(std::uint32_t pointer, LitmusThread& t) {
    bool in_section = percent(70);
    for (const Statement& s : t.body)
      if (s.kind == StatementKind::rcu_sync) in_section = false;
    Statement load;
    load.kind = StatementKind::load;
    load.location = pointer;
    load.order = kernel_ ? Ordering::relaxed : Ordering::acquire;
    load.reg = t.add_register("p");
    for_each(t.body, [&load](Statement& s) {
      if (litmus::accesses(s) && s.location == 0)
        s.address = Expr::of_reg(load.reg);
    });
    insert(t.body, 0, load);
    if (!in_section) return;
    Statement edge;
    edge.kind = StatementKind::rcu_lock;
    insert(t.body, 0, edge);
    edge.kind = StatementKind::rcu_unlock;
    t.body.push_back(edge);
  }
};

}  // namespace

LitmusProgram with_surroundings(LitmusProgram program,
                                const SurroundingsOptions& options,
                                std::uint64_t seed, bool kernel) {
  Builder builder(std::move(program), seed, kernel);
  if (options.rows) builder.add_rows();
  if (options.objects) builder.add_objects();
  if (options.starts) builder.add_starts();
  return builder.program();
}

}  // namespace vmalock::fuzzer
