// SPDX-License-Identifier: MIT
// The plugin: clang -fpass-plugin=libvmalock_pass_14.so. Runs once over a
// module at the start of the pipeline; optimisation comes after it, when every
// access is an opaque call.
#include <llvm/IR/PassManager.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/PassPlugin.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/LoopSimplify.h>
#include <llvm/Transforms/Utils/Mem2Reg.h>

#include "harness/kernel_source/pass/control.h"
#include "harness/kernel_source/pass/instrument.h"
#include "harness/kernel_source/pass/lines.h"
#include "harness/kernel_source/pass/llvm_versions.h"
#include "harness/kernel_source/pass/refusals.h"

namespace vmalock::pass {
namespace {

class KernelPass : public llvm::PassInfoMixin<KernelPass> {
 public:
  static bool isRequired() { return true; }

  llvm::PreservedAnalyses run(llvm::Module& module,
                              llvm::ModuleAnalysisManager& analyses) {
    auto& of_functions =
        analyses.getResult<llvm::FunctionAnalysisManagerModuleProxy>(module)
            .getManager();
    refuse_globals(module);
    const Abi abi(module);
    Sites sites(module, abi);
    for (llvm::Function& function : module) {
      if (function.isIntrinsic()) continue;
      forget_memory_effects(function);
      if (function.isDeclaration()) continue;
      prepare(function, of_functions);
      if (!has_known_shape(function)) continue;
      const Control control(function, of_functions);
      const Lines lines(function);
      Instrument(function, control, abi, sites).run();
      lines.mark(sites);
      of_functions.invalidate(function, llvm::PreservedAnalyses::none());
    }
    return llvm::PreservedAnalyses::none();
  }

 private:
  /// Local variables become values, loops get one head and one way in.
  static void prepare(llvm::Function& function,
                      llvm::FunctionAnalysisManager& analyses) {
    llvm::removeUnreachableBlocks(function);
    analyses.invalidate(function, llvm::PreservedAnalyses::none());
    llvm::FunctionPassManager passes;
    passes.addPass(llvm::PromotePass());
    passes.addPass(llvm::LoopSimplifyPass());
    passes.run(function, analyses);
  }
};

}  // namespace
}  // namespace vmalock::pass

extern "C" LLVM_ATTRIBUTE_WEAK llvm::PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "vmalock", "1",
          [](llvm::PassBuilder& builder) {
            builder.registerPipelineStartEPCallback(
                [](llvm::ModulePassManager& passes, auto&&...) {
                  passes.addPass(vmalock::pass::KernelPass());
                });
          }};
}
