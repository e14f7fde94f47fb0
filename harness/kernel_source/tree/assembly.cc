// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/assembly.h"

#include <cstdio>
#include <sstream>
#include <vector>

namespace vmalock::kernel_source {

namespace {

/// Of x86-64 and of arm64. An xchg with memory locks without saying so.
bool orders(const std::string& mnemonic, const std::string& operands) {
  if (mnemonic.starts_with("xchg"))
    return operands.find('(') != std::string::npos;
  for (const char* start :
       {"lock ", "mfence", "lfence", "sfence", "ldar",  "ldapr",
        "ldax",  "ldxr",   "stlr",   "stlx",   "stxr",  "dmb",
        "dsb",   "cas",    "swp",    "ldadd",  "ldclr", "ldset",
        "ldeor", "stadd",  "stclr",  "stset"})
    if (mnemonic.starts_with(start)) return true;
  return false;
}

std::vector<std::string> quoted(const std::string& line) {
  std::vector<std::string> all;
  for (std::size_t at = line.find('"'); at != std::string::npos;
       at = line.find('"', at + 1)) {
    const std::size_t end = line.find('"', at + 1);
    if (end == std::string::npos) break;
    all.push_back(line.substr(at + 1, end - at - 1));
    at = end;
  }
  return all;
}

class Reader {
 public:
  std::map<std::string, FunctionCode> read(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      const std::size_t begin = line.find_first_not_of(" \t");
      if (begin == std::string::npos) continue;
      if (begin == 0)
        label(line);
      else if (line[begin] == '.')
        directive(line.substr(begin));
      else if (function_ && line[begin] != '#' && line[begin] != '/')
        instruction(line.substr(begin));
    }
    return std::move(functions_);
  }

 private:
  std::map<std::string, FunctionCode> functions_;
  std::set<std::string> names_;  ///< of functions
  std::map<unsigned, std::string> files_;
  FunctionCode* function_ = nullptr;
  bool locked_ = false;  ///< the prefix of the next instruction

  void label(const std::string& line) {
    const std::string name = line.substr(0, line.find(':'));
    if (name.starts_with(".Lfunc_end"))
      function_ = nullptr;
    else if (names_.contains(name))
      function_ = &functions_[name];
  }

  void directive(const std::string& line) {
    unsigned file = 0, number = 0;
    if (line.starts_with(".type") &&
        line.find("@function") != std::string::npos)
      names_.insert(line.substr(6, line.find(',') - 6));
    else if (std::sscanf(line.c_str(), ".file %u", &file) == 1)
      name_file(file, quoted(line));
    else if (function_ &&
             std::sscanf(line.c_str(), ".loc %u %u", &file, &number) == 2)
      function_->lines.emplace(files_[file], number);
  }

  /// .file 3 "include/linux" "mm.h"
  void name_file(unsigned file, const std::vector<std::string>& parts) {
    if (parts.empty()) return;
    std::string path = parts[0];
    if (parts.size() > 1) path = path == "." ? parts[1] : path + "/" + parts[1];
    if (path.starts_with("./")) path.erase(0, 2);
    files_[file] = path;
  }

  void instruction(const std::string& line) {
    const std::size_t end = line.find_first_of(" \t");
    std::string mnemonic = line.substr(0, end);
    const std::string operands =
        end == std::string::npos ? "" : line.substr(end);
    if (mnemonic == "lock") {  // on a line of its own, or before its operation
      locked_ = true;
      const std::size_t next = operands.find_first_not_of(" \t");
      if (next != std::string::npos) instruction(operands.substr(next));
      return;
    }
    if (locked_) mnemonic = "lock " + mnemonic;
    locked_ = false;
    ++function_->instructions;
    if (orders(mnemonic, operands)) ++function_->ordering[mnemonic];
  }
};

}  // namespace

std::map<std::string, FunctionCode> read_assembly(const std::string& text) {
  return Reader().read(text);
}

}  // namespace vmalock::kernel_source
