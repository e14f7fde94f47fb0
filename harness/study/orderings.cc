// SPDX-License-Identifier: MIT
#include "harness/study/orderings.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/base/check.h"
#include "harness/study/names.h"

namespace vmalock::study {

namespace {

/// The kernel's names for single accesses.
constexpr std::pair<std::string_view, Ordering> kernel_words[] = {
    {"READ_ONCE", Ordering::relaxed},
    {"WRITE_ONCE", Ordering::relaxed},
    {"smp_load_acquire", Ordering::acquire},
    {"smp_store_release", Ordering::release},
    {"rcu_dereference", Ordering::addr},
    {"rcu_assign_pointer", Ordering::release},
    {"smp_mb", Ordering::mb},
    {"smp_mb__before_atomic", Ordering::mb},
    {"smp_mb__after_atomic", Ordering::mb},
    {"smp_rmb", Ordering::rmb},
    {"smp_wmb", Ordering::wmb},
    {"smp_acquire__after_ctrl_dep", Ordering::acquire_fence},
};

/// "atomic_add_return_acquire", "refcount_set_release", "cmpxchg_relaxed": by
/// the end of the name, as Documentation/atomic_t.txt has it.
std::optional<Ordering> of_atomic(std::string_view text) {
  constexpr std::string_view begins[] = {"atomic", "refcount", "cmpxchg",
                                         "try_cmpxchg", "xchg"};
  constexpr std::pair<std::string_view, Ordering> ends[] = {
      {"_relaxed", Ordering::relaxed},
      {"_acquire", Ordering::acquire},
      {"_release", Ordering::release}};
  if (std::none_of(std::begin(begins), std::end(begins),
                   [&](auto begin) { return text.starts_with(begin); }))
    return std::nullopt;
  for (const auto& [end, ordering] : ends)
    if (text.ends_with(end)) return ordering;
  return std::nullopt;
}

std::optional<Ordering> ordering_of(const std::string& text) {
  for (const auto& [word, ordering] : kernel_words)
    if (word == text) return ordering;
  if (const auto ordering = of_atomic(text)) return ordering;
  return ordering_named(text);
}

std::string list_of(std::span<const Ordering> orderings) {
  std::string text;
  for (const Ordering o : orderings) {
    if (!text.empty()) text += ", ";
    text += name(o);
  }
  return text;
}

std::string kernel_words_of(const SiteRow& row) {
  std::string text;
  for (const auto& [word, ordering] : kernel_words)
    if (is_legal(row.primitive, ordering))
      text += (text.empty() ? " (or, in the kernel's words, " : ", ") +
              std::string(word);
  return text.empty() ? "" : text + ")";
}

std::string can_be(const SiteRow& row) {
  return "; this site is a " + std::string(name(row.primitive)) +
         " and can be " + list_of(legal_orderings(row.primitive)) +
         kernel_words_of(row);
}

std::string set_text(const SiteRow& row, std::string_view ordering) {
  return "--set " + std::string(row.name) + "=" + std::string(ordering);
}

void require_legal(const SiteRow& row, Ordering order) {
  if (!is_legal(row.primitive, order))
    user_error(set_text(row, name(order)) +
               ": this primitive cannot have this ordering" + can_be(row));
}

bool any_has(const std::vector<const ImplInfo*>& impls,
             const std::string& site) {
  return std::any_of(impls.begin(), impls.end(), [&](const ImplInfo* impl) {
    return site_index(*impl, site).has_value();
  });
}

void require_known(const std::vector<const ImplInfo*>& impls,
                   const std::string& site) {
  if (any_has(impls, site)) return;
  Names known;
  for (const ImplInfo* impl : impls)
    for (const std::string& name : site_names(*impl))
      if (std::find(known.begin(), known.end(), name) == known.end())
        known.push_back(name);
  const std::string impl =
      impls.empty() ? "IMPL" : std::string(impls.front()->name);
  user_error("--set: " +
             unknown_name("site", site, known, "vmalock list sites " + impl));
}

}  // namespace

std::vector<std::string> site_names(const ImplInfo& impl) {
  Names names;
  for (std::size_t i = 0; i < site_count(impl); ++i)
    names.emplace_back(site_row(impl, i).name);
  return names;
}

Ordering legal_ordering(const SiteRow& row, const std::string& text) {
  if (const auto ordering = ordering_of(text)) {
    require_legal(row, *ordering);
    return *ordering;
  }
  Names names;
  for (const Ordering o : legal_orderings(row.primitive))
    names.emplace_back(name(o));
  for (const auto& [word, ordering] : kernel_words)
    if (is_legal(row.primitive, ordering)) names.emplace_back(word);
  const std::string meant = nearest(text, names);
  user_error(set_text(row, text) + ": there is no ordering '" + text + "'" +
             (meant.empty() ? "" : ", did you mean '" + meant + "'?") +
             can_be(row));
}

ChangedRows parse_rows(const std::vector<std::string>& texts,
                       const std::vector<const ImplInfo*>& impls) {
  ChangedRows rows;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      user_error("--set '" + text +
                 "' is no change of an ordering; write SITE=ORDERING, as in "
                 "--set reader_inc=relaxed");
    const std::string site = text.substr(0, equals);
    require_known(impls, site);
    for (const ImplInfo* impl : impls) {
      const auto index = site_index(*impl, site);
      if (!index) continue;
      const Ordering order =
          legal_ordering(site_row(*impl, *index), text.substr(equals + 1));
      // A site may be named by its line.
      const auto [known, is_new] =
          rows.emplace(site_row(*impl, *index).name, order);
      if (!is_new && known->second != order)
        user_error("--set " + site + "=" + std::string(name(known->second)) +
                   " and --set " + text +
                   " contradict each other; leave one of them out");
    }
  }
  return rows;
}

ChangedRows rows_for(const ImplInfo& impl, const ChangedRows& rows) {
  ChangedRows own;
  for (const auto& [site, order] : rows) {
    const auto index = site_index(impl, site);
    if (!index) continue;
    const SiteRow& row = site_row(impl, *index);
    require_legal(row, order);
    if (order != row.order) own.emplace(site, order);
  }
  return own;
}

std::vector<const ImplInfo*> impls_with_rows(
    const std::vector<const ImplInfo*>& impls, const ChangedRows& rows) {
  if (rows.empty()) return impls;
  for (const auto& [site, order] : rows) require_known(impls, site);
  std::vector<const ImplInfo*> affected;
  for (const ImplInfo* impl : impls)
    if (std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
          return site_index(*impl, row.first).has_value();
        }))
      affected.push_back(impl);
  return affected;
}

std::vector<std::string> row_texts(const ImplInfo& impl,
                                   const OrderingTable& from,
                                   const OrderingTable& to) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < to.size(); ++i)
    if (to[i] != from[i])
      all.push_back(std::string(site_row(impl, i).name) + "=" +
                    std::string(name(to[i])));
  return all;
}

}  // namespace vmalock::study
