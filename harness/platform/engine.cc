// SPDX-License-Identifier: MIT
#include "harness/platform/engine.h"

#include <charconv>

#include "harness/base/check.h"

namespace vmalock {

std::atomic<bool> stop_requested{false};

std::optional<unsigned> number_after(std::string_view prefix,
                                     std::string_view search) {
  if (!search.starts_with(prefix)) return std::nullopt;
  search.remove_prefix(prefix.size());
  const char* const last = search.data() + search.size();
  unsigned number = 0;
  const auto [end, error] = std::from_chars(search.data(), last, number);
  if (error != std::errc{} || end != last) return std::nullopt;
  return number;
}

void Engine::add_bindings(std::vector<Binding>) {
  user_error("the engine " + std::string(name()) +
             " runs the locks that it was built with; a kernel tree needs "
             "--engine graph");
}

RunResult Engine::replay(const RunRequest&, const std::string&) {
  user_error("the engine " + std::string(name()) +
             " cannot replay a witness; run `vmalock check` with the same"
             " options and --seed instead");
}

RunRequest request_for(const Engine& engine, const Binding& binding) {
  RunRequest request;
  request.binding = &binding;
  Question& q = request.question;
  q.case_name = binding.case_info->name;
  q.impl = binding.impl->name;
  q.build = binding.impl->build.substr(0, 12);
  q.engine = engine.name();
  q.bound = binding.case_info->bound;
  return request;
}

RunResult begin_result(const RunRequest& request) {
  RunResult result;
  result.question = request.question;
  return result;
}

}  // namespace vmalock
