#include "harness/cli/outputs.h"

#include "harness/base/check.h"
#include "harness/cli/names.h"
#include "harness/report/junit.h"
#include "harness/report/text.h"
#include "harness/result/atomic_file.h"
#include "harness/result/json.h"

namespace vmalock::cli {

Outputs::Outputs(const Context& context, const Options& options)
    : context_(context), style_(options.style) {
  const Names formats = {"json", "junit", "text"};
  bool stdout_taken = false;
  for (const std::string& text : options.out) {
    const std::size_t colon = text.find(':');
    const std::string format = text.substr(0, colon);
    if (colon == std::string::npos || colon + 1 == text.size())
      user_error(
          "--out '" + text +
          "' is no output; write FORMAT:FILE, as in --out "
          "json:run.json (formats: json, junit, text; FILE - is stdout)");
    if (format != "json" && format != "junit" && format != "text") {
      const std::string meant = nearest(format, formats);
      user_error("--out: unknown format '" + format + "'" +
                 (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
                 "; there are json, junit and text");
    }
    const std::string path = text.substr(colon + 1);
    if (path == "-") {
      if (stdout_taken)
        user_error("--out: two outputs name stdout; give one of them a file");
      stdout_taken = true;
    } else {
      require_writable(path);
    }
    outs_.push_back({format, path});
  }
  if (!stdout_taken) outs_.push_back({"text", "-"});
}

void Outputs::write(const std::vector<RunResult>& runs) const {
  write(runs, [&](const Style& style) { return text_report(runs, style); });
}

void Outputs::write(
    const std::vector<RunResult>& runs,
    const std::function<std::string(const Style&)>& text) const {
  const Document document = new_document(context_.command_line, runs);
  for (const Out& out : outs_) {
    const bool to_stdout = out.path == "-";
    Style style = style_;
    style.colour = to_stdout && context_.colour;
    std::string content;
    if (out.format == "json") content = to_json(document);
    if (out.format == "junit") content = junit_report(document);
    if (out.format == "text") content = text(style);
    if (to_stdout)
      context_.out << content << std::flush;
    else
      write_file_atomically(out.path, content);
  }
}

}  // namespace vmalock::cli
