// SPDX-License-Identifier: MIT
// vmalock explain: the page of an error code, a bug, a case, a site, a
// guarantee, a lock or a memory model; all codes without a name.
#include "harness/report/explain.h"

#include <memory>

#include "harness/cli/command.h"
#include "harness/cli/topics.h"
#include "harness/study/names.h"

namespace vmalock::cli {

namespace {

ExitStatus run(const Context& context, const std::string& code) {
  if (code.empty()) {
    context.out << error_list();
    return ExitStatus::holds;
  }
  if (const auto kind = error_kind_named(code)) {
    context.out << vmalock::explain(*kind);
    return ExitStatus::holds;
  }
  const std::string page = topic_page(context, code);
  if (page.empty()) {
    study::Names known = topic_names(context);
    for (unsigned i = 0; i < error_kinds; ++i) {
      known.emplace_back(vmalock::code(static_cast<ErrorKind>(i)));
      known.emplace_back(vmalock::name(static_cast<ErrorKind>(i)));
    }
    user_error(
        study::unknown_name("topic", code, known, "vmalock list errors") +
        "; `vmalock list bugs`, `cases`, `impls`, `models` and `sites "
        "IMPL` print the others");
  }
  context.out << page;
  return ExitStatus::holds;
}

}  // namespace

Run explain(CLI::App& app) {
  const auto code = std::make_shared<std::string>();
  app.add_option("TOPIC", *code,
                 "error (E02), bug (B-27), case, site, guarantee (R-12), lock "
                 "or memory model");
  return [code](const Context& context) { return run(context, *code); };
}

}  // namespace vmalock::cli
