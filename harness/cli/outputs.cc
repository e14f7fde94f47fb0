#include "harness/cli/outputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "harness/base/check.h"
#include "harness/cli/names.h"
#include "harness/report/dot.h"
#include "harness/report/html.h"
#include "harness/report/junit.h"
#include "harness/report/litmus.h"
#include "harness/report/sarif.h"
#include "harness/report/text.h"
#include "harness/result/atomic_file.h"
#include "harness/result/json.h"

namespace vmalock::cli {

namespace {

const Names formats = {"json", "junit", "text",  "html",
                       "dot",  "sarif", "litmus"};

/// Where a compiler cache has made paths relative to the build folder, they
/// begin with "../".
std::optional<std::string> read_source(std::string path) {
  while (path.starts_with("../")) path.erase(0, 3);
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// "a.litmus" with "-2" -> "a-2.litmus"
std::string with_suffix(const std::string& path, const std::string& suffix) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash))
    return path + suffix;
  return path.substr(0, dot) + suffix + path.substr(dot);
}

/// One file a violation, and one more for the same test with the ordering that
/// forbids it, if one was found.
void write_litmus(const std::string& path, const std::vector<RunResult>& runs) {
  unsigned written = 0;
  for (const RunResult& run : runs) {
    if (!can_be_litmus(run)) continue;
    const std::string name =
        ++written == 1 ? path
                       : with_suffix(path, "-" + std::to_string(written));
    write_file_atomically(name, litmus_report(run));
    for (const Remedy& remedy : run.error->remedies) {
      if (remedy.verdict != Verdict::holds) continue;
      write_file_atomically(with_suffix(name, "+fixed"),
                            litmus_report(run, remedy.rows));
      break;
    }
  }
  if (written == 0)
    write_file_atomically(path, "(* no violation with an execution graph *)\n");
}

}  // namespace

Outputs::Outputs(const Context& context, const Options& options)
    : context_(context), style_(options.style) {
  bool stdout_taken = false;
  for (const std::string& text : options.out) {
    const std::size_t colon = text.find(':');
    const std::string format = text.substr(0, colon);
    if (colon == std::string::npos || colon + 1 == text.size())
      user_error("--out '" + text +
                 "' is no output; write FORMAT:FILE, as in --out "
                 "json:run.json (formats: " +
                 join(formats, ", ") + "; FILE - is stdout)");
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
      const std::string meant = nearest(format, formats);
      user_error("--out: unknown format '" + format + "'" +
                 (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
                 "; there are " + join(formats, ", "));
    }
    const std::string path = text.substr(colon + 1);
    if (path == "-" && format == "litmus")
      user_error(
          "--out litmus:-: there may be several tests; write a file, as in "
          "--out litmus:bug.litmus");
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
    if (out.format == "html") content = html_report(document, read_source);
    if (out.format == "dot") content = dot_report(document, style.full);
    if (out.format == "sarif") content = sarif_report(document);
    if (out.format == "litmus") {
      write_litmus(out.path, runs);
      continue;
    }
    if (to_stdout)
      context_.out << content << std::flush;
    else
      write_file_atomically(out.path, content);
  }
}

}  // namespace vmalock::cli
