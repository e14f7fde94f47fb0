// vmalock explain: the page of an error code; all codes without one.
#include "harness/report/explain.h"

#include <memory>

#include "harness/cli/command.h"
#include "harness/study/names.h"

namespace vmalock::cli {

namespace {

ExitStatus run(const Context& context, const std::string& code) {
  if (code.empty()) {
    context.out << error_list();
    return ExitStatus::holds;
  }
  const auto kind = error_kind_named(code);
  if (!kind) {
    study::Names known;
    for (unsigned i = 0; i < error_kinds; ++i) {
      known.emplace_back(vmalock::code(static_cast<ErrorKind>(i)));
      known.emplace_back(vmalock::name(static_cast<ErrorKind>(i)));
    }
    user_error(
        study::unknown_name("error code", code, known, "vmalock list errors"));
  }
  context.out << vmalock::explain(*kind);
  return ExitStatus::holds;
}

}  // namespace

Run explain(CLI::App& app) {
  const auto code = std::make_shared<std::string>();
  app.add_option("CODE", *code, "E01 to E12, or its name");
  return [code](const Context& context) { return run(context, *code); };
}

}  // namespace vmalock::cli
