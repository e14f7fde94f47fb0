// SPDX-License-Identifier: MIT
// Result files, journals and baselines; what is taken is shown in every format
// and written again.
#include "harness/base/check.h"
#include "harness/cli/fuzz/targets.h"
#include "harness/report/formats.h"
#include "harness/result/json.h"
#include "harness/study/baseline.h"

namespace {

using namespace vmalock;

void show(const std::string& text) {
  const Document document = from_json(text, "fuzz.json");
  for (const Format& format : formats()) format.write(document, {}, {});
  const std::string again = to_json(document);
  CHECK(to_json(from_json(again, "again.json")) == again);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = cli::fuzz::text_of(data, size);
  try {
    show(text);
  } catch (const UserError&) {
    // As it should be.
  }
  try {
    study::parse_baseline(text, "fuzz.json");
  } catch (const UserError&) {
    // As it should be.
  }
  return 0;
}
