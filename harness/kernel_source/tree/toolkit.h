// SPDX-License-Identifier: MIT
// Where the parts of vmalock lie that the compiler of a kernel tree needs.
#pragma once

#include <map>
#include <string>

namespace vmalock::kernel_source {

struct Toolkit {
  std::string shims;  ///< the folder that holds vmalock/kernel.h
  /// The pass for clang-N, by N: a shared object.
  std::map<std::string, std::string> passes;
};

/// "14=FILE,16=FILE"
std::map<std::string, std::string> parse_passes(const std::string& text);

/// What `cmake --install` put beside PREFIX/bin/vmalock, where `program` is
/// that file: the passes in PREFIX/lib/vmalock and the shims in
/// PREFIX/share/vmalock. `built`, if there is nothing: the program runs in the
/// folder where it was built.
Toolkit toolkit_beside(const std::string& program, const Toolkit& built);

}  // namespace vmalock::kernel_source
