// SPDX-License-Identifier: MIT
// The data of the HTML report, made small: a whole check is megabytes of JSON.
#pragma once

#include <string>
#include <string_view>

namespace vmalock {

/// gzip, in base64 with lines of 76 characters: a browser has the other way
/// built in (DecompressionStream), and no text of it can end an element.
std::string packed(std::string_view text);

}  // namespace vmalock
