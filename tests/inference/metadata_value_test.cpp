#include "inference/metadata_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Metadata : public testing::Test {
 protected:
  MetadataValue value(const std::string& text) {
    model_.metadata["affekt.key"] = text;
    return {model_, "affekt.key"};
  }
  template <class Read>
  std::string refusal(const Read& read) {
    try {
      read();
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("folder/model.onnx: "), HasSubstr("\"affekt.")));
      return error.what();
    }
    return "accepted";
  }
  OnnxModel model_{"folder/model.onnx", {}, {}, {}, "", ""};
};

TEST_F(Metadata, WholeNumbersKeepTheirRange) {
  EXPECT_EQ(value("2").integer(2, 100), 2);
  EXPECT_EQ(value("100").integer(2, 100), 100);
  for (const char* text :
       {"1", "101", "-5", "1e9", "2.5", "\"7\"", "null", "[7]", "1e400", "18446744073709551615"})
    EXPECT_THAT(refusal([&] { value(text).integer(2, 100); }),
                AllOf(HasSubstr("affekt.key"), HasSubstr("expected")))
        << text;
  EXPECT_THAT(refusal([&] { value("1000000000").integer(2, 100); }),
              HasSubstr("metadata \"affekt.key\": expected a whole number from 2 to 100, got 1000000000"));
}

TEST_F(Metadata, WhatIsMissingHasItsFallbackOrIsRefused) {
  const MetadataValue missing(model_, "affekt.other");
  EXPECT_FALSE(missing.is_there());
  EXPECT_FALSE(missing["member"].is_there());
  EXPECT_EQ(missing.integer(2, 100, 15), 15);
  EXPECT_THAT(refusal([&] { missing.integer(2, 100); }), HasSubstr("\"affekt.other\" is missing"));
  EXPECT_TRUE(missing.any().is_null());
}

TEST_F(Metadata, MembersAreNamedWithTheirEntry) {
  const MetadataValue object = value(R"({"bins": 1000000000, "name": "x"})");
  EXPECT_EQ(object["name"].text(), "x");
  EXPECT_THAT(refusal([&] { object["bins"].integer(2, 100); }), HasSubstr("\"affekt.key.bins\""));
  EXPECT_THAT(refusal([&] { object["bins"].text(); }), HasSubstr("expected a text"));
  EXPECT_THAT(refusal([&] { value("[1]")["bins"]; }), HasSubstr("expected an object, got [1]"));
}

TEST_F(Metadata, NumbersAreFiniteAndInRange) {
  EXPECT_EQ(value("0.5").number(0, 1), 0.5);
  for (const char* text : {"1.5", "-0.1", "null", "\"0.5\""})
    EXPECT_THAT(refusal([&] { value(text).number(0, 1); }), HasSubstr("expected a number from 0 to 1"))
        << text;
}

TEST_F(Metadata, ListsHoldWhatTheyShould) {
  EXPECT_THAT(value(R"(["a","b"])").texts(), ElementsAre("a", "b"));
  for (const char* text : {"[]", R"(["a", 2])", R"({"a": 1})"})
    EXPECT_THAT(refusal([&] { value(text).texts(); }), HasSubstr("JSON list of names")) << text;
  EXPECT_THAT(value("[1, 2.5]").numbers(), ElementsAre(1.f, 2.5f));
  for (const char* text : {"[]", "[1, null]", "[1e39]", "1"})
    EXPECT_THAT(refusal([&] { value(text).numbers(); }), HasSubstr("JSON list of numbers")) << text;
}

TEST_F(Metadata, TextThatIsNoJsonIsRefusedAndShownInShort) {
  EXPECT_THAT(refusal([&] { value("{\"a\": "); }), HasSubstr("expected JSON, got {\"a\": "));
  EXPECT_THAT(refusal([&] { value(std::string(100000, 'x')); }), SizeIs(testing::Lt(400)));
  EXPECT_NE(refusal([&] { value("\"\xff\"").texts(); }), "accepted") << "no UTF-8";
}

TEST_F(Metadata, AChoiceIsOneOfThose) {
  model_.metadata["affekt.missing"] = "drop";
  EXPECT_EQ(read_metadata_choice(model_, "affekt.missing", {"drop", "median"}), "drop");
  EXPECT_THAT(refusal([&] {
                read_metadata_choice(model_, "affekt.missing", {"a", "b"});
              }),
              HasSubstr("expected a or b, got drop"));
  EXPECT_THAT(refusal([&] { read_metadata_choice(model_, "affekt.none", {"a"}); }), HasSubstr("is missing"));
}

}  // namespace
}  // namespace affekt
