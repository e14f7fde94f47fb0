// SPDX-License-Identifier: MIT
// The writer behind random_c(): a statement is written as C and appended to the
// litmus program at the same time.
#pragma once

#include <string>
#include <vector>

#include "harness/explore/guide/random.h"
#include "harness/kernel_source/pass/testing/random_c.h"
#include "harness/program/litmus_program.h"

namespace vmalock::kernel_source::oracle {

/// The same code twice.
struct Code {
  std::string text;
  litmus::Block block;

  void append(const Code& b) {
    text += b.text;
    block.insert(block.end(), b.block.begin(), b.block.end());
  }
};

/// An expression, likewise.
struct Formula {
  std::string text;
  litmus::Expr value;
  bool selected = false;     ///< of a register that was assigned under an `if`
  bool is_constant = false;  ///< clang knows it when it reads the program
};

litmus::Statement set(unsigned reg, litmus::Expr value);
litmus::Statement if_else(const litmus::Expr& condition,
                          litmus::Block then_block, litmus::Block else_block);

class Writer {
 public:
  Writer(std::uint64_t seed, bool plain);
  RandomC write();

 private:
  struct Register {
    unsigned number;   ///< in the litmus program
    std::string text;  ///< in C, in the function that is being written
    bool pointer = false;
    bool constant = false;  ///< a parameter by value, a loop's counter
    unsigned loop = 0;      ///< the innermost loop in which it came to be
  };
  /// A C function that is being written.
  struct Frame {
    std::vector<Register> registers;
    std::string declarations;
    bool returns = false;
    unsigned result = litmus::no_reg;
    unsigned slots = 0;  ///< of its array
  };

  explore::Random random_;
  const Ordering plain_;  ///< of what may be plain
  RandomC made_;
  litmus::LitmusThread* thread_ = nullptr;
  std::string helpers_;
  unsigned helper_count_ = 0;
  unsigned budget_ = 0;  ///< statements that may still be written
  unsigned loops_ = 0, loop_ = 0;
  unsigned in_loops_ = 0;  ///< how many loops are around this place
  Frame* frame_ = nullptr;
  std::vector<bool> selected_;      ///< by register
  std::vector<unsigned> assigned_;  ///< registers, in order of assignment

  bool percent(unsigned p) { return random_.below(100) < p; }
  unsigned below(std::size_t n) {
    return static_cast<unsigned>(random_.below(n));
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[random_.below(all.size())];
  }

  // ---- registers and expressions: random_c_writer.cc
  Register& new_register(bool pointer);
  void assigns(unsigned number, bool selected);
  /// What was assigned since `mark` is selected from now on.
  void leave_branch(std::size_t mark);
  const Register* some_register(bool pointer, bool unselected);
  Register target(bool pointer);
  Formula formula();
  Formula operand();
  Formula condition();
  std::string access_text(const std::string& lvalue, Ordering order,
                          const std::string& value);

  // ---- statements
  struct Place {
    std::string text;  ///< an lvalue of type int
    std::uint32_t location;
    std::optional<litmus::Expr> address;
  };
  Place place();
  litmus::Statement at(litmus::StatementKind kind, const Place& place);
  Code load();
  Code load_pointer();
  Code store();
  Code store_pointer();
  Code rmw();
  Code compare_exchange();
  Code fence();
  Code assign();
  Code choose();
  Code wait();
  Code simple();

  // ---- blocks: random_c_blocks.cc
  /// `tail`: the function ends after it, and it says so on every way.
  Code statements(unsigned n, bool tail);
  Code statement();
  /// Code under an `if`: what it assigns is selected.
  Code arm(unsigned n, bool tail = false);
  Code branch();
  Code branch_on_two();
  Code cases();
  Code ends(bool early);
  Code early_return(unsigned rest);
  Code returning_loop(unsigned rest);

  // ---- loops and functions: random_c_functions.cc
  struct Counter {
    std::string text;
    unsigned number;
    unsigned rounds;
    unsigned outer;  ///< the loop around it
  };
  Counter begin_loop();
  void end_loop(const Counter& counter);
  std::string head(const Counter& counter, const std::string& more = "");
  Code loop();
  Code loop_while_read();
  Code loop_with_jumps(bool continues, bool breaks);
  std::string parameters(Frame& helper, std::string& arguments);
  std::string declared(const Frame& frame);
  /// The registers of a frame are new with each call.
  litmus::Block fresh(std::size_t first, const Frame& frame);
  Code helper();
  Code recursion();
};

}  // namespace vmalock::kernel_source::oracle
