#include "server/page_template.h"

#include <algorithm>

#include "core/error.h"
#include "server/page_files.h"

namespace affekt {

std::string fill_page(const std::map<std::string, std::string>& texts) {
  const auto& files = page_files();
  const auto index = std::find_if(files.begin(), files.end(),
                                  [](const PageFile& file) { return file.path == "/index.html"; });
  AFFEKT_CHECK(index != files.end(), "a page");
  std::string html(index->content);
  for (const auto& [name, text] : texts) {
    const std::string gap = "{{" + name + "}}";
    size_t at = html.find(gap);
    AFFEKT_CHECK(at != std::string::npos, "the page has no " + gap);
    for (; at != std::string::npos; at = html.find(gap, at + text.size())) html.replace(at, gap.size(), text);
  }
  AFFEKT_CHECK(html.find("{{") == std::string::npos, "a gap of the page is left");
  return html;
}

}  // namespace affekt
