// SPDX-License-Identifier: MIT
#include "harness/kernel_source/pass/testing/compiler.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/check.h"

namespace vmalock::kernel_source::oracle {

namespace {

/// A folder of its own, removed in the end.
class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

double child_seconds() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// "14=path,16=path", from the build.
std::vector<Compiler> parse(const std::string& passes) {
  std::vector<Compiler> all;
  std::istringstream in(passes);
  for (std::string one; std::getline(in, one, ',');) {
    const std::size_t equals = one.find('=');
    const std::string version = one.substr(0, equals);
    all.push_back({version, "clang-" + version, one.substr(equals + 1)});
  }
  return all;
}

/// What the command printed, and whether it succeeded.
std::pair<std::string, bool> run(const std::string& command) {
  std::FILE* out = popen((command + " 2>&1").c_str(), "r");
  CHECK(out != nullptr);
  std::string text;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, out))
    text.append(buffer, n);
  const bool ok = pclose(out) == 0;
  return {text, ok};
}

}  // namespace

const std::vector<Compiler>& compilers() {
  static const std::vector<Compiler> all = parse(VMALOCK_PASSES);
  return all;
}

Loaded::Loaded(const std::string& path)
    : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) user_error(std::string("cannot load: ") + dlerror());
}

Loaded::~Loaded() { dlclose(handle_); }

void* Loaded::symbol(const std::string& name) const {
  return dlsym(handle_, name.c_str());
}

Compiled compile(const Compiler& compiler, const std::string& file,
                 const std::string& options) {
  const Folder folder;
  const std::string object = folder.file("code.so");
  const double before = child_seconds();
  auto [messages, ok] = run(fmt::format(
      "{} -std=gnu11 -O2 -g -fPIC -shared -fno-crash-diagnostics "
      "-fno-strict-aliasing -w -I{} "
      "-fpass-plugin={} {} -o {} {}",
      compiler.command, VMALOCK_ROOT, compiler.plugin, options, object, file));
  Compiled result;
  result.messages = std::move(messages);
  result.seconds = child_seconds() - before;
  if (ok) result.loaded = std::make_unique<Loaded>(object);
  return result;
}

Compiled compile_text(const Compiler& compiler, const std::string& name,
                      const std::string& text, const std::string& options) {
  const Folder folder;
  const std::string file = folder.file(name);
  std::ofstream(file) << text;
  return compile(compiler, file, options);
}

}  // namespace vmalock::kernel_source::oracle
