// Witness tokens: one execution as a word. For each event in an order in which
// they can be added, a letter names the thread, and a number in front of it the
// way if it is not 0: "aab2ba". The same word gives the same execution in any
// process.
#include <cctype>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

/// Where a debugger stops a replay: at the last event, in the thread's code.
extern "C" __attribute__((noinline)) void vmalock_replay_stop() {
  __asm__ volatile("" ::: "memory");
}

namespace vmalock::explore {

using State = ThreadState::State;

namespace {

char letter(unsigned t) {
  return static_cast<char>(t < 26 ? 'a' + t : 'A' + (t - 26));
}

constexpr const char* does_not_fit =
    "the witness does not fit the program: it was made for another case, "
    "implementation, bound or version";

}  // namespace

std::string Explorer::token() const {
  std::string text;
  std::vector<Slot> added;
  for (const Slot s : linearise()) {
    const Event& e = graph_[s];
    std::size_t way = 0;
    if (e.label.op == Op::choose) way = e.value;
    if (e.reads || e.writes) {
      const std::int32_t place = e.reads ? graph_[e.rf].co : e.co;
      for (const Slot x : added)
        if (graph_[x].writes && graph_[x].co > place &&
            graph_[x].label.location == e.label.location)
          ++way;
    }
    if (way > 0) text += std::to_string(way);
    text += letter(e.thread);
    added.push_back(s);
  }
  return text.empty() ? "-" : text;
}

/// Equal for equal graphs, whoever built them: threads, locations and events go
/// by their place in the program.
std::uint64_t Explorer::execution_hash() const {
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 31;
  };
  const auto mix_event = [&](Slot s) {
    const Event& e = graph_[s];
    mix(Graph::is_init(s) ? 0
                          : (std::uint64_t{e.thread} + 1) << 16 |
                                static_cast<std::uint16_t>(e.index));
  };
  for (unsigned t = 0; t < graph_.threads(); ++t) {
    for (const Slot s : graph_.thread(t)) {
      const Event& e = graph_[s];
      mix(static_cast<std::uint64_t>(e.label.op));
      if (e.label.op == Op::choose) mix(e.value);
      if (!e.reads && !e.writes) continue;
      const graph::LocationState& l = graph_.location(e.label.location);
      mix(std::uint64_t{l.creator} << 32 | l.number);
      if (e.reads) mix_event(e.rf);
      if (e.writes)
        mix_event(graph_.location(e.label.location)
                      .co[static_cast<std::size_t>(e.co) - 1]);
    }
  }
  return hash;
}

/// Runs the execution that Options::token names, to its end or its error.
void Explorer::replay_token() {
  stepwise_ = true;
  const std::string& text = options_.token;
  for (std::size_t i = 0; i < text.size() && text != "-";) {
    way_ = 0;
    while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])))
      way_ = way_ * 10 + static_cast<std::size_t>(text[i++] - '0');
    if (i == text.size()) user_error(does_not_fit);
    unsigned t = 0;
    while (t < threads_.size() && letter(t) != text[i]) ++t;
    if (t == threads_.size()) user_error(does_not_fit);
    ++i;
    ThreadState& thread = *threads_[t];
    if (thread.state == State::stale) resume(t);
    if (over_) break;
    if (thread.state != State::ready && thread.state != State::waiting &&
        thread.state != State::joining && thread.state != State::grace)
      user_error(does_not_fit);
    last_step_ = i == text.size();
    thread.forced = true;
    const std::size_t before = graph_.size();
    step(t);
    if (exception_) std::rethrow_exception(exception_);
    if (over_) break;
    if (graph_.size() != before + 1) user_error(does_not_fit);
  }
  // What follows the last event of each thread: plain accesses, the end.
  for (unsigned t = 0; t < threads_.size() && !over_; ++t)
    if (threads_[t]->state == State::stale) resume(t);
  if (!over_) finish_execution();
  Error shown;
  trace(shown);
  result_.trace = std::move(shown.trace);
  result_.finished = true;
}

}  // namespace vmalock::explore
