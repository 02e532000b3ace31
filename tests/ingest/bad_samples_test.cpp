// Every kind of bad sample is reported by its name, and by what was expected and got.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/bad_samples.h"
#include "ingest/prepare.h"
#include "ingest/sources/source_table.h"
#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// source id -> reason
std::map<std::string, std::string> read_bad(const fs::path& path) {
  std::map<std::string, std::string> reasons;
  for (const BadSample& bad : open_source_at("fer2013", path)->read().bad)
    reasons[bad.source_id] = bad.reason;
  return reasons;
}

DataConfig make_config(const TemporaryFolder& folder, const std::string& on_bad_sample) {
  DataConfig config;
  config.path = (folder / "raw").string();
  config.prepared_dir = (folder / "prepared").string();
  config.on_bad_sample = on_bad_sample;
  return config;
}

TEST(BadImages, AreReportedByName) {
  const TemporaryFolder folder;
  make_small_folders(folder.path());
  const std::string jpeg = encode(make_image(9));
  write_bytes(folder / "train/sad/empty.jpg", "");
  write_bytes(folder / "train/sad/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
  write_bytes(folder / "train/sad/large.jpg", encode(make_image(9, 96)));
  write_bytes(folder / "train/sad/text.jpg", "not an image");
  write_bytes(folder / "train/sad/PublicTest_7.jpg", jpeg);
  write_bytes(folder / "train/contempt/Training_1.jpg", jpeg);
  write_bytes(folder / "train/contempt/Training_2.jpg", jpeg);
  write_bytes(folder / "train/loose.jpg", jpeg);
  fs::create_directory_symlink("/nowhere", folder / "train/sad/link.jpg");
  auto reasons = read_bad(folder.path());
  EXPECT_EQ(reasons.size(), 8u);
  EXPECT_EQ(reasons["train/sad/empty.jpg"], "empty file");
  EXPECT_THAT(reasons["train/sad/cut.jpg"], StartsWith("truncated or damaged JPEG"));
  EXPECT_EQ(reasons["train/sad/large.jpg"], "48x48 pixels expected, 96x96 got");
  EXPECT_THAT(reasons["train/sad/text.jpg"], StartsWith("neither a JPEG nor a PNG"));
  EXPECT_THAT(reasons["train/sad/PublicTest_7.jpg"],
              AllOf(HasSubstr("PublicTest"), HasSubstr("'validation'"), HasSubstr("train/")));
  EXPECT_THAT(
      reasons["train/contempt/"],
      AllOf(HasSubstr("images in it: 2"), HasSubstr("angry, disgust, fear, happy, sad, surprise, neutral")));
  EXPECT_THAT(reasons["train/loose.jpg"], HasSubstr("<split>/<class>/<image>"));
  EXPECT_THAT(reasons["train/sad/link.jpg"], HasSubstr("No such file"));
}

TEST(BadImages, WithoutAValidationFolderNamesInTestMustTellTheSplit) {
  const TemporaryFolder folder;
  const std::string jpeg = encode(make_image(9));
  write_bytes(folder / "train/sad/im0.jpg", jpeg);
  write_bytes(folder / "test/sad/im0.jpg", jpeg);
  write_bytes(folder / "test/sad/Training_4.jpg", jpeg);
  write_bytes(folder / "test/sad/PublicTest_1.jpg", jpeg);
  auto reasons = read_bad(folder.path());
  EXPECT_EQ(reasons.size(), 2u);
  EXPECT_THAT(reasons["test/sad/im0.jpg"], HasSubstr("PublicTest_ or PrivateTest_"));
  EXPECT_THAT(reasons["test/sad/Training_4.jpg"], HasSubstr("PublicTest_ or PrivateTest_"));
}

TEST(BadImages, FilesThatAreNoImagesAreIgnoredInWords) {
  const TemporaryFolder folder;
  make_small_folders(folder.path());
  for (const char* name : {"train/.DS_Store", "train/sad/Thumbs.db", "train/sad/._Training_1.jpg",
                           "readme.txt", "train/.ipynb_checkpoints/sad/Training_1.jpg"}) {
    write_bytes(folder / name, "x");
  }
  const auto source = open_source_at("fer2013", folder.path());
  EXPECT_THAT(source->ignored(), ::testing::UnorderedElementsAre("train/.DS_Store", "train/sad/Thumbs.db",
                                                                 "train/sad/._Training_1.jpg", "readme.txt",
                                                                 "train/.ipynb_checkpoints"));
  EXPECT_EQ(source->files().size(), 28u);
  EXPECT_EQ(source->read().bad.size(), 0u);
}

TEST(BadRows, AreReportedByLine) {
  const TemporaryFolder folder;
  const std::string good = to_csv_pixels(make_image(1));
  const std::string last_two = good.substr(good.rfind(' ', good.rfind(' ') - 1));
  const std::string short_row = good.substr(0, good.size() - last_two.size());
  const std::string rows[] = {"0," + good + ",Training",                            // line 2
                              "7," + good + ",Training",                            // 3
                              "-1," + good + ",Training",                           // 4
                              "happy," + good + ",Training",                        // 5
                              "0," + good + ",Trian",                               // 6
                              "0," + short_row + ",Training",                       // 7
                              "0," + good + " 5,Training",                          // 8
                              "0,256" + good.substr(good.find(' ')) + ",Training",  // 9
                              "0,12x" + good.substr(good.find(' ')) + ",Training",  // 10
                              "0,-3" + good.substr(good.find(' ')) + ",Training",   // 11
                              "0," + good,                                          // 12
                              "0,,Training",                                        // 13
                              "1," + good + ",Training",                            // 14
                              "2," + good.substr(0, 50)};  // 15: the file was cut here
  std::string csv = "emotion,pixels,Usage\n";
  for (const std::string& row : rows) csv += row + "\n";
  write_bytes(folder / "fer2013.csv", csv.substr(0, csv.size() - 1));
  auto reasons = read_bad(folder.path());
  EXPECT_EQ(reasons.size(), 12u);
  EXPECT_EQ(reasons["fer2013.csv:3"], "emotion in 0..6 expected, '7' got");
  EXPECT_EQ(reasons["fer2013.csv:4"], "emotion in 0..6 expected, '-1' got");
  EXPECT_EQ(reasons["fer2013.csv:5"], "emotion in 0..6 expected, 'happy' got");
  EXPECT_EQ(reasons["fer2013.csv:6"],
            "Usage Training, PublicTest or PrivateTest expected, 'Trian' got; did you mean \"train\"?");
  EXPECT_EQ(reasons["fer2013.csv:7"], "2304 pixels expected, 2302 got");
  EXPECT_EQ(reasons["fer2013.csv:8"], "2304 pixels expected, 2305 got");
  EXPECT_EQ(reasons["fer2013.csv:9"], "pixel 1: a number in 0..255 expected, '256' got");
  EXPECT_EQ(reasons["fer2013.csv:10"], "pixel 1: a number in 0..255 expected, '12x' got");
  EXPECT_EQ(reasons["fer2013.csv:11"], "pixel 1: a number in 0..255 expected, '-3' got");
  EXPECT_EQ(reasons["fer2013.csv:12"], "3 fields expected, 2 got");
  EXPECT_EQ(reasons["fer2013.csv:13"], "2304 pixels expected, 0 got");
  EXPECT_EQ(reasons["fer2013.csv:15"], "3 fields expected, 2 got");
  const RawSamples raw = open_source_at("fer2013", folder.path())->read();
  const ImageSamples& samples = images_of(raw.samples);
  EXPECT_THAT(samples.labels, ::testing::ElementsAre(0, 1));  // the rows around the bad ones
  const cv::Mat image = make_image(1);
  EXPECT_TRUE(std::equal(image.datastart, image.dataend, samples.pixels.begin() + 2304));
}

TEST(BadRows, AMissingHeaderIsNamedWithWhatWasThere) {
  const TemporaryFolder folder;
  write_bytes(folder / "fer2013.csv", "0,1 2 3,Training\n");
  const auto read = [&] { open_source_at("fer2013", folder.path())->read(); };
  EXPECT_THAT(message_of<DataError>(read),
              AllOf(HasSubstr("fer2013.csv:1"), HasSubstr("emotion, pixels and Usage"),
                    HasSubstr("0,1 2 3,Training")));
  write_bytes(folder / "fer2013.csv", "");
  EXPECT_THAT(message_of<DataError>(read), HasSubstr("empty file"));
}

TEST(OnBadSample, ErrorListsTwentyAndCountsTheRest) {
  std::vector<BadSample> bad;
  for (int i = 10; i < 33; ++i) bad.push_back({std::to_string(i) + ".jpg", "reason " + std::to_string(i)});
  const std::string fault = message_of<DataError>([&] { apply_bad_sample_policy(bad, "raw", "error"); });
  EXPECT_THAT(fault, AllOf(HasSubstr("raw: 23 bad samples"), HasSubstr("on_bad_sample: skip"),
                           HasSubstr("\n  10.jpg: reason 10"), HasSubstr("29.jpg"), Not(HasSubstr("30.jpg")),
                           HasSubstr("and 3 more")));
}

TEST(OnBadSample, ALineBreakInANameBreaksNoLine) {
  EXPECT_EQ(list_bad_samples({{"a\nb.png\r", "no image"}}), "\n  a\\nb.png\\r: no image");
}

TEST(OnBadSample, ManyWithOneReasonAreOneLineWithTheFirstPlaces) {
  const TemporaryFolder folder;
  make_small_folders(folder / "raw");
  write_bytes(folder / "raw/train/fear/bad.jpg", "no image");
  for (int i = 10; i < 33; ++i) write_bytes(folder / ("raw/train/fear/" + std::to_string(i) + ".jpg"), "");
  const std::string fault = message_of<DataError>([&] { prepare_data(make_config(folder, "error")); });
  EXPECT_THAT(fault, AllOf(HasSubstr("24 bad samples"),
                           HasSubstr("\n  23 times: empty file (train/fear/10.jpg, train/fear/11.jpg, "
                                     "train/fear/12.jpg and 20 more)\n  train/fear/bad.jpg: "),
                           Not(HasSubstr("13.jpg"))));
  EXPECT_FALSE(fs::exists(folder / "prepared"));
}

TEST(OnBadSample, SkipLeavesThemOutAndKeepsTheirNames) {
  const TemporaryFolder folder;
  make_small_folders(folder / "raw");
  write_bytes(folder / "raw/train/fear/bad.jpg", "");
  write_bytes(folder / "raw/train/contempt/a.jpg", "");
  const PrepareResult result = prepare_data(make_config(folder, "skip"));
  const nlohmann::json skipped = read_prepared_info(result.path).skipped;
  EXPECT_EQ(skipped.size(), 2u);
  EXPECT_EQ(skipped[0]["source_id"], "train/contempt/");
  EXPECT_EQ(skipped[1], (nlohmann::json{{"source_id", "train/fear/bad.jpg"}, {"reason", "empty file"}}));
  EXPECT_EQ(table_of(read_prepared(result.path).samples).num_samples, 28);
}

/// "gr\xF6sser" is Latin-1.
TEST(FileNames, OfImagesNeedNotBeUtf8) {
  const TemporaryFolder folder;
  make_small_folders(folder / "raw");
  write_bytes(folder / "raw/train/fear/gr\xF6sser.png", "no image");
  write_bytes(folder /
                  "raw/train/gl\xFC"
                  "cklich/a.jpg",
              "");
  write_bytes(folder / "raw/notes\xFF.txt", "no part of it");
  fs::copy_file(folder / "raw/train/sad/Training_1.jpg", folder / "raw/validation/sad/sch\xF6n.jpg");
  const PrepareResult result = prepare_data(make_config(folder, "skip"));
  const PreparedInfo info = read_prepared_info(result.path);
  ASSERT_EQ(info.skipped.size(), 2u);
  EXPECT_EQ(info.skipped[0]["source_id"], "train/gl\\xFCcklich/");
  EXPECT_EQ(info.skipped[1]["source_id"], "train/fear/gr\\xF6sser.png");
  EXPECT_EQ(info.audit["file_groups_across_splits"], 1);  // so its digest was found by its name
  EXPECT_THAT(info.audit.dump(), HasSubstr("validation/sad/sch\\\\xF6n.jpg"));
  EXPECT_THAT(table_of(read_prepared(result.path).samples).source_ids,
              ::testing::Contains("validation/sad/sch\\xF6n.jpg"));
  EXPECT_THAT(message_of<DataError>([&] { prepare_data(make_config(folder, "error")); }),
              HasSubstr("\n  train/fear/gr\\xF6sser.png: "));
}

TEST(FileNames, OfACsvFileNeedNotBeUtf8) {
  const TemporaryFolder folder;
  std::string csv = "emotion,pixels,Usage\n";
  for (size_t label = 0; label < kFer2013Classes.size(); ++label) {
    for (const char* usage : {"Training", "PublicTest"}) {
      csv += std::to_string(label) + "," + to_csv_pixels(make_image(7 * csv.size())) + "," + usage + "\n";
    }
  }
  write_bytes(folder / "gr\xF6sser.csv", csv + "\xFF,1,Training\n");
  DataConfig config = make_config(folder, "skip");
  config.path = (folder / "gr\xF6sser.csv").string();
  const PrepareResult result = prepare_data(config);
  EXPECT_EQ(table_of(read_prepared(result.path).samples).source_ids[0], "gr\\xF6sser.csv:2");
  const nlohmann::json skipped = read_prepared_info(result.path).skipped;
  EXPECT_EQ(skipped[0]["source_id"], "gr\\xF6sser.csv:16");
  EXPECT_EQ(skipped[0]["reason"], "emotion in 0..6 expected, '\\xFF' got");
}

}  // namespace
}  // namespace affekt
