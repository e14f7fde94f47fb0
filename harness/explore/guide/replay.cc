// SPDX-License-Identifier: MIT
// One execution, by its token (tell/token.h).
#include <cctype>
#include <numeric>
#include <vector>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"
#include "harness/explore/guide/stepwise.h"
#include "harness/explore/model/lkmm/promises.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/tell/token.h"

extern "C" __attribute__((noinline)) void vmalock_replay_stop() {
  __asm__ volatile("" ::: "memory");
}

namespace vmalock::explore {

namespace {

/// The number at text[i], 0 if there is none; i comes after it.
std::size_t number_at(const std::string& text, std::size_t& i) {
  std::size_t number = 0;
  while (i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])))
    number = number * 10 + static_cast<std::size_t>(text[i++] - '0');
  return number;
}

}  // namespace

void Replay::choose_source(Slot s, const Functions& functions) {
  Graph& graph = x_.state.graph;
  const Label& label = graph[s].label;
  if (promise_) {
    const Effect does = effect(graph, label, functions, *promise_);
    set_promise(x_.state, *x_.model, s, *promise_, does);
    if (graph[s].writes) choose_place(s);
    return;
  }
  const auto& co = graph.location(label.location).co;
  const auto last = co.size() - 1;
  if (way_ + static_cast<std::size_t>(x_.model->oldest_source(s)) > last)
    does_not_fit();
  const Slot w = co[last - way_];
  const Effect does = effect(graph, label, functions, graph.value(w));
  if ((does.writes && graph.rmw_of(w) != graph::no_slot) ||
      (waits(label.op) && does.blocks && way_ != 0))
    does_not_fit();
  give(s, {w, does});
  if (way_ != 0 && !x_.model->consistent_at(s)) is_not_consistent();
}

void Replay::choose_place(Slot s) {
  if (way_ >= places(s)) does_not_fit();
  if (!place(s, way_)) is_not_consistent();
}

void Replay::is_not_consistent() {
  user_error("the witness is not consistent under this model");
}

void Replay::explore() {
  Result& result = x_.run.result;
  if (const Sample* again = x_.run.options.attempt.again) {
    play(again->token);
    if (!x_.run.over && result.executions == 1)
      result.samples.push_back({again->token, x_.accounts.observed()});
    return;
  }
  play(x_.run.options.token);
  Error shown;
  x_.errors.trace(shown);
  result.trace = std::move(shown.trace);
  result.locations = std::move(shown.locations);
  result.finished = true;
}

/// Runs the execution that the token names, to its end or its error.
void Replay::play(const std::string& text) {
  // By letter. A thread has its number since its parent reached the spawn, but
  // its letter since the spawn was made: another may be made in between.
  std::vector<unsigned> lettered(x_.threads.program().threads());
  std::iota(lettered.begin(), lettered.end(), 0u);
  for (std::size_t i = 0; i < text.size() && text != "-";) {
    way_ = number_at(text, i);
    promise_.reset();
    if (i < text.size() && text[i] == '=') {
      promise_ = number_at(text, ++i);
      const bool told = i < text.size() && text[i] == '.';
      x_.run.promise_sources.push_back(told ? number_at(text, ++i) : 0);
    }
    if (i == text.size()) does_not_fit();
    unsigned letter = 0;
    while (letter < lettered.size() && token_letter(letter) != text[i])
      ++letter;
    if (letter == lettered.size()) does_not_fit();
    const unsigned t = lettered[letter];
    ++i;
    ThreadData& thread = x_.state.threads[t];
    if (thread.state == ThreadStatus::stale) x_.threads.resume(t);
    if (x_.run.over) break;
    if (thread.state != ThreadStatus::ready &&
        thread.state != ThreadStatus::waiting &&
        thread.state != ThreadStatus::joining &&
        thread.state != ThreadStatus::grace)
      does_not_fit();
    if (thread.state == ThreadStatus::joining) {
      // A child without events is in no token.
      ThreadData& child = x_.state.threads[thread.joined];
      if (child.state == ThreadStatus::stale) x_.threads.resume(thread.joined);
      if (x_.run.over) break;
    }
    is_last_step = i == text.size();
    thread.forced = true;
    const std::size_t before = x_.state.graph.size();
    x_.threads.resume(t);
    if (x_.threads.exception()) std::rethrow_exception(x_.threads.exception());
    if (x_.run.over) break;
    if (x_.state.graph.size() != before + 1) does_not_fit();
    const Label& made = x_.state.graph[x_.state.graph.thread(t).back()].label;
    if (made.op == Op::spawn)
      lettered.push_back(static_cast<unsigned>(made.operand));
  }
  // What follows the last event of each thread: plain accesses, the end.
  for (unsigned t = 0; t < x_.state.threads.size() && !x_.run.over; ++t)
    if (x_.state.threads[t].state == ThreadStatus::stale) x_.threads.resume(t);
  if (!x_.run.over) x_.accounts.finish_execution();
}

}  // namespace vmalock::explore
