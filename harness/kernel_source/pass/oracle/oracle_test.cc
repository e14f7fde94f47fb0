// SPDX-License-Identifier: MIT
// Method: random C functions against the litmus interpreter, a few hundred for
// each clang; kernel_pass_oracle does thousands. That the comparison can fail
// is shown with a macro that loses data dependencies.
#include "harness/kernel_source/pass/oracle/oracle.h"

#include <gtest/gtest.h>

#include "harness/kernel_source/pass/testing/random_c.h"

namespace vmalock::kernel_source::oracle {
namespace {

class Oracle : public testing::TestWithParam<Compiler> {};

TEST_P(Oracle, ThePassSeesTheDependenciesOfTheProgram) {
  OracleOptions options;
  options.programs = 400;
  const OracleResult r = compare(GetParam(), options);
  EXPECT_GT(r.programs, 300u);
  EXPECT_GT(r.dependencies, 3 * r.programs);
  EXPECT_EQ(r.differences, 0u) << r.first;
}

TEST_P(Oracle, ALostDependencyIsADifference) {
  OracleOptions options;
  options.programs = 60;
  options.options =
      "'-Dsmp_store_release(p,v)=__atomic_store_n((p),(v)==0?0:(v)==1?1:(v),"
      "__ATOMIC_RELEASE)'";
  const OracleResult r = compare(GetParam(), options);
  EXPECT_GT(r.differences, 0u);
  EXPECT_LT(r.differences, r.runs);
  EXPECT_NE(r.first.find("the litmus program:"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Clang, Oracle, testing::ValuesIn(compilers()),
                         [](const auto& info) {
                           return "clang" + info.param.version;
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Oracle);

TEST(NoClang, IsSaid) {
  if (compilers().empty())
    GTEST_SKIP() << "this build has no clang with its LLVM headers; ci/setup "
                    "--kernel installs them";
}

TEST(RandomC, IsTheSameEverywhere) {
  EXPECT_EQ(random_c(1).text, random_c(1).text);
  EXPECT_NE(random_c(1).text, random_c(2).text);
}

}  // namespace
}  // namespace vmalock::kernel_source::oracle
