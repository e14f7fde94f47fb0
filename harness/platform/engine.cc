#include "harness/platform/engine.h"

#include <charconv>

#include "harness/base/check.h"
#include "harness/kernel/sites.h"

namespace vmalock {

std::atomic<bool> stop_requested{false};

namespace {
std::string count(unsigned n, const char* noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}
}  // namespace

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

std::string describe(const Bound& bound) {
  return count(bound.readers, "reader") + ", " +
         count(bound.writers, "writer") + ", " + count(bound.rounds, "round");
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

OrderingTable default_orderings(const ImplInfo& impl) {
  OrderingTable table;
  for (const SiteRow& row : kernel::sites) table.push_back(row.order);
  for (const SiteRow& row : impl.sites) table.push_back(row.order);
  return table;
}

RunResult begin_result(const RunRequest& request, const Engine& engine) {
  const ImplInfo& impl = *request.binding->impl;
  RunResult result;
  result.case_name = request.binding->case_info->name;
  result.impl = impl.name;
  result.engine = engine.name();
  result.model = request.model;
  result.bound = describe(request.bound);
  const OrderingTable released = default_orderings(impl);
  for (std::size_t i = 0; i < request.orderings.size(); ++i) {
    if (request.orderings[i] == released[i]) continue;
    const SiteRow& row = i < kernel::sites.size()
                             ? kernel::sites[i]
                             : impl.sites[i - kernel::sites.size()];
    result.orderings[std::string(row.name)] = name(request.orderings[i]);
  }
  return result;
}

}  // namespace vmalock
