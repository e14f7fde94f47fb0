// SPDX-License-Identifier: MIT
#include "harness/study/answers.h"

#include <algorithm>
#include <utility>

#include "harness/study/lattice.h"
#include "harness/study/runner.h"

namespace vmalock::study {

Answers::Answers(std::vector<Cell> cells, std::function<void()> on_run)
    : on_run_(std::move(on_run)) {
  for (Cell& cell : cells) {
    auto one = std::make_unique<Asked>();
    one->name = cell.request.binding->case_info->name;
    one->cell = std::move(cell);
    asked_.push_back(std::move(one));
  }
}

std::optional<Answer> Answers::recall(const Asked& one,
                                      const OrderingTable& table,
                                      Depth depth) const {
  const std::lock_guard lock(mutex_);
  for (const Memory& m : one.memory) {
    const bool holds = m.answer.verdict == Verdict::holds;
    if (holds && m.depth < depth) continue;
    const bool decided = holds ? weaker_or_equal(m.table, table, m.reached)
                               : weaker_or_equal(table, m.table, m.reached);
    if (decided) return m.answer;
  }
  return std::nullopt;
}

void Answers::remember(std::size_t i, const OrderingTable& table, Depth depth,
                       const RunResult& result,
                       std::vector<std::uint8_t> reached) {
  Asked& one = *asked_[i];
  Memory memory{table,
                depth,
                std::move(reached),
                {result.verdict, i, std::nullopt, result.reason}};
  if (result.error) memory.answer.kind = result.error->kind;
  const std::lock_guard lock(mutex_);
  if (one.memory.empty()) one.executions = result.executions;
  if (depth == Depth::complete)
    for (const std::string& note : result.notes)
      if (std::find(notes_.begin(), notes_.end(), note) == notes_.end())
        notes_.push_back(note);
  if (result.verdict != Verdict::unknown)
    one.memory.push_back(std::move(memory));
}

void Answers::remember(std::size_t i, const OrderingTable& table,
                       const RunResult& result,
                       std::vector<std::uint8_t> reached) {
  remember(i, table, Depth::complete, result, std::move(reached));
}

bool Answers::searches_twice(std::size_t i) const {
  const Cell& cell = asked_[i]->cell;
  const Question& question = cell.request.question;
  const bool lkmm = question.model.empty() || question.model == "lkmm";
  return cell.engine->name() == "graph" && lkmm && question.search.empty();
}

RunResult Answers::run(std::size_t i, const OrderingTable& table, Depth depth) {
  const Asked& one = *asked_[i];
  RunRequest request = one.cell.request;
  request.question.orderings = changed_rows(*request.binding->impl, table);
  request.progress = nullptr;
  if (depth == Depth::acyclic) request.question.search = "acyclic";
  std::vector<std::uint8_t> reached;
  request.reached = &reached;
  RunResult result = completed(one.cell, run_within_memory(one.cell, request));
  ++runs_;
  remember(i, table, depth, result, std::move(reached));
  if (on_run_) on_run_();
  return result;
}

RunResult Answers::run(std::size_t i, const OrderingTable& table) {
  return run(i, table, Depth::complete);
}

Answer Answers::ask(std::size_t i, const OrderingTable& table, Depth depth) {
  if (const auto known = recall(*asked_[i], table, depth)) {
    ++remembered_;
    return *known;
  }
  if (stop_requested) return {Verdict::unknown, i, {}, "interrupted"};
  const RunResult result = run(i, table, depth);
  Answer answer{result.verdict, i, std::nullopt, result.reason};
  if (result.error) answer.kind = result.error->kind;
  if (result.verdict == Verdict::violated) ++asked_[i]->kills;
  return answer;
}

Answer Answers::glance(std::size_t i, const OrderingTable& table) {
  return ask(i, table, searches_twice(i) ? Depth::acyclic : Depth::complete);
}

Answer Answers::ask(std::size_t i, const OrderingTable& table) {
  const Answer first = glance(i, table);
  return first.verdict == Verdict::holds && searches_twice(i)
             ? ask(i, table, Depth::complete)
             : first;
}

std::vector<std::size_t> Answers::likely_first(
    std::vector<std::size_t> who) const {
  struct Key {
    unsigned kills;
    std::uint64_t executions;
  };
  std::vector<Key> keys;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& one : asked_)
      keys.push_back({one->kills, one->executions});
  }
  std::stable_sort(who.begin(), who.end(), [&](std::size_t a, std::size_t b) {
    if (keys[a].kills != keys[b].kills) return keys[a].kills > keys[b].kills;
    // No time: what is asked, and found, must not depend on the machine.
    return keys[a].executions < keys[b].executions;
  });
  return who;
}

Answer Answers::ask(const std::vector<std::size_t>& who,
                    const OrderingTable& table) {
  // What is known costs nothing, and one violation decides.
  for (const std::size_t i : who) {
    const auto known = recall(*asked_[i], table, Depth::acyclic);
    if (known && known->verdict == Verdict::violated) {
      ++remembered_;
      return *known;
    }
  }
  const std::vector<std::size_t> order = likely_first(who);
  for (const bool last_word : {false, true}) {
    Answer worst{Verdict::holds, 0, {}, ""};
    for (const std::size_t i : order) {
      if (last_word && !searches_twice(i)) continue;
      Answer answer = last_word ? ask(i, table) : glance(i, table);
      if (answer.verdict == Verdict::violated) return answer;
      if (answer.verdict == Verdict::unknown) worst = answer;
    }
    if (last_word || worst.verdict == Verdict::unknown) return worst;
  }
  return {};
}

bool Answers::passes(std::size_t i, std::size_t site) const {
  const std::lock_guard lock(mutex_);
  for (const Memory& m : asked_[i]->memory) {
    if (m.reached.empty()) return true;
    if (m.reached[site] != 0) return true;
  }
  return false;
}

std::uint64_t Answers::size_of(std::size_t i) const {
  const std::lock_guard lock(mutex_);
  return asked_[i]->executions;
}

std::vector<std::string> Answers::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

}  // namespace vmalock::study
