// SPDX-License-Identifier: MIT
// Method: folders as `cmake --install` leaves them, and as a build does.
#include "harness/kernel_source/tree/toolkit.h"

#include <gtest/gtest.h>

#include "harness/kernel_source/tree/folder.h"

namespace vmalock::kernel_source {
namespace {

const Toolkit built = {"/built/shims", {{"14", "/built/pass.so"}}};

TEST(ToolkitBeside, WhatIsInstalledGoesBeforeWhatWasBuilt) {
  const TemporaryFolder folder;
  const std::string prefix = folder.path();
  write_file(prefix + "/share/vmalock/shims/vmalock/kernel.h", "");
  write_file(prefix + "/lib/vmalock/libvmalock_pass_14.so", "");
  write_file(prefix + "/lib/vmalock/libvmalock_pass_19.so", "");
  write_file(prefix + "/lib/vmalock/libother.so", "");
  const Toolkit found = toolkit_beside(prefix + "/bin/vmalock", built);
  EXPECT_EQ(found.shims, prefix + "/share/vmalock/shims");
  ASSERT_EQ(found.passes.size(), 2u);
  EXPECT_EQ(found.passes.at("19"),
            prefix + "/lib/vmalock/libvmalock_pass_19.so");
}

TEST(ToolkitBeside, AnInstallationWithoutPassesHasNone) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/share/vmalock/shims/vmalock/kernel.h", "");
  EXPECT_TRUE(
      toolkit_beside(folder.path() + "/bin/vmalock", built).passes.empty());
}

TEST(ToolkitBeside, InTheBuildFolderItIsWhatWasBuilt) {
  const TemporaryFolder folder;
  const Toolkit found = toolkit_beside(folder.path() + "/vmalock", built);
  EXPECT_EQ(found.shims, built.shims);
  EXPECT_EQ(found.passes, built.passes);
}

}  // namespace
}  // namespace vmalock::kernel_source
