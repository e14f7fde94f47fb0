// SPDX-License-Identifier: MIT
// A null pointer that a program under test follows is an error of the program.
#pragma once

namespace vmalock::explore {

/// From now on a null pointer that a program follows is an error of that
/// program. For the whole process; may be called again.
void catch_null_pointers();

}  // namespace vmalock::explore
