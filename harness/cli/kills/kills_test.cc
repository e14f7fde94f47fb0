// SPDX-License-Identifier: MIT
// Checkpoints against SIGKILL. Method: each long command is killed at a random
// moment, again and again while it goes on from its checkpoint, and its result
// must be that of a command that nothing has disturbed, but for times.
// VMALOCK_KILLS: how often; VMALOCK_SEED: which moments.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>

#include "harness/cli/end_to_end/process_fixture.h"

namespace vmalock::cli {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

unsigned number_of(const char* variable, unsigned otherwise) {
  const char* const text = std::getenv(variable);
  return text ? static_cast<unsigned>(std::stoul(text)) : otherwise;
}

/// Times differ, and so does the command line.
void forget_times(Json& json) {
  if (json.is_object()) {
    json.erase("seconds");
    json.erase("command");
  }
  for (Json& part : json)
    if (part.is_structured()) forget_times(part);
}

struct Long {
  const char* name;
  Arguments command;
};

class Kills : public testing::Process,
              public ::testing::WithParamInterface<Long> {
 protected:
  std::string file(const char* name) const { return folder_ + "/" + name; }

  Json answer() const {
    std::ifstream in(file("answer.json"));
    Json json = Json::parse(in);
    forget_times(json);
    return json;
  }
  Arguments command(const Arguments& more) const {
    Arguments all = GetParam().command;
    all.insert(all.end(), {"--out", "json:" + file("answer.json")});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  /// Finished runs that the checkpoint has.
  std::ptrdiff_t kept() const {
    std::ifstream in(file("checkpoint"));
    return std::max<std::ptrdiff_t>(
        0, std::count(std::istreambuf_iterator<char>(in), {}, '\n') - 1);
  }
};

TEST_P(Kills, WhatGoesOnEndsAsIfNothingHadHappened) {
  const Clock::time_point begin = Clock::now();
  const int status = status_of(start(command({})));
  const auto whole = Clock::now() - begin;
  ASSERT_GE(status, 0) << output();
  ASSERT_LE(status, 2) << output();
  const Json expected = answer();

  const unsigned seed = number_of("VMALOCK_SEED", 1);
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> part(0, 1);
  unsigned killed = 0;
  std::ptrdiff_t taken_over = 0;
  for (unsigned wanted = number_of("VMALOCK_KILLS", 4); killed < wanted;) {
    std::filesystem::remove(file("checkpoint"));
    std::filesystem::remove(file("answer.json"));
    for (int last = -SIGKILL; last == -SIGKILL;) {
      const bool goes_on = std::filesystem::exists(file("checkpoint"));
      const pid_t child = start(
          command({goes_on ? "--resume" : "--checkpoint", file("checkpoint")}));
      if (goes_on) taken_over += kept();
      std::this_thread::sleep_for(part(random) * whole);
      kill(child, SIGKILL);
      last = status_of(child);
      killed += last == -SIGKILL ? 1u : 0u;
      ASSERT_TRUE(last == -SIGKILL || last == status) << last << output();
    }
    ASSERT_EQ(answer(), expected) << "seed " << seed;
  }
  EXPECT_GT(taken_over, 0);
  std::printf("%u kills, %td runs taken over\n", killed, taken_over);
}

const Long longs[] = {
    {"check",
     {"check", "refcnt-7.0", "refcnt-6.15", "--case", "lookup_*", "--case",
      "reader_*"}},
    // All of their bounds, in less than that.
    {"deepening",
     {"check", "rwsem-6.5", "refcnt-7.0", "--case", "users_exit", "--case",
      "mmap_writers*", "--case", "waiting_writer_first", "--case",
      "long_read_section", "--case", "writer_loads_late", "--budget", "1h"}},
    {"sweep", {"sweep", "rwsem-6.5", "--case", "lookup_*"}},
    {"propose",
     {"propose", "refcnt-6.15", "--case", "lookup_*", "--case", "reader_*",
      "--set", "reader_inc=relaxed"}},
    {"history",
     {"history", "rwsem-6.5", "rwsem-6.14", "refcnt-6.15", "--case",
      "lookup_*"}},
};

INSTANTIATE_TEST_SUITE_P(EachLongCommand, Kills, ::testing::ValuesIn(longs),
                         [](const auto& one) {
                           return std::string(one.param.name);
                         });

}  // namespace
}  // namespace vmalock::cli
