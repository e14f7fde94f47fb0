// SPDX-License-Identifier: MIT
#include "harness/report/packed.h"

#include <zlib.h>

#include "harness/base/check.h"

namespace vmalock {

namespace {

std::string gzip(std::string_view text) {
  constexpr int gzip_window = 15 + 16;
  constexpr int memory = 8;
  z_stream z{};
  CHECK(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, memory,
                     Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&z, text.size()), '\0');
  // zlib does not write through next_in.
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t bytes_a_line = 57;  // 76 digits
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    if (i != 0 && i % bytes_a_line == 0) out += '\n';
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 |
              (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k])
                                    : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
  }
  return out;
}

}  // namespace

std::string packed(std::string_view text) { return base64(gzip(text)); }

}  // namespace vmalock
