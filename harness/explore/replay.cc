// Witness tokens: one execution as a word. For each event in an order in which
// they can be added, a letter names the thread, and a number in front of it the
// way if it is not 0: "aab2ba"; "=3" in front of a letter is what a read was
// promised. The same word gives the same execution in any process.
#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

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

/// The number at text[i], 0 if there is none; i comes after it.
std::size_t number_at(const std::string& text, std::size_t& i) {
  std::size_t number = 0;
  while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])))
    number = number * 10 + static_cast<std::size_t>(text[i++] - '0');
  return number;
}

}  // namespace

/// Threads that threads start are lettered in the order in which the token
/// starts them; the search may have met them in another.
std::string Explorer::token() const {
  std::string text;
  std::vector<unsigned> number(threads_.size());
  std::iota(number.begin(), number.end(), 0u);
  unsigned started = program_->threads();
  std::vector<Slot> added;
  for (const Slot s : linearise()) {
    const Event& e = graph_[s];
    std::size_t way = 0;
    if (e.label.op == Op::choose) way = e.value;
    if ((e.reads || e.writes) && !(e.promised && !e.writes)) {
      const bool read = e.reads && !e.promised;
      const std::int32_t place = read ? graph_[e.rf].co : e.co;
      for (const Slot x : added)
        if (graph_[x].writes && graph_[x].co > place &&
            graph_[x].label.location == e.label.location)
          ++way;
    }
    if (way > 0) text += std::to_string(way);
    if (e.promised) text += "=" + std::to_string(e.promise);
    text += letter(number[e.thread]);
    if (e.label.op == Op::spawn) number[e.label.operand] = started++;
    added.push_back(s);
  }
  return text.empty() ? "-" : text;
}

/// A name for each thread that does not depend on who was started first.
std::vector<std::uint64_t> Explorer::thread_names() const {
  std::vector<std::uint64_t> names(threads_.size());
  std::iota(names.begin(), names.end(), std::uint64_t{1});
  for (unsigned t = 0; t < threads_.size(); ++t)  // parents before children
    for (std::size_t n = 0; n < threads_[t]->spawn_ids.size(); ++n)
      names[threads_[t]->spawn_ids[n]] = names[t] * 64 + n + 1;
  return names;
}

/// Equal for equal graphs, whoever built them: threads, locations and events go
/// by their place in the program.
std::uint64_t Explorer::execution_hash() const {
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 31;
  };
  const std::vector<std::uint64_t> names = thread_names();
  const auto mix_event = [&](Slot s) {
    const Event& e = graph_[s];
    mix(Graph::is_init(s)
            ? 0
            : names[e.thread] << 16 | static_cast<std::uint16_t>(e.index));
  };
  std::vector<unsigned> by_name(graph_.threads());
  std::iota(by_name.begin(), by_name.end(), 0u);
  std::sort(by_name.begin(), by_name.end(),
            [&](unsigned a, unsigned b) { return names[a] < names[b]; });
  for (const unsigned t : by_name) {
    for (const Slot s : graph_.thread(t)) {
      const Event& e = graph_[s];
      mix(static_cast<std::uint64_t>(e.label.op));
      if (e.label.op == Op::choose) mix(e.value);
      if (!e.reads && !e.writes) continue;
      const graph::LocationState& l = graph_.location(e.label.location);
      mix(l.creator == l.by_main ? 0 : names[l.creator]);
      mix(l.number);
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
    way_ = number_at(text, i);
    promise_.reset();
    if (i < text.size() && text[i] == '=') promise_ = number_at(text, ++i);
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
    if (thread.state == State::joining) {
      // A child without events is in no token.
      ThreadState& child = *threads_[thread.joined];
      if (child.state == State::stale) resume(thread.joined);
      if (over_) break;
    }
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
  result_.locations = std::move(shown.locations);
  result_.finished = true;
}

}  // namespace vmalock::explore
