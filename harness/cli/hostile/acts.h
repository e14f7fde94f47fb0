// SPDX-License-Identifier: MIT
// What a lock or a case may do that is none of its business, one function each.
#pragma once

namespace vmalock::cli::hostile {

void follow_null();
void follow_wild();
void follow_no_address();
void divide_by_zero();
void overflow_stack();
void trap();
void abort_it();
void fail_assertion();
void throw_runtime_error();
void throw_number();
void throw_where_none_may();
void exit_it();
void quick_exit_it();
void underscore_exit();
void long_jump();
void fork_it();
void end_thread();
void ask_for_all_memory();

}  // namespace vmalock::cli::hostile
