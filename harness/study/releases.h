// SPDX-License-Identifier: MIT
// Releases of Linux as names of locks: wherever a lock is named, "6.16.3" will
// do, as `uname -r` prints it.
#pragma once

#include <string>
#include <string_view>

namespace vmalock::study {

/// "6.16", "v6.16.3", "6.12.0-18-amd64"
bool is_release(std::string_view word);

/// The lock of that release of kernel.org; UserError if vmalock has none, or
/// cannot tell.
std::string lock_of_release(std::string_view word);

/// lock_of_release() of a release, any other word as it stands.
std::string lock_named(const std::string& word);

/// For a name that there is none of, such as "refcnt-6.16": which lock the
/// release in it has, as the end of a sentence; or empty.
std::string release_hint(std::string_view word);

}  // namespace vmalock::study
