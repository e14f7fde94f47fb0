// SPDX-License-Identifier: MIT
#include "harness/fuzzer/surroundings.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace vmalock::fuzzer {

namespace {

using graph::Execution;
using graph::ExecutionEvent;
using litmus::Block;
using litmus::Expr;
using litmus::LitmusProgram;
using litmus::LitmusThread;
using litmus::Statement;
using litmus::StatementKind;

std::optional<unsigned> number_after(std::string_view name,
                                     std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  unsigned n = 0;
  const char* last = name.data() + name.size();
  const auto [end, error] =
      std::from_chars(name.data() + prefix.size(), last, n);
  if (error != std::errc() || end != last) return std::nullopt;
  return n;
}

bool is_store_of(const Statement& s, std::int64_t value) {
  return s.kind == StatementKind::store && s.order == Ordering::plain &&
         s.value.kind == Expr::Kind::constant && s.value.value == value;
}

}  // namespace

bool is_ctrl_row(const Statement& s) {
  return s.kind == StatementKind::load && s.condition && !s.condition->equal &&
         s.condition->value.value == never;
}

Surroundings::Surroundings(const LitmusProgram& program)
    : program_(program),
      places_(program.locations.size()),
      started_(program.threads.size()),
      joined_(program.threads.size()) {
  for (std::size_t l = 0; l < places_.size(); ++l) {
    const std::string& name = program.locations[l];
    Place& place = places_[l];
    if (const auto start = number_after(name, "start")) {
      place = {Role::start, *start};
      if (*start < started_.size()) started_[*start] = true;
    } else if (const auto end = number_after(name, "end")) {
      place = {Role::end, *end};
      for (const Statement& s : program.threads[0].body)
        if (s.kind == StatementKind::load && s.location == l &&
            *end < joined_.size())
          joined_[*end] = true;
    } else if (number_after(name, "object")) {
      place.role = Role::object;
      place.is_born = program.init[l] == unborn;
      for (const LitmusThread& t : program.threads)
        for (const Statement& s : t.body)
          if (is_store_of(s, freed) && s.location == l) place.is_freed = true;
    } else if (name == "pointer") {
      place.role = Role::pointer;
    }
    any_ = any_ || place.role != Role::ordinary;
  }
}

namespace {

/// Walks over a thread and notes what is out of place.
class Check {
 public:
  Check(const Surroundings& all, std::size_t locations)
      : all_(all), stores_(locations), waits_(locations), births_(locations) {}

  void thread(unsigned t, const Block& body) {
    has_pointer_.clear();
    thread_ = t;
    if (all_.is_started(t) &&
        (body.size() < 2 || t == 0 || !is_about(body.front(), Role::start, t) ||
         !is_about(body.back(), Role::end, t)))
      sound_ = false;
    walk(body, true);
  }

  /// After all threads.
  bool is_sound() const {
    for (std::uint32_t l = 0; l < stores_.size(); ++l) {
      const Role role = all_.role(l);
      const bool one_each = stores_[l] == 1 && waits_[l] == 1;
      if (role == Role::start && !one_each) return false;
      if (role == Role::end && (stores_[l] != 1 || waits_[l] > 1)) return false;
      if (role == Role::object && births_[l].is_born != all_.is_born(l))
        return false;
    }
    return sound_;
  }

 private:
  struct Birth {
    bool is_born = false, is_freed = false;
    unsigned thread = 0;
  };

  const Surroundings& all_;
  std::vector<unsigned> stores_, waits_;
  std::vector<Birth> births_;
  std::vector<unsigned> has_pointer_;  // registers
  unsigned thread_ = 0;
  bool sound_ = true;

  bool is_about(const Statement& s, Role role, unsigned t) const {
    return litmus::accesses(s) && all_.role(s.location) == role &&
           all_.thread(s.location) == t;
  }

  void walk(const Block& block, bool top) {
    for (const Statement& s : block) {
      if (litmus::accesses(s)) access(s, top);
      walk(s.then_block, false);
      walk(s.else_block, false);
    }
  }

  void access(const Statement& s, bool top) {
    const bool is_store = s.kind == StatementKind::store;
    switch (all_.role(s.location)) {
      case Role::ordinary:
        return;
      case Role::start:
      case Role::end: {
        ++(is_store ? stores_ : waits_)[s.location];
        const bool by_parent =
            (all_.role(s.location) == Role::start) == is_store;
        const unsigned t = all_.thread(s.location);
        const bool started = by_parent ? all_.is_started(t) : thread_ == t;
        if (!top || (by_parent && thread_ != 0) || !started ||
            is_store == (s.condition.has_value()) ||
            s.order != (is_store ? Ordering::release : Ordering::acquire))
          sound_ = false;
        return;
      }
      case Role::pointer:
        if (!top || s.kind == StatementKind::rmw) sound_ = false;
        if (s.kind == StatementKind::load) has_pointer_.push_back(s.reg);
        return;
      case Role::object:
        object(s, top);
    }
  }

  void object(const Statement& s, bool top) {
    Birth& birth = births_[s.location];
    if (s.address) {
      if (std::find(has_pointer_.begin(), has_pointer_.end(), s.address->reg) ==
          has_pointer_.end())
        sound_ = false;
    } else if (is_store_of(s, born)) {
      if (!top || birth.is_born) sound_ = false;
      birth.is_born = true;
      birth.thread = thread_;
    } else if (all_.is_born(s.location) &&
               (!birth.is_born || birth.thread != thread_)) {
      sound_ = false;
    } else if (is_store_of(s, freed)) {
      if (!top || birth.is_freed) sound_ = false;
      birth.is_freed = true;
    } else if (s.order == Ordering::plain) {
      sound_ = false;
    }
  }
};

}  // namespace

bool Surroundings::is_sound() const {
  Check check(*this, places_.size());
  for (unsigned t = 0; t < program_.threads.size(); ++t)
    check.thread(t, program_.threads[t].body);
  return check.is_sound();
}

bool Surroundings::ends_a_life(const ExecutionEvent& e,
                               std::int64_t value) const {
  return e.kind == graph::EventKind::store && e.order == Ordering::plain &&
         role(e.location) == Role::object && e.written == value;
}

bool Surroundings::has_life_error(const Execution& x) const {
  for (const ExecutionEvent& e : x.events) {
    if (!e.reads() || role(e.location) != Role::object) continue;
    if (e.rf == graph::init_write
            ? is_born(e.location)
            : ends_a_life(x.events[static_cast<std::size_t>(e.rf)], freed))
      return true;
  }
  for (std::size_t l = 0; l < x.co.size(); ++l)
    for (std::size_t i = 0; i < x.co[l].size(); ++i) {
      const auto& write = x.events[static_cast<std::size_t>(x.co[l][i])];
      if (ends_a_life(write, freed) && i + 1 < x.co[l].size()) return true;
      if (ends_a_life(write, born) && i > 0) return true;
    }
  return false;
}

Execution Surroundings::without(const Execution& x) const {
  if (!any_) return x;
  std::vector<bool> keep;
  for (const ExecutionEvent& e : x.events) {
    const bool flag = e.accesses() && (role(e.location) == Role::start ||
                                       role(e.location) == Role::end);
    keep.push_back(!flag && !(e.accesses() &&
                              (ends_a_life(e, born) || ends_a_life(e, freed))));
  }
  Execution part = x.part(keep);
  for (std::size_t l = 0; l < part.init.size(); ++l)
    if (places_[l].is_born) part.init[l] = born;
  return part;
}

}  // namespace vmalock::fuzzer
