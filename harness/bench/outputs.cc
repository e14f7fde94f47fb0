// SPDX-License-Identifier: MIT
#include "harness/bench/outputs.h"

#include <fmt/format.h>

#include <cstdio>

#include "harness/base/check.h"
#include "harness/bench/bench_json.h"
#include "harness/bench/bench_text.h"
#include "harness/result/atomic_file.h"

namespace vmalock::bench {
namespace {

struct Form {
  std::string_view name, extension;
  std::string (*write)(const BenchResult&);
};

constexpr Form forms[] = {{"json", ".json", &to_json},
                          {"text", ".txt", &to_text},
                          {"gbench", ".gbench.json", &to_google_json},
                          {"svg", ".svg", &to_svg}};

/// "json:FILE", or a FILE whose ending says its form; the longest one counts.
Output parse_output(const std::string& text) {
  const std::size_t colon = text.find(':');
  const Form* form = nullptr;
  std::string path;
  for (const Form& f : forms)
    if (colon != std::string::npos && text.substr(0, colon) == f.name) {
      form = &f;
      path = text.substr(colon + 1);
    } else if (colon == std::string::npos && text.ends_with(f.extension) &&
               (!form || form->extension.size() < f.extension.size())) {
      form = &f;
      path = text;
    }
  if (!form || path.empty())
    user_error(
        fmt::format("--out {}: write json:FILE, text:FILE, svg:FILE or "
                    "gbench:FILE (for Google Benchmark's compare.py), or "
                    "FILE.json, FILE.txt, FILE.svg, FILE.gbench.json; FILE - "
                    "is standard output",
                    text));
  if (path != "-") require_writable(path);
  return {form->write, path};
}

}  // namespace

std::vector<Output> parse_outputs(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  outputs.reserve(texts.size());
  for (const std::string& o : texts) outputs.push_back(parse_output(o));
  if (outputs.empty()) outputs.push_back({&to_text, "-"});
  return outputs;
}

void write_all(const std::vector<Output>& outputs, const BenchResult& result) {
  EachIsWritten each;
  for (const Output& output : outputs) {
    const std::string text = output.write(result);
    if (output.path == "-")
      fmt::print("{}", text);
    else
      each([&] { write_file_atomically(output.path, text); });
  }
  each.finish();
}

}  // namespace vmalock::bench
