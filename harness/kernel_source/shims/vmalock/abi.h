// SPDX-License-Identifier: MIT
/* The runtime's side, where the shims' includes find it. */
#include "../../runtime/abi.h"
