#include "harness/cli/jury.h"

#include <algorithm>
#include <utility>

#include "harness/cli/lattice.h"
#include "harness/cli/runner.h"

namespace vmalock::cli {

Jury::Jury(std::vector<Cell> cells, std::function<void()> on_run)
    : on_run_(std::move(on_run)) {
  for (Cell& cell : cells) {
    auto juror = std::make_unique<Juror>();
    juror->name = cell.request.binding->case_info->name;
    juror->cell = std::move(cell);
    jurors_.push_back(std::move(juror));
  }
}

std::optional<Answer> Jury::recall(const Juror& juror,
                                   const OrderingTable& table) const {
  const std::lock_guard lock(mutex_);
  for (const Memory& m : juror.memory) {
    const bool decided = m.answer.verdict == Verdict::holds
                             ? weaker_or_equal(m.table, table, m.reached)
                             : weaker_or_equal(table, m.table, m.reached);
    if (decided) return m.answer;
  }
  return std::nullopt;
}

RunResult Jury::run(std::size_t i, const OrderingTable& table) {
  Juror& juror = *jurors_[i];
  RunRequest request = juror.cell.request;
  request.orderings = table;
  request.progress = nullptr;
  Memory memory{table, {}, {}};
  request.reached = &memory.reached;
  RunResult result = completed(juror.cell, juror.cell.engine->run(request));
  memory.answer = {result.verdict, i, std::nullopt, result.reason};
  if (result.error) memory.answer.kind = result.error->kind;
  ++runs_;
  {
    const std::lock_guard lock(mutex_);
    if (juror.memory.empty()) {
      juror.seconds = result.seconds;
      juror.executions = result.executions;
    }
    for (const std::string& note : result.notes)
      if (std::find(notes_.begin(), notes_.end(), note) == notes_.end())
        notes_.push_back(note);
    if (result.verdict != Verdict::unknown)
      juror.memory.push_back(std::move(memory));
  }
  if (on_run_) on_run_();
  return result;
}

Answer Jury::ask(std::size_t i, const OrderingTable& table) {
  if (const auto known = recall(*jurors_[i], table)) {
    ++remembered_;
    return *known;
  }
  if (stop_requested) return {Verdict::unknown, i, {}, "interrupted"};
  const RunResult result = run(i, table);
  Answer answer{result.verdict, i, std::nullopt, result.reason};
  if (result.error) answer.kind = result.error->kind;
  if (result.verdict == Verdict::violated) ++jurors_[i]->kills;
  return answer;
}

std::vector<std::size_t> Jury::likely_first(
    std::vector<std::size_t> who) const {
  struct Key {
    unsigned kills;
    double seconds;
  };
  std::vector<Key> keys;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& juror : jurors_)
      keys.push_back({juror->kills, juror->seconds});
  }
  std::stable_sort(who.begin(), who.end(), [&](std::size_t a, std::size_t b) {
    if (keys[a].kills != keys[b].kills) return keys[a].kills > keys[b].kills;
    return keys[a].seconds < keys[b].seconds;
  });
  return who;
}

Answer Jury::ask(const std::vector<std::size_t>& who,
                 const OrderingTable& table) {
  // What is known costs nothing, and one violation decides.
  for (const std::size_t i : who) {
    const auto known = recall(*jurors_[i], table);
    if (known && known->verdict == Verdict::violated) {
      ++remembered_;
      return *known;
    }
  }
  Answer worst{Verdict::holds, 0, {}, ""};
  for (const std::size_t i : likely_first(who)) {
    const Answer answer = ask(i, table);
    if (answer.verdict == Verdict::violated) return answer;
    if (answer.verdict == Verdict::unknown) worst = answer;
  }
  return worst;
}

bool Jury::passes(std::size_t i, std::size_t site) const {
  const std::lock_guard lock(mutex_);
  for (const Memory& m : jurors_[i]->memory) {
    if (m.reached.empty()) return true;
    if (m.reached[site] != 0) return true;
  }
  return false;
}

std::uint64_t Jury::size_of(std::size_t i) const {
  const std::lock_guard lock(mutex_);
  return jurors_[i]->executions;
}

std::vector<std::string> Jury::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

}  // namespace vmalock::cli
