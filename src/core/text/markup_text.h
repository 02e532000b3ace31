// Text inside HTML, SVG and XML.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// Text for HTML, SVG and XML, in elements and in quoted attributes.
std::string escape_html(std::string_view text);

}  // namespace affekt
