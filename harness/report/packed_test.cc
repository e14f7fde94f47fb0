// SPDX-License-Identifier: MIT
// Method: unpacked by zlib, with a decoder of base64 that is written the slow
// way; lengths around a group of base64, and a text that is larger than a
// buffer of either.
#include "harness/report/packed.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace vmalock {
namespace {

std::string bytes_of(const std::string& base64) {
  const std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, bytes;
  for (const char c : base64) {
    if (c == '\n' || c == '=') continue;
    const std::size_t value = digits.find(c);
    EXPECT_NE(value, std::string::npos) << c;
    for (int b = 5; b >= 0; --b) bits += (value >> b & 1) != 0 ? '1' : '0';
  }
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8)
    bytes += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
  return bytes;
}

std::string unpacked(const std::string& text, std::size_t size) {
  std::string bytes = bytes_of(text), out(size + 1, '\0');
  z_stream z{};
  EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(bytes.data());
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END) << "cut, or no gzip";
  EXPECT_EQ(z.avail_in, 0u) << "bytes behind the end: not padded right";
  out.resize(z.total_out);
  inflateEnd(&z);
  return out;
}

TEST(Packed, IsTheTextAgain) {
  std::string text;
  for (unsigned n = 0; n < 300; ++n) {
    ASSERT_EQ(unpacked(packed(text), text.size()), text) << n;
    text += static_cast<char>('a' + n * n % 23);
  }
  for (unsigned n = 0; n < 100'000; ++n)
    text += static_cast<char>(n * 2654435761u >> 24);
  EXPECT_EQ(unpacked(packed(text), text.size()), text);
}

TEST(Packed, NothingInItEndsAnElement) {
  const std::string text = packed("</script><!-- \"'&");
  EXPECT_EQ(text.find_first_of("<>&\"'"), std::string::npos);
  EXPECT_EQ(text.size() % 4, 0u) << text;
}

}  // namespace
}  // namespace vmalock
