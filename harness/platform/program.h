// SPDX-License-Identifier: MIT
// What an engine runs: one case bound to one implementation, on one platform.
//
// A case (cases/*.h) is a class template over the platform K and the lock L:
//
//   template <kernel_platform K, class L>
//   struct reader_excludes_writer {
//           static constexpr CaseInfo info = {...};
//           explicit reader_excludes_writer(const Bound &bound);
//           void before();             // sequential, before all threads
//           void writer(unsigned i);   // i in [0, bound.writers)
//           void reader(unsigned i);   // i in [0, bound.readers)
//           void after();              // sequential, all threads have ended
//   };
//
// Threads are numbered writers first, then readers. Rules (an engine may run a
// thread's code many times and out of step with the others): all state that
// threads share lives in K::shared and K::plain cells; members of the case are
// written in before() only; a thread's behaviour depends on nothing but the
// values that it read and K::choose.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "harness/base/bound.h"
#include "harness/base/name_list.h"
#include "harness/platform/site.h"
#include "harness/result/error_kind.h"

namespace vmalock {

struct CaseInfo {
  std::string_view name;        ///< same as the file and the class
  std::string_view goal;        ///< one sentence: what must hold
  std::string_view guarantees;  ///< "R-12", "R-21 L-8": reference numbers
  Bound bound;                  ///< default bound
  Bound max;                    ///< largest bound the case can run with
  /// Smallest: with fewer threads the case would show nothing, or fail for a
  /// reason of its own.
  Bound min{};
};

/// What a bug is not in: another version, or this one with a changed row.
struct FixedBy {
  std::string_view impl{};
  std::string_view site{};
  Ordering order{};

  constexpr FixedBy() = default;
  /// "refcnt-6.17" or "SITE=ORDERING"; a misspelt ordering does not compile.
  // NOLINTNEXTLINE: implicit on purpose, tables are literals
  consteval FixedBy(const char* text) : impl(text) {
    const std::size_t equals = impl.find('=');
    if (equals == impl.npos) return;
    const auto named = ordering_named(impl.substr(equals + 1));
    if (!named) throw "no such ordering";
    site = impl.substr(0, equals);
    order = *named;
    impl = {};
  }
};

/// A finding that an implementation is known to have. `vmalock list bugs`
/// prints these rows, and a test runs each of them.
struct KnownBug {
  std::string_view case_name;  ///< "*": may show in the cases without a row
  std::string_view bug;        ///< "B-1"
  ErrorKinds kinds;            ///< that the run must find, "a|b"
  FixedBy fixed_by{};          ///< the case holds there
  NameList models{};           ///< of the engine that proves, "rc11 lkmm";
                               ///< empty: these two, and Relacy
  Bound bound{0, 0, 0};        ///< the least that shows it; zeros: the default
};

inline constexpr std::string_view other_cases = "*";

/// Models of the graph engine that show the bug.
constexpr NameList models_of(const KnownBug& bug) {
  return bug.models.empty() ? NameList("rc11 lkmm") : bug.models;
}

constexpr bool shows(const KnownBug& bug, std::string_view model) {
  return models_of(bug).has(model);
}

/// The least bound at which the bug shows.
constexpr Bound shown_at(const KnownBug& bug, const CaseInfo& info) {
  return bug.bound.rounds == 0 ? info.bound : bug.bound;
}

struct ImplInfo {
  std::string_view name;    ///< "refcnt-6.15": the folder's name
  std::string_view kernel;  ///< kernel version(s)
  std::string_view commit;
  std::string_view idea;  ///< one sentence
  std::span<const SiteRow> sites;
  std::span<const KnownBug> known_bugs;
  bool mutant = false;  ///< planted bug: not part of a plain `vmalock check`
  /// The version that it came after, where the kernel's number does not say so:
  /// series were posted while other kernels were released.
  std::string_view follows{};
  bool specification = false;  ///< of no kernel: what the versions refine
  /// Of a lock that was compiled while the program ran: a hash of its source.
  std::string_view build{};
};

/// Whether a listed bug of the implementation may show in the case at the
/// bound, under whatever model.
constexpr bool may_fail(const ImplInfo& impl, const CaseInfo& info,
                        const Bound& bound) {
  for (const KnownBug& bug : impl.known_bugs)
    if ((bug.case_name == info.name || bug.case_name == other_cases) &&
        reaches(bound, shown_at(bug, info)))
      return true;
  return false;
}

/// Type-erased case × implementation on one platform.
class Program {
 public:
  virtual ~Program() = default;
  virtual unsigned threads() const = 0;
  virtual void before() = 0;
  virtual void thread(unsigned index) = 0;
  virtual void after() = 0;
};

template <class Case>
class BoundProgram final : public Program {
 public:
  explicit BoundProgram(const Bound& bound) : bound_(bound), case_(bound) {}
  unsigned threads() const override { return bound_.writers + bound_.readers; }
  void before() override { case_.before(); }
  void thread(unsigned i) override {
    if (i < bound_.writers)
      case_.writer(i);
    else
      case_.reader(i - bound_.writers);
  }
  void after() override { case_.after(); }

 private:
  Bound bound_;
  Case case_;
};

/// One cell of the matrix cases × implementations, for one platform.
/// Generated translation units (one a platform and implementation) fill these,
/// and so does what is loaded at run time (harness/kernel_source).
struct Binding {
  const ImplInfo* impl = nullptr;
  const CaseInfo* case_info = nullptr;
  std::function<std::unique_ptr<Program>(const Bound&)> make = nullptr;
};

/// A program's ordering table: one ordering for each site, indexed by
/// Site::index (the kernel facilities' rows first, then the lock's).
using OrderingTable = std::vector<Ordering>;

}  // namespace vmalock
