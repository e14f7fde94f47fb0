// SPDX-License-Identifier: MIT
#include "harness/kernel_source/runtime/sites.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "harness/base/check.h"

namespace vmalock::kernel_source {

namespace {

static_assert(vmalock_is_fence == static_cast<int>(Primitive::fence));
static_assert(vmalock_is_rmw_if == static_cast<int>(Primitive::rmw_if));
static_assert(vmalock_mb == static_cast<int>(Ordering::mb));
static_assert(vmalock_acquire == static_cast<int>(Ordering::acquire));
static_assert(vmalock_seq_cst == static_cast<int>(Ordering::seq_cst));
static_assert(vmalock_none == static_cast<int>(Ordering::none));

auto place(const vmalock_site& s) {
  return std::tuple(std::string_view(s.file), s.line, s.column,
                    std::string_view(s.function), std::string_view(s.field));
}

}  // namespace

std::vector<KernelSite> make_rows(std::span<vmalock_site> sites,
                                  std::size_t first_row) {
  std::vector<vmalock_site*> sorted;
  for (vmalock_site& s : sites) {
    // The compiler puts them one after the other, if it is as we think.
    CHECK(s.mark == vmalock_site_mark);
    sorted.push_back(&s);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const vmalock_site* a, const vmalock_site* b) {
                     return place(*a) < place(*b);
                   });
  std::map<std::pair<std::string_view, std::string_view>, std::uint16_t> count;
  for (const vmalock_site* s : sorted) ++count[{s->function, s->field}];
  std::map<std::pair<std::string_view, std::string_view>, std::uint16_t> next;
  std::vector<KernelSite> rows;
  for (vmalock_site* s : sorted) {
    const std::pair<std::string_view, std::string_view> key = {s->function,
                                                               s->field};
    s->number = count[key] > 1 ? ++next[key] : std::uint16_t{0};
    const std::size_t row = first_row + rows.size();
    if (row >= vmalock_no_row)
      user_error(fmt::format("more than {} sites", int{vmalock_no_row}));
    s->row = static_cast<std::uint16_t>(row);
    std::string name = fmt::format("{}/{}", s->function, s->field);
    if (s->number != 0) name += fmt::format("#{}", s->number);
    rows.push_back({std::move(name), static_cast<Primitive>(s->primitive),
                    static_cast<Ordering>(s->order), s});
  }
  return rows;
}

}  // namespace vmalock::kernel_source
