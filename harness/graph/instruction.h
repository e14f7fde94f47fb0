// SPDX-License-Identifier: MIT
// What an instruction of a machine says beyond load, store and
// read-modify-write: for the models of machines (harness/models/hardware.h). An
// event of any other program has the default.
#pragma once

#include <cstdint>

namespace vmalock::graph {

enum class Barrier : std::uint8_t {
  none,
  dmb_ish,
  dmb_ishld,
  dmb_ishst,
  sync,
  lwsync,
  fence_rw_rw,
  fence_r_r,
  fence_w_w,
  fence_r_rw,
  fence_rw_w,
  mfence,
};

struct Instruction {
  Barrier barrier = Barrier::none;
  bool acquire = false;    ///< its read: ldar, ldaxr, casa, amoadd.aq
  bool release = false;    ///< its write: stlr, stlxr, casl, sc.rl
  bool exclusive = false;  ///< a pair of load-exclusive and store-exclusive
  bool compares = false;   ///< rmw: writes only if it read a certain value
  bool no_return = false;  ///< rmw: what it read goes to no register (stadd)

  friend bool operator==(const Instruction&, const Instruction&) = default;
};

}  // namespace vmalock::graph
