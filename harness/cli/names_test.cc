// SPDX-License-Identifier: MIT
// How locks, releases and orderings may be written, and what the help, the
// completions and the man page say. Method: as in cli_test.cc.
#include <gtest/gtest.h>

#include <fstream>

#include "harness/cli/cli_fixture.h"

namespace vmalock::cli {
namespace {

TEST_F(Cli, LocksAreNamedByPositionToo) {
  EXPECT_EQ(run(words("check refcnt-6.15 --case detach_waits")), 0);
  ASSERT_EQ(graph_.requests.size(), 1u);
  EXPECT_EQ(graph_.requests[0].question.impl, "refcnt-6.15");
  EXPECT_EQ(run(words("check rwsem-6.5 --case detach_waits refcnt-6.15")), 0);
  EXPECT_EQ(graph_.requests.size(), 2u);
  EXPECT_EQ(run(words("check rwsem* --impl refcnt-6.15 --case detach_waits")),
            0);
  EXPECT_EQ(graph_.requests.size(), 2u) << "both ways add up";
  EXPECT_EQ(run(words("stress refcnt-6.15 --case detach_waits")), 0);
  EXPECT_EQ(run(words("crosscheck refcnt-6.15")), 0) << err_.str();
  EXPECT_EQ(run(words("bench rwsem-6.5 refcnt-6.15")), 0);
  EXPECT_EQ(benched_.impls, (Arguments{"rwsem-6.5", "refcnt-6.15"}));
  refused({"check", "refcnt-6.51"}, {"did you mean 'refcnt-6.15'?"});
  refused(
      {"check", "detach_waits"},
      {"unknown implementation", "it is a case: write --case detach_waits"});
}

TEST_F(Cli, AReleaseOfLinuxIsTheNameOfItsLock) {
  for (const char* line :
       {"check 6.15.3 --case detach_waits", "check --kernel v6.15 --case d*",
        "propose 6.15 --set reader_inc=relaxed --case detach_waits",
        "diff 6.15 refcnt-6.15 --case detach_waits"}) {
    EXPECT_EQ(run(words(line)), 0) << line << err_.str();
    ASSERT_FALSE(graph_.requests.empty());
    EXPECT_EQ(graph_.requests[0].question.impl, "refcnt-6.15") << line;
  }
  EXPECT_EQ(run({"list", "sites", "6.15"}), 0);
  EXPECT_TRUE(out_has("sites of refcnt-6.15"));
  EXPECT_EQ(run(words("bench 6.6 --kernel 6.15")), 0);
  EXPECT_EQ(benched_.impls, (Arguments{"rwsem-6.5", "refcnt-6.15"}));
  refused({"check", "6.1.9"}, {"Linux 6.1.9", "came with 6.4"});
  refused({"check", "--kernel", "banana"}, {"'banana' is no release"});
  refused({"check", "rwsem-6.9"}, {"Linux 6.9 has rwsem-6.5"});
}

TEST_F(Cli, OrderingsInTheKernelsWords) {
  const std::pair<const char*, Ordering> known[] = {
      {"reader_inc=atomic_inc_return_relaxed", Ordering::relaxed},
      {"reader_inc=refcount_inc_acquire", Ordering::acquire},
      {"reader_inc=try_cmpxchg_release", Ordering::release},
      {"seq_recheck=READ_ONCE", Ordering::relaxed},
      {"seq_recheck=smp_load_acquire", Ordering::acquire},
      {"seq_recheck=rcu_dereference", Ordering::addr},
  };
  for (const auto& [set, order] : known) {
    ASSERT_EQ(
        run({"check", "refcnt-6.15", "--case", "detach_waits", "--set", set}),
        0)
        << set << err_.str();
    const ChangedRows& rows = graph_.requests.at(0).question.orderings;
    // What the row has already is no change.
    if (order == Ordering::acquire)
      EXPECT_TRUE(rows.empty()) << set;
    else
      EXPECT_EQ(rows.begin()->second, order) << set;
  }
  refused({"check", "--set", "seq_recheck=REDA_ONCE"},
          {"did you mean 'READ_ONCE'?", "in the kernel's words, READ_ONCE"});
  refused({"check", "--set", "seq_recheck=smp_store_release"},
          {"cannot have this ordering"});
  refused({"check", "--set", "reader_inc=foo_relaxed"}, {"no ordering"});
}

TEST_F(Cli, StressSaysFirstHowLongItTakes) {
  EXPECT_EQ(run({"stress", "--time", "5s"}), 0) << err_.str();
  EXPECT_NE(err_.str().find("6 runs of 5.00 s each: 30.0 s in all"),
            std::string::npos)
      << err_.str();
  run({"stress", "refcnt-6.15", "--case", "detach_waits"});
  EXPECT_EQ(err_.str().find("in all"), std::string::npos) << err_.str();
  run({"stress", "--max-executions", "5"});
  EXPECT_EQ(err_.str().find("in all"), std::string::npos) << err_.str();
}

TEST_F(Cli, HelpHasTheCommandsOwnOptionsOnly) {
  EXPECT_EQ(run({"stress", "--help"}), 0);
  for (const char* foreign :
       {"--mutants", "--max-events", "--jobs", "--set", "--engine", "--model"})
    EXPECT_FALSE(out_has(foreign)) << foreign;
  EXPECT_TRUE(out_has("LOCK"));
  for (const char* command : {"litmus", "explain", "completion", "bench"}) {
    EXPECT_EQ(run({command, "--help"}), 0);
    EXPECT_FALSE(out_has("--case")) << command << out_.str();
  }
  EXPECT_EQ(run({"check", "--help"}), 0);
  EXPECT_TRUE(out_has("--case"));
}

TEST_F(Cli, HelpFitsATerminal) {
  std::size_t lines = 0;
  for (const char* command :
       {"", "check", "patch", "propose", "sweep", "repair", "diff", "history",
        "stress", "replay", "litmus", "bench", "list", "explain", "report",
        "crosscheck", "completion"}) {
    Arguments line = words(command);
    line.emplace_back("--help");
    EXPECT_EQ(run(line), 0) << command;
    std::istringstream help(out_.str());
    for (std::string text; std::getline(help, text); ++lines)
      EXPECT_LE(text.size(), 80u) << command << ": " << text;
  }
  EXPECT_GT(lines, 300u);
}

TEST_F(Cli, ManPageHasEveryCommandAndOption) {
  EXPECT_EQ(run({"completion", "man"}), 0);
  for (const char* part :
       {".TH VMALOCK 1", ".SS check [LOCK...] [options]",
        ".SS replay TOKEN [options]", "\\-\\-max\\-executions",
        ".SS propose [IMPL] [options]", ".B 74"})
    EXPECT_TRUE(out_has(part)) << part;
  const std::string page = out_.str();
  // Each option of each --help.
  for (const char* command : {"check", "stress", "bench", "litmus", "diff"}) {
    run({command, "--help"});
    std::istringstream help(out_.str());
    for (std::string word; help >> word;) {
      if (!word.starts_with("--") || word.size() < 4) continue;
      word = word.substr(0, word.find_first_of(",.;"));
      std::string roff;
      for (const char c : word) roff += c == '-' ? "\\-" : std::string(1, c);
      EXPECT_NE(page.find(roff), page.npos) << command << " " << word;
    }
  }
}

TEST_F(Cli, CompletionIsOfThreeShells) {
  EXPECT_EQ(run({"completion", "bash"}), 0);
  EXPECT_TRUE(out_has("complete -o nospace -F _vmalock vmalock"));
  EXPECT_TRUE(out_has("refcnt-6.15"));
  EXPECT_FALSE(out_has("no-recheck")) << "a mutant";
  EXPECT_EQ(run({"completion", "zsh"}), 0);
  EXPECT_TRUE(out_has("#compdef vmalock"));
  EXPECT_EQ(run({"completion", "fish"}), 0);
  EXPECT_TRUE(out_has("-l max-executions -x"));
  refused({"completion", "csh"}, {"write bash, zsh, fish, or man"});
}

TEST_F(Cli, ExplainsWhatHasAName) {
  const auto page = [&](const char* topic) {
    EXPECT_EQ(run({"explain", topic}), 0) << topic << err_.str();
    return out_.str();
  };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  // A bug: what it is, the long text, who finds it, and how to see it.
  const std::string bug = page("b-27");
  EXPECT_TRUE(has(bug, "B-27  6.14 to date")) << bug;
  EXPECT_TRUE(has(bug, "mmap_write_lock")) << bug;
  EXPECT_TRUE(has(page("B-1"), "sleeper_is_woken in rwsem-6.5: deadlock"));
  EXPECT_TRUE(has(page("B-1"), "vmalock check rwsem-6.5 --case sleeper"));
  EXPECT_TRUE(has(page("B-1"), "half-updated"));
  EXPECT_TRUE(has(page("U-3"), "user-link-no-lock"));
  // A case, a lock, also by its release, a site.
  EXPECT_TRUE(has(page("sleeper_is_woken"), "nobody sleeps for ever"));
  EXPECT_TRUE(has(page("sleeper_is_woken"), "B-1"));
  EXPECT_TRUE(has(page("6.15"), "refcnt-6.15: a reference count"));
  const std::string site = page("reader_inc");
  EXPECT_TRUE(has(site, "pairs with writer_exit")) << site;
  EXPECT_TRUE(has(site, "vmalock propose refcnt-6.15 --set reader_inc="));
  // Guarantees, those that are not checked as well.
  EXPECT_TRUE(has(page("R-12"), "writers exclude readers"));
  EXPECT_TRUE(has(page("R-1"), "Cases that name it  reader_excludes_writer"));
  EXPECT_TRUE(has(page("R-33"), "not checked: rmap locks"));
  // Models, and why there is no other.
  EXPECT_TRUE(has(page("lkmm"), "the default"));
  EXPECT_TRUE(has(page("arm64"), "so what holds under lkmm holds"));
  refused({"explain", "B-99"}, {"unknown topic 'B-99'"});
  refused({"explain", "reader_imc"}, {"did you mean 'reader_inc'?"});
}

TEST_F(Cli, Lists) {
  EXPECT_EQ(run({"list", "cases"}), 0);
  EXPECT_TRUE(out_has("detach_waits  (L-3; 1 reader, 1 writer, 1 round)"));
  EXPECT_EQ(run({"list", "impls"}), 0);
  EXPECT_TRUE(out_has("no-recheck  (mutant)"));
  EXPECT_EQ(run({"list", "bugs"}), 0);
  EXPECT_TRUE(out_has("B-1\n    sleeper_is_woken in rwsem-6.5: deadlock"));
  EXPECT_TRUE(out_has("reader_inc=relaxed"));
  EXPECT_EQ(run({"list", "engines"}), 0);
  EXPECT_TRUE(out_has("graph  (models sc, tso, rc11)"));
  EXPECT_EQ(run({"list", "models"}), 0);
  EXPECT_EQ(run({"list", "errors"}), 0);
  EXPECT_TRUE(out_has("E07  deadlock"));
  EXPECT_EQ(run({"list", "sites", "refcnt-6.15"}), 0);
  EXPECT_TRUE(out_has("reader_inc"));
  EXPECT_EQ(run({"explain", "e02"}), 0);
  EXPECT_TRUE(out_has("data race"));
}

}  // namespace
}  // namespace vmalock::cli
