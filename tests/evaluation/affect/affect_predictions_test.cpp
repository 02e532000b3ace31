#include "evaluation/affect/affect_predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/affect/affect_fixtures.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AffectPredictionsCsv : public ::testing::Test {
 protected:
  std::string refusal(const std::string& text) {
    write_text_atomically(folder_ / "predictions.csv", text);
    try {
      read_affect_predictions_csv(folder_ / "predictions.csv");
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "nothing was thrown";
  }
  TemporaryFolder folder_;
};

TEST_F(AffectPredictionsCsv, ReadingItBackGivesTheSame) {
  AffectPredictions predictions = make_up_people({40, 20, 3});
  predictions.category_names[1] = "Doubt, \"Confusion\"";
  predictions.source_ids[7] = "with, comma.jpg#1";
  write_text_atomically(folder_ / "p.csv", render_affect_predictions_csv(predictions));
  const AffectPredictions read = read_affect_predictions_csv(folder_ / "p.csv");
  EXPECT_EQ(read.source_ids, predictions.source_ids);
  EXPECT_EQ(read.category_names, predictions.category_names);
  EXPECT_EQ(read.images, predictions.images);
  EXPECT_EQ(read.labels, predictions.labels);
  EXPECT_EQ(read.probabilities, predictions.probabilities);
  EXPECT_EQ(read.values, predictions.values);
  EXPECT_EQ(read.predicted_values, predictions.predicted_values);
}

TEST_F(AffectPredictionsCsv, HasAColumnForEveryThingSaid) {
  const std::string text = render_affect_predictions_csv(four_people());
  EXPECT_THAT(text, HasSubstr("source_id,image,true_valence,true_arousal,true_dominance,predicted_valence,"
                              "predicted_arousal,predicted_dominance,label_Peace,p_Peace,label_Suffering,"
                              "p_Suffering\nframesdb/images/a.jpg#1,0,4,5,6,4,4,7,1,0.899999976,0,"));
}

TEST_F(AffectPredictionsCsv, WhatIsWrongIsNamedWithItsLine) {
  const std::string good = render_affect_predictions_csv(four_people());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_THAT(refusal(""), HasSubstr("expected source_id,image"));
  EXPECT_THAT(refusal("source_id,label,prediction\n"), HasSubstr("predictions.csv:1: not the columns"));
  EXPECT_THAT(refusal(with("p_Suffering", "q_Suffering")), HasSubstr(":1: not the columns"));
  EXPECT_THAT(refusal(with(",1,0.899999976", ",2,0.899999976")),
              AllOf(HasSubstr(":2: label_Peace is '2'"), HasSubstr("expected 0 or 1")));
  EXPECT_THAT(refusal(with("0.899999976", "much")), HasSubstr(":2: p_Peace is 'much', expected a number"));
  EXPECT_THAT(refusal(with("#1,0,4,5", "#1,0,nan,5")), HasSubstr(":2: true_valence is 'nan'"));
}

TEST(CheckAffectPredictions, NamesThePersonAndWhatIsWrong) {
  const auto refusal = [](const AffectPredictions& predictions) -> std::string {
    try {
      check_affect_predictions(predictions);
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "nothing was thrown";
  };
  for (const float bad : {std::nanf(""), 1.2F, -0.1F}) {
    AffectPredictions predictions = four_people();
    predictions.probabilities[3] = bad;
    EXPECT_THAT(refusal(predictions), AllOf(HasSubstr("a.jpg#2"), HasSubstr("'Suffering'")));
  }
  AffectPredictions predictions = four_people();
  predictions.predicted_values[7] = INFINITY;
  EXPECT_THAT(refusal(predictions), AllOf(HasSubstr("b.jpg#1"), HasSubstr("arousal is inf")));
  AffectPredictions nobody;
  nobody.category_names = {"Peace"};
  EXPECT_THROW(check_affect_predictions(nobody), DataError);
}

}  // namespace
}  // namespace affekt
