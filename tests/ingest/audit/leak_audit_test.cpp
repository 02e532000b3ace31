#include "ingest/audit/leak_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void add_sample(ImageSamples& samples, const cv::Mat& image, int label, Split split) {
  samples.height = image.rows;
  samples.width = image.cols;
  samples.pixels.insert(samples.pixels.end(), image.datastart, image.dataend);
  samples.labels.push_back(label);
  samples.splits.push_back(split);
  samples.source_ids.push_back("s" + std::to_string(samples.num_samples++));
  samples.has_train_duplicate.push_back(0);
}

cv::Mat add_noise(const cv::Mat& image, uint64_t seed) {
  RandomStream stream(seed, "noise");
  cv::Mat noisy = image.clone();
  for (int i = 0; i < static_cast<int>(noisy.total()); ++i) {
    uint8_t& pixel = noisy.data[i];
    pixel = cv::saturate_cast<uint8_t>(pixel * 0.9 + 12 + 2 * stream.normal());
  }
  return noisy;
}

cv::Mat shift(const cv::Mat& image, double x, double y) {
  const cv::Mat transform = (cv::Mat_<double>(2, 3) << 1, 0, x, 0, 1, y);
  cv::Mat shifted;
  cv::warpAffine(image, shifted, transform, image.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
  return shifted;
}

/// Hand-made: which rows are duplicates of which stands beside each.
ImageSamples make_samples() {
  const cv::Mat a = make_image(1), b = make_image(2), c = make_image(3);
  cv::Mat mirrored_b;
  cv::flip(b, mirrored_b, 1);
  ImageSamples s;
  add_sample(s, a, 0, Split::kTrain);                                            // 0
  add_sample(s, b, 1, Split::kTrain);                                            // 1
  add_sample(s, a, 0, Split::kValidation);                                       // 2 = 0
  add_sample(s, add_noise(a, 5), 1, Split::kValidation);                         // 3 ~ 0, under another label
  add_sample(s, mirrored_b, 1, Split::kTest);                                    // 4 ~ 1, mirrored
  add_sample(s, c, 0, Split::kTrain);                                            // 5
  add_sample(s, c, 1, Split::kTrain);                                            // 6 = 5, under another label
  add_sample(s, make_image(4), 1, Split::kTest);                                 // 7 alone
  add_sample(s, cv::Mat(48, 48, CV_8U, cv::Scalar(10)), 0, Split::kValidation);  // 8 blank
  add_sample(s, cv::Mat(48, 48, CV_8U, cv::Scalar(20)), 0, Split::kTrain);       // 9 blank, brighter
  add_sample(s, shift(a, 2, -1), 0, Split::kTest);                               // 10 ~ 0, 2, 3
  return s;
}

LeakAuditOptions make_audit_options() {
  LeakAuditOptions options;
  options.near_duplicate_distance = 20;  // a shift changes many bits of such fine textures
  return options;
}

TEST(LeakAudit, CountsExactGroups) {
  const LeakAudit audit = audit_leaks(make_samples(), {}, make_audit_options());
  EXPECT_THAT(audit.exact.groups, ElementsAre(ElementsAre(0, 2), ElementsAre(5, 6)));
  EXPECT_EQ(audit.exact.across_splits, 1);
  EXPECT_EQ(audit.exact.with_two_labels, 1);
}

TEST(LeakAudit, FindsNearDuplicatesAcrossSplitsShiftedAndMirroredToo) {
  const LeakAudit audit = audit_leaks(make_samples(), {}, make_audit_options());
  std::vector<std::pair<int64_t, int64_t>> pairs;
  for (const NearDuplicate& pair : audit.near) {
    pairs.emplace_back(pair.row, pair.earlier_row);
    EXPECT_EQ(pair.mirrored, pair.row == 4);
    EXPECT_GE(pair.correlation, 0.9);
    EXPECT_LE(pair.distance, 20);
  }
  using Pair = std::pair<int64_t, int64_t>;
  EXPECT_THAT(pairs, ElementsAre(Pair(3, 0), Pair(4, 1), Pair(10, 0), Pair(10, 2), Pair(10, 3)));
  EXPECT_EQ(audit.near_with_two_labels, 2);  // (3, 0) and (10, 3)
}

TEST(LeakAudit, AfterTheSplitsHaveChangedItIsWhatAnAuditFromTheStartIs) {
  ImageSamples samples = make_samples();
  LeakAudit audit = audit_leaks(samples, {}, make_audit_options());
  const nlohmann::json before = to_json(audit, samples, {"a", "b"});
  for (Split& split : samples.splits) {  // train -> validation -> test -> train
    split = static_cast<Split>((static_cast<int>(split) + 1) % 3);
  }
  audit_splits(samples, audit);
  const LeakAudit anew = audit_leaks(samples, {}, make_audit_options());
  EXPECT_EQ(to_json(audit, samples, {"a", "b"}), to_json(anew, samples, {"a", "b"}));
  EXPECT_NE(to_json(audit, samples, {"a", "b"}), before);
  EXPECT_EQ(audit.has_train_duplicate, anew.has_train_duplicate);
}

TEST(LeakAudit, WithoutShiftingTheShiftedDuplicateIsMissed) {
  LeakAuditOptions options = make_audit_options();
  options.max_shift_px = 0;
  const LeakAudit audit = audit_leaks(make_samples(), {}, options);
  ASSERT_EQ(audit.near.size(), 2u);  // the noisy one and the mirrored one
  EXPECT_EQ(audit.has_train_duplicate[10], 0);
}

TEST(LeakAudit, MarksValidationAndTestSamplesWithATrainDuplicate) {
  const LeakAudit audit = audit_leaks(make_samples(), {}, make_audit_options());
  EXPECT_THAT(audit.has_train_duplicate, ElementsAre(0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1));
  EXPECT_EQ(audit.validation_with_train_duplicate, 2);
  EXPECT_EQ(audit.test_with_train_duplicate, 2);
}

TEST(LeakAudit, BlankImagesAreNoNearDuplicates) {
  const LeakAudit audit = audit_leaks(make_samples(), {}, make_audit_options());
  EXPECT_EQ(audit.num_constant, 2);
  ImageSamples equal = make_samples();
  add_sample(equal, cv::Mat(48, 48, CV_8U, cv::Scalar(20)), 0, Split::kTest);  // 11 = 9, exactly
  const LeakAudit with_equal = audit_leaks(equal, {}, make_audit_options());
  EXPECT_EQ(with_equal.exact.across_splits, 2);
  EXPECT_EQ(with_equal.has_train_duplicate[11], 1);
}

TEST(LeakAudit, DistanceZeroTurnsNearDuplicatesOff) {
  LeakAuditOptions options;
  options.near_duplicate_distance = 0;
  const LeakAudit audit = audit_leaks(make_samples(), {}, options);
  EXPECT_THAT(audit.near, IsEmpty());
  EXPECT_THAT(audit.has_train_duplicate, ElementsAre(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(summarize(audit), HasSubstr("weren't looked for"));
}

TEST(LeakAudit, UnrelatedImagesGiveNothing) {
  ImageSamples samples;
  for (int i = 0; i < 120; ++i) {
    add_sample(samples, make_image(1000 + static_cast<uint64_t>(i)), i % 2, static_cast<Split>(i % 3));
  }
  const LeakAudit audit = audit_leaks(samples, {}, make_audit_options());
  EXPECT_THAT(audit.exact.groups, IsEmpty());
  EXPECT_THAT(audit.near, IsEmpty());
}

TEST(LeakAudit, GroupsFilesByTheirDigests) {
  ImageSamples samples;
  for (uint64_t i = 0; i < 4; ++i) {
    add_sample(samples, make_image(i), static_cast<int>(i % 2), i < 2 ? Split::kTrain : Split::kTest);
  }
  const LeakAudit audit = audit_leaks(samples, {"x", "y", "x", "x"}, make_audit_options());
  EXPECT_THAT(audit.files.groups, ElementsAre(ElementsAre(0, 2, 3)));
  EXPECT_EQ(audit.files.across_splits, 1);
  EXPECT_EQ(audit.files.with_two_labels, 1);
  EXPECT_THAT(audit.exact.groups, IsEmpty());
}

TEST(LeakAudit, JsonHoldsCountsAndCappedLists) {
  LeakAuditOptions options = make_audit_options();
  options.max_listed = 3;
  const ImageSamples samples = make_samples();
  const LeakAudit audit = audit_leaks(samples, {}, options);
  const nlohmann::json json = to_json(audit, samples, {"glad", "sad"});
  EXPECT_EQ(json["exact_groups"], 2);
  EXPECT_EQ(json["exact_groups_across_splits"], 1);
  EXPECT_EQ(json["exact_groups_with_two_labels"], 1);
  EXPECT_EQ(json["near_duplicate_pairs_across_splits"], 5);
  EXPECT_EQ(json["near_duplicate_pairs_with_two_labels"], 2);
  EXPECT_EQ(json["validation_samples_with_train_duplicate"], 2);
  EXPECT_EQ(json["test_samples_with_train_duplicate"], 2);
  EXPECT_EQ(json["constant_images"], 2);
  EXPECT_FALSE(json.contains("file_groups"));
  EXPECT_EQ(json["listed_groups_across_splits"],
            nlohmann::json::parse(R"([[{"source_id": "s0", "split": "train", "label": "glad"},
                                       {"source_id": "s2", "split": "validation", "label": "glad"}]])"));
  EXPECT_EQ(json["listed_groups_with_two_labels"][0][1]["source_id"], "s6");
  EXPECT_EQ(json["listed_near_duplicates_across_splits"].size(), 3u);
  EXPECT_EQ(json["listed_near_duplicates_across_splits"][0]["samples"][1]["source_id"], "s3");
}

}  // namespace
}  // namespace affekt
