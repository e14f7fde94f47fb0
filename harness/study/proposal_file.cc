// SPDX-License-Identifier: MIT
// Proposals from TOML files. Every complaint says file:line:column.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "harness/base/check.h"
#include "harness/study/names.h"
#include "harness/study/proposal.h"

namespace vmalock::study {

namespace {

constexpr const char* example =
    "[[proposal]] with name = \"...\", impl = \"refcnt-6.15\", set = { "
    "reader_inc = \"relaxed\" } and expect = \"broken\"";

std::string place(const std::string& path, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", path, source.begin.line, source.begin.column);
}

[[noreturn]] void refuse(const std::string& path, const toml::node& node,
                         const std::string& text) {
  user_error(place(path, node.source()) + ": " + text);
}

class FileReader {
 public:
  FileReader(std::span<Engine* const> engines, std::string path)
      : engines_(engines), path_(std::move(path)) {}

  std::vector<Proposal> read(const toml::table& top) {
    only(top, {"impl", "proposal"});
    const std::string impl = top.contains("impl") ? text(top, "impl") : "";
    if (const toml::node* node = top.get("impl")) find_impl(*node, impl);
    const toml::node* list = top.get("proposal");
    if (!list)
      user_error(path_ + ":1:1: there is no proposal; write " + example);
    const toml::array* array = list->as_array();
    if (!array)
      refuse(path_, *list, "'proposal' is no array; write [[proposal]]");
    std::vector<Proposal> all;
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      if (!table)
        refuse(path_, node,
               "a proposal is a table; write " + std::string(example));
      all.push_back(proposal(*table, impl));
    }
    return all;
  }

 private:
  std::span<Engine* const> engines_;
  std::string path_;

  void only(const toml::table& table, const Names& known) const {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const std::string meant = nearest(name, known);
      user_error(place(path_, key.source()) + ": unknown key '" + name + "'" +
                 (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
                 "; there are " + fmt::format("{}", fmt::join(known, ", ")));
    }
  }

  std::string text(const toml::table& table, const char* key) const {
    const toml::node& node = *table.get(key);
    const auto value = node.value<std::string>();
    if (!node.is_string() || !value)
      refuse(path_, node,
             fmt::format("'{0}' is no string; write {0} = \"...\"", key));
    return *value;
  }

  std::string optional_text(const toml::table& table, const char* key) const {
    return table.contains(key) ? text(table, key) : "";
  }

  std::optional<unsigned> count(const toml::table& table,
                                const char* key) const {
    const toml::node* node = table.get(key);
    if (!node) return std::nullopt;
    const auto value = node->value<std::int64_t>();
    if (!node->is_integer() || !value || *value < 0 ||
        *value > std::numeric_limits<unsigned>::max())
      refuse(
          path_, *node,
          fmt::format("'{0}' is no number of threads or rounds; write {0} = 2",
                      key));
    return static_cast<unsigned>(*value);
  }

  /// A case or several.
  Names case_names(const toml::table& table, const char* key) const {
    const toml::node* node = table.get(key);
    if (!node) return {};
    Names known;
    for (const CaseInfo* info : all_cases(engines_))
      known.emplace_back(info->name);
    Names names;
    const auto add = [&](const toml::node& item) {
      const auto value = item.value<std::string>();
      if (!item.is_string() || !value)
        refuse(path_, item,
               fmt::format("'{0}' holds no name of a case; write {0} = "
                           "\"reader_excludes_writer\"",
                           key));
      if (std::find(known.begin(), known.end(), *value) == known.end())
        refuse(path_, item,
               unknown_name("case", *value, known, "vmalock list cases"));
      names.push_back(*value);
    };
    if (const toml::array* array = node->as_array())
      for (const toml::node& item : *array) add(item);
    else
      add(*node);
    return names;
  }

  const ImplInfo& find_impl(const toml::node& node,
                            const std::string& impl) const {
    Names known;
    for (const ImplInfo* info : all_impls(engines_)) {
      if (info->name == impl) return *info;
      known.emplace_back(info->name);
    }
    refuse(path_, node,
           unknown_name("implementation", impl, known, "vmalock list impls"));
  }

  ChangedRows rows(const toml::table& table, const ImplInfo& impl) const {
    const toml::node* node = table.get("set");
    const toml::table* set = node ? node->as_table() : nullptr;
    if (!set || set->empty())
      refuse(path_, node ? *node : static_cast<const toml::node&>(table),
             "a proposal needs changed orderings; write set = { reader_inc = "
             "\"relaxed\" }");
    ChangedRows rows;
    for (const auto& [key, value] : *set) {
      const std::string site(key.str());
      const std::string ordering = text(*set, site.c_str());
      const auto index = site_index(impl, site);
      if (!index)
        user_error(
            place(path_, key.source()) + ": " +
            unknown_name("site", site, site_names(impl),
                         "vmalock list sites " + std::string(impl.name)));
      try {
        rows[site] = legal_ordering(site_row(impl, *index), ordering);
      } catch (const UserError& error) {
        // The text is the one for the option, which is not what was written.
        const std::string said = error.what();
        refuse(path_, value,
               said.starts_with("--set ") ? said.substr(6) : said);
      }
    }
    return rows;
  }

  std::optional<ProposalVerdict> expected(const toml::table& table) const {
    const std::string word = optional_text(table, "expect");
    if (word.empty() && !table.contains("expect")) return std::nullopt;
    if (word == "broken") return ProposalVerdict::broken;
    if (word == "safe") return ProposalVerdict::safe;
    if (word == "no difference") return ProposalVerdict::no_difference;
    const std::string meant =
        nearest(word, {"broken", "safe", "no difference"});
    refuse(path_, *table.get("expect"),
           "no verdict '" + word + "'" +
               (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
               "; write \"broken\", \"safe\" or \"no difference\"");
  }

  Proposal proposal(const toml::table& table, const std::string& impl) const {
    only(table, {"name", "impl", "set", "expect", "by", "why", "cases",
                 "readers", "writers", "rounds"});
    Proposal p;
    p.where = fmt::format("{}:{}", path_, table.source().begin.line);
    p.impl = table.contains("impl") ? text(table, "impl") : impl;
    if (p.impl.empty())
      refuse(path_, table,
             "of which implementation? write impl = \"refcnt-6.15\" here or at "
             "the top of the file");
    const toml::node* named = table.get("impl");
    const ImplInfo& info = find_impl(
        named ? *named : static_cast<const toml::node&>(table), p.impl);
    p.rows = rows(table, info);
    p.name = optional_text(table, "name");
    if (p.name.empty()) p.name = text_of(p.rows);
    p.why = optional_text(table, "why");
    p.expect = expected(table);
    p.by = case_names(table, "by");
    if (!p.by.empty() && p.expect != ProposalVerdict::broken)
      refuse(path_, *table.get("by"),
             "'by' names the case that breaks, so write expect = \"broken\" "
             "too");
    p.cases = case_names(table, "cases");
    p.readers = count(table, "readers");
    p.writers = count(table, "writers");
    p.rounds = count(table, "rounds");
    return p;
  }
};

}  // namespace

std::vector<Proposal> read_proposals(std::span<Engine* const> engines,
                                     const std::string& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path))
    user_error("cannot read '" + path +
               "'; name a TOML file with proposals: " + example);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_proposals(engines, text, path);
}

std::vector<Proposal> parse_proposals(std::span<Engine* const> engines,
                                      const std::string& text,
                                      const std::string& path) {
  try {
    const toml::table top = toml::parse(text, path);
    return FileReader(engines, path).read(top);
  } catch (const toml::parse_error& error) {
    user_error(place(path, error.source()) + ": is no TOML: " +
               std::string(error.description()) + "; write " + example);
  }
}

std::vector<std::string> proposal_files(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".toml")
      files.push_back(entry.path().string());
  if (error)
    user_error("--dir '" + folder + "': " + error.message() +
               "; name a folder with *.toml files");
  if (files.empty())
    user_error("--dir '" + folder +
               "': no *.toml there; name a folder with proposals");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace vmalock::study
