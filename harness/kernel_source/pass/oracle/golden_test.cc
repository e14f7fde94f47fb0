// SPDX-License-Identifier: MIT
// Method: testdata/probes.c, through the pass with every clang that this build
// has, run with the values that the file names; the events must be those that
// it names.
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>

#include "harness/kernel_source/pass/oracle/recorder.h"
#include "harness/kernel_source/pass/oracle/testdata/probe.h"
#include "harness/kernel_source/pass/testing/compiler.h"

namespace vmalock::kernel_source::oracle {
namespace {

constexpr const char* probes =
    VMALOCK_ROOT "/harness/kernel_source/pass/oracle/testdata/probes.c";

struct Field {
  const char* name;
  std::size_t offset;
  unsigned bytes;
};

constexpr Field fields[] = {
    {"x", offsetof(cells, x), 4},
    {"y", offsetof(cells, y), 4},
    {"z", offsetof(cells, z), 4},
    {"array[0]", offsetof(cells, array), 4},
    {"array[1]", offsetof(cells, array) + 4, 4},
    {"array[2]", offsetof(cells, array) + 8, 4},
    {"array[3]", offsetof(cells, array) + 12, 4},
    {"p", offsetof(cells, p), 8},
    {"byte", offsetof(cells, byte), 1},
    {"bits", offsetof(cells, bits), 1},
    {"one.a", offsetof(cells, one.a), 4},
    {"one.b", offsetof(cells, one.b), 4},
    {"two.a", offsetof(cells, two.a), 4},
    {"two.b", offsetof(cells, two.b), 4},
    {"call", offsetof(cells, call), 8},
};

struct Probe {
  std::string name;
  std::string values;  ///< "x=0,1 z=2"
  std::string events;
  int line;
};

std::vector<Probe> read_probes() {
  std::ifstream in(probes);
  std::vector<Probe> all, waiting;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.starts_with("/*= ")) {
      const std::size_t colon = line.find(": ");
      const std::size_t end = line.rfind(" */");
      waiting.push_back({"", colon > 4 ? line.substr(4, colon - 4) : "",
                         line.substr(colon + 2, end - colon - 2), number});
    } else if (line.starts_with("PROBE(")) {
      for (Probe& p : waiting) {
        p.name = line.substr(6, line.find(')') - 6);
        all.push_back(p);
      }
      waiting.clear();
    }
  }
  return all;
}

/// Memory that stands for the cells; nobody reads or writes it.
cells memory;

std::uint64_t value_named(const std::string& text, const Loaded& code) {
  if (text == "called") {
    void* function = nullptr;
    std::memcpy(&function, code.symbol("probe_called"), sizeof function);
    return reinterpret_cast<std::uint64_t>(function);
  }
  for (const Field& f : fields)
    if (text == f.name)
      return reinterpret_cast<std::uint64_t>(&memory) + f.offset;
  return std::stoull(text);
}

/// By cell: the values of its reads, in order.
std::map<std::string, std::vector<std::uint64_t>> values_of(
    const Probe& probe, const Loaded& code) {
  std::map<std::string, std::vector<std::uint64_t>> all;
  std::istringstream in(probe.values);
  for (std::string one; in >> one;) {
    const std::size_t equals = one.find('=');
    std::istringstream list(one.substr(equals + 1));
    for (std::string v; std::getline(list, v, ',');)
      all[one.substr(0, equals)].push_back(value_named(v, code));
  }
  return all;
}

std::string recorded(const Probe& probe, const Loaded& code) {
  auto values = values_of(probe, code);
  std::map<std::string, std::size_t> reads;
  Recorder recorder;
  for (const Field& f : fields)
    recorder.add_cell(reinterpret_cast<char*>(&memory) + f.offset, f.name,
                      f.bytes);
  const auto next = [&](std::size_t, const std::string& name) {
    const std::vector<std::uint64_t>& own = values[name];
    if (own.empty()) return std::uint64_t{0};
    return own[std::min(reads[name]++, own.size() - 1)];
  };
  recorder.run(reinterpret_cast<void (*)(void*)>(code.symbol(probe.name)),
               &memory, next);
  std::string text;
  for (const RecordedEvent& e : recorder.events())
    text += (text.empty() ? "" : "; ") + describe(e);
  if (!recorder.problem().empty()) text += "; " + recorder.problem();
  return text;
}

class Golden : public testing::TestWithParam<Compiler> {};

TEST_P(Golden, ProbesHaveTheirDependencies) {
  const Compiled code = compile(GetParam(), probes);
  ASSERT_TRUE(code.loaded) << code.messages;
  EXPECT_EQ(code.messages, "");
  const std::vector<Probe> all = read_probes();
  EXPECT_GT(all.size(), 50u);
  for (const Probe& probe : all) {
    ASSERT_NE(code.loaded->symbol(probe.name), nullptr) << probe.name;
    EXPECT_EQ(recorded(probe, *code.loaded), probe.events)
        << "probes.c:" << probe.line << ": " << probe.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Clang, Golden, testing::ValuesIn(compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Golden);

}  // namespace
}  // namespace vmalock::kernel_source::oracle
