// SPDX-License-Identifier: MIT
#include "harness/cli/process.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/underway.h"
#include "harness/cli/app.h"
#include "harness/result/atomic_file.h"

namespace vmalock::cli {

namespace {

/// The first signal asks the engine for its partial result, a second one ends
/// the program, by that signal.
void stop(int signal) {
  if (!stop_requested.exchange(true, std::memory_order_relaxed)) return;
  remove_unfinished_file();
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = stop;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A file beyond the limit (ulimit -f) is one that cannot be written.
  std::signal(SIGXFSZ, SIG_IGN);
}

/// gdb's command line: stop at the last event of the replay, then go up to the
/// first frame of the lock or the case. The loop is Python because gdb's own
/// language cannot ask for a frame's file.
constexpr const char* go_up =
    "python\n"
    "frame = gdb.newest_frame()\n"
    "while frame is not None:\n"
    "  table = frame.find_sal().symtab\n"
    "  if table and ('impl/' in table.filename or 'cases/' in table.filename\n"
    "                or 'vmalock/kernel/' in table.fullname()):\n"
    "    frame.select()\n"
    "    break\n"
    "  frame = frame.older()\n"
    "end\n";

/// Quoted, as one word of a shell.
std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

int start_gdb(const Arguments& replay) {
  // gdb reads a script with several lines from a file only.
  std::string script = temporary_folder() + "/vmalock-gdb-XXXXXX";
  const int fd = mkstemp(script.data());
  if (fd < 0) throw NotCreated("--gdb: cannot write a file like " + script);
  // The script removes itself: exec leaves nobody who could.
  const std::string text = "shell rm -f " + shell_word(script) + "\n" +
                           "set breakpoint pending on\n"
                           "break vmalock_replay_stop\nrun\n" +
                           go_up + "frame\n";
  const ssize_t written = write(fd, text.data(), text.size());
  close(fd);
  if (written != static_cast<ssize_t>(text.size()))
    throw NotCreated("--gdb: cannot write " + script);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  std::cerr << std::flush;
  Arguments words = {"gdb", "-q", "-x", script, "--args", self, "replay"};
  words.insert(words.end(), replay.begin(), replay.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp("gdb", argv.data());
  unlink(script.c_str());
  user_error("--gdb: cannot start gdb; install it (apt-get install gdb)");
}

std::string command_line(int argc, char** argv) {
  std::string text = "vmalock";
  for (int i = 1; i < argc; ++i) text += std::string(" ") + argv[i];
  return text;
}

/// Of a narrow one 80, which it breaks by itself.
std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return text_width;
  return std::max<std::size_t>(text_width, size.ws_col);
}

int run(std::span<Engine* const> engines, OtherCommands others, int argc,
        char** argv) {
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const Context context{
      .engines = engines,
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = out_is_terminal,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .colour = out_is_terminal && !std::getenv("NO_COLOR"),
      .width = out_is_terminal ? terminal_width() : text_width,
      .command_line = command_line(argc, argv),
      .bench = std::move(others.bench),
      .litmus = std::move(others.litmus),
      .kernel = others.kernel,
      .source_folders = others.source_folders,
      .gdb = start_gdb,
  };
  return run_app(context, {argv + 1, argv + argc});
}

/// Whether all that was said to standard output has got there. Some of it is
/// in C's buffer. Why it has not is no longer known.
bool is_all_written() {
  std::cout.flush();
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout;
}

int fail(ExitStatus status, const std::string& why) {
  std::fprintf(stderr, "vmalock: %s\n", why.c_str());
  tell_underway();
  return static_cast<int>(status);
}

}  // namespace

int explained(const std::function<int()>& run) {
  try {
    const int status = run();
    if (is_all_written()) return status;
    return fail(
        ExitStatus::not_written,
        "cannot write to standard output (is it closed, or the disk full?); "
        "the answer is lost, its exit status would have been " +
            std::to_string(status));
  } catch (const NotWritten& error) {
    return fail(ExitStatus::not_written, error.what());
  } catch (const NotCreated& error) {
    return fail(ExitStatus::not_created, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    // What is written is not written through this library.
    return fail(ExitStatus::no_input, "cannot read '" + error.path1().string() +
                                          "': " + error.code().message());
  } catch (const std::bad_alloc&) {
    return fail(ExitStatus::unknown,
                "there is not enough memory; use fewer --jobs or a smaller "
                "bound");
  } catch (const std::exception& error) {
    return fail(
        ExitStatus::internal,
        std::string("internal error: ") + error.what() +
            "\n  This is a bug of vmalock, not of the lock under test.");
  }
}

int run_process(std::span<Engine* const> engines, OtherCommands others,
                int argc, char** argv) {
  catch_signals();
  return explained([&] { return run(engines, std::move(others), argc, argv); });
}

}  // namespace vmalock::cli
