// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/toolkit.h"

#include <filesystem>
#include <sstream>

namespace vmalock::kernel_source {

namespace fs = std::filesystem;

std::map<std::string, std::string> parse_passes(const std::string& text) {
  std::map<std::string, std::string> passes;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');)
    if (const std::size_t equals = one.find('='); equals != std::string::npos)
      passes[one.substr(0, equals)] = one.substr(equals + 1);
  return passes;
}

Toolkit toolkit_beside(const std::string& program, const Toolkit& built) {
  const fs::path prefix = fs::path(program).parent_path().parent_path();
  const fs::path shims = prefix / "share/vmalock/shims";
  std::error_code error;
  if (!fs::exists(shims / "vmalock/kernel.h", error)) return built;
  Toolkit found{shims.string(), {}};
  for (const auto& entry :
       fs::directory_iterator(prefix / "lib/vmalock", error)) {
    const std::string name = entry.path().filename().string();
    const std::string lead = "libvmalock_pass_", end = ".so";
    if (name.starts_with(lead) && name.ends_with(end))
      found.passes[name.substr(lead.size(),
                               name.size() - lead.size() - end.size())] =
          entry.path().string();
  }
  return found;
}

}  // namespace vmalock::kernel_source
