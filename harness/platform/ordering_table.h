// SPDX-License-Identifier: MIT
// Ordering tables: the rows of the kernel facilities, then the lock's own, as
// one flat table, and the changes of it by name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/platform/program.h"
#include "harness/result/question.h"

namespace vmalock {

std::size_t site_count(const ImplInfo& impl);
/// Row `index` of the flat table.
const SiteRow& site_row(const ImplInfo& impl, std::size_t index);
/// Its name; "" for an access that has no row.
std::string site_name(const ImplInfo& impl, std::size_t index);
/// The index of a row by its name, or by the line where it stands alone
/// ("mmap_lock.c:262"); UserError if several stand there.
std::optional<std::size_t> site_index(const ImplInfo& impl,
                                      std::string_view site);
/// Whether the row belongs to a kernel facility and not to the lock itself.
bool is_kernel_site(std::size_t index);

/// The released orderings.
OrderingTable default_orderings(const ImplInfo& impl);

/// The released orderings with these rows changed; each must be there.
OrderingTable table_of(const ImplInfo& impl, const ChangedRows& rows);
/// The other way round: what is not as released.
ChangedRows changed_rows(const ImplInfo& impl, const OrderingTable& table);

}  // namespace vmalock
