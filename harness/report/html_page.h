// SPDX-License-Identifier: MIT
// The texts of html/page.html, page.css, graph.js and page.js;
// cmake/embed.cmake makes the definitions.
#pragma once

namespace vmalock {

extern const char* const html_page;
extern const char* const html_style;
extern const char* const html_graph;
extern const char* const html_script;

}  // namespace vmalock
