#include "harness/cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "harness/base/check.h"
#include "harness/cli/commands.h"
#include "harness/cli/kernel.h"
#include "harness/cli/names.h"
#include "harness/report/layout.h"
#include "harness/result/document.h"

namespace vmalock::cli {

namespace {

constexpr const char* lesson =
    R"(vmalock: is this change of the per-VMA lock right, and is it faster?

  vmalock check                             every case on every implementation
  vmalock check --kernel-tree ~/linux --patch my.patch
                                            the kernel's own source: is my patch
                                            right?
  vmalock propose refcnt-6.15 --set reader_inc=relaxed
                                            is this weaker ordering right?
  vmalock sweep refcnt-6.15                 which orderings are needed at all?
  vmalock diff rwsem-6.5 refcnt-6.15        outcomes that only one of them has
  vmalock history                           which version has which bug
  vmalock stress --time 5s                  the same cases on real threads
  vmalock bench                             is it faster?

`vmalock list cases|impls|bugs|engines|models|errors|sites IMPL` says what there
is, `vmalock COMMAND --help` has the options. Exit status: 0 holds, 1 violated,
2 unknown, 64 wrong usage, 70 a bug of vmalock.
)";

/// What the user asked for, before a command runs.
struct Request {
  Options options;
  bench::BenchOptions bench;
  litmus::LitmusOptions litmus;
  std::string what, impl;  // list; impl: sweep too
  DiffArguments diff;
  std::string token;               // replay
  std::string code;                // explain
  std::vector<std::string> files;  // report
  bool gdb = false;
  ProposeArguments propose;
  bool singles = false;      // sweep
  bool kernel_rows = false;  // repair
};

using Command = std::function<int()>;

class App {
 public:
  explicit App(const Context& context) : context_(context) {
    app_.name("vmalock");
    app_.set_version_flag("--version",
                          "vmalock " + new_document("", {}).tool.version);
    app_.require_subcommand(0, 1);
    app_.get_formatter()->column_width(30);
    app_.footer("--impl, --case, --set and --out may be given several times.");
    add_run_commands();
    add_proposal_commands();
    add_data_commands();
    add_foreign_commands();
  }

  int run(const Arguments& arguments) {
    if (arguments.empty()) {
      context_.out << lesson;
      return static_cast<int>(ExitStatus::usage);
    }
    refuse_unknown_command(arguments.front());
    Arguments reversed(arguments.rbegin(), arguments.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      if (app_.get_subcommands().empty()) context_.out << lesson << "\n";
      context_.out << app_.help();
      return 0;
    } catch (const CLI::CallForVersion& version) {
      context_.out << version.what() << "\n";
      return 0;
    } catch (const CLI::ExtrasError&) {
      refuse_extras();
    } catch (const CLI::ParseError& error) {
      user_error(std::string(error.what()) + "; see `vmalock " +
                 arguments.front() + " --help`");
    }
    load_kernel(context_, request_.options);
    for (const auto& [sub, command] : commands_)
      if (sub->parsed()) return command();
    context_.out << lesson;
    return static_cast<int>(ExitStatus::usage);
  }

 private:
  CLI::App* add(const char* name, const char* text, Command command) {
    CLI::App* sub = app_.add_subcommand(name, text);
    commands_.emplace_back(sub, std::move(command));
    return sub;
  }

  void add_run_commands();
  void add_proposal_commands();
  void add_patch_command();
  void add_data_commands();
  void add_foreign_commands();
  void add_selection(CLI::App* sub, bool impls);
  void add_limits(CLI::App* sub);
  void add_output(CLI::App* sub);
  void refuse_unknown_command(const std::string& word);
  [[noreturn]] void refuse_extras();

  const Context& context_;
  CLI::App app_{"Checks, compares and measures versions of the per-VMA lock"};
  Request request_;
  std::vector<std::pair<CLI::App*, Command>> commands_;
};

void App::add_selection(CLI::App* sub, bool impls) {
  Options& o = request_.options;
  if (impls) {
    sub->add_option("--impl", o.impls, "implementation, name or glob")
        ->allow_extra_args(false);
    sub->add_flag("--mutants", o.mutants, "also those with a planted bug");
  }
  sub->add_option("--case", o.cases, "case, name or glob")
      ->allow_extra_args(false);
  sub->add_option("--readers", o.readers, "reader threads");
  sub->add_option("--writers", o.writers, "writer threads");
  sub->add_option("--rounds", o.rounds, "rounds of each thread");
  add_kernel_options(*sub, o.kernel);
}

void App::add_limits(CLI::App* sub) {
  Options& o = request_.options;
  sub->add_option("--time", o.time, "limit of each run: 500ms, 30s, 2m");
  sub->add_option("--max-executions", o.max_executions,
                  "limit of each run: executions or iterations");
  sub->add_option("--max-events", o.max_events,
                  "loop bound of graph: events a thread (default 10000)");
  sub->add_option("--seed", o.seed, "seed of a search that samples");
  sub->add_option("--jobs,-j", o.jobs, "threads that explore one run");
}

void App::add_output(CLI::App* sub) {
  Options& o = request_.options;
  sub->add_option("--out", o.out,
                  "FORMAT:FILE: json, junit, text, html, dot, sarif, "
                  "litmus")
      ->allow_extra_args(false);
  sub->add_flag("--quiet,-q", o.style.quiet, "verdict and failures only");
  sub->add_flag("--full", o.style.full, "every step of a trace, with its site");
  sub->add_flag("--show-outcomes", o.style.outcomes,
                "histogram of the outcomes of each run");
}

void App::add_run_commands() {
  Options& o = request_.options;
  const auto add_question = [&](CLI::App* sub) {
    sub->add_option("--engine", o.engine, "graph, relacy or native");
    sub->add_option("--model", o.model,
                    "memory model: lkmm (default), rc11, tso, sc");
    sub->add_option("--search", o.search,
                    "graph: random, estimate, loops; relacy: random, full, "
                    "bound:N");
    sub->add_option("--set", o.set, "SITE=ORDERING, a changed row")
        ->allow_extra_args(false);
    sub->add_flag("--strict-races", o.strict_races,
                  "kernel tree: plain stores that race with marks are errors");
  };
  CLI::App* check = add("check", "every case on every implementation", [this] {
    return static_cast<int>(check_command(context_, request_.options));
  });
  add_selection(check, true);
  add_question(check);
  add_limits(check);
  add_output(check);

  CLI::App* diff = add("diff", "outcomes of OLD against those of NEW", [this] {
    return static_cast<int>(
        diff_command(context_, request_.diff, request_.options));
  });
  diff->add_option("OLD", request_.diff.old_name, "implementation or FILE.json")
      ->required();
  diff->add_option("NEW", request_.diff.new_name,
                   "the same; --set applies to this one")
      ->required();
  diff->add_option("--baseline", request_.diff.baseline,
                   "accepted differences: only others count");
  diff->add_option("--record", request_.diff.record,
                   "write the differences as a baseline");
  add_selection(diff, false);
  add_question(diff);
  add_limits(diff);
  add_output(diff);

  CLI::App* stress = add("stress", "the cases on real threads", [this] {
    return static_cast<int>(stress_command(context_, request_.options));
  });
  add_selection(stress, true);
  add_limits(stress);
  add_output(stress);

  CLI::App* cross =
      add("crosscheck", "every case on two engines, graph and relacy", [this] {
        return static_cast<int>(crosscheck_command(context_, request_.options));
      });
  add_selection(cross, true);
  cross->add_option("--model", o.model, "model of the graph engine");
  cross->add_option("--search", o.search, "of relacy: random, full, bound:N");
  cross->add_option("--set", o.set, "SITE=ORDERING")->allow_extra_args(false);
  add_limits(cross);
  add_output(cross);
}

/// Commands about changed orderings, or patches, on the engine that proves.
void App::add_proposal_commands() {
  add_patch_command();
  Options& o = request_.options;
  const auto add_question = [&](CLI::App* sub) {
    add_selection(sub, false);
    sub->add_option("--model", o.model, "memory model (default lkmm)");
    sub->add_option("--set", o.set, "SITE=ORDERING, a changed row")
        ->allow_extra_args(false);
    sub->add_option("--time", o.time, "limit of each run: 500ms, 30s, 2m");
    sub->add_option("--max-executions", o.max_executions, "limit of each run");
    sub->add_option("--jobs,-j", o.jobs, "runs beside each other");
    sub->add_option("--out", o.out, "json:FILE or text:FILE")
        ->allow_extra_args(false);
    sub->add_flag("--quiet,-q", o.style.quiet, "verdict and findings only");
  };
  ProposeArguments& p = request_.propose;
  CLI::App* propose =
      add("propose", "is this change of orderings right?", [this] {
        return static_cast<int>(
            propose_command(context_, request_.propose, request_.options));
      });
  propose->add_option("IMPL", p.impl, "implementation; with files, a filter");
  propose->add_option("--file", p.files, "proposals, TOML")
      ->allow_extra_args(false);
  propose->add_option("--dir", p.folders, "a folder of *.toml: a suite")
      ->allow_extra_args(false);
  propose->add_flag("--full", o.style.full, "every step of a trace");
  add_question(propose);

  CLI::App* sweep =
      add("sweep", "which orderings are needed, and by what", [this] {
        return static_cast<int>(sweep_command(
            context_, request_.impl, request_.singles, request_.options));
      });
  sweep->add_option("IMPL", request_.impl, "implementation")->required();
  sweep->add_flag("--singles", request_.singles,
                  "one by one only, no sets of weaker orderings");
  add_question(sweep);

  CLI::App* repair =
      add("repair", "the smallest stronger orderings that hold", [this] {
        return static_cast<int>(repair_command(
            context_, request_.impl, request_.kernel_rows, request_.options));
      });
  repair->add_option("IMPL", request_.impl, "implementation")->required();
  repair->add_flag("--kernel-rows", request_.kernel_rows,
                   "rows of the kernel facilities may change too");
  add_question(repair);
}

void App::add_patch_command() {
  Options& o = request_.options;
  CLI::App* patch = add("patch", "is this patch of the kernel right?", [this] {
    return static_cast<int>(patch_command(context_, request_.options));
  });
  patch->add_option("FILE", o.kernel.patches, "one or more")->required();
  add_selection(patch, false);
  patch->add_option("--model", o.model, "memory model (default lkmm)");
  add_limits(patch);
  add_output(patch);
}

void App::add_data_commands() {
  Options& o = request_.options;
  CLI::App* history =
      add("history", "versions, their bugs, what each changed", [this] {
        return static_cast<int>(history_command(context_, request_.options));
      });
  history->add_option("--impl", o.impls, "version, name or glob")
      ->allow_extra_args(false);
  history->add_option("--case", o.cases, "cases whose outcomes are compared")
      ->allow_extra_args(false);
  history->add_option("--model", o.model, "of the outcomes (default lkmm)");
  history->add_option("--time", o.time, "limit of each run: 500ms, 30s, 2m");
  history->add_option("--jobs,-j", o.jobs, "threads that explore one run");
  history->add_option("--out", o.out, "json:FILE or text:FILE")
      ->allow_extra_args(false);
  history->add_flag("--quiet,-q", o.style.quiet, "verdict and table only");
  history->add_flag("--full", o.style.full, "names of new and gone sites");

  CLI::App* list = add("list", "what there is", [this] {
    return static_cast<int>(
        list_command(context_, request_.what, request_.impl));
  });
  list->add_option("WHAT", request_.what,
                   "cases, impls, bugs, engines, models, errors or sites")
      ->required();
  list->add_option("IMPL", request_.impl, "implementation, for sites");
  add_kernel_options(*list, o.kernel);

  CLI::App* replay = add("replay", "one execution again, step by step", [this] {
    return static_cast<int>(replay_command(context_, request_.token,
                                           request_.gdb, request_.options));
  });
  replay->add_option("TOKEN", request_.token, "from the report")->required();
  replay->add_flag("--gdb", request_.gdb,
                   "stopped in the lock's code at the last step");
  add_kernel_options(*replay, o.kernel);
  add_output(replay);

  CLI::App* report = add("report", "result files, merged, as a report", [this] {
    return static_cast<int>(
        report_command(context_, request_.files, request_.options));
  });
  report->add_option("FILE", request_.files, "written by --out json:FILE")
      ->required();
  add_output(report);

  CLI::App* explain = add("explain", "the page of an error code", [this] {
    return static_cast<int>(explain_command(context_, request_.code));
  });
  explain->add_option("CODE", request_.code, "E01 to E11, or its name");
}

void App::add_foreign_commands() {
  bench::BenchOptions& b = request_.bench;
  CLI::App* bench = add("bench", "implementations against each other", [this] {
    request_.bench.command = context_.command_line;
    return context_.bench(request_.bench);
  });
  bench->add_option("--impl", b.impls, "implementation; the first is the base")
      ->allow_extra_args(false);
  bench->add_option("--filter", b.filter, "regular expression on workloads");
  bench->add_option("--repetitions", b.repetitions, "of each workload");
  bench->add_option("--min-time", b.min_time, "seconds for one repetition");
  bench->add_option("--threads", b.threads, "of contended workloads");
  bench->add_option("--seed", b.seed, "order of the repetitions");
  bench->add_option("--out", b.outputs, "json:FILE or text:FILE")
      ->allow_extra_args(false);
  bench->add_flag("--list", b.list, "print the workloads and run nothing");

  litmus::LitmusOptions& l = request_.litmus;
  CLI::App* litmus =
      add("litmus", "C litmus tests, as herd7 runs them",
          [this] { return context_.litmus(request_.litmus, context_.out); });
  litmus->add_option("FILE", l.files, "tests, or folders of *.litmus")
      ->required();
  litmus->add_option("--model", l.model, "sc, tso, rc11 or lkmm");
  litmus->add_option("--expect", l.expect,
                     "compare with this table of states (TSV)");
  litmus->add_option("--jobs,-j", l.jobs, "threads");
}

void App::refuse_unknown_command(const std::string& word) {
  if (word.starts_with("-")) return;
  Names known;
  for (const auto& [sub, command] : commands_) known.push_back(sub->get_name());
  if (std::find(known.begin(), known.end(), word) == known.end())
    user_error(unknown_name("command", word, known, "vmalock --help"));
}

void App::refuse_extras() {
  const std::vector<std::string> extras = app_.remaining(true);
  const auto used = app_.get_subcommands();
  const std::string word = extras.empty() ? "" : extras.front();
  if (used.empty() || !word.starts_with("-"))
    user_error("'" + word + "' was not expected here; see `vmalock " +
               (used.empty() ? "" : used.front()->get_name() + " ") +
               "--help`");
  Names known;
  for (const CLI::Option* option : used.front()->get_options())
    for (const std::string& name : option->get_lnames())
      known.push_back("--" + name);
  user_error(unknown_name("option", word.substr(0, word.find('=')), known,
                          "vmalock " + used.front()->get_name() + " --help"));
}

}  // namespace

int run_app(const Context& context, const Arguments& arguments) {
  try {
    return App(context).run(arguments);
  } catch (const UserError& error) {
    context.err << paragraph("vmalock: ", error.what()) << std::flush;
    return static_cast<int>(ExitStatus::usage);
  }
}

}  // namespace vmalock::cli
