// SPDX-License-Identifier: MIT
// Without CMake: which locks run with which cases, said by hand. README.md of
// this folder has the command that compiles it.
#include <span>
#include <vector>

#include "cases/range_is_whole.h"
#include "cases/reader_excludes_writer.h"
#include "harness/platform/bind.h"
#include "harness/platform/model/platform.h"
#include "impl/my-lock/vma_lock.h"

namespace vmalock
{

std::span<const Binding> model_bindings()
{
	using impl::my_lock::info;
	using impl::my_lock::lock;
	static const std::vector<Binding> all = {
		bind<model::platform, lock, cases::range_is_whole>(info),
		bind<model::platform, lock, cases::reader_excludes_writer>(
			info),
	};
	return all;
}

} // namespace vmalock
