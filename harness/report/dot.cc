// SPDX-License-Identifier: MIT
#include "harness/report/dot.h"

#include <fmt/format.h>

#include <map>

#include "harness/report/execution_view.h"
#include "harness/report/layout.h"
#include "harness/report/step_text.h"
#include "harness/report/trace.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

const char* style_of(GraphEdge::Kind kind) {
  switch (kind) {
    case GraphEdge::Kind::po:
      return "color=black";
    case GraphEdge::Kind::rf:
      return "color=\"#228833\", fontcolor=\"#228833\", constraint=false, "
             "label=rf";
    case GraphEdge::Kind::co:
      return "color=\"#8c510a\", fontcolor=\"#8c510a\", constraint=false, "
             "label=co";
    case GraphEdge::Kind::fr:
      return "color=\"#cc3311\", fontcolor=\"#cc3311\", constraint=false, "
             "label=fr";
    default:
      return "color=\"#cc3311\", penwidth=3, style=dashed, dir=none, "
             "constraint=false, label=\"nothing orders these\"";
  }
}

std::string node(const Error& error, const std::string& text, std::size_t i) {
  const TraceStep& step = error.trace[i];
  std::string label = fmt::format("{}: {}", i + 1, text);
  if (!step.function.empty())
    label += "\n" + kernel_name(step.function) + " " + short_text(step.where);
  const int me = static_cast<int>(i);
  const bool guilty = me == error.first || me == error.second;
  return fmt::format("    s{} [label={}{}];\n", i, quoted(label),
                     guilty ? ", color=\"#cc3311\", penwidth=2" : "");
}

std::string digraph(const RunResult& run, bool full) {
  const Error& error = *run.error;
  const std::vector<bool> shown =
      full ? std::vector<bool>(error.trace.size(), true) : telling_steps(error);
  const Question& q = run.question;
  std::string title = q.case_name + " " + q.impl;
  if (!q.orderings.empty()) title += " " + text_of(q.orderings);
  std::string out = "digraph " + quoted(title) + " {\n  label=" +
                    quoted(title + "\n" + code(error.kind) + std::string(": ") +
                           error.message) +
                    ";\n  labelloc=t; newrank=true;\n"
                    "  node [shape=box, fontname=monospace, fontsize=10];\n"
                    "  edge [fontname=monospace, fontsize=10];\n";
  const std::vector<std::string> texts =
      step_texts(error.trace, error.locations);
  std::map<unsigned, std::string> threads;
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (shown[i]) threads[error.trace[i].thread] += node(error, texts[i], i);
  for (const auto& [thread, nodes] : threads) {
    out += fmt::format("  subgraph cluster_{0} {{\n    label={0};\n{1}  }}\n",
                       cpu(thread), nodes);
  }
  for (const GraphEdge& edge : edges_between(error, shown))
    out += fmt::format("  s{} -> s{} [{}];\n", edge.from, edge.to,
                       style_of(edge.kind));
  return out + "}\n";
}

}  // namespace

std::string dot_report(const Document& document, bool full) {
  std::string out;
  for (const RunResult& run : document.runs)
    if (run.error && has_graph(*run.error)) out += digraph(run, full);
  return out.empty() ? "// no violation with an execution graph\n" : out;
}

}  // namespace vmalock
