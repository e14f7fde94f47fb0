// SPDX-License-Identifier: MIT
// Command lines, a word a line, on engines that run nothing. Words with a
// slash, and commands that write files, are left out: nothing is to be written
// anywhere.
#include <sstream>

#include "harness/base/check.h"
#include "harness/cli/app.h"
#include "harness/cli/fuzz/targets.h"
#include "harness/study/testing/fake_engine.h"

namespace {

using namespace vmalock;

/// False: the line could write a file.
bool split(const std::string& text, cli::Arguments& words) {
  std::istringstream lines(text);
  for (std::string word; std::getline(lines, word);) {
    if (word.find('/') != std::string::npos ||
        word.find("--out") != std::string::npos ||
        word.find("--record") != std::string::npos || word == "--gdb")
      return false;
    words.push_back(word);
  }
  return words.size() < 40;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static study::testing::FakeEngine graph("graph"), relacy("relacy"),
      native("native");
  cli::Arguments words;
  if (!split(cli::fuzz::text_of(data, size), words)) return 0;
  graph.requests.clear();
  Engine* const engines[] = {&graph, &relacy, &native};
  std::ostringstream out, err;
  const cli::Context context{
      .engines = engines,
      .out = out,
      .err = err,
      .command_line = "vmalock",
      .bench = [](const bench::BenchOptions&) { return 0; },
      .litmus = [](const litmus::LitmusOptions&, std::ostream&) { return 0; },
      .gdb = [](const cli::Arguments&) { return 0; },
  };
  const int status = cli::run_app(context, words);
  CHECK(status == 0 || status == 1 || status == 2 || status == 64);
  CHECK(status != 64 || !(out.str() + err.str()).empty());
  return 0;
}
