// The page is whole, asks nobody else for anything, and has the colours of the reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "core/files/atomic_file.h"
#include "server/page_files.h"

namespace affekt {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

std::string content_of(const std::string& path) {
  for (const PageFile& file : page_files())
    if (file.path == path) return std::string(file.content);
  ADD_FAILURE() << "the page has no " << path;
  return "";
}

std::vector<std::string> find_all(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

void expect_files(const std::vector<PageFile>& files, const std::string& folder) {
  EXPECT_GE(files.size(), 9U);
  for (const PageFile& file : files)
    EXPECT_EQ(file.content,
              read_text_file(AFFEKT_SOURCE_DIR "/src/server/" + folder + std::string(file.path)))
        << file.path;
}

TEST(PageFiles, AreThoseInTheSources) {
  expect_files(page_files(), "page");
  expect_files(site_page_files(), "site/page");
}

TEST(PageFiles, NameOnlyEachOther) {
  for (const PageFile& file : page_files()) {
    const std::string text(file.content);
    for (const std::string& name : find_all(text, "(?:src|href)=\"([^#\"]+)\"")) content_of("/" + name);
    for (const std::string& name : find_all(text, "from '\\./([^']+)'")) content_of("/" + name);
    for (const std::string& address : find_all(text, "(https?://[a-z.]+)"))
      EXPECT_EQ(address, "http://www.w") << file.path;  // a namespace of XML, which nobody asks for
  }
}

TEST(PageFiles, HaveNoScriptOrStyleInsideMarkup) {
  const std::string page = content_of("/index.html");
  EXPECT_THAT(page, Not(AnyOf(HasSubstr("<style"), HasSubstr(" style="), HasSubstr("onclick="))));
  EXPECT_TRUE(find_all(page, "<script(>)").empty());
  for (const auto* files : {&page_files(), &site_page_files()})
    for (const PageFile& file : *files)
      EXPECT_THAT(std::string(file.content),
                  Not(AnyOf(HasSubstr("innerHTML"), HasSubstr("eval("), HasSubstr("outerHTML"))))
          << file.path;
}

/// "--ink:#1b1f24", those of the light part and then those of the dark one
std::map<std::string, std::vector<std::string>> find_colours(const std::string& text) {
  std::map<std::string, std::vector<std::string>> colours;
  const std::regex regex("--([a-z0-9-]+):(#[0-9a-f]{6})");
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    colours[(*it)[1]].push_back((*it)[2]);
  return colours;
}

TEST(PageFiles, HaveTheColoursOfTheReports) {
  std::string reports = read_text_file(AFFEKT_SOURCE_DIR "/src/evaluation/figures/figure_style.cpp") +
                        read_text_file(AFFEKT_SOURCE_DIR "/src/evaluation/report/page/page_style.h");
  reports = std::regex_replace(reports, std::regex("\"\\s*\""), "");  // texts that stand in several pieces
  const auto expected = find_colours(reports), own = find_colours(content_of("/style.css"));
  EXPECT_GE(own.size(), 20U);
  for (const auto& [name, values] : own) {
    ASSERT_EQ(expected.count(name), 1U) << name;
    EXPECT_EQ(values, expected.at(name)) << name;
  }
}

}  // namespace
}  // namespace affekt
