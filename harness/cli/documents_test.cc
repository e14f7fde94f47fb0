// SPDX-License-Identifier: MIT
// Method: a small document, and what the real ones must have.
#include "harness/cli/documents.h"

#include <gtest/gtest.h>

namespace vmalock::cli {
namespace {

constexpr const char* text = R"(# Head

| bug | where |
| --- | --- |
| B-1 | before `6.4.8` |
| B-2, B-4 to B-6 | see [FINDINGS.md](../FINDINGS.md), **bold** |

### B-1: a title

The words.

```
# no heading
```

## Next
)";

TEST(Documents, RowsOfTables) {
  const std::vector<TableRow> expected = {
      {"B-1", "before 6.4.8"}, {"B-2, B-4 to B-6", "see FINDINGS.md, bold"}};
  EXPECT_EQ(table_rows(text), expected);
}

TEST(Documents, Sections) {
  EXPECT_EQ(section_of(text, "B-1"), "The words.\n\n# no heading\n");
  EXPECT_EQ(section_of(text, "B-2"), "");
  EXPECT_EQ(section_of(text, "B"), "");
}

TEST(Documents, NumbersAndRanges) {
  for (const char* in : {"B-2", "B-4", "B-5", "B-6"})
    EXPECT_TRUE(names_number("B-2, B-4 to B-6", in)) << in;
  for (const char* out : {"B-1", "B-3", "B-7", "B-20", "R-5", "U-2"})
    EXPECT_FALSE(names_number("B-2, B-4 to B-6", out)) << out;
  EXPECT_FALSE(names_number("R-12", "R-1"));
  EXPECT_TRUE(names_number("(U-3)", "U-3"));
  EXPECT_FALSE(names_number("R-1 to the end, R-9", "R-5"));
}

TEST(Documents, OfTheTreeHaveWhatIsLookedUp) {
  const auto named = [](const char* document, std::string_view name) {
    for (const TableRow& row : table_rows(document))
      if (names_number(row.at(0), name)) return true;
    return false;
  };
  for (const char* bug : {"B-1", "B-20", "B-27"})
    EXPECT_TRUE(named(locks_document, bug)) << bug;
  for (const char* guarantee : {"R-12", "L-4", "R-33"})
    EXPECT_TRUE(named(cases_document, guarantee)) << guarantee;
  EXPECT_NE(section_of(findings_document, "B-21"), "");
}

}  // namespace
}  // namespace vmalock::cli
