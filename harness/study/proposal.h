// SPDX-License-Identifier: MIT
// Proposal: changed orderings of one implementation, with what is expected of
// them. From --set options or from a TOML file (README.md has an example).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/study/matrix.h"
#include "harness/study/orderings.h"

namespace vmalock::study {

enum class ProposalVerdict : std::uint8_t {
  no_difference,  ///< every case holds, with the same outcomes
  safe,           ///< every case holds
  broken,         ///< a case is violated that was not before
  unknown,
};

const char* name(ProposalVerdict verdict);

struct Proposal {
  std::string where;  ///< "F.toml:3", or empty
  std::string name;   ///< may be empty
  std::string impl;
  ChangedRows rows;
  std::optional<ProposalVerdict> expect;
  std::vector<std::string> by;  ///< the cases that must break
  std::string why;
  std::optional<unsigned> readers, writers, rounds;
  std::vector<std::string> cases;  ///< empty: all
};

/// Everything that the file says. UserError with file:line:column for text that
/// is no TOML, unknown keys, implementations, sites, cases and orderings that
/// the access cannot have.
std::vector<Proposal> read_proposals(std::span<Engine* const> engines,
                                     const std::string& path);

/// The same of a text; `path` is for messages.
std::vector<Proposal> parse_proposals(std::span<Engine* const> engines,
                                      const std::string& text,
                                      const std::string& path);

/// The *.toml of a folder, by name.
std::vector<std::string> proposal_files(const std::string& folder);

}  // namespace vmalock::study
