// Checks of HTML and SVG that affekt writes.
#pragma once

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

namespace affekt {

/// Every opened element is closed in its order; says where not.
inline void expect_balanced_tags(const std::string& markup, const std::string& name) {
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-zA-Z0-9]+)((?:[^<>\"]|\"[^\"]*\")*)>");
  for (std::sregex_iterator it(markup.begin(), markup.end(), tag), end; it != end; ++it) {
    const std::string element = (*it)[2], rest = (*it)[3];
    if (element == "meta" || element == "img" || element == "br" || element == "input")
      continue;  // HTML's void elements
    if (!rest.empty() && rest.back() == '/') continue;
    if ((*it)[1].length() == 0) {
      open.push_back(element);
      continue;
    }
    ASSERT_FALSE(open.empty()) << name << ": </" << element << "> closes nothing";
    ASSERT_EQ(open.back(), element) << name;
    open.pop_back();
  }
  EXPECT_TRUE(open.empty()) << name << ": <" << (open.empty() ? "" : open.back()) << "> is never closed";
}

}  // namespace affekt
