// SPDX-License-Identifier: MIT
#include "harness/platform/relacy/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string_view>

#include "harness/base/check.h"
#include "harness/platform/engine.h"

namespace vmalock::relacy {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A message: kind, length, text.
enum class Kind : char { progress = 'p', result = 'r' };

void write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(to, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(1);  // the parent is gone
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void send(int to, Kind kind, const std::string& text) {
  const std::uint64_t size = text.size();
  std::string message(1, static_cast<char>(kind));
  message.append(reinterpret_cast<const char*>(&size), sizeof size);
  message += text;
  write_all(to, message);
}

void on_stop(int) { stop_requested.store(true); }

[[noreturn]] void child_main(
    int to, const std::function<std::string(const Progress&)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGINT, on_stop);
  signal(SIGTERM, on_stop);
  try {
    send(to, Kind::result, work([to](const std::string& line) {
           send(to, Kind::progress, line);
         }));
  } catch (const std::exception& error) {
    // The request was checked before the fork: this is our own bug.
    fprintf(stderr, "vmalock: in the child process: %s\n", error.what());
    _exit(static_cast<int>(ExitStatus::internal));
  }
  // No destructors: buffers and threads of the parent are not ours.
  _exit(0);
}

/// Takes the first whole message from `bytes`.
std::optional<std::pair<Kind, std::string>> take_message(std::string& bytes) {
  std::uint64_t size = 0;
  constexpr std::size_t header = 1 + sizeof size;
  if (bytes.size() < header) return std::nullopt;
  memcpy(&size, bytes.data() + 1, sizeof size);
  if (bytes.size() < header + size) return std::nullopt;
  const Kind kind = static_cast<Kind>(bytes[0]);
  std::string text = bytes.substr(header, size);
  bytes.erase(0, header + size);
  return std::pair(kind, std::move(text));
}

/// The parent's side.
class Parent {
 public:
  Parent(pid_t child, int from, const Progress& progress,
         SteadyClock::time_point deadline, SteadyClock::duration patience)
      : child_(child),
        from_(from),
        progress_(progress),
        deadline_(deadline),
        patience_(patience) {}

  ChildEnd wait() {
    while (read_some()) {
      const SteadyClock::time_point now = SteadyClock::now();
      if (!told_ && (now >= deadline_ || stop_requested.load())) {
        told_ = now;
        kill(child_, SIGTERM);
      }
      if (told_ && now - *told_ > patience_ && !killed_) {
        killed_ = true;
        kill(child_, SIGKILL);
      }
    }
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    if (!end_.finished) end_.reason = why(status);
    return end_;
  }

 private:
  /// False: the child has closed its end.
  bool read_some() {
    pollfd event = {from_, POLLIN, 0};
    if (poll(&event, 1, 50) <= 0) return true;
    std::array<char, 65536> buffer;
    const ssize_t n = read(from_, buffer.data(), buffer.size());
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (n == 0) return false;
    bytes_.append(buffer.data(), static_cast<std::size_t>(n));
    while (auto message = take_message(bytes_)) {
      if (message->first == Kind::result) {
        end_.finished = true;
        end_.result = std::move(message->second);
      } else if (progress_) {
        progress_(message->second);
      }
    }
    return true;
  }

  std::string why(int status) const {
    if (killed_) return "it did not stop in time and was killed";
    if (WIFSIGNALED(status))
      return std::string("it was ended by the signal \"") +
             strsignal(WTERMSIG(status)) + "\"";
    return "it exited with status " + std::to_string(WEXITSTATUS(status));
  }

  pid_t child_;
  int from_;
  const Progress& progress_;
  SteadyClock::time_point deadline_;
  SteadyClock::duration patience_;
  std::optional<SteadyClock::time_point> told_;
  bool killed_ = false;
  std::string bytes_;
  ChildEnd end_;
};

}  // namespace

ChildEnd run_in_child(const std::function<std::string(const Progress&)>& work,
                      const Progress& progress,
                      SteadyClock::time_point deadline,
                      SteadyClock::duration patience) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  fflush(nullptr);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    close(ends[0]);
    child_main(ends[1], work);
  }
  close(ends[1]);
  const ChildEnd end =
      Parent(child, ends[0], progress, deadline, patience).wait();
  close(ends[0]);
  return end;
}

}  // namespace vmalock::relacy
