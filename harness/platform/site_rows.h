// The rows of a program by their index in its ordering table: the kernel
// facilities' first, then the lock's own. Whose row an index is, is said here
// and nowhere else.
#pragma once

#include <cstddef>
#include <string>

#include "harness/platform/program.h"

namespace vmalock {

std::size_t site_count(const ImplInfo& impl);
/// `index` is below site_count().
const SiteRow& site_row(const ImplInfo& impl, std::size_t index);
/// Whether the row belongs to a kernel facility and not to the lock itself.
bool is_kernel_site(std::size_t index);
/// "" for an access that has no row.
std::string site_name(const ImplInfo& impl, std::size_t index);

}  // namespace vmalock
