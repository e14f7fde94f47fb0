// SPDX-License-Identifier: MIT
// Changed rows of an ordering table, as people write them and as they apply to
// an implementation.
#pragma once

#include <string>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::study {

/// All rows: the kernel facilities', then the implementation's own.
std::vector<std::string> site_names(const ImplInfo& impl);

/// The ordering of this name for this row. UserError with the list of those
/// that the row's primitive can have.
Ordering legal_ordering(const SiteRow& row, const std::string& name);

/// "reader_inc=relaxed" each, for any of these implementations. UserError for a
/// text of another shape, a row that none of them has, an ordering that a row
/// cannot have, and a row that is set twice.
ChangedRows parse_rows(const std::vector<std::string>& texts,
                       const std::vector<const ImplInfo*>& impls);

/// What these rows change in this implementation: rows that it does not have,
/// and those that are so anyhow, change nothing.
ChangedRows rows_for(const ImplInfo& impl, const ChangedRows& rows);

/// Those of `impls` that have one of the rows: the others would run as they
/// were released, which answers no question. UserError for a row that none has.
std::vector<const ImplInfo*> impls_with_rows(
    const std::vector<const ImplInfo*>& impls, const ChangedRows& rows);

/// "SITE=ORDERING" of the rows in which `to` differs from `from`, in the order
/// of the table.
std::vector<std::string> row_texts(const ImplInfo& impl,
                                   const OrderingTable& from,
                                   const OrderingTable& to);

}  // namespace vmalock::study
