// SPDX-License-Identifier: MIT
// The sites of a loaded object, as the rows of an ordering table.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/kernel_source/runtime/abi.h"
#include "harness/platform/site.h"

namespace vmalock::kernel_source {

/// A row: an access of the kernel's code.
struct KernelSite {
  std::string name;  ///< "vma_start_read/vm_refcnt", with "#2" if there are two
  Primitive primitive;
  Ordering order;  ///< as the source says
  vmalock_site* site;
};

/// Numbers the sites of each function and field in the order of the source, and
/// gives them rows from `first_row` on. Writes both into the sites. `sites`:
/// what abi.h's vmalock_all_sites is about.
std::vector<KernelSite> make_rows(std::span<vmalock_site> sites,
                                  std::size_t first_row);

}  // namespace vmalock::kernel_source
