#include "harness/cli/documents.h"

#include <algorithm>

#include "harness/base/check.h"
#include "harness/cli/names.h"
#include "harness/result/atomic_file.h"

namespace vmalock::cli {

Documents::Documents(const Context& context, const Options& options)
    : context_(context), style_(options.style) {
  for (const std::string& text : options.out) {
    const std::size_t colon = text.find(':');
    const std::string format = text.substr(0, colon);
    if (colon == std::string::npos || colon + 1 == text.size())
      user_error("--out '" + text +
                 "' is no output; write FORMAT:FILE, as in --out json:run.json "
                 "(formats: json, text; FILE - is stdout)");
    if (format != "json" && format != "text") {
      const std::string meant = nearest(format, {"json", "text"});
      user_error("--out: this command has no format '" + format + "'" +
                 (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
                 "; it has json and text");
    }
    outs_.push_back({format == "json", text.substr(colon + 1)});
    if (outs_.back().path != "-") require_writable(outs_.back().path);
  }
  const auto to_stdout = std::count_if(
      outs_.begin(), outs_.end(), [](const Out& o) { return o.path == "-"; });
  if (to_stdout > 1)
    user_error("--out: two outputs name stdout; give one of them a file");
  if (to_stdout == 0) outs_.push_back({false, "-"});
}

void Documents::write(const std::function<std::string(const Style&)>& text,
                      const std::function<std::string()>& json) const {
  for (const Out& out : outs_) {
    Style style = style_;
    style.colour = out.path == "-" && context_.colour;
    const std::string content = out.json ? json() : text(style);
    if (out.path == "-")
      context_.out << content << std::flush;
    else
      write_file_atomically(out.path, content);
  }
}

}  // namespace vmalock::cli
