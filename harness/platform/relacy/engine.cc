// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/stand_ins.h"
#include "harness/platform/child.h"
#include "harness/platform/relacy/search_plan.h"
#include "harness/result/json.h"

namespace vmalock {
namespace {

using namespace std::chrono_literals;

/// Which kernel orderings the C11-like model cannot say, and what ran instead.
std::vector<std::string> stand_ins(const OrderingTable& orderings) {
  std::vector<std::string> texts;
  for (const StandInRow& row : vmalock::stand_ins)
    if (row.order != Ordering::none &&
        std::find(orderings.begin(), orderings.end(), row.order) !=
            orderings.end())
      texts.emplace_back(row.text);
  return texts;
}

class RelacyEngine final : public Engine {
 public:
  explicit RelacyEngine(std::span<const Binding> bindings)
      : bindings_(bindings) {}

  std::string_view name() const override { return "relacy"; }
  std::vector<std::string_view> models() const override { return {}; }
  bool can_set_orderings() const override { return true; }
  std::span<const Binding> bindings() const override { return bindings_; }

  std::vector<std::string_view> blind_spots() const override {
    return {
        "a load sees the newest value of a location or one older one (random "
        "search: two)",
        "stores take effect in the order in which they run: half of the weak "
        "outcomes of random programs are not shown",
        "a relaxed store after a release store still publishes (C++11 rule)",
        "seq_cst accesses are weaker than C11's beside seq_cst fences: "
        "a violation that needs both may be a false alarm",
        "callbacks of call_rcu run one after the other; those queued after the "
        "first have run run after all threads",
    };
  }

  RunResult run(const RunRequest& asked) override {
    RunRequest request = asked;
    request.question.model.clear();
    relacy::check_request(request);
    RunResult result = begin_result(request);
    result.seed = request.seed;
    for (const std::string_view spot : blind_spots())
      result.notes.emplace_back(spot);
    for (std::string& text : stand_ins(
             table_of(*request.binding->impl, request.question.orderings)))
      result.notes.push_back(std::move(text));

    ChildLimits limits;
    if (request.limits.seconds)
      limits.deadline = std::chrono::steady_clock::now() +
                        std::chrono::milliseconds(static_cast<std::int64_t>(
                            *request.limits.seconds * 1000)) +
                        2s;
    const ChildEnd end = run_in_child(
        [&](const ChildProgress& progress) {
          request.progress = progress;
          relacy::run_searches(request, result);
          return to_json(Document{{}, {}, {result}});
        },
        asked.progress, limits);
    if (end.finished) return from_json(end.result, "relacy").runs.at(0);
    if (end.crash) {
      result.verdict = Verdict::violated;
      result.error = end.crash;
      return result;
    }
    result.reason = "the simulation did not finish: " + end.reason;
    return result;
  }

 private:
  std::span<const Binding> bindings_;
};

}  // namespace

std::unique_ptr<Engine> make_relacy_engine(std::span<const Binding> bindings) {
  return std::make_unique<RelacyEngine>(bindings);
}

}  // namespace vmalock
