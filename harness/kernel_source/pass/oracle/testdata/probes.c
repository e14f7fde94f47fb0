/* SPDX-License-Identifier: MIT */
/* Small functions and the events that they must have, with what each depends
 * on. Above each function: the values that its reads give (the last one again
 * if there are more reads; 0 if none are named), then the events.
 *   R read, W write, U read-modify-write, F fence; R.plain, W.release, …
 *   addr(0,2): an address dependency on events 0 and 2; data and ctrl alike.
 */
#include "probe.h"

#define PROBE(name) void name(struct cells* s)

/*= x=7: R x; W y=8 data(0) */
PROBE(data) { WRITE_ONCE(s->y, READ_ONCE(s->x) + 1); }

/*= x=7: R x; W y=1 data(0) */
PROBE(false_data) {
  int r = READ_ONCE(s->x);
  WRITE_ONCE(s->y, (r ^ r) + 1);
}

/*= x=7: R x; W y=1 data(0) */
PROBE(times_zero) {
  int r = READ_ONCE(s->x);
  WRITE_ONCE(s->y, r * 0 + 1);
}

/*= x=0: R x; W z=1 */
/*= x=1: R x; W y=1 ctrl(0); W z=1 */
PROBE(ctrl_ends_at_the_join) {
  if (READ_ONCE(s->x)) WRITE_ONCE(s->y, 1);
  WRITE_ONCE(s->z, 1);
}

/*= x=0: R x; W y=1 ctrl(0) */
/*= x=1: R x; W y=1 ctrl(0) */
PROBE(same_store_in_both_arms) {
  if (READ_ONCE(s->x))
    WRITE_ONCE(s->y, 1);
  else
    WRITE_ONCE(s->y, 1);
}

/*= x=1: R x; W y=1 */
PROBE(empty_branch) {
  if (READ_ONCE(s->x)) {
  }
  WRITE_ONCE(s->y, 1);
}

/*= x=0: R x; W y=1 ctrl(0) */
/*= x=1: R x */
PROBE(early_return) {
  if (READ_ONCE(s->x)) return;
  WRITE_ONCE(s->y, 1);
}

/*= p=y: R p; W y=1 addr(0) */
PROBE(address) {
  int* q = READ_ONCE(s->p);
  WRITE_ONCE(*q, 1);
}

/*= x=2: R x; W array[2]=1 addr(0) */
PROBE(address_by_index) { WRITE_ONCE(s->array[READ_ONCE(s->x) & 3], 1); }

/*= x=2: R x; W array[0]=1 addr(0) */
PROBE(false_address) {
  int r = READ_ONCE(s->x);
  WRITE_ONCE(s->array[r ^ r], 1);
}

/*= x=1: R x; W y=1 */
PROBE(chosen_by_a_branch) {
  int r;
  if (READ_ONCE(s->x))
    r = 1;
  else
    r = 2;
  WRITE_ONCE(s->y, r);
}

/*= x=0: R x; W y=2 */
PROBE(chosen_by_a_select) {
  int r = READ_ONCE(s->x) ? 1 : 2;
  WRITE_ONCE(s->y, r);
}

/*= x=1: R x; W z=1 ctrl(0) */
/*= x=0: R x; W y=1 ctrl(0) */
PROBE(what_was_chosen_decides) {
  int r = READ_ONCE(s->x) ? 1 : 2;
  if (r == 1)
    WRITE_ONCE(s->z, 1);
  else
    WRITE_ONCE(s->y, 1);
}

/*= x=0: R x */
/*= x=1 z=0: R x; R z ctrl(0) */
/*= x=1 z=1: R x; R z ctrl(0); W y=1 ctrl(0,1) */
PROBE(both) {
  if (READ_ONCE(s->x) && READ_ONCE(s->z)) WRITE_ONCE(s->y, 1);
}

/*= x=1: R x; W y=1 ctrl(0) */
/*= x=0 z=1: R x; R z ctrl(0); W y=1 ctrl(0,1) */
PROBE(either) {
  if (READ_ONCE(s->x) || READ_ONCE(s->z)) WRITE_ONCE(s->y, 1);
}

static inline _Bool locked(struct cells* s) {
  return READ_ONCE(s->x) == 1 && READ_ONCE(s->z) == 2;
}
/*= x=0: R x */
/*= x=1 z=2: R x; R z ctrl(0); W y=1 ctrl(0,1) */
PROBE(both_in_a_function) {
  if (locked(s)) WRITE_ONCE(s->y, 1);
}

/*= x=1: R x; W y=1 ctrl(0) */
/*= x=0,0,1: R x; R x ctrl(0); R x ctrl(0,1); W y=1 ctrl(0,1,2) */
PROBE(wait) {
  while (!READ_ONCE(s->x)) {
  }
  WRITE_ONCE(s->y, 1);
}

/*= x=1 z=1: R x; R z ctrl(0); W y=1 ctrl(0,1) */
/*= x=0,1 z=1: R x; R x ctrl(0); R z ctrl(0,1); W y=1 ctrl(0,1,2) */
PROBE(wait_for_both) {
  while (!(READ_ONCE(s->x) && READ_ONCE(s->z))) {
  }
  WRITE_ONCE(s->y, 1);
}

static void wait_inside(struct cells* s) {
  for (;;)
    if (READ_ONCE(s->x)) return;
}
/*= x=1: R x; W y=1 ctrl(0) */
PROBE(wait_in_a_function) {
  wait_inside(s);
  WRITE_ONCE(s->y, 1);
}

static void leave(struct cells* s) {
  for (;;) {
    switch (READ_ONCE(s->x)) {
      case 0:
        continue;
      case 1:
      case 2:
        return;
      default:
        break;
    }
    break;
  }
  WRITE_ONCE(s->z, 1);
}
/*= x=0,2: R x; R x ctrl(0); W y=1 ctrl(0,1) */
/*= x=3: R x; W z=1 ctrl(0); W y=1 ctrl(0) */
PROBE(a_switch_leaves_a_loop) {
  leave(s);
  WRITE_ONCE(s->y, 1);
}

/*= x=1 z=0,1: R x; R z ctrl(0); R z ctrl(0,1); W y=1 ctrl(1,2) */
/*= x=0: R x; W y=1 */
PROBE(a_loop_in_a_branch_may_not_run) {
  if (READ_ONCE(s->x))
    while (!READ_ONCE(s->z)) {
    }
  WRITE_ONCE(s->y, 1);
}

/*= x=0: R x; W y=0 ctrl(0); R x; W z=1 */
/*= x=1: R x; R x; W y=1 ctrl(1); W z=1 */
PROBE(bounded_loop) {
  for (int i = 0; i < 2; i++)
    if (READ_ONCE(s->x) == i) WRITE_ONCE(s->y, i);
  WRITE_ONCE(s->z, 1);
}

/*= x=0: R x; W y=0 ctrl(0); R x ctrl(0); W y=1 ctrl(0,2); W z=1 */
/*= x=0,1: R x; W y=0 ctrl(0); R x ctrl(0); W z=1 */
/*= x=1: R x; W z=1 */
PROBE(break_of_a_bounded_loop) {
  for (int i = 0; i < 2; i++) {
    if (READ_ONCE(s->x)) break;
    WRITE_ONCE(s->y, i);
  }
  WRITE_ONCE(s->z, 1);
}

/* Whether there is a second round was decided by x, too. */
/*= x=1,0 z=0: R x; R z ctrl(0); R x ctrl(0,1); W y=1 ctrl(0,1,2) */
PROBE(an_outer_branch_decides_the_next_round) {
  for (int i = 0; i < 2; i++) {
    if (READ_ONCE(s->x)) {
      if (READ_ONCE(s->z)) return;
    } else {
      WRITE_ONCE(s->y, i);
    }
  }
}

static void out(struct cells* s, int* r) { *r = READ_ONCE(s->x); }
/*= x=7: R x; W y=7 data(0) */
PROBE(out_parameter) {
  int r;
  out(s, &r);
  WRITE_ONCE(s->y, r);
}

static __attribute__((noinline)) int stale_slot(struct cells* s, int first) {
  int r[2];
  if (first) {
    out(s, &r[0]);
    out(s, &r[1]);
    return r[0] + r[1];
  }
  int* volatile q = r;
  q[0] = 1;
  q[1] = 2;
  return q[0] + q[1];
}
/*= x=7: R x; R x; W y=14 data(0,1); W z=3 */
PROBE(slots_are_forgotten) {
  WRITE_ONCE(s->y, stale_slot(s, 1));
  WRITE_ONCE(s->z, stale_slot(s, 0));
}

static inline int* pick(struct cells* s) {
  int* q = READ_ONCE(s->p);
  if (!q) return 0;
  if (READ_ONCE(s->x)) return 0;
  return q;
}
/*= p=y x=0: R p; R x ctrl(0); W y=1 addr(0) ctrl(0,1) */
/*= p=y x=1: R p; R x ctrl(0) */
PROBE(returned_pointer) {
  int* q = pick(s);
  if (q) WRITE_ONCE(*q, 1);
}

/*= x=0: R x; W y=1 ctrl(0); W z=1 */
/*= x=1: R x; W z=1 */
/*= x=5: R x; W y=5 ctrl(0); W z=1 */
PROBE(cases) {
  switch (READ_ONCE(s->x)) {
    case 0:
      WRITE_ONCE(s->y, 1);
      break;
    case 4:
    case 5:
      WRITE_ONCE(s->y, 5);
      break;
    default:;
  }
  WRITE_ONCE(s->z, 1);
}

/*= x=0: R x; W y=1 ctrl(0) */
/*= x=1: R x; W z=1 ctrl(0) */
PROBE(jump) {
  int e = 0;
  if (READ_ONCE(s->x)) {
    e = 1;
    goto end;
  }
  WRITE_ONCE(s->y, 1);
end:
  if (e) WRITE_ONCE(s->z, 1);
}

/*= x=1: R x; W y=1 ctrl(0) */
PROBE(always_true) {
  int r = READ_ONCE(s->x);
  if (r == r) WRITE_ONCE(s->y, 1);
}

/*= x=1: R x; W y=1 data(0) ctrl(0) */
PROBE(known_value) {
  int r = READ_ONCE(s->x);
  if (r == 1) WRITE_ONCE(s->y, r);
}

/*= x=1: R x; R.acquire y; W.release z=1 data(0,1); F.mb; R.plain x; W.plain y=1 data(4) */
PROBE(orders) {
  int r = READ_ONCE(s->x);
  int q = smp_load_acquire(&s->y);
  smp_store_release(&s->z, q + r);
  smp_mb();
  barrier();
  s->y = s->x;
}

/*= x=3 y=5: R x; U y=8 data(0,1); W z=5 data(0,1) */
PROBE(fetch_add) {
  int r = READ_ONCE(s->x);
  int old = __atomic_fetch_add(&s->y, r, __ATOMIC_RELAXED);
  WRITE_ONCE(s->z, old);
}

/*= x=3 y=5: R x; U.acq_rel y=3 data(0); W z=5 data(1) */
PROBE(exchange) {
  int r = READ_ONCE(s->x);
  int old = __atomic_exchange_n(&s->y, r, __ATOMIC_ACQ_REL);
  WRITE_ONCE(s->z, old);
}

/*= x=3 y=3: R x; U.seq_cst y=9; W z=1 ctrl(0,1) */
/*= x=3 y=4: R x; R y */
PROBE(compare_exchange) {
  int r = READ_ONCE(s->x);
  if (__atomic_compare_exchange_n(&s->y, &r, 9, 0, __ATOMIC_SEQ_CST,
                                  __ATOMIC_RELAXED))
    WRITE_ONCE(s->z, 1);
}

/*= one.a=3 one.b=4: R.plain one.a; W.plain two.a=3 data(0); R.plain one.b; W.plain two.b=4 data(2) */
PROBE(structure_copy) { s->two = s->one; }

/*= x=1 one.a=3 one.b=4: R.plain one.a; R.plain one.b; W y=7 data(0,1) */
PROBE(structure_on_the_stack) {
  struct pair mine = s->one;
  struct pair again = mine;
  WRITE_ONCE(s->y, again.a + again.b);
}

/*= x=9: R x; W.plain one.a=9 data(0); W.plain one.b=2 */
PROBE(structure_from_the_stack) {
  struct pair mine = {READ_ONCE(s->x), 2};
  s->one = mine;
}

/*= : W.plain one.a=0; W.plain one.b=0 */
PROBE(set) { __builtin_memset(&s->one, 0, sizeof s->one); }

/*= byte=1: R byte; W y=1 ctrl(0) */
PROBE(boolean) {
  if (*(volatile _Bool*)&s->byte) WRITE_ONCE(s->y, 1);
}

/*= bits=9: R.plain bits; W.plain bits=13 data(0) */
PROBE(bit_field) { ((struct bits*)&s->bits)->low = 5; }

/*= x=1: R x; W y=1 ctrl(0) */
PROBE(expected) {
  if (__builtin_expect(!!READ_ONCE(s->x), 1)) WRITE_ONCE(s->y, 1);
}

/*= x=4: R x; W y=4 data(0) */
PROBE(hidden_value) {
  int r = READ_ONCE(s->x);
  __asm__("" : "=r"(r) : "0"(r));
  WRITE_ONCE(s->y, r);
}

static int sum(struct cells* s, int n) {
  return n == 0 ? 0 : READ_ONCE(s->x) + sum(s, n - 1);
}
/*= x=2: R x; R x; R x; W y=6 data(0,1,2) */
PROBE(recursion) { WRITE_ONCE(s->y, sum(s, 3)); }

static void called(struct cells* s) { WRITE_ONCE(s->y, 1); }
/*= call=called: R call; W y=1 ctrl(0) */
PROBE(through_a_function_pointer) { READ_ONCE(s->call)(s); }
void (*const probe_called)(struct cells*) = called;
