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

/// Those in src/server/site/page: a page without a server has these too, in place of those of the same name.
const std::vector<PageFile>& site_page_files();

}  // namespace affekt
