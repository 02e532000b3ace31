// The files of the page, as they were when this program was built.
#pragma once

#include <string_view>
#include <vector>

namespace affekt {

struct PageFile {
  std::string_view path;  // "/app.js"
  std::string_view type;  // media type
  std::string_view content;
};

/// Those in src/server/page.
const std::vector<PageFile>& page_files();

}  // namespace affekt
