// SPDX-License-Identifier: MIT
// Compiles C through the pass, for its tests.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace vmalock::kernel_source::oracle {

/// A clang and the plugin that was built for it.
struct Compiler {
  std::string version;  ///< "14"
  std::string command;  ///< "clang-14"
  std::string plugin;
};

/// For the names of tests.
inline std::ostream& operator<<(std::ostream& out, const Compiler& compiler) {
  return out << compiler.command;
}

/// Those that this build has; empty if it has none.
const std::vector<Compiler>& compilers();

/// A shared object that is loaded as long as this lives.
class Loaded {
 public:
  explicit Loaded(const std::string& path);
  ~Loaded();
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  void* symbol(const std::string& name) const;

 private:
  void* handle_;
};

struct Compiled {
  std::string messages;            ///< what the compiler printed
  std::unique_ptr<Loaded> loaded;  ///< null if it failed
  double seconds = 0;              ///< of the processor
};

/// `file`: a C file. `options`: beside those that the pass needs.
/// No reports of crashes are left behind.
Compiled compile(const Compiler& compiler, const std::string& file,
                 const std::string& options = "");
/// The same for a text, which stands in a temporary folder as `name`.
Compiled compile_text(const Compiler& compiler, const std::string& name,
                      const std::string& text, const std::string& options = "");

}  // namespace vmalock::kernel_source::oracle
