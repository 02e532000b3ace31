#include "core/text/shell_text.h"

#include <gtest/gtest.h>
#include <stdio.h>

#include "core/text/text.h"

namespace affekt {
namespace {

/// What bash takes the word for.
std::string read_by_bash(const std::string& word) {
  const std::string script = "printf %s " + word;
  std::string command = "bash -c '";
  for (const char c : script) command += c == '\'' ? std::string("'\\''") : std::string(1, c);
  FILE* const pipe = popen((command + "'").c_str(), "r");
  if (pipe == nullptr) return "can't run bash";
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  return text;
}

TEST(QuotedForShell, PlainWordsStayAsTheyAre) {
  EXPECT_EQ(quote_for_shell("experiments/fer2013_cnn-1.5"), "experiments/fer2013_cnn-1.5");
  EXPECT_EQ(quote_for_shell("my run"), "'my run'");
  EXPECT_EQ(quote_for_shell("gr\xF6sser"), "$'gr\\xF6sser'");
}

TEST(QuotedForShell, BashReadsEveryNameBack) {
  for (const std::string name : {"plain", "", "my run", "it's", "$HOME", "a\\b", "`x`", "gr\xC3\xB6sser",
                                 "gr\xF6sser", "it's gr\xF6\\xF6\xC3\xB6 $x", "two\nlines", "a\x1B[31mb\t"}) {
    EXPECT_EQ(read_by_bash(quote_for_shell(name)), name) << quote_for_shell(name);
    EXPECT_EQ(to_valid_utf8(quote_for_shell(name)), quote_for_shell(name));
    EXPECT_EQ(quote_for_shell(name).find_first_of("\n\t\x1B"), std::string::npos);
  }
}

}  // namespace
}  // namespace affekt
