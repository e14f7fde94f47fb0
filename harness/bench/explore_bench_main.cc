// SPDX-License-Identifier: MIT
// explore_bench: the parameterised programs, their counts and the explorer's
// speed. For each row: complete and blocked executions, executions a second,
// nanoseconds an event, CPU seconds, and how many times faster than GenMC
// v0.11's CPU seconds on this kind of machine (where it is known).
//
//   explore_bench               all rows but the longest
//   explore_bench --long        those too
//   explore_bench --only rwsem  rows whose name begins so
//   explore_bench --jobs 2      wall clock seconds with two workers
//   explore_bench --samples N   random executions; runs a CPU second
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <ctime>

#include "harness/bench/programs.h"

namespace vmalock::bench {
namespace {

using explore::Model;

struct Row {
  std::string name;
  Make make;
  std::uint64_t rc11, sc, tso;  ///< expected counts; 0: not known
  double other = 0;             ///< GenMC's CPU seconds under rc11
  bool slow = false;
};

LockParameters lock(unsigned readers, unsigned writers, unsigned rounds,
                    bool one_event = false) {
  LockParameters p;
  p.readers = readers;
  p.writers = writers;
  p.rounds = rounds;
  p.one_event = one_event;
  p.failure = Ordering::acquire;  // as GenMC reads a failed compare-exchange
  return p;
}

std::vector<Row> synthetic_rows() {
  return {
      {"ainc(7)", ainc(7), 5040, 5040, 0, 0.1520},
      {"ainc(8)", ainc(8), 40320, 40320, 0, 1.3181},
      {"binc(4)", binc(4), 576, 576, 576, 0.0166},
      {"binc(5)", binc(5), 14400, 14400, 0, 0.4336},
      {"cinc(4)", cinc(4), 13824, 13824, 0, 0.4244},
      {"casrot(9)", casrot(9), 8597, 8597, 0, 0.0575},
      {"casrot(10)", casrot(10), 38486, 38486, 0, 0.2626},
      {"casw(5)", casw(5), 32880, 32880, 0, 0.2031},
      {"fib_bench(4)", fib_bench(4), 34205, 19605, 34205, 0.1943},
      {"fib_bench(5)", fib_bench(5), 525630, 218243, 0, 2.9790},
      {"indexer(14)", indexer(14), 512, 512, 0, 0.2202},
      {"indexer(15)", indexer(15), 4096, 4096, 0, 1.8336},
      {"lastzero(10)", lastzero(10), 3328, 3328, 0, 0.1422},
      {"lastzero(12)", lastzero(12), 15360, 15360, 0, 0.7098},
      {"lastzero(15)", lastzero(15), 147456, 0, 0, 8.2467},
      {"readers(13)", readers(13), 8192, 8192, 0, 0.2800},
      {"readers(16)", readers(16), 65536, 65536, 0, 2.7479},
      {"writers_a_reader(5)", writers_a_reader(5), 5040, 5040, 0, 0.0275},
      {"sb(10)", sb(10), 1024, 1023, 1024, 0.0258},
      {"sb(14)", sb(14), 16384, 16383, 16384, 0.5244},
      {"lb(10)", lb(10), 1023, 1023, 1023, 0.0165},
      {"lb(14)", lb(14), 16383, 16383, 16383, 0.3041},
      {"ww(10)", ww(10), 1024, 1023, 1023, 0.0114},
      {"ww(14)", ww(14), 16384, 16383, 16383, 0.2074},
      {"cor(4,4)", cor(4, 4), 1680, 1680, 1680, 0.0164},
  };
}

std::vector<Row> lock_rows() {
  return {
      {"rwsem 2R1W", rwsem_seq(lock(2, 1, 1)), 973, 485, 485, 0.0526},
      {"rwsem 2R2W", rwsem_seq(lock(2, 2, 1)), 36898, 9502, 9502, 2.1039},
      {"rwsem 1R1Wx2", rwsem_seq(lock(1, 1, 2)), 750, 232, 232, 0.0348},
      {"rwsem 1R1Wx3", rwsem_seq(lock(1, 1, 3)), 45242, 6136, 6136, 2.1655},
      {"rwsem 3R1W", rwsem_seq(lock(3, 1, 1)), 411895, 146649, 146649, 28.4293},
      {"rwsem 2R1Wx2", rwsem_seq(lock(2, 1, 2)), 9712824, 1504167, 0, 718,
       true},
      {"refcnt 2R1W", refcnt_seq(lock(2, 1, 1)), 1781, 1049, 1049, 0.1096},
      {"refcnt 1R2W", refcnt_seq(lock(1, 2, 1)), 248, 128, 128, 0.0187},
      {"refcnt 2R2W", refcnt_seq(lock(2, 2, 1)), 105046, 31462, 31462, 7.6618},
      {"refcnt 1R1Wx2", refcnt_seq(lock(1, 1, 2)), 2070, 855, 961, 0.1276},
      {"refcnt 1R1Wx3", refcnt_seq(lock(1, 1, 3)), 244432, 55570, 70175,
       17.7783},
      {"refcnt 3R1W", refcnt_seq(lock(3, 1, 1)), 802429, 370899, 0, 59.6709},
      {"refcnt 2R1Wx2", refcnt_seq(lock(2, 1, 2)), 0, 0, 0, 0, true},
      {"rwsem 3R1W one event", rwsem_seq(lock(3, 1, 1, true)), 6880, 5012, 0},
      {"refcnt 3R1W one event", refcnt_seq(lock(3, 1, 1, true)), 8029, 5777, 0},
      {"refcnt 2R1Wx2 one event", refcnt_seq(lock(2, 1, 2, true)), 0, 0, 0},
  };
}

double now(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Total {
  double log_ratio = 0;
  unsigned ratios = 0;
  unsigned wrong = 0;
};

/// Random executions of one program: runs a CPU second.
void measure_samples(const Row& row, std::uint64_t samples) {
  explore::Options options;
  options.mode = explore::Mode::random;
  options.max_executions = samples;
  const double begin = now(CLOCK_PROCESS_CPUTIME_ID);
  const explore::Result r = explore::explore(row.make, options);
  const double seconds = now(CLOCK_PROCESS_CPUTIME_ID) - begin;
  const auto runs = static_cast<double>(r.executions + r.blocked);
  fmt::print("{:24} {:5} {:>10} {:>8} {:>11.0f} {:>7.0f} {:>9.4f} {:>8}\n",
             row.name, explore::name(options.model), r.executions, r.blocked,
             runs / seconds, seconds * 1e9 / static_cast<double>(r.events),
             seconds, "-");
  std::fflush(stdout);
}

/// Fastest of `repeat` runs.
void measure(const Row& row, Model model, std::uint64_t expected, unsigned jobs,
             unsigned repeat, Total& total) {
  explore::Options options;
  options.model = model;
  options.jobs = jobs;
  options.failed_cas_is_barrier = false;
  const clockid_t clock = jobs > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
  double best = 0;
  explore::Result r;
  for (unsigned i = 0; i < repeat; ++i) {
    const double begin = now(clock);
    r = explore::explore(row.make, options);
    const double seconds = now(clock) - begin;
    if (i == 0 || seconds < best) best = seconds;
    if (seconds > 2) break;
  }
  const bool wrong = expected != 0 && r.executions != expected;
  total.wrong += wrong;
  std::string ratio = "-";
  if (row.other > 0 && model == Model::rc11 && jobs == 1) {
    ratio = fmt::format("{:.1f}", row.other / best);
    total.log_ratio += std::log(row.other / best);
    ++total.ratios;
  }
  fmt::print("{:24} {:5} {:>10} {:>8} {:>11.0f} {:>7.0f} {:>9.4f} {:>8}{}\n",
             row.name, explore::name(model), r.executions, r.blocked,
             static_cast<double>(r.executions) / best,
             best * 1e9 / static_cast<double>(r.events), best, ratio,
             wrong ? "  WRONG COUNT" : "");
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  CLI::App app{"The explorer on programs with known numbers of executions"};
  bool slow = false;
  bool all_models = false;
  std::string only;
  unsigned jobs = 1;
  unsigned repeat = 3;
  app.add_flag("--long", slow, "the rows that take minutes, too");
  app.add_flag("--all-models", all_models, "sc and tso, too");
  app.add_option("--only", only, "rows whose name begins so");
  app.add_option("--jobs", jobs, "workers (then wall clock seconds)");
  std::uint64_t samples = 0;
  app.add_option("--samples", samples,
                 "so many random executions of each row, no exhaustive search");
  app.add_option("--repeat", repeat, "runs of a row, the fastest counts");
  CLI11_PARSE(app, argc, argv);
  fmt::print("{:24} {:5} {:>10} {:>8} {:>11} {:>7} {:>9} {:>8}\n", "program",
             "model", "complete", "blocked", "executions/s", "ns/event",
             jobs > 1 ? "seconds" : "CPU s", "x faster");
  Total total;
  std::vector<Row> rows = synthetic_rows();
  for (Row& row : lock_rows()) rows.push_back(std::move(row));
  for (const Row& row : rows) {
    if ((row.slow && !slow) || row.name.rfind(only, 0) != 0) continue;
    if (samples > 0) {
      measure_samples(row, samples);
      continue;
    }
    measure(row, Model::rc11, row.rc11, jobs, repeat, total);
    if (!all_models) continue;
    measure(row, Model::sc, row.sc, jobs, repeat, total);
    measure(row, Model::tso, row.tso, jobs, repeat, total);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  if (total.ratios > 0)
    fmt::print("geometric mean {:.1f} times faster over {} rows\n",
               std::exp(total.log_ratio / total.ratios), total.ratios);
  fmt::print("largest memory {} KiB\n", usage.ru_maxrss);
  return total.wrong > 0 ? 1 : 0;
}

}  // namespace
}  // namespace vmalock::bench

int main(int argc, char** argv) { return vmalock::bench::run(argc, argv); }
