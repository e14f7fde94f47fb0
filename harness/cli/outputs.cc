// SPDX-License-Identifier: MIT
#include "harness/cli/outputs.h"

#include <filesystem>

#include "harness/base/check.h"
#include "harness/base/underway.h"
#include "harness/cli/machines.h"
#include "harness/cli/progress.h"
#include "harness/cli/sources.h"
#include "harness/cli/topics.h"
#include "harness/report/layout.h"
#include "harness/result/atomic_file.h"
#include "harness/study/names.h"
#include "harness/study/runner.h"

namespace vmalock::cli {

namespace {

/// "a.litmus" with "-2" -> "a-2.litmus"
std::string with_suffix(const std::string& path, const std::string& suffix) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash))
    return path + suffix;
  return path.substr(0, dot) + suffix + path.substr(dot);
}

study::Names format_names(Outputs::Of of) {
  if (of == Outputs::Of::study) return {"json", "text"};
  study::Names names;
  for (const Format& format : formats()) names.emplace_back(format.name);
  return names;
}

[[noreturn]] void refuse_format(const std::string& format, Outputs::Of of) {
  const study::Names known = format_names(of);
  const std::string meant = study::nearest(format, known);
  const std::string hint =
      "'" + format + "'" +
      (meant.empty() ? "" : ", did you mean '" + meant + "'?");
  if (of == Outputs::Of::study)
    user_error("--out: this command has no format " + hint + "; it has " +
               join(known, " and "));
  user_error("--out: unknown format " + hint + "; there are " +
             join(known, ", "));
}

}  // namespace

void say(const Context& context, const std::string& sentence) {
  if (!sentence.empty()) context.err << paragraph("vmalock: ", sentence);
}

Outputs::Outputs(const Context& context, const OutputOptions& options, Of of)
    : context_(context), style_(options.style) {
  bool stdout_taken = false;
  for (const std::string& text : options.out) {
    Out out = parse(text, of);
    if (out.to_stdout() && format_named(out.format)->several)
      user_error("--out " + text +
                 ": there may be several files; write a name, as in --out " +
                 out.format + ":bug." + out.format);
    if (out.to_stdout() && stdout_taken)
      user_error("--out: two outputs name stdout; give one of them a file");
    for (const Out& other : outs_)
      if (!out.to_stdout() && other.path == out.path)
        user_error("--out " + text + " and --out " + other.format + ":" +
                   other.path +
                   " name the same file; give one of them another");
    if (!out.to_stdout()) require_writable(out.path);
    stdout_taken = stdout_taken || out.to_stdout();
    outs_.push_back(std::move(out));
  }
  if (!stdout_taken) outs_.push_back({"text", "-"});
}

Outputs::Out Outputs::parse(const std::string& text, Of of) {
  const study::Names known = format_names(of);
  const std::size_t colon = text.find(':');
  Out out{text.substr(0, colon), ""};
  if (colon != std::string::npos && colon + 1 < text.size() &&
      out.format.find_first_of("./") == std::string::npos) {
    out.path = text.substr(colon + 1);
  } else if (const Format* format = format_of_file(text)) {
    out = {std::string(format->name), text};
  } else {
    user_error("--out '" + text +
               "' is no output; write FORMAT:FILE, as in --out json:run.json, "
               "or a FILE whose ending says the format (formats: " +
               join(known, ", ") + "; FILE - is stdout)");
  }
  if (std::find(known.begin(), known.end(), out.format) == known.end())
    refuse_format(out.format, of);
  return out;
}

Style Outputs::style_of(const Out& out) const {
  Style style = style_;
  style.colour = out.to_stdout() && context_.colour;
  if (out.to_stdout()) style.width = context_.width;
  return style;
}

void Outputs::put(const Out& out, const std::string& content) const {
  if (out.to_stdout())
    context_.out << content << std::flush;
  else
    write_file_atomically(out.path, content);
}

std::vector<RunResult> Outputs::run(const std::vector<study::Cell>& plan,
                                    const Runner& runner) const {
  std::vector<Question> questions;
  questions.reserve(plan.size());
  for (const study::Cell& cell : plan)
    questions.push_back(cell.request.question);
  for (const Out& out : outs_)
    if (!journal_ && out.format == "json" && !out.to_stdout() &&
        !std::filesystem::is_other(out.path))
      journal_ =
          std::make_unique<Journal>(out.path, context_.command_line, questions);
  if (journal_) set_journal_for_last_words(journal_->path());
  Progress progress(context_);
  study::Listener listener = progress.listener();
  if (journal_)
    listener.finished = [this](const RunResult& run) { journal_->add(run); };
  std::vector<RunResult> runs =
      runner ? runner(listener) : study::run_plan(plan, listener);
  if (journal_ && !journal_->problem().empty())
    say(context_, "finished runs could not be kept in " + journal_->problem());
  return runs;
}

void Outputs::write(const std::vector<RunResult>& runs, const Text& text,
                    const std::function<std::string()>& json) const {
  const Document document = new_document(context_.command_line, runs);
  const Library library{
      [this](const std::string& impl, const std::string& path) {
        return source_text(context_, impl, path);
      },
      bug_sentence};
  EachIsWritten each;
  for (const Out& out : outs_) {
    if (out.format == "text" && text) {
      each([&] { put(out, text(style_of(out))); });
      continue;
    }
    if (out.format == "json" && json) {
      each([&] { put(out, json()); });
      continue;
    }
    const std::vector<ReportFile> files =
        out.format == "litmus"
            ? litmus_files_as_run(document)
            : format_named(out.format)->write(document, style_of(out), library);
    for (const ReportFile& file : files)
      each([&] {
        put({out.format, file.suffix.empty()
                             ? out.path
                             : with_suffix(out.path, file.suffix)},
            file.content);
      });
  }
  each.finish();
  if (journal_) journal_->remove();
  set_journal_for_last_words("");
}

void Outputs::write(const Text& text,
                    const std::function<std::string()>& json) const {
  EachIsWritten each;
  for (const Out& out : outs_)
    each(
        [&] { put(out, out.format == "json" ? json() : text(style_of(out))); });
  each.finish();
}

}  // namespace vmalock::cli
