// SPDX-License-Identifier: MIT
// Sequential consistency: one total order of all accesses that respects program
// order and in which every read sees the last write. As herd7's sc.cat:
//
//   acyclic po | rf | co | fr as sc
//
// Atomicity of RMWs needs no axiom of its own: an RMW is one event, so a write
// between its source and itself closes a cycle of fr and co.
// Lamport, "How to Make a Multiprocessor Computer That Correctly Executes
// Multiprocess Programs", 1979.
#include "harness/models/model.h"
#include "harness/models/rcu_law.h"
#include "harness/models/relations.h"

namespace vmalock::models {
namespace {

class Sc final : public Model {
 public:
  std::string_view name() const override { return "sc"; }

  Consistency check(const graph::Execution& x) const override {
    const Relations r(x);
    return for_some_rcu_order(x, r, [&](const Relation& rcu) {
      Axioms axioms(r);
      axioms.acyclic(r.po | r.rf | r.co | r.fr | rcu, "sc");
      return std::move(axioms).result();
    });
  }
};

}  // namespace

const Model& sc() {
  static const Sc model;
  return model;
}

}  // namespace vmalock::models
