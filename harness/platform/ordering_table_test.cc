// SPDX-License-Identifier: MIT
// Method: a lock with two rows; each index of its table, and the two beside the
// border between the kernel facilities' rows and its own.

#include <gtest/gtest.h>

#include <array>

#include "harness/kernel/sites.h"
#include "harness/platform/engine.h"

namespace vmalock {
namespace {

constexpr std::array own_sites = {
    SiteRow{"first", Primitive::store, Ordering::release, "second", "-"},
    SiteRow{"second", Primitive::load, Ordering::acquire, "first", "-"},
};
constexpr ImplInfo impl = {.name = "two_rows",
                           .kernel = "-",
                           .commit = "-",
                           .idea = "-",
                           .sites = own_sites,
                           .known_bugs = {}};
constexpr std::size_t border = kernel::sites.size();

TEST(SiteRows, TheKernelsComeFirst) {
  EXPECT_EQ(site_count(impl), border + 2);
  EXPECT_TRUE(is_kernel_site(border - 1));
  EXPECT_FALSE(is_kernel_site(border));
  EXPECT_EQ(&site_row(impl, 0), &kernel::sites.front());
  EXPECT_EQ(&site_row(impl, border - 1), &kernel::sites.back());
  EXPECT_EQ(&site_row(impl, border), &own_sites[0]);
  EXPECT_EQ(&site_row(impl, border + 1), &own_sites[1]);
}

TEST(SiteRows, NamesAndOrderingsAreThoseOfTheRows) {
  EXPECT_EQ(site_name(impl, border - 1), kernel::sites.back().name);
  EXPECT_EQ(site_name(impl, border + 1), "second");
  EXPECT_EQ(site_name(impl, border + 2), "") << "no row";
  EXPECT_EQ(site_name(impl, no_site), "");
  const OrderingTable table = default_orderings(impl);
  ASSERT_EQ(table.size(), site_count(impl));
  EXPECT_EQ(table[0], kernel::sites.front().order);
  EXPECT_EQ(table[border], Ordering::release);
  EXPECT_EQ(table[border + 1], Ordering::acquire);
}

}  // namespace
}  // namespace vmalock
