// Every case × every implementation under Relacy (ctest relacy.matrix):
// released locks hold within the default search, each planted bug is found by
// the case that its README row names, and so are the two historical bugs that
// are one ordering each.
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "harness/kernel/sites.h"
#include "harness/platform/relacy/engine.h"

namespace vmalock {
namespace {

/// `kinds`: "data race|use after free"; empty: nothing may be found.
bool as_expected(const RunResult& result, std::string_view kinds) {
  if (kinds.empty()) return result.verdict == Verdict::holds;
  return result.verdict == Verdict::violated &&
         kinds.find(name(result.error->kind)) != std::string_view::npos;
}

bool run(Engine& engine, const Binding& binding, const OrderingTable& orderings,
         std::string_view kinds) {
  RunRequest request;
  request.binding = &binding;
  request.bound = binding.case_info->bound;
  request.orderings = orderings;
  const RunResult result = engine.run(request);
  const bool right = as_expected(result, kinds);
  std::printf("%-6s %-28s %-28s %s: %s\n", right ? "ok" : "WRONG",
              result.impl.c_str(), result.case_name.c_str(),
              name(result.verdict),
              result.error ? result.error->message.c_str()
                           : (result.bound + " " + result.reason).c_str());
  std::fflush(stdout);
  return right;
}

std::string_view known_bug(const Binding& binding) {
  for (const KnownBug& bug : binding.impl->known_bugs)
    if (bug.case_name == binding.case_info->name && bug.model.empty() &&
        bug.bound.rounds == 0)
      return bug.kind;
  return "";
}

/// A case without a row of its own may show the bug as well, or not.
bool may_be_buggy(const ImplInfo& impl) {
  for (const KnownBug& bug : impl.known_bugs)
    if (bug.case_name == other_cases) return true;
  return impl.mutant;
}

OrderingTable weakened(const ImplInfo& impl, std::string_view row,
                       Ordering order) {
  OrderingTable table = default_orderings(impl);
  for (std::size_t i = 0; i < impl.sites.size(); ++i)
    if (impl.sites[i].name == row) table[std::size(kernel::sites) + i] = order;
  return table;
}

}  // namespace
}  // namespace vmalock

int main() {
  using namespace vmalock;
  const std::unique_ptr<Engine> engine = make_relacy_engine();
  unsigned wrong = 0;
  for (const Binding& binding : engine->bindings()) {
    const ImplInfo& impl = *binding.impl;
    const std::string_view bug = known_bug(binding);
    if (bug.empty() && may_be_buggy(impl)) continue;  // another case finds it
    wrong += !run(*engine, binding, default_orderings(impl), bug);
    if (binding.case_info->name != "reader_sees_writer") continue;
    // B-4: the count that a reader takes must order its second look at the
    // sequence numbers. B-1: that second look must order what follows.
    if (impl.name == "refcnt-6.15")
      wrong += !run(*engine, binding,
                    weakened(impl, "reader_inc", Ordering::relaxed),
                    "data race|failed requirement");
    if (impl.name == "rwsem-6.5")
      wrong += !run(*engine, binding,
                    weakened(impl, "reader_mseq", Ordering::relaxed),
                    "data race|failed requirement");
  }
  return wrong == 0 ? 0 : 1;
}
