// SPDX-License-Identifier: MIT
#include "harness/kernel_source/binding/hooks.h"

#include "harness/kernel_source/binding/lock.h"

namespace vmalock::kernel_source {

namespace {

Host* host() {
  Host* const found = static_cast<Host*>(active().host);
  CHECK(found != nullptr);
  return found;
}

Where where(const vmalock_site& site) { return access_of(site).where; }

/// The numbers of shims/vmalock/slab.h.
constexpr std::uintptr_t vma_cache = 1;
constexpr std::uintptr_t vma_lock_cache = 2;

bool is_cache(const void* cache, std::uintptr_t number) {
  return reinterpret_cast<std::uintptr_t>(cache) == number;
}

/// The mm that has an embedded structure at this address.
Mm* mm_of(const void* embedded, std::string_view field) {
  const auto offset = active_lock().fields(CStruct::mm).embedded(field);
  CHECK(offset.has_value());
  const char* const base = static_cast<const char*>(embedded) - *offset;
  return reinterpret_cast<Mm*>(const_cast<char*>(base));
}

unsigned& misses_of_this_thread() {
  auto& misses = active().misses;
  return misses[std::min<std::size_t>(explore::thread_index(),
                                      misses.size() - 1)];
}

/// VMA_LOCK_MISS of shims/vmalock/types.h.
constexpr int lock_miss = 3;

class BindingHooks final : public Hooks {
 public:
  void* current() override { return current_task(host()); }

  void* kmem_cache_alloc(const void* cache, const vmalock_site& site) override {
    if (is_cache(cache, vma_lock_cache)) return platform::alloc<VmaLock>();
    CHECK(is_cache(cache, vma_cache));
    if (!active_lock().ops().vmas_are_reused) return platform::alloc<Vma>();
    return kernel::kmem_cache_alloc(&host()->vm_area_cachep, where(site));
  }

  void kmem_cache_free(const void* cache, void* object,
                       const vmalock_site& site) override {
    if (is_cache(cache, vma_lock_cache))
      platform::free(static_cast<VmaLock*>(object), where(site));
    else if (!active_lock().ops().vmas_are_reused)
      platform::free(static_cast<Vma*>(object), where(site));
    else
      kernel::kmem_cache_free(&host()->vm_area_cachep,
                              static_cast<Vma*>(object), where(site));
  }

  /// harness: a lookup that met vmas being detached more often than ours look
  /// again finds nothing, as if all were unmapped by then.
  void* mas_walk(const void* tree, unsigned long index, void** node,
                 const vmalock_site& site) override {
    if (index >= tree_pages || misses_of_this_thread() > lookup_retries)
      return nullptr;
    using Node = maple_node<platform, Vma>;
    const auto& mm_mt = mm_of(tree, "mm_mt")->mm_mt;
    if (!*node)
      *node = rcu_dereference(mm_mt.root, at<"mas_root">, where(site));
    return rcu_dereference(static_cast<Node*>(*node)->slot[index],
                           at<"mas_walk">, where(site));
  }

  void mmgrab(void* mm, const vmalock_site& site) override {
    kernel::mmgrab(static_cast<Mm*>(mm), where(site));
  }
  void mmdrop(void* mm, const vmalock_site& site) override {
    kernel::mmdrop(static_cast<Mm*>(mm), where(site));
  }

  void count_event(int event, const vmalock_site&) override {
    if (event != lock_miss) return;
    ++misses_of_this_thread();
    count_vma_lock_miss(host());
  }
};

/// A killable lock of the mmap lock: no other one is known.
template <class Down>
int lock_killable(const void* sem, const vmalock_site& site, Down down) {
  FromKernel from_kernel;
  auto* const ours =
      static_cast<rw_semaphore<platform, lock>*>(find_facility(sem, site));
  const int error = down(ours, current_task(host()), where(site));
  // Whether the wait is over, and how.
  keep_control(just_read());
  from_kernel.returns({just_read(), {}});
  if (!error) active().machine.take(ours);
  return error;
}

}  // namespace

Hooks& binding_hooks() {
  static BindingHooks hooks;
  return hooks;
}

}  // namespace vmalock::kernel_source

// ---- what the shims call beside the functions of abi.h

using namespace vmalock::kernel_source;  // NOLINT: a file of C functions

extern "C" {

int vmalock_down_read_killable(const void* sem, vmalock_site* site) {
  return lock_killable(sem, *site, [](auto... a) {
    return vmalock::kernel::down_read_killable<platform, lock>(a...);
  });
}

int vmalock_down_write_killable(const void* sem, vmalock_site* site) {
  return lock_killable(sem, *site, [](auto... a) {
    return vmalock::kernel::down_write_killable<platform, lock>(a...);
  });
}

/// A new object's semaphore is a new one of ours.
void vmalock_init_rwsem(void*) {}

unsigned long vmalock_tree_pages(void) {
  returns({});
  return vmalock::kernel::tree_pages;
}

void vmalock_call_rcu(void* head, void (*function)(void*), vmalock_site* site) {
  const FromKernel from_kernel;
  vmalock::explore::call_rcu(
      [](void (*callback)(void*), void* argument) {
        Machine::current().begin_thread();
        const ToKernel to_kernel;
        callback(argument);
      },
      function, head, {vmalock::explore::Access::no_site, where(*site)});
}

}  // extern "C"
