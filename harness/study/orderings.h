// --set SITE=ORDERING: a proposal, as changed rows of an ordering table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::study {

struct Change {
  std::string site;
  std::string ordering;
};

/// "reader_inc=relaxed"; UserError if it has no such shape.
Change parse_change(const std::string& text);

/// The row's index in the flat table of this implementation, if it has one.
std::optional<std::size_t> site_index(const ImplInfo& impl,
                                      const std::string& site);
const SiteRow& site_row(const ImplInfo& impl, std::size_t index);
/// Whether the row belongs to a kernel facility and not to the lock itself.
bool is_kernel_site(std::size_t index);

/// All rows: the kernel facilities', then the implementation's own.
std::vector<std::string> site_names(const ImplInfo& impl);

/// The released table with these changes. Changes of sites that the
/// implementation does not have are skipped; an ordering that the primitive
/// cannot have is a UserError with the list of those that it can.
OrderingTable with_changes(const ImplInfo& impl,
                           const std::vector<Change>& changes);

/// Those of `impls` that have a changed site: the others would run as they
/// were released, which answers no question. UserError for a change that no
/// implementation knows.
std::vector<const ImplInfo*> impls_with_changes(
    const std::vector<const ImplInfo*>& impls,
    const std::vector<Change>& changes);

}  // namespace vmalock::study
