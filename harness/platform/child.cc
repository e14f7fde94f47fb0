// SPDX-License-Identifier: MIT
#include "harness/platform/child.h"

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
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/ending.h"
#include "harness/base/underway.h"
#include "harness/platform/engine.h"

namespace vmalock {
namespace {

using SteadyClock = ChildLimits::Clock;

/// A message: kind, length, text.
enum class Kind : char {
  progress = 'p',
  result = 'r',
  failure = 'f',  ///< the machine lacks something
  crash = 'c',    ///< what the program under test did
};

/// Of a child, for its hooks.
int to_parent = -1;

void write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(to, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) end_at_once(1);  // the parent is gone
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void send(Kind kind, const std::string& text) {
  const std::uint64_t size = text.size();
  std::string message(1, static_cast<char>(kind));
  message.append(reinterpret_cast<const char*>(&size), sizeof size);
  message += text;
  write_all(to_parent, message);
}

[[noreturn]] void end_with(Kind kind, const std::string& text) {
  send(kind, text);
  // No destructors: buffers and threads of the parent are not ours.
  end_at_once(0);
}

void on_stop(int) { stop_requested.store(true); }

/// Relacy jumps between its fibres; what else ends something is the program's.
void on_ending(const char* call) {
  if (!strstr(call, "longjmp"))
    end_with(Kind::crash, std::string(call) + " is called");
}

[[noreturn]] void child_main(
    const std::function<std::string(const ChildProgress&)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGINT, on_stop);
  signal(SIGTERM, on_stop);
  // Handlers of the parent are for what the parent runs.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT})
    signal(fault, SIG_DFL);
  watch_endings(on_ending);
  // The request was checked before the fork, so what is thrown here is the
  // program's, or the machine's.
  try {
    end_with(Kind::result,
             work([](const std::string& line) { send(Kind::progress, line); }));
  } catch (const std::bad_alloc&) {
    end_with(Kind::failure, "there is not enough memory");
  } catch (const std::system_error& error) {
    end_with(Kind::failure,
             std::string("no thread can be started: ") + error.what());
  } catch (const std::exception& error) {
    end_with(Kind::crash,
             std::string("an exception is not caught (") + error.what() + ")");
  } catch (...) {
    end_with(Kind::crash, "an exception is not caught (of no standard type)");
  }
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
  Parent(pid_t child, int from, const ChildProgress& progress,
         const ChildLimits& limits)
      : child_(child), from_(from), progress_(progress), limits_(limits) {}

  ChildEnd wait() {
    while (read_some()) {
      const SteadyClock::time_point now = SteadyClock::now();
      if (!told_ && (now >= limits_.deadline || stop_requested.load())) {
        told_ = now;
        kill(child_, SIGTERM);
      }
      if (told_ && now - *told_ > limits_.patience)
        end_it("it did not stop in time and was killed");
      if (limits_.silence.count() > 0 && now - heard_ > limits_.silence)
        end_it("nothing moved for a long time, so it was killed");
    }
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    if (!end_.finished && !end_.crash && end_.reason.empty()) explain(status);
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
    heard_ = SteadyClock::now();
    bytes_.append(buffer.data(), static_cast<std::size_t>(n));
    while (auto message = take_message(bytes_))
      take(message->first, std::move(message->second));
    return true;
  }

  void take(Kind kind, std::string text) {
    switch (kind) {
      case Kind::progress:
        if (progress_) progress_(text);
        break;
      case Kind::result:
        end_.finished = true;
        end_.result = std::move(text);
        break;
      case Kind::failure:
        end_.reason = std::move(text);
        break;
      case Kind::crash:
        crashed(std::move(text));
    }
  }

  void end_it(const char* reason) {
    if (!end_.reason.empty()) return;
    end_.reason = reason;
    kill(child_, SIGKILL);
  }

  void crashed(std::string message) {
    Error error;
    error.kind = ErrorKind::crash;
    error.message = std::move(message);
    error.trace.push_back({no_thread, error.message, "", {}, ""});
    end_.crash = std::move(error);
  }

  void explain(int status) {
    constexpr int ours = static_cast<int>(ExitStatus::internal);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ours) {
      end_.reason = "a bug of vmalock, which standard error has";
      return;
    }
    if (WIFEXITED(status)) {
      crashed("the process of the run ends with status " +
              std::to_string(WEXITSTATUS(status)));
      return;
    }
    const int by = WTERMSIG(status);
    const std::string text =
        std::string("it was ended by the signal \"") + strsignal(by) + "\"";
    // Nobody but the kernel, or a person, sends these two.
    if (by == SIGKILL || by == SIGTERM)
      end_.reason = text;
    else
      crashed(text);
  }

  pid_t child_;
  int from_;
  const ChildProgress& progress_;
  const ChildLimits limits_;
  SteadyClock::time_point heard_ = SteadyClock::now();
  std::optional<SteadyClock::time_point> told_;
  std::string bytes_;
  ChildEnd end_;
};

}  // namespace

ChildEnd run_in_child(
    const std::function<std::string(const ChildProgress&)>& work,
    const ChildProgress& progress, const ChildLimits& limits) {
  int ends[2];
  const auto cannot = [] {
    ChildEnd end;
    end.reason =
        std::string("no process can be started for it: ") + strerror(errno);
    return end;
  };
  if (pipe(ends) != 0) return cannot();
  fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) {
    const ChildEnd end = cannot();
    close(ends[0]);
    close(ends[1]);
    return end;
  }
  if (child == 0) {
    close(ends[0]);
    to_parent = ends[1];
    child_main(work);
  }
  close(ends[1]);
  const ChildEnd end = Parent(child, ends[0], progress, limits).wait();
  close(ends[0]);
  return end;
}

}  // namespace vmalock
