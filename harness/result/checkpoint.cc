// SPDX-License-Identifier: MIT
#include "harness/result/checkpoint.h"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <utility>

#include "harness/result/atomic_file.h"
#include "harness/result/json.h"
#include "harness/result/question_json.h"
#include "harness/result/run_json.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;
using Reader = JsonReader;

constexpr const char* how_to = "; give a file written by --checkpoint";

/// The note that linkers write: a hash of what they have linked.
std::string build_id() {
  std::string id;
  dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* to) {
        const std::span segments(object->dlpi_phdr, object->dlpi_phnum);
        for (const ElfW(Phdr) & segment : segments) {
          if (segment.p_type != PT_NOTE) continue;
          const char* at = reinterpret_cast<const char*>(object->dlpi_addr) +
                           segment.p_vaddr;
          const char* const end = at + segment.p_memsz;
          while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const auto padded = [](std::size_t n) { return (n + 3) / 4 * 4; };
            const char* const content =
                at + sizeof note + padded(note.n_namesz);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4)
              for (std::size_t i = 0; i < note.n_descsz; ++i)
                *static_cast<std::string*>(to) += fmt::format(
                    "{:02x}", static_cast<unsigned char>(content[i]));
            at = content + padded(note.n_descsz);
          }
        }
        return 1;  // the first object is the program itself
      },
      &id);
  return id;
}

std::string key_of(const Question& question, const std::string& how) {
  return to_json(question).dump() + " " + how;
}

std::string line_of(const FinishedRun& run) {
  Json json;
  json["question"] = to_json(run.question);
  json["how"] = run.how;
  json["reached"] = nullptr;
  if (run.reached) {
    std::string flags;
    for (const std::uint8_t flag : *run.reached) flags += flag ? '1' : '0';
    json["reached"] = flags;
  }
  json["run"] = to_json(run.result);
  return json_line(json);
}

FinishedRun read_line(const Reader& json) {
  FinishedRun run;
  run.question = read_question(json.field("question"));
  run.how = json.text("how");
  run.result = read_run(json.field("run"));
  if (const auto reached = json.optional_field("reached")) {
    run.reached.emplace();
    for (const char flag : reached->string())
      run.reached->push_back(flag == '1');
  }
  return run;
}

/// "--case is reader* there, and not given here"
std::string difference(const std::string& option, const Asked& there,
                       const Asked& here) {
  const auto value = [&](const Asked& asked) {
    const auto it = asked.find(option);
    if (it == asked.end()) return std::string("not given");
    return it->second.empty() ? "given" : it->second;
  };
  return option + " is " + value(there) + " there and " + value(here) + " here";
}

std::string differences(const Asked& there, const Asked& here) {
  Asked all = there;
  all.insert(here.begin(), here.end());
  std::string text;
  for (const auto& [option, value] : all) {
    const auto old = there.find(option);
    const auto now = here.find(option);
    const bool same =
        old != there.end() && now != here.end() && old->second == now->second;
    if (!same)
      text += (text.empty() ? "" : "; ") + difference(option, there, here);
  }
  return text;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    user_error("--resume: cannot read '" + path + "'" + how_to);
  return text.str();
}

std::string head_of(const std::string& command_line, const Asked& asked) {
  Json json = json_head(new_document(command_line, {}), "checkpoint");
  json["program"] = program_id();
  json["asked"] = Json::object();
  for (const auto& [option, value] : asked) json["asked"][option] = value;
  return json_line(json);
}

/// UserError unless these runs are answers to what is asked now.
void require_same_question(const Reader& head, const std::string& path,
                           const Asked& asked) {
  const Document document = read_json_head(head);
  if (head.text("kind") != "checkpoint")
    head.field("kind").refuse("is not 'checkpoint'");
  if (head.text("program") != program_id())
    user_error(fmt::format(
        "--resume {}: it was written by another vmalock ({}, build {:.12}; "
        "this is {}, build {:.12}), whose runs may have other answers; start "
        "again without --resume",
        path, document.tool.version, head.text("program"),
        new_document("", {}).tool.version, program_id()));
  Asked there;
  head.members("asked", [&](const std::string& option, const Reader& value) {
    there[option] = value.string();
  });
  if (there != asked)
    user_error("--resume " + path +
               " answers another question: " + differences(there, asked) +
               "; it was written by `" + document.tool.command + "`");
}

}  // namespace

std::string program_id() {
  static const std::string id = [] {
    std::string found = build_id();
    if (!found.empty()) return found;
    // A linker that writes no such note.
    std::error_code none;
    const std::filesystem::path self = "/proc/self/exe";
    return fmt::format("{}-{}", std::filesystem::file_size(self, none),
                       std::filesystem::last_write_time(self, none)
                           .time_since_epoch()
                           .count());
  }();
  return id;
}

Checkpoint::Checkpoint(const std::string& file, const std::string& resumed,
                       const std::string& command_line, const Asked& asked) {
  require_writable(file);
  const std::string lines =
      resumed.empty() ? head_of(command_line, asked) : read(resumed, asked);
  file_ = std::make_unique<Journal>(
      file, lines,
      file == resumed ? Journal::Before::replace : Journal::Before::keep);
}

std::string Checkpoint::read(const std::string& path, const Asked& asked) {
  const std::string text = text_of(path);
  std::size_t number = 0, begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != text.npos;
       begin = end + 1) {
    const Json json =
        parsed_json(std::string_view(text).substr(begin, end - begin));
    const Reader line(json, fmt::format("{}:{}:", path, ++number), how_to);
    if (json.is_discarded()) line.refuse("is not JSON");
    if (number == 1) {
      require_same_question(line, path, asked);
      continue;
    }
    FinishedRun run = read_line(line);
    const std::string key = key_of(run.question, run.how);
    known_.insert_or_assign(key, std::move(run));
  }
  if (number == 0) user_error("--resume: '" + path + "' is empty" + how_to);
  return text.substr(0, begin);
}

const FinishedRun* Checkpoint::find(const Question& question,
                                    const std::string& how,
                                    bool with_reached) const {
  const auto it = known_.find(key_of(question, how));
  if (it == known_.end()) return nullptr;
  return with_reached && !it->second.reached ? nullptr : &it->second;
}

void Checkpoint::add(const FinishedRun& run) {
  const std::string line = line_of(run);
  const std::lock_guard lock(mutex_);
  file_->add(line);
}

}  // namespace vmalock
