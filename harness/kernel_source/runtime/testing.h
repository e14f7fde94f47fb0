// SPDX-License-Identifier: MIT
// A program of the explorer that runs compiled C functions on one structure,
// for tests.
#pragma once

#include <functional>
#include <vector>

#include "harness/explore/explore.h"
#include "harness/kernel_source/runtime/forward.h"

namespace vmalock::kernel_source::testing {

using Function = void (*)(void*);

/// A field of the structure: where C has it.
struct Field {
  std::size_t offset;
  unsigned bytes;
  bool pointer = false;
};

struct Structure {
  void* base;  ///< only its address matters
  std::size_t bytes;
  std::vector<Field> fields;
  /// The initial value of the pointers: the first field's address.
};

/// The functions are the threads. In the end `last` gets the cells.
class Compiled final : public explore::Program {
 public:
  using Last = std::function<void(const std::vector<explore::Location>&)>;

  Compiled(const Structure& structure, const std::vector<Function>& threads,
           Last last = {}, Hooks* hooks = nullptr)
      : structure_(structure), functions_(threads), last_(std::move(last)) {
    machine_.hooks = hooks;
  }
  unsigned threads() const override {
    return static_cast<unsigned>(functions_.size());
  }
  void before() override {
    machine_.activate();
    machine_.cells.add_object(structure_.base, structure_.bytes, "structure");
    for (const Field& f : structure_.fields) {
      const explore::Value initial =
          f.pointer ? explore::encode_pointer(structure_.base) : 0;
      cells_.push_back(explore::new_location(f.bytes, initial, "field"));
      machine_.cells.add_cell(f.offset, cells_.back(), f.bytes, f.pointer);
    }
  }
  void thread(unsigned index) override {
    machine_.activate();
    machine_.begin_thread();
    const ToKernel call;
    functions_[index](structure_.base);
  }
  void after() override {
    if (last_) last_(cells_);
  }
  Machine& machine() { return machine_; }

 private:
  const Structure& structure_;
  const std::vector<Function>& functions_;
  Last last_;
  Machine machine_;
  std::vector<explore::Location> cells_;
};

}  // namespace vmalock::kernel_source::testing
