#include "core/text/text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace affekt {
namespace {

TEST(ValidUtf8, KeepsWhatIsValid) {
  for (const std::string text : {"", "plain.png",
                                 "gr\xC3\xB6\xC3\x9F"
                                 "er.png",
                                 "\xE2\x82\xAC \xF0\x9F\x98\x80", "a\\b\n"})
    EXPECT_EQ(to_valid_utf8(text), text);
}

TEST(ValidUtf8, WritesOtherBytesOutSoThatNamesStayDifferent) {
  EXPECT_EQ(to_valid_utf8("gr\xF6sser.png"), "gr\\xF6sser.png");
  EXPECT_EQ(to_valid_utf8("gr\xE4sser.png"), "gr\\xE4sser.png");
  EXPECT_EQ(to_valid_utf8("\xC3"), "\\xC3");                    // cut off
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), "\\xC0\\xAF");           // an overlong slash
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "\\xED\\xA0\\x80");  // a surrogate
  EXPECT_EQ(to_valid_utf8("\xC3\xB6\xFF\xC3\xB6"), "\xC3\xB6\\xFF\xC3\xB6");
}

TEST(ValidUtf8, GoesIntoJson) {
  EXPECT_NO_THROW(nlohmann::json(to_valid_utf8("\xFF\xFE")).dump());
  EXPECT_EQ(to_json_text({{"name", "gr\xF6sser"}}), "{\"name\":\"gr\xEF\xBF\xBDsser\"}");
  EXPECT_EQ(to_json_text(nlohmann::json::array({1}), 1), "[\n 1\n]");
}

}  // namespace
}  // namespace affekt
