#include "harness/platform/site_rows.h"

#include "harness/base/check.h"
#include "harness/kernel/sites.h"

namespace vmalock {

std::size_t site_count(const ImplInfo& impl) {
  return kernel::sites.size() + impl.sites.size();
}

bool is_kernel_site(std::size_t index) { return index < kernel::sites.size(); }

const SiteRow& site_row(const ImplInfo& impl, std::size_t index) {
  CHECK(index < site_count(impl));
  return is_kernel_site(index) ? kernel::sites[index]
                               : impl.sites[index - kernel::sites.size()];
}

std::string site_name(const ImplInfo& impl, std::size_t index) {
  return index < site_count(impl) ? std::string(site_row(impl, index).name)
                                  : std::string();
}

}  // namespace vmalock
