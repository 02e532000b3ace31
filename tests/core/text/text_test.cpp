#include "core/text/text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace affekt {
namespace {

TEST(ValidUtf8, KeepsWhatIsValid) {
  for (const std::string text : {"", "plain.png",
                                 "gr\xC3\xB6\xC3\x9F"
                                 "er.png",
                                 "\xE2\x82\xAC \xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "a\\b\n"})
    EXPECT_EQ(to_valid_utf8(text), text);
}

TEST(ValidUtf8, WritesOtherBytesOutSoThatNamesStayDifferent) {
  EXPECT_EQ(to_valid_utf8("gr\xF6sser.png"), "gr\\xF6sser.png");
  EXPECT_EQ(to_valid_utf8("gr\xE4sser.png"), "gr\\xE4sser.png");
  EXPECT_EQ(to_valid_utf8("\xC3"), "\\xC3");                             // cut off
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), "\\xC0\\xAF");                    // an overlong slash
  EXPECT_EQ(to_valid_utf8("\xE0\x80\xAF"), "\\xE0\\x80\\xAF");           // the same, longer
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "\\xED\\xA0\\x80");           // a surrogate
  EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");  // beyond U+10FFFF
  EXPECT_EQ(to_valid_utf8("\xE5\xAE\x41"), "\\xE5\\xAEA");
  EXPECT_EQ(to_valid_utf8("\xC3\xB6\xFF\xC3\xB6"), "\xC3\xB6\\xFF\xC3\xB6");
}

TEST(ValidUtf8, GoesIntoJson) {
  EXPECT_NO_THROW(nlohmann::json(to_valid_utf8("\xFF\xFE")).dump());
  int64_t num_written_out = 1;
  to_valid_utf8("a\xFF\xC3\xB6\xFE", &num_written_out);
  EXPECT_EQ(num_written_out, 3);
}

TEST(JsonText, HasEveryKeyAndTextValid) {
  const nlohmann::json value = {{"gr\xF6sser", {1, nullptr, {{"name", {"\xFF", "\xC3\xB6"}}}}}};
  EXPECT_EQ(to_json_text(value), R"({"gr\\xF6sser":[1,null,{"name":["\\xFF","ö"]}]})");
  const nlohmann::ordered_json ordered = {{"z", "\xFF"}, {"a", 1}};
  EXPECT_EQ(to_json_text(ordered), R"({"z":"\\xFF","a":1})");
  EXPECT_EQ(to_json_text(nlohmann::json::array({1}), 1), "[\n 1\n]");
}

TEST(EscapedPath, GivesEveryPathBack) {
  for (const std::string path : {"", "/data/plain", "/data/gr\xC3\xB6sser", "gr\xF6sser\xFF", "a\\b\\x",
                                 "\\x41", "gr\\xF6sser", "gr\\xf6sser\xF6", "\\x5CxF6", "\\\\xF6"}) {
    EXPECT_EQ(to_valid_utf8(escape_path(path)), escape_path(path)) << path;
    EXPECT_EQ(unescape_path(escape_path(path)), path) << escape_path(path);
  }
}

TEST(EscapedPath, ReadsWhatMessagesShow) {
  EXPECT_EQ(escape_path("gr\xF6sser"), to_valid_utf8("gr\xF6sser"));
  EXPECT_EQ(unescape_path("/x/gr\\xF6sser"), "/x/gr\xF6sser");
  EXPECT_EQ(unescape_path("gr\\xf6sser"), "gr\xF6sser");
  EXPECT_EQ(unescape_path("C:\\temp\\x41\\xF"), "C:\\temp\\x41\\xF");
  EXPECT_NE(escape_path("gr\\xF6sser"), escape_path("gr\xF6sser"));
}

TEST(ShortenText, CutsBetweenCharacters) {
  EXPECT_EQ(shorten_text("gr\xC3\xB6sser", 8), "gr\xC3\xB6sser");
  EXPECT_EQ(shorten_text("gr\xC3\xB6sser", 4), "gr\xC3\xB6...");
  EXPECT_EQ(shorten_text("gr\xC3\xB6sser", 3), "gr...");
  EXPECT_EQ(shorten_text("\xF0\x9F\x98\x80", 3), "...");
}

}  // namespace
}  // namespace affekt
